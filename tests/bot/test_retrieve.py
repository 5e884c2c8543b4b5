"""Retrieval: the best passages in order, made when they are read, and the conditions that a message names."""

from dataclasses import replace

import pytest

from bot.retrieve import NAMED_BONUS, Conditions, Hit, Ranked, retrieve
from index.question_bank import PatientQuestion
from tests.doubles import WordEncoder, article, cut, make_index, topic

ENCODER = WordEncoder("clay tin water rust")


def found(question, *, named=frozenset(), markdown="Clay.\n\nTin.\n\nClay tin.\n", topics=()):
    index = make_index(cut(markdown), [PatientQuestion("rust", "short", (1,))], topics, encoder=ENCODER)
    return retrieve(index, ENCODER.encode_queries([question]), frozenset(named))


def test_passages_come_best_first_with_their_signals():
    hits = found("rust tin").hits
    assert [hit.passage.text for hit in hits] == ["Tin.", "Clay tin.", "Clay."]
    assert (hits[0].own, hits[0].best) == (pytest.approx(0.5**0.5), pytest.approx(0.5**0.5))
    assert hits[0].bonus == 0


def test_equal_passages_come_in_order_of_their_ids():
    hits = found("water", markdown="\n\n".join(["Clay.", "Rust.", "Tin.", "Clay tin.", "Rust tin."])).hits
    assert len({hit.score for hit in hits}) == 1
    assert [hit.passage.id for hit in hits] == sorted(hit.passage.id for hit in hits)


def test_passages_of_a_named_article_get_a_bonus():
    plain, named = found("rust tin").hits, found("rust tin", named={"pots"}).hits
    assert [hit.bonus for hit in named] == [NAMED_BONUS] * 3
    assert [hit.score for hit in named] == pytest.approx([hit.score + NAMED_BONUS for hit in plain])
    assert found("rust tin", named={"pans"}).hits[0] == plain[0]


def test_the_nearest_topic_comes_first_and_small_talk_is_told():
    talk = replace(topic("thanks", "water"), is_smalltalk=True)
    seen = found("water", topics=[topic("price", "rust"), talk])
    assert [each.name for each, _ in seen.topics] == ["thanks", "price"]
    assert seen.smalltalk == talk
    assert found("rust tin", topics=[talk]).smalltalk is None


def test_hits_are_made_when_they_are_read():
    read = []

    class Passages(list):
        def __getitem__(self, row):
            read.append(row)
            return super().__getitem__(row)

    passages = cut("Clay.\n\nTin.\n\nRust.\n")
    ranked = Ranked(Passages(passages), [2, 0, 1], [[0.9, 0.8, 0.7]] * 5)
    assert len(ranked) == 3
    assert read == []
    assert ranked[0] == Hit(passages[2], 0.9, 0.9, 0.9, 0.9, 0.9)
    assert ranked[1:] == (Hit(passages[0], *[0.8] * 5), Hit(passages[1], *[0.7] * 5))
    assert read == [2, 0, 1]
    assert ranked[-1] == list(ranked)[2]
    assert [ranked.ids(count) for count in (0, 1, 9)] == [[], [passages[2].id], [hit.passage.id for hit in ranked]]
    with pytest.raises(IndexError):
        ranked[3]


ARTICLES = {
    "orchids": replace(article("x", name="orchids"), topics=("moth orchid", "phalaenopsis", "?")),
    "butterflies": replace(article("x", name="butterflies"), topics=("moth", "Moth orchid")),
}


@pytest.mark.parametrize(
    ("texts", "named"),
    [
        (["Is my PHALAENOPSIS ill?"], {"orchids"}),
        (["a moth, orchid or not"], {"orchids", "butterflies"}),
        (["moths"], set()),
        (["the moth", "and the phalaenopsis"], {"orchids"}),
        (["the moth", "and then?"], {"butterflies"}),
        ([], set()),
        (["orchid moth"], {"butterflies"}),
    ],
)
def test_a_condition_is_named_by_all_of_its_words_in_order_lately_first(texts, named):
    assert Conditions.of(ARTICLES).named(texts) == named
