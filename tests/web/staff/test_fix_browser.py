"""From a gap to an answer in a real browser: attach, preview, publish, ask in the public chat, undo."""

import pytest
from playwright.sync_api import expect

from bot.web.site import create_site
from bot.web.staff.password import StaffPassword
from bot.web.staff.site import create_staff
from tests.bot.staff.samples import NOON, entry
from tests.web.conftest import publish
from tests.web.serving import CHROMIUM, Visit, served
from tests.web.staff.conftest import PASSWORD
from tests.web.staff.desks import log_of, working_desk
from tests.web.staff.test_browser import open_tab, preview, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")]

PHRASING = "jelly wobble remedy"
HIP = "Hips carry you. Hips turn. A hip that clicks is rarely ill."


@pytest.fixture
def desk(tmp_path):
    settings = publish(tmp_path)
    vector = working_desk(settings).live.current.encoder.encode_queries([PHRASING])[0]
    log = log_of(tmp_path, [entry(f"k{number}", PHRASING, vector, time=NOON) for number in range(3)])
    return working_desk(settings, log)


@pytest.fixture
def address(desk):
    with served(create_site(desk.live, staff=create_staff(desk, StaffPassword(PASSWORD)))) as address:
        yield address


def enter(staff):
    """Sign in and wait until the first tab is filled, and with it all tabs are in their places."""
    staff.open("/staff")
    sign_in(staff)
    staff.page.locator("#overview-figures").get_by_text("Messages").first.wait_for()


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_question_that_went_unanswered_is_answered_without_a_restart_until_it_is_taken_back(browser, address, width):
    patient, staff = Visit(browser, address, "phone"), Visit(browser, address, width)
    patient.open_chat()
    patient.ask(PHRASING).locator(".message-not_found").wait_for()
    enter(staff)
    open_tab(staff, "Gaps")
    staff.page.locator(".gap", has_text=PHRASING).wait_for()
    offers = staff.page.locator("#gaps-list .target", has_text=HIP)
    if not offers.first.is_visible():
        staff.page.get_by_text("The nearest passages").click()
    offers.get_by_role("button", name="Attach to this passage").click()

    staff.page.locator("#fix-words .quote-text", has_text=HIP).wait_for()
    expect(staff.page.get_by_label("How patients ask")).to_have_value(PHRASING)
    assert staff.page.locator("#fix-publish").is_disabled()
    preview(staff)
    staff.page.get_by_text("With the change, the question is answered by this passage.").wait_for()
    assert f"+    - {PHRASING}" in staff.page.locator("#fix-changes .diff").inner_text()
    patient.ask(PHRASING).locator(".message-not_found").wait_for()

    staff.page.locator("#fix-publish").click()
    staff.page.get_by_text("The chat answers as wanted from now on.").wait_for()
    assert patient.ask(PHRASING).locator(".quote-text").inner_text() == HIP
    staff.page.locator("#fix-undo").click()
    staff.page.get_by_text("The chat answers as before.").wait_for()
    patient.ask(PHRASING).locator(".message-not_found").wait_for()
    staff.page.locator("#fix-undo:disabled").wait_for()
    for visit in (patient, staff):
        assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        visit.leave()


def test_what_is_changed_after_the_preview_has_to_be_previewed_again(browser, address):
    staff = Visit(browser, address, "desktop")
    enter(staff)
    open_tab(staff, "Fix")
    staff.page.get_by_label("How patients ask").fill(PHRASING)
    staff.page.get_by_label("What answers").press_sequentially("rarely ill")
    staff.page.get_by_role("option").click()
    staff.page.locator("#fix-words .quote-text", has_text=HIP).wait_for()
    preview(staff)
    staff.page.get_by_label("How patients ask").fill("other words")
    staff.page.locator("#fix-publish:disabled").wait_for()
    staff.leave()


def test_document_is_imported_as_a_draft(browser, address, desk, tmp_path):
    document = tmp_path / "elbow.txt"
    document.write_text("Elbows\n\nElbows bend the other way than knees do.\n")
    staff = Visit(browser, address, "desktop")
    enter(staff)
    open_tab(staff, "Articles")
    with staff.page.expect_file_chooser() as chosen:
        staff.page.get_by_role("button", name="Choose a document").click()
    chosen.value.set_files(document)
    staff.page.locator("#import-draft .shaded").wait_for()
    assert "Elbows bend the other way" in staff.page.locator("#import-draft .shaded").inner_text()
    assert (desk.settings.index.parent / "drafts" / "elbow.md").is_file()
    staff.leave()
