"""What is suggested next: reviewed questions only, from the nearest places that the patient has not seen."""

import time
from dataclasses import replace

import numpy as np
import pytest
from typer import echo

from bot.answer import Explained, FaqBot
from bot.compose import link
from bot.message import Asked
from bot.question_set import load_questions
from bot.reply import Confidence, Quote, Related, Reply, ReplyKind
from bot.retrieve import Found, Hit
from bot.suggest import LOOKED_AT, Suggestions
from index.question_bank import PatientQuestion
from index.store import Index
from tests.conftest import ROOT
from tests.doubles import WordEncoder, article, cut, make_index

TEXT = """# Clay

Clay pots breathe.

# Glaze

Glaze keeps water in.

# Size

- A pot: two inches wider.
- A saucer: one inch wider.

# Frost

Frost cracks wet pots.
"""

ASKED = {
    "Clay pots breathe.": (("plain", "do clay pots breathe"), ("plain", "Does clay let air through?")),
    "Glaze keeps water in.": (("short", "Glaze and water?"), ("worried", "Will glaze drown my roots, I fear?")),
    "A pot: two inches wider.": (("plain", "How wide should pots be?"),),
    "A saucer: one inch wider.": (("plain", "Which saucer fits?"),),
    "Frost cracks wet pots.": (
        ("plain", "Is frost bad?"),
        ("plain", "my pots cracked, was it frost"),
        ("plain", "x " * 41),
    ),
}


@pytest.fixture
def index(word_encoder: WordEncoder) -> Index:
    found = cut(TEXT)
    rows = {passage.text.removeprefix("- "): row for row, passage in enumerate(found)}
    questions = [
        PatientQuestion(text, voice, (rows[passage],)) for passage, asked in ASKED.items() for voice, text in asked
    ]
    return make_index(found, questions, encoder=word_encoder)


def explained(
    index: Index, *texts: str, kind=ReplyKind.ANSWER, quoted: int = 1, message: str = "which pots"
) -> Explained:
    """Explain a reply that found the passages with texts, best first, and quotes the first of them."""
    passages = [next(each for each in index.passages if text in each.text and "\n" not in each.text) for text in texts]
    hits = tuple(Hit(passage, 1.0, 1.0, 1.0, 1.0, 0.0) for passage in passages)
    vector = WordEncoder().encode_queries([message])[0]
    found = Found(hits, (), 0.0, 1.0, None, is_carried=False, vector=vector)
    quotes = tuple(_quote(each) for each in passages[:quoted])
    related = tuple(Related(each.section[-1], "Pots", link(each)) for each in passages)
    return Explained(Reply("q", message, kind, None, None, quotes, "", "", 0.0, related), found=found)


def _quote(passage) -> Quote:
    place = (passage.article, "Pots", None, passage.section, None, passage.text)
    return Quote(*place, "pots.md", passage.start, passage.end, "", 1.0, Confidence.HIGH, link(passage))


def questions(found) -> list[str]:
    return [suggestion.question for suggestion in found]


def test_answer_leads_to_the_passages_behind_it_in_their_order(index):
    after = Suggestions.of(index).after(explained(index, "Clay", "Frost", "A saucer", "Glaze"))
    assert questions(after) == ["Is frost bad?", "Which saucer fits?", "Glaze and water?"]
    assert after[0].place({"pots": article(TEXT)}) == Related("Frost", "Pots", link(after[0].passage))


def test_question_that_reads_best_on_a_button_stands_for_its_passage(index):
    chosen = {each.passage.section[-1]: each.question for each in Suggestions.of(index).by_passage.values()}
    assert chosen["Clay"] == "Does clay let air through?"
    assert chosen["Frost"] == "Is frost bad?"
    assert chosen["Glaze"] == "Glaze and water?"


@pytest.mark.parametrize(
    "text", ["can ice crack pots?", "Can ice crack pots", "Did ice crack my pots?", "Can ice?" * 20]
)
def test_what_is_not_fit_for_a_button_stands_on_none(word_encoder, text):
    index = make_index(cut("Ice cracks."), [PatientQuestion(text, "plain", (0,))], encoder=word_encoder)
    assert not Suggestions.of(index).by_passage


def test_of_equals_the_question_most_like_the_others_is_taken(word_encoder):
    found = cut("Ice cracks.")
    asked = ["Why tin?", "Can ice crack pots?", "Can ice crack pots now?"]
    bank = [PatientQuestion(text, "plain", (0,)) for text in asked]
    index = make_index(found, bank, encoder=word_encoder)
    assert [each.question for each in Suggestions.of(index).by_passage.values()] == ["Can ice crack pots?"]


def test_what_was_asked_or_shown_before_is_not_suggested(index):
    suggestions, reply = Suggestions.of(index), explained(index, "Clay", "Frost", "A saucer", "Glaze")
    assert questions(suggestions.after(reply, ["is FROST bad"])) == ["Which saucer fits?", "Glaze and water?"]
    shown = explained(index, "Frost").reply.quotes
    assert questions(suggestions.after(reply, seen=shown)) == ["Which saucer fits?", "Glaze and water?"]
    twin = replace(shown[0], article="jugs", start=0, end=1)
    assert questions(suggestions.after(reply, seen=[twin])) == ["Which saucer fits?", "Glaze and water?"]


def test_question_in_other_words_than_the_patients_is_still_a_repeat(index):
    reply = explained(index, "Clay", "Frost", "A saucer", message="is frost really bad")
    assert questions(Suggestions.of(index).after(reply)) == ["Which saucer fits?"]


def test_one_place_is_suggested_once(index):
    after = Suggestions.of(index).after(explained(index, "Clay", "A pot", "A saucer", "Frost"))
    assert questions(after) == ["How wide should pots be?", "Is frost bad?"]


def test_refusal_leads_to_its_related_places_only(index):
    reply = explained(index, "Frost", "Glaze", kind=ReplyKind.NOT_FOUND, quoted=0)
    assert questions(Suggestions.of(index).after(reply)) == ["Is frost bad?", "Glaze and water?"]


@pytest.mark.parametrize("kind", [ReplyKind.URGENT, ReplyKind.SMALLTALK])
def test_nothing_distracts_from_an_urgent_reply_or_answers_a_greeting(index, kind):
    reply = explained(index, "Frost", "Glaze", kind=kind, quoted=0)
    assert Suggestions.of(index).after(reply) == ()
    assert Suggestions.of(index).after(replace(reply, found=None)) == ()


def test_far_passages_are_not_suggested(index):
    reply = explained(index, *["Clay"] * LOOKED_AT, "Frost")
    assert Suggestions.of(index).after(reply) == ()


def test_corpus_without_patients_questions_suggests_nothing(word_encoder):
    index = make_index(cut(TEXT), encoder=word_encoder)
    assert Suggestions.of(index).after(explained(index, "Clay", "Frost")) == ()


@pytest.fixture(scope="module")
def real_bot(real_corpus, real_index_folder, real_encoder) -> FaqBot:
    return FaqBot.load(real_corpus, real_index_folder, real_encoder)


@pytest.mark.slow
def test_suggestions_are_reviewed_questions_that_are_answered_by_their_passage(real_bot, capsys):
    """Press every suggestion that 160 questions bring, each in its conversation (docs/site.md)."""
    bank = {view.text for view in real_bot.index.views if view.voice}
    asked = [Asked(each.question, tuple(each.history)) for each in load_questions(ROOT / "tests/questions/dev.jsonl")]
    spent, suggested = [], []
    for each, explained in zip(asked, real_bot.explain_all(asked), strict=True):
        started = time.perf_counter()
        following = real_bot.suggestions.after(explained, each.history)
        spent.append(time.perf_counter() - started)
        assert len(following) <= 3
        assert {one.question for one in following} <= bank
        suggested += [(one, Asked(one.question, (*each.history, each.question))) for one in following]
    replies = [explained.reply for explained in real_bot.explain_all(press for _, press in suggested)]
    pressed = len(replies)
    answered = sum(reply.kind is ReplyKind.ANSWER for reply in replies)
    led = sum(
        any(_stands(quote, one.passage) for quote in reply.quotes)
        for (one, _), reply in zip(suggested, replies, strict=True)
    )
    with capsys.disabled():
        ms = np.percentile(spent, [50, 95]) * 1000
        echo(
            f"\n{pressed} suggestions, {answered} answered, {led} by their passage; {ms[0]:.2f} ms, p95 {ms[1]:.2f} ms"
        )
    assert pressed > 300
    assert answered >= 0.98 * pressed
    assert led >= 0.95 * pressed
    assert np.median(spent) < 0.001


def _stands(quote: Quote, passage) -> bool:
    inside = quote.article == passage.article and quote.start < passage.end and passage.start < quote.end
    return inside or quote.text == passage.text
