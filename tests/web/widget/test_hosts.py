"""The widget on pages that make it hard, and what it remembers there."""

import pytest
from playwright.sync_api import Error

from tests.web.hosting import HostVisit
from tests.web.serving import CHROMIUM, WIDTHS
from tests.web.widget.using import NO_STORAGE, QUESTION, box, press

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")]


# What is remembered


def test_open_chat_is_open_again_after_a_reload_with_its_conversation(visit):
    visit.open_widget()
    visit.ask_in_frame(QUESTION)
    visit.page.reload()
    visit.wait_for_chat()
    visit.chat.locator(".turn").wait_for()
    assert visit.chat.locator(".asked-text").all_inner_texts() == [QUESTION]
    visit.close.click()
    visit.button.wait_for()
    visit.page.reload()
    visit.button.wait_for()
    assert visit.dialog.is_hidden()


def test_chat_that_opens_by_itself_leaves_the_focus_in_the_page(visit_page):
    visit = visit_page("desktop")
    visit.open_widget()
    visit.page.reload()
    visit.wait_for_chat()
    assert visit.focused() == "body"


def test_nothing_outlives_the_visit(visit):
    visit.open_widget()
    visit.ask_in_frame(QUESTION)
    kept = visit.context.storage_state()
    assert kept["cookies"] == []
    assert [each for each in kept["origins"] if each["localStorage"]] == []
    assert visit.page.evaluate("Object.entries(sessionStorage)") == [["faq-bot-widget", "open"]]
    another = visit.context.new_page()
    another.goto(visit.address + "/index.html")
    another.locator("faq-bot-widget button.open").wait_for()
    assert another.locator("faq-bot-widget dialog").is_hidden()


@pytest.mark.parametrize("width", list(WIDTHS))
@pytest.mark.parametrize("blocked", ["by the browser, as the frame is of another site", "altogether"])
def test_chat_works_where_storage_is_blocked(visit_page, addresses, width, blocked):
    by_browser = blocked.startswith("by the browser")
    visit = visit_page(width, host=addresses.elsewhere, script="" if by_browser else NO_STORAGE)
    visit.open_widget()
    with pytest.raises(Error, match=r"SecurityError|denied"):
        visit.frame.evaluate("sessionStorage.length")
    turn = visit.ask_in_frame(QUESTION)
    assert turn.locator(".quote-text").count() >= 1
    with visit.context.expect_page() as opened:
        turn.locator(".read-more").first.click()
    opened.value.locator(".passage:target").wait_for()
    opened.value.close()
    assert visit.chat.locator(".asked-text").all_inner_texts() == [QUESTION]
    press(visit, "Escape")
    visit.button.wait_for()
    visit.page.reload()
    visit.button.wait_for()


# Pages that make it hard


@pytest.mark.parametrize("width", list(WIDTHS))
def test_hostile_style_sheets_change_nothing(visit_page, width):
    plain, hostile = visit_page(width), visit_page(width, "hostile")
    assert hostile.button.inner_text() == "Questions? Ask our articles"
    place = box(hostile.button)
    assert place["x"] == 16
    assert (place["y"], place["height"]) == (box(plain.button)["y"], box(plain.button)["height"])
    looks = """one => {
        const all = getComputedStyle(one);
        return [all.color, all.backgroundColor, all.font, all.letterSpacing, all.textTransform, all.direction];
    }"""
    assert hostile.button.evaluate(looks) == plain.button.evaluate(looks)
    for visit in (plain, hostile):
        visit.open_widget()
        visit.page.wait_for_timeout(250)
    assert hostile.dialog.evaluate(looks) == plain.dialog.evaluate(looks)
    of_plain, of_hostile = box(plain.dialog), box(hostile.dialog)
    for side in ("y", "width", "height"):
        assert of_hostile[side] == of_plain[side]
    on_top = hostile.page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).localName", [of_hostile["x"] + 40, of_hostile["y"] + 40]
    )
    assert on_top == "faq-bot-widget"
    assert hostile.ask_in_frame(QUESTION).locator(".quote-text").first.is_visible()
    press(hostile, "Escape")
    hostile.button.wait_for()


@pytest.mark.parametrize("width", list(WIDTHS))
def test_strict_policy_that_allows_script_and_frame_is_enough(visit_page, width):
    visit = visit_page(width, "strict-csp")
    assert visit.button.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(15, 95, 92)"
    visit.open_widget()
    assert visit.ask_in_frame(QUESTION).locator(".quote-text").first.is_visible()
    call = visit.chat.locator(".header-call a")
    call.click()
    visit.page.wait_for_timeout(300)
    assert call.get_attribute("target") == "_top"
    assert len(visit.tabs) == 1
    assert visit.chat.locator(".turn").count() == 1


def test_link_to_another_site_opens_outside_the_frame(browser, addresses):
    visit = HostVisit(browser, addresses.sibling, addresses.bot, "desktop")
    visit.open("/index.html")
    visit.open_widget()
    visit.ask_in_frame(QUESTION).locator(".read-more").first.click()
    with visit.context.expect_page():
        visit.chat.get_by_role("link", name="our friends").click()
    visit.page.wait_for_timeout(200)
    assert visit.foreign == ["https://example.org/knees"]
    assert visit.chat.locator("h1").is_visible()
    visit.end()


def test_site_that_is_not_on_the_list_gets_no_chat_and_its_patients_the_number(browser, addresses):
    visit = HostVisit(browser, addresses.stranger, addresses.bot, "phone")
    visit.hold_clock()
    visit.open("/index.html")
    visit.button.click()
    visit.page.wait_for_load_state("networkidle")
    assert visit.page.get_by_role("status").inner_text() == ""
    visit.page.clock.run_for(31_000)
    told = visit.page.get_by_role("status")
    assert told.inner_text() == "The chat does not open here just now. Please call Test Clinic: +91 11111 22222."
    assert told.get_by_role("link").get_attribute("href") == "tel:+911111122222"
    assert any("frame-ancestors" in complaint for complaint in visit.complaints)
    assert visit.chat.locator("#question").count() == 0
    visit.close.click()
    visit.button.wait_for()
    visit.end()


def test_number_is_not_told_where_the_chat_is_there(visit_page):
    visit = visit_page("desktop")
    visit.hold_clock()
    visit.page.reload()
    visit.open_widget()
    visit.page.clock.run_for(31_000)
    assert visit.page.get_by_role("status").inner_text() == ""
