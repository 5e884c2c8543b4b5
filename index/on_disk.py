"""A file that stays on the disk: parts of it are read when they are asked for."""

import os
from pathlib import Path


class OnDisk:
    """The bytes of a file.

    It is read and not mapped: of a mapped file every page that was ever touched counts as this process's memory. It
    stays readable when another file takes its name, as a build does.
    """

    def __init__(self, path: Path) -> None:
        self._name, self._file = path.name, path.open("rb", buffering=0)

    def __len__(self) -> int:
        return os.fstat(self._file.fileno()).st_size

    def __getitem__(self, part: slice) -> bytearray:
        start, stop, _ = part.indices(len(self))
        found = bytearray(max(0, stop - start))
        self.read_into(memoryview(found), start)
        return found

    def read_into(self, place: memoryview, start: int) -> None:
        """Read as many bytes as there is place for.

        Raises:
            OSError: the file has become shorter.
        """
        while place:  # Linux reads at most 2 GiB at once
            count = os.preadv(self._file.fileno(), [place], start)
            if not count:
                raise OSError(f"{self._name} has become shorter")
            place, start = place[count:], start + count
