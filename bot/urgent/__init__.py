"""Decide, before anything is retrieved, whether a message needs help now rather than an answer.

Two ways of seeing, either is enough: rules (words that occur together and are reported, not asked about), and likeness
of the message to exemplars. What is urgent, and what the patient is then told, is data that a clinician reviews, in the
YAML files of this folder; the code only reads it. In reading order: spelling, phrases, guard, reading, rule, piece,
likeness, source, file, fit, judge, check.
"""

from bot.urgent.check import CACHE, URGENT_FILE, UrgentCheck
from bot.urgent.errors import UrgentFileError
from bot.urgent.judge import Urgent

__all__ = ["CACHE", "URGENT_FILE", "Urgent", "UrgentCheck", "UrgentFileError"]
