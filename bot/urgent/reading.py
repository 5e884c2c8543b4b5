"""A message as the rules see it: which concepts it names, and which of them a guard hides."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.urgent.guard import Guard
from bot.urgent.phrases import Found, Phrases, Span
from bot.urgent.spelling import SENTENCE, Spelling, Words, bare

ENDS = "ends"  # phrases that end a guard
HAPPENING_NOW = "happening_now"  # phrases that lift a guard
CONTINUING = "continuing"  # phrases that go on with a report
SPEECH = (ENDS, HAPPENING_NOW, CONTINUING)


@dataclass(frozen=True)
class Reading:
    """A message's words, what was found where, and which finds are hidden by a guard.

    Attributes:
        text: what is encoded of it: the message as it was written.
        message: its words, in our spelling.
        found: phrases by concept.
        hidden: finds that a guard covers.
        hidden_words: places of the words that a guard covers.
    """

    text: str
    message: Words
    found: Found
    hidden: frozenset[tuple[str, Span]]
    hidden_words: frozenset[int]

    def visible(self, concept: str) -> list[Span]:
        """Return where a concept is said and no guard hides it."""
        return [span for span in self.found.get(concept, ()) if (concept, span) not in self.hidden]

    def sentence(self, span: Span) -> Span:
        """Return the sentence (or sentences) that a span lies in."""
        return sentence(self.message, span)


class Reader:
    """Reads a message: finds the concepts and hides those that a guard covers."""

    def __init__(self, phrases: Phrases, spelling: Spelling, guards: Sequence[Guard]) -> None:
        """Store what is looked for, how words are spelled, and what hides."""
        self._phrases, self._spelling, self._guards = phrases, spelling, guards
        self._not_concepts = {guard.name for guard in guards} | {ENDS, HAPPENING_NOW}

    def read(self, text: str) -> Reading:
        """Read a patient's text."""
        return self.read_words(self._spelling.read(text), text)

    def read_words(self, message: Words, text: str | None = None) -> Reading:
        """Read words that are already in our spelling, sentence marks at both ends included."""
        found = self._phrases.find(message)
        concepts = [(name, span) for name, spans in found.items() if name not in self._not_concepts for span in spans]
        hidden: set[tuple[str, Span]] = set()
        dark: set[int] = set()
        for guard in self._guards:
            for phrase in found.get(guard.name, ()):
                if guard.lifted and _reported_now(message, found, phrase):
                    continue
                if any(s <= phrase[0] and phrase[1] <= e and (s, e) != phrase for _, (s, e) in concepts):
                    continue  # "no feeling" is a concept of its own: its "no" denies nothing
                scope = guard.scope(phrase, message, found.get(ENDS, ()))
                hidden.update((n, span) for n, span in concepts if n not in guard.spares and overlap(span, scope))
                dark.update(range(*scope))
        return Reading(
            " ".join(bare(message)) if text is None else text, message, found, frozenset(hidden), frozenset(dark)
        )


def _reported_now(message: Words, found: Found, phrase: Span) -> bool:
    around = sentence(message, phrase)
    return any(overlap(around, now) for now in found.get(HAPPENING_NOW, ()))


def sentence(message: Words, span: Span) -> Span:
    """Return the sentence (or sentences) of a message that a span lies in."""
    start = next((i + 1 for i in range(span[0] - 1, -1, -1) if message[i] == SENTENCE), 0)
    end = next((i for i in range(span[1], len(message)) if message[i] == SENTENCE), len(message))
    return start, end


def overlap(a: Span, b: Span) -> bool:
    """Tell whether two spans share a word."""
    return a[0] < b[1] and b[0] < a[1]
