"""Calibration: from margins on held-out questions to the decision's thresholds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

REFUSED = 0.11
"""Share of held-out answerable questions that may be refused, as the median over the folds. A voice that the adapter
has never seen is harder than what patients write to a bot that knows them all: on question sets about half of it is
refused (docs/quality.md, "Refusing")."""

MEDIUM_RIGHT, HIGH_RIGHT = 0.55, 0.65
"""Share of right first passages among held-out answerable messages at least as sure, for medium and high confidence."""

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Calibration:
    """When to answer and how sure to be.

    A message's margin is `index.search.Evidence.margin`. The defaults serve a corpus without questions of its own
    (docs/quality.md, "Without a question bank").

    Attributes:
        answer_from: least margin that is answered.
        medium_from: least margin of medium confidence.
        high_from: least margin of high confidence.
        held_out: figures on held-out questions, by name; empty where nothing was fitted.
    """

    answer_from: float = 0.36
    medium_from: float = 0.45
    high_from: float = 0.60
    held_out: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class HeldOut:
    """What became of held-out messages.

    Attributes:
        margin: the margin of each message.
        right: whether its first passage answers it; never, for one that no passage answers.
        answerable: whether a passage answers it.
    """

    margin: Floats
    right: Flags
    answerable: Flags

    @classmethod
    def joined(cls, parts: "list[HeldOut]") -> "HeldOut":
        """Join the messages of several folds."""
        return cls(
            np.concatenate([part.margin for part in parts]),
            np.concatenate([part.right for part in parts]),
            np.concatenate([part.answerable for part in parts]),
        )

    @property
    def success(self) -> float:
        """Share of answerable messages whose first passage is right (Success@1)."""
        return float(self.right[self.answerable].mean())


def calibrate(folds: "list[HeldOut]") -> Calibration:
    """Set the thresholds from the held-out messages of each fold."""
    answer_from = float(np.median([np.quantile(fold.margin[fold.answerable], REFUSED) for fold in folds]))
    messages = HeldOut.joined(folds)
    refused = messages.margin < answer_from
    figures = {
        "success_at_1": messages.success,
        "answerable_refused": float(refused[messages.answerable].mean()),
    }
    if not messages.answerable.all():
        figures["unanswerable_refused"] = float(refused[~messages.answerable].mean())
    return Calibration(
        answer_from=round(answer_from, 4),
        medium_from=_sure_from(messages, MEDIUM_RIGHT, answer_from),
        high_from=_sure_from(messages, HIGH_RIGHT, answer_from),
        held_out={name: round(value, 4) for name, value in figures.items()},
    )


def _sure_from(messages: HeldOut, share: float, least: float) -> float:
    """Find the least margin from which that share of the answerable messages have a right first passage."""
    margins, right = messages.margin[messages.answerable], messages.right[messages.answerable]
    order = np.argsort(-margins, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    falls = np.append(np.diff(margins[order]) < 0, True)  # a threshold takes all equal margins or none
    good = np.flatnonzero((precision >= share) & falls)
    margin = float(margins[order[good[-1]]]) if len(good) else float(margins.max())
    return round(max(margin, least), 4)
