"""A small corpus, a bot that answers from it without the real model, and its site."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.answer import Explained, FaqBot
from bot.live import LiveBot
from bot.question_log.entry import Reason
from bot.settings import Settings
from bot.web.serve import load_bot
from bot.web.site import create_site
from index.onnx_encoder import OnnxEncoder
from tests.doubles import WordEncoder

KNEE = """---
title: "Knees & <Ankles>"
publisher: A & B Clinic
published: 2025-03-04
---

Knees bend *every* day, and `most` of them do it well.

## Who should rest?

You should rest if you have:

- Fever: a temperature above 38 degrees.
- Swelling: a knee that is <b>thick</b>.
- Pain at night: it wakes you up.

## Compared

| Feature | Rest | Ice |
|---|---|---|
| Cost | Nothing | A little |
| Time | Days | Minutes |

See [our friends](https://example.org/knees) and ![a picture](https://example.org/knee.png).

1. First, sit down.
2. Then, breathe out.
3. Last, stand up.
"""

HIP = """---
title: Hips
---

Hips carry you. Hips turn. A hip that clicks is rarely ill.
"""

CLINIC = """name: Test Clinic
phone: "+91 11111 22222"
emergency_number: "112"
crisis_line: Night Line
crisis_number: "14416"
suggestions:
  - Who should rest?
"""


GLOSSARY = """reviewed: null
terms:
- term: hip
  also: [hips]
  plain: Where the leg meets the body.
- term: fever
  plain: Being too hot.
"""

QUESTIONS = {
    "hip": """
- passage: Hips carry you. Hips turn. A hip that clicks is rarely ill.
  questions:
    plain:
    - Is a clicking hip ill?
""",
    "knee": """
- passage: "Knees bend *every* day, and `most` of them do it well."
  questions:
    plain:
    - Do knees bend daily?
- passage: "Fever: a temperature above 38 degrees."
  questions:
    plain:
    - How hot is fever?
- passage: Cost | Nothing | A little
  questions:
    plain:
    - What does ice cost?
- passage: First, sit down.
  questions:
    plain:
    - Where do I sit first?
""",
    "not-covered": """
- topic: zebras
  label: Zebras
  say: Zebras are not in our articles.
  near:
    article: knee
    quote: a temperature above 38 degrees.
  questions:
  - zebra
  - do you treat a zebra
""",
}
"""How patients of the helpful clinic ask, by file."""


def publish(folder: Path) -> Settings:
    """Write the corpus into a folder and name the places of a bot on it."""
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "knee.md").write_text(KNEE, encoding="utf-8")
    (corpus / "hip.md").write_text(HIP, encoding="utf-8")
    (corpus / "clinic.yaml").write_text(CLINIC, encoding="utf-8")
    return Settings(corpus=corpus, index=folder / "index", model="words")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Name a corpus of the test's own, which it may change."""
    return publish(tmp_path)


@pytest.fixture
def corpus(settings: Settings) -> Path:
    """Name the folder of the test's own corpus."""
    return settings.corpus


@pytest.fixture(scope="session")
def bot(tmp_path_factory: pytest.TempPathFactory) -> FaqBot:
    """Load a bot on a corpus that all tests share; read it only."""
    return load_bot(publish(tmp_path_factory.mktemp("shared")), WordEncoder())


@pytest.fixture(scope="session")
def real_bot(real_corpus: Path, real_index_folder: Path, real_encoder: OnnxEncoder) -> FaqBot:
    """Load the bot of the real corpus; for tests marked slow."""
    return FaqBot.load(real_corpus, real_index_folder, real_encoder)


@pytest.fixture(scope="session")
def helpful(tmp_path_factory: pytest.TempPathFactory) -> FaqBot:
    """Load a bot on the same corpus with patients' questions, a topic left out, and a glossary; read it only."""
    settings = publish(tmp_path_factory.mktemp("helpful"))
    (settings.corpus / "glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    (settings.corpus / "questions").mkdir()
    for name, questions in QUESTIONS.items():
        (settings.corpus / "questions" / f"{name}.yaml").write_text(questions, encoding="utf-8")
    return load_bot(settings, WordEncoder())


@pytest.fixture(scope="session")
def client(bot: FaqBot) -> Iterator[TestClient]:
    """Open the site of the shared bot."""
    with TestClient(create_site(LiveBot(bot))) as client:
        yield client


class Notebook:
    """A recorder that keeps what it is given in order, under keys that can be told in advance.

    Attributes:
        recorded: kind of each reply, and whether it was a follow-up.
        thumbs: key, thumb and reason of each feedback.
        is_full: whether it turns everything away.
    """

    def __init__(self) -> None:
        self.recorded: list[tuple[str, bool]] = []
        self.thumbs: list[tuple[str, int, Reason | None]] = []
        self.is_full = False

    def record(self, explained: Explained, *, is_followup: bool) -> str | None:
        if self.is_full:
            return None
        self.recorded.append((explained.reply.kind, is_followup))
        return self.key(len(self.recorded))

    def feedback(self, key: str, thumb: int, reason: Reason | None = None) -> bool:
        if not self.is_full:
            self.thumbs.append((key, thumb, reason))
        return not self.is_full

    @staticmethod
    def key(number: int) -> str:
        """Name the key of the reply with a number, from 1."""
        return f"key-of-reply-{number:03}"


@pytest.fixture
def notebook() -> Notebook:
    """Record into memory."""
    return Notebook()
