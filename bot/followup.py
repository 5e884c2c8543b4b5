"""Follow-ups: how a message is read when something was said before.

No rule tells a follow-up from a new question reliably, so none has to: a message is read alone and together with what
came before it, and retrieval averages the evidence (docs/quality.md, "Follow-ups"). A fragment finds nothing alone and
is carried by the second reading; a change of topic is carried by the first.
"""

from collections.abc import Sequence

CONTEXT_WORDS = 4
"""Earlier turns are taken, latest first, until they hold this many words: "ok" and "why" say nothing to go on."""


def readings(message: str, history: Sequence[str]) -> tuple[str, ...]:
    """List the readings of a message: alone, and after what was said before where there is anything."""
    before = context(history)
    return (message, f"{before} {message}") if before else (message,)


def context(history: Sequence[str]) -> str:
    """Return the latest earlier turns that say enough to read a follow-up by; "" where there are none."""
    turns: list[str] = []
    for turn in reversed(history):
        if turn:
            turns.insert(0, turn)
        if sum(len(text.split()) for text in turns) >= CONTEXT_WORDS:
            break
    return " ".join(turns)
