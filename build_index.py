"""Entry point: from the corpus folder to the index on disk."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.settings import CORPUS, INDEX, Settings
from index.errors import FaqError

if TYPE_CHECKING:
    from index.build import BuildSummary
    from index.encoder import OnBatch


def main(
    corpus: Annotated[Path, typer.Option(help="Folder of articles.")] = CORPUS,
    out: Annotated[Path, typer.Option(help="Folder of the index.")] = INDEX,
) -> None:
    """Build the index of the articles; unchanged text is not encoded again."""
    try:
        done = run(Settings(corpus=corpus, index=out))
    except (FaqError, OSError) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from error
    for problem in done.problems:
        typer.echo(f"Warning: {problem}", err=True)
    typer.echo(summary(done, out))


def run(settings: Settings) -> "BuildSummary":
    """Build the index.

    Raises:
        FaqError: an article, the model or the output folder cannot be used; the old index stays as it was.
    """
    # Importing faiss takes a second; ``--help`` must not wait for it.
    from bot.urgent import CACHE, URGENT_FILE, UrgentCheck
    from index.build import build
    from index.encoder import SentenceTransformerEncoder

    encoder = SentenceTransformerEncoder.load(settings.model)
    done = build(settings.corpus, settings.index, encoder, on_start=progress_bar)
    UrgentCheck.load(
        URGENT_FILE, encoder, cache=settings.index.parent / CACHE
    )  # else the first start would wait for it
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
