"""How the widget looks, and where it does not."""

import re

import pytest

from tests.web.hosting import HostVisit
from tests.web.serving import CHROMIUM, CONTRAST

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(visit_page, scheme):
    visit = visit_page("phone", color_scheme=scheme)
    assert visit.button.evaluate(CONTRAST) >= 4.5
    visit.open_widget()
    for selector in ("h2", "button.close", ".failed", ".failed a"):
        part = visit.dialog.locator(selector)
        part.evaluate("one => { one.closest('.failed')?.removeAttribute('hidden'); }")
        assert part.evaluate(CONTRAST) >= 4.5, selector


def test_reader_who_wants_no_motion_gets_none(visit_page):
    moves = "one => getComputedStyle(one).animationName + ' ' + getComputedStyle(one).transitionDuration"
    lively, calm = visit_page("desktop"), visit_page("desktop", reduced_motion="reduce")
    for visit, expected in ((lively, "rise 0s"), (calm, "none 0s")):
        visit.open_widget()
        assert visit.dialog.evaluate(moves) == expected


def test_borders_are_drawn_where_the_reader_forces_colours(visit_page):
    visit = visit_page("desktop", forced_colors="active")
    drawn = visit.button.evaluate("one => [getComputedStyle(one).borderStyle, getComputedStyle(one).borderColor]")
    ground = visit.button.evaluate("one => getComputedStyle(one).backgroundColor")
    assert drawn[0] == "solid"
    assert drawn[1] != ground


def test_widget_is_not_printed(visit_page):
    visit = visit_page("desktop")
    visit.page.emulate_media(media="print")
    assert visit.button.is_hidden()


def test_two_tags_make_one_widget(visit_page):
    visit = visit_page("desktop")
    visit.page.evaluate(
        """address => new Promise((done) => {
        const script = document.body.appendChild(document.createElement("script"));
        script.onload = done;
        script.src = address;
    })""",
        visit.bot + "/widget.js",
    )
    assert visit.page.locator("faq-bot-widget").count() == 1


def test_chat_on_its_own_is_not_dressed_for_the_frame(browser, addresses):
    visit = HostVisit(browser, addresses.bot, addresses.bot, "desktop")
    visit.open_chat()
    assert not visit.page.locator("html").evaluate("one => one.classList.contains('embedded')")
    assert re.search("Test Clinic", visit.page.locator(".brand-name").inner_text())
    visit.leave()
