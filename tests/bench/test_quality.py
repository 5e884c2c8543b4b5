"""Quality: peers' texts are judged by the evaluation's own definition, and as a patient reads them."""

import pytest

from bench.quality import Quality
from bench.system import Article, Shown
from bot.question_set import Gold, Question

GOLD = "soreness lasts a day or two and then fades away"
FILLER = " ".join(f"word{number}" for number in range(160))
ARTICLES = [Article("knee", f"{GOLD}. {FILLER}"), Article("hip", f"{GOLD}."), Article("foot", FILLER)]


def question(name="q", article="knee"):
    return Question(name, "how long am I sore", answers=(Gold(article, GOLD, 2),))


def judged(*shown, article="knee"):
    return Quality.of([question(article=article)], [shown], ARTICLES)


def test_the_right_text_first_counts_everywhere():
    assert judged(Shown("knee", f"After it {GOLD}.")) == Quality(1, 1, 1, 1, 1, 1)


def test_the_right_text_second_is_not_first_and_is_read_after_the_first():
    found = judged(Shown("foot", "Feet are left out."), Shown("knee", f"After it {GOLD}."))
    assert (found.first, found.three, found.first_any, found.three_any, found.found) == (0, 1, 0, 1, 1)


def test_a_text_of_more_than_150_words_misses_by_definition_yet_shows_the_answer():
    found = judged(Shown("knee", f"{GOLD}. {FILLER}"))
    assert (found.first, found.three, found.first_any, found.three_any, found.found) == (0, 0, 1, 1, 1)


def test_an_answer_at_the_end_of_a_page_is_not_found_within_100_words():
    found = judged(Shown("knee", f"{FILLER} {GOLD}"))
    assert (found.first_any, found.found) == (1, 0)


def test_a_lead_in_is_read_too():
    found = [judged(Shown("knee", GOLD, lead_in=" ".join(["so"] * words))).found for words in (94, 95)]
    assert found == [1, 0]  # six of the gold quote's ten words are 60 %


def test_a_text_of_another_article_misses_unless_it_stands_in_both():
    assert judged(Shown("foot", f"After it {GOLD}.")).first == 0
    assert judged(Shown("hip", f"{GOLD}.")).first == 1


def test_a_twin_that_the_system_tells_counts():
    assert judged(Shown("foot", f"After it {GOLD}.", also_in=("knee",))).first == 1


def test_a_question_for_which_nothing_is_shown_counts_as_wrong():
    found = Quality.of([question("a"), question("b")], [[Shown("knee", GOLD)], []], ARTICLES)
    assert found == Quality(2, 0.5, 0.5, 0.5, 0.5, 0.5)


def test_every_question_needs_its_texts():
    with pytest.raises(ValueError, match="shorter"):
        Quality.of([question("a"), question("b")], [[]], ARTICLES)
