"""Thumbs in a real browser: pressed with a finger, a mouse or the keyboard, and where they stand on the page."""

import pytest

from bot.live import LiveBot
from bot.question_log.entry import Reason
from bot.web.site import create_site
from bot.web.site_settings import SiteSettings
from tests.web.conftest import Notebook
from tests.web.serving import CHROMIUM, CONTRAST, WIDTHS, Visit, served, top_and_bottom

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")]

KNEES, HIPS = "knees bend every day", "hips turn"


@pytest.fixture(scope="module")
def notes() -> Notebook:
    return Notebook()


@pytest.fixture(scope="module")
def address(bot, notes):
    # The visits follow each other faster than a person's would.
    settings = SiteSettings(per_minute=10_000)
    with served(create_site(LiveBot(bot), notes, notice="We keep notes.", settings=settings)) as address:
        yield address


@pytest.fixture
def notebook(notes) -> Notebook:
    """Empty the notebook of the site that all tests here share."""
    notes.__init__()
    return notes


@pytest.fixture(params=list(WIDTHS))
def visit(request, browser, address, notebook):
    visit = Visit(browser, address, request.param)
    visit.open_chat()
    yield visit
    visit.leave()


def said(turn) -> str:
    return turn.locator(".feedback-said").inner_text()


def pressed(turn) -> list[str]:
    return turn.locator('.feedback button[aria-pressed="true"]').evaluate_all(
        "all => all.map((one) => one.ariaLabel ?? one.textContent)"
    )


def wait_for_thumbs(visit, notebook, count):
    for _ in range(100):
        if len(notebook.thumbs) >= count:
            break
        visit.page.wait_for_timeout(20)
    assert len(notebook.thumbs) == count


def settle(visit):
    """Wait until the page has stopped scrolling to a new turn."""
    visit.page.wait_for_function(
        "() => { const was = window.was; window.was = scrollY; return was === scrollY; }", polling=150
    )


def test_thumb_up_is_sent_and_thanked_for_in_one_line(visit, notebook):
    turn = visit.ask(KNEES)
    assert said(turn) == "Was this helpful?"
    turn.get_by_role("button", name="Helpful", exact=True).click()
    assert said(turn) == "Thank you."
    assert pressed(turn) == ["Helpful"]
    assert turn.locator(".reasons").is_hidden()
    wait_for_thumbs(visit, notebook, 1)
    assert notebook.thumbs == [(Notebook.key(1), 1, None)]


def test_thumb_down_asks_why_on_the_spot_and_takes_a_reason(visit, notebook):
    turn = visit.ask(KNEES)
    turn.get_by_role("button", name="Not helpful").click()
    assert said(turn) == "Thank you. What was wrong?"
    reasons = turn.get_by_role("group", name="What was wrong?").get_by_role("button")
    assert reasons.all_inner_texts() == ["Wrong passage", "Not what I asked", "Unclear", "Out of date"]
    reasons.nth(3).click()
    assert said(turn) == "Thank you, noted."
    assert pressed(turn) == ["Not helpful", "Out of date"]
    wait_for_thumbs(visit, notebook, 2)
    assert notebook.thumbs == [(Notebook.key(1), -1, None), (Notebook.key(1), -1, Reason.OUT_OF_DATE)]


def test_pressing_again_takes_a_thumb_back(visit, notebook):
    turn = visit.ask(KNEES)
    up = turn.get_by_role("button", name="Helpful", exact=True)
    up.click()
    wait_for_thumbs(visit, notebook, 1)
    up.click()
    assert (said(turn), pressed(turn)) == ("Was this helpful?", [])
    wait_for_thumbs(visit, notebook, 2)
    assert notebook.thumbs[1] == (Notebook.key(1), 0, None)


def test_thumbs_stay_pressed_when_the_conversation_goes_on_and_after_a_way_to_an_article(visit, notebook):
    visit.ask(KNEES).get_by_role("button", name="Not helpful").click()
    visit.turn(0).get_by_role("button", name="Unclear").click()
    visit.ask(HIPS).locator(".read-more").first.click()
    visit.page.get_by_role("link", name="Back to the chat").first.click()
    visit.turn(1)
    assert pressed(visit.turn(0)) == ["Not helpful", "Unclear"]
    assert pressed(visit.turn(1)) == []
    visit.turn(1).get_by_role("button", name="Helpful", exact=True).click()
    wait_for_thumbs(visit, notebook, 3)
    assert notebook.thumbs[2] == (Notebook.key(2), 1, None)
    assert len(notebook.recorded) == 2


def test_thumb_that_does_not_get_through_is_told_and_let_go(visit, notebook):
    turn = visit.ask(KNEES)
    notebook.is_full = True
    turn.get_by_role("button", name="Not helpful").click()
    turn.get_by_text("That did not get through. Please try again.").wait_for()
    assert pressed(turn) == []
    assert turn.locator(".reasons").is_hidden()
    assert "503" in visit.complaints.pop()
    notebook.is_full = False
    turn.get_by_role("button", name="Not helpful").click()
    assert said(turn) == "Thank you. What was wrong?"


def test_all_of_it_works_from_the_keyboard_in_reading_order(visit, notebook):
    turn = visit.ask(KNEES)
    settle(visit)  # the page gives the focus back to the message box once it has shown the turn
    turn.get_by_role("button", name="Helpful", exact=True).focus()
    keys = visit.page.keyboard
    keys.press("Tab")
    keys.press("Enter")
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Space")
    assert pressed(turn) == ["Not helpful", "Not what I asked"]
    assert visit.page.evaluate("document.activeElement.dataset.reason") == "not_asked"


def test_targets_are_large_and_nothing_above_the_reasons_moves(visit):
    turn = visit.ask(KNEES)
    settle(visit)
    down = turn.get_by_role("button", name="Not helpful")
    down.scroll_into_view_if_needed()
    places = "all => all.map((one) => { const { x, y } = one.getBoundingClientRect(); return [x, y + scrollY]; })"
    above = turn.locator("figure, .reply-footer, .thumb")
    before = above.evaluate_all(places)
    down.click()
    assert above.evaluate_all(places) == before
    composer = top_and_bottom(visit.page.locator("#composer"))[0]
    for button in turn.locator(".feedback button").all():
        box = button.bounding_box()
        assert box["height"] >= 44
        assert box["width"] >= 44
        assert box["y"] + box["height"] <= composer
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_of_the_feedback_stand_out_from_their_ground(browser, address, notebook, scheme):
    visit = Visit(browser, address, "phone", color_scheme=scheme)
    visit.open_chat()
    turn = visit.ask(KNEES)
    turn.get_by_role("button", name="Not helpful").click()
    turn.get_by_role("button", name="Unclear").click()
    for selector in (".feedback-said", ".thumb-up", ".thumb-down", '[data-reason="unclear"]', ".reason"):
        assert turn.locator(selector).first.evaluate(CONTRAST) >= 4.5, selector
    assert visit.page.locator(".notice").evaluate(CONTRAST) >= 4.5
    visit.leave()
