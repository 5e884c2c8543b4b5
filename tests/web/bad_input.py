"""Bad input: messages that no patient types, and what the page may hold after any of them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from hypothesis import strategies as st

from bot.answer import FaqBot
from bot.live import LiveBot
from bot.web.conversation import Said, converse

TAGS = {
    "section",
    "div",
    "span",
    "p",
    "strong",
    "a",
    "q",
    "figure",
    "blockquote",
    "figcaption",
    "cite",
    "ul",
    "li",
    "h2",
    "details",
    "summary",
    "dl",
    "dt",
    "dd",
    "button",
}
"""Elements that the page draws a conversation with."""

ATTRIBUTES = {
    "class",
    "dir",
    "aria-label",
    "aria-hidden",
    "aria-live",
    "role",
    "href",
    "cite",
    "data-bullet",
    "data-said",
    "data-turn",
    "type",
}

_FRAGMENTS = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "</p></div></section>",
    '"><svg onload=alert(1)>',
    "<!--",
    "]]>",
    "&lt;b&gt;",
    "&#60;i&#62;",
    "javascript:alert(1)",
    "'\"`",
    "{phone}",
    "{{7*7}}",
    "%s%n",
    "\u202e",
    "\u0000",
    "\ufeff",
    "\ud83d",
    "e\u0301\u0301\u0301\u0301",
    "112",
    "+91 11111 22222",
    "knees bend every day",
    "hips turn",
    "who should rest",
    "| a | b |",
    "- one\n- two",
    "chest pain",
    "I cannot feel my legs",
    "' OR 1=1 --",
    "../../etc/passwd",
    "😀",
    "שלום",
    "\r\n\r\n",
)

_pieces = st.one_of(st.sampled_from(_FRAGMENTS), st.text(st.characters(), max_size=20))

messages = st.one_of(
    st.text(st.characters(), max_size=200),
    st.lists(_pieces, max_size=12).map(" ".join),
    st.builds(lambda piece, times: piece * times, _pieces, st.integers(1, 300)),
)
"""Any text: any code point, halves of a broken emoji too, with markup and the corpus's own words mixed in."""

histories = st.lists(messages, max_size=3).map(tuple)


def page_of(bot: FaqBot, message: str, history: tuple[str, ...]) -> str:
    """Take one turn of the chat and return what it shows."""
    return converse(LiveBot(bot), message, tuple(map(Said, history))).to_html()


@dataclass
class Markup(HTMLParser):
    """What a page is made of.

    Attributes:
        html: the page.
        foreign: elements, attributes, comments and links that the site does not write.
    """

    html: str
    foreign: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.foreign.append(f"<{tag}>")
        for name, value in attrs:
            is_link = name == "href"
            if name not in ATTRIBUTES or (is_link and not value.startswith(("/articles/", "tel:"))):
                self.foreign.append(f"{name}={value}")

    def handle_comment(self, data):
        self.foreign.append(f"<!--{data}-->")

    def handle_decl(self, decl):
        self.foreign.append(f"<!{decl}>")

    def unknown_decl(self, data):
        self.foreign.append(f"<![{data}]>")

    def handle_pi(self, data):
        self.foreign.append(f"<?{data}>")
