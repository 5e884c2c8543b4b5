"""The run: every system built, started and asked, in turns."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from bench.contender import CONTENDERS, OURS, Contender, Measured, Served, Turns
from bench.process import ROOT, Start, command, site, work
from bench.quality import Quality
from bench.system import read_articles
from bench.worker import PAUSES_S, WARM_UP, Asked, Done, Job, pause
from bot.question_set import Question, QuestionKind, load_questions

CORPUS = ROOT / "corpus"
SETS = ("dev", "validation", "validation-people")
"""Of tests/questions; the first one's answerable questions are timed."""

CLI_LIMITS, SITE_LIMITS = (1.5, 250.0), (5.0, 400.0)
"""Seconds and MB that a small server has for this project's two commands."""

Say = Callable[[str], object]


@dataclass(frozen=True)
class Run:
    """How to measure.

    Attributes:
        home: folder of the indexes.
        model: folder of the sentence-transformers model.
        peers: the peers' interpreter.
        ours: this project's interpreter.
        processes: fresh processes of each kind.
        rebuild: whether to build an index that is there already.
        say: told what is being done.
    """

    home: Path
    model: str
    peers: Path
    ours: Path
    processes: int
    rebuild: bool
    say: Say

    def measure(self, contenders: Sequence[Contender] = CONTENDERS) -> tuple[Measured, ...]:
        """Measure systems; rounds of fresh processes go through all of them, so that a busy minute falls on each."""
        builds = {each.name: self._build(each) for each in contenders}
        rounds: dict[str, list[Done]] = {each.name: [] for each in contenders}
        for number in range(self.processes):
            for each in contenders:
                self.say(f"{each.label}: process {number + 1} of {self.processes}")
                rounds[each.name].append(self._ask(each, with_others=not number))
        return tuple(_measured(each, builds[each.name], rounds[each.name]) for each in contenders)

    def serve(self) -> tuple[Served, ...]:
        """Measure this project's command line and site, each beside the same with sentence-transformers."""
        question, index = WARM_UP[0], str(self._index(CONTENDERS[0]))
        return (
            self._served(
                "`python -m bot ask`, to its end",
                lambda: command("-m", "bot", "ask", question, "--index", index),
                lambda: command("-m", "bench.reference", "ask", question, index),
                CLI_LIMITS,
            ),
            self._served(
                "`python app.py`, until `/healthz` answers",
                lambda: site(question, "app.py", "--index", index),
                lambda: site(question, "-m", "bench.reference", "site", index),
                SITE_LIMITS,
            ),
        )

    def _served(
        self, name: str, ours: Callable[[], Start], reference: Callable[[], Start], limits: tuple[float, float]
    ) -> Served:
        self.say(name)
        pairs = [(ours(), reference()) for _ in range(self.processes)]
        return Served(name, tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs), *limits)

    def _build(self, contender: Contender) -> Start | None:
        index = self._index(contender)
        if index.exists() and not self.rebuild:
            return None
        rmtree(index.parent, ignore_errors=True)
        index.parent.mkdir(parents=True)
        self.say(f"{contender.label}: build")
        done = work(self._python(contender), self._job(contender, corpus=str(CORPUS)))
        return Start(done.seconds, done.peak_mb)

    def _ask(self, contender: Contender, *, with_others: bool) -> Done:
        timed, *others = (_asked(questions(name)) for name in SETS)
        rest = tuple(each for row in others for each in row) if with_others else ()
        return work(self._python(contender), self._job(contender, timed=tuple(timed), others=rest))

    def _job(
        self,
        contender: Contender,
        *,
        corpus: str | None = None,
        timed: tuple[Asked, ...] = (),
        others: tuple[Asked, ...] = (),
    ) -> Job:
        return Job(contender.name, self.model, str(self._index(contender)), 0.0, corpus, timed, others)

    def _index(self, contender: Contender) -> Path:
        return self.home / contender.name / "index"

    def _python(self, contender: Contender) -> Path:
        return self.ours if contender.name == OURS else self.peers


def questions(name: str) -> tuple[Question, ...]:
    """Read the answerable questions of a set."""
    every = load_questions(ROOT / "tests" / "questions" / f"{name}.jsonl")
    return tuple(each for each in every if each.kind is QuestionKind.ANSWERABLE)


def _measured(contender: Contender, build: Start | None, rounds: Sequence[Done]) -> Measured:
    return Measured(
        contender=contender,
        build=build,
        starts=tuple(Start(each.seconds, each.peak_mb) for each in rounds),
        turns={pause_s: _turns(rounds, pause_s) for pause_s in PAUSES_S},
        quality=dict(_qualities(rounds[0])),
    )


def _turns(rounds: Sequence[Done], pause_s: float) -> Turns:
    pairs = [
        pair
        for each in rounds
        for number, pair in enumerate(zip(each.ms, each.bare_ms, strict=True))
        if pause(number) == pause_s
    ]
    return Turns(tuple(ms for ms, _ in pairs), tuple(bare for _, bare in pairs))


def _qualities(done: Done) -> Iterator[tuple[str, Quality]]:
    articles, first = read_articles(CORPUS), 0
    for name in SETS:
        asked = questions(name)
        yield name, Quality.of(asked, done.shown[first : first + len(asked)], articles)
        first += len(asked)


def _asked(found: Sequence[Question]) -> list[Asked]:
    return [Asked(each.question, each.history) for each in found]
