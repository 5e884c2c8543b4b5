"""Doubt: asks whether the question was read rightly, where the bot is not sure of it, and helps on where it was not."""

from collections.abc import Sequence
from html import escape

from bot.clinic import Clinic
from bot.reply import Confidence, Related, Reply, ReplyKind
from bot.web.phone import link_numbers


def is_doubtful(reply: Reply) -> bool:
    """Tell whether an answer may not be one: its confidence is low, or the question was read with the ones before."""
    if reply.kind is not ReplyKind.ANSWER:
        return False
    return bool(reply.interpreted_as) or reply.quotes[0].confidence is Confidence.LOW


def render_doubt(reply: Reply, clinic: Clinic, nearest: Sequence[Related] = ()) -> str:
    """Render the question to the patient, or nothing where there is no doubt; a "no" unfolds what to do instead.

    Args:
        reply: the reply.
        clinic: whose words are used.
        nearest: the places that come next after what is quoted.
    """
    if not is_doubtful(reply):
        return ""
    messages = clinic.messages
    unsure = f"{clinic.fill(messages.unsure)} " if reply.quotes[0].confidence is Confidence.LOW else ""
    items = "".join(
        f'<li><a href="{escape(place.link)}">{escape(place.label)}</a> '
        f'<span class="related-title">{escape(place.title)}</span></li>'
        for place in nearest
    )
    places = f"<p>{escape(clinic.fill(messages.nearest))}</p><ul>{items}</ul>" if items else ""
    return (
        f'<div class="doubt"><p class="doubt-said">{escape(unsure + clinic.fill(messages.check))}</p>'
        f"<details><summary>{escape(clinic.fill(messages.check_no))}</summary>"
        f"<p>{link_numbers(clinic.fill(messages.rephrase), clinic)}</p>{places}</details></div>"
    )
