"""A patient's message, made safe to read: what is invisible goes, what was written stays."""

import unicodedata

MAX_CHARACTERS = 2_000
"""A longer message is not searched: its vector would mix several questions (the model reads 256 tokens)."""

MAX_TURNS = 6
"""How many earlier messages of the patient are looked at."""


def clean(text: str) -> str:
    """Drop control, format and unassigned characters, and squeeze white space to single blanks."""
    visible = (" " if char.isspace() else char for char in unicodedata.normalize("NFC", text))
    return " ".join("".join(char for char in visible if _is_readable(char)).split())


def has_words(text: str) -> bool:
    """Tell whether a text holds at least one letter or digit."""
    return any(char.isalnum() for char in text)


def _is_readable(char: str) -> bool:
    return not unicodedata.category(char).startswith("C")
