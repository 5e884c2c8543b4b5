"""The report opens alone, tells everything, and trusts no text."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.bootstrap import Resampling
from bot.evaluation.evaluation import Evaluation
from bot.evaluation.plots import Series, histograms, risk_plot
from bot.evaluation.provenance import Provenance
from bot.evaluation.report import write_report
from bot.evaluation.score import Shown
from bot.evaluation.verdict import Verdict
from bot.question_rows import Problem
from tests.bot.evaluation.samples import gold, scored

FAST = Resampling(resamples=100)


@pytest.fixture
def page(evaluated: Evaluation, tmp_path: Path) -> str:
    """Write the small bot's report and read it."""
    write_report(evaluated, tmp_path / "report.html")
    return (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_report_asks_for_nothing_from_outside(page: str) -> None:
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#)""", page)
    assert "@import" not in page
    assert "url(" not in page
    assert "default-src 'none'" in page


def test_every_question_is_there_failures_first(page: str, evaluated: Evaluation) -> None:
    order = re.findall(r'data-verdict="([^"]+)"', page)
    assert len(order) == len(evaluated.scored)
    severities = [Verdict(verdict).severity for verdict in order]
    assert severities == sorted(severities)
    for each in evaluated.scored:
        assert each.question.question in page


def test_every_figure_is_there_with_its_interval(page: str, evaluated: Evaluation) -> None:
    for figure in evaluated.figures:
        assert figure.measure.label in page
        assert figure.measure.says in page


def test_the_report_names_what_it_was_made_with(page: str, evaluated: Evaluation) -> None:
    made = evaluated.provenance
    assert made.index in page
    assert f"{made.model['weights']}</code>, {made.model['precision']}" in page
    assert made.source_sha256 in page
    assert f"seed {made.seed}" in page
    assert made.versions["torch"] in page


def test_texts_are_shown_as_texts(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    one = scored(
        "a",
        tags=(evil,),
        answers=(gold(evil),),
        shown=(Shown(evil, evil, evil, is_right=False),),
        verdict=Verdict.WRONG,
    )
    one = replace(one, question=replace(one.question, question=evil, history=(evil,)), reason=evil)
    skipped = (Problem(3, evil),)
    write_report(Evaluation.of([one], Provenance.of(evil, "0", FAST), FAST, skipped=skipped), tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert evil not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 12


def test_a_report_of_no_question_can_be_written(tmp_path: Path) -> None:
    write_report(Evaluation.of([], Provenance.of("x", "0", FAST), FAST), tmp_path / "r.html")
    assert "0 questions" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_the_working_point_is_drawn_at_its_place() -> None:
    drawn = str(risk_plot([0.5, 1.0], [0.0, 0.5], 0.5, (0.5, 0.0)))
    assert 'cx="242.0" cy="232.0"' in drawn  # half way along, on the ground
    assert "answers 50%, 0% of them wrong" in drawn


def test_a_histogram_holds_every_value() -> None:
    series = (Series("a", "plot-right", [0.1, 0.1, 0.9]), Series("b", "plot-none", []))
    drawn = str(histograms(series, 0.5))
    assert "a (3)" in drawn
    assert "b (0)" in drawn
    assert [int(count) for count in re.findall(r"<title>(\d+)</title>", drawn)] == [2, 1]


def test_one_single_margin_can_be_drawn() -> None:
    assert "plot-right" in str(histograms((Series("a", "plot-right", [0.4]),), None))


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_the_report_works_offline_in_a_browser(page: str, width: int, tmp_path: Path, browser: Any) -> None:
    view = browser.new_context(viewport={"width": width, "height": 900}, offline=True).new_page()
    errors: list[str] = []
    view.on("pageerror", lambda error: errors.append(str(error)))
    view.on("console", lambda message: errors.append(message.text))
    view.goto((tmp_path / "report.html").as_uri())
    assert view.evaluate("document.documentElement.scrollWidth") <= width
    view.get_by_label("Verdict", exact=True).select_option("bad")
    shown = view.locator("#questions tbody tr:visible")
    assert shown.count() == view.locator('tr[data-style="bad"]').count() > 0
    view.get_by_label("Verdict", exact=True).select_option("")
    view.get_by_role("button", name="Margin").click()
    margins = [float(cell) for cell in view.locator('#questions td[data-label="margin"]').all_inner_texts()]
    assert margins == sorted(margins)
    view.locator("summary").first.click()
    assert view.get_by_role("heading", name="Expected").first.is_visible()
    assert errors == []
