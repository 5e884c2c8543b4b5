"""Try a question: one reply as a patient would get it, and how it came about. Nothing of it is logged."""

from collections.abc import Mapping, Sequence
from functools import partial
from html import escape
from typing import Any

from bot.message import MAX_CHARACTERS
from bot.staff.trace import Trace, TracedPassage, trace
from bot.web.gradio_app import PRIVATE
from bot.web.render import render_reply
from bot.web.staff.desk import Desk
from bot.web.staff.panel import figures, heading, html_panel, note, table, told

TOPICS_SHOWN = 4
SNIPPET = 160


def build(desk: Desk, _opened: Sequence[Any]) -> None:
    """Lay the tab out."""
    # Importing gradio takes 3 s; only a site with a staff part needs it here.
    import gradio as gr

    said = "What a patient would read, and why. Nothing that you try is logged."
    html_panel("try-head", heading("Try a question", said))
    question = gr.Textbox(label="Question", max_lines=5, max_length=MAX_CHARACTERS + 1, elem_id="try-question")
    before = gr.Textbox(label="Said before, one message a line (optional)", lines=2, elem_id="try-before")
    with gr.Row(elem_classes="actions"):
        ask = gr.Button("Try it", variant="primary", elem_id="try-ask")
    shown = html_panel("tried")
    gr.on([question.submit, ask.click], partial(show, desk), [question, before], shown, **PRIVATE)


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
    rows = [_passage(each, titles) for each in traced.passages]
    head = ["Passage", "Score", "Own words", "Nearest way of asking", "Three nearest", "Condition named"]
    return table("Nearest passages, best first", head, rows) if rows else ""


def _passage(traced: TracedPassage, titles: Mapping[str, str]) -> list[str]:
    hit, passage = traced.hit, traced.hit.passage
    text = passage.text if len(passage.text) <= SNIPPET else passage.text[:SNIPPET].rstrip() + " …"
    title = escape(titles.get(passage.article, passage.article))
    address = f"/articles/{escape(passage.article)}#{escape(passage.id)}"
    views = "".join(
        f"<li>{view.cosine:.3f} <q>{escape(view.text)}</q> ({escape(view.voice or view.kind)})</li>"
        for view in traced.views
    )
    what = (
        f'<a href="{address}" target="_blank" rel="noopener">{title}</a>'
        f'<span class="snippet">{escape(text)}</span>'
        f'<span class="fate{" fate-quoted" if traced.is_quoted else ""}">{escape(traced.fate)}</span>'
        f"<details><summary>What it matched</summary><ul>{views}</ul></details>"
    )
    return [what, *(f"{number:.3f}" for number in (hit.score, hit.own, hit.best, hit.mean, hit.bonus))]


def _topics(traced: Trace) -> str:
    rows = [[escape(topic.label), f"{score:.3f}"] for topic, score in traced.topics[:TOPICS_SHOWN]]
    return table("Nearest topics that the articles leave out", ["Topic", "Score"], rows) if rows else ""
