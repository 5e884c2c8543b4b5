"""The place of an index: a new one is written beside it and renamed into it; a crash leaves the old one whole."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import IndexStoreError

LEFT_S = 600
"""Seconds after which nobody writes a draft any more."""


@contextmanager
def draft_of(folder: Path) -> Iterator[Path]:
    """Give a folder to write into; at the end it takes the place of the old one, and after an error it is gone.

    Raises:
        IndexStoreError: the folder or the disk takes no more; the old index stays as it was.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _clear_left(folder)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        yield draft
        draft.chmod(0o755)
        _swap(draft, folder)
    except (OSError, RuntimeError) as error:  # FAISS tells a full disk as a RuntimeError
        raise _unwritable(folder, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def spare(folder: Path) -> Path:
    """Name the place where an index waits between the two renames of a swap."""
    return folder.with_name(f".{folder.name}.old")


def present(folder: Path) -> Path:
    """Name the folder to read: a crash between the two renames of a swap leaves the old index under its spare name."""
    return spare(folder) if not folder.exists() and spare(folder).exists() else folder


def recover(folder: Path) -> None:
    """Put the old index back in place where a build was ended between the two renames of a swap."""
    if not folder.exists() and spare(folder).exists():
        spare(folder).rename(folder)


def _unwritable(folder: Path, error: Exception) -> IndexStoreError:
    problem = getattr(error, "strerror", None) or str(error).split("\n")[0]
    return IndexStoreError(f"{folder}: cannot be written ({problem}); check the disk and the folder's permissions")


def _clear_left(folder: Path) -> None:
    """Remove drafts that a build left when it was killed while it wrote, which takes seconds."""
    for draft in folder.parent.glob(f".{folder.name}-*"):
        if time.time() - draft.stat().st_mtime > LEFT_S:
            shutil.rmtree(draft, ignore_errors=True)


def _swap(draft: Path, folder: Path) -> None:
    old = spare(folder)
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
    draft.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
