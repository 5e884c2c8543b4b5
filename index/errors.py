"""Errors that end a command with one clear line: what was found, what was expected, what to do.

FaqError
├── CorpusError      an article, question file or clinic file cannot be used
├── IndexStoreError  the index on disk is missing, damaged or was built for something else
├── ModelError       the embedding model is missing or is not the expected one
└── SettingsError    a command-line option or environment variable cannot be used
"""

from functools import partial
from pathlib import Path


class FaqError(Exception):
    """Base of every error that this project raises on purpose."""


class CorpusError(FaqError):
    """A file of the corpus cannot be used.

    Args:
        path: the file.
        problem: what was found and what is expected.
        line: 1-based line of the problem, where there is one.
    """

    def __init__(self, path: Path, problem: str, *, line: int | None = None) -> None:
        where = f"{path}:{line}" if line is not None else f"{path}"
        super().__init__(f"{where}: {problem}")
        self.path = path
        self.problem = problem
        self.line = line

    def __reduce__(self) -> tuple[object, ...]:
        """Let it come from another process as it is."""
        return partial(CorpusError, line=self.line), (self.path, self.problem)


class IndexStoreError(FaqError):
    """The index folder is missing, damaged, or belongs to another model or format."""


class ModelError(FaqError):
    """The embedding model is missing or its weights are not the expected ones."""


class SettingsError(FaqError):
    """A setting cannot be used."""
