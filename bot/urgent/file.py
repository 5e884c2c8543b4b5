"""The reviewed file: what counts as urgent, and what the patient is then told. Read here, decided elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.urgent.errors import UrgentFileError
from bot.urgent.guard import HIDES, NO_LIMIT, UNTIL, Guard
from bot.urgent.likeness import CALM
from bot.urgent.phrases import Phrases, phrase
from bot.urgent.reading import CONTINUING, Reader
from bot.urgent.rule import Rule, Sign
from bot.urgent.source import Source, read_source
from bot.urgent.spelling import Spelling, Words

TIERS = ("emergency", "crisis", "same_day")  # the most pressing first; decides when several signs fire
UNCHECKED = "unchecked"  # the tier of a message that could not be checked


@dataclass(frozen=True)
class Settings:
    """The numbers of the file's `likeness` section; the file gives the reasons."""

    alone: float
    alone_long: float
    support: float
    sharpness: float
    smoothing: float
    manner: tuple[str, ...]
    common: tuple[str, ...]


@dataclass(frozen=True)
class UrgentFile:
    """What the reviewed file says.

    Attributes:
        advice: what the patient is told, by tier.
        signs: what is looked for, in the file's order.
        messages: (sign, message) pairs; the exemplars of the signs, then the calm messages.
        settings: how they are weighed.
        reader: reads a message as the file says.
        content: the bytes it was read from.
    """

    advice: Mapping[str, str]
    signs: tuple[Sign, ...]
    messages: tuple[tuple[str, str], ...]
    settings: Settings
    reader: Reader
    content: bytes

    @classmethod
    def load(cls, path: Path) -> "UrgentFile":
        """Read the file and those that it names.

        Raises:
            UrgentFileError: it is incomplete, or names something it does not define; names the place.
        """
        source = read_source(path)
        signs = _signs(source)
        return cls(_advice(source), signs, _messages(source, signs), _settings(source), _reader(source), source.content)


def _advice(source: Source) -> Mapping[str, str]:
    advice = source.section("tiers")
    if lacking := [tier for tier in (*TIERS, UNCHECKED) if not advice.get(tier)]:
        raise UrgentFileError(f"{source.path}: no advice for the tiers {', '.join(lacking)}")
    return advice


def _signs(source: Source) -> tuple[Sign, ...]:
    concepts, signs = source.section("concepts"), []
    for name, entry in source.section("signs").items():
        missing = [key for key in ("tier", "label", "rules") if not entry.get(key)]
        if missing:
            raise UrgentFileError(f"{source.path}: the sign {name!r} has no {' and no '.join(missing)}")
        if entry["tier"] not in TIERS:
            known = ", ".join(TIERS)
            raise UrgentFileError(
                f"{source.path}: the sign {name!r} has the tier {entry['tier']!r}, not one of {known}"
            )
        rules = tuple(Rule.parse(str(text)) for text in entry["rules"] if text is not None)
        for rule in rules:
            if unknown := [concept for concept in (*rule.concepts, *rule.unless) if concept not in concepts]:
                raise UrgentFileError(
                    f"{source.path}: the rule {rule.text!r} of {name!r} uses {unknown[0]!r}, not under concepts"
                )
        signs.append(Sign(name, entry["tier"], entry["label"], rules))
    return tuple(signs)


def _messages(source: Source, signs: tuple[Sign, ...]) -> tuple[tuple[str, str], ...]:
    exemplars = source.section("exemplars")
    if unknown := [name for name in exemplars if name not in {sign.name for sign in signs}]:
        raise UrgentFileError(f"{source.path}: exemplars of {unknown[0]!r}, which is not under signs")
    if lacking := [sign.name for sign in signs if not _lines(exemplars.get(sign.name))]:
        raise UrgentFileError(f"{source.path}: the sign {lacking[0]!r} has no exemplars")
    calm = _lines(source.sections.get("calm"))
    if not calm:
        raise UrgentFileError(f"{source.path}: the section 'calm' is missing or empty")
    urgent = [(sign.name, message) for sign in signs for message in _lines(exemplars[sign.name])]
    return (*urgent, *((CALM, message) for message in calm))


def _settings(source: Source) -> Settings:
    entry = source.section("likeness")
    try:
        numbers = {key: float(entry[key]) for key in ("alone", "alone_long", "support", "sharpness", "smoothing")}
    except (KeyError, TypeError, ValueError) as error:
        raise UrgentFileError(
            f"{source.path}: likeness needs the numbers alone, alone_long, support, sharpness and smoothing ({error})"
        ) from error
    common = tuple(_items(source.sections.get("common")))
    if unknown := [name for name in common if name not in source.section("concepts")]:
        raise UrgentFileError(f"{source.path}: common names {unknown[0]!r}, which is not under concepts")
    return Settings(**numbers, manner=tuple(_items(entry.get("manner"))), common=common)


def _reader(source: Source) -> Reader:
    forms = {form: word for word, listed in source.section("spelling").items() for form in _items(listed)}
    spelling = Spelling(forms)
    entries = source.section("guards")
    guards = tuple(_guard(name, entry, source.path) for name, entry in entries.items())
    groups: dict[str, Any] = {name: entry.get("phrases") for name, entry in entries.items()}
    groups |= source.section("concepts") | source.section("reporting")
    groups[CONTINUING] = source.sections.get("continuing")
    phrases = {name: [_phrase(said, spelling, source.path) for said in _items(text)] for name, text in groups.items()}
    not_typos = frozenset(str(source.sections.get("not_typos", "")).replace(",", " ").split())
    return Reader(Phrases(phrases, not_typos), spelling, guards)


def _guard(name: str, entry: Mapping[str, Any], path: Path) -> Guard:
    hides, until = entry.get("hides"), entry.get("until", "comma")
    if hides not in HIDES or until not in UNTIL:
        raise UrgentFileError(
            f"{path}: the guard {name!r} needs hides: {', '.join(HIDES)}, and until: {' or '.join(UNTIL)}"
        )
    spares = frozenset(_items(entry.get("spares")))
    return Guard(name, hides, until, bool(entry.get("lifted")), int(entry.get("at_most", NO_LIMIT)), spares)


def _phrase(text: str, spelling: Spelling, path: Path) -> Words:
    read = phrase(text, spelling)
    if not read:
        raise UrgentFileError(f"{path}: the phrase {text!r} has no words")
    return read


def _items(text: object) -> list[str]:
    """Return what stands between commas; nothing between two of them is nothing."""
    return [part.strip() for part in str(text or "").split(",") if part.strip()]


def _lines(text: object) -> list[str]:
    return [line.strip() for line in str(text or "").splitlines() if line.strip()]
