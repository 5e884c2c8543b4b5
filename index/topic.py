"""Topics: what no passage answers, from ``questions/not-covered.yaml`` and ``questions/smalltalk.yaml``.

A topic is searched like a passage and can win. No similarity floor tells "what gauge do you use" from a question that
the articles answer; the best topic against the best passage does (docs/quality.md, "Refusing").
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.article import Article, ArticleFile
from index.errors import CorpusError
from index.question_bank import FOLDER
from index.source import LINE, entries, texts

NOT_COVERED, SMALLTALK = "not-covered.yaml", "smalltalk.yaml"


@dataclass(frozen=True)
class Topic:
    """A subject that the articles do not answer, or a kind of small talk.

    Attributes:
        name: short unique name.
        label: the subject as a patient reads it.
        say: the reviewed line that patients get; may hold the clinic's ``{placeholders}``.
        near: article and exact text of the closest thing that the articles do say, or None.
        questions: how patients ask for it.
        is_smalltalk: whether it asks for nothing.
    """

    name: str
    label: str
    say: str
    near: tuple[str, str] | None
    questions: tuple[str, ...]
    is_smalltalk: bool = False


def load_topics(
    corpus: Path, articles: Mapping[str, Article | ArticleFile]
) -> tuple[tuple[Topic, ...], tuple[str, ...]]:
    """Load the topics of a corpus folder, and one line for each ``near`` that no longer stands in its article.

    Raises:
        CorpusError: a file is not valid YAML or a topic is malformed or named twice.
    """
    topics: dict[str, Topic] = {}
    problems: list[str] = []
    files = [corpus / FOLDER / name for name in (NOT_COVERED, SMALLTALK)]
    for path, entry in [(file, entry) for file in files if file.is_file() for entry in entries(file)]:
        topic = _topic(path, entry)
        if topic.name in topics:
            raise CorpusError(path, f"topic {topic.name!r} is named twice; merge the two", line=entry[LINE])
        if topic.near and not _stands(topic.near, articles):
            problems.append(f"{path}:{entry[LINE]}: near of {topic.name!r} is not in {topic.near[0]}; left out")
            topic = replace(topic, near=None)
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
    questions = texts(path, entry, entry.get("questions"), "questions")
    return Topic(name, label, say, pair, questions, path.name == SMALLTALK)


def _stands(near: tuple[str, str], articles: Mapping[str, Article | ArticleFile]) -> bool:
    article = articles.get(near[0])
    return article is not None and near[1] in article.text
