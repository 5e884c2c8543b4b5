"""Topics: what no article answers, and what is said then."""

import pytest

from index.article import load_articles
from index.errors import CorpusError
from index.topic import Topic, load_topics

ARTICLE = "---\ntitle: Pots\n---\nClay breathes.\n"
PRICE = "- topic: price\n  label: Prices\n  say: Call {phone}.\n  questions: [how much, ' cost ']\n"


@pytest.fixture
def load(write_corpus):
    """Write a corpus of one article and its topics, and load them."""

    def load(topics, file="not-covered"):
        corpus = write_corpus({"pots.md": ARTICLE, f"questions/{file}.yaml": topics})
        return load_topics(corpus, {article.name: article for article in load_articles(corpus)})

    return load


def with_near(article, quote):
    return f"{PRICE}  near: {{article: {article}, quote: {quote}}}\n"


def test_a_topic_has_its_label_its_line_and_its_questions(load):
    topics, problems = load(PRICE)
    assert topics == (Topic("price", "Prices", "Call {phone}.", None, ("how much", "cost")),)
    assert problems == ()


def test_topics_keep_the_order_of_the_file(orchids):
    articles = {article.name: article for article in load_articles(orchids)}
    topics, problems = load_topics(orchids, articles)
    assert [topic.name for topic in topics] == ["price", "delivery", "opening_hours", "pests"]
    assert topics[1].near == ("repotting", "A new pot every second spring keeps the bark airy.")
    assert problems == ()


def test_small_talk_is_a_topic_of_its_own_file(load):
    ((topic,), _) = load(PRICE, file="smalltalk")
    assert (topic.name, topic.is_smalltalk) == ("price", True)
    assert not load(PRICE)[0][0].is_smalltalk


def test_a_near_quote_that_stands_in_its_article_is_kept(load):
    ((topic,), problems) = load(with_near("pots", "Clay breathes."))
    assert (topic.near, problems) == (("pots", "Clay breathes."), ())


@pytest.mark.parametrize(("article", "quote"), [("pots", "Clay drains."), ("tubs", "Clay breathes.")])
def test_a_near_quote_that_no_longer_stands_is_reported_by_file_and_line_and_left_out(load, article, quote):
    ((topic,), (problem,)) = load("# A comment.\n" + with_near(article, quote))
    assert problem.endswith(f"questions/not-covered.yaml:2: near of 'price' is not in {article}; left out")
    assert topic == Topic("price", "Prices", "Call {phone}.", None, ("how much", "cost"))


def test_a_corpus_without_topics_has_none(load, plain):
    assert load_topics(plain, {}) == load("# nothing yet\n") == ((), ())


@pytest.mark.parametrize(
    ("topics", "problem"),
    [
        (PRICE + PRICE, ":5: topic 'price' is named twice; merge the two"),
        (PRICE.replace("  say: Call {phone}.\n", ""), ":1: expected a topic with 'topic', 'label', 'say'"),
        (PRICE.replace("Prices", "' '"), ":1: expected a topic with"),
        (PRICE.replace("price", "7"), ":1: expected a topic with"),
        (PRICE + "  near: pots\n", ":1: near: expected 'article' and 'quote', or null"),
        (PRICE + "  near: {article: pots}\n", ":1: near: expected 'article' and 'quote'"),
        (PRICE.replace("[how much, ' cost ']", "how much"), ":1: questions: expected a list of texts"),
        (PRICE.replace("  questions: [how much, ' cost ']\n", ""), ":1: questions: expected a list of texts"),
        ("topic: price\n", ":1: expected a list of entries"),
    ],
)
def test_a_malformed_topic_is_refused_by_file_and_line(load, topics, problem):
    with pytest.raises(CorpusError, match=rf"questions/not-covered\.yaml{problem}"):
        load(topics)


def test_a_topic_without_questions_is_refused_by_file_and_line(load):
    with pytest.raises(CorpusError, match=r"not-covered\.yaml:1: "):
        load(PRICE.replace("[how much, ' cost ']", "[]"))
