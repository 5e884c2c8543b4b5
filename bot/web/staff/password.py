"""The staff's password: from the environment, never written anywhere."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping

from index.errors import SettingsError

VARIABLE = "BOT_STAFF_PASSWORD"
SHORTEST = 12
"""Characters; with the lock-out, guessing twelve random ones takes longer than anybody lives."""


class StaffPassword:
    """A password that can be compared and not be read: only a hash of it is kept, under a key of this process."""

    def __init__(self, password: str) -> None:
        self._key = secrets.token_bytes(32)
        self._hash = self._hashed(password)

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "StaffPassword | None":
        """Read the password; None where none is set, and then there is no staff site.

        Raises:
            SettingsError: it is too short.
        """
        password = environ.get(VARIABLE, "")
        if not password:
            return None
        if len(password) < SHORTEST:
            raise SettingsError(
                f"{VARIABLE} has {len(password)} characters; expected at least {SHORTEST}, or none at all"
            )
        return cls(password)

    def matches(self, attempt: str) -> bool:
        """Compare an attempt, in a time that tells nothing about the password."""
        return hmac.compare_digest(self._hash, self._hashed(attempt))

    def _hashed(self, text: str) -> bytes:
        return hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)
