"""A made-up corpus: the same for a seed, and cut like the clinic's own."""

import re

from bench.corpus import MadeArticle, write_corpus
from index.article import load_articles
from index.passage import PassageKind, passages
from index.question_bank import load_question_bank
from index.topic import load_topics
from index.words import words
from tests.conftest import ROOT


def test_a_corpus_is_the_same_for_a_seed_and_an_article_whatever_their_number(tmp_path):
    for name, count, seed in (("one", 30, 1), ("again", 30, 1), ("fewer", 20, 1), ("other", 30, 2)):
        write_corpus(tmp_path / name, count, seed=seed)
    one, again, fewer, other = (
        {path.name: path.read_bytes() for path in (tmp_path / name).glob("*.md")}
        for name in ("one", "again", "fewer", "other")
    )
    assert one == again
    assert fewer.items() <= one.items()
    assert not one.items() & other.items()
    assert len(one) == 30


def test_articles_are_cut_into_five_to_twenty_passages_of_every_kind(tmp_path):
    write_corpus(tmp_path, 200)
    cut = [passages(article) for article in load_articles(tmp_path)]
    assert {5, 19} <= {len(found) for found in cut} <= set(range(5, 21))
    assert {passage.kind for found in cut for passage in found} == set(PassageKind)
    texts = [passage.text for found in cut for passage in found]
    assert len(set(texts)) > 0.99 * len(texts)


def test_every_question_fits_a_passage_and_every_topic_is_read(tmp_path):
    write_corpus(tmp_path, 12, banked=10)
    found = [passage for article in load_articles(tmp_path) for passage in passages(article)]
    bank = load_question_bank(tmp_path, found)
    assert bank.problems == ()
    assert {question.voice for question in bank.questions} == {"plain", "short", "worried"}
    assert {found[question.passages[0]].article for question in bank.questions} == {
        f"article-0000{n}" for n in range(10)
    }
    assert len(load_topics(tmp_path, {})[0]) == 6


def test_none_of_its_sentences_is_in_a_question_set():
    sets = " ".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests/questions").glob("*.jsonl"))
    judged = " ".join(words(sets))
    for number in range(200):
        for sentence in re.split(r"(?<=[.?:|])\s", "\n".join(MadeArticle.of(number).blocks)):
            said = " ".join(words(sentence))
            assert len(said.split()) < 6 or said not in judged
