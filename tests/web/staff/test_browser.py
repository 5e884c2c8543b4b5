"""The staff's part in a real browser: in, around, out, and locked out."""

import pytest
from playwright.sync_api import TimeoutError as TooLateError
from playwright.sync_api import expect

from bot.web.site import create_site
from bot.web.staff.password import StaffPassword
from bot.web.staff.site import TABS, create_staff
from tests.web.conftest import publish
from tests.web.serving import CHROMIUM, CONTRAST, WIDTHS, Visit, served
from tests.web.staff.conftest import PASSWORD, Clock
from tests.web.staff.desks import desk_on

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")]


CLICK_MS = 3_000


@pytest.fixture(scope="module")
def time() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def address(bot, time, tmp_path_factory):
    desk = desk_on(bot, publish(tmp_path_factory.mktemp("desk")))
    staff = create_staff(desk, StaffPassword(PASSWORD), clock=time)
    with served(create_site(desk.live, staff=staff)) as address:
        yield address


@pytest.fixture(params=list(WIDTHS))
def visit(request, browser, address, time):
    visit = Visit(browser, address, request.param)
    yield visit
    time.now += 3_600
    visit.leave()


def sign_in(visit, password=PASSWORD):
    visit.page.get_by_label("Password").fill(password)
    visit.page.get_by_role("button", name="Sign in").click()


def open_tab(visit, title):
    """Open a tab, from the menu of those that a narrow window has no room for if need be.

    Gradio moves tabs into the menu while it finds out how wide the window is, so a click may have to look again.
    """
    for _ in range(5):
        try:
            click_tab(visit.page, title)
            break
        except TooLateError:
            continue
    visit.page.get_by_role("heading", name=title, level=2).wait_for()


def click_tab(page, title):
    tab = page.get_by_role("tab", name=title)
    if not tab.count():
        page.get_by_role("button", name="More tabs").click(timeout=CLICK_MS)
        tab = page.locator(".overflow-dropdown").get_by_role("button", name=title)
    tab.click(timeout=CLICK_MS)


def preview(visit):
    """See what would change, once the page has heard of all that was filled in."""
    for field in ("#fix-phrasing textarea", "#fix-target input"):
        expect(visit.page.locator(field)).not_to_have_value("")
    visit.page.locator("#fix-words .quote-text").wait_for()
    visit.settle()
    visit.page.locator("#fix-preview").click()
    visit.page.locator("#fix-publish:enabled").wait_for()


def test_staff_signs_in_looks_around_and_signs_out(visit):
    visit.open("/staff")
    visit.page.wait_for_function("document.activeElement.id === 'password'")
    sign_in(visit)
    visit.page.get_by_text("The question log is off").first.wait_for()
    for title in TABS:
        open_tab(visit, title)
        assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), title
    visit.page.get_by_role("link", name="Hips").wait_for()
    visit.settle()  # Gradio complains when its page is left in an exchange
    visit.page.get_by_role("button", name="Sign out").click()
    visit.page.get_by_role("heading", name="Staff sign-in").wait_for()
    visit.open("/staff/app/")
    assert visit.page.get_by_role("heading", name="Staff sign-in").is_visible()
    assert "401" in visit.complaints.pop()


def test_each_tab_fills_when_it_is_opened(visit):
    visit.open("/staff")
    sign_in(visit)
    visit.page.get_by_text("The question log is off").first.wait_for()
    assert visit.page.locator("#articles-list table").count() == 0
    open_tab(visit, "Articles")
    visit.page.get_by_role("link", name="Hips").wait_for()


def test_tried_question_shows_the_reply_and_how_it_came_about(visit):
    visit.open("/staff")
    sign_in(visit)
    visit.page.locator("#staff-tabs").wait_for()
    open_tab(visit, "Try a question")
    visit.page.get_by_label("Question").fill("Hips turn")
    visit.page.get_by_role("button", name="Try it").click()
    quoted = visit.page.locator("#tried .quote-text").first
    quoted.wait_for()
    assert quoted.inner_text() == "Hips carry you. Hips turn. A hip that clicks is rarely ill."
    assert visit.page.locator("#tried table a").first.get_attribute("href").startswith("/articles/hip#p-")


def test_guesser_is_locked_out_and_let_in_after_the_wait(visit, time):
    visit.open("/staff")
    for _ in range(5):
        sign_in(visit, "a guess, and wrong")
        assert visit.page.get_by_role("alert").inner_text() == "That is not the password."
    sign_in(visit)
    assert visit.page.get_by_role("alert").inner_text() == "Too many attempts. Please try again in 30 seconds."
    time.now += 30
    sign_in(visit)
    visit.page.locator("#staff-tabs").wait_for()
    assert len(visit.complaints) == 6
    visit.complaints.clear()


def test_signing_in_needs_no_scripts(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/staff")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator(".no-script").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Staff sign-in").wait_for()
    context.close()


def test_scripts_cannot_read_the_session(visit):
    visit.open("/staff")
    sign_in(visit)
    visit.page.locator("#staff-tabs").wait_for()
    assert "staff" not in visit.page.evaluate("document.cookie")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser, address, time, scheme):
    visit = Visit(browser, address, "phone", color_scheme=scheme)
    visit.open("/staff")
    sign_in(visit, "wrong")
    visit.page.get_by_role("alert").wait_for()
    visit.page.wait_for_load_state()
    for selector in (".login-for", ".login label", ".problem", ".login button"):
        assert visit.page.locator(selector).evaluate(CONTRAST) >= 4.5, selector
    visit.complaints.clear()
    sign_in(visit)
    open_tab(visit, "Articles")
    visit.page.locator("#articles-list table").wait_for()
    for selector in ("#articles-head p", ".figures dt", ".lacking", ".staff-table a", 'button[role="tab"]'):
        assert visit.page.locator(selector).first.evaluate(CONTRAST) >= 4.5, selector
    visit.leave()
