"""How fast an evaluation is: thousands of generated questions, against the time of encoding them alone.

``python -m bot.evaluation.throughput --questions 10000`` takes the index's own patients' questions, each with a letter
lost so that none is remembered, encodes them with sentence-transformers and with the encoder that serves, evaluates
them, and prints the times, their ratios, and how much memory the evaluation took.
"""

import os
import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Annotated

import typer

from bot.answer import FaqBot
from bot.cli import load_bot
from bot.evaluation.bootstrap import Resampling
from bot.evaluation.commands import progress_bar
from bot.evaluation.evaluate import evaluate_bot
from bot.question_set import Gold, Question, QuestionKind, QuestionSet
from bot.settings import CORPUS, INDEX, Settings
from index.encoder import DEFAULT_MODEL
from index.onnx_encoder import OnnxEncoder
from index.store import Index
from index.view import View

SEED = 7


def main(
    questions: Annotated[int, typer.Option(min=100, help="How many questions to generate.")] = 10_000,
    corpus: Annotated[Path, typer.Option(help="Folder of articles.")] = CORPUS,
    index: Annotated[Path, typer.Option(help="Folder of the index.")] = INDEX,
) -> None:
    """Time an evaluation of generated questions against encoding them alone."""
    bot = load_bot(Settings.read(os.environ, corpus, index))
    asked = tuple(islice(generated(bot.index, random.Random(SEED)), questions))  # noqa: S311 (not for secrets)
    texts = [each.question for each in asked]
    alone, served = encode_alone(plain_encode(), texts), encode_alone(own_encode(index, bot), texts)
    before, started = _memory(), time.perf_counter()
    with progress_bar("Answering", questions) as done:
        evaluate_bot(bot, QuestionSet(Path("generated"), "", asked, {}, ()), Resampling(), progress=done)
    seconds = time.perf_counter() - started
    typer.echo(
        f"{questions} questions: encoded alone in {alone:.1f} s by sentence-transformers and in {served:.1f} s by the "
        f"encoder that serves, evaluated in {seconds:.1f} s ({seconds / alone:.2f} and {seconds / served:.2f} times); "
        f"memory grew by {_memory() - before:.0f} MB"
    )


def generated(index: Index, draw: random.Random) -> Iterator[Question]:
    """Yield questions without end: patients' questions of the index, in random order, each mistyped in one place."""
    views = [view for view in index.views if view.is_question]
    draw.shuffle(views)
    for number, view in enumerate(cycle(views)):
        yield _mistyped(view, index, number, draw)


Encode = Callable[[Sequence[str]], object]


def plain_encode() -> Encode:
    """Return sentence-transformers' own way to encode, with batches and order of its own choosing."""
    # Importing torch and sentence-transformers takes 5 s; ``--help`` must not wait for it.
    from index.sentence_encoder import plain_model

    encode: Encode = plain_model(DEFAULT_MODEL).encode
    return encode


def own_encode(folder: Path, bot: FaqBot) -> Encode:
    """Return the serving encoder's way to encode, with nothing remembered."""
    return OnnxEncoder.load(folder, bot.index.manifest).encode_queries


def encode_alone(encode: Encode, texts: Sequence[str]) -> float:
    """Return the seconds that encoding texts takes, once warm."""
    encode(texts[:64])
    started = time.perf_counter()
    encode(texts)
    return time.perf_counter() - started


def _mistyped(view: View, index: Index, number: int, draw: random.Random) -> Question:
    place = draw.randrange(len(view.text))
    text = view.text[:place] + view.text[place + 1 :] or view.text
    if view.is_of_topic:
        return Question(f"g{number}", text, kind=QuestionKind.UNANSWERABLE)
    passage = index.passages[view.target]
    return Question(f"g{number}", text, answers=(Gold(passage.article, passage.text, 2),))


def _memory() -> float:
    """Return the most memory held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    typer.run(main)
