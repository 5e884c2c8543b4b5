"""The patients' pages for everybody: axe, screen readers, the keyboard, large text, narrow windows, own colours."""

import pytest
from playwright.sync_api import expect

from bot.live import LiveBot
from bot.web.conversation import TURNS_KEPT
from bot.web.site import create_site
from bot.web.site_settings import SiteSettings
from tests.web.axe import violations
from tests.web.conftest import Notebook
from tests.web.serving import CHROMIUM, WIDTHS, Visit, served

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")]

DOUBTFUL, SURE, REFUSED = "Hips turn", "how hot is it when it wakes you up", "do you treat a zebra"
URGENT = "I have chest pain and cannot breathe"

HEARD = """() => {
    window.heard = [];
    const live = [...document.querySelectorAll('[aria-live]:not([aria-live="off"]), [role="alert"], [role="status"]')];
    for (const region of live) {
        new MutationObserver(() => region.textContent && heard.push([region.getAttribute("role"), region.textContent]))
            .observe(region, { childList: true, subtree: true, characterData: true });
    }
}"""
"""Notes what every live region of the page says from now on."""


@pytest.fixture(scope="module")
def address(helpful):
    settings = SiteSettings(per_minute=1_000)
    with served(create_site(LiveBot(helpful), Notebook(), notice="We keep notes.", settings=settings)) as address:
        yield address


@pytest.fixture(params=list(WIDTHS))
def visit(request, browser, address):
    visit = Visit(browser, address, request.param, reduced_motion="reduce")
    visit.open_chat()
    yield visit
    visit.leave()


@pytest.fixture
def desk(browser, address):
    """Visit with a mouse and a keyboard."""
    visit = Visit(browser, address, "desktop", reduced_motion="reduce")
    visit.open_chat()
    yield visit
    visit.leave()


def heard(visit, count: int) -> list[list[str]]:
    """Wait until so much has been said, then a little longer, and return it."""
    visit.page.wait_for_function("count => heard.length >= count", arg=count)
    visit.page.wait_for_timeout(300)
    return visit.page.evaluate("heard")


def focused(visit) -> str:
    """Name the element that has the focus, by the nearest id or class that says what it is."""
    return visit.page.evaluate("""() => {
        const one = document.activeElement;
        return one.closest("#question, #send, .turn[tabindex]")?.matches(".turn")
            ? "turn " + one.closest(".turn").dataset.turn
            : one.closest("#question, #send")?.id ?? one.tagName;
    }""")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", list(WIDTHS))
def test_axe_finds_nothing_on_any_page_in_any_state(browser, address, width, scheme):
    visit = Visit(browser, address, width, color_scheme=scheme, reduced_motion="reduce")
    visit.open_chat()
    assert violations(visit.page) == []
    visit.ask(DOUBTFUL).locator(".doubt summary").click()
    assert violations(visit.page) == []
    turn = visit.ask(SURE)
    turn.locator(".words summary").first.click()
    turn.get_by_role("button", name="Not helpful").click()
    turn.get_by_role("button", name="Unclear").click()
    assert violations(visit.page) == []
    for message in (REFUSED, URGENT):
        visit.ask(message)
        assert violations(visit.page) == []
    for path in ("/articles", "/articles/knee", "/articles/knee#p-0000000000"):
        visit.open(path)
        assert violations(visit.page) == [], path
    visit.open("/no-such-page")
    assert violations(visit.page) == []
    assert "404" in visit.complaints.pop()
    visit.leave()


def test_axe_is_not_blind(desk):
    desk.page.evaluate("document.querySelector('main').append(new Image())")
    assert [line.split(":")[0] for line in violations(desk.page)] == ["image-alt"]


# Screen readers


def test_each_new_reply_is_told_once_and_nothing_of_the_earlier_ones(visit):
    visit.page.evaluate(HEARD)
    visit.ask(SURE)
    first = heard(visit, 1)
    assert first == [
        [
            "status",
            "You should rest if you have: Fever: a temperature above 38 degrees. Knees & <Ankles> "
            "1 more quotation follows.",
        ]
    ]
    visit.ask(REFUSED)
    assert heard(visit, 2)[1:] == [["status", "Zebras are not in our articles."]]
    visit.ask(REFUSED)
    assert heard(visit, 3)[2:] == [["status", "Zebras are not in our articles."]]


def test_urgent_reply_is_an_alert_once(visit):
    visit.ask(REFUSED)
    visit.page.wait_for_timeout(300)
    visit.page.evaluate(HEARD)
    advice = " ".join(visit.ask(URGENT).locator(".message").inner_text().split())
    ((role, text),) = heard(visit, 1)
    assert role == "alert"
    assert text == advice
    visit.ask(REFUSED)
    assert [role for role, _ in heard(visit, 2)] == ["alert", "status"]


def test_conversation_is_no_live_region_and_can_be_walked_by_its_headings(desk):
    desk.ask(SURE)
    desk.ask(URGENT)
    live = '#transcript :is([aria-live], [role="log"], [role="alert"], [role="status"])'
    assert desk.page.locator(live).count() == 0
    headings = desk.page.get_by_role("heading").all_inner_texts()
    assert headings == ["Test Clinic – questions and answers", "Question 1", "Question 2"]


def test_taking_a_conversation_up_again_says_nothing(desk):
    desk.ask(URGENT)
    desk.page.add_init_script(f"addEventListener('DOMContentLoaded', {HEARD})")
    desk.page.reload()
    desk.turn(0)
    desk.page.wait_for_timeout(400)
    assert desk.page.evaluate("heard") == []


def test_thumb_is_thanked_for_aloud(desk):
    turn = desk.ask(SURE)
    desk.page.wait_for_timeout(300)
    desk.page.evaluate(HEARD)
    turn.get_by_role("button", name="Not helpful").click()
    assert heard(desk, 1) == [["status", "Thank you. What was wrong?"]]


def test_new_reply_is_shown_and_told_when_the_oldest_turn_goes(desk):
    for number in range(TURNS_KEPT):
        desk.page.fill("#question textarea", REFUSED)
        desk.page.keyboard.press("Enter")
        desk.page.locator(f'[data-turn="{number + 1}"]').wait_for()
    desk.page.wait_for_timeout(300)
    desk.page.evaluate(HEARD)
    desk.page.fill("#question textarea", SURE)
    desk.page.keyboard.press("Enter")
    newest = desk.page.locator(f'[data-turn="{TURNS_KEPT + 1}"]')
    newest.wait_for()
    ((role, text),) = heard(desk, 1)
    assert role == "status"
    assert text == newest.locator(".message").inner_text()
    assert desk.page.locator(".turn").count() == TURNS_KEPT
    header, composer = (desk.page.locator(place).bounding_box() for place in (".site-header", "#composer"))
    assert header["y"] + header["height"] <= newest.bounding_box()["y"] < composer["y"]


# The keyboard


def test_focus_stays_in_the_box_after_sending(desk):
    desk.page.locator("#question textarea").focus()
    desk.page.keyboard.type(SURE)
    desk.page.keyboard.press("Enter")
    desk.turn(0)
    desk.page.wait_for_timeout(200)
    assert focused(desk) == "question"
    desk.page.keyboard.type(REFUSED)
    desk.page.keyboard.press("Tab")
    assert focused(desk) == "send"
    desk.page.keyboard.press("Enter")
    desk.turn(1)
    desk.page.wait_for_timeout(200)
    assert focused(desk) == "question"


def test_suggested_question_takes_the_keyboard_to_its_turn(desk):
    desk.ask(SURE)
    desk.page.locator(".turn .suggestion").first.focus()
    desk.page.keyboard.press("Enter")
    desk.turn(1)
    desk.page.wait_for_timeout(200)
    assert focused(desk) == "turn 2"
    desk.page.keyboard.press("Tab")
    assert desk.page.evaluate("document.activeElement.closest('.turn').dataset.turn") == "2"


def test_everything_is_reached_in_reading_order_and_shows_that_it_has_the_focus(desk):
    desk.ask(DOUBTFUL)
    reachable = "a[href], button, textarea, summary"
    expected = desk.page.locator(reachable).evaluate_all("all => all.filter((one) => one.checkVisibility()).length")
    desk.page.locator(".brand").focus()
    for key in ("Tab", "Shift+Tab"):
        desk.page.keyboard.press(key)
    reached = []
    for _ in range(expected):
        reached.append(
            desk.page.evaluate("""async () => {
                await new Promise((done) => setTimeout(done, 50));
                const one = document.activeElement;
                const style = getComputedStyle(one);
                const box = one.getBoundingClientRect();
                const inner = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 20)];
                const top = document.elementFromPoint(...inner);
                return {
                    name: one.textContent.trim() || one.tagName,
                    place: [...document.querySelectorAll("*")].indexOf(one),
                    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
                    isSeen: top !== null && (one.contains(top) || top.contains(one)),
                };
            }""")
        )
        desk.page.keyboard.press("Tab")
    places = [each["place"] for each in reached]
    assert len(set(places)) == expected
    assert places == sorted(places)
    assert [each["name"] for each in reached if each["outline"] < 2] == []
    assert [each["name"] for each in reached if not each["isSeen"]] == []


# Large text, narrow windows, own colours


SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
"""What WCAG 1.4.12 lets readers ask for."""

CUT = """() => [...document.querySelectorAll("body *")]
    .filter((one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .filter((one) => !one.closest(".unseen, .sr-only, svg, .number"))
    .filter((one) => getComputedStyle(one).clipPath === "none" && getComputedStyle(one).overflow !== "visible")
    .filter((one) => one.tagName !== "TEXTAREA")
    .filter((one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
    .map((one) => one.className || one.tagName)"""
"""Names the elements that cut off what is in them."""


@pytest.mark.parametrize("size", [(640, 430), (320, 800), (320, 256)], ids=["200 %", "320 px", "400 %"])
def test_nothing_is_cut_off_or_needs_sideways_scrolling(browser, address, size):
    visit = Visit(browser, address, "desktop", reduced_motion="reduce")
    visit.page.set_viewport_size({"width": size[0], "height": size[1]})
    visit.open_chat()
    fits = "document.documentElement.scrollWidth <= innerWidth"
    assert visit.page.evaluate(fits)
    visit.page.evaluate("document.querySelector('.brand-name').textContent = 'Physiotherapeutica'")
    assert visit.page.evaluate(CUT) == []
    box = visit.page.locator("#question textarea")
    assert box.evaluate("one => one.scrollHeight < one.clientHeight + 10"), "the placeholder is cut off"
    for message in (DOUBTFUL, SURE, REFUSED, URGENT, "x" * 300):
        turn = visit.ask(message)
        for summary in turn.locator("summary").all():
            summary.click()
        assert visit.page.evaluate(fits), message
    visit.page.wait_for_timeout(200)
    header, composer = (visit.page.locator(place).bounding_box() for place in (".site-header", "#composer"))
    taken = sum(max(0, min(box["y"] + box["height"], size[1]) - max(box["y"], 0)) for box in (header, composer))
    assert size[1] - taken >= 0.5 * size[1], "the bars leave too little room to read"
    for path in ("/articles", "/articles/knee"):
        visit.open(path)
        assert visit.page.evaluate(fits), path
    visit.leave()


def test_readers_own_text_spacing_cuts_nothing_off(visit):
    visit.ask(DOUBTFUL)
    visit.ask(URGENT)
    for path in (None, "/articles/knee"):
        if path:
            visit.open(path)
        visit.page.evaluate(
            "(css) => { const own = new CSSStyleSheet(); own.replaceSync(css); document.adoptedStyleSheets = [own]; }",
            SPACED,
        )
        assert visit.page.evaluate(CUT) == []
        assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_button_is_large_enough_to_hit(visit):
    visit.ask(DOUBTFUL).get_by_role("button", name="Not helpful").click()
    small = visit.page.locator("button, summary, textarea, .read-more, .header-call a, .nav-link").evaluate_all(
        "all => all.filter((one) => one.checkVisibility()).map((one) => [one.textContent, one.getBoundingClientRect()])"
        ".filter(([, { width, height }]) => width < 24 || height < 24).map(([text]) => text)"
    )
    assert small == []


def test_nothing_moves_for_those_who_do_not_want_it(desk):
    moving = "all => all.filter((one) => parseFloat(getComputedStyle(one).transitionDuration) > 0.01).length"
    desk.ask(SURE)
    assert desk.page.locator("body *").evaluate_all(moving) == 0


def test_own_colours_keep_borders_and_the_pressed_thumb(browser, address):
    visit = Visit(browser, address, "desktop", forced_colors="active", reduced_motion="reduce")
    visit.open_chat()
    turn = visit.ask(SURE)
    up, down = (turn.get_by_role("button", name=name, exact=True) for name in ("Helpful", "Not helpful"))
    up.click()
    ground = down.evaluate("one => getComputedStyle(one).backgroundColor")
    expect(up).not_to_have_css("background-color", ground)
    edged = """one => {
        const { borderTopWidth, borderTopStyle } = getComputedStyle(one);
        return borderTopWidth !== "0px" && borderTopStyle;
    }"""
    for selector in (".asked-text", "#send", "#question textarea", ".turn .suggestion", ".thumb", ".quote"):
        assert visit.page.locator(selector).first.evaluate(edged) == "solid", selector
    visit.leave()
