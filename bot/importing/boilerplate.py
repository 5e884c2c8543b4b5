"""Boilerplate: what a web page says around its article. The reviewed patterns, all in this one place.

A pattern that is too narrow leaves a line for the reviewer to delete; one that is too wide loses a sentence that nobody
sees is missing. So a line must match from end to end, and prose ends whatever is being skipped.
"""

import logging
import re
from collections.abc import Sequence

from bot.importing.blocks import Block

logger = logging.getLogger(__name__)

PROSE_WORDS = 20
"""A paragraph this long is the article's own again; headlines, dates and buttons are shorter."""

_DATE = r"(?-i:(?:\d{1,2} )?[A-Z][a-z]{2,8}\.?(?: \d{1,2})?,? \d{4})"

LINES = (
    # Left by page builders (Webflow and others) and by forms
    r"faq icon|no items found\.?|no posts published yet\.?|valid number|loading\.+|required fields are marked.{0,10}",
    r"thank you! your submission has been received!?|oops! something went wrong while submitting.{0,20}",
    # Navigation
    r"skip to (main )?content|back to top|table of contents|contents|on this page|in this article|menu|search",
    r"you are here:.*|home ?[/>›»|].*|(previous|next) (post|article)(: .*)?|page \d+( of \d+)?|advertisement|sponsored",
    # Sharing and newsletters
    r"(click to )?share( (this|on|via|with)\b.{0,60})?:?|follow us.{0,30}|copy link",
    r"((print|email|e-mail|share|save) this (page|article|leaflet)[\s|]*)+",
    r"subscribe|(subscribe|sign up) (to|for) (our|the) .{0,30}newsletter.{0,20}",
    # Cookies and the foot of the page
    r"(we use|this (web)?site uses) cookies.{0,200}|(accept|reject|allow) (all )?cookies|manage preferences",
    r"(©|copyright\b).{0,100}|.{0,60}all rights reserved\.?|(proudly )?powered by .{0,40}|privacy policy.{0,60}",
    r"thank you for visiting our website.*",
    # Who wrote it, when, and under which tags
    rf".{{0,80}}\b\d+ min(ute)?s? read|((posted|published|updated|last updated)( on)?:? )?{_DATE}",
    r"(posted in|filed under|tagged) .{0,100}",
)
"""Headings, paragraphs and items that are never the article's own."""

BUTTONS = (
    r"(continue|keep) reading.{0,40}|(read|learn|see|find out) more\W*|book now",
    r"(book|make|schedule|request) (an? |your )?(free )?(appointment|consultation|visit)( now| online| today)?!?",
)
"""Paragraphs and items that are buttons. As headings they may open a section that the clinic wrote."""

LISTINGS = (
    r"(latest|recent|popular|more|other|related) (posts?|articles?|blogs?|news|stories|reading)( (from|about) .*)?",
    r"you (may|might) also (like|enjoy|be interested in).{0,20}|(post|article) navigation|read next",
)
"""Headings of lists of other pages. They end at the next heading or the next prose."""

COMMENTS = (r"leave a (reply|comment)|\d+ (thoughts?|comments?|responses?|replies)( (on|to) .*)?|(recent )?comments",)
"""Headings of what readers wrote. They end at the next heading."""

ONLY_WITH_TEXT = (
    r"related .{0,40}|latest .{0,20}|our (professionals|team|experts|doctors|therapists|specialists)",
    r"get in touch|contact( us)?|share.{0,30}|book .{0,30}",
)
"""Headings that a page keeps even where it has nothing to put under them."""


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_LINE, _BUTTON, _ONLY_WITH_TEXT = _any_of(*LINES), _any_of(*BUTTONS), _any_of(*ONLY_WITH_TEXT)
_LISTING, _COMMENTS = _any_of(*LISTINGS), _any_of(*COMMENTS)


def without_lines(blocks: Sequence[Block]) -> list[Block]:
    """Leave out the headings, paragraphs and items that are boilerplate by themselves."""
    kept = []
    for block in blocks:
        button = not block.is_heading and _BUTTON.fullmatch(block.text)
        if button or _LINE.fullmatch(block.text) or not any(map(str.isalnum, block.text)):
            logger.info("left out as boilerplate: %s", block.text)
        else:
            kept.append(block)
    return kept


def without_endings(blocks: Sequence[Block]) -> list[Block]:
    """Leave out lists of other pages, readers' comments, and headings over nothing."""
    kept: list[Block] = []
    skipping: re.Pattern[str] | None = None
    for block in blocks:
        prose = block.is_plain and block.words >= PROSE_WORDS
        if block.is_heading or (prose and skipping is _LISTING):
            skipping = None
        if block.is_heading or (block.is_plain and not prose):
            skipping = next((kind for kind in (_COMMENTS, _LISTING) if kind.fullmatch(block.text)), skipping)
        if skipping:
            logger.info("left out after the article: %s", block.text)
        else:
            kept.append(block)
    return _without_empty_headings(kept)


def _without_empty_headings(blocks: Sequence[Block]) -> list[Block]:
    kept: list[Block] = []
    for block in reversed(blocks):
        following = kept[-1] if kept else None
        empty = following is None or (following.is_heading and (following.level <= block.level or block.is_plain))
        if empty and not block.prefix and _ONLY_WITH_TEXT.fullmatch(block.text):
            logger.info("left out as an empty section: %s", block.text)
        else:
            kept.append(block)
    return kept[::-1]
