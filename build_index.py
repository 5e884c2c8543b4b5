"""Entry point: from the corpus folder to the index on disk."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.settings import CORPUS, INDEX, Settings
from index.encoder import Precision
from index.errors import FaqError

if TYPE_CHECKING:
    from index.build import BuildSummary
    from index.encoder import OnBatch


def main(
    corpus: Annotated[Path, typer.Option(help="Folder of articles.")] = CORPUS,
    out: Annotated[Path, typer.Option(help="Folder of the index.")] = INDEX,
    model: Annotated[str | None, typer.Option(help="sentence-transformers name or folder; else as before.")] = None,
    precision: Annotated[
        Precision | None, typer.Option(help="Of the model's weights; else as before, int8 at first.")
    ] = None,
) -> None:
    """Build the index of the articles; unchanged text is not encoded again."""
    try:
        done = run(Settings.read(os.environ, corpus, out, model), precision)
    except (FaqError, OSError) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from error
    for problem in done.problems:
        typer.echo(f"Warning: {problem}", err=True)
    typer.echo(summary(done, out))


def build_first(settings: Settings) -> None:
    """Build the index; for another process, which cannot hand back what it has built."""
    run(settings)


def run(settings: Settings, precision: Precision | None = None) -> "BuildSummary":
    """Build the index.

    Args:
        settings: where things are.
        precision: of the model's weights; None for what the index has, int8 where there is none.

    Raises:
        FaqError: an article, the model or the output folder cannot be used; the old index stays as it was.
    """
    # Importing faiss takes a second; ``--help`` must not wait for it.
    from bot.urgent import CACHE, URGENT_FILE, UrgentCheck
    from index.build import build
    from index.encoder import DEFAULT_MODEL
    from index.export import export, exported
    from index.onnx_encoder import OnnxEncoder

    manifest, milvus = exported(settings.index, settings.model, precision), settings.milvus
    if manifest:
        encoder = OnnxEncoder.load(settings.index, manifest)
        done = build(settings.corpus, settings.index, encoder, on_start=progress_bar, milvus=milvus)
    else:
        with export(settings.model or DEFAULT_MODEL, precision or Precision.INT8) as fresh:
            done = build(
                settings.corpus,
                settings.index,
                fresh.encoder,
                on_start=progress_bar,
                reference=fresh.reference,
                milvus=milvus,
            )
        encoder = OnnxEncoder.load(settings.index, done.index.manifest)
    UrgentCheck.load(URGENT_FILE, encoder, cache=settings.index.parent / CACHE)  # else the first start waits for it
    return done


def progress_bar(total: int) -> "OnBatch":
    """Start a progress bar over the texts to encode; nothing is shown where there are none."""
    from tqdm import tqdm

    return tqdm(total=total, desc="Encoding", unit="text", disable=not total).update


def summary(done: "BuildSummary", out: Path) -> str:
    """Say in two lines what was built, and where."""
    manifest = done.index.manifest
    return (
        f"{done.articles} articles, {manifest.passages} passages, {manifest.views} views; "
        f"{done.encoded} texts encoded in {done.seconds:.1f} s\n"
        f"Index {manifest.fingerprint} in {out}"
    )


if __name__ == "__main__":
    typer.run(main)
