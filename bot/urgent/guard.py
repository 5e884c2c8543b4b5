"""Ways of speaking that report nothing now: a question about risks, a denial, something long ago."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.urgent.phrases import Span
from bot.urgent.spelling import MARKS, SENTENCE, Words

HIDES = ("after", "before", "both", "itself")
UNTIL = ("comma", "sentence")
NO_LIMIT = 1_000  # words


@dataclass(frozen=True)
class Guard:
    """A way of speaking, and which words around it are therefore not counted.

    Scopes as in NegEx and ConText (Chapman 2001; Harkema 2009): from the phrase to the end of the sentence or the next
    comma, or to where the patient starts to report.

    Attributes:
        name: the guard, and the phrases that open it.
        hides: after, before, both or itself.
        until: comma or sentence.
        lifted: by a "happening now" phrase in the same sentence.
        at_most: words hidden after the phrase.
        spares: concepts it never hides.
    """

    name: str
    hides: str
    until: str = "comma"
    lifted: bool = False
    at_most: int = NO_LIMIT
    spares: frozenset[str] = frozenset()

    def scope(self, phrase: Span, message: Words, ends: Sequence[Span]) -> Span:
        """Return the words hidden by this guard's phrase, the phrase itself included."""
        start, end = phrase
        marks = frozenset(SENTENCE) if self.until == "sentence" else MARKS
        if self.hides in ("after", "both"):
            stops = [s for s, _ in ends if s >= end]
            last = min([*stops, len(message), end + self.at_most])
            end = next((i for i in range(end, last) if message[i] in marks), last)
        if self.hides in ("before", "both"):
            first = max((s for s, e in ends if e <= phrase[0]), default=0)
            start = next((i + 1 for i in range(start - 1, first - 1, -1) if message[i] in marks), first)
        return start, end
