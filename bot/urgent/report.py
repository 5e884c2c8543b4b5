"""What the check finds in labelled messages: recall by sign, and ordinary messages that it stops."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.question_rows import Problem, Row, read_rows
from bot.urgent.check import UrgentCheck
from bot.urgent.judge import Urgent
from index.errors import SettingsError


@dataclass(frozen=True)
class Labelled:
    """A message of which a person has said whether it is urgent.

    Attributes:
        question: the message.
        history: the patient's messages before it, oldest first.
        urgent: what the person said.
        sign: what it is a sign of, or "" where nobody said.
        tier: how urgent it is, or "" where nobody said.
    """

    question: str
    history: tuple[str, ...]
    urgent: bool
    sign: str = ""
    tier: str = ""


@dataclass(frozen=True)
class Checked:
    """A labelled message and what the check says of it."""

    message: Labelled
    found: Urgent | None


@dataclass(frozen=True)
class Report:
    """Checked messages and the figures made of them."""

    checked: tuple[Checked, ...]

    @classmethod
    def of(cls, check: UrgentCheck, messages: Sequence[Labelled]) -> "Report":
        """Check the messages."""
        found = check.check_all([each.question for each in messages], [each.history for each in messages])
        return cls(tuple(Checked(*pair) for pair in zip(messages, found, strict=True)))

    @property
    def urgent(self) -> tuple[Checked, ...]:
        """The messages that are urgent."""
        return tuple(each for each in self.checked if each.message.urgent)

    @property
    def calm(self) -> tuple[Checked, ...]:
        """The messages that are not."""
        return tuple(each for each in self.checked if not each.message.urgent)

    @property
    def missed(self) -> tuple[Checked, ...]:
        """Urgent messages that pass."""
        return tuple(each for each in self.urgent if each.found is None)

    @property
    def stopped(self) -> tuple[Checked, ...]:
        """Ordinary messages that do not: false alarms."""
        return tuple(each for each in self.calm if each.found is not None)

    def lines(self) -> Iterator[str]:
        """Write the figures: recall over all and by sign, how often the tier is the right one, false alarms by sign."""
        found = [each for each in self.urgent if each.found is not None]
        yield f"urgent messages found: {_share(len(found), len(self.urgent))}"
        signs: dict[str, list[Checked]] = defaultdict(list)
        for each in self.urgent:
            signs[each.message.sign or "(no sign named)"].append(each)
        for sign, members in sorted(signs.items()):
            yield f"  {sign:24} {_share(sum(each.found is not None for each in members), len(members))}"
        tiered = [each for each in found if each.message.tier]
        if tiered:
            right = sum(each.found is not None and each.found.tier == each.message.tier for each in tiered)
            yield f"in the right tier: {_share(right, len(tiered))}"
        yield f"ordinary messages stopped: {_share(len(self.stopped), len(self.calm))}"
        alarms = [each.found.sign for each in self.stopped if each.found is not None]
        for sign in sorted(set(alarms)):
            yield f"  as {sign:21} {alarms.count(sign)}"


def read_labelled(path: Path) -> list[Labelled]:
    """Read a JSONL of messages: `urgent` true or false, or a question set, where the kind is `urgent` or another.

    Raises:
        SettingsError: a line cannot be used; names it.
    """
    return [_labelled(path, row) for row in read_rows(path)]


def _labelled(path: Path, row: Row | Problem) -> Labelled:
    if isinstance(row, Problem):
        raise SettingsError(f"{path}:{row.line}: {row.text}")
    question, history = row.fields.get("question"), row.fields.get("history") or []
    urgent = row.fields.get("urgent", row.fields["kind"] == "urgent" if "kind" in row.fields else None)
    if not isinstance(question, str) or not isinstance(urgent, bool) or not isinstance(history, list):
        raise SettingsError(
            f"{path}:{row.line}: expected a question, urgent (true or false) or kind, and a list history"
        )
    sign, tier = row.fields.get("sign") or "", row.fields.get("tier") or ""
    return Labelled(question, tuple(map(str, history)), urgent, str(sign), str(tier))


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole}" + (f" ({part / whole:.1%})" if whole else "")
