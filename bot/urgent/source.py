"""The reviewed file as YAML: its sections, and those of the files that it names."""

from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bot.urgent.errors import UrgentFileError

WITH = "with"  # names further files, from this one's folder

# The C parser reads 300 kB in 10 ms, the Python one in half a second; not every build of PyYAML has it.
_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_FAST):  # type: ignore[misc]
    """Safe loader that refuses a key said twice, of which YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise yaml.MarkedYAMLError(problem=f"{twice!r} is said twice", problem_mark=node.start_mark)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping


class Source(NamedTuple):
    """The sections of the reviewed file.

    Attributes:
        path: the file that names the others.
        sections: by name.
        content: the bytes of all files.
    """

    path: Path
    sections: dict[str, Any]
    content: bytes

    def section(self, name: str) -> dict[str, Any]:
        """Return a section that must not be empty.

        Raises:
            UrgentFileError: it is.
        """
        section = self.sections.get(name)
        if not isinstance(section, dict) or not section:
            raise UrgentFileError(f"{self.path}: the section {name!r} is missing or empty")
        return section


def read_source(path: Path) -> Source:
    """Read the file and those it names under `with`; their sections are read as if they stood in it.

    Raises:
        UrgentFileError: a file is unreadable, not YAML or not made of sections, or two files have the same section.
    """
    sections, content = _read(path)
    for name in sections.pop(WITH, []):
        further = path.parent / str(name)
        more, more_content = _read(further)
        if twice := sorted(sections.keys() & more.keys()):
            raise UrgentFileError(f"{further}: the section {twice[0]!r} is in another file already")
        sections |= more
        content += b"\0" + more_content
    return Source(path, sections, content)


def _read(path: Path) -> tuple[dict[str, Any], bytes]:
    try:
        content = path.read_bytes()
        data = yaml.load(content.decode("utf-8"), Loader=_Loader)  # noqa: S506 (a safe loader)
    except (OSError, ValueError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise UrgentFileError(f"{path}: cannot be read as YAML ({reason})") from error
    if not isinstance(data, dict):
        raise UrgentFileError(
            f"{path}: expected sections (tiers, guards, concepts, signs, calm), found {type(data).__name__}"
        )
    return data, content
