"""An evaluation as JSON, for programs and for ``compare``: the same bytes for the same set and index, times apart."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.evaluation.evaluation import Evaluation, Group
from bot.evaluation.measure import Figure
from bot.evaluation.score import Scored

FORMAT = 1


def write_json(evaluation: Evaluation, path: Path) -> None:
    """Write an evaluation to a JSON file, one question a line and one at a time."""
    head = json.dumps(_summary(evaluation), indent=1, ensure_ascii=False).removesuffix("\n}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{head},\n "questions": [')
        for place, each in enumerate(evaluation.scored):
            file.write(f"{',' if place else ''}\n  {json.dumps(_scored(each), ensure_ascii=False)}")
        file.write("\n ]\n}\n")


def _summary(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "provenance": asdict(evaluation.provenance),
        "notes": list(evaluation.notes),
        "figures": [_figure(figure) for figure in evaluation.figures],
        "groups": [_group(group) for group in evaluation.groups],
        "risk_coverage": asdict(evaluation.curve) if evaluation.curve else None,
        "missing": list(evaluation.missing),
        "unreachable": list(evaluation.unreachable),
        "unknown": list(evaluation.unknown),
        "skipped": [asdict(problem) for problem in evaluation.skipped],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    low, high = figure.interval or (None, None)
    measure = figure.measure
    return {
        "name": measure.name,
        "label": measure.label,
        "section": measure.section,
        "value": figure.value,
        "low": low,
        "high": high,
        "interval": "exact binomial" if figure.is_exact else "percentile bootstrap",
        "n": figure.n,
        "unit": measure.unit,
        "lower_is_better": measure.is_loss,
    }


def _group(group: Group) -> dict[str, Any]:
    return {"by": group.by, "name": group.name, "n": group.n, "figures": [_figure(each) for each in group.figures]}


def _scored(scored: Scored) -> dict[str, Any]:
    question = scored.question
    return {
        "id": question.id,
        "question": question.question,
        "history": list(question.history),
        "kind": question.kind,
        "tags": list(question.tags),
        "answers": [asdict(answer) for answer in question.answers],
        "verdict": scored.verdict,
        "reason": scored.reason,
        "margin": scored.margin,
        "right": scored.right,
        "found_after": scored.found_after,
        "values": dict(scored.values),
        "reply": scored.reply.to_dict() if scored.reply else None,
    }
