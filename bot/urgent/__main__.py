"""``python -m bot.urgent``: measure the check on labelled messages."""

from pathlib import Path
from typing import Annotated

import typer

from bot.settings import INDEX
from bot.urgent import CACHE, URGENT_FILE, UrgentCheck
from bot.urgent.report import Checked, Report, read_labelled
from index.errors import FaqError
from index.manifest import read_manifest
from index.onnx_encoder import OnnxEncoder


def measure(
    files: Annotated[list[Path], typer.Argument(help="JSONL of labelled messages.")],
    listed: Annotated[bool, typer.Option("--list", help="Also list what was missed and what was stopped.")] = False,
    file: Annotated[Path, typer.Option(help="The reviewed file.")] = URGENT_FILE,
    index: Annotated[Path, typer.Option(help="Folder of the index that brings the model.")] = INDEX,
) -> None:
    """Tell how many urgent messages of each file are found, and how many ordinary ones are stopped."""
    try:
        messages = {path: read_labelled(path) for path in files}
        encoder = OnnxEncoder.load(index, read_manifest(index))
        check = UrgentCheck.load(file, encoder, cache=index.parent / CACHE)
    except FaqError as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from error
    for path, labelled in messages.items():
        report = Report.of(check, labelled)
        typer.echo(path)
        for line in report.lines():
            typer.echo(f"  {line}")
        if listed:
            for each in (*report.missed, *report.stopped):
                typer.echo(_line(each))


def _line(each: Checked) -> str:
    said = " / ".join((*each.message.history, each.message.question))
    if each.found is None:
        return f"MISSED  {each.message.sign or '-'}: {said}"
    return f"STOPPED {each.found.sign}: {said} [{each.found.evidence}]"


if __name__ == "__main__":
    typer.run(measure)
