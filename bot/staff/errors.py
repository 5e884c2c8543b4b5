"""Errors of the staff's work, each one clear line; both are a `FaqError`.

DraftError    a change of a question file is refused, or cannot be written
PublishError  a draft cannot be published, or a publication not taken back
"""

from index.errors import FaqError


class DraftError(FaqError):
    """A change of a question file is refused, or cannot be written."""


class PublishError(FaqError):
    """A draft cannot be published, or a publication not taken back."""
