"""The widget and the keyboard: the focus goes in, round, and back."""

import pytest

from tests.web.serving import CHROMIUM
from tests.web.widget.using import QUESTION, press

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")]


def test_focus_moves_in_goes_round_and_stays_in(visit):
    visit.button.click()
    assert visit.focused() in {"dialog", "full"}
    visit.wait_for_chat()
    press(visit, "Tab")
    assert visit.focused() == "close"
    stops = []
    for _ in range(30):
        press(visit, "Tab")
        stops.append(visit.focused())
        if stops[-1] == "close":
            break
    assert stops[-1] == "close"
    assert len(stops) > 4
    assert all(stop.startswith("frame:") for stop in stops[:-1])
    assert "send" in stops[-2]
    press(visit, "Shift+Tab")
    visit.page.wait_for_timeout(100)
    backwards = [visit.focused()]
    while backwards[-1] != "close" and len(backwards) < 30:
        press(visit, "Shift+Tab")
        backwards.append(visit.focused())
    assert backwards == [*stops[-2::-1], "close"]


def test_focus_goes_round_backwards_from_the_start(visit):
    visit.open_widget()
    press(visit, "Shift+Tab")
    visit.page.wait_for_timeout(100)
    assert visit.focused() == "frame:send"


@pytest.mark.parametrize("way", ["Escape outside the frame", "Escape inside the frame", "the close button"])
def test_every_way_out_leads_back_to_the_button(visit, way):
    visit.open_widget()
    if way == "Escape inside the frame":
        visit.chat.locator("#question textarea").click()
        assert visit.focused().startswith("frame:")
    if way == "the close button":
        visit.close.click()
    else:
        press(visit, "Escape")
    visit.button.wait_for()
    assert visit.dialog.is_hidden()
    assert visit.focused() == "open"


def test_escape_inside_an_article_closes_too(visit):
    visit.open_widget()
    visit.ask_in_frame(QUESTION).locator(".read-more").first.click()
    visit.wait_until_ready(2)
    visit.chat.locator("h1").click()
    press(visit, "Escape")
    visit.button.wait_for()
    assert visit.focused() == "open"


def test_opened_again_the_chat_is_as_it_was_left(visit):
    visit.open_widget()
    visit.ask_in_frame(QUESTION)
    loaded = len(visit.asked_of_bot)
    visit.close.click()
    visit.button.click()
    assert visit.chat.locator(".asked-text").all_inner_texts() == [QUESTION]
    assert len(visit.asked_of_bot) == loaded


def test_only_the_frame_itself_can_close_the_chat(visit):
    visit.open_widget()
    visit.page.evaluate("postMessage({ faqBot: 'close' }, '*')")
    visit.page.evaluate("""() => {
        const other = document.body.appendChild(document.createElement("iframe"));
        other.contentWindow.eval("parent.postMessage({ faqBot: 'close' }, '*')");
    }""")
    visit.page.wait_for_timeout(200)
    assert visit.dialog.is_visible()
    visit.frame.evaluate("parent.postMessage({ faqBot: 'close' }, '*')")
    visit.button.wait_for()


def test_page_in_the_frame_listens_to_the_page_around_it_alone(visit_page):
    visit = visit_page("desktop")
    visit.open_widget()
    visit.frame.evaluate("document.activeElement.blur()")
    visit.frame.evaluate("postMessage({ faqBot: 'last' }, '*')")
    visit.page.wait_for_timeout(100)
    assert visit.frame.evaluate("document.activeElement.localName") == "body"
