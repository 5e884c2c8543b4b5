"""Reading the corpus's YAML files with line numbers, so that every problem can be named by file and line."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from index.errors import CorpusError

if TYPE_CHECKING:
    from yaml import SafeLoader as SafeLoader  # as named here
else:  # libyaml's loader where it is there: the same result, more than ten times faster on a question bank
    SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

LINE = "__line__"
"""Key under which every mapping read by `read_yaml` carries its 1-based line."""


class _LineLoader(SafeLoader):
    """Safe loader that notes the line on which each mapping starts."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        mapping[LINE] = node.start_mark.line + 1
        return mapping


def read_yaml(path: Path) -> Any:
    """Read a YAML file; every mapping in it carries its line under `LINE`.

    Raises:
        CorpusError: unreadable, not UTF-8, or not YAML; names the line.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LineLoader)  # noqa: S506 (a SafeLoader)
    except OSError as error:
        raise CorpusError(path, f"cannot be read ({error.strerror}); check the file and its permissions") from error
    except UnicodeDecodeError as error:
        raise CorpusError(path, "not UTF-8; save the file as UTF-8") from error
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = f"not valid YAML ({yaml_problem(error)}); correct it"
        raise CorpusError(path, problem, line=mark.line + 1 if mark else None) from error


def yaml_problem(error: Exception) -> str:
    """Say in one line what a YAML parser found."""
    found = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return str(found).split("\n")[0]


def entries(path: Path) -> list[dict[str, Any]]:
    """Read a YAML file that is a list of mappings; an empty file is an empty list.

    Raises:
        CorpusError: anything else; names the line.
    """
    raw = read_yaml(path)
    if raw is None:
        return []
    if not isinstance(raw, list) or not all(isinstance(entry, dict) for entry in raw):
        raise CorpusError(path, "expected a list of entries, each starting with '- '", line=1)
    return raw


def texts(path: Path, entry: dict[str, Any], value: object, what: str) -> tuple[str, ...]:
    """Check that a value is a list of texts.

    Raises:
        CorpusError: it is not; names the entry's line.
    """
    if not isinstance(value, list) or not value or not all(isinstance(text, str) and text.strip() for text in value):
        raise CorpusError(
            path, f"{what}: expected a list of texts, at least one (quote words such as yes and no)", line=entry[LINE]
        )
    return tuple(text.strip() for text in value)
