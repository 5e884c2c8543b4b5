"""The manifest: what an index was built from, so that a foreign or damaged one is never served."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from index.article import Article, ArticleFile
from index.calibration import Calibration
from index.encoder import ModelCard
from index.errors import IndexStoreError

FORMAT = 7
"""Raised also when a build learns something else from the same sources: what was learnt is taken over."""
FILE = "manifest.json"
REBUILD = "run: python build_index.py"


@dataclass(frozen=True)
class ExportCheck:
    """How the exported encoder was compared with sentence-transformers, when it was exported.

    Attributes:
        texts: number of different texts that both encoded: every view of the index then.
        least_cosine: between the two vectors of any of them.
    """

    texts: int
    least_cosine: float


_PARTS = (ModelCard, Calibration, ExportCheck)


@dataclass(frozen=True)
class Manifest:
    """What an index was built from and what its files hash to.

    Attributes:
        format: version of the layout on disk.
        model: the model that encoded the views.
        sources: SHA-256 of each source file by its path inside the corpus folder.
        files: SHA-256 of each file of the index.
        passages: number of passages.
        topics: number of not-covered topics.
        views: number of views.
        calibration: when to answer, fitted on this corpus with this model.
        export: how the encoder in the folder was checked; None where there is none.
    """

    format: int
    model: ModelCard
    sources: Mapping[str, str]
    files: Mapping[str, str]
    passages: int
    topics: int
    views: int
    calibration: Calibration
    export: ExportCheck | None = None

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that change whenever anything in the index changes."""
        return hashlib.sha256(self.to_json().encode("utf-8")).hexdigest()[:16]

    def to_json(self) -> str:
        """Write the manifest as JSON, keys sorted."""
        return _json(self._raw)

    def sealed(self) -> str:
        """Write the file: the manifest with a hash of itself, so that no entry can change unnoticed."""
        seal = hashlib.sha256(self.to_json().encode("utf-8")).hexdigest()
        return _json({**self._raw, "seal": seal})

    @property
    def _raw(self) -> dict[str, Any]:
        """The entries; `asdict` would copy each of ten thousand sources."""
        held = {field.name: getattr(self, field.name) for field in fields(self)}
        parts = {name: asdict(value) for name, value in held.items() if isinstance(value, _PARTS)}
        return {**held, **parts}

    def require_model(self, model: ModelCard) -> None:
        """Refuse an index that another model encoded.

        Raises:
            IndexStoreError: naming the first difference.
        """
        built, given = asdict(self.model), asdict(model)
        for key, value in built.items():
            if value != given[key]:
                message = f"index was built with model {key} {value!r}, this is {given[key]!r}; {REBUILD}"
                raise IndexStoreError(message)


def read_manifest(folder: Path) -> Manifest:
    """Read and check an index folder's manifest and the files that it names.

    Raises:
        IndexStoreError: missing, unreadable, another format, or a file that does not hash to its entry.
    """
    path = folder / FILE
    if not path.is_file():
        raise IndexStoreError(f"no index in {folder}; {REBUILD}")
    try:
        text = path.read_text(encoding="utf-8")
        raw = json.loads(text)
        found = raw["format"]
        if found != FORMAT:
            raise IndexStoreError(f"{path}: index format {found!r}, this program reads {FORMAT}; {REBUILD}")
        raw.pop("seal", None)
        manifest = Manifest(
            **{
                **raw,
                "model": ModelCard.read(raw["model"]),
                "calibration": Calibration(**raw["calibration"]),
                "export": ExportCheck(**raw["export"]) if raw["export"] else None,
            }
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexStoreError(f"{path}: not a manifest of an index ({error}); {REBUILD}") from error
    if manifest.sealed() != text:
        raise IndexStoreError(f"{path}: damaged, it does not fit its seal; {REBUILD}")
    with ThreadPoolExecutor() as pool:
        list(pool.map(_require_hash, (folder / name for name in manifest.files), manifest.files.values()))
    return manifest


def _json(raw: Mapping[str, Any]) -> str:
    return json.dumps(raw, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def source_hashes(articles: Iterable[Article | ArticleFile], others: Iterable[Path] = ()) -> dict[str, str]:
    """Hash every source of an index by its path inside the corpus folder."""
    hashes = {article.path.name: article.sha256 for article in articles}
    for path in others:
        hashes[f"{path.parent.name}/{path.name}"] = file_hash(path)
    return dict(sorted(hashes.items()))


def file_hash(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=256)
def _known_hash(path: Path, _inode: int, _size: int, _modified_ns: int, _changed_ns: int) -> str:
    """Hash a file once for as long as it is left alone: a start reads the same index more than once."""
    return file_hash(path)


def _require_hash(path: Path, expected: str) -> None:
    if not path.is_file():
        raise IndexStoreError(f"{path}: missing from the index; {REBUILD}")
    now = path.stat()
    found = _known_hash(path, now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns)
    if found != expected:
        raise IndexStoreError(f"{path}: damaged, hashes to {found[:16]}, manifest says {expected[:16]}; {REBUILD}")
