"""A worker: memory and start are taken before the bare model comes, and both are asked in turns."""

import json
import sys
from contextlib import contextmanager
from dataclasses import asdict
from types import ModuleType

import pytest

from bench import worker
from bench.system import Shown
from bench.worker import PAUSES_S, WARM_UP, Asked, Done, Job, run


@pytest.fixture
def happened(monkeypatch):
    """List what a toy system and a toy model were told to do."""
    acts = []

    class System:
        def __init__(self, model):
            acts.append(f"model {model}")

        def build(self, corpus, folder):
            acts.append(f"build {corpus} {folder}")

        def load(self, folder):
            acts.append(f"load {folder}")

        def ask(self, question, history):
            acts.append(f"ask {question}{list(history)}")
            return [Shown("knee", question.upper())]

    class Bare:
        def encode(self, question):
            acts.append(f"encode {question}")
            return 7.5

    @contextmanager
    def bare_model(model):
        acts.append(f"bare model {model}")
        yield Bare()
        acts.append("bare model ends")

    def peak_mb():
        acts.append("peak")
        return 12.5

    module = ModuleType("bench.systems.toy")
    module.System = System
    monkeypatch.setitem(sys.modules, "bench.systems.toy", module)
    monkeypatch.setattr(worker, "bare_model", bare_model)
    monkeypatch.setattr(worker, "peak_mb", peak_mb)
    return acts


def test_a_build_is_timed_from_the_start_of_the_process(happened):
    done = run(Job("toy", "minilm", "folder", started=-1e9, corpus="articles"))
    assert happened == ["model minilm", "build articles folder", "peak"]
    assert done.seconds > 1e9
    assert done.peak_mb == 12.5


def test_start_and_memory_are_taken_before_the_bare_model_is_loaded(happened):
    run(Job("toy", "minilm", "folder", 0.0, timed=(Asked("sore"),)))
    assert happened[:5] == ["model minilm", "load folder", f"ask {WARM_UP[0]}[]", "peak", "bare model minilm"]


def test_without_timed_questions_there_is_no_bare_model(happened):
    done = run(Job("toy", "minilm", "folder", 0.0, others=(Asked("sore"),)))
    assert not [act for act in happened if act.startswith(("bare", "encode"))]
    assert done.shown == ((Shown("knee", "SORE"),),)


def test_each_goes_first_in_turn_and_no_question_is_asked_before_its_time(happened):
    timed = (Asked("sore"), Asked("how long", ("is it sore",)), Asked("where"))
    done = run(Job("toy", "minilm", "folder", 0.0, timed=timed, others=(Asked("who"),)))
    warm_up = [act for text in WARM_UP for act in (f"ask {text}[]", f"encode {text}")]
    assert happened[5:] == [
        *warm_up,
        "encode sore",
        "ask sore[]",
        "ask how long['is it sore']",
        "encode how long",
        "encode where",
        "ask where[]",
        "bare model ends",
        "ask who[]",
    ]
    assert len(done.ms) == 3
    assert done.bare_ms == (7.5, 7.5, 7.5)
    assert [row[0].text for row in done.shown] == ["SORE", "HOW LONG", "WHERE", "WHO"]


def test_jobs_and_results_survive_their_files(happened, tmp_path):
    job = Job("toy", "minilm", "folder", 1.5, timed=(Asked("sore", ("before",)),), others=(Asked("who"),))
    path = tmp_path / "file.json"
    path.write_text(json.dumps(asdict(job)), encoding="utf-8")
    assert Job.read(path) == job
    done = Done(1.0, 2.0, (3.0,), (4.0,), ((Shown("knee", "text", "lead", ("hip",)), Shown("hip", "b")), ()))
    path.write_text(json.dumps(asdict(done)), encoding="utf-8")
    assert Done.read(path) == done


def test_either_one_goes_first_before_each_pause(happened, monkeypatch):
    rested = []
    monkeypatch.setattr("bench.worker.time.sleep", rested.append)
    run(Job("toy", "minilm", "folder", 0.0, timed=tuple(Asked(str(number)) for number in range(8))))
    quick, slow = PAUSES_S
    assert rested == [pause_s for pause_s in (quick, slow) * 2 for _ in range(4)]
    turns = [act for act in happened if act.startswith(("ask", "encode")) and act.split()[1][0].isdigit()]
    first = [turn.split()[0] for turn in turns[::2]]
    assert first == ["encode", "ask"] * 4
