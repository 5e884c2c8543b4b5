"""Composition: from ranked hits to at most three quotes that can be proved and do not repeat each other."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from bot.receipts import ArticleFiles, sha256
from bot.reply import Confidence, Quote, Receipt, Related
from bot.retrieve import Found, Hit
from index.article import Article
from index.passage import Passage, is_same
from index.topic import Topic

MAX_QUOTES = 3
MAX_RELATED = 3
MAX_BEHIND = 0.15
"""How far a second or third quote's score may lie behind the first's (docs/quality.md, "How many quotes")."""

TWIN_BEHIND = 0.15
"""How far behind that a twin of a quote is still looked for: the same words, but not the same patients' questions."""

log = logging.getLogger(__name__)


def compose(
    hits: Sequence[Hit], confidence: Confidence, articles: Mapping[str, Article], files: ArticleFiles
) -> tuple[Quote, ...]:
    """Choose the quotes of a reply; a passage that no longer stands in its file is withheld and logged."""
    quotes: list[Quote] = []
    shown: list[Passage] = []
    for hit in hits:
        if quotes and hit.score < quotes[0].score - MAX_BEHIND - TWIN_BEHIND:
            break
        passage = hit.passage
        twin = next((row for row, other in enumerate(shown) if is_same(passage, other)), None)
        enough = len(quotes) == MAX_QUOTES or (quotes and hit.score < quotes[0].score - MAX_BEHIND)
        if (enough and twin is None) or any(passage.overlaps(other) for other in shown):
            continue
        if not files.proves(passage):
            log.error("withheld %s of %s: it no longer stands in the file", passage.id, passage.article)
        elif twin is not None and passage.text == shown[twin].text:
            quotes[twin] = replace(quotes[twin], also_in=(*quotes[twin].also_in, _receipt(passage, files)))
        elif twin is None:
            shown.append(passage)
            quotes.append(_quote(hit, confidence, articles[passage.article], files))
    return tuple(quotes)


def related(
    found: Found,
    topic: Topic | None,
    passages_of: Callable[[str], Sequence[Passage]],
    articles: Mapping[str, Article],
) -> tuple[Related, ...]:
    """Choose the places to offer with a refusal: what stands near its topic, then the best passages by section."""
    near = topic.near if topic else None
    first = [each for each in passages_of(near[0]) if near[1] in each.text] if near else []
    places: dict[tuple[str, str], Related] = {}
    for passage in chain(first, (hit.passage for hit in found.hits)):
        if passage.article not in articles:
            continue
        title = articles[passage.article].title
        label = passage.section[-1] if passage.section else title
        places.setdefault((passage.article, label), Related(label, title, link(passage)))
        if len(places) == MAX_RELATED:
            break
    return tuple(places.values())


def link(passage: Passage) -> str:
    """Return the page and anchor of a passage on the site."""
    return f"/articles/{passage.article}#{passage.id}"


def _quote(hit: Hit, confidence: Confidence, article: Article, files: ArticleFiles) -> Quote:
    passage = hit.passage
    receipt = _receipt(passage, files)
    return Quote(
        article=passage.article,
        title=article.title,
        publisher=article.publisher,
        section=passage.section,
        lead_in="\n".join(passage.lead_in) or None,
        text=passage.text,
        file=receipt.file,
        start=passage.start,
        end=passage.end,
        sha256=sha256(passage.text),
        score=round(hit.score, 4),
        confidence=confidence,
        link=link(passage),
    )


def _receipt(passage: Passage, files: ArticleFiles) -> Receipt:
    path = files.path(passage.article)
    return Receipt(passage.article, path.as_posix() if path else "", passage.start, passage.end)
