"""The widget in a real browser, on the clinic's example pages: another site than the bot's, as in real life."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Error

from bot.live import LiveBot
from bot.web.site import create_site
from bot.web.site_settings import SiteSettings
from tests.web.axe import violations
from tests.web.conftest import Notebook
from tests.web.hosting import ClinicSite, HostVisit
from tests.web.serving import CHROMIUM, CONTRAST, WIDTHS, served

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")]

QUESTION = "knees bend every day"
NO_STORAGE = """for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
}"""
"""What a browser does that blocks storage, in the page and in its frames."""


@dataclass(frozen=True)
class Addresses:
    """Where everything is served; to a browser, 127.0.0.1 and localhost are two sites, and a port makes an origin.

    Attributes:
        bot: the bot.
        sibling: the clinic's pages on the bot's site but another origin, as www.clinic.example and bot.clinic.example.
        elsewhere: the clinic's pages on another site; a private window blocks the frame's storage there.
        stranger: the same pages where nobody has allowed them to embed the bot.
    """

    bot: str
    sibling: str
    elsewhere: str
    stranger: str


@pytest.fixture(scope="module")
def addresses(bot):
    """Serve the clinic's pages, the same for a stranger, and the bot."""
    clinic, copied = ClinicSite(), ClinicSite()
    with served(clinic.site) as sibling, served(copied.site) as stranger:
        elsewhere = sibling.replace("127.0.0.1", "localhost")
        settings = SiteSettings(origins=(sibling, elsewhere), per_minute=10_000)
        with served(create_site(LiveBot(bot), Notebook(), settings=settings)) as address:
            clinic.bot = copied.bot = address
            yield Addresses(address, sibling, elsewhere, stranger)


@pytest.fixture
def visit_page(browser, addresses):
    """Give a function that opens a page of the clinic; in the end, no visit may have a complaint."""
    visits = []

    def visit_page(width: str, name: str = "index", *, host: str = "", script: str = "", **options) -> HostVisit:
        visit = HostVisit(browser, host or addresses.sibling, addresses.bot, width, **options)
        visits.append(visit)
        if script:
            visit.page.add_init_script(script)
        visit.open(f"/{name}.html")
        visit.button.wait_for()
        return visit

    yield visit_page
    for visit in visits:
        visit.leave()
        assert visit.cookies_set == []


@pytest.fixture(params=list(WIDTHS))
def visit(request, visit_page) -> HostVisit:
    return visit_page(request.param)


def box(locator) -> dict[str, float]:
    return locator.bounding_box()


def window_of(visit) -> dict[str, float]:
    return {"x": 0, "y": 0, **visit.page.viewport_size}


def press(visit, *keys: str) -> None:
    for key in keys:
        visit.page.keyboard.press(key)


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
    assert len(visit.context.pages) == 1
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


# The keyboard


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
    assert len(visit.context.pages) == 1
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


# Looks


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
