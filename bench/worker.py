"""One system in one process: ``python -m bench.worker JOB RESULT``. It is told what to do by a file of JSON.

Imports nothing but the standard library until the system's own module, so that the clock tells the system's costs.
"""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.bare import BareModel, bare_model
from bench.memory import peak_mb
from bench.system import Shown, System

WARM_UP = ("what should I expect", "who can help me with this", "is there anything I can do at home")
"""Asked before times are taken; in no question set."""

PAUSES_S = (0.02, 0.25)
"""Pauses before a turn, for two questions each: in quick turns, just long enough for what the one before left spinning,
and long enough for a model's threads to fall asleep, as they have when a patient comes."""


def pause(number: int) -> float:
    """Return the seconds that pause before either turn of a timed question, given its place from 0."""
    return PAUSES_S[number // 2 % len(PAUSES_S)]


@dataclass(frozen=True)
class Asked:
    """A question and the patient's turns before it, oldest first."""

    question: str
    history: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """What a process is to do.

    Attributes:
        system: name of a module of `bench.systems`.
        model: folder of the sentence-transformers model.
        index: folder of the system's index.
        started: monotonic clock just before the process was started; the clock is one for all processes.
        corpus: folder of articles to index, for a build; else None, and the index is loaded.
        timed: questions to time against the bare model; the first one also ends the start.
        others: further questions to answer.
    """

    system: str
    model: str
    index: str
    started: float
    corpus: str | None = None
    timed: tuple[Asked, ...] = ()
    others: tuple[Asked, ...] = ()

    @classmethod
    def read(cls, path: Path) -> "Job":
        """Read a job."""
        row: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for name in ("timed", "others"):
            row[name] = tuple(Asked(each["question"], tuple(each["history"])) for each in row[name])
        return cls(**row)


@dataclass(frozen=True)
class Done:
    """What a process saw.

    Attributes:
        seconds: from the start of the process to the saved index, or to the first answer.
        peak_mb: most memory resident until then.
        ms: time of each timed question.
        bare_ms: time of the bare model's ``encode([question])``, taken beside each.
        shown: what was shown for each question, the timed ones first.
    """

    seconds: float
    peak_mb: float
    ms: tuple[float, ...] = ()
    bare_ms: tuple[float, ...] = ()
    shown: tuple[tuple[Shown, ...], ...] = ()

    @classmethod
    def read(cls, path: Path) -> "Done":
        """Read what a process wrote."""
        row: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        shown = tuple(
            tuple(Shown(each["article"], each["text"], each["lead_in"], tuple(each["also_in"])) for each in texts)
            for texts in row["shown"]
        )
        return cls(row["seconds"], row["peak_mb"], tuple(row["ms"]), tuple(row["bare_ms"]), shown)


def run(job: Job) -> Done:
    """Do a job."""
    system: System = import_module(f"bench.systems.{job.system}").System(job.model)
    if job.corpus is not None:
        system.build(Path(job.corpus), Path(job.index))
        return Done(time.monotonic() - job.started, peak_mb())
    system.load(Path(job.index))
    system.ask(WARM_UP[0], ())
    seconds, peak = time.monotonic() - job.started, peak_mb()
    ms: tuple[float, ...] = ()
    bare_ms: tuple[float, ...] = ()
    shown: tuple[tuple[Shown, ...], ...] = ()
    if job.timed:
        with bare_model(job.model) as bare:
            ms, bare_ms, shown = _timed(system, bare, job.timed)
    others = tuple(tuple(system.ask(each.question, each.history)) for each in job.others)
    return Done(seconds, peak, ms, bare_ms, shown + others)


def _timed(
    system: System, bare: BareModel, questions: Sequence[Asked]
) -> tuple[tuple[float, ...], tuple[float, ...], tuple[tuple[Shown, ...], ...]]:
    """Ask the system and the bare model each question once, in turns, so that both feel the same load."""
    for text in WARM_UP:
        system.ask(text, ())
        bare.encode(text)
    ms: list[float] = []
    bare_ms: list[float] = []
    shown: list[tuple[Shown, ...]] = []
    for number, each in enumerate(questions):
        turns = [partial(_ask, system, each, ms, shown), partial(_encode, bare, each, bare_ms)]
        for turn in turns if number % 2 else reversed(turns):
            time.sleep(pause(number))
            turn()
    return tuple(ms), tuple(bare_ms), tuple(shown)


def _ask(system: System, asked: Asked, ms: list[float], shown: list[tuple[Shown, ...]]) -> None:
    started = time.perf_counter()
    found = tuple(system.ask(asked.question, asked.history))
    ms.append((time.perf_counter() - started) * 1000)
    shown.append(found)


def _encode(bare: BareModel, asked: Asked, ms: list[float]) -> None:
    ms.append(bare.encode(asked.question))


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(asdict(run(Job.read(Path(sys.argv[1]))))), encoding="utf-8")
