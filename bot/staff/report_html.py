"""The staff's report as one HTML file that opens offline and asks nobody for anything."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.staff.report import Report
from bot.staff.report_table import summary
from index.errors import SettingsError


def write_html(report: Report, path: Path) -> None:
    """Write the report.

    Raises:
        SettingsError: the file cannot be written.
    """
    # matplotlib takes 1 s to import.
    from bot.staff.plots import asked_plot, thumbs_plot

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(shade=shade, bars=bars)
    days = report.overview.days
    page = environment.get_template("report.html").render(
        report=report,
        lines=summary(report.overview, report.coverage),
        asked=asked_plot(days) if len(days) > 1 else None,
        thumbs=thumbs_plot(days) if len(days) > 1 and report.overview.up + report.overview.down else None,
        most=max((use.quoted for use in report.coverage.passages), default=0),
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise SettingsError(f"{path}: cannot be written ({error.strerror}); name another file") from error


def shade(count: int, highest: int) -> int:
    """Say how dark a cell is, from 0 for none to 5; by the root, so that small counts can be told apart too."""
    return 0 if not count else 1 + min(4, int(5 * (count / highest) ** 0.5 - 1e-9))


def bars(weeks: tuple[int, ...]) -> Markup:
    """Draw questions per week as bars a line of text high."""
    highest = max(weeks, default=0) or 1
    bar = Markup('<rect x="{}" y="{:.1f}" width="7" height="{:.1f}"/>')
    drawn = Markup("").join(
        bar.format(place * 9, 18 * (1 - count / highest), 18 * count / highest) for place, count in enumerate(weeks)
    )
    said = ", ".join(map(str, weeks))
    return Markup('<svg class="weeks" viewBox="0 0 {} 18" role="img" aria-label="per week: {}">{}</svg>').format(
        len(weeks) * 9, said, drawn
    )
