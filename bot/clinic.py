"""The clinic's own words: name, numbers and every fixed text a patient may read, from one reviewed YAML file."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from index.errors import CorpusError
from index.source import yaml_problem

FILE = "clinic.yaml"
_DEFAULTS = Path(__file__).with_name("clinic.yaml")


class Messages(BaseModel):
    """Fixed messages by situation; see `Clinic.fill` for what is filled in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    not_found: str
    related: str
    suggest_next: str
    suggest_instead: str
    unsure: str
    check: str
    check_no: str
    rephrase: str
    nearest: str
    empty: str
    no_words: str
    too_long: str
    failure: str
    busy: str
    log_words: str
    log_outcomes: str
    widget_open: str
    widget_title: str
    widget_close: str
    widget_failed: str


class Clinic(BaseModel):
    """A clinic, as its patients know it.

    Attributes:
        name: the clinic's name.
        phone: the number patients call.
        emergency_number: the country's emergency number.
        crisis_line: name of the mental-health line.
        crisis_number: its number.
        greeting: first words of the chat.
        footer: the advice under every reply.
        suggestions: questions offered as buttons.
        messages: fixed messages by situation.
        reviewed: when somebody of the clinic last reviewed the file, or None.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    phone: str
    emergency_number: str
    crisis_line: str
    crisis_number: str
    greeting: str
    footer: str
    suggestions: tuple[str, ...]
    messages: Messages
    reviewed: date | None

    def fill(self, text: str) -> str:
        """Put the clinic's name and numbers into a text's ``{placeholders}``; other braces stay as they are."""
        for key in ("name", "phone", "emergency_number", "crisis_line", "crisis_number"):
            text = text.replace("{" + key + "}", getattr(self, key))
        return text.strip()


def load_clinic(corpus: Path) -> Clinic:
    """Load ``clinic.yaml`` of a corpus folder over the neutral defaults, which serve a folder that has none.

    Raises:
        CorpusError: the file is not valid YAML or holds an unknown, missing or unusable entry.
    """
    defaults = _read(_DEFAULTS)
    own = _read(corpus / FILE) if (corpus / FILE).is_file() else {}
    messages = {**defaults["messages"], **(own.get("messages") or {})}
    try:
        return Clinic.model_validate({**defaults, **own, "messages": messages})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise CorpusError(corpus / FILE, f"{key}: {first['msg']}; see bot/clinic.yaml for what is expected") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = f"not valid YAML in UTF-8 ({yaml_problem(error)}); correct it"
        raise CorpusError(path, problem, line=mark.line + 1 if mark else None) from error
    if not isinstance(raw, dict):
        raise CorpusError(path, "expected 'key: value' lines; see bot/clinic.yaml", line=1)
    return raw
