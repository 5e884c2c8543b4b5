"""The staff's pages and axe: no violations on the sign-in, on any tab, on a tried question, on a previewed change."""

import pytest

from bot.web.site import create_site
from bot.web.staff.password import StaffPassword
from bot.web.staff.site import TABS, create_staff
from tests.bot.staff.samples import entry
from tests.web.axe import violations
from tests.web.conftest import publish
from tests.web.serving import CHROMIUM, WIDTHS, Visit, served
from tests.web.staff.conftest import PASSWORD
from tests.web.staff.desks import log_of, working_desk
from tests.web.staff.test_browser import open_tab, preview, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")]

FILLED = {
    "Overview": "#overview-figures .figures",
    "Gaps": ".gap",
    "Coverage": "#coverage-text .shaded",
    "Fix": "#fix-preview",
    "Try a question": "#try-ask",
    "Articles": "#articles-list table",
}
"""What shows that a tab has been filled."""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("staff")
    settings = publish(folder)
    vector = working_desk(settings).live.current.encoder.encode_queries(["jelly wobble"])[0]
    log = log_of(folder, [entry(f"k{number}", "jelly wobble", vector) for number in range(3)])
    desk = working_desk(settings, log)
    with served(create_site(desk.live, staff=create_staff(desk, StaffPassword(PASSWORD)))) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", list(WIDTHS))
def test_axe_finds_nothing_on_the_sign_in_and_on_any_tab(browser, address, width, scheme):
    visit = Visit(browser, address, width, color_scheme=scheme, reduced_motion="reduce")
    visit.open("/staff")
    found = {"sign-in": violations(visit.page)}
    sign_in(visit, "a guess")
    visit.page.get_by_role("alert").wait_for()
    found["wrong password"] = violations(visit.page)
    visit.complaints.clear()
    sign_in(visit)
    visit.page.locator(FILLED["Overview"]).wait_for()
    for title in TABS:
        if title != "Overview":
            open_tab(visit, title)
        visit.page.locator(FILLED[title]).first.wait_for()
        found[title] = violations(visit.page)
    open_tab(visit, "Try a question")
    visit.page.get_by_label("Question").fill("Hips turn")
    visit.page.get_by_role("button", name="Try it").click()
    visit.page.locator("#tried .quote-text").first.wait_for()
    found["tried"] = violations(visit.page)
    open_tab(visit, "Gaps")
    visit.page.locator("#gaps-list button.attach:visible").first.click()
    preview(visit)
    visit.page.locator("#fix-changes .diff").wait_for()
    found["previewed"] = violations(visit.page)
    visit.leave()
    assert [f"{place}: {line}" for place, told in found.items() for line in told] == []
