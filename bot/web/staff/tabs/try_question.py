"""Try a question: one reply as a patient would get it, and how it came about. Nothing of it is logged."""

from collections.abc import Mapping, Sequence
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from bot.message import MAX_CHARACTERS
from bot.staff.trace import Matched, Trace, TracedPassage, trace
from bot.web.gradio_app import PRIVATE
from bot.web.render import render_reply
from bot.web.staff.desk import Desk
from bot.web.staff.panel import attach_button, clipped, figures, heading, html_panel, note, table, told
from bot.web.staff.target import topic_target
from index.topic import Topic
from index.view import ViewKind

if TYPE_CHECKING:
    import gradio as gr

TOPICS_SHOWN = 4
SNIPPET = 160
_VIEWS = {
    ViewKind.TEXT: "its own words",
    ViewKind.HEADING: "its heading and words",
    ViewKind.QUESTION: "a way of asking",
}


def build(desk: Desk, _opened: Sequence[Any]) -> "gr.HTML":
    """Lay the tab out; return the panel whose buttons attach the question."""
    # Importing gradio takes 3 s; only a site with a staff part needs it here.
    import gradio as gr

    said = "What a patient would read, and why. Nothing that you try is logged."
    html_panel("try-head", heading("Try a question", said))
    question = gr.Textbox(label="Question", max_lines=5, max_length=MAX_CHARACTERS + 1, elem_id="try-question")
    before = gr.Textbox(label="Said before, one message a line (optional)", lines=2, elem_id="try-before")
    with gr.Row(elem_classes="actions"):
        ask = gr.Button("Try it", variant="primary", elem_id="try-ask")
    shown = html_panel("tried", has_buttons=True)
    gr.on([question.submit, ask.click], partial(show, desk), [question, before], shown, **PRIVATE)
    return shown


@told
def show(desk: Desk, question: str, before: str) -> str:
    """Render a reply and how it came about."""
    if not question.strip():
        return note("Type a question to try.")
    bot = desk.live.current
    traced = trace(bot, question, [line for line in before.splitlines() if line.strip()])
    titles = {name: article.title for name, article in bot.articles.items()}
    parts = [
        "<h3>What the patient reads</h3>",
        render_reply(traced.reply, bot.clinic, titles),
        "<h3>How it came about</h3>",
        _outcome(traced),
        _urgent(traced),
        _readings(traced),
        _passages(traced, titles),
        _topics(traced),
    ]
    return "".join(parts)


def _outcome(traced: Trace) -> str:
    reply, thresholds = traced.reply, traced.calibration
    numbers = [("Reply", reply.kind.replace("_", " ")), ("Time", f"{reply.ms:.0f} ms")]
    if traced.margin is not None:
        numbers.insert(1, ("Margin", f"{traced.margin:.3f}"))
        numbers.insert(2, ("Answered from", f"{thresholds.answer_from:.3f}"))
        numbers.insert(3, ("High confidence from", f"{thresholds.high_from:.3f}"))
    said = f"Taken for small talk: {traced.smalltalk.label}." if traced.smalltalk else ""
    said = said or (f"Decided by: {traced.reason}." if traced.reason else "")
    return figures(numbers) + (note(said) if said else "")


def _urgent(traced: Trace) -> str:
    urgent = traced.urgent
    if not urgent:
        return ""
    rows = [[escape(urgent.label), escape(urgent.tier), escape(urgent.evidence)]]
    return table("Urgent rule that fired; nothing was searched", ["Sign", "Tier", "Rule"], rows)


def _readings(traced: Trace) -> str:
    """Render what was searched for, where that is more than the question itself."""
    if len(traced.readings) < 2:
        return ""
    rows = [[escape(reading)] for reading in traced.readings]
    carried = "brought it nearer" if traced.is_carried else "did not bring it nearer"
    return table(f"Searched for; what was said before {carried}", ["Reading"], rows)


def _passages(traced: Trace, titles: Mapping[str, str]) -> str:
    quoted = [each for each in traced.passages if each.is_quoted]
    parts = (("Quoted", quoted), ("Near misses, best first", traced.near_misses))
    head = ["Passage", "Score", "Own words", "Nearest way of asking", "Three nearest", "Condition named"]
    question = traced.reply.question
    return "".join(
        table(caption, head, [_passage(each, titles, question) for each in found]) for caption, found in parts if found
    )


def _passage(traced: TracedPassage, titles: Mapping[str, str], question: str) -> list[str]:
    hit, passage = traced.hit, traced.hit.passage
    title = escape(titles.get(passage.article, passage.article))
    address = f"/articles/{escape(passage.article)}#{escape(passage.id)}"
    attach = "" if traced.is_quoted else attach_button("Attach the question to it", passage.id, question)
    what = (
        f'<a href="{address}" target="_blank" rel="noopener">{title}</a>'
        f'<span class="snippet">{escape(clipped(passage.text, SNIPPET))}</span>'
        f'<span class="fate{" fate-quoted" if traced.is_quoted else ""}">{escape(traced.fate)}</span>'
        f"{_views(traced)}{attach}"
    )
    return [what, *(f"{number:.3f}" for number in (hit.score, hit.own, hit.best, hit.mean, hit.bonus))]


def _views(traced: TracedPassage) -> str:
    """Render what a passage was found by: its own words, its heading, or a way of asking with who writes like that."""
    items = "".join(
        f'<li>{_cosines(view)} <q dir="auto">{escape(clipped(view.text, SNIPPET))}</q> '
        f"({escape(_VIEWS[view.kind])}{f', {escape(view.voice)}' if view.voice else ''})</li>"
        for view in traced.views
    )
    return f"<details><summary>What it matched</summary><ul>{items}</ul></details>"


def _cosines(view: Matched) -> str:
    """Say how near a view is, and to each reading where there are several."""
    each = f" ({', '.join(f'{cosine:.3f}' for cosine in view.cosines)})" if len(view.cosines) > 1 else ""
    return f"{view.cosine:.3f}{each}"


def _topics(traced: Trace) -> str:
    rows = [
        [f"{escape(topic.label)}{_attach_to(topic, traced)}", f"{score:.3f}"]
        for topic, score in traced.topics[:TOPICS_SHOWN]
    ]
    return table("Nearest topics that the articles leave out", ["Topic", "Score"], rows) if rows else ""


def _attach_to(topic: Topic, traced: Trace) -> str:
    if topic.is_smalltalk:
        return ""
    return f"<span>{attach_button('Attach the question to it', topic_target(topic), traced.reply.question)}</span>"
