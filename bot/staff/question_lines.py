"""A question file as lines: where each phrasing stands, and how one is put in or taken out with the rest untouched.

The files are written by people, with comments and an order of their own, so they are never loaded and dumped again:
PyYAML tells where everything stands, and a change cuts the text there.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from bot.staff.errors import DraftError

NO_VOICE = ""
"""Under it stand the phrasings of a topic, which are not listed by voice."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same marks from libyaml, where it is installed, 15 times faster."""


@dataclass(frozen=True)
class Line:
    """A phrasing and where it stands.

    Attributes:
        text: the phrasing.
        line: 1-based line of the file.
        entry: number of its entry in the file, from 0.
        voice: who writes like that, or NO_VOICE.
    """

    text: str
    line: int
    entry: int
    voice: str


class QuestionLines:
    """A question file that can be read as an index build reads it; check it with `index.source.entries` first.

    Args:
        text: the whole file.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._root = yaml.compose(text, Loader=_LOADER)
        self._entries = self._root.value if isinstance(self._root, yaml.SequenceNode) else []

    def __iter__(self) -> Iterator[Line]:
        """List all phrasings in file order."""
        for number, entry in enumerate(self._entries):
            for voice, listed in self._lists(entry).items():
                for item in listed.value:
                    yield Line(str(item.value).strip(), item.start_mark.line + 1, number, voice)

    def with_phrasing(self, entry: int, voice: str, phrasing: str) -> str:
        """Return the text with a phrasing put at the end of a voice of an entry; a new voice comes last.

        Raises:
            DraftError: the entry is written on one line.
        """
        lists = self._lists(self._entries[entry])
        if voice in lists:
            return self._extended(lists[voice], phrasing)
        questions = _value(self._entries[entry], "questions")
        last = list(lists.values())[-1]
        if questions is None or questions.flow_style:
            line = self._entries[entry].start_mark.line + 1
            raise DraftError(f"line {line}: this entry is written on one line; edit the file by hand")
        column = questions.start_mark.column
        within = 0 if last.flow_style else last.start_mark.column - column
        added = _dumped({voice: []}).replace(" []", "") + _indented(_dumped([phrasing]), within)
        return self._inserted(self._after(last), _indented(added, column))

    def with_entry(self, entry: Mapping[str, Any]) -> str:
        """Return the text with a new entry at its end.

        Raises:
            DraftError: the file is written on one line.
        """
        if isinstance(self._root, yaml.CollectionNode) and self._root.flow_style:
            raise DraftError("this file is written on one line; edit it by hand")
        column = self._root.start_mark.column if self._root is not None else 0
        gap = "" if not self._text or self._text.endswith(self._newline * 2) else "\n"
        return self._inserted(len(self._text), gap + _indented(_dumped([dict(entry)]), column))

    def without(self, line: Line) -> str:
        """Return the text without a phrasing; a voice or an entry that is left without any goes with it.

        Raises:
            DraftError: it is the only phrasing of a topic, or does not stand on a line of its own.
        """
        entry = self._entries[line.entry]
        lists = self._lists(entry)
        listed = lists[line.voice]
        if len(listed.value) > 1:
            item = next(item for item in listed.value if item.start_mark.line + 1 == line.line)
            if listed.flow_style:
                raise DraftError(f"line {line.line}: the list is written on one line; edit it by hand")
            return self._cut(item.start_mark.line, item)
        if line.voice == NO_VOICE:
            raise DraftError(f"line {line.line}: a topic needs at least one phrasing; add another one first")
        if len(lists) > 1:
            key = next(key for key, _ in _value(entry, "questions").value if str(key.value) == line.voice)
            return self._cut(key.start_mark.line, listed)
        return self._cut(entry.start_mark.line, entry)

    def _lists(self, entry: yaml.Node) -> dict[str, yaml.SequenceNode]:
        questions = _value(entry, "questions")
        if isinstance(questions, yaml.SequenceNode):
            return {NO_VOICE: questions}
        return {str(key.value): value for key, value in questions.value} if questions is not None else {}

    def _extended(self, listed: yaml.SequenceNode, phrasing: str) -> str:
        if listed.flow_style:
            at = listed.value[-1].end_mark.index
            return f"{self._text[:at]}, {json.dumps(phrasing, ensure_ascii=False)}{self._text[at:]}"
        return self._inserted(self._after(listed), _indented(_dumped([phrasing]), listed.start_mark.column))

    def _inserted(self, at: int, lines: str) -> str:
        before, after = self._text[:at], self._text[at:]
        if before and not before.endswith("\n"):
            lines = f"\n{lines}"
        return before + lines.replace("\n", self._newline) + after

    def _cut(self, first: int, last: yaml.Node) -> str:
        """Cut from the start of a line to where a node ends, and one blank line where that leaves two."""
        starts = [0, *(at + 1 for at, char in enumerate(self._text) if char == "\n")]
        before, after = self._text[: starts[first]], self._text[self._after(last) :]
        if before.endswith(self._newline * 2):
            after = after.removeprefix(self._newline)
        return before + after

    def _after(self, node: yaml.Node) -> int:
        """Return the offset at which the line after a node starts; a block scalar's mark lies beyond its last line."""
        end = len(self._text[: _last(node).end_mark.index].rstrip())
        line_end = self._text.find("\n", end)
        return len(self._text) if line_end < 0 else line_end + 1


def read_as(text: str) -> list[tuple[str, str, str]]:
    """List what a question file says: entry without its phrasings, voice and phrasing.

    Raises:
        yaml.YAMLError: not YAML.
    """
    said: list[tuple[str, str, str]] = []
    for entry in yaml.load(text, _LOADER) or []:  # noqa: S506 (a SafeLoader)
        questions = entry.get("questions")
        anchor = json.dumps({**entry, "questions": None}, default=str)
        voices = questions if isinstance(questions, dict) else {NO_VOICE: questions}
        said.extend((anchor, str(voice), str(each).strip()) for voice, listed in voices.items() for each in listed)
    return said


def _value(entry: yaml.Node, name: str) -> Any:
    return next((value for key, value in entry.value if key.value == name), None)


def _last(node: yaml.Node) -> yaml.Node:
    """Return the last scalar in a node; a node on one line is its own last, as a block's mark lies beyond its end."""
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    return node


def _dumped(value: object) -> str:
    return str(yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=math.inf, default_flow_style=False))


def _indented(lines: str, columns: int) -> str:
    return "".join(" " * columns + line if line.strip() else line for line in lines.splitlines(keepends=True))
