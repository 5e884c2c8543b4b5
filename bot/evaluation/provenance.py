"""Provenance: what a figure was made with, so that somebody else can make it again."""

import platform
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from bot.evaluation.bootstrap import Resampling
from index.encoder import ModelCard
from index.manifest import Manifest

PACKAGES = (
    "patient-faq-bot",
    "faiss-cpu",
    "ir-measures",
    "numpy",
    "pytrec-eval-terrier",
    "scipy",
    "sentence-transformers",
    "onnxruntime",
    "torch",
)
"""Packages whose versions can change a figure."""

_OF_MODEL = ("name", "revision", "weights", "precision")


@dataclass(frozen=True)
class Provenance:
    """What an evaluation was made with.

    Attributes:
        command: the command line.
        source: file or folder of the questions.
        source_sha256: its hash; for a folder, of its files' hashes.
        index: fingerprint of the index, or "" where none was used.
        model: name, revision, hash of the weights and precision.
        answer_from: least margin that is answered, or None.
        versions: Python's and the packages' versions.
        seed: of the random numbers.
        resamples: of every interval.
    """

    command: str
    source: str
    source_sha256: str
    index: str
    model: Mapping[str, str]
    answer_from: float | None
    versions: Mapping[str, str]
    seed: int
    resamples: int

    @classmethod
    def of(
        cls,
        source: str,
        source_sha256: str,
        resampling: Resampling,
        *,
        manifest: Manifest | None = None,
        card: ModelCard | None = None,
    ) -> "Provenance":
        """Note what an evaluation is being made with; the model is the index's where there is one."""
        card = manifest.model if manifest else card
        return cls(
            command=command(),
            source=source,
            source_sha256=source_sha256,
            index=manifest.fingerprint if manifest else "",
            model={name: str(getattr(card, name)) for name in _OF_MODEL} if card else {},
            answer_from=manifest.calibration.answer_from if manifest else None,
            versions=versions(),
            seed=resampling.seed,
            resamples=resampling.resamples,
        )


def command() -> str:
    """Return the command line of this process as it can be typed again."""
    program = ["python", "-m", "bot"] if sys.argv[0].endswith("__main__.py") else sys.argv[:1]
    return shlex.join([*program, *sys.argv[1:]])


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that figures depend on."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found
