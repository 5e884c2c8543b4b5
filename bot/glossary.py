"""The glossary: plain words for terms of the articles, from ``glossary.yaml`` beside them, shown beside a quote.

A corpus folder without the file has an empty glossary. What is explained never changes the quote itself.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from index.errors import CorpusError
from index.source import LINE, read_yaml, texts

FILE = "glossary.yaml"
_ENTRIES = frozenset({"term", "also", "plain", LINE})


@dataclass(frozen=True)
class Term:
    """A term of the articles.

    Attributes:
        name: the term.
        plain: what it means, in plain words.
        also: other ways in which it is written, such as the plural.
    """

    name: str
    plain: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Glossary:
    """Plain words for terms.

    Attributes:
        terms: in the order of the file.
        reviewed: when somebody of the clinic last reviewed the file, or None.
    """

    terms: tuple[Term, ...] = ()
    reviewed: date | None = None

    def explain(self, *passages: str) -> tuple[Term, ...]:
        """List the terms that stand in texts, each once, in the order in which they are read.

        Upper and lower case count as the same; of two terms that overlap ("local twitch response", "twitch response")
        the longer one is meant.
        """
        if not self.terms:
            return ()
        found = (self._by_spelling[_key(each[0])] for text in passages for each in self._pattern.finditer(text))
        return tuple(dict.fromkeys(found))

    @cached_property
    def _by_spelling(self) -> dict[str, Term]:
        return {_key(spelling): term for term in self.terms for spelling in (term.name, *term.also)}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._by_spelling, key=lambda spelling: (-len(spelling), spelling))
        spellings = (r"\s+".join(map(re.escape, spelling.split())) for spelling in longest_first)
        return re.compile(rf"(?<!\w)(?:{'|'.join(spellings)})(?!\w)", re.IGNORECASE)


NO_TERMS = Glossary()


def load_glossary(corpus: Path) -> Glossary:
    """Load ``glossary.yaml`` of a corpus folder, or an empty glossary where there is none.

    Raises:
        CorpusError: the file is not valid YAML, or an entry is malformed or explained twice; names the line.
    """
    path = corpus / FILE
    if not path.is_file():
        return NO_TERMS
    raw = read_yaml(path)
    if not isinstance(raw, dict) or not raw.keys() <= {"reviewed", "terms", LINE}:
        raise CorpusError(path, "expected 'reviewed:' and a list 'terms:'", line=1)
    reviewed, listed = raw.get("reviewed"), raw.get("terms") or []
    if not isinstance(reviewed, date | None):
        raise CorpusError(path, f"reviewed: expected a date such as 2026-01-31, or null, found {reviewed!r}", line=1)
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise CorpusError(path, "terms: expected a list of entries, each starting with '- term:'", line=1)
    terms: dict[str, Term] = {}
    for entry in listed:
        term = _term(path, entry)
        for spelling in map(_key, (term.name, *term.also)):
            if spelling in terms:
                raise CorpusError(path, f"{spelling!r} is explained twice; keep one", line=entry[LINE])
            terms[spelling] = term
    return Glossary(tuple(dict.fromkeys(terms.values())), reviewed)


def _term(path: Path, entry: dict[str, Any]) -> Term:
    values = [entry.get(key) for key in ("term", "plain")]
    if not entry.keys() <= _ENTRIES or not all(isinstance(value, str) and value.strip() for value in values):
        raise CorpusError(path, "expected a term with 'term', 'plain' and perhaps 'also'", line=entry[LINE])
    name, plain = (" ".join(str(value).split()) for value in values)
    also = texts(path, entry, entry["also"], "also") if "also" in entry else ()
    return Term(name, plain, also)


def _key(spelling: str) -> str:
    return " ".join(spelling.lower().split())
