"""Not-covered topics: what the clinic knows that its articles leave out, from ``questions/not-covered.yaml``.

A topic is searched like a passage and can win. No similarity floor tells "what gauge do you use" from a question that
the articles answer; the best topic against the best passage does (docs/quality.md, "Refusing").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.article import Article
from index.errors import CorpusError
from index.question_bank import FOLDER
from index.source import LINE, entries, texts

FILE = "not-covered.yaml"


@dataclass(frozen=True)
class Topic:
    """A subject that the articles do not answer.

    Attributes:
        name: short unique name.
        label: the subject as a patient reads it.
        say: the reviewed line that patients get; may hold the clinic's ``{placeholders}``.
        near: article and exact text of the closest thing that the articles do say, or None.
        questions: how patients ask for it.
    """

    name: str
    label: str
    say: str
    near: tuple[str, str] | None
    questions: tuple[str, ...]


def load_topics(corpus: Path, articles: Mapping[str, Article]) -> tuple[tuple[Topic, ...], tuple[str, ...]]:
    """Load the topics of a corpus folder, and one line for each ``near`` that no longer stands in its article.

    Raises:
        CorpusError: the file is not valid YAML or a topic is malformed or named twice.
    """
    path = corpus / FOLDER / FILE
    topics: dict[str, Topic] = {}
    problems: list[str] = []
    for entry in entries(path) if path.is_file() else []:
        topic = _topic(path, entry)
        if topic.name in topics:
            raise CorpusError(path, f"topic {topic.name!r} is named twice; merge the two", line=entry[LINE])
        if topic.near and not _stands(topic.near, articles):
            problems.append(f"{path}:{entry[LINE]}: near of {topic.name!r} is not in {topic.near[0]}; left out")
            topic = Topic(topic.name, topic.label, topic.say, None, topic.questions)
        topics[topic.name] = topic
    return tuple(topics.values()), tuple(problems)


def _topic(path: Path, entry: dict[str, Any]) -> Topic:
    values = [entry.get(key) for key in ("topic", "label", "say")]
    if not all(isinstance(value, str) and value.strip() for value in values):
        raise CorpusError(path, "expected a topic with 'topic', 'label', 'say' and 'questions'", line=entry[LINE])
    name, label, say = (str(value).strip() for value in values)
    near = entry.get("near")
    if near is not None and not (isinstance(near, dict) and {"article", "quote"} <= near.keys()):
        raise CorpusError(path, "near: expected 'article' and 'quote', or null", line=entry[LINE])
    pair = (str(near["article"]), str(near["quote"])) if near else None
    return Topic(name, label, say, pair, texts(path, entry, entry.get("questions"), "questions"))


def _stands(near: tuple[str, str], articles: Mapping[str, Article]) -> bool:
    article = articles.get(near[0])
    return article is not None and near[1] in article.text
