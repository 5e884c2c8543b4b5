"""A reply as HTML: nothing but what was quoted, and nothing of it lost."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from bot.clinic import load_clinic
from bot.glossary import Glossary, Term
from bot.reply import Confidence, Quote, Receipt, Related, Reply, ReplyKind
from bot.web.render import SHOWN_CHARACTERS, render_question, render_reply

FOOTER = "Please consult your therapist."


class Texts(HTMLParser):
    """Collects, as a browser's ``textContent`` does, the text of every element of a class, and every tag."""

    VOID = frozenset({"br", "img", "input", "meta", "link"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, list[str]] = {}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[list[str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in self.VOID:
            return
        classes = (dict(attrs).get("class") or "").split()
        self._open.append(classes)
        for name in classes:
            self.found.setdefault(name, []).append("")

    def handle_endtag(self, tag):
        self._open.pop()

    def handle_data(self, data):
        for name in {name for classes in self._open for name in classes}:
            self.found[name][-1] += data

    def links(self) -> list[str]:
        return [attributes.get("href") or "" for tag, attributes in self.tags if tag == "a"]


@pytest.fixture
def clinic(corpus):
    return load_clinic(corpus)


def quote(text="A small prick.", **changes) -> Quote:
    fields = {
        "article": "knee",
        "title": "Knees",
        "publisher": "A Clinic",
        "section": ("Questions", "Does it hurt?"),
        "lead_in": None,
        "text": text,
        "file": "corpus/knee.md",
        "start": 0,
        "end": len(text),
        "sha256": "",
        "score": 0.9,
        "confidence": Confidence.HIGH,
        "link": "/articles/knee#p-0123456789",
        "also_in": (),
    }
    return Quote(**{**fields, **changes})


def reply(*quotes: Quote, kind=ReplyKind.ANSWER, message=None, interpreted_as=None) -> Reply:
    return Reply("q1", "does it hurt", kind, message, interpreted_as, quotes, FOOTER, "fingerprint", 1.0)


EXACT = [
    "Plain words.",
    "*stars*, _lines_ and **both**",
    "costs $$x$$ or $5 to $6",
    "1. a number first",
    "- a dash first",
    "<b>bold</b> & <script>alert(1)</script> &amp; &lt;",
    "\"quoted\" and 'quoted'",
    "   leading and trailing   ",
    "\ttabs\tinside",
    "two\nlines",
    "two\n\nparagraphs",
    "hard  \nwrapped\n  and indented",
    "You should rest if:\n\n- Fever\n- Swelling: a lot\n- Pain",
    "Fever\n- Swelling\n- Pain",
    "Sit\n2. Breathe\n3) Stand",
    "Sit:\n\n1. Down\n   and wait\n2. Up\n",
    "a * b\n* c\n+ d",
    "Cost | Nothing | A little",
    "a | b",
    "a||b \\| c",
    "emoji 👩‍⚕️ and العربية and é",
    "a\u2028b\x0bc",
    "",
]


@pytest.mark.parametrize("lead_in", [None, "You should rest if:", "Outer:\nInner | Rest | Ice", "Feature | Rest | Ice"])
@pytest.mark.parametrize("text", EXACT)
def test_quoted_text_is_the_slice_letter_for_letter(clinic, text, lead_in):
    found = Texts(render_reply(reply(quote(text, lead_in=lead_in)), clinic)).found
    assert found["quote-text"] == [text]


def test_every_quote_keeps_its_own_text_in_order(clinic):
    texts = ["First.", "- second", "third | cell"]
    found = Texts(render_reply(reply(*map(quote, texts)), clinic)).found
    assert found["quote-text"] == texts
    assert len(found["quote-first"]) == 1
    assert len(found["quote-more"]) == 2


def test_lead_in_stands_above_the_text_in_the_same_quotation(clinic):
    html = render_reply(reply(quote("Pregnancy", lead_in="Outer one:\nAvoid it if you have:")), clinic)
    block = html[html.index("<blockquote") : html.index("</blockquote>")]
    assert Texts(block + "</blockquote>").found["lead-in"] == ["Outer one:", "Avoid it if you have:"]
    assert block.index("Avoid it if") < block.index("Pregnancy")


def test_table_row_shows_each_heading_with_its_cell(clinic):
    html = render_reply(reply(quote("Cost | Nothing | A little", lead_in="Feature | Rest | Ice")), clinic)
    found = Texts(html).found
    assert found["lead-in"] == ["Feature | Rest | Ice"]
    assert found["cell"] == ["Feature", "Rest", "Ice", "Cost", "Nothing", "A little"]


@pytest.mark.parametrize("header", ["Feature | Rest", "Feature | Rest | Ice | Heat", "No table at all"])
def test_row_with_other_headings_is_shown_as_running_text(clinic, header):
    found = Texts(render_reply(reply(quote("Cost | Nothing | A little", lead_in=header)), clinic)).found
    assert "cell" not in found
    assert found["quote-text"] == ["Cost | Nothing | A little"]


def test_list_items_get_bullets_and_the_introduction_none(clinic):
    html = render_reply(reply(quote("Rest if:\n\n- Fever\n- Pain")), clinic)
    assert [a.get("data-bullet") for _, a in Texts(html).tags if a.get("class") == "item"] == ["•", "•"]
    assert Texts(html).found["intro"] == ["Rest if:"]


def test_first_item_whose_marker_is_outside_the_quote_is_numbered_like_the_others(clinic):
    html = render_reply(reply(quote("Sit\n2. Breathe\n3. Stand")), clinic)
    assert [a.get("data-bullet") for _, a in Texts(html).tags if a.get("class") == "item"] == ["1.", "2.", "3."]


def test_citation_names_title_publisher_section_and_links_to_the_passage(clinic):
    parsed = Texts(render_reply(reply(quote()), clinic))
    assert parsed.found["title"] == ["Knees"]
    assert parsed.found["publisher"] == ["A Clinic"]
    assert parsed.found["section"] == ["Questions › Does it hurt?"]
    assert parsed.found["read-more"] == ["Read it in the article"]
    assert "/articles/knee#p-0123456789" in parsed.links()


def test_receipt_for_paper_names_file_offsets_and_the_start_of_the_hash(clinic):
    found = Texts(render_reply(reply(quote(start=7, end=21, sha256="0123456789abcdef" * 4)), clinic)).found
    assert found["receipt"] == ["corpus/knee.md[7:21] sha256 0123456789ab"]


GLOSSARY = Glossary((Term("prick", "A <small> hole."), Term("ache", "A dull pain.", ("aches",))))


def test_terms_are_explained_beside_the_quote_which_stays_as_it_is(clinic):
    quotes = quote("It aches, with a prick."), quote("Nothing to explain.")
    html = render_reply(reply(*quotes), clinic, glossary=GLOSSARY)
    block = html[html.index("<blockquote") : html.index("</blockquote>")]
    assert "dull" not in block
    found = Texts(html).found
    assert found["quote-text"] == ["It aches, with a prick.", "Nothing to explain."]
    assert found["words"] == ["Words in this quoteacheA dull pain.prickA <small> hole."]


def test_terms_of_the_lead_in_are_explained_too_and_without_terms_there_is_nothing(clinic):
    html = render_reply(reply(quote("Rest.", lead_in="Where it aches:")), clinic, glossary=GLOSSARY)
    assert Texts(html).found["words"] == ["Words in this quoteacheA dull pain."]
    assert "<details" not in render_reply(reply(quote("Rest.")), clinic, glossary=GLOSSARY)
    assert "<details" not in render_reply(reply(quote("A prick.")), clinic)


def test_citation_without_publisher_or_section_has_no_empty_lines(clinic):
    found = Texts(render_reply(reply(quote(publisher=None, section=())), clinic)).found
    assert "publisher" not in found
    assert "section" not in found


def test_twin_passage_is_linked_by_title_or_else_by_name(clinic):
    twins = (Receipt("spinal-stenosis", "x.md", 10, 24), Receipt("hip", "y.md", 3, 17))
    parsed = Texts(render_reply(reply(quote(also_in=twins)), clinic, {"hip": "Hips & <Co>"}))
    assert parsed.found["also-in"] == ["The same passage is also in: Spinal stenosis, Hips & <Co>"]
    assert parsed.links()[1:3] == ["/articles/spinal-stenosis#at-10-24", "/articles/hip#at-3-17"]


@pytest.mark.parametrize("kind", list(ReplyKind))
def test_footer_is_under_every_kind_of_reply(clinic, kind):
    html = render_reply(reply(kind=kind, message="Something."), clinic)
    assert Texts(html).found["reply-footer"] == [FOOTER]
    assert html.index("Something.") < html.index(FOOTER)


def test_urgent_message_has_numbers_to_tap(clinic):
    message = "Call 112 now.\n\nOr Night Line 14416, or +91 11111 22222. Not 1120 nor 21124."
    parsed = Texts(render_reply(reply(kind=ReplyKind.URGENT, message=message), clinic))
    assert parsed.links() == ["tel:112", "tel:14416", "tel:+911111122222"]
    assert "".join(parsed.found["message"]) == message.replace("\n\n", "")


def test_urgent_message_starts_with_a_strong_sentence(clinic):
    message = "This can be an emergency. Call 112 now. Do not wait."
    html = render_reply(reply(kind=ReplyKind.URGENT, message=message), clinic)
    assert "<p><strong>This can be an emergency.</strong> Call " in html
    assert html.count("<strong>") == 1


@pytest.mark.parametrize("kind", list(ReplyKind))
def test_no_reply_speaks_by_itself_as_the_page_announces_it(clinic, kind):
    tags = Texts(render_reply(reply(quote(), kind=kind, message="Call now."), clinic)).tags
    assert not {"role", "aria-live"} & {name for _, attributes in tags for name in attributes}


def test_urgent_reply_shows_its_quotes_below_the_advice(clinic):
    html = render_reply(reply(quote("Seek help."), kind=ReplyKind.URGENT, message="Call now."), clinic)
    assert html.index("Call now.") < html.index("Seek help.") < html.index(FOOTER)


def test_number_without_digits_is_not_a_link(clinic):
    plain = clinic.model_copy(update={"phone": "your clinic's number", "emergency_number": "the emergency number"})
    html = render_reply(reply(kind=ReplyKind.NOT_FOUND, message="Call your clinic's number."), plain)
    assert "tel:" not in html


def test_reading_of_a_follow_up_is_shown(clinic):
    parsed = Texts(render_reply(reply(quote(), interpreted_as="dry needling: <how> long"), clinic))
    assert parsed.found["read-as"] == ["Read as: dry needling: <how> long"]
    assert "read-as" not in Texts(render_reply(reply(quote()), clinic)).found


def test_related_places_are_offered_as_such_and_linked(clinic):
    places = (Related("Who should rest?", "Knees", "/articles/knee#p-1"), Related("Hips", "Hips", "/articles/hip#p-2"))
    refusal = replace(reply(kind=ReplyKind.NOT_FOUND, message="Not covered."), related=places)
    parsed = Texts(render_reply(refusal, clinic))
    assert parsed.found["related-said"] == ["Related, not an answer:"]
    assert parsed.found["related"] == ["Related, not an answer:Who should rest? KneesHips Hips"]
    assert parsed.links() == ["/articles/knee#p-1", "/articles/hip#p-2"]


HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script>'


def test_nothing_in_a_reply_becomes_markup(clinic):
    hostile = quote(
        HOSTILE,
        title=HOSTILE,
        publisher=HOSTILE,
        section=(HOSTILE,),
        lead_in=HOSTILE,
        link=f"/articles/{HOSTILE}",
        also_in=(Receipt(HOSTILE, HOSTILE, 1, 2),),
    )
    related = (Related(HOSTILE, HOSTILE, HOSTILE),)
    made = replace(reply(hostile, message=HOSTILE, interpreted_as=HOSTILE), related=related)
    html = render_reply(made, clinic, {HOSTILE: HOSTILE})
    parsed = Texts(html)
    assert {tag for tag, _ in parsed.tags} & {"img", "script"} == set()
    assert not any("onerror" in attributes for _, attributes in parsed.tags)
    assert parsed.found["quote-text"] == [HOSTILE]


@pytest.mark.parametrize("text", [HOSTILE, "*a* _b_ $$c$$", "شكرا جزيلا", "👩‍⚕️ hurts", "line one\nline two"])
def test_question_is_shown_as_it_was_written(text):
    parsed = Texts(render_question(text))
    assert parsed.found["asked-text"] == [text]
    assert {tag for tag, _ in parsed.tags} == {"div", "span", "p"}


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00\x07\x1b"])
def test_question_with_nothing_visible_gets_no_bubble(text):
    assert render_question(text) == ""


def test_question_loses_what_would_break_the_page():
    html = render_question("a\x00b\ud83dc\x1b[31m")
    assert Texts(html).found["asked-text"] == ["abc[31m"]
    html.encode("utf-8")


def test_very_long_question_is_shortened():
    shown = Texts(render_question("x" * 20_000)).found["asked-text"][0]
    assert shown == "x" * SHOWN_CHARACTERS + " …"
