"""Gaps: questions that were not answered well, gathered by what they ask for, the largest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.question_log.entry import Entry
from bot.reply import Confidence, ReplyKind
from bot.staff.coverage import heading
from bot.staff.gap_kind import GapKind, Offer, Together, together
from bot.staff.weeks import Weeks
from index.encoder import Vectors, unit
from index.store import Index
from index.topic import Topic
from index.words import words

MOST = 40
"""Gaps that are returned: more than anybody mends in a week."""

LEAST = 3
"""Questions that make a gap; fewer are chance."""

EXAMPLES = 5


@dataclass(frozen=True)
class Gap:
    """Questions that ask for the same and were not answered well.

    Attributes:
        label: the most central of the questions, as a patient wrote it; where words are not kept, what is nearest.
        kind: what is wrong.
        refused: questions without an answer.
        unsure: questions answered with low confidence.
        disliked: answers with a thumb down.
        examples: questions in patients' words, the most central first; empty where words are not kept.
        weeks: questions per week, the oldest week first, the last one ending with the latest entry of the log.
        offers: the passages nearest to the questions, nearest first: to attach the wordings to, or to write beside.
        tied: articles that are equally near, the nearest first.
        topic: the left-out topic nearest to the questions, or None.
        keys: of the entries.
    """

    label: str
    kind: GapKind
    refused: int
    unsure: int
    disliked: int
    examples: tuple[str, ...]
    weeks: tuple[int, ...]
    offers: tuple[Offer, ...]
    tied: tuple[str, ...]
    topic: Topic | None
    keys: tuple[str, ...]

    @property
    def count(self) -> int:
        """Questions."""
        return len(self.keys)


def is_open(entry: Entry) -> bool:
    """Tell whether a message was refused, answered without confidence, or answered to the patient's dislike."""
    return entry.kind is ReplyKind.NOT_FOUND or entry.confidence is Confidence.LOW or entry.thumb < 0


def gaps(entries: Iterable[Entry], index: Index, *, most: int = MOST) -> tuple[Gap, ...]:
    """Gather the open questions of a log by what they ask for; the largest gap first, ties by its first key.

    Args:
        entries: of any kind, with vectors; entries without one, or of a model of another dimension, are left out.
        index: the index as it is now, by which kinds and offers are found.
        most: gaps to return.
    """
    every = list(entries)
    asked = [(entry, entry.vector) for entry in every if is_open(entry) and entry.vector is not None]
    asked = [each for each in asked if each[1].shape == (index.manifest.model.dimension,)]
    if not asked:
        return ()
    # scikit-learn takes 0.8 s to import, which no other page or command should wait for.
    from bot.staff.clusters import clusters

    vectors = np.stack([vector for _, vector in asked]).astype(np.float32)
    mapped = index.adapter.map_questions(vectors)
    groups = _largest(clusters(mapped, index).tolist(), [entry for entry, _ in asked], most)
    found = together([vectors[rows] for rows in groups], index)
    weeks = Weeks(every)
    return tuple(
        _gap([asked[row][0] for row in rows], mapped[rows], evidence, weeks)
        for rows, evidence in zip(groups, found, strict=True)
    )


def _largest(labels: Sequence[int], entries: Sequence[Entry], most: int) -> list[list[int]]:
    """List the rows of the largest clusters."""
    rows: dict[int, list[int]] = {}
    for row, label in enumerate(labels):
        rows.setdefault(label, []).append(row)
    large = [each for each in rows.values() if len(each) >= LEAST]
    return sorted(large, key=lambda each: (-len(each), min(entries[row].key for row in each)))[:most]


def _gap(entries: Sequence[Entry], mapped: Vectors, found: Together, weeks: Weeks) -> Gap:
    central = np.argsort(-(mapped @ unit(mapped.mean(axis=0))), kind="stable")
    examples = _examples([entries[int(row)] for row in central])
    return Gap(
        label=examples[0] if examples else _nearest(found),
        kind=found.kind,
        refused=sum(entry.kind is ReplyKind.NOT_FOUND for entry in entries),
        unsure=sum(entry.confidence is Confidence.LOW for entry in entries),
        disliked=sum(entry.thumb < 0 for entry in entries),
        examples=examples,
        weeks=weeks.count(entries),
        offers=found.offers,
        tied=found.tied,
        topic=found.topic,
        keys=tuple(sorted(entry.key for entry in entries)),
    )


def _examples(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Take the first questions that differ in more than capitals and marks."""
    found: dict[tuple[str, ...], str] = {}
    for entry in entries:
        if entry.question is not None:
            found.setdefault(tuple(words(entry.question)), entry.question)
        if len(found) == EXAMPLES:
            break
    return tuple(found.values())


def _nearest(found: Together) -> str:
    """Name what is nearest to questions whose words were not kept."""
    if found.kind is GapKind.MISSING and found.topic:
        return f"near “{found.topic.label}”"
    return f"near “{heading(found.offers[0].passage)}”"
