"""The widget in a real browser, closed and open."""

from pathlib import Path

import pytest

from tests.web.axe import violations
from tests.web.serving import CHROMIUM, WIDTHS
from tests.web.widget.using import QUESTION, box, press, window_of

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")]


# Closed


def test_nothing_but_the_script_is_loaded_before_the_button_is_pressed(visit):
    visit.page.wait_for_load_state("networkidle")
    assert visit.asked_of_bot == ["/widget.js"]
    assert visit.page.locator("faq-bot-widget iframe").count() == 0
    assert visit.dialog.is_hidden()


def test_button_has_the_clinics_words_and_room_for_a_finger(visit):
    button = visit.page.get_by_role("button", name="Ask a question", exact=True)
    place, size = box(button), visit.page.viewport_size
    assert place["height"] >= 44
    assert place["width"] >= 44
    assert size["width"] - 24 <= place["x"] + place["width"] <= size["width"]
    assert size["height"] - 24 <= place["y"] + place["height"] <= size["height"]


def test_button_is_reached_with_the_keyboard_and_shows_its_focus(visit):
    visit.page.locator("form button").focus()
    press(visit, "Tab")
    assert visit.focused() == "open"
    outline = visit.button.evaluate("one => getComputedStyle(one).outlineStyle + getComputedStyle(one).outlineWidth")
    assert outline == "solid3px"
    press(visit, "Enter")
    visit.wait_for_chat()


# Open


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", list(WIDTHS))
def test_axe_finds_nothing_on_the_clinics_page_with_the_chat_closed_and_open(visit_page, width, scheme):
    visit = visit_page(width, color_scheme=scheme)
    assert violations(visit.page) == []
    visit.open_widget()
    assert violations(visit.page) == []


def test_patient_asks_reads_the_quote_follows_it_to_the_article_and_comes_back(visit, bot):
    quote = bot.answer(QUESTION).quotes[0]
    visit.open_widget()
    turn = visit.ask_in_frame(QUESTION)
    shown = turn.locator(".quote-text").first.evaluate("one => one.textContent")
    assert shown == Path(quote.file).read_text(encoding="utf-8")[quote.start : quote.end]
    turn.locator(".read-more").first.click()
    visit.chat.locator(".passage:target").wait_for()
    assert visit.chat.locator("h1").inner_text() == quote.title
    assert len(visit.tabs) == 1
    visit.chat.get_by_role("link", name="Back to the chat").first.click()
    visit.wait_for_chat()
    visit.chat.locator(".turn").wait_for()
    assert visit.chat.locator(".asked-text").all_inner_texts() == [QUESTION]


def test_patient_gives_feedback_in_the_frame(visit):
    visit.open_widget()
    turn = visit.ask_in_frame(QUESTION)
    turn.locator(".thumb-up").click()
    turn.get_by_text("Thank you.").wait_for()


def test_panel_on_a_desk_and_the_whole_screen_on_a_phone(visit):
    visit.open_widget()
    visit.page.wait_for_timeout(250)
    dialog = visit.page.get_by_role("dialog", name="Answers from Test Clinic")
    if visit.page.viewport_size["width"] < 480:
        assert box(dialog) == window_of(visit)
        assert dialog.get_attribute("aria-modal") == "true"
    else:
        place, size = box(dialog), visit.page.viewport_size
        assert (place["width"], place["height"]) == (400, 640)
        assert place["x"] + place["width"] == size["width"] - 16
        assert place["y"] + place["height"] == size["height"] - 16
        assert dialog.get_attribute("aria-modal") is None
        visit.page.get_by_role("link", name="Book a first visit").click(trial=True)
    for page in ("chat", "article"):
        if page == "article":
            visit.ask_in_frame(QUESTION).locator(".read-more").first.click()
            visit.chat.locator(".back").first.wait_for()
        root = visit.chat.locator("html")
        assert root.evaluate("one => one.scrollWidth <= innerWidth"), page
        assert visit.chat.locator(".header-call").is_visible()


@pytest.mark.parametrize("size", [(500, 500), (1280, 400), (320, 568), (700, 600)])
def test_open_chat_never_leaves_the_window(visit_page, size):
    visit = visit_page("desktop")
    visit.page.set_viewport_size({"width": size[0], "height": size[1]})
    visit.open_widget()
    visit.page.wait_for_timeout(250)
    place = box(visit.dialog)
    assert place["x"] >= 0
    assert place["y"] >= 0
    assert place["x"] + place["width"] <= size[0]
    assert place["y"] + place["height"] <= size[1]
    assert box(visit.chat.locator("#send"))["y"] < size[1]


def test_window_that_changes_size_keeps_the_conversation(visit_page):
    visit = visit_page("desktop")
    visit.open_widget()
    visit.ask_in_frame(QUESTION)
    for width, modal in ((390, "true"), (1280, None)):
        visit.page.set_viewport_size({"width": width, "height": 844})
        visit.page.wait_for_function(
            "modal => document.querySelector('faq-bot-widget').shadowRoot.querySelector('dialog')"
            ".getAttribute('aria-modal') === modal",
            arg=modal,
        )
        assert visit.chat.locator(".turn").count() == 1
        assert visit.button.is_hidden()
        assert visit.focused().startswith("frame:")
