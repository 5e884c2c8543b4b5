"""The card of a gap: what is asked, how often, what is wrong, and what can be done about it on the spot."""

from collections.abc import Iterable
from html import escape

from bot.answer import FaqBot
from bot.staff.gap_kind import GapKind, Offer
from bot.staff.gaps import Gap
from bot.staff.report_html import bars
from bot.web.staff.panel import attach_button
from bot.web.staff.target import render_passage, topic_target

KINDS = {
    GapKind.MISSING: (
        "Missing",
        "No article covers this. Write about it, or let the bot say at once that it is not covered: attach the "
        "question to a topic.",
    ),
    GapKind.UNREACHABLE: (
        "Unreachable",
        "An article may cover this, but patients use other words. Read the passages below. If one of them answers the "
        "question, attach the question to it.",
    ),
    GapKind.AMBIGUOUS: (
        "Ambiguous",
        "Two articles are equally near. Where they disagree, correct one of them; where they say the same, attach the "
        "question to the passage that says it best.",
    ),
}
"""What a kind is called, and what can be done."""

ATTACH = "Attach to this passage"
SEE = '<p class="quiet">See the article.</p>'


def gap_card(gap: Gap, bot: FaqBot, *, is_open: bool = False) -> str:
    """Render a gap.

    Args:
        gap: the gap.
        bot: whose articles its passages are from.
        is_open: whether all of it is seen at first.
    """
    kind, advice = KINDS[gap.kind]
    opened = " open" if is_open else ""
    return (
        f'<details class="gap"{opened}><summary><span class="gap-count">{gap.count:,}</span>'
        f'<span class="gap-label" dir="auto">{escape(gap.label)}</span>'
        f'<span class="gap-kind gap-{gap.kind}">{kind}</span>'
        f'<span class="gap-weeks"><span class="gap-weeks-said">per week</span>{bars(gap.weeks)}</span></summary>'
        f'<div class="gap-body"><p class="gap-advice">{escape(advice)}</p>{_examples(gap)}{_counts(gap)}'
        f"{_offers(gap, bot)}{_topic(gap)}</div></details>"
    )


def _examples(gap: Gap) -> str:
    if not gap.examples:
        return '<p class="quiet">The log keeps no words, so the questions cannot be shown.</p>'
    items = "".join(f'<li dir="auto">{escape(example)}</li>' for example in gap.examples)
    return f'<h3>Patients ask</h3><ul class="gap-examples">{items}</ul>'


def _counts(gap: Gap) -> str:
    counts = ((gap.refused, "not answered"), (gap.unsure, "answered with low confidence"), (gap.disliked, "disliked"))
    said = ", ".join(f"{count:,} {what}" for count, what in counts if count)
    weeks = ", ".join(f"{count:,}" for count in gap.weeks)
    return f'<p class="quiet">{said}. Per week, the oldest first: {weeks}.</p>'


def _offers(gap: Gap, bot: FaqBot) -> str:
    known = {passage.id for passage in bot.index.passages}
    offers = [offer for offer in gap.offers if offer.passage.id in known]
    if gap.kind is GapKind.MISSING:
        near = "".join(_offer(offer, gap, bot) for offer in offers)
        return f'<details class="folded"><summary>The nearest passages, in case one answers</summary>{near}</details>'
    if gap.kind is GapKind.UNREACHABLE:
        return f"<h3>May answer it</h3>{''.join(_offer(offer, gap, bot) for offer in offers)}"
    columns = "".join(_column(article, offers, gap, bot) for article in gap.tied[:2])
    rest = [offer for offer in offers if offer.passage.article not in gap.tied[:2]]
    return f'<h3>Equally near</h3><div class="beside">{columns}</div>{"".join(_offer(each, gap, bot) for each in rest)}'


def _column(article: str, offers: Iterable[Offer], gap: Gap, bot: FaqBot) -> str:
    """Render what one of two articles says."""
    title = escape(bot.articles[article].title if article in bot.articles else article)
    head = f'<a href="/articles/{escape(article)}" target="_blank" rel="noopener">{title}</a>'
    found = "".join(_offer(offer, gap, bot) for offer in offers if offer.passage.article == article)
    return f"<div><h4>{head}</h4>{found or SEE}</div>"


def _offer(offer: Offer, gap: Gap, bot: FaqBot) -> str:
    return render_passage(bot, offer.passage, more=attach_button(ATTACH, offer.passage.id, _phrasing(gap)))


def _topic(gap: Gap) -> str:
    if gap.topic is None or gap.kind is not GapKind.MISSING or gap.topic.is_smalltalk:
        return ""
    button = attach_button("Attach to this topic", topic_target(gap.topic), _phrasing(gap))
    return f'<h3>Nearest topic</h3><div class="target"><p>{escape(gap.topic.label)}</p>{button}</div>'


def _phrasing(gap: Gap) -> str:
    return gap.examples[0] if gap.examples else ""
