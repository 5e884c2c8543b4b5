"""A made-up corpus of any size, for measuring: the same seed writes the same articles, and none of it is true.

The articles look like a clinic's: front matter, paragraphs, lists with a lead-in, tables, questions with answers; five
to twenty passages each. Article ``n`` reads the same however many there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import yaml

from index.question_bank import FOLDER
from index.topic import NOT_COVERED

VOICES = ("plain", "short", "worried")
"""Of the questions: as many as a build needs to learn from them."""

_SYLLABLES = ("bra", "cor", "del", "fen", "gal", "hor", "ker", "lum", "mar", "nol", "pel", "ras", "sol", "tam", "vel")
_ENDINGS = ("algia", "itis", "osis", "pathy", "plegia", "trophy")
_PLACES = (
    "ankle",
    "calf",
    "elbow",
    "forearm",
    "hip",
    "jaw",
    "knee",
    "lower back",
    "neck",
    "shoulder",
    "thigh",
    "wrist",
)
_DOERS = ("a physiotherapist", "the therapist", "your care team", "the clinic", "a specialist nurse", "an assistant")
_ACTS = ("examines", "supports", "loosens", "measures", "warms", "rests", "moves", "strengthens", "stretches", "tapes")
_PARTS = ("the tendon", "the joint", "the deep muscles", "the nerve's path", "the scar", "the fascia", "the ligament")
_HOW = ("slowly", "with both hands", "under light pressure", "in small steps", "while you lie still", "without force")
_WHEN = (
    "during the first visit",
    "after a warm shower",
    "twice a week",
    "once the swelling is down",
    "at the end of a session",
    "over the first month",
    "on the day after exercise",
    "before you go back to work",
)
_WHY = (
    "so that daily walks become easier",
    "because tired tissue heals late",
    "which lowers the load on the other side",
    "and writes down how far it bends",
    "until stairs no longer hurt",
    "so that sleep is not broken by it",
    "which keeps the strength that is there",
)
_ASIDES = ("In most cases", "As a rule", "For many people", "Now and then", "In older patients", "At the start")
_LABELS = ("Rest", "Warmth", "Pace", "Footwear", "Posture", "Breathing", "Driving", "Lifting", "Sleep", "Water")
_HEADINGS = ("What it is", "How it begins", "What the sessions are like", "At home", "What to watch", "Going further")
_LEAD_INS = (
    "These points help with {condition} at the {place}:",
    "Tell the clinic about {condition} if any of this is new:",
    "A plan for the {place} usually holds:",
)
_ASKED = (
    "How long does {condition} at the {place} last?",
    "Can I swim with {condition}?",
    "Who looks at the {place} first?",
    "Does {condition} come back?",
)
_WAYS = {
    "plain": ("what does the clinic do about my {place} and {word}", "please explain {word} for {condition}"),
    "short": ("{condition} {word}", "{place} {word}?"),
    "worried": (
        "I am afraid that {condition} gets worse, what about {word}?",
        "my {place} keeps me awake, is {word} ok",
    ),
}
_LEFT_OUT = ("parking", "prices", "visiting hours", "insurance forms", "lost property", "job offers")


def write_corpus(folder: Path, articles: int, *, banked: int = 0, seed: int = 0) -> None:
    """Write a corpus.

    Args:
        folder: made if it is not there; what is in it stays.
        articles: how many.
        banked: how many of them get a question file; with any there are topics left out as well.
        seed: another one gives another corpus.
    """
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    for number in range(articles):
        made = MadeArticle.of(number, seed=seed)
        (folder / f"{made.name}.md").write_text(made.markdown, encoding="utf-8")
        if number < banked:
            (folder / FOLDER / f"{made.name}.yaml").write_text(made.bank(), encoding="utf-8")
    if banked:
        (folder / FOLDER / NOT_COVERED).write_text(_topics(), encoding="utf-8")


@dataclass(frozen=True)
class MadeArticle:
    """An article that nobody wrote.

    Attributes:
        name: the file's stem.
        condition: what it is about, a word of its own.
        place: where that is.
        blocks: its headings, paragraphs, lists and tables.
    """

    name: str
    condition: str
    place: str
    blocks: tuple[str, ...]

    @classmethod
    def of(cls, number: int, *, seed: int = 0) -> "MadeArticle":
        """Make the article of a number."""
        draw = Random(f"{seed} {number}")  # noqa: S311 (made up, not secret)
        condition = "".join(draw.sample(_SYLLABLES, 3)) + draw.choice(_ENDINGS)
        writer = _Writer(draw, condition, draw.choice(_PLACES))
        return cls(f"article-{number:05d}", condition, writer.place, tuple(writer.blocks()))

    @property
    def markdown(self) -> str:
        """The content of its file."""
        front = (
            f'title: "{self.condition.capitalize()} of the {self.place}"\npublisher: Made-up Clinic\npublished: null\n'
            f"topics:\n  - {self.condition}\n  - {self.place} {self.condition}\nreviewed: null"
        )
        return "\n\n".join((f"---\n{front}\n---", *self.blocks)) + "\n"

    def bank(self) -> str:
        """Write its question file: how patients ask for each paragraph."""
        entries = []
        for block in self.blocks:
            if block.startswith(("#", "-", "|")) or block.endswith(":"):
                continue
            word = max(block.rstrip(".").split()[:12], key=len)
            filled = {"condition": self.condition, "place": self.place, "word": word}
            asked = {voice: [way.format(**filled) for way in _WAYS[voice]] for voice in VOICES}
            entries.append({"passage": block, "questions": asked})
        return yaml.safe_dump(entries, sort_keys=False, width=1_000)


class _Writer:
    """Writes the parts of one article."""

    def __init__(self, draw: Random, condition: str, place: str) -> None:
        self._draw, self.condition, self.place = draw, condition, place

    def blocks(self) -> Iterator[str]:
        """Write headings, paragraphs, lists and tables, of five to twenty passages."""
        wanted = self._draw.randint(5, 19)
        yield self._paragraph()
        wanted -= 1
        headings = iter(self._draw.sample(_HEADINGS, len(_HEADINGS)))
        while wanted > 0:
            heading = next(headings, None)
            if heading is None:
                yield from self._asked(wanted)
                return
            yield f"## {heading}"
            passages, blocks = self._section(wanted)
            yield from blocks
            wanted -= passages

    def _section(self, most: int) -> tuple[int, list[str]]:
        """Write what stands under a heading; return how many passages it has, too."""
        kind = self._draw.choice(("paragraphs", "paragraphs", "list", "table"))
        rows = min(self._draw.randint(2, 5), most - 1)
        if kind == "paragraphs" or rows < 2:
            count = min(self._draw.randint(1, 3), most)
            return count, [self._paragraph() for _ in range(count)]
        if kind == "list":
            opening = self._draw.choice(_LEAD_INS).format(condition=self.condition, place=self.place)
            labels = self._draw.sample(_LABELS, rows)
            return rows + 1, [opening, "\n".join(f"- {label}: {self._sentence()}" for label in labels)]
        lines = [f"| {label} | {self._sentence()} |" for label in self._draw.sample(_LABELS, rows)]
        return rows, ["\n".join(("| Part | What the clinic does |", "|---|---|", *lines))]

    def _asked(self, count: int) -> Iterator[str]:
        yield "## Frequently asked questions"
        for asked in self._draw.sample(_ASKED, min(count, len(_ASKED))):
            yield "### " + asked.format(condition=self.condition, place=self.place)
            yield self._paragraph()

    def _paragraph(self) -> str:
        return " ".join(self._sentence() for _ in range(self._draw.randint(1, 3)))

    def _sentence(self) -> str:
        draw = self._draw
        opening, doer = draw.choice(_ASIDES), draw.choice(_DOERS)
        part, number = draw.choice(_PARTS), draw.randint(2, 60)
        about = draw.choice((f"for {self.condition}", f"at the {self.place}", f"for about {number} minutes"))
        said = " ".join((doer, draw.choice(_ACTS), part, about, draw.choice(_HOW)))
        if draw.random() < 0.4:
            return f"{said[0].upper()}{said[1:]}."
        return f"{opening} {said} {draw.choice(_WHEN)}, {draw.choice(_WHY)}."


def _topics() -> str:
    entries = [
        {
            "topic": name.replace(" ", "_"),
            "label": name.capitalize(),
            "say": f"The articles say nothing about {name}.",
            "near": None,
            "questions": [f"tell me about {name}", f"{name}?", f"where do I ask about {name}"],
        }
        for name in _LEFT_OUT
    ]
    return yaml.safe_dump(entries, sort_keys=False)
