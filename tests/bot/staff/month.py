"""A seeded month of a clinic's question log, with planted gaps of known size and kind.

What is asked: the corpus's own patient questions (mostly answered), a long tail of rare questions about what the
articles leave out (mostly refused), small talk, urgent messages, and the planted gaps, whose sizes fall off as Zipf's
law has it. Every question goes through the bot itself, over an index that has been made to forget all of them. Planted
wordings and their misspellings are encoded by the model; a repetition of any question has the vector of the first, a
little moved.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from bot.answer import FaqBot
from bot.message import Asked
from bot.question_log.entry import Entry, Reason, entry_of
from bot.reply import ReplyKind
from bot.urgent import Urgent
from index.encoder import ModelCard, Vectors, unit
from index.store import Index
from index.view import ViewKind
from tests.bot.staff.planted import Planted, Unlearned, unlearn
from tests.bot.staff.typos import misspelled

SIZE = 50_000
DAYS = 30
START = datetime(2026, 9, 1, tzinfo=UTC)
LARGEST, FALL = 0.03, 0.5
"""Share of the month of the largest planted gap; the k-th has this over k to the power of 0.5."""
TAIL, SMALLTALK, URGENT = 0.06, 0.03, 0.01
"""Shares of the month: rare refused questions, small talk, urgent messages. The rest comes from the question bank."""
SPELLINGS = 3
"""Misspellings of each planted wording."""
REPEATED = 0.35
"""How far a repetition is moved from the first: length of a random vector that is added to the unit vector. It leaves a
cosine of 0.94, what one misspelling does to a wording."""
FOLLOW_UPS = 0.15
DOWN_BAD, DOWN, UP = 0.25, 0.01, 0.06
"""Thumbs: down on the answer to a planted question, down and up on any other answer."""
HOURS = np.array([1, 1, 1, 1, 1, 2, 4, 7, 9, 10, 10, 9, 8, 7, 7, 8, 9, 10, 11, 12, 11, 8, 5, 2], dtype=float)
WEEKDAYS = np.array([1.2, 1.1, 1.0, 1.0, 0.9, 0.7, 0.6])
EMERGENCIES = (
    "I cannot feel my legs since this morning and I wet myself",
    "I have crushing chest pain and cannot breathe",
    "After the needle in my upper back I am short of breath and it stabs when I breathe in",
)


@dataclass(frozen=True)
class Month:
    """A generated log.

    Attributes:
        entries: by time.
        planted: the gaps, the most asked first.
        gap_of: the planted gap of an entry, by key; entries of none are left out.
        index: what answered.
    """

    entries: tuple[Entry, ...]
    planted: tuple[Planted, ...]
    gap_of: Mapping[str, str]
    index: Index

    @classmethod
    def generate(cls, bot: FaqBot, planted: Sequence[Planted], *, seed: int = 1, size: int = SIZE) -> "Month":
        """Generate a month; the same bot, gaps, seed and size give the same entries."""
        rng = np.random.default_rng(seed)
        order = [planted[int(row)] for row in rng.permutation(len(planted))]
        unlearned = unlearn(bot.index, planted)
        makers = _Makers(bot, unlearned, rng)
        found: list[tuple[Entry, str]] = []
        for place, gap in enumerate(order, 1):
            count = max(1, round(size * LARGEST / place**FALL))
            found += [(entry, gap.gap) for entry in _repeated(makers.planted(gap), count, rng, down=DOWN_BAD, fall=0.5)]
        avoided = {topic for gap in planted for topic in gap.topics}
        tail, talk = makers.topics(avoided, round(size * TAIL)), makers.smalltalk()
        for pool, share in ((tail, TAIL), (talk, SMALLTALK), (makers.emergencies(), URGENT)):
            found += [(entry, "") for entry in _repeated(pool, round(size * share), rng)]
        found += [(entry, "") for entry in _repeated(makers.bank(size // 20), size - len(found), rng)]
        timed = sorted(_timed(found, rng), key=lambda pair: (pair[0].time, pair[0].key))
        gap_of = {entry.key: gap for entry, gap in timed if gap}
        return cls(tuple(entry for entry, _ in timed), tuple(order), gap_of, unlearned.index)

    def without_words(self) -> "Month":
        """The same month of a clinic that keeps outcomes alone."""
        bare = tuple(replace(entry, question=None, interpreted_as=None) for entry in self.entries)
        return replace(self, entries=bare)


class _Makers:
    """Makes the different questions of a month, each answered by the bot once."""

    def __init__(self, bot: FaqBot, unlearned: Unlearned, rng: np.random.Generator) -> None:
        self._bot, self._rng = replace(bot, index=unlearned.index), rng
        self._vectors = bot.index.encoded
        self._asked = {row: bot.index.views[row] for row in unlearned.asked}

    def planted(self, gap: Planted) -> list[Entry]:
        """Make the wordings of a gap and their misspellings."""
        spelled = [misspelled(text, self._rng) for text in gap.wordings for _ in range(SPELLINGS)]
        return _asked(self._bot, [*gap.wordings, *spelled])

    def bank(self, count: int) -> list[Entry]:
        """Make questions like those of the question bank."""
        return self._ask([row for row, view in self._asked.items() if view.kind is ViewKind.QUESTION], count)

    def topics(self, avoided: set[str], count: int) -> list[Entry]:
        """Make questions like those of the topics that the articles leave out."""
        topics = self._bot.index.topics
        wanted = {row for row, topic in enumerate(topics) if not topic.is_smalltalk and topic.name not in avoided}
        return self._ask(self._rows(wanted), count)

    def smalltalk(self) -> list[Entry]:
        """Make small talk."""
        rows = self._rows({row for row, topic in enumerate(self._bot.index.topics) if topic.is_smalltalk})
        return self._ask(rows, len(rows)) or _asked(self._bot, ["hello"])

    def emergencies(self) -> list[Entry]:
        """Make urgent messages, which are never encoded for a search."""
        return _asked(self._bot, EMERGENCIES)

    def _rows(self, topics: set[int]) -> list[int]:
        return [row for row, view in self._asked.items() if view.is_of_topic and view.target in topics]

    def _ask(self, rows: Sequence[int], count: int) -> list[Entry]:
        """Ask some of the questions of these rows, whose vectors are known."""
        if not rows:
            return []
        chosen = [int(row) for row in self._rng.choice(rows, min(count, len(rows)), replace=False)]
        vectors = {self._asked[row].text: self._vectors[row] for row in chosen}
        known = _Known(self._bot.index.manifest.model, vectors)
        return _asked(replace(self._bot, encoder=known, urgent=_Calm()), list(vectors))


class _Known:
    """An encoder that knows the vectors of a few texts."""

    def __init__(self, card: ModelCard, vectors: Mapping[str, Vectors]) -> None:
        self.card, self._vectors = card, vectors

    def encode_queries(self, texts: Sequence[str], *, on_batch: object = None, repeatable: bool = False) -> Vectors:
        return np.stack([self._vectors[text] for text in texts]) if texts else np.zeros((0, self.card.dimension))


class _Calm:
    """Finds nothing urgent: what comes from the question bank is known not to be."""

    def check(self, message: str, history: Sequence[str] = ()) -> Urgent | None:
        return None

    def check_all(self, messages: Sequence[str], histories: Sequence[Sequence[str]]) -> list[Urgent | None]:
        return [self.check(*asked) for asked in zip(messages, histories, strict=True)]


def _asked(bot: FaqBot, texts: Sequence[str]) -> list[Entry]:
    explained = bot.explain_all([Asked(text) for text in texts])
    return [entry_of(each, key="", time=START, is_followup=False) for each in explained]


def _moved(vectors: Vectors, length: float, rng: np.random.Generator) -> Vectors:
    noise = rng.standard_normal(vectors.shape) * (length / np.sqrt(vectors.shape[-1]))
    return unit(vectors + noise)


def _repeated(
    pool: Sequence[Entry], count: int, rng: np.random.Generator, *, down: float = DOWN, fall: float = 0.0
) -> Iterator[Entry]:
    """Draw entries from a pool, each with feedback and a vector of its own; of a planted gap some far more often."""
    weights = 1 / np.arange(1, len(pool) + 1) ** fall
    for row in rng.choice(len(pool), count, p=weights / weights.sum()):
        entry = pool[int(row)]
        if entry.vector is not None:
            vector = _moved(entry.vector.astype(np.float32), REPEATED, rng).astype(np.float16)
            entry = replace(entry, vector=vector, is_followup=bool(rng.random() < FOLLOW_UPS))
        yield _rated(entry, rng, down)


def _rated(entry: Entry, rng: np.random.Generator, down: float) -> Entry:
    drawn = rng.random()
    if entry.kind is not ReplyKind.ANSWER or drawn >= down + UP:
        return entry
    if drawn >= down:
        return replace(entry, thumb=1)
    return replace(entry, thumb=-1, reason=list(Reason)[int(rng.integers(len(Reason)))])


def _timed(found: Sequence[tuple[Entry, str]], rng: np.random.Generator) -> Iterator[tuple[Entry, str]]:
    """Give every entry its time, key and latency; a clinic is asked more by day and at the start of the week."""
    weekdays = np.array([WEEKDAYS[(START + timedelta(days=day)).weekday()] for day in range(DAYS)])
    days = rng.choice(DAYS, len(found), p=weekdays / weekdays.sum())
    hours = rng.choice(24, len(found), p=HOURS / HOURS.sum())
    seconds, ms = rng.random(len(found)) * 3600, rng.lognormal(2.5, 0.4, len(found))
    for place, (entry, gap) in enumerate(found):
        time = START + timedelta(days=int(days[place]), hours=int(hours[place]), seconds=float(seconds[place]))
        yield replace(entry, key=f"m{place:06}", time=time, ms=round(float(ms[place]), 1)), gap
