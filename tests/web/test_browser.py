"""The whole site in a real browser: what a patient sees, touches, and never notices."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clinic import load_clinic
from tests.conftest import ROOT
from tests.web.serving import CHROMIUM, CONTRAST, WIDTHS, Visit, top_and_bottom

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH"),
]


@pytest.fixture(scope="session")
def address(real_corpus: Path, real_index_folder: Path) -> Iterator[str]:
    """Run ``python app.py`` as a clinic does, and wait until it says that it is ready."""
    command = [sys.executable, "app.py", "--port", "0", "--corpus", str(real_corpus), "--index", str(real_index_folder)]
    environ = {**os.environ, "BOT_PER_MINUTE": "100000"}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environ) as process:
        said = ""
        for line in process.stdout:
            said += line
            if found := re.search(r"http://\S+", line):
                break
        else:
            pytest.fail(f"the site did not start: {said}")
        yield found[0].rstrip("/")
        process.terminate()


@pytest.fixture(params=list(WIDTHS))
def visit(request, browser, address) -> Iterator[Visit]:
    visit = Visit(browser, address, request.param)
    visit.open_chat()
    yield visit
    visit.leave()


@pytest.mark.parametrize("question", ["is it painful", "how many sessions"])
def test_patient_reads_quote_source_and_footer_then_finds_the_sentence_in_its_article(visit, real_bot, question):
    reply = real_bot.answer(question)
    turn = visit.ask(question)
    shown = turn.locator(".quote-text").evaluate_all("all => all.map((one) => one.textContent)")
    files = [Path(quote.file).read_text(encoding="utf-8")[quote.start : quote.end] for quote in reply.quotes]
    assert shown
    assert shown == files
    first = turn.locator("figure").first
    assert first.locator(".title").inner_text() == reply.quotes[0].title
    assert turn.locator(".reply-footer").inner_text() == reply.footer
    assert "consult your therapist" in reply.footer

    first.locator(".read-more").click()
    visit.page.wait_for_url("**" + reply.quotes[0].link)
    target = visit.page.locator(".passage:target")
    words = re.findall(r"\w+", reply.quotes[0].text)
    assert [word for word in re.findall(r"\w+", target.text_content()) if word in words][:8] == words[:8]
    top, bottom = top_and_bottom(target)
    assert top_and_bottom(visit.page.locator(".site-header"))[1] <= top
    assert bottom <= visit.page.viewport_size["height"]
    assert target.evaluate("one => getComputedStyle(one).backgroundColor") != "rgba(0, 0, 0, 0)"
    assert visit.page.locator("#changed").is_hidden()


def test_way_to_an_article_and_back_loses_nothing(visit):
    visit.ask("is it painful")
    visit.ask("how many sessions").locator(".read-more").first.click()
    visit.page.get_by_role("link", name="Back to the chat").first.click()
    visit.turn(1)
    asked = visit.page.locator(".asked-text").all_inner_texts()
    assert asked == ["is it painful", "how many sessions"]
    visit.page.click("#start-over")
    visit.page.wait_for_function("document.querySelectorAll('.turn').length === 0")
    visit.page.reload()
    visit.ask("is it safe")
    assert visit.page.locator(".asked-text").all_inner_texts() == ["is it safe"]


def test_reply_comes_into_view_at_its_start(visit):
    visit.ask("who should not have dry needling")
    turn = visit.ask("is it painful")
    header = top_and_bottom(visit.page.locator(".site-header"))[1]
    composer = top_and_bottom(visit.page.locator("#composer"))
    assert composer[1] <= visit.page.viewport_size["height"] + 1
    visit.page.wait_for_function(
        "([turn, top, bottom]) => { const { y } = turn.getBoundingClientRect(); return top <= y && y < bottom - 60; }",
        arg=[turn.element_handle(), header, composer[0]],
    )


def test_suggestion_asks_at_once(visit, real_corpus):
    suggestion = load_clinic(real_corpus).suggestions[0]
    visit.page.get_by_role("button", name=suggestion).click()
    assert visit.turn(0).locator(".asked-text").inner_text() == suggestion


def test_message_is_shown_as_text_whatever_it_holds(visit):
    for message in ("<img src=x onerror=alert(1)>", "*a* _b_ $$c$$", "<script>alert(1)</script>", "👩‍⚕️ שלום", "1. one"):
        turn = visit.ask(message)
        assert turn.locator(".asked-text").inner_text() == message
        assert turn.locator("img, script, em, strong, .katex").count() == 0
        assert turn.locator(".reply-footer").count() == 1


def test_empty_and_very_long_messages_get_the_clinics_words(visit, real_bot):
    messages = real_bot.clinic.messages
    assert visit.ask("   ").locator(".message").inner_text() == real_bot.clinic.fill(messages.empty)
    visit.page.evaluate("document.querySelector('#question textarea').removeAttribute('maxlength')")
    assert visit.ask("x" * 20_000).locator(".message").inner_text() == real_bot.clinic.fill(messages.too_long)


def test_page_fits_the_window(visit):
    visit.ask("how is it different from acupuncture")
    visit.ask("who should not have dry needling")
    for path in (None, "/articles", "/articles/back-pain"):
        if path:
            visit.open(path)
        assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_number_in_the_header_can_be_tapped(visit, real_corpus):
    digits = re.sub(r"[^\d+]", "", load_clinic(real_corpus).phone)
    call = visit.page.locator(".header-call a")
    assert call.get_attribute("href") == f"tel:{digits}"
    top, bottom = top_and_bottom(call)
    assert bottom - top >= 44


def test_moved_passage_is_told_and_the_article_shown(visit):
    visit.open("/articles/back-pain#p-0000000000")
    assert visit.page.locator("#changed").is_visible()
    assert visit.page.locator("h1").is_visible()


def test_article_marks_the_passage_without_scripts(browser, address, real_bot):
    quote = real_bot.answer("is it painful").quotes[0]
    visit = browser.new_context(java_script_enabled=False)
    page = visit.new_page()
    page.goto(address + quote.link)
    assert page.locator(".passage:target").is_visible()
    page.goto(address)
    assert page.get_by_role("link", name="our articles").is_visible()
    assert page.locator(".header-call a").is_visible()
    visit.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser, address, scheme):
    visit = Visit(browser, address, "phone", color_scheme=scheme)
    visit.open_chat()
    turn = visit.ask("is it painful")
    for selector in (".quote-text", ".title", ".section", ".read-more", ".reply-footer", ".asked-text"):
        ratio = turn.locator(selector).first.evaluate(CONTRAST)
        assert ratio >= 4.5, (scheme, selector, ratio)
    assert visit.page.locator("#send").evaluate(CONTRAST) >= 4.5
    visit.end()
