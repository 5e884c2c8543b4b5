"""Public benchmarks in BEIR's layout: corpus.jsonl, queries.jsonl and qrels.tsv in one folder.

A folder whose qrels.tsv judges nothing and whose queries carry a label is a set of intents, as clinc150 is: every
different title is one thing to find, its documents are ways in which people ask for it, a query is answered by its
label, and one whose label is no title is out of scope. ``queries_val.jsonl`` then sets the threshold.
"""

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import SettingsError


@dataclass(frozen=True)
class Document:
    """Something to find.

    Attributes:
        id: its name in the judgements.
        title: its heading, or "".
        text: its words.
        asked: ways in which people ask for it; for a set of intents, its training utterances.
    """

    id: str
    title: str
    text: str
    asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Query:
    """A question and the relevance of documents by their ids; empty where none answers it."""

    id: str
    text: str
    relevant: Mapping[str, int]


@dataclass(frozen=True)
class Benchmark:
    """A benchmark.

    Attributes:
        folder: where it was read from.
        sha256: hash of the hashes of its files.
        documents: sorted by id.
        queries: those that are judged.
        validation: further queries, to set a threshold by; empty where there are none.
        unjudged: number of queries left out because nothing is judged for them.
        is_intents: whether documents are intents, so that queries may be out of scope.
    """

    folder: Path
    sha256: str
    documents: tuple[Document, ...]
    queries: tuple[Query, ...]
    validation: tuple[Query, ...]
    unjudged: int
    is_intents: bool

    @classmethod
    def read(cls, folder: Path) -> "Benchmark":
        """Read a benchmark.

        Raises:
            SettingsError: a file is missing or holds something else.
        """
        corpus = list(_rows(folder / "corpus.jsonl", "_id", "text"))
        queries = list(_rows(folder / "queries.jsonl", "_id", "text"))
        qrels = _qrels(folder / "qrels.tsv")
        names = ("corpus.jsonl", "queries.jsonl", "qrels.tsv", "queries_val.jsonl")
        files = [path for name in names if (path := folder / name).is_file()]
        digest = hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files)).hexdigest()
        if not qrels and all("label" in row for row in queries):
            documents = _intents(corpus)
            known = {document.id for document in documents}
            more = folder / "queries_val.jsonl"
            validation = _labelled(list(_rows(more, "_id", "text", "label")), known) if more.is_file() else ()
            return cls(folder, digest, documents, _labelled(queries, known), validation, 0, is_intents=True)
        documents = tuple(Document(row["_id"], row.get("title") or "", row["text"]) for row in corpus)
        known = {document.id for document in documents}
        lost = sorted({name for judged in qrels.values() for name in judged} - known)
        if lost:
            raise SettingsError(f"{folder}/qrels.tsv judges {len(lost)} documents not in corpus.jsonl, as {lost[0]!r}")
        judged = tuple(Query(row["_id"], row["text"], qrels[row["_id"]]) for row in queries if row["_id"] in qrels)
        if not judged:
            raise SettingsError(f"{folder}/qrels.tsv judges no query of queries.jsonl; check the ids")
        ordered = tuple(sorted(documents, key=lambda document: document.id))
        return cls(folder, digest, ordered, judged, (), len(queries) - len(judged), is_intents=False)


def _intents(corpus: list[dict[str, Any]]) -> tuple[Document, ...]:
    asked: dict[str, list[str]] = defaultdict(list)
    for row in corpus:
        asked[str(row.get("title") or "")].append(row["text"])
    return tuple(Document(name, "", name.replace("_", " "), tuple(asked[name])) for name in sorted(asked))


def _labelled(rows: list[dict[str, Any]], known: set[str]) -> tuple[Query, ...]:
    return tuple(Query(row["_id"], row["text"], {row["label"]: 1} if row["label"] in known else {}) for row in rows)


def _qrels(path: Path) -> dict[str, dict[str, int]]:
    """Read judgements above 0: query, document and grade by tabs; a header and comments may stand above."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for number, cells in enumerate(csv.reader(_text(path).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE), 1):
        if not cells or cells[0].startswith("#") or cells[0] == "query-id":
            continue
        try:
            query, document, grade = cells[0], cells[-2], int(cells[-1])
        except (IndexError, ValueError) as error:
            raise SettingsError(
                f"{path}:{number}: expected query, document and grade by tabs, found {cells}"
            ) from error
        if grade > 0:
            found[query][document] = grade
    return dict(found)


def _rows(path: Path, *required: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            missing = [key for key in required if not isinstance(row.get(key), str)]
        except (ValueError, AttributeError) as error:
            raise SettingsError(f"{path}:{number}: not a JSON object ({error})") from error
        if missing:
            raise SettingsError(f"{path}:{number}: {' and '.join(missing)} missing or no text; see --help for --beir")
        yield row


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as UTF-8 ({error}); expected a folder in BEIR's layout") from error
