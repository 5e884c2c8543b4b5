"""``python -m bench.incremental``: what a small change of a large corpus costs, and if the bytes are right."""

import filecmp
import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from bench.corpus import MadeArticle, write_corpus
from bench.machine import machine
from index.question_bank import bank_file

DIMENSION = 384
"""Of the counted words: as many as the real model has."""


@dataclass(frozen=True)
class Took:
    """What a build took.

    Attributes:
        build_s: seconds of the build.
        cpu_s: seconds that the cores worked for it, which a busy machine does not change much.
        process_s: seconds of the process that did it, its start and imports included.
        encoded: texts that were encoded.
        texts: views of the index.
    """

    build_s: float
    cpu_s: float
    process_s: float
    encoded: int
    texts: int


def main(
    articles: Annotated[int, typer.Option(min=10, help="Articles of the made-up corpus.")] = 10_000,
    asked: Annotated[int, typer.Option(min=0, help="How many of them have a question file.")] = 20,
    encoder: Annotated[
        Path | None, typer.Option(help="Index whose encoder encodes; without it words are counted.")
    ] = None,
    home: Annotated[Path | None, typer.Option(help="Where to put corpus and indexes; else a temporary folder.")] = None,
) -> None:
    """Build a made-up corpus, change a little, build again, and compare every byte with a full build."""
    typer.echo(machine())
    with TemporaryDirectory(dir=home) as folder:
        corpus, index, full = (Path(folder) / name for name in ("corpus", "index", "full"))
        write_corpus(corpus, articles, banked=asked)
        _told("full build", _build(corpus, index, encoder))
        differs = []
        for name, change in changes(articles, asked).items():
            change(corpus)
            _told(name, _build(corpus, index, encoder))
            _told(f"{name}, in full", _build(corpus, full / name, encoder))
            if not same(index, full / name):
                differs.append(name)
        typer.echo(f"other bytes than a full build: {', '.join(differs) or 'none'}")
    raise typer.Exit(1 if differs else 0)


def changes(articles: int, asked: int) -> dict[str, Callable[[Path], None]]:
    """List what may happen to a corpus of so many articles, one file each, by its name."""
    middle, last = MadeArticle.of(articles // 2), MadeArticle.of(articles - 1)
    new, first = MadeArticle.of(articles), MadeArticle.of(0)

    def reword(corpus: Path) -> None:
        _reword(corpus / f"{middle.name}.md", " the ", " that ")

    def add(corpus: Path) -> None:
        (corpus / f"{new.name}.md").write_text(new.markdown, encoding="utf-8")

    def remove(corpus: Path) -> None:
        (corpus / f"{last.name}.md").unlink()

    def ask(corpus: Path) -> None:
        _reword(bank_file(corpus, first.name), "I am afraid", "I fear")

    listed: dict[str, Callable[[Path], None]] = {"a word of one article": reword}
    listed |= {"one article more": add, "one article less": remove}
    return {**listed, "a question of one article": ask} if asked else listed


def _reword(path: Path, old: str, new: str) -> None:
    before, found, after = path.read_text(encoding="utf-8").rpartition(old)
    if not found:
        raise ValueError(f"{path}: {old!r} is not in it")
    path.write_text(before + new + after, encoding="utf-8")


def _build(corpus: Path, index: Path, encoder: Path | None) -> Took:
    """Build in a process of its own: nothing is remembered from the build before."""
    os.sync()  # what earlier builds wrote is not written to the disk meanwhile
    started = time.perf_counter()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        build_s, cpu_s, encoded, texts = pool.submit(_built, corpus, index, encoder).result()
    return Took(build_s, cpu_s, time.perf_counter() - started, encoded, texts)


def _built(corpus: Path, index: Path, encoder: Path | None) -> tuple[float, float, int, int]:
    from index.build import build
    from index.manifest import read_manifest
    from index.onnx_encoder import OnnxEncoder
    from tests.doubles import WordEncoder

    model = OnnxEncoder.load(encoder, read_manifest(encoder)) if encoder else WordEncoder(dimension=DIMENSION)
    started = time.process_time()
    done = build(corpus, index, model)
    return done.seconds, time.process_time() - started, done.encoded, len(done.index.views)


def same(one: Path, other: Path) -> bool:
    """Tell whether two folders hold the same files, byte for byte."""
    names = sorted(path.name for path in one.iterdir())
    if names != sorted(path.name for path in other.iterdir()):
        return False
    return filecmp.cmpfiles(one, other, names, shallow=False)[0] == names


def _told(name: str, took: Took) -> None:
    seconds = f"{took.build_s:7.2f} s (CPU {took.cpu_s:6.2f} s), process {took.process_s:7.2f} s"
    typer.echo(f"{name:36} {seconds}; {took.encoded} of {took.texts} texts encoded")


if __name__ == "__main__":
    typer.run(main)
