"""What a patient sees when a message cannot be taken: what to do instead, for as long as it matters."""

import json

import pytest

from bot.live import LiveBot
from bot.web.chat_limit import RUN
from bot.web.site import create_site
from bot.web.site_settings import SiteSettings
from tests.web.serving import CHROMIUM, CONTRAST, WIDTHS, Visit, served, top_and_bottom
from tests.web.test_chat_limit import BUSY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH"),
]

SENT = "**" + RUN
TURN = '<section class="turn" data-said="[]"><h2>Question</h2></section>'
REFUSED = "Failed to load resource: the server responded with a status of "


@pytest.fixture(params=[(width, scheme) for width in WIDTHS for scheme in ("light", "dark")], ids="-".join)
def visit(request, bot, browser):
    """Visit a site that takes one message in a minute."""
    width, scheme = request.param
    with served(create_site(LiveBot(bot), settings=SiteSettings(per_minute=1))) as address:
        visit = Visit(browser, address, width, color_scheme=scheme)
        visit.open_chat()
        yield visit
        visit.end()
        assert visit.foreign == []


def refuse(visit: Visit, message: str):
    visit.page.fill("#question textarea", message)
    visit.page.click("#send")
    busy = visit.page.locator("#busy")
    busy.wait_for()
    return busy


def test_patient_who_sends_too_much_is_told_to_wait_or_call(visit):
    visit.ask("knees bend every day")
    busy = refuse(visit, "crushing chest pain")
    assert busy.inner_text() == BUSY
    assert busy.get_attribute("role") == "alert"
    assert busy.locator("a").evaluate_all("all => all.map((one) => one.getAttribute('href'))") == [
        "tel:+911111122222",
        "tel:112",
    ]
    assert busy.evaluate(CONTRAST) >= 4.5
    assert top_and_bottom(busy)[1] <= top_and_bottom(visit.page.locator("#composer"))[0]
    assert visit.page.input_value("#question textarea") == "crushing chest pain"
    assert visit.page.locator(".toast-body").count() == 0
    assert visit.page.locator(".turn").count() == 1
    assert visit.complaints == [REFUSED + "429 (Too Many Requests)"]


def test_words_go_once_a_message_is_taken_and_come_once_however_often_it_is_sent(visit):
    visit.ask("knees bend every day")
    refuse(visit, "hips turn")
    with visit.page.expect_response(SENT):
        visit.page.click("#send")
    assert visit.page.locator("#busy").count() == 1
    taken = json.dumps({"data": [TURN], "is_generating": False, "duration": 0, "average_duration": 0})
    visit.page.route(SENT, lambda route: route.fulfill(body=taken, content_type="application/json"))
    visit.page.click("#send")
    visit.page.locator("#busy").wait_for(state="detached")


def test_full_queue_says_the_same(visit):
    full = {"status": 503, "body": json.dumps({"detail": "full"}), "content_type": "application/json"}
    visit.page.route(SENT, lambda route: route.fulfill(**full))
    assert refuse(visit, "hips turn").inner_text() == BUSY
    assert visit.page.locator(".toast-body").count() == 0
