"""Measure redaction: ``python -m bot.question_log.redact FILE``, for the figures in docs/question-log.md.

FILE holds one ``{"text", "vanish"}`` a line: a message, and the pieces of personal data planted in it; none in a
message that must stay as it is.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from bot.question_log.redact import redact


@dataclass(frozen=True)
class Redacted:
    """A message of the set, before and after."""

    text: str
    vanish: tuple[str, ...]
    after: str

    @property
    def left(self) -> tuple[str, ...]:
        """Pieces of personal data that are still there."""
        return tuple(piece for piece in self.vanish if piece in self.after)

    @property
    def is_wrong(self) -> bool:
        """Whether personal data is left, or there was none and something was taken."""
        return bool(self.left) if self.vanish else self.after != self.text


def measured(path: Path) -> tuple[Redacted, ...]:
    """Redact every message of a set."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(Redacted(row["text"], tuple(row["vanish"]), redact(row["text"])) for row in rows)


def report(messages: tuple[Redacted, ...]) -> str:
    """Say which share of the planted data vanished, and which share of the other messages was changed."""
    planted = [each for each in messages if each.vanish]
    clean = [each for each in messages if not each.vanish]
    pieces = sum(len(each.vanish) for each in planted)
    vanished = pieces - sum(len(each.left) for each in planted)
    wrong = [f"{each.text!r} -> {each.after!r}" for each in messages if each.is_wrong]
    return "\n".join(
        [
            *wrong,
            f"vanished: {vanished} of {pieces} pieces in {len(planted)} messages",
            f"over-redacted: {sum(each.is_wrong for each in clean)} of {len(clean)} messages without any",
        ]
    )


if __name__ == "__main__":
    sys.stdout.write(report(measured(Path(sys.argv[1]))) + "\n")
