"""Recorded replies: what ``python -m bot ask --batch`` printed, or another system in the same format."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.reply import Confidence, Quote, Receipt, Related, Reply, ReplyKind
from index.errors import SettingsError


@dataclass(frozen=True)
class Recorded:
    """Replies by question id.

    Attributes:
        path: the file.
        replies: the last reply of every id.
    """

    path: Path
    replies: Mapping[str, Reply]

    @classmethod
    def read(cls, path: Path) -> "Recorded":
        """Read replies, one JSON object per line.

        Raises:
            SettingsError: the file cannot be read or a line is not a reply; names the line.
        """
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path}: cannot be read as UTF-8 ({error}); name a JSONL file of replies") from error
        found = {}
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    reply = _reply(json.loads(line))
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise SettingsError(
                        f"{path}:{number}: not a reply ({error!r}); expected the JSON of 'python -m bot ask --json'"
                    ) from error
                found[reply.id] = reply
        return cls(path, found)


def _reply(row: dict[str, Any]) -> Reply:
    return Reply(
        id=str(row["id"]),
        question=str(row["question"]),
        kind=ReplyKind(row["kind"]),
        message=row.get("message"),
        interpreted_as=row.get("interpreted_as"),
        quotes=tuple(_quote(quote) for quote in row["quotes"]),
        footer=str(row.get("footer", "")),
        index=str(row.get("index", "")),
        ms=float(row.get("ms", 0.0)),
        related=tuple(Related(**place) for place in row.get("related") or ()),
    )


def _quote(row: dict[str, Any]) -> Quote:
    known: dict[str, Any] = {
        **row,
        "section": tuple(row["section"]),
        "confidence": Confidence(row["confidence"]),
        "also_in": tuple(Receipt(**twin) for twin in row.get("also_in") or ()),
    }
    return Quote(**known)
