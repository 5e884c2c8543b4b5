import pytest

from bot.answer import FaqBot
from bot.compose import MAX_BEHIND
from bot.message import Asked
from bot.reply import ReplyKind
from bot.staff.trace import PASSAGES, VIEWS, trace
from index.view import ViewKind


def test_the_reply_is_the_one_that_patients_get(bot: FaqBot):
    traced = trace(bot, "how often does it drink")
    expected = bot.explain(Asked("how often does it drink")).reply
    assert traced.reply.timed(0) == expected.timed(0)


def test_views_of_a_quoted_passage_come_with_their_cosines_the_nearest_first(bot: FaqBot):
    first = trace(bot, "how often drink").passages[0]
    assert first.is_quoted
    assert (first.views[0].kind, first.views[0].text, first.views[0].voice) == (
        ViewKind.QUESTION,
        "how often drink",
        "short",
    )
    assert first.views[0].cosine == pytest.approx(1.0, abs=1e-5)
    cosines = [view.cosine for view in first.views]
    assert cosines == sorted(cosines, reverse=True)
    assert len(cosines) == VIEWS


def test_the_best_view_is_the_signal_that_ranking_took(bot: FaqBot):
    for each in trace(bot, "how often drink").passages:
        asked = [view.cosine for view in each.views if view.kind is ViewKind.QUESTION]
        if asked:
            assert max(asked) == pytest.approx(each.hit.best, abs=1e-5)


def test_every_passage_has_only_its_own_views(bot: FaqBot):
    texts = {passage.id: passage.text for passage in bot.index.passages}
    for each in trace(bot, "frozen water").passages:
        for view in each.views:
            if view.kind is ViewKind.TEXT:
                assert view.text == texts[each.hit.passage.id]


def test_passages_are_in_the_order_of_ranking(bot: FaqBot):
    traced = trace(bot, "frozen water ok")
    found = bot.explain(Asked("frozen water ok")).found
    assert [each.hit for each in traced.passages] == list(found.hits[:PASSAGES])


def test_a_near_miss_says_why_it_was_not_quoted(bot: FaqBot):
    traced = trace(bot, "Why did the roots go dark and mushy?")
    quoted = {quote.text for quote in traced.reply.quotes}
    assert traced.near_misses
    for each in traced.passages:
        assert each.is_quoted == (each.hit.passage.text in quoted)
    whole = next(each for each in traced.near_misses if "Black roots:" in each.hit.passage.text)
    assert whole.fate == "left out: it overlaps a quote"


def test_a_passage_far_behind_says_how_far(bot: FaqBot):
    traced = trace(bot, "how often drink")
    best = traced.passages[0].hit.score
    far = next(each for each in traced.near_misses if each.hit.score < best - MAX_BEHIND and "behind" in each.fate)
    assert far.fate == f"left out: {best - far.hit.score:.2f} behind the best, at most {MAX_BEHIND:.2f} is quoted"


def test_a_refusal_shows_the_margin_the_thresholds_and_the_topic_that_won(bot: FaqBot):
    traced = trace(bot, "how much money")
    assert traced.reply.kind is ReplyKind.NOT_FOUND
    assert traced.margin < traced.calibration.answer_from
    assert (traced.topics[0][0].name, traced.topics[0][1]) == ("price", pytest.approx(1.0, abs=0.3))
    assert "price" in traced.reason
    assert {each.fate for each in traced.passages} == {"nothing was quoted: the message was not answered"}


def test_a_follow_up_shows_both_readings_and_a_cosine_for_each(bot: FaqBot):
    traced = trace(bot, "and frozen?", ["how often does the orchid drink"])
    assert traced.readings == ("and frozen?", "how often does the orchid drink and frozen?")
    assert {len(view.cosines) for each in traced.passages for view in each.views} == {2}


def test_a_message_alone_has_one_reading_and_is_not_carried(bot: FaqBot):
    traced = trace(bot, "how often drink")
    assert (traced.readings, traced.is_carried) == (("how often drink",), False)


def test_an_urgent_message_shows_the_evidence_and_that_nothing_was_searched(bot: FaqBot):
    traced = trace(bot, "I have crushing chest pain and cannot breathe")
    assert traced.reply.kind is ReplyKind.URGENT
    assert traced.urgent.evidence
    assert (traced.passages, traced.readings, traced.margin) == ((), (), None)


def test_a_message_without_words_is_traced_too(bot: FaqBot):
    traced = trace(bot, "???")
    assert (traced.reply.kind, traced.passages, traced.reason) == (ReplyKind.NOT_FOUND, (), "")
