"""Bad input: whatever is typed, there is a reply, and the page holds no markup but its own (docs/site.md)."""

import os

import pytest
from hypothesis import HealthCheck, example, given, settings

from bot.message import MAX_CHARACTERS
from bot.reply import Reply, ReplyKind
from tests.web.bad_input import ATTRIBUTES, TAGS, Markup, histories, messages, page_of
from tests.web.serving import CHROMIUM

MESSAGES = int(os.environ.get("FUZZ_MESSAGES", "300"))
"""Generated messages; docs/site.md tells how 50,000 went."""

REAL_MESSAGES = MESSAGES // 10
"""Likewise for the real model, which takes up to seconds for two thousand random characters."""

SOME = settings(
    max_examples=MESSAGES, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
)

FAILED = "Something went wrong on our side"
"""How the apology for a failure begins."""

ELEMENTS = """(pages) => pages.flatMap((html) => {
    const body = new DOMParser().parseFromString(html, "text/html").body;
    return [...body.querySelectorAll("*")].flatMap((one) => [
        one.localName, ...[...one.attributes].map((attribute) => "@" + attribute.name)]);
})"""
"""The names of all elements and attributes of pages, as a browser reads them."""


def check(bot, message: str, history: tuple[str, ...]) -> str:
    """Answer a message, check the reply and its page, and return the page."""
    reply = bot.answer(message, history)
    assert isinstance(reply, Reply)
    assert reply.kind in ReplyKind
    assert bool(reply.quotes) == (reply.kind is ReplyKind.ANSWER)
    assert reply.quotes or reply.message
    assert reply.footer
    for quote in reply.quotes:
        assert bot.articles[quote.article].text[quote.start : quote.end] == quote.text
    html = page_of(bot, message, history)
    assert FAILED not in html
    assert Markup(html).foreign == []
    html.encode("utf-8")
    return html


@SOME
@given(message=messages, history=histories)
@example(message="<script>alert(1)</script>", history=("knees bend <img src=x onerror=alert(1)>",))
@example(message="knees bend every day" * 150, history=())
def test_any_message_gets_a_reply_and_leaves_no_markup_of_its_own(bot, message, history):
    check(bot, message, history)


@pytest.mark.slow
@settings(SOME, max_examples=REAL_MESSAGES)
@given(message=messages, history=histories)
def test_real_model_reads_any_message(real_bot, message, history):
    check(real_bot, message, history)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")
def test_browser_reads_no_other_elements_than_the_page_writes(browser, bot):
    pages: list[str] = []

    @SOME
    @given(message=messages, history=histories)
    def collect(message, history):
        pages.append(check(bot, message[:MAX_CHARACTERS], history))

    collect()
    page = browser.new_page()
    seen = {
        name for start in range(0, len(pages), 1_000) for name in page.evaluate(ELEMENTS, pages[start : start + 1_000])
    }
    page.close()
    assert len(pages) >= MESSAGES // 2
    assert seen <= TAGS | {f"@{name}" for name in ATTRIBUTES}
    assert {"section", "p", "@class", "@data-said"} <= seen


@pytest.mark.parametrize(
    "markup", ["<b>x</b>", '<p onclick="x">', '<a href="javascript:x">', "<!-- x -->", "<?x>", "<!x>"]
)
def test_check_sees_foreign_markup(markup):
    assert Markup(f"<p>{markup}</p>").foreign
