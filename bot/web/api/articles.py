"""``GET /api/articles``: what the bot quotes from."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from bot.live import LiveBot
from index.article import Article


class ArticleEntry(BaseModel):
    """An article that the bot quotes from.

    Attributes:
        name: its name in replies and links.
        title: as the clinic published it.
        publisher: who published it, or null.
        published: when, or null.
        topics: the conditions it is about, the main name first.
        link: its page on this site.
        sha256: hash of its file, in UTF-8.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    publisher: str | None
    published: date | None
    topics: tuple[str, ...]
    link: str
    sha256: str

    @classmethod
    def of(cls, article: Article) -> "ArticleEntry":
        """Describe an article."""
        return cls(
            name=article.name,
            title=article.title,
            publisher=article.publisher,
            published=article.published,
            topics=article.topics,
            link=f"/articles/{article.name}",
            sha256=article.sha256,
        )


class ArticleList:
    """The route.

    Args:
        live: the bot in service.
    """

    def __init__(self, live: LiveBot) -> None:
        self._live = live

    def articles(self) -> list[ArticleEntry]:
        """List the articles that the bot quotes from, by name."""
        return [ArticleEntry.of(article) for _, article in sorted(self._live.current.articles.items())]
