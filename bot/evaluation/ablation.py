"""What each part of retrieval and refusal adds: the same questions, one index, one part more in every line.

``python -m bot.evaluation.ablation tests/questions/dev.jsonl ...`` prints a Markdown table for each question set, and
with ``--halves N`` what becomes of refusing when a random half of the topics is taken away, N times over.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from bot.answer import FaqBot
from bot.cli import load_bot
from bot.compose import compose
from bot.followup import readings
from bot.message import clean
from bot.question_set import Question, QuestionKind, load_questions
from bot.reply import Confidence, Quote
from bot.retrieve import Found, retrieve
from bot.settings import CORPUS, INDEX, Settings
from index.adapter import Adapter
from index.encoder import Vectors
from index.learn import Lesson, fit_all
from index.store import Index
from index.view import ViewKind

ANSWERABLE_REFUSED = 0.04
"""Share of the answerable questions that may be refused when the refused share of the others is read off."""

OWN = frozenset({ViewKind.TEXT, ViewKind.HEADING})
ASKED = OWN | {ViewKind.QUESTION}
ALL = frozenset(ViewKind)


@dataclass(frozen=True)
class Variant:
    """A bot with some of its parts.

    Attributes:
        name: what it has, for people.
        kinds: views in its index.
        is_adapted: whether the adapter is fitted.
        reading: how a follow-up is read: 0 alone, 1 after the turn before, None as both.
        knows_conditions: whether a named condition counts.
    """

    name: str
    kinds: frozenset[ViewKind]
    is_adapted: bool = True
    reading: int | None = None
    knows_conditions: bool = True


VARIANTS = (
    Variant("own words", OWN, is_adapted=False, reading=1, knows_conditions=False),
    Variant("+ patients' questions", ASKED, is_adapted=False, reading=1, knows_conditions=False),
    Variant("+ adapter", ASKED, reading=1, knows_conditions=False),
    Variant("+ follow-ups read twice", ASKED, knows_conditions=False),
    Variant("+ named condition", ASKED),
    Variant("+ topics left out (all)", ALL),
    Variant("all, follow-ups read alone", ALL, reading=0),
    Variant("all, no adapter", ALL, is_adapted=False),
)


@dataclass(frozen=True)
class Outcome:
    """What became of a question: its margin, and whether the first and any quote is right."""

    margin: float
    first: bool
    shown: bool


def main(
    questions: Annotated[list[Path], typer.Argument(help="Question sets.")],
    halves: Annotated[int, typer.Option(help="How often to take a random half of the topics away.")] = 0,
    corpus: Annotated[Path, typer.Option()] = CORPUS,
    index: Annotated[Path, typer.Option()] = INDEX,
) -> None:
    """Print what each part adds, for each question set."""
    bot = load_bot(Settings.read(os.environ, corpus, index))
    sets = [(path, load_questions(path)) for path in questions]
    encoded = [_encode(bot, asked) for _, asked in sets]
    bots = [(variant, _varied(bot, variant)) for variant in VARIANTS]
    for (path, asked), vectors in zip(sets, encoded, strict=True):
        typer.echo(f"\n{path.name}\n\n| variant | right first | right shown | AUROC | refused |\n|---|---|---|---|---|")
        for variant, varied in bots:
            typer.echo(f"| {variant.name} | {_row(asked, _outcomes(varied, variant, asked, vectors))} |")
    for path, drawn in _halves(bot, halves, sets, encoded):
        typer.echo(
            f"{path.name}, half of the topics, {halves} draws: refused {np.mean(drawn):.3f} ± {np.std(drawn):.3f}"
        )


def _halves(
    bot: FaqBot, draws: int, sets: Sequence[tuple[Path, Sequence[Question]]], encoded: Sequence[list[Vectors]]
) -> list[tuple[Path, list[float]]]:
    shares: list[tuple[Path, list[float]]] = [(path, []) for path, _ in sets]
    for draw in range(draws):
        kept = np.random.default_rng(draw).permutation(len(bot.index.topics))[: len(bot.index.topics) // 2]
        halved = _varied(bot, VARIANTS[5], topics=frozenset(map(int, kept)))
        for (_, asked), vectors, (_, drawn) in zip(sets, encoded, shares, strict=True):
            drawn.append(_refused(asked, _outcomes(halved, VARIANTS[5], asked, vectors)))
    return shares if draws else []


def _encode(bot: FaqBot, asked: Sequence[Question]) -> list[Vectors]:
    read = [readings(clean(each.question), [clean(turn) for turn in each.history]) for each in asked]
    vectors = iter(bot.encoder.encode_queries([text for texts in read for text in texts]))
    return [np.stack([next(vectors) for _ in texts]) for texts in read]


def _varied(bot: FaqBot, variant: Variant, *, topics: frozenset[int] | None = None) -> FaqBot:
    """Return the bot over an index with the variant's views and adapter, and with some of the topics."""
    index = bot.index
    rows = [
        row
        for row, view in enumerate(index.views)
        if view.kind in variant.kinds and (topics is None or not view.is_of_topic or view.target in topics)
    ]
    places = {topic: place for place, topic in enumerate(sorted(topics))} if topics is not None else None
    views = [
        replace(index.views[row], target=places[index.views[row].target])
        if places is not None and index.views[row].is_of_topic
        else index.views[row]
        for row in rows
    ]
    known = index.topics if topics is None else tuple(index.topics[topic] for topic in sorted(topics))
    known = known if ViewKind.TOPIC in variant.kinds else ()
    encoded = np.ascontiguousarray(index.encoded[rows])
    lesson = Lesson(index.passages, len(known), views, encoded)
    pull = index.manifest.calibration.held_out["pull"]
    adapter = fit_all(lesson, pull) if variant.is_adapted else Adapter.identity(encoded.shape[1])
    model, sources, calibration = index.manifest.model, index.manifest.sources, index.manifest.calibration
    varied = Index.from_encoded(
        index.passages, known, views, encoded, adapter, model=model, sources=sources, calibration=calibration
    )
    return replace(bot, index=varied)


def _outcomes(bot: FaqBot, variant: Variant, asked: Sequence[Question], vectors: list[Vectors]) -> list[Outcome]:
    return [_outcome(bot, variant, each, vector) for each, vector in zip(asked, vectors, strict=True)]


def _outcome(bot: FaqBot, variant: Variant, question: Question, vectors: Vectors) -> Outcome:
    read = vectors if variant.reading is None else vectors[[min(variant.reading, len(vectors) - 1)]]
    texts = [*question.history, question.question]
    named = bot.conditions.named(texts) if variant.knows_conditions else frozenset()
    found = retrieve(bot.index, read, named)
    right = [question.is_hit(quote) for quote in _quotes(bot, found)]
    return Outcome(found.margin, any(right[:1]), any(right))


def _quotes(bot: FaqBot, found: Found) -> tuple[Quote, ...]:
    return compose(found.hits, Confidence.LOW, bot.articles, bot.files)


def _row(asked: Sequence[Question], outcomes: Sequence[Outcome]) -> str:
    answerable = [
        outcome for each, outcome in zip(asked, outcomes, strict=True) if each.kind is QuestionKind.ANSWERABLE
    ]
    first = np.mean([outcome.first for outcome in answerable])
    shown = np.mean([outcome.shown for outcome in answerable])
    return f"{first:.3f} | {shown:.3f} | {_auroc(asked, outcomes):.3f} | {_refused(asked, outcomes):.3f}"


def _margins(asked: Sequence[Question], outcomes: Sequence[Outcome], kind: QuestionKind) -> Vectors:
    return np.array([outcome.margin for each, outcome in zip(asked, outcomes, strict=True) if each.kind is kind])


def _refused(asked: Sequence[Question], outcomes: Sequence[Outcome]) -> float:
    """Share of the unanswerable questions refused by the threshold that refuses 4 % of the answerable ones."""
    threshold = np.quantile(_margins(asked, outcomes, QuestionKind.ANSWERABLE), ANSWERABLE_REFUSED)
    return float(np.mean(_margins(asked, outcomes, QuestionKind.UNANSWERABLE) < threshold))


def _auroc(asked: Sequence[Question], outcomes: Sequence[Outcome]) -> float:
    """Chance that an answerable question has a larger margin than an unanswerable one."""
    yes, no = (_margins(asked, outcomes, kind) for kind in (QuestionKind.ANSWERABLE, QuestionKind.UNANSWERABLE))
    return float(np.mean(yes[:, None] > no[None, :]) + np.mean(yes[:, None] == no[None, :]) / 2)


if __name__ == "__main__":
    typer.run(main)
