"""Targets: what a way of asking can be attached to, a passage or a topic that the articles leave out."""

from html import escape
from pathlib import Path

from bot.answer import FaqBot
from bot.message import clean
from bot.staff.errors import DraftError
from bot.staff.fix import Draft
from bot.web.staff.panel import clipped, note
from bot.web.verbatim import lay_out
from index.passage import Passage, PassageKind
from index.topic import Topic

_TOPIC = "topic:"
SHOWN = 90
"""Characters of a passage in a list of choices."""


def topic_target(topic: Topic) -> str:
    """Name a topic as a target; a passage is named by its id."""
    return f"{_TOPIC}{topic.name}"


def choices(bot: FaqBot) -> list[tuple[str, str]]:
    """List all targets as label and name: the passages in reading order, then the topics by label.

    Publishing changes neither, so a page may keep them as long as the site runs.
    """
    found = [(_label(bot, passage), passage.id) for passage in bot.index.passages]
    topics = [(f"Not covered: {topic.label}", topic_target(topic)) for topic in _topics(bot)]
    return found + sorted(topics)


def draft_of(corpus: Path, target: str, phrasing: str) -> Draft:
    """Draft that a phrasing asks for a target.

    Raises:
        DraftError: no target is named, or the phrasing is refused.
        CorpusError: the corpus cannot be used.
    """
    if not target:
        raise DraftError("choose the passage that answers, or a topic")
    if target.startswith(_TOPIC):
        return Draft.attach_to_topic(corpus, target.removeprefix(_TOPIC), phrasing)
    return Draft.attach(corpus, target, phrasing)


def is_drafted(draft: Draft | None, target: str | None, phrasing: str) -> bool:
    """Tell whether a draft attaches a phrasing, as somebody typed it, to a target."""
    if draft is None or draft.phrasing != clean(phrasing):
        return False
    return target == f"{_TOPIC}{draft.topic}" if draft.topic is not None else target in draft.passages


def render_target(bot: FaqBot, target: str | None) -> str:
    """Render what a target reads in full."""
    topic = next((each for each in _topics(bot) if topic_target(each) == target), None)
    if topic:
        says = f'<p class="lead-in">Patients who ask for this read:</p><p>{escape(bot.clinic.fill(topic.say))}</p>'
        return f'<div class="target">{says}</div>'
    passage = next((each for each in bot.index.passages if each.id == target), None)
    return render_passage(bot, passage) if passage else note("Choose the passage that answers.")


def render_passage(bot: FaqBot, passage: Passage, *, more: str = "") -> str:
    """Render a passage as patients read it, with the place where it stands.

    Args:
        bot: whose articles it is from.
        passage: the passage.
        more: what follows below it, as HTML.
    """
    words = lay_out(passage.text, "\n".join(passage.lead_in) or None)
    path = " › ".join([bot.articles[passage.article].title, *passage.section])
    link = f'<a href="/articles/{escape(passage.article)}#{escape(passage.id)}" target="_blank" rel="noopener">'
    return f'<div class="target">{words}<p class="target-place">{link}{escape(path)}</a></p>{more}</div>'


def name_of(bot: FaqBot, names: tuple[str, ...]) -> str:
    """Say in a few words what a publication was attached to; its ids or topic where the index has them no more."""
    for passage in bot.index.passages:
        if passage.id in names:
            return _label(bot, passage)
    topic = next((each for each in bot.index.topics if each.name in names), None)
    return f"Not covered: {topic.label}" if topic else ", ".join(names)


def _label(bot: FaqBot, passage: Passage) -> str:
    place = " › ".join([bot.articles[passage.article].title, *passage.section[-1:]])
    whole = " (whole list)" if passage.kind is PassageKind.LIST else ""
    return f"{place}{whole}: {clipped(passage.text, SHOWN)}"


def _topics(bot: FaqBot) -> list[Topic]:
    return [topic for topic in bot.index.topics if not topic.is_smalltalk]
