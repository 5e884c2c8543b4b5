"""Lines: those of a file of JSON lines, each read when it is asked for; a large index holds hundreds of thousands."""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import eq
from pathlib import Path
from typing import Any, Generic, TypeVar, overload

import numpy as np
import numpy.typing as npt

from index.on_disk import OnDisk

T = TypeVar("T")
Offsets = npt.NDArray[np.int64]
_NEWLINE = ord("\n")
LARGE = 1 << 26
"""Bytes above which a file stays on the disk."""

KEPT = 1_024
"""Rows that are kept once they were read: questions come back to the same passages."""


class Lines(Sequence[T], Generic[T]):
    """A sequence of what stands in lines of JSON. A slice of it, and rows joined, are made without reading any.

    Args:
        lines: the lines, each with its end.
        bounds: offset of each line and of the end, shape (rows + 1,).
        read: makes a row of what its line holds.
    """

    def __init__(self, lines: memoryview | OnDisk, bounds: Offsets, read: Callable[[Any], T]) -> None:
        self._lines, self._bounds, self._read = lines, bounds, read
        self._row = lru_cache(KEPT)(self._read_row)

    @classmethod
    def of(cls, items: Iterable[Any], read: Callable[[Any], T]) -> "Lines[T]":
        """Write what can be written as JSON."""
        lines = [json.dumps(item, ensure_ascii=False).encode("utf-8") + b"\n" for item in items]
        return cls(memoryview(b"".join(lines)), _bounds(map(len, lines)), read)

    @classmethod
    def load(cls, path: Path, read: Callable[[Any], T]) -> "Lines[T]":
        """Read a file into memory: it may be damaged or replaced while its rows are served.

        Of a file larger than LARGE only the bounds are kept; a build never changes a file of an index in its place.

        Raises:
            ValueError: its last line has no end; and whatever ``read`` raises on something else.
        """
        lines = OnDisk(path) if path.stat().st_size > LARGE else memoryview(path.read_bytes())
        ends = [start + _ends(lines[start : start + LARGE]) for start in range(0, len(lines), LARGE)]
        bounds = np.concatenate([np.zeros(1, dtype=np.int64), *ends])
        if bounds[-1] != len(lines):
            raise ValueError(f"the last line of {path.name} has no end")
        rows = cls(lines, bounds, read)
        if rows:
            rows[0], rows[-1]  # a file of something else is told at once, not to the patient who first needs a row
        return rows

    @classmethod
    def joined(cls, parts: "Sequence[Lines[T]]", read: Callable[[Any], T]) -> "Lines[T]":
        """Join rows, in order."""
        lengths = np.concatenate([np.zeros(0, dtype=np.int64), *(np.diff(part._bounds) for part in parts)])
        return cls(memoryview(b"".join(part.lines for part in parts)), _bounds(lengths), read)

    @property
    def lines(self) -> memoryview:
        """The lines as they stand."""
        return memoryview(self._lines[int(self._bounds[0]) : int(self._bounds[-1])])

    def __len__(self) -> int:
        return len(self._bounds) - 1

    @overload
    def __getitem__(self, row: int) -> T: ...
    @overload
    def __getitem__(self, row: slice) -> "Lines[T]": ...
    def __getitem__(self, row: int | slice) -> "T | Lines[T]":
        if isinstance(row, slice):
            start, stop, step = row.indices(len(self))
            if step != 1:
                raise ValueError(f"rows are taken in their order, not in steps of {step}")
            return Lines(self._lines, self._bounds[start : max(start, stop) + 1], self._read)
        return self._row(row if row >= 0 else range(len(self))[row])

    def _read_row(self, row: int) -> T:
        return self._read(json.loads(bytes(self._lines[int(self._bounds[row]) : int(self._bounds[row + 1])])))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]


def _ends(lines: memoryview | bytearray) -> Offsets:
    return np.flatnonzero(np.frombuffer(lines, dtype=np.uint8) == _NEWLINE) + 1


def _bounds(lengths: Iterable[int]) -> Offsets:
    return np.concatenate(([0], np.cumsum(np.fromiter(lengths, dtype=np.int64))))
