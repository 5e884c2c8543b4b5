"""Personal data out of a patient's words, before they are written anywhere.

Rules, not a model: they are quick enough for the reply's path, say what they did, and can be read by whoever answers
for them. What they find and what they miss is measured in docs/question-log.md. In reading order: rule, contact, date,
identity, place, phone, name.
"""

import re

from bot.question_log.redact.contact import CONTACTS
from bot.question_log.redact.date import BIRTHS
from bot.question_log.redact.identity import IDENTITIES
from bot.question_log.redact.name import redact_names
from bot.question_log.redact.phone import redact_phones
from bot.question_log.redact.place import PLACES
from bot.question_log.redact.rule import apply

__all__ = ["redact"]

_DIGIT = re.compile(r"\d")


def redact(text: str) -> str:
    """Return a text with personal data replaced by what it was.

    What is put in its place is one of ``[phone] [e-mail] [link] [handle] [name] [date of birth] [number] [address]``.
    Ages, dates of treatment, doses and findings stay.
    """
    text = apply(CONTACTS, text)
    if _DIGIT.search(text):
        text = apply((*BIRTHS, *IDENTITIES, *PLACES), text)
    return redact_names(redact_phones(text))
