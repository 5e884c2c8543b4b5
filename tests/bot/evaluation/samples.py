"""Small questions, replies and scores, made by hand."""

from bot.evaluation.run import Retrieved
from bot.evaluation.score import Scored, Shown
from bot.evaluation.verdict import Verdict
from bot.question_set import Gold, Question, QuestionKind
from bot.receipts import sha256
from bot.reply import Confidence, Quote, Receipt, Reply, ReplyKind
from index.passage import Passage, PassageKind


def gold(quote: str, article: str = "watering", grade: int = 2) -> Gold:
    return Gold(article, quote, grade)


def question(*answers: Gold, id: str = "q", text: str = "Why?", kind: str = "answerable", **fields: object) -> Question:
    return Question(id, text, kind=QuestionKind(kind), answers=answers, **fields)


def quote(
    text: str,
    article: str = "watering",
    *,
    lead_in: str | None = None,
    also_in: tuple[str, ...] = (),
    start: int = 0,
    id: str = "p",
) -> Quote:
    twins = tuple(Receipt(name, f"{name}.md", start, start + len(text)) for name in also_in)
    return Quote(
        article=article,
        title=article.title(),
        publisher=None,
        section=("How",),
        lead_in=lead_in,
        text=text,
        file=f"{article}.md",
        start=start,
        end=start + len(text),
        sha256=sha256(text),
        score=0.5,
        confidence=Confidence.HIGH,
        link=f"/articles/{article}#{id}",
        also_in=twins,
    )


def reply(*quotes: Quote, id: str = "q", kind: str | None = None, ms: float = 10.0) -> Reply:
    chosen = ReplyKind(kind) if kind else ReplyKind.ANSWER if quotes else ReplyKind.NOT_FOUND
    message = None if chosen is ReplyKind.ANSWER else "We cannot tell."
    return Reply(id, "Why?", chosen, message, None, quotes, "Ask us.", "f" * 16, ms)


def passage(id: str, text: str, article: str = "watering") -> Passage:
    return Passage(id, article, (), PassageKind.PARAGRAPH, (), text, 0, len(text))


def scored(
    id: str,
    *,
    kind: str = "answerable",
    margin: float | None = None,
    right: bool | None = None,
    verdict: Verdict = Verdict.RIGHT_FIRST,
    tags: tuple[str, ...] = (),
    answers: tuple[Gold, ...] = (),
    shown: tuple[Shown, ...] = (),
    replied: str = "answer",
    **values: float,
) -> Scored:
    """Make a scored question; measures are given with ``_at_`` for ``@``."""
    return Scored(
        question=question(*answers, id=id, kind=kind, tags=tags),
        verdict=verdict,
        values={name.replace("_at_", "@"): value for name, value in values.items()},
        shown=shown,
        reply=reply(kind=replied, id=id),
        margin=margin,
        right=right,
    )


def retrieved(margin: float = 0.5) -> Retrieved:
    from bot.evaluation.ranking import Ranking

    return Retrieved(Ranking.of(["p"], [0.5]), margin, "margin 0.5")


_DAYS = "Water a moth orchid once a week in summer and every ten days in winter."
_ICE = "No. Ice chills the roots of a plant that has never met frost."
_ROOTS = "Black roots: they are rotting and can drink nothing."
_TAP = "Yes, where it is soft. Hard tap water leaves white crusts on the bark; rain is better."
_SIGNS = "Put the can away if your orchid has:"


def _row(id: str, text: str, *answers: tuple[str, str, int], kind: str = "answerable", **fields: object) -> dict:
    told = [{"article": article, "quote": words, "grade": grade} for article, words, grade in answers]
    return {"id": id, "question": text, "kind": kind, "answers": told, **fields}


ROWS = [
    _row("often", "how often drink", ("watering", _DAYS, 2), tags=["schedule"]),
    _row("schedule", "what schedule for a phalaenopsis", ("watering", _DAYS, 2), tags=["schedule"]),
    _row("ice", "frozen water ok", ("watering", _ICE, 2), tags=["water"]),
    _row("roots", "why dark mushy roots", ("watering", _ROOTS, 2), ("watering", _SIGNS, 1), tags=["roots"]),
    _row("signs", "symptoms", ("watering", _SIGNS, 1), tags=["roots"]),
    _row("tap", "tap water", ("watering", _TAP, 2), ("repotting", _TAP, 2), tags=["water"]),
    _row("pot", "fresh bark between the roots", ("repotting", "Fill: press fresh bark between the roots.", 2)),
    _row("then", "and dark", ("watering", _ROOTS, 2), history=["mushy roots"], tags=["roots"]),
    _row("lost", "courier abroad", ("repotting", "A new pot every second spring keeps the bark airy.", 2)),
    _row("price", "how much money", kind="unanswerable", tags=["price"]),
    _row("sunday", "open sunday", kind="unanswerable"),
    _row("moon", "phalaenopsis schedule on the moon", kind="unanswerable"),
    _row("stung", "I cannot breathe and my chest hurts", kind="urgent"),
    _row("hello", "hello", kind="smalltalk"),
]
"""Questions about the corpus ``orchids``, some of which the small bot must get wrong."""
