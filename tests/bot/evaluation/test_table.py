"""What the terminal says."""

import io

from rich.console import Console

from bot.evaluation.bootstrap import Resampling
from bot.evaluation.evaluation import Evaluation
from bot.evaluation.provenance import Provenance
from bot.evaluation.table import print_evaluation
from bot.evaluation.verdict import Verdict
from bot.question_rows import Problem
from tests.bot.evaluation.samples import scored

FAST = Resampling(resamples=100)


def printed(evaluation: Evaluation) -> str:
    out = io.StringIO()
    print_evaluation(evaluation, Console(file=out, width=80))
    return out.getvalue()


def row(told: str, label: str) -> list[str]:
    line = next(line for line in told.splitlines() if line.startswith(f"│ {label} "))
    return [cell.strip() for cell in line.strip("│").split("│")]


def test_every_figure_has_value_interval_and_number(evaluated: Evaluation) -> None:
    told = printed(evaluated)
    for figure in evaluated.figures:
        assert figure.measure.label.split()[0] in told
    assert row(told, "Recall@10")[3] == "9"
    assert (
        told.index("Retrieval alone") < told.index("The whole system") < told.index("By article") < told.index("By tag")
    )


def test_a_row_reads_as_value_interval_and_number() -> None:
    found = Evaluation.of(
        [scored(name, kind="urgent", urgent_recall=1.0) for name in "abcd"], Provenance.of("s", "0", FAST), FAST
    )
    assert row(printed(found), "Urgent, recognised") == ["Urgent, recognised", "1.000", "0.398 – 1.000", "4", "urgent"]


def test_what_was_left_out_is_told() -> None:
    found = Evaluation.of(
        [scored("a", verdict=Verdict.NO_REPLY)],
        Provenance.of("s", "0", FAST),
        FAST,
        unreachable=("a",),
        unknown=("b",),
        skipped=(Problem(7, "not JSON"),),
        notes=("A note [with] brackets.",),
    )
    told = printed(found)
    assert "No reply, scored 0: 1 (a)" in told
    assert "No passage of the index can answer: 1 (a)" in told
    assert "Replies to no question of the set, ignored: 1 (b)" in told
    assert "Left out, 1 problems:\n  line 7: not JSON" in told
    assert "A note [with] brackets." in told


def test_long_lists_are_counted() -> None:
    found = Evaluation.of([], Provenance.of("s", "0", FAST), FAST, unknown=tuple(map(str, range(20))))
    assert "20 (0, 1, 2" in printed(found)
    assert "and 8 more)" in " ".join(printed(found).split())
