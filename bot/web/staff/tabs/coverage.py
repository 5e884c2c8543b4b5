"""Coverage: every article as it reads, each passage shaded by how often it answered."""

from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Any

from bot.answer import FaqBot
from bot.staff.coverage import ArticleUse, Coverage
from bot.web.article_body import render_body
from bot.web.gradio_app import PRIVATE
from bot.web.staff.desk import Desk
from bot.web.staff.panel import LOG_IS_OFF, figures, folded, heading, html_panel, note, table
from bot.web.staff.period import PERIODS, period_choice
from bot.web.staff.shading import heat_map, note_of
from index.errors import FaqError


def build(desk: Desk, opened: Sequence[Any]) -> None:
    """Lay the tab out."""
    # Importing gradio takes 3 s; only a site with a staff part needs it here.
    import gradio as gr

    html_panel("coverage-head", heading("Coverage", "Which passages carry the load, and which are never found."))
    period = period_choice("coverage")
    every = html_panel("coverage-all")
    with gr.Row(elem_classes="choices"):
        titles = [(article.title, name) for name, article in desk.live.current.articles.items()]
        article = gr.Dropdown(titles, label="Article", elem_id="coverage-article")
    one = html_panel("coverage-text")
    gr.on([*opened, article.change, period.change], partial(show, desk), [article, period], [every, one], **PRIVATE)


def show(desk: Desk, article: str, period: str) -> tuple[str, str]:
    """Render the figures of all articles, and one article with its passages shaded."""
    if desk.log is None:
        return note(LOG_IS_OFF), ""
    bot = desk.live.current
    try:
        coverage = Coverage.of(desk.entries(PERIODS[period]), bot.index)
        every = (_numbers(coverage), _articles(coverage, bot), _left_out(coverage, bot), _headings(coverage, bot))
        return "".join(every), _article(coverage, bot, article)
    except FaqError as error:
        return note(str(error), is_problem=True), ""


def _numbers(coverage: Coverage) -> str:
    never = sum(len(article.never) for article in coverage.articles)
    numbers = [
        ("Passages", f"{len(coverage.passages):,}"),
        ("Shown at least once", f"{coverage.seen_share:.0%}"),
        ("Never shown", f"{never:,}"),
    ]
    if coverage.gone:
        numbers.append(("Quotes of passages since changed", f"{coverage.gone:,}"))
    return figures(numbers)


def _articles(coverage: Coverage, bot: FaqBot) -> str:
    head = ["Article", "Replies", "Passages", "Shown", "Never shown", "Thumbs up", "Thumbs down"]
    return table(
        "Articles; a thumb counts for each passage of its reply",
        head,
        [[escape(_title(bot, each.article)), *_counts(each)] for each in coverage.articles],
    )


def _counts(use: ArticleUse) -> list[str]:
    counts = (
        use.replies,
        len(use.passages),
        len(use.passages) - len(use.never),
        len(use.never),
        sum(each.liked for each in use.passages),
        sum(each.disliked for each in use.passages),
    )
    return [f"{count:,}" for count in counts]


def _article(coverage: Coverage, bot: FaqBot, name: str) -> str:
    """Render an article as it reads, with what became of each passage."""
    highest = max((use.quoted for use in coverage.passages), default=0)
    notes = {use.passage.id: note_of(use, highest) for use in coverage.passages if use.passage.article == name}
    legend = (
        '<p class="legend"><span class="never">never quoted</span><span class="seen">only in a longer quote</span>'
        '<span class="heat-1">quoted</span><span class="heat-3">more often</span><span class="heat-5">most</span></p>'
    )
    body = render_body(bot.articles[name], notes)
    return f'{legend}<article class="article shaded"><h2>{escape(_title(bot, name))}</h2>{body}</article>'


def _left_out(coverage: Coverage, bot: FaqBot) -> str:
    if not coverage.left_out.rows:
        return note("No question went unanswered that a topic of corpus/questions/not-covered.yaml was near.")
    caption = "Not covered: unanswered questions by the topic and the article that were nearest"
    return heat_map(caption, "Topic", coverage.left_out, _columns(bot, coverage.left_out.columns))


def _headings(coverage: Coverage, bot: FaqBot) -> str:
    found = coverage.headings
    shown = heat_map("Replies that quoted a passage under a heading", "Heading", found, _columns(bot, found.columns))
    return folded("Headings by condition", shown)


def _columns(bot: FaqBot, names: Sequence[str]) -> list[str]:
    """Call each article by the condition that it is about."""
    topics = {name: article.topics for name, article in bot.articles.items()}
    return [(topics[name][0] if topics.get(name) else _title(bot, name)) for name in names]


def _title(bot: FaqBot, name: str) -> str:
    return bot.articles[name].title if name in bot.articles else name
