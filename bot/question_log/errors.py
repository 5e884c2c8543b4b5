"""What goes wrong with the question log."""

from index.errors import FaqError


class QuestionLogError(FaqError):
    """The question log cannot be opened, read or written; the message names the database, never what was asked."""
