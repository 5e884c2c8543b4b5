"""The reply: what every face of the bot (chat, command line, HTTP, evaluation) gets, and its public JSON."""

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any


class ReplyKind(StrEnum):
    """What a reply is."""

    ANSWER = "answer"
    NOT_FOUND = "not_found"
    URGENT = "urgent"
    SMALLTALK = "smalltalk"


class Confidence(StrEnum):
    """How sure the decision is that a quote answers the question."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class Receipt:
    """Where a text stands: ``Path(file).read_text(encoding="utf-8")[start:end]``, in code points."""

    article: str
    file: str
    start: int
    end: int


@dataclass(frozen=True)
class Quote:
    """A passage as shown, with its receipt.

    Attributes:
        article: name of the article.
        title: title of the article.
        publisher: who published it, or None.
        section: headings above the passage, outermost first.
        lead_in: verbatim introduction that must be shown with the text, or None.
        text: the passage, word for word.
        file: path of the article.
        start: code-point offset of the text in the file.
        end: offset after its last character.
        sha256: hash of the text in UTF-8.
        score: relevance, higher is better.
        confidence: how sure the decision is.
        link: page and anchor of the passage on the site.
        also_in: other places where the same passage stands.
    """

    article: str
    title: str
    publisher: str | None
    section: tuple[str, ...]
    lead_in: str | None
    text: str
    file: str
    start: int
    end: int
    sha256: str
    score: float
    confidence: Confidence
    link: str
    also_in: tuple[Receipt, ...] = ()


@dataclass(frozen=True)
class Related:
    """A place in the articles that is near a refused question: offered as related, not as an answer.

    Attributes:
        label: the heading that the place stands under.
        title: title of the article.
        link: page and anchor of the place on the site.
    """

    label: str
    title: str
    link: str


@dataclass(frozen=True)
class Reply:
    """An answer made of quotes, or one of the clinic's reviewed messages.

    Attributes:
        id: name of the question, given by the caller or derived from its text.
        question: the question as the patient wrote it.
        kind: answer, not_found, urgent or smalltalk.
        message: a reviewed text of the clinic, or None when the quotes speak for themselves.
        interpreted_as: how a follow-up was read, or None.
        quotes: at most three, best first.
        footer: the advice to consult the therapist, on every reply.
        index: fingerprint of the index that answered.
        ms: time taken, in milliseconds.
        related: places near a refused question, at most three; empty unless not_found.
    """

    id: str
    question: str
    kind: ReplyKind
    message: str | None
    interpreted_as: str | None
    quotes: tuple[Quote, ...]
    footer: str
    index: str
    ms: float
    related: tuple[Related, ...] = ()

    def timed(self, ms: float) -> "Reply":
        """Return the reply with its time."""
        return replace(self, ms=round(ms, 1))

    def to_dict(self) -> dict[str, Any]:
        """Return the public JSON object."""
        return asdict(self)
