"""Plain help in a real browser: what to ask next, "was this what you asked?", and words beside a quote."""

import pytest

from bot.live import LiveBot
from bot.web.site import create_site
from bot.web.site_settings import SiteSettings
from tests.web.serving import CHROMIUM, WIDTHS, Visit, served

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")]

OFFERED = ".turn .suggestion:visible"
ASKED = "how hot is it when it wakes you up"


@pytest.fixture(scope="module")
def address(helpful):
    with served(create_site(LiveBot(helpful), settings=SiteSettings(per_minute=1_000))) as address:
        yield address


@pytest.fixture(params=list(WIDTHS))
def visit(request, browser, address):
    visit = Visit(browser, address, request.param, reduced_motion="reduce")
    visit.open_chat()
    yield visit
    visit.leave()


def offered(visit) -> list[str]:
    return visit.page.locator(OFFERED).all_inner_texts()


def test_suggestions_change_with_the_last_reply_and_vanish_with_the_conversation(visit):
    assert offered(visit) == []
    visit.ask(ASKED)
    assert visit.page.locator(".suggested:visible").inner_text() == "You could also ask:"
    assert offered(visit) == ["Is a clicking hip ill?", "What does ice cost?", "Do knees bend daily?"]
    visit.ask("do you treat a zebra")
    assert visit.page.locator(".suggested:visible").inner_text() == "You could ask instead:"
    assert offered(visit) == ["What does ice cost?", "Is a clicking hip ill?"]
    visit.ask("I have chest pain and cannot breathe")
    assert offered(visit) == []
    visit.page.click("#start-over")
    visit.page.locator(".turn").first.wait_for(state="detached")
    assert offered(visit) == []


def test_suggestion_stands_below_the_reply_and_asks_at_once(visit):
    reply = visit.ask(ASKED).locator(".reply").bounding_box()
    button = visit.page.get_by_role("button", name="Is a clicking hip ill?")
    assert reply["y"] + reply["height"] <= button.bounding_box()["y"]
    assert button.evaluate("one => getComputedStyle(one).padding") == "6.4px 16px"  # Gradio's own would be none
    button.click()
    turn = visit.turn(1)
    assert turn.locator(".asked-text").inner_text() == "Is a clicking hip ill?"
    assert turn.locator(".quote-text").first.inner_text().startswith("Hips carry you.")
    assert "Is a clicking hip ill?" not in offered(visit)


def test_suggestions_come_back_after_a_way_to_an_article(visit):
    visit.ask(ASKED).locator(".read-more").first.click()
    visit.page.get_by_role("link", name="Back to the chat").first.click()
    visit.page.get_by_role("button", name="Is a clicking hip ill?").wait_for()


def test_no_to_was_this_what_you_asked_shows_how_to_go_on(visit):
    doubt = visit.ask("Hips turn").locator(".doubt")
    assert doubt.locator(".doubt-said").inner_text() == (
        "I am not sure that this answers your question. Was this what you asked?"
    )
    call = doubt.get_by_role("link", name="+91 11111 22222")
    assert call.is_hidden()
    doubt.get_by_text("No, I meant something else").click()
    assert call.is_visible()
    nearest = doubt.locator("li a")
    assert nearest.first.inner_text() == "Hips"
    nearest.first.click()
    visit.page.locator(".passage:target").wait_for()


def test_words_unfold_beside_the_quote_which_stays_exact(visit):
    figure = visit.ask(ASKED).locator("figure").first
    meaning = figure.get_by_text("Being too hot.")
    assert meaning.is_hidden()
    figure.get_by_text("Words in this quote").click()
    assert meaning.is_visible()
    assert figure.locator(".quote-text").evaluate("one => one.textContent") == "Fever: a temperature above 38 degrees."
