"""Decide, before anything is retrieved, whether a message needs help now rather than an answer.

Two ways of seeing, either is enough: the rules of `urgent.yaml` (words that occur together and are reported, not asked
about), and the likeness of the message to the file's exemplars. What is urgent, and what the patient is then told, is
data that a clinician reviews; this module only reads it. A failure inside the check is itself an urgent reply.

In reading order: words, phrases, guards, rules, likeness, the check.
"""

from __future__ import annotations

import hashlib
import logging
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
import yaml
from numpy.typing import NDArray

log = logging.getLogger(__name__)

Words: TypeAlias = tuple[str, ...]
Span: TypeAlias = tuple[int, int]
Found: TypeAlias = Mapping[str, Sequence[Span]]
Vectors: TypeAlias = NDArray[np.float32]

SENTENCE, COMMA = ".", ","  # the only two marks left in a normalised message
BOTH = frozenset((SENTENCE, COMMA))
GAP, GAP_WORDS = "..", 3
START = "^"  # in a phrase: what follows opens a sentence or a part of one
WITHIN = 18  # words from the first to the last concept of a rule that names no number
FUZZY_LETTERS = 5  # shorter words have too many real words one letter away
CHECK_FAILED = "check_failed"
UNCHECKED = "unchecked"
TIERS = ("emergency", "crisis", "same_day")  # the most pressing first; decides when several signs fire
TURNS = 2  # how many earlier turns are read together with the message
PIECE_WORDS = 26  # a long message is also read in pieces of this many words, half of each shared with the next
MAX_PIECES = 40
SHORT_SENTENCE = 5


class UrgentFileError(ValueError):
    """The urgent-message file is missing something or contradicts itself."""


class Encoder(Protocol):
    """The only seam to the model: unit vectors for what patients write."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode what patients write; unit rows, shape (len(texts), dimension)."""


# Words ----------------------------------------------------------------------------------------------------------------

_TOKEN = re.compile(r"\d+(?:\.\d+)?(?![^\W\d_])|[\w\u0900-\u0dff]+|[.!?;\n\u0964]+|[,:()\-\u2013\u2014]+(?=\s|$)|,")


def words(text: str) -> Words:
    """Split a text into small-letter words; sentence and comma marks become `.` and `,`.

    Apostrophes vanish ("can't" is "cant"), letters said three times or more are said once ("painnn" is "pain").
    """
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"(?<=\w)['\u2019\u2018`\u00b4](?=\w)", "", text)
    text = re.sub(r"([^\W\d_])\1{2,}", r"\1", text)
    return tuple(_mark_or_word(token) for token in _TOKEN.findall(text))


def _mark_or_word(token: str) -> str:
    if token[0] in ".!?;\n\u0964":
        return SENTENCE
    return COMMA if token[0] in ",:()-\u2013\u2014" else token


class Spelling:
    """Replaces the ways patients type a word ("cnt", "can not") by the way we read it ("cannot")."""

    def __init__(self, entries: Mapping[str, str]) -> None:
        self._read = {words(form): words(word) for word, forms in entries.items() for form in _split(forms)}
        self._longest = max(map(len, self._read), default=1)

    def read(self, text: str) -> Words:
        """Return the words of a text in our spelling; the longest known form wins."""
        raw = words(text)
        out: list[str] = []
        at = 0
        while at < len(raw):
            for size in range(min(self._longest, len(raw) - at), 0, -1):
                form = raw[at : at + size]
                if form in self._read:
                    out.extend(self._read[form])
                    break
            else:
                size = 1
                out.append(raw[at])
            at += size
        return (SENTENCE, *out, SENTENCE)


def one_edit_apart(a: str, b: str) -> bool:
    """Tell whether one letter added, dropped, changed or swapped with the next turns `a` into `b` (Damerau 1964)."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    start = 0
    while start < len(a) and a[start] == b[start]:
        start += 1
    if len(a) < len(b):
        return a[start:] == b[start + 1 :]
    swapped = a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]
    return a[start + 1 :] == b[start + 1 :] or swapped


# Phrases --------------------------------------------------------------------------------------------------------------


class Phrases:
    """Finds named phrases in a message: `breath*` starts with, `lift .. foot` leaves up to three words between."""

    def __init__(self, groups: Mapping[str, Sequence[Words]], not_typos: frozenset[str]) -> None:
        self._not_typos = not_typos
        self._by_first: dict[str, list[tuple[str, Words]]] = defaultdict(list)
        patterns: set[str] = set()
        for name, phrases in groups.items():
            for phrase in phrases:
                self._by_first[phrase[0]].append((name, phrase))
                patterns.update(phrase)
        patterns.discard(GAP)
        self._whole = {p for p in patterns if not p.endswith("*")}
        self._starts = {p[:-1] for p in patterns if p.endswith("*")}
        self._near: dict[str, list[str]] = defaultdict(list)
        for pattern in sorted(patterns):
            if len(pattern) >= FUZZY_LETTERS + 2 * pattern.endswith("*"):  # a beginning needs more letters than a word
                self._near[pattern[0]].append(pattern)
        self._known: dict[str, frozenset[str]] = {}

    def find(self, message: Words) -> Found:
        """Return every place, as (start, end) word positions, where a phrase of each name occurs."""
        read = [self._patterns(word) for word in message]
        found: dict[str, set[Span]] = defaultdict(set)
        for start, patterns in enumerate(read):
            for pattern in patterns:
                for name, phrase in self._by_first.get(pattern, ()):
                    for end in _ends(phrase[1:], message, read, start + 1):
                        found[name].add((start, end))
        return {name: sorted(spans) for name, spans in found.items()}

    def _patterns(self, word: str) -> frozenset[str]:
        """Return the patterns a word satisfies, exactly or, failing that, with one mistyped letter."""
        if word not in self._known:
            if len(self._known) > 20_000:  # a cache, not a leak
                self._known.clear()
            exact = (
                {START}
                if word in BOTH
                else {word} & self._whole
                | {word[:n] + "*" for n in range(1, len(word) + 1) if word[:n] in self._starts}
            )
            self._known[word] = frozenset(exact or self._mistyped(word))
        return self._known[word]

    def _mistyped(self, word: str) -> Iterator[str]:
        if len(word) < FUZZY_LETTERS or word in self._not_typos or not word.isalpha():
            return
        for pattern in self._near.get(word[0], ()):
            stem = pattern.rstrip("*")
            beginnings = (word,) if stem == pattern else (word[: len(stem) + n] for n in (-1, 0, 1))
            if any(one_edit_apart(beginning, stem) for beginning in beginnings):
                yield pattern


def _ends(rest: Words, message: Words, read: Sequence[frozenset[str]], at: int) -> Iterator[int]:
    """Yield where a phrase can end whose remaining patterns are `rest`, standing at word `at`."""
    if not rest:
        yield at
    elif rest[0] == GAP:
        for skipped in range(GAP_WORDS + 1):
            yield from _ends(rest[1:], message, read, at + skipped)
            if at + skipped >= len(message) or message[at + skipped] in BOTH:
                return
    elif at < len(message) and rest[0] in read[at]:
        yield from _ends(rest[1:], message, read, at + 1)


# Guards ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Guard:
    """A way of speaking that reports nothing now, and which words around it are therefore not counted.

    Scopes as in NegEx and ConText (Chapman 2001; Harkema 2009): from the phrase to the end of the sentence or the next
    comma, or to where the patient starts to report.
    """

    name: str
    hides: str  # after | before | both | itself
    until: str  # sentence | comma
    lifted: bool  # by a "happening now" phrase in the same sentence
    at_most: int = 1_000  # words hidden after the phrase
    spares: frozenset[str] = frozenset()  # concepts it never hides

    def scope(self, phrase: Span, message: Words, ends: Sequence[Span]) -> Span:
        """Return the words hidden by this guard's phrase, the phrase itself included."""
        start, end = phrase
        marks = frozenset(SENTENCE) if self.until == "sentence" else BOTH
        if self.hides in ("after", "both"):
            stops = [s for s, _ in ends if s >= end]
            last = min([*stops, len(message), end + self.at_most])
            end = next((i for i in range(end, last) if message[i] in marks), last)
        if self.hides in ("before", "both"):
            starts = [s for s, e in ends if e <= phrase[0]]
            first = max(starts, default=0)
            start = next((i + 1 for i in range(start - 1, first - 1, -1) if message[i] in marks), first)
        return start, end


@dataclass(frozen=True)
class Reading:
    """A message as the rules see it: its words, what was found where, and which finds are hidden by a guard."""

    message: Words
    found: Found
    hidden: frozenset[tuple[str, Span]]
    hidden_words: frozenset[int]

    def visible(self, concept: str) -> list[Span]:
        """Return where a concept is said and no guard hides it."""
        return [span for span in self.found.get(concept, ()) if (concept, span) not in self.hidden]

    def sentence(self, span: Span) -> Span:
        """Return the sentence (or sentences) that a span lies in."""
        start = next((i + 1 for i in range(span[0] - 1, -1, -1) if self.message[i] == SENTENCE), 0)
        end = next((i for i in range(span[1], len(self.message)) if self.message[i] == SENTENCE), len(self.message))
        return start, end


class Reader:
    """Reads a message: finds the concepts and hides those that a guard covers."""

    def __init__(self, phrases: Phrases, spelling: Spelling, guards: Sequence[Guard]) -> None:
        self._phrases, self._spelling, self._guards = phrases, spelling, guards
        self._not_concepts = {guard.name for guard in guards} | {"ends", "happening_now"}

    def read(self, text: str) -> Reading:
        """Read a patient's text."""
        return self.read_words(self._spelling.read(text))

    def read_words(self, message: Words) -> Reading:
        """Read words that are already in our spelling, sentence marks at both ends included."""
        found = self._phrases.find(message)
        concepts = [(name, span) for name, spans in found.items() if name not in self._not_concepts for span in spans]
        plain = Reading(message, found, frozenset(), frozenset())
        hidden: set[tuple[str, Span]] = set()
        dark: set[int] = set()
        for guard in self._guards:
            for phrase in found.get(guard.name, ()):
                if guard.lifted and any(
                    _overlap(plain.sentence(phrase), now) for now in found.get("happening_now", ())
                ):
                    continue
                if any(s <= phrase[0] and phrase[1] <= e and (s, e) != phrase for _, (s, e) in concepts):
                    continue  # "no feeling" is a concept of its own: its "no" denies nothing
                scope = guard.scope(phrase, message, found.get("ends", ()))
                hidden.update((n, span) for n, span in concepts if n not in guard.spares and _overlap(span, scope))
                dark.update(range(*scope))
        return Reading(message, found, frozenset(hidden), frozenset(dark))


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _nested(a: Span, b: Span) -> bool:
    return (a[0] <= b[0] and b[1] <= a[1]) or (b[0] <= a[0] and a[1] <= b[1])


# Rules ----------------------------------------------------------------------------------------------------------------

_RULE = re.compile(
    r"^(?P<all>\w+(?: \+ \w+)*)(?: within (?P<within>\d+))?(?: unless (?P<unless>\w+(?: or \w+)*))?(?P<weak> \?)?$"
)


@dataclass(frozen=True)
class Rule:
    """Concepts that must occur within a number of words of each other, and concepts that the sentence must not have."""

    text: str
    concepts: tuple[str, ...]
    within: int
    unless: tuple[str, ...]
    weak: bool  # written with a `?`: the message must also read like the exemplars

    @classmethod
    def parse(cls, text: str) -> Rule:
        """Read `numb + saddle_area within 10 unless long_standing`."""
        match = _RULE.match(text.strip())
        if match is None:
            raise UrgentFileError(
                f"cannot read the rule {text!r}; write it as 'numb + saddle_area within 10 unless calm_word'"
            )
        unless = tuple((match["unless"] or "").split(" or ")) if match["unless"] else ()
        return cls(
            text.strip(), tuple(match["all"].split(" + ")), int(match["within"] or WITHIN), unless, bool(match["weak"])
        )

    def fires(self, reading: Reading, *, not_before: int = 0) -> Span | None:
        """Return the shortest run of words that satisfies the rule and ends after word `not_before`, or None."""
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
        return any(_overlap(sentence, span) for concept in self.unless for span in reading.found.get(concept, ()))


@dataclass(frozen=True)
class Sign:
    """Something to look for, how urgent it is, and how patients report it."""

    name: str
    tier: str
    label: str
    rules: tuple[Rule, ...]
    exemplars: tuple[str, ...]


# Likeness -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Likeness:
    """How much more a text reads like the exemplars (+1) than like the calm messages (-1).

    Kernel ridge regression (Saunders et al. 1998) on the exemplars: closed form, no training loop. The kernel adds the
    nearness of two texts, `exp(sharpness * (cosine - 1))`, to the ways of speaking that they share.
    """

    texts: tuple[str, ...]
    signs: tuple[str, ...]  # per text; "" for a calm one
    vectors: Vectors  # (texts, d), unit length
    manners: Vectors  # (texts, m), see `_manner`
    weights: NDArray[np.float64]  # (texts,)
    sharpness: float

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        signs: Sequence[str],
        vectors: Vectors,
        manners: Vectors,
        *,
        sharpness: float,
        smoothing: float,
    ) -> Likeness:
        """Weigh the texts so that they explain each other; urgent and calm count the same however many there are."""
        target = np.array([1.0 if sign else -1.0 for sign in signs])
        share = np.array([np.mean(target == t) for t in target]) * 2
        unfitted = cls(tuple(texts), tuple(signs), vectors, manners, np.zeros(len(texts)), sharpness)
        kernel = unfitted._kernel(vectors, manners) + smoothing * np.diag(share)
        return cls(tuple(texts), tuple(signs), vectors, manners, np.linalg.solve(kernel, target), sharpness)

    def scores(self, vectors: Vectors, manners: Vectors) -> NDArray[np.float64]:
        """Return one score per text, higher is more urgent."""
        return self._kernel(vectors, manners) @ self.weights

    def nearest(self, vector: Vectors, *, count: int = 3) -> tuple[str, str, float]:
        """Return the sign whose `count` best exemplars are nearest on average, its nearest exemplar, and the cosine."""
        near = self.vectors @ vector
        best: dict[str, list[int]] = defaultdict(list)
        for i in np.argsort(-near, kind="stable"):
            if self.signs[i]:
                best[self.signs[i]].append(int(i))
        sign = max(sorted(best), key=lambda name: float(np.mean(near[best[name][:count]])))
        return sign, self.texts[best[sign][0]], float(near[best[sign][0]])

    def _kernel(self, vectors: Vectors, manners: Vectors) -> NDArray[np.float64]:
        near = np.exp(self.sharpness * ((vectors @ self.vectors.T).astype(np.float64) - 1))
        return np.asarray(near + manners @ self.manners.T, dtype=np.float64)


# The check ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Urgent:
    """A message that needs help now. `evidence` names the rule or exemplar that fired, for the staff page."""

    tier: str
    sign: str
    label: str
    evidence: str


@dataclass(frozen=True)
class Settings:
    """The numbers of the file's `likeness` section; the file gives the reasons."""

    alone: float
    alone_long: float
    support: float
    sharpness: float
    smoothing: float
    manner: tuple[str, ...]
    common: tuple[str, ...]


class UrgentCheck:
    """Checks every message before retrieval: `check` says whether it is urgent, `advice` what the patient is told."""

    def __init__(
        self,
        reader: Reader,
        signs: Sequence[Sign],
        advice: Mapping[str, str],
        likeness: Likeness,
        settings: Settings,
        encoder: Encoder,
    ) -> None:
        self._reader, self._likeness, self._settings, self._encoder = reader, likeness, settings, encoder
        self._signs = {sign.name: sign for sign in signs}
        self._advice = dict(advice)
        concepts = {concept for sign in signs for rule in sign.rules for concept in rule.concepts}
        self._telling = sorted(concepts - set(settings.manner) - set(settings.common))

    @classmethod
    def load(cls, path: Path, encoder: Encoder, *, cache: Path | None = None) -> UrgentCheck:
        """Read the file and encode its exemplars (about 2,000 texts; seconds, or none where `cache` is still true).

        Raises UrgentFileError, naming the place, when the file is incomplete or names something it does not define.
        """
        return _load(Path(path), encoder, cache)

    def advice(self, tier: str) -> str:
        """Return the fixed text of a tier, its placeholders unfilled."""
        return self._advice[tier]

    def check(self, message: str, history: Sequence[str] = ()) -> Urgent | None:
        """Tell whether a message, alone or with the turns before it, needs help now. Never raises: it fails closed."""
        try:
            return self._check(message, tuple(history)[-TURNS:])
        except Exception:  # a safety check that cannot run must not let the message through
            log.exception("urgent check failed")
            return Urgent(UNCHECKED, CHECK_FAILED, "The urgent-message check failed", "see the log")

    def _check(self, message: str, earlier: tuple[str, ...]) -> Urgent | None:
        reading = self._reader.read(message)
        if not _strip(reading.message):  # no word in it, only marks or emoji
            return None
        return self._judge(reading) or (self._judge_with(earlier, reading) if earlier else None)

    def _judge(self, reading: Reading) -> Urgent | None:
        """Judge a message by itself. An emergency by a rule needs no model; all else is weighed with likeness."""
        plain = self._by_rules(reading, weak=False)
        if plain is not None and plain.tier == TIERS[0]:
            return plain
        return self._weigh(reading) or plain

    def _judge_with(self, earlier: Sequence[str], reading: Reading) -> Urgent | None:
        """Judge a message as going on from the turns before it.

        After a turn that was urgent by itself, only a message that goes on with the report is urgent again: a new
        question gets its answer. Otherwise the turns are read as one report, to which the message must add something.
        """
        readings = [self._reader.read(turn) for turn in earlier]
        adds = any(reading.visible(concept) for concept in self._telling)
        for before in readings[::-1]:
            urgent = self._judge(before) if _strip(before.message) else None
            if urgent is not None:
                evidence = f"goes on from an urgent message; {urgent.evidence}"
                return replace(urgent, evidence=evidence) if adds or reading.visible("continuing") else None
        if not adds:
            return None
        words_before = tuple(word for before in readings for word in before.message)
        return self._weigh(self._reader.read_words(words_before + reading.message), not_before=len(words_before))

    def _weigh(self, reading: Reading, *, not_before: int = 0) -> Urgent | None:
        """Judge by likeness alone, or by the rules where likeness supports them."""
        score, enough, vector = self._score(reading)
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

    def _score(self, reading: Reading) -> tuple[float, float, Vectors]:
        """Return a message's likeness score, the score that is enough, and the vector of its most alarming piece."""
        pieces = _pieces(reading.message)
        vectors = self._encode([" ".join(piece) for piece in pieces])
        scores = self._likeness.scores(vectors, self._manners(pieces))
        best = int(np.argmax(scores))
        if len(pieces) == 1:
            return float(scores[0]), self._settings.alone, vectors[0]
        return float((scores[0] + scores[1:].max()) / 2), self._settings.alone_long, vectors[best]

    def _by_rules(self, reading: Reading, *, weak: bool, not_before: int = 0) -> Urgent | None:
        """Return the most pressing sign with a rule that fires, the first in the file where two are as pressing."""
        fired = [
            Urgent(
                sign.tier,
                sign.name,
                sign.label,
                f"rule: {rule.text} | words: {' '.join(reading.message[run[0] : run[1]])}",
            )
            for sign in self._signs.values()
            for rule in sign.rules
            if (weak or not rule.weak) and (run := rule.fires(reading, not_before=not_before)) is not None
        ]
        return min(fired, key=lambda urgent: TIERS.index(urgent.tier), default=None)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.asarray(self._encoder.encode_queries(texts), dtype=np.float32)
        if vectors.shape != (len(texts), self._likeness.vectors.shape[1]) or not np.isfinite(vectors).all():
            raise ValueError(
                f"the encoder returned {vectors.shape} for {len(texts)} texts, or numbers that are not finite"
            )
        return vectors

    def _manners(self, pieces: Sequence[Words]) -> Vectors:
        return np.stack(
            [_manner(self._reader.read_words((SENTENCE, *piece, SENTENCE)), self._settings.manner) for piece in pieces]
        )


def _manner(reading: Reading, names: Sequence[str]) -> Vectors:
    """Return which ways of speaking a text shows (0 or 1), what share of it a guard hides, and its length (0 to 1)."""
    length = sum(word not in BOTH for word in reading.message)
    shown = [float(bool(reading.found.get(name))) for name in names]
    return np.array([*shown, len(reading.hidden_words) / max(1, length), min(length, 40) / 40], dtype=np.float32)


def _pieces(message: Words) -> list[Words]:
    """Return the message, and when it is long also its sentences, so that one line buried in it is heard."""
    pieces = [_strip(message)]
    if len(message) > PIECE_WORDS:
        for sentence in _sentences(message):
            step = PIECE_WORDS // 2
            pieces += [sentence[at : at + PIECE_WORDS] for at in range(0, max(1, len(sentence) - step), step)]
    return [piece for piece in pieces if piece][: MAX_PIECES + 1]


def _sentences(message: Words) -> list[Words]:
    """Return the sentences of a message; one of a few words only is read with the next."""
    out: list[Words] = []
    run: list[str] = []
    for i, word in enumerate(message):
        run.append(word)
        if (word == SENTENCE and len(run) > SHORT_SENTENCE) or i == len(message) - 1:
            out.append(_strip(tuple(run)))
            run = []
    return [sentence for sentence in out if sentence]


def _strip(message: Words) -> Words:
    start, end = 0, len(message)
    while start < end and message[start] in BOTH:
        start += 1
    while end > start and message[end - 1] in BOTH:
        end -= 1
    return message[start:end]


# The file -------------------------------------------------------------------------------------------------------------


def _split(text: object) -> list[str]:
    return [part.strip() for part in str(text).split(",") if part.strip()]


def _lines(text: object) -> tuple[str, ...]:
    return tuple(line.strip() for line in str(text).splitlines() if line.strip())


def _phrase(text: str, spelling: Spelling) -> Words:
    """Read one phrase of the file: wildcards and gaps stand, everything else goes through the spelling."""
    out: list[str] = []
    for part in re.split(r"(\S+\*|\.\.|\^)", text):
        out += [part] if part in (GAP, START) or part.endswith("*") else spelling.read(part)[1:-1]
    return tuple(out)


def _section(data: Mapping[str, object], name: str, path: Path) -> dict[str, Any]:
    section = data.get(name)
    if not isinstance(section, dict) or not section:
        raise UrgentFileError(f"{path}: the section {name!r} is missing or empty")
    return section


def _read_signs(data: Mapping[str, object], concepts: Mapping[str, object], path: Path) -> tuple[Sign, ...]:
    signs = []
    for name, entry in _section(data, "signs", path).items():
        missing = [key for key in ("tier", "label", "rules", "exemplars") if not entry.get(key)]
        if missing:
            raise UrgentFileError(f"{path}: the sign {name!r} has no {' and no '.join(missing)}")
        if entry["tier"] not in TIERS:
            raise UrgentFileError(
                f"{path}: the sign {name!r} has the tier {entry['tier']!r}, not one of {', '.join(TIERS)}"
            )
        rules = tuple(Rule.parse(text) for text in entry["rules"])
        for rule in rules:
            for concept in (*rule.concepts, *rule.unless):
                if concept not in concepts:
                    raise UrgentFileError(
                        f"{path}: the rule {rule.text!r} of {name!r} uses {concept!r}, which is not under concepts"
                    )
        signs.append(Sign(name, entry["tier"], entry["label"], rules, _lines(entry["exemplars"])))
    return tuple(signs)


def _read_guards(entries: Mapping[str, Mapping[str, Any]], path: Path) -> tuple[Guard, ...]:
    guards = []
    for name, entry in entries.items():
        if entry.get("hides") not in ("after", "before", "both", "itself") or entry.get("until", "comma") not in (
            "comma",
            "sentence",
        ):
            raise UrgentFileError(
                f"{path}: the guard {name!r} needs hides: after, before, both or itself, and until: comma or sentence"
            )
        spares = frozenset(_split(entry.get("spares", "")))
        guards.append(
            Guard(
                name,
                entry["hides"],
                entry.get("until", "comma"),
                bool(entry.get("lifted")),
                entry.get("at_most", 1_000),
                spares,
            )
        )
    return tuple(guards)


def _read_settings(entry: Mapping[str, Any], common: tuple[str, ...], path: Path) -> Settings:
    try:
        numbers = {key: float(entry[key]) for key in ("alone", "alone_long", "support", "sharpness", "smoothing")}
    except (KeyError, TypeError, ValueError) as error:
        raise UrgentFileError(
            f"{path}: likeness needs the numbers alone, alone_long, support, sharpness and smoothing ({error})"
        ) from error
    return Settings(**numbers, manner=tuple(_split(entry.get("manner", ""))), common=common)


def _load(path: Path, encoder: Encoder, cache: Path | None) -> UrgentCheck:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise UrgentFileError(
            f"{path}: expected sections (tiers, guards, concepts, signs, calm), found {type(data).__name__}"
        )
    advice = _section(data, "tiers", path)
    if lacking := [tier for tier in (*TIERS, UNCHECKED) if not advice.get(tier)]:
        raise UrgentFileError(f"{path}: no advice for the tiers {', '.join(lacking)}")
    concepts, guards = _section(data, "concepts", path), _section(data, "guards", path)
    signs = _read_signs(data, concepts, path)
    settings = _read_settings(_section(data, "likeness", path), tuple(_split(data.get("common", ""))), path)
    spelling = Spelling(_section(data, "spelling", path))
    groups = {name: guard["phrases"] for name, guard in guards.items()} | concepts | _section(data, "reporting", path)
    groups["continuing"] = data.get("continuing", "")
    phrases = {name: [_phrase(phrase, spelling) for phrase in _split(text)] for name, text in groups.items()}
    not_typos = frozenset(str(data.get("not_typos", "")).replace(",", " ").split())
    reader = Reader(Phrases(phrases, not_typos), spelling, _read_guards(guards, path))
    likeness = _fit(signs, _lines(data.get("calm", "")), reader, settings, encoder, cache)
    return UrgentCheck(reader, signs, advice, likeness, settings, encoder)


def _fit(
    signs: Sequence[Sign], calm: Sequence[str], reader: Reader, settings: Settings, encoder: Encoder, cache: Path | None
) -> Likeness:
    """Encode the exemplars and calm messages and weigh them."""
    texts = [(text, sign.name) for sign in signs for text in sign.exemplars] + [(text, "") for text in calm]
    read = [_strip(reader.read(text).message) for text, _ in texts]
    vectors = _encoded([" ".join(words) for words in read], encoder, cache)
    manners = np.stack([_manner(reader.read_words((SENTENCE, *words, SENTENCE)), settings.manner) for words in read])
    return Likeness.fit(
        [text for text, _ in texts],
        [sign for _, sign in texts],
        vectors,
        manners,
        sharpness=settings.sharpness,
        smoothing=settings.smoothing,
    )


def _encoded(texts: Sequence[str], encoder: Encoder, cache: Path | None) -> Vectors:
    """Encode texts, or take the vectors from `cache` if it holds these texts as this encoder sees them."""
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    if cache is not None and cache.exists():
        with np.load(cache, allow_pickle=False) as kept:
            probe = np.asarray(encoder.encode_queries(texts[:1]), dtype=np.float32)
            same = str(kept["digest"]) == digest and kept["vectors"].shape[1:] == probe.shape[1:]
            if same and np.allclose(kept["vectors"][0], probe[0], atol=1e-3):
                return np.asarray(kept["vectors"], dtype=np.float32)
    vectors = np.asarray(encoder.encode_queries(texts), dtype=np.float32)
    if cache is not None:
        cache.parent.mkdir(parents=True, exist_ok=True)
        part = cache.with_name(cache.name + ".part.npz")
        np.savez(part, digest=np.array(digest), vectors=vectors)
        part.replace(cache)
    return vectors
