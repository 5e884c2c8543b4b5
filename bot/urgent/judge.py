"""The decision about one message, as a conversation: it asks for texts to be encoded and ends with its judgement."""

from collections import defaultdict
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

import numpy as np

from bot.urgent.file import TIERS, UrgentFile
from bot.urgent.likeness import Likeness, Weights, manner
from bot.urgent.piece import pieces
from bot.urgent.reading import CONTINUING, Reading
from bot.urgent.spelling import SENTENCE, Words, bare
from index.encoder import Vectors

TURNS = 2  # how many earlier turns are read together with the message


@dataclass(frozen=True)
class Urgent:
    """A message that needs help now.

    Attributes:
        tier: how urgent; names the advice.
        sign: what was seen.
        label: the same for people.
        evidence: the rule or exemplar that fired, for the staff page.
    """

    tier: str
    sign: str
    label: str
    evidence: str


class ToWeigh(NamedTuple):
    """What must be encoded and scored to go on; one row of `manners` for each text."""

    texts: list[str]
    manners: Vectors


class Weighed(NamedTuple):
    """The vectors and likeness scores of texts."""

    vectors: Vectors
    scores: Weights


Judging: TypeAlias = Generator[ToWeigh, Weighed, Urgent | None]
"""Yields texts, is sent what they weigh, returns the judgement."""


class _Score(NamedTuple):
    """A message's likeness score, the score that is enough, and the vector of its most alarming piece."""

    score: float
    enough: float
    vector: Vectors


class Judge:
    """Judges messages by the rules of the reviewed file and by likeness to its exemplars; either is enough."""

    def __init__(self, file: UrgentFile, likeness: Likeness) -> None:
        """Store what is judged by; the rules by their first concept too, as few of them name what a message says."""
        self._reader, self._settings, self._likeness = file.reader, file.settings, likeness
        self._signs = {sign.name: sign for sign in file.signs}
        self._rules = [(sign, rule) for sign in file.signs for rule in sign.rules]
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, (_, rule) in enumerate(self._rules):
            self._places[rule.concepts[0]].append(place)
        concepts = {concept for sign in file.signs for rule in sign.rules for concept in rule.concepts}
        self._telling = sorted(concepts - {*file.settings.manner, *file.settings.common})

    def judge(self, message: str, history: Sequence[str]) -> Judging:
        """Judge a message, alone and then with the turns before it."""
        reading = self._reader.read(message)
        if not bare(reading.message):  # no word in it, only marks or emoji
            return None
        urgent = yield from self._alone(reading)
        earlier = tuple(history)[-TURNS:]
        return urgent or ((yield from self._together(earlier, reading)) if earlier else None)

    def _alone(self, reading: Reading) -> Judging:
        """Judge a message by itself. An emergency by a rule needs no model; all else is weighed with likeness."""
        plain = self._by_rules(reading, weak=False)
        if plain is not None and plain.tier == TIERS[0]:
            return plain
        return (yield from self._weigh(reading)) or plain

    def _together(self, earlier: Sequence[str], reading: Reading) -> Judging:
        """Judge a message as going on from the turns before it.

        After a turn that was urgent by itself, only a message that goes on with the report is urgent again: a new
        question gets its answer. Otherwise the turns are read as one report, to which the message must add something.
        """
        adds = any(reading.visible(concept) for concept in self._telling)
        if not adds and not reading.visible(CONTINUING):
            return None
        readings = [self._reader.read(turn) for turn in earlier]
        for before in readings[::-1]:
            urgent = (yield from self._alone(before)) if bare(before.message) else None
            if urgent is not None:
                return replace(urgent, evidence=f"goes on from an urgent message; {urgent.evidence}")
        if not adds:
            return None
        words_before = tuple(word for before in readings for word in before.message)
        both = self._reader.read_words(words_before + reading.message, " ".join((*earlier, reading.text)))
        return (yield from self._weigh(both, not_before=len(words_before)))

    def _weigh(self, reading: Reading, *, not_before: int = 0) -> Judging:
        """Judge by likeness alone, or by the rules where likeness supports them."""
        score, enough, vector = yield from self._score(reading)
        if score - enough >= self._settings.support - self._settings.alone:
            urgent = self._by_rules(reading, weak=True, not_before=not_before)
            if urgent is not None:
                return urgent
        # Two turns are long without being a long report: likeness alone must be as clear as in a short message.
        if score < (self._settings.alone if not_before else enough):
            return None
        name, exemplar, cosine = self._likeness.nearest(vector)
        sign = self._signs[name]
        return Urgent(sign.tier, name, sign.label, f"reads like: {exemplar} (score {score:.2f}, cosine {cosine:.2f})")

    def _score(self, reading: Reading) -> Generator[ToWeigh, Weighed, _Score]:
        parts = pieces(reading.message)
        read = [self._read_part(part, reading) for part in parts]
        manners = np.stack([manner(part, self._settings.manner) for part in read])
        vectors, scores = yield ToWeigh([reading.text, *(" ".join(part) for part in parts[1:])], manners)
        if not np.isfinite(vectors).all():
            raise ValueError("the encoder returned numbers that are not finite")
        if len(parts) == 1:
            return _Score(float(scores[0]), self._settings.alone, vectors[0])
        both = float((scores[0] + scores[1:].max()) / 2)
        return _Score(both, self._settings.alone_long, vectors[int(np.argmax(scores))])

    def _read_part(self, part: Words, whole: Reading) -> Reading:
        """Read a part of a message; nearly always there is one part, and it is read already."""
        return whole if part == bare(whole.message) else self._reader.read_words((SENTENCE, *part, SENTENCE))

    def _by_rules(self, reading: Reading, *, weak: bool, not_before: int = 0) -> Urgent | None:
        """Return the most pressing sign with a rule that fires, the first in the file where two are as pressing."""
        named = sorted(place for concept in reading.found for place in self._places.get(concept, ()))
        fired = [
            Urgent(
                sign.tier, sign.name, sign.label, f"rule: {rule.text} | words: {' '.join(reading.message[slice(*run)])}"
            )
            for sign, rule in map(self._rules.__getitem__, named)
            if (weak or not rule.weak) and (run := rule.fires(reading, not_before=not_before)) is not None
        ]
        return min(fired, key=lambda urgent: TIERS.index(urgent.tier), default=None)
