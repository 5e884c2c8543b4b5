"""Fixing: a phrasing is attached to a passage or a topic, or removed, as a draft that is reviewed before it counts.

A draft writes nothing. It holds the question file as it was and as it would be, so that what is published is what was
reviewed, and a file that somebody has edited in between is never overwritten (bot/staff/publish.py).
"""

import difflib
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.staff.errors import DraftError
from bot.staff.phrasing import Phrasings
from bot.staff.question_lines import NO_VOICE, QuestionLines, read_as
from index.passage import Passage, PassageKind
from index.question_bank import FOLDER, anchored
from index.source import LINE, entries
from index.topic import NOT_COVERED

VOICE = "staff"
"""Voice of what staff attach: a way of writing of its own, held out as a whole when the adapter is judged."""


@dataclass(frozen=True)
class Draft:
    """A change of one question file.

    Attributes:
        file: path of the file inside the corpus folder, with forward slashes.
        phrasing: what is attached or removed.
        voice: who writes like that; empty for a topic.
        passages: ids of the passages that the phrasing asks for: one, or the parts of a long list.
        topic: name of the topic that it asks for, or None.
        is_removal: whether the phrasing is taken away.
        before: content of the file; None where there is none yet.
        after: content that it would have.
    """

    file: str
    phrasing: str
    voice: str
    passages: tuple[str, ...]
    topic: str | None
    is_removal: bool
    before: bytes | None
    after: bytes

    @classmethod
    def attach(cls, corpus: Path, passage: str, phrasing: str, voice: str = VOICE) -> "Draft":
        """Draft that patients ask for a passage in these words.

        Args:
            corpus: folder of articles.
            passage: the passage's id or exact text.
            phrasing: how a patient asks for it.
            voice: who writes like that.

        Raises:
            DraftError: the phrasing is refused, or the file must be edited by hand.
            CorpusError: an article or question file cannot be used.
        """
        known = Phrasings.read(corpus)
        row = known.row(passage)
        wanted = known.passages[row]
        phrasing = known.checked(phrasing, row=row)
        path = corpus / FOLDER / f"{wanted.article}.yaml"
        before, text = _read(path)
        read = entries(path) if before is not None else []
        rows = [anchored(path, entry, wanted.article, known.passages) for entry in read]
        # An entry of the passage alone comes before one of a list that it is a part of.
        fitting = sorted((each for each in range(len(rows)) if row in rows[each]), key=lambda each: len(rows[each]))
        if fitting:
            entry, new = read[fitting[0]], QuestionLines(text).with_phrasing(fitting[0], voice, phrasing)
        else:
            entry = {**_anchor(wanted), "questions": {voice: [phrasing]}}
            new = QuestionLines(text or _opening(wanted.article)).with_entry(entry)
        asked = rows[fitting[0]] if fitting else anchored(path, {**entry, LINE: 1}, wanted.article, known.passages)
        if row not in asked:
            raise DraftError(f"{path}: {wanted.text[:60]!r} stands twice in its section; edit the file by hand")
        ids = tuple(known.passages[each].id for each in asked)
        return cls(_inside(path), phrasing, voice, ids, None, False, before, new.encode())._checked()

    @classmethod
    def attach_to_topic(cls, corpus: Path, topic: str, phrasing: str) -> "Draft":
        """Draft that these words ask for a topic which the articles leave out.

        Raises:
            DraftError: there is no such topic, the phrasing is refused, or the file must be edited by hand.
            CorpusError: an article or question file cannot be used.
        """
        known = Phrasings.read(corpus)
        path = corpus / FOLDER / NOT_COVERED
        before, text = _read(path)
        read = entries(path) if before is not None else []
        at = next((each for each, entry in enumerate(read) if str(entry.get("topic")).strip() == topic), None)
        if at is None:
            raise DraftError(f"{path}: no topic {topic!r}; add it with its label and its line by hand")
        phrasing = known.checked(phrasing, topic=topic)
        new = QuestionLines(text).with_phrasing(at, NO_VOICE, phrasing)
        return cls(_inside(path), phrasing, NO_VOICE, (), topic, False, before, new.encode())._checked()

    @classmethod
    def remove(cls, corpus: Path, phrasing: str) -> "Draft":
        """Draft that a phrasing of a passage or a topic is taken away.

        Raises:
            DraftError: it stands nowhere or in several places, or it is the only one of a topic.
            CorpusError: an article or question file cannot be used.
        """
        known = Phrasings.read(corpus)
        found = [each for each in known.stand if each.line.text.casefold() == phrasing.strip().casefold()]
        if len(found) != 1:
            places = ", ".join(each.where for each in found) or "no file"
            raise DraftError(f"{phrasing[:60]!r} stands in {places}; expected one place")
        stands = found[0]
        before, text = _read(stands.path)
        new = QuestionLines(text).without(stands.line)
        ids = tuple(known.passages[row].id for row in stands.rows)
        line = stands.line
        return cls(
            _inside(stands.path), line.text, line.voice, ids, stands.topic, True, before, new.encode()
        )._checked()

    @property
    def diff(self) -> str:
        """The change as a unified diff, to be reviewed."""
        old, new = ((content or b"").decode().splitlines(keepends=True) for content in (self.before, self.after))
        name = f"a/{self.file}" if self.before is not None else "/dev/null"
        lines = difflib.unified_diff(old, new, name, f"b/{self.file}")
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)

    def _checked(self) -> "Draft":
        """Return the draft if its file reads as before but for the phrasing; YAML has more ways than these lines know.

        Raises:
            DraftError: it does not.
        """
        texts = [(content or b"").decode("utf-8") for content in (self.before, self.after)]
        try:
            few, many = sorted(map(read_as, texts), key=len)
        except yaml.YAMLError:
            few, many = [], []
        at = next((row for row, each in enumerate(many) if few[row : row + 1] != [each]), 0)
        is_one_more = many[at : at + 1] and many[at][1:] == (self.voice, self.phrasing)
        if not is_one_more or few != many[:at] + many[at + 1 :]:
            raise DraftError(f"{self.file}: cannot be changed without touching the rest; edit the file by hand")
        return self


def _read(path: Path) -> tuple[bytes | None, str]:
    content = path.read_bytes() if path.is_file() else None
    return content, (content or b"").decode("utf-8")


def _inside(path: Path) -> str:
    return f"{FOLDER}/{path.name}"


def _opening(article: str) -> str:
    return (
        f"# How patients ask for each passage of {article}.md, by voice; corpus/README.md says how to edit this file.\n"
    )


def _anchor(passage: Passage) -> dict[str, str]:
    """Make the lines by which a new entry names its passage."""
    section = {"section": passage.section[-1]} if passage.section else {}
    if passage.kind is not PassageKind.LIST:
        return {**section, "passage": passage.text}
    opening, _, _ = passage.text.partition("\n")
    return {**section, "list": opening if opening.endswith(":") else "".join(passage.lead_in[-1:]) or opening}
