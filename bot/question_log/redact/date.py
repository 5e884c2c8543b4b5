"""Dates of birth. Other dates stay: when it began and when the operation was is what the staff need to read."""

from bot.question_log.redact.rule import rule

MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
DATE = rf"""
(?: \d{{1,2}} \s*[-/.\s]\s* \d{{1,2}} \s*[-/.\s]\s* (?:\d{{4}}|\d{{2}})
  | (?:19|20)\d\d [-/.] \d{{1,2}} [-/.] \d{{1,2}}
  | \d{{1,2}} (?:st|nd|rd|th)? [\s-]* (?:of\s+)? {MONTH} [\s,'’-]* (?:\d{{4}}|\d{{2}})?
  | {MONTH} [\s-]* \d{{1,2}} (?:st|nd|rd|th)? [\s,'’-]* (?:\d{{4}})?
  | {MONTH} [\s,'’-]* (?:19|20)\d\d
  | \d{{8}} | (?:19|20)\d\d )
"""

BIRTHS = (
    rule(
        "date of birth",
        rf"""
        \b (?: d\.?\s?o\.?\s?b\b\.? | date\s+of\s+birth | birth\s?-?(?:date|day) | born | janam\w*(?:\s+\w+)? )
        \W{{0,4}} (?:(?:is|was|on|in)\b)? \W{{0,4}} (?:(?:on|in)\s+)? (?P<data> {DATE}) (?!\d)
        """,
    ),
)
