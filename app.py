"""Entry point: the site. Builds the index first when it is missing or stale."""

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from bot.program_log import LogFormat, set_up_logging
from bot.settings import CORPUS, INDEX, Settings
from build_index import build_first, progress_bar
from index.errors import FaqError


def main(
    host: Annotated[
        str, typer.Option(help="Address to serve on; 0.0.0.0 for every network of this machine.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to serve on.")] = 7860,
    corpus: Annotated[Path, typer.Option(help="Folder of articles.")] = CORPUS,
    index: Annotated[Path, typer.Option(help="Folder of the index.")] = INDEX,
) -> None:
    """Serve the chat and the articles."""
    try:
        set_up_logging(LogFormat.read(os.environ))
        signal.signal(signal.SIGTERM, _stop)
        run(Settings.read(os.environ, corpus, index), host, port, os.environ)
    except (FaqError, OSError) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from error


def run(settings: Settings, host: str, port: int, environ: Mapping[str, str]) -> None:
    """Load everything, then serve until stopped.

    Args:
        settings: where things are.
        host: address to serve on.
        port: port to serve on.
        environ: holds ``BOT_STAFF_PASSWORD`` and the settings of the site and of both logs, or nothing.

    Raises:
        FaqError: the environment, the port, the corpus, the model or the index cannot be used.
    """
    # Importing gradio and uvicorn takes 4 s; ``--help`` must not wait for them.
    from bot.live import LiveBot
    from bot.question_log.settings import LogSettings
    from bot.reload import Reload
    from bot.staff.publish import Publisher, repair
    from bot.web.serve import load_bot, load_encoder, open_port, serve
    from bot.web.site import create_site
    from bot.web.site_log import open_site_log
    from bot.web.site_settings import SiteSettings
    from bot.web.staff.desk import Desk
    from bot.web.staff.password import StaffPassword
    from bot.web.staff.site import create_staff

    password, site_settings = StaffPassword.read(environ), SiteSettings.read(environ)
    with open_site_log(LogSettings.read(environ)) as site_log:
        socket = open_port(host, port)
        typer.echo("Loading; when the articles have changed, this takes a minute or two ...")
        repair(settings)
        encoder = load_encoder(settings, build_first)
        on_start = progress_bar if LogFormat.read(environ) is LogFormat.TEXT else None
        live = LiveBot(load_bot(settings, encoder, on_start=on_start))
        log, recorder = (site_log.log, site_log.recorder) if site_log else (None, None)
        notice = site_log.notice(live.current.clinic) if site_log else None
        staff = create_staff(Desk(Publisher(live, settings, encoder), log), password) if password else None
        site = create_site(live, recorder, notice=notice, staff=staff, settings=site_settings, index=settings.index)
        serve(site, socket, lambda address: typer.echo(f"Ready: {address}"), reload=Reload(live, settings))


def _stop(_signal: int, _frame: object) -> None:
    """Leave through every ``finally``: the server hands SIGTERM on once it has stopped, and the log is to be closed."""
    sys.exit(0)


if __name__ == "__main__":
    typer.run(main)
