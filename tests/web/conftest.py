"""A small corpus, a bot that answers from it without the real model, and its site."""

from pathlib import Path

import pytest

from bot.answer import FaqBot
from bot.settings import Settings
from bot.web.serve import load_bot
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


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "knee.md").write_text(KNEE, encoding="utf-8")
    (folder / "hip.md").write_text(HIP, encoding="utf-8")
    (folder / "clinic.yaml").write_text(CLINIC, encoding="utf-8")
    return folder


@pytest.fixture
def settings(corpus: Path, tmp_path: Path) -> Settings:
    return Settings(corpus=corpus, index=tmp_path / "index", model="words")


@pytest.fixture
def bot(settings: Settings) -> FaqBot:
    return load_bot(settings, WordEncoder())
