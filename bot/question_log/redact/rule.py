"""A rule of redaction: a pattern, and what is put in the place of what it finds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """A pattern, and what is put in the place of its group ``data``, or of all it finds where it has no such group."""

    label: str
    pattern: re.Pattern[str]

    def apply(self, text: str) -> str:
        """Return a text without what the pattern finds."""
        return self.pattern.sub(self._replaced, text)

    def _replaced(self, match: re.Match[str]) -> str:
        data = match.groupdict().get("data")
        if data is None:
            return f"[{self.label}]"
        start, end = (place - match.start() for place in match.span("data"))
        return f"{match[0][:start]}[{self.label}]{match[0][end:]}"


def rule(label: str, pattern: str, *, any_case: bool = True) -> Rule:
    """Make a rule of a pattern that is written with blanks and comments."""
    return Rule(label, re.compile(pattern, re.VERBOSE | (re.IGNORECASE if any_case else 0)))


def apply(rules: Sequence[Rule], text: str) -> str:
    """Apply rules in order; a later one does not see what an earlier one took."""
    for each in rules:
        text = each.apply(text)
    return text
