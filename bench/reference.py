"""The commands as they would be if they served with sentence-transformers: ``python -m bench.reference ask|site ...``.

The same bot over the same index; only the encoder is another one, which passes for the one that the index brings.
"""

import sys
from pathlib import Path

import typer

from bot.answer import FaqBot
from bot.settings import CORPUS, Settings
from index.manifest import read_manifest
from index.sentence_encoder import SentenceEncoder

commands = typer.Typer(add_completion=False)


@commands.command()
def ask(question: str, index: Path) -> None:
    """Answer one question."""
    reply = FaqBot.load(CORPUS, index, _encoder(index)).answer(question)
    typer.echo("\n".join(quote.text for quote in reply.quotes))


@commands.command()
def site(index: Path, port: int = 7860) -> None:
    """Serve the site."""
    import app
    from bot.web import serve

    def load_encoder(_settings: Settings, _build_first: object) -> SentenceEncoder:
        return _encoder(index)

    serve.load_encoder = load_encoder  # type: ignore[assignment]  # app.run takes it from there when it is called
    app.run(Settings(index=index), "127.0.0.1", port, {})


def _encoder(index: Path) -> SentenceEncoder:
    return SentenceEncoder(SentenceEncoder.load().model, read_manifest(index).model)


if __name__ == "__main__":
    sys.exit(commands())
