"""A patient's message, made safe to read: what is invisible goes, what was written stays."""

import hashlib
import unicodedata
from dataclasses import dataclass
from functools import cached_property

MAX_CHARACTERS = 2_000
"""A longer message is not searched: its vector would mix several questions (the model reads 256 tokens)."""

MAX_TURNS = 6
"""How many earlier messages of the patient are looked at."""


@dataclass(frozen=True)
class Asked:
    """A message as the patient sent it.

    Attributes:
        question: what the patient wrote.
        history: the patient's earlier messages, oldest first.
        id: name given by the caller, or None.
    """

    question: str
    history: tuple[str, ...] = ()
    id: str | None = None

    @cached_property
    def message(self) -> str:
        """The question, cleaned."""
        return clean(self.question)

    @cached_property
    def turns(self) -> tuple[str, ...]:
        """The latest earlier messages, cleaned."""
        return tuple(map(clean, self.history[-MAX_TURNS:]))

    @property
    def name(self) -> str:
        """The name given by the caller, or one derived from what was asked."""
        said = "\0".join((*self.history, self.question)).encode("utf-8", "replace")
        return self.id or "q-" + hashlib.sha256(said).hexdigest()[:10]


def clean(text: str) -> str:
    """Drop control, format and unassigned characters, and squeeze white space to single blanks."""
    if text.isascii() and text.isprintable():  # nearly always; the rest looks at every character
        return " ".join(text.split())
    visible = (" " if char.isspace() else char for char in unicodedata.normalize("NFC", text))
    return " ".join("".join(char for char in visible if _is_readable(char)).split())


def has_words(text: str) -> bool:
    """Tell whether a text holds at least one letter or digit."""
    return any(char.isalnum() for char in text)


def _is_readable(char: str) -> bool:
    return not unicodedata.category(char).startswith("C")
