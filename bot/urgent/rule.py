"""Rules: concepts that, said together, are a sign of something urgent."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.urgent.errors import UrgentFileError
from bot.urgent.phrases import Span
from bot.urgent.reading import Reading, overlap

WITHIN = 18  # words from the first to the last concept of a rule that names no number

_RULE = re.compile(
    r"^(?P<all>\w+(?: \+ \w+)*)(?: within (?P<within>\d+))?(?: unless (?P<unless>\w+(?: or \w+)*))?(?P<weak> \?)?$"
)


@dataclass(frozen=True)
class Rule:
    """Concepts that must occur within a number of words of each other, and concepts that the sentence must not have.

    Attributes:
        text: the rule as written.
        concepts: what must be said.
        within: words from the first to the last of them.
        unless: what must not be said in the same sentence.
        weak: written with a `?`; the message must also read like the exemplars.
    """

    text: str
    concepts: tuple[str, ...]
    within: int
    unless: tuple[str, ...]
    weak: bool

    @classmethod
    def parse(cls, text: str) -> "Rule":
        """Read `numb + saddle_area within 10 unless long_standing ?`.

        Raises:
            UrgentFileError: it is not written so.
        """
        match = _RULE.match(text.strip())
        if match is None:
            raise UrgentFileError(
                f"cannot read the rule {text!r}; write it as 'numb + saddle_area within 10 unless calm_word'"
            )
        return cls(
            text=text.strip(),
            concepts=tuple(match["all"].split(" + ")),
            within=int(match["within"] or WITHIN),
            unless=tuple(match["unless"].split(" or ")) if match["unless"] else (),
            weak=bool(match["weak"]),
        )

    def fires(self, reading: Reading, *, not_before: int = 0) -> Span | None:
        """Return the shortest run of words that satisfies the rule and ends after word `not_before`, or None."""
        if not all(concept in reading.found for concept in self.concepts):  # nearly always; the rest is costly
            return None
        places = {concept: reading.visible(concept) for concept in self.concepts}
        if not all(places.values()):
            return None
        runs = (self._run(i, first, places) for i, concept in enumerate(self.concepts) for first in places[concept])
        fitting = [run for run in runs if run and run[1] - run[0] <= self.within and run[1] > not_before]
        fitting = [run for run in fitting if not self._excused(run, reading)]
        return min(fitting, key=lambda run: (run[1] - run[0], run), default=None)

    def _run(self, owner: int, first: Span, places: Mapping[str, Sequence[Span]]) -> Span | None:
        """Return the run that starts with `first` and takes the earliest-ending place of every other concept."""
        taken = [first]
        for i, concept in enumerate(self.concepts):
            if i != owner:
                later = [s for s in places[concept] if s[0] >= first[0] and not any(_nested(s, t) for t in taken)]
                if not later:
                    return None
                taken.append(min(later, key=lambda span: span[1]))
        return first[0], max(end for _, end in taken)

    def _excused(self, run: Span, reading: Reading) -> bool:
        sentence = reading.sentence(run)
        return any(overlap(sentence, span) for concept in self.unless for span in reading.found.get(concept, ()))


@dataclass(frozen=True)
class Sign:
    """Something to look for, how urgent it is, and the rules that see it."""

    name: str
    tier: str
    label: str
    rules: tuple[Rule, ...]


def _nested(a: Span, b: Span) -> bool:
    return (a[0] <= b[0] and b[1] <= a[1]) or (b[0] <= a[0] and a[1] <= b[1])
