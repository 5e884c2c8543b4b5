"""Fates: what became of a passage that was found, quoted or in a few words why not."""

from collections.abc import Sequence
from typing import TypeAlias

from bot.answer import Explained
from bot.compose import MAX_BEHIND
from bot.retrieve import Hit
from index.passage import is_same

QUOTED = "quoted"

_Places: TypeAlias = set[tuple[str, int, int]]


def fates(explained: Explained, hits: Sequence[Hit]) -> list[str]:
    """Say of each passage whether it was quoted, and why not."""
    reply, decision = explained.reply, explained.decision
    if decision is None or not decision.answers:
        return ["nothing was quoted: the message was not answered"] * len(hits)
    places = {(quote.article, quote.start, quote.end) for quote in reply.quotes}
    twins = {(twin.article, twin.start, twin.end) for quote in reply.quotes for twin in quote.also_in}
    shown = [hit for hit in hits if _place(hit) in places]
    return [_fate(hit, places, twins, shown) for hit in hits]


def _place(hit: Hit) -> tuple[str, int, int]:
    return hit.passage.article, hit.passage.start, hit.passage.end


def _fate(hit: Hit, places: _Places, twins: _Places, shown: Sequence[Hit]) -> str:
    if _place(hit) in places:
        return QUOTED
    if _place(hit) in twins:
        return "named beside a quote: the same words"
    if any(is_same(hit.passage, other.passage) for other in shown):
        return "left out: it says the same as a quote"
    if any(hit.passage.overlaps(other.passage) for other in shown):
        return "left out: it overlaps a quote"
    behind = shown[0].score - hit.score if shown else 0.0
    if behind > MAX_BEHIND:
        return f"left out: {behind:.2f} behind the best, at most {MAX_BEHIND:.2f} is quoted"
    return "left out: there are better ones" if shown else "withheld: it no longer stands in its file"
