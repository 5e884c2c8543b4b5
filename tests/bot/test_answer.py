"""The pipeline, from a message to a reply."""

from itertools import pairwise
from pathlib import Path

import pytest

from bot.answer import CHUNK, FaqBot
from bot.message import MAX_CHARACTERS, Asked
from bot.reply import Confidence, ReplyKind
from bot.urgent import Urgent
from bot.urgent.file import UNCHECKED
from index.errors import IndexStoreError
from tests.doubles import WordEncoder

SCHEDULE = "Water a moth orchid once a week in summer and every ten days in winter."
TAP = "Yes, where it is soft. Hard tap water leaves white crusts on the bark; rain is better."


def test_a_bank_question_finds_its_passage_first(bot: FaqBot) -> None:
    reply = bot.answer("How frequently does it get a drink?")
    assert reply.kind is ReplyKind.ANSWER
    assert reply.quotes[0].text.startswith(SCHEDULE)
    assert reply.message is None


def test_every_quote_is_a_slice_of_its_file(bot: FaqBot) -> None:
    quotes = bot.answer("Which symptoms say that I should stop?").quotes
    assert quotes
    for quote in quotes:
        assert Path(quote.file).read_text(encoding="utf-8")[quote.start : quote.end] == quote.text


def test_a_bullet_is_shown_with_its_lead_in(bot: FaqBot) -> None:
    quote = bot.answer("Why did the roots go dark and mushy?").quotes[0]
    assert quote.text == "Black roots: they are rotting and can drink nothing."
    assert quote.lead_in == "Put the can away if your orchid has:"


def test_the_same_passage_in_two_articles_is_one_quote(bot: FaqBot) -> None:
    quotes = bot.answer("Is tap water safe? Yes, where it is soft.").quotes
    (quote,) = (quote for quote in quotes if quote.text == TAP)
    (twin,) = quote.also_in
    assert {quote.article, twin.article} == {"repotting", "watering"}
    assert Path(twin.file).read_text(encoding="utf-8")[twin.start : twin.end] == TAP


def test_quotes_do_not_overlap(bot: FaqBot) -> None:
    quotes = bot.answer("Put the can away if your orchid has black roots, a wet saucer, drooping leaves").quotes
    spans = sorted((quote.article, quote.start, quote.end) for quote in quotes)
    assert all(one[0] != other[0] or one[2] <= other[1] for one, other in pairwise(spans))


def test_a_quote_whose_file_changed_is_withheld_and_the_rest_is_shown(bot: FaqBot, orchids: Path) -> None:
    question = "Is tap water safe? Yes, where it is soft."
    path = orchids / "watering.md"
    path.write_text(path.read_text(encoding="utf-8").replace("where it is soft", "where it is not hard"), "utf-8")
    articles = [quote.article for quote in bot.answer(question).quotes if quote.text == TAP]
    assert articles == ["repotting"]


def test_what_was_asked_lately_is_not_searched_again_but_proved_again(
    bot: FaqBot, orchids: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "Is tap water safe? Yes, where it is soft."
    before = bot.answer(question)
    monkeypatch.setattr("bot.answer.retrieve", lambda *_: pytest.fail("searched again"))
    assert bot.answer(question).timed(0.0) == before.timed(0.0)
    with pytest.raises(pytest.fail.Exception):
        bot.answer(question, ["Which symptoms say that I should stop?"])
    path = orchids / "watering.md"
    path.write_text(path.read_text(encoding="utf-8").replace("where it is soft", "where it is not hard"), "utf-8")
    assert [quote.article for quote in bot.answer(question).quotes if quote.text == TAP] == ["repotting"]


def test_when_every_quote_is_withheld_nothing_is_found(bot: FaqBot, orchids: Path) -> None:
    for path in orchids.glob("*.md"):
        path.unlink()
    reply = bot.answer("How frequently does it get a drink?")
    assert (reply.kind, reply.quotes) == (ReplyKind.NOT_FOUND, ())


def test_a_question_about_a_topic_left_out_gets_the_topics_line(bot: FaqBot) -> None:
    reply = bot.answer("do you send it by courier")
    assert reply.kind is ReplyKind.NOT_FOUND
    assert reply.message == f"Delivery is not in our articles. Please call {bot.clinic.phone}."
    assert reply.quotes == ()


def test_a_refusal_offers_what_stands_near_its_topic_first(bot: FaqBot) -> None:
    related = bot.answer("do you send it by courier").related
    assert 1 <= len(related) <= 3
    assert related[0].title == "Repotting Your Orchid"
    assert related[0].link.startswith("/articles/repotting#p-")


def test_a_fragment_is_carried_by_the_turn_before(bot: FaqBot) -> None:
    before = "My neighbour gives hers frozen water"
    carried = bot.answer("should I?", [before])
    assert carried.quotes[0].text.startswith("No. Ice chills")
    assert carried.interpreted_as == f"{before} … should I?"


def test_a_change_of_topic_drops_what_was_said_before(bot: FaqBot) -> None:
    reply = bot.answer("My neighbour gives hers frozen water, should I?", ["why did the roots go dark and mushy"])
    assert reply.quotes[0].text.startswith("No. Ice chills")


@pytest.mark.parametrize(
    ("message", "entry"),
    [
        ("", "empty"),
        (" \t\n ", "empty"),
        ("\u200b\u0000\u202e", "empty"),
        ("🙂🙂🙂", "no_words"),
        ("?!...", "no_words"),
        ("x" * (MAX_CHARACTERS + 1), "too_long"),
    ],
)
def test_what_cannot_be_searched_gets_a_fixed_line(bot: FaqBot, message: str, entry: str) -> None:
    reply = bot.answer(message)
    assert reply.kind is ReplyKind.NOT_FOUND
    assert reply.message == bot.clinic.fill(getattr(bot.clinic.messages, entry))


@pytest.mark.parametrize(
    "message",
    ["<script>alert(1)</script>", "ما هو الألم؟", "'; DROP TABLE x; --", "\ud83d broken", "água 水 вода पानी"],
)
def test_odd_messages_get_a_reply(bot: FaqBot, message: str) -> None:
    assert bot.answer(message).footer


def test_the_footer_is_on_every_kind_of_reply(bot: FaqBot) -> None:
    for message in ("How frequently does it get a drink?", "do you send it by courier", "", "I want to end my life"):
        assert "consult" in bot.answer(message).footer


def test_an_urgent_message_gets_advice_and_nothing_is_retrieved(bot: FaqBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(bot.urgent), "check", lambda *_: Urgent("emergency", "sign", "Sign", "test"))
    reply = bot.answer("How frequently does it get a drink?")
    assert reply.kind is ReplyKind.URGENT
    assert reply.quotes == ()
    assert reply.message == bot.clinic.fill(bot.urgent.advice("emergency"))


def test_when_the_encoder_fails_a_batch_is_advised_to_call(bot: FaqBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(bot.encoder), "encode_queries", lambda *_: 1 / 0)
    questions = [f"How frequently does it get drink {number}?" for number in range(CHUNK + 1)]
    replies = [explained.reply for explained in bot.explain_all([*map(Asked, questions), Asked("???")])]
    unchecked = bot.clinic.fill(bot.urgent.advice(UNCHECKED))
    assert {(reply.kind, reply.message) for reply in replies[:-1]} == {(ReplyKind.URGENT, unchecked)}
    assert replies[-1].message == bot.clinic.fill(bot.clinic.messages.no_words)


def test_the_same_question_gets_the_same_reply(bot: FaqBot) -> None:
    one, other = (bot.answer("frozen water ok", ["hello"]).timed(0) for _ in range(2))
    assert one == other
    assert one.id == other.id != bot.answer("frozen water ok").id


def test_a_named_condition_beats_the_same_words_elsewhere(bot: FaqBot) -> None:
    for named, article in (("repotting", "repotting"), ("my phalaenopsis", "watering")):
        quotes = bot.answer(f"Is tap water safe? Yes, where it is soft. Hard tap water leaves crusts, {named}").quotes
        assert next(quote for quote in quotes if quote.text == TAP).article == article


def test_confidence_is_one_of_three_words(bot: FaqBot) -> None:
    assert bot.answer("How frequently does it get a drink?").quotes[0].confidence in set(Confidence)


def test_an_index_of_another_model_is_refused(orchids: Path, orchid_index_folder: Path) -> None:
    with pytest.raises(IndexStoreError, match="model name 'words', this is 'other'"):
        FaqBot.load(orchids, orchid_index_folder, WordEncoder(name="other"))
