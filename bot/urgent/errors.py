"""What can be wrong with the reviewed file."""

from index.errors import FaqError


class UrgentFileError(FaqError):
    """The urgent-message file is missing something or contradicts itself."""
