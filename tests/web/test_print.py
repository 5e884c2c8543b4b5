"""What a patient takes to the appointment: an answer on paper, in large print, with what proves it."""

import re
from hashlib import sha256

import pdfplumber
import pytest

from bot.live import LiveBot
from bot.web.site import create_site
from tests.web.conftest import Notebook
from tests.web.serving import CHROMIUM, Visit, served

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")]

ASKED, FEVER = "how hot is it when it wakes you up", "Fever: a temperature above 38 degrees."
LARGE = 18
"""Points."""


@pytest.fixture(scope="module")
def address(helpful):
    with served(create_site(LiveBot(helpful), Notebook())) as address:
        yield address


@pytest.fixture
def visit(browser, address):
    visit = Visit(browser, address, "phone", color_scheme="dark", reduced_motion="reduce")
    visit.page.add_init_script("window.print = () => { window.printed = (window.printed ?? 0) + 1; }")
    visit.open_chat()
    yield visit
    visit.leave()


@pytest.fixture
def paper(visit, tmp_path):
    """Print the page as it is and open the print."""

    def print_page():
        visit.page.pdf(path=tmp_path / "print.pdf", format="A4")
        return pdfplumber.open(tmp_path / "print.pdf")

    return print_page


def text(pdf) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def test_one_answer_is_printed_with_all_that_proves_it(visit, paper, helpful):
    visit.ask("Hips turn")
    turn = visit.ask(ASKED)
    turn.get_by_role("button", name="Take this to your appointment").click()
    assert visit.page.evaluate("printed") == 1
    today = visit.page.evaluate(
        'new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" })'
    )
    with paper() as pdf:
        said = text(pdf)
    start = helpful.articles["knee"].text.index(FEVER)
    for words in (
        "Test Clinic",
        "+91 11111 22222",
        f"printed on {today}",
        f"You asked: {ASKED}",
        "You should rest if you have:",
        FEVER,
        "Words in this quote",
        "Being too hot.",
        "Knees & <Ankles>",
        "A & B Clinic",
        f"knee.md[{start}:{start + len(FEVER)}]",
        f"sha256 {sha256(FEVER.encode()).hexdigest()[:12]}",
        "consult your therapist",
    ):
        assert words in said, words
    assert "Hips turn" not in said


def test_nothing_that_only_works_on_a_screen_is_printed(visit, paper):
    visit.ask("Hips turn")
    visit.ask(ASKED)
    with paper() as pdf:
        said = text(pdf)
    for words in (
        "Send",
        "Start over",
        "Take this",
        "Print the",
        "Was this",
        "Read it in",
        "Articles",
        "You could",
        "Hello",
    ):
        assert words not in said, words


def test_whole_conversation_is_printed_in_order_and_again_after_one_answer(visit, paper):
    visit.ask(ASKED)
    visit.ask("do you treat a zebra")
    visit.page.locator(".print-turn").click()
    with paper() as pdf:
        assert "zebra" not in text(pdf)
    visit.page.get_by_role("button", name="Print the whole conversation").click()
    assert visit.page.evaluate("printed") == 2
    with paper() as pdf:
        said = text(pdf)
    assert re.findall(r"You asked: (\w+ \w+)", said) == [" ".join(ASKED.split()[:2]), "do you"]
    assert "Zebras are not in our articles." in said


def test_print_is_large_and_black_on_white_and_within_the_sheet(visit, paper):
    visit.ask(ASKED)
    with paper() as pdf:
        letters = [char for page in pdf.pages for char in page.chars if char["text"].strip()]
        assert len(letters) > 200
        assert min(char["size"] for char in letters) >= LARGE - 0.1
        assert {tuple(char["non_stroking_color"]) for char in letters} <= {(0,), (0, 0, 0)}
        for page in pdf.pages:
            assert all(char["x0"] > 0 and char["x1"] < page.width for char in page.chars)
            grounds = [rect for rect in page.rects if rect["fill"] and rect["height"] > 10 and rect["width"] > 10]
            assert all(set(rect["non_stroking_color"]) <= {1} for rect in grounds)


def test_words_that_were_folded_are_folded_again_after_the_print(visit, paper):
    words = visit.ask(ASKED).locator(".words").first
    paper().close()
    assert words.get_attribute("open") is None


def test_article_is_printed_in_large_print_too(visit, paper):
    visit.open("/articles/knee")
    with paper() as pdf:
        letters = [char for page in pdf.pages for char in page.chars if char["text"].strip()]
        assert min(char["size"] for char in letters) >= LARGE - 0.1
        assert "Knees bend every day" in text(pdf)
        assert "Back to the chat" not in text(pdf)
