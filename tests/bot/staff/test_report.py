import csv
from datetime import timedelta
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.question_log.entry import Near, Reason
from bot.staff.report import Report
from bot.staff.report_csv import write_csv
from bot.staff.report_html import bars, shade, write_html
from bot.staff.report_table import print_report
from index.errors import SettingsError
from index.store import Index
from tests.bot.staff.samples import NOON, answered, entry
from tests.doubles import WordEncoder

NASTY = '=HYPERLINK("http://x") <script>alert(1)</script> [bold]snails[/bold]'


@pytest.fixture
def report(orchid_index: Index, word_encoder: WordEncoder) -> Report:
    """Report on a few days: one gap with a nasty label, one passage that is quoted."""
    vector = word_encoder.encode_queries(["snails"])[0]
    week = next(each.id for each in orchid_index.passages if each.text.startswith("Water a moth"))
    near = (Near(week, "watering", 0.3, 0.2),)
    entries = [
        *(entry(f"a{row}", NASTY, vector, topic=("price", 0.4), nearest=near) for row in range(4)),
        answered("b", week, question="how often", thumb=1),
        answered("c", week, question="How often?", thumb=-1, reason=Reason.UNCLEAR, time=NOON + timedelta(days=2)),
    ]
    return Report.of("Questions since 01 March 2026", entries, orchid_index)


def printed(report: Report) -> str:
    console = Console(width=140, file=StringIO())
    print_report(report, console)
    return console.file.getvalue()


def test_terminal_shows_counts_gaps_and_what_was_never_shown(report: Report):
    text = printed(report)
    assert "6 messages: 2 answered (33 % of those that asked the articles for something" in text
    assert "thumbs: 1 up, 1 down" in text
    assert "Never shown of repotting:" in text
    assert "missing" in text


def test_terminal_prints_patients_words_as_they_are(report: Report):
    assert "[bold]snails[/bold]" in printed(report)


class Page(HTMLParser):
    """Collects what a page would fetch and run."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href", "srcset", "action"}]


def test_html_runs_nothing_and_fetches_nothing(report: Report, tmp_path: Path):
    write_html(report, tmp_path / "out" / "report.html")
    source = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    page = Page(source)
    assert "script" not in page.tags
    assert all(link.startswith("#") for link in page.links)
    assert "default-src 'none'" in source
    assert "url(http" not in source


def test_html_shows_the_gap_its_evidence_and_both_plots(report: Report, tmp_path: Path):
    write_html(report, tmp_path / "report.html")
    source = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in source
    assert "4 refused, 0 with low confidence, 0 disliked." in source
    assert source.count('<svg class="plot"') == 2
    assert "Why thumbs went down: unclear 1." in source
    assert "How often?" in source


def test_html_of_one_log_is_the_same_twice(report: Report, tmp_path: Path):
    for name in ("a", "b"):
        write_html(report, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_html_of_an_empty_log_says_so(orchid_index: Index, tmp_path: Path):
    write_html(Report.of("Nothing", [], orchid_index), tmp_path / "report.html")
    source = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<svg" not in source
    assert "0 messages" in source


def test_csv_has_a_row_for_each_gap_passage_and_left_out_topic(report: Report, tmp_path: Path):
    write_csv(report, tmp_path / "report.csv")
    with (tmp_path / "report.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    (gap,) = [row for row in rows if row["row"] == "gap"]
    assert (gap["kind"], gap["count"], gap["refused"]) == ("missing", "4", "4")
    quoted = [row for row in rows if row["kind"] == "quoted"]
    assert [(row["article"], row["count"], row["thumbs_up"], row["thumbs_down"]) for row in quoted] == [
        ("watering", "2", "1", "1")
    ]
    left_out = [(row["text"], row["article"], row["count"]) for row in rows if row["row"] == "left out"]
    assert left_out == [("Prices", "repotting", "0"), ("Prices", "watering", "4")]


def test_csv_holds_no_formula(report: Report, tmp_path: Path):
    write_csv(report, tmp_path / "report.csv")
    with (tmp_path / "report.csv").open(encoding="utf-8", newline="") as file:
        (gap,) = [row for row in csv.DictReader(file) if row["row"] == "gap"]
    assert gap["text"] == f"'{NASTY}"


@pytest.mark.parametrize("write", [write_csv, write_html])
def test_a_file_that_cannot_be_written_is_one_clear_line(report: Report, tmp_path: Path, write):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(SettingsError, match="taken/report: cannot be written"):
        write(report, tmp_path / "taken" / "report")


def test_shades_rise_with_the_count_from_none_to_the_darkest():
    assert [shade(count, 100) for count in (0, 1, 10, 40, 100)] == [0, 1, 2, 4, 5]


def test_weeks_are_bars_in_proportion_and_said_in_words():
    drawn = bars((2, 4))
    assert 'aria-label="per week: 2, 4"' in drawn
    assert 'height="9.0"' in drawn
    assert 'height="18.0"' in drawn
