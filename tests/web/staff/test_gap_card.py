"""The card of a gap: what it says, and what its buttons attach."""

import pytest

from bot.staff.gap_kind import GapKind, Offer
from bot.staff.gaps import Gap
from bot.web.staff.gap_card import ATTACH, KINDS, gap_card
from bot.web.staff.tabs import gaps as tab
from tests.bot.staff.samples import NOON, entry
from tests.doubles import topic
from tests.web.staff.desks import desk_on, log_of
from tests.web.test_render import HOSTILE, Texts

GOLD = topic("gold", "do you take gold")


def gap(kind: GapKind, bot, **changes) -> Gap:
    passages = [passage for passage in bot.index.passages if passage.article == "hip"]
    passages += [passage for passage in bot.index.passages if passage.text.startswith("Fever")]
    fields = {
        "label": "does it click",
        "kind": kind,
        "refused": 1_200,
        "unsure": 3,
        "disliked": 0,
        "examples": ("does it click", "it clicks"),
        "weeks": (10, 1_193),
        "offers": tuple(Offer(passage, 0.5) for passage in passages),
        "tied": ("knee", "hip"),
        "topic": GOLD,
        "keys": tuple(f"k{number}" for number in range(1_203)),
    }
    return Gap(**{**fields, **changes})


def buttons(html: str) -> list[tuple[str | None, str | None]]:
    """List what each button attaches, and which phrasing."""
    tags = Texts(html).tags
    return [(each["data-target"], each["data-phrasing"]) for tag, each in tags if tag == "button"]


@pytest.mark.parametrize("kind", GapKind)
def test_card_says_what_is_asked_how_often_and_what_to_do(bot, kind):
    found = Texts(gap_card(gap(kind, bot), bot)).found
    assert found["gap-label"] == ["does it click"]
    assert found["gap-count"] == ["1,203"]
    assert (found["gap-kind"][0], found["gap-advice"][0]) == KINDS[kind]
    assert found["gap-examples"] == ["does it clickit clicks"]
    assert found["quiet"][0] == (
        "1,200 not answered, 3 answered with low confidence. Per week, the oldest first: 10, 1,193."
    )


@pytest.mark.parametrize("kind", GapKind)
def test_every_offered_passage_can_be_attached_to_in_the_patients_words(bot, kind):
    made = gap(kind, bot)
    offered = {offer.passage.id for offer in made.offers}
    attached = dict(buttons(gap_card(made, bot)))
    assert {name for name in attached if not name.startswith("topic:")} == offered
    assert set(attached.values()) == {"does it click"}


def test_only_what_is_missing_can_be_attached_to_a_topic(bot):
    attached = {kind: dict(buttons(gap_card(gap(kind, bot), bot))) for kind in GapKind}
    assert [kind for kind in GapKind if "topic:gold" in attached[kind]] == [GapKind.MISSING]


def test_two_articles_stand_side_by_side_in_the_order_of_nearness(bot):
    html = gap_card(gap(GapKind.AMBIGUOUS, bot), bot)
    left, right = html.split('<div class="beside">')[1].split("<h4>")[1:3]
    assert "Knees &amp; &lt;Ankles&gt;" in left
    assert "Fever: a temperature" in left
    assert "Hips carry you." in right


def test_gap_without_words_can_still_be_attached(bot):
    html = gap_card(gap(GapKind.UNREACHABLE, bot, examples=(), label="near “Hips”"), bot)
    assert "The log keeps no words" in html
    assert set(dict(buttons(html)).values()) == {""}


def test_passage_that_the_bot_no_longer_has_is_not_offered(bot):
    other = gap(GapKind.UNREACHABLE, bot).offers[0].passage
    gone = Offer(type(other)(**{**vars(other), "id": "p-gone"}), 0.5)
    assert ATTACH not in gap_card(gap(GapKind.UNREACHABLE, bot, offers=(gone,)), bot)


def test_patients_words_are_text(bot):
    made = gap(GapKind.MISSING, bot, label=HOSTILE, examples=(HOSTILE,))
    parsed = Texts(gap_card(made, bot))
    assert {tag for tag, _ in parsed.tags} & {"img", "script"} == set()
    assert parsed.found["gap-label"] == [HOSTILE]
    assert buttons(gap_card(made, bot))[0][1] == HOSTILE


def test_tab_shows_the_open_questions_of_the_log_largest_group_first(bot, settings, tmp_path):
    vectors = bot.encoder.encode_queries(["golden crowns", "parking outside"])
    log = log_of(
        tmp_path,
        [entry(f"g{n}", "golden crowns", vectors[0], time=NOON) for n in range(4)]
        + [entry(f"p{n}", "parking outside", vectors[1], time=NOON) for n in range(6)],
    )
    found = Texts(tab.show(desk_on(bot, settings, log), "7 days")).found
    assert found["gap-label"] == ["parking outside", "golden crowns"]
    assert found["gap-count"] == ["6", "4"]


def test_log_without_open_questions_has_no_gaps(bot, settings, tmp_path):
    html = tab.show(desk_on(bot, settings, log_of(tmp_path, [])), "7 days")
    assert Texts(html).found["note"] == ["No gaps were found in the last 7 days."]
