"""The address of a Milvus: a server that many processes share, or a file that one process has for itself."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import SettingsError

_SCHEMES = {"milvus": "http", "milvus+tls": "https"}
_FILE_END = ".db"


@dataclass(frozen=True)
class MilvusAddress:
    """Where a Milvus is.

    Attributes:
        text: as it was given; it holds no secret, so it may be shown.
        uri: as pymilvus has it.
        token: what it asks of its clients, such as ``user:password``; empty where it asks nothing.
    """

    text: str
    uri: str
    token: str = field(default="", repr=False)

    @classmethod
    def read(cls, text: str, token: str = "") -> "MilvusAddress":
        """Read ``milvus://host:19530/database``, ``milvus+tls://...`` or the path of a file that ends in ``.db``.

        Args:
            text: the address; the port and the database may be left out.
            token: the secret.

        Raises:
            SettingsError: it is something else, or it holds a password.
        """
        expected = f"expected milvus://host:19530, milvus+tls://host:19530 or a file whose name ends in {_FILE_END}"
        if "://" not in text:
            if not text.endswith(_FILE_END):
                raise SettingsError(f"BOT_VECTORS is {text!r}; {expected}")
            return cls(text, str(Path(text).absolute()), token)
        parts = urlsplit(text)
        if "@" in parts.netloc:
            raise SettingsError(f"BOT_VECTORS holds a password; put it into BOT_VECTORS_TOKEN; {expected}")
        if parts.scheme not in _SCHEMES or not _is_host(text):
            raise SettingsError(f"BOT_VECTORS is {text!r}; {expected}")
        return cls(text, f"{_SCHEMES[parts.scheme]}://{parts.netloc}{parts.path.rstrip('/')}", token)

    @property
    def is_file(self) -> bool:
        """Tell whether it is a file of this machine."""
        return self.uri.endswith(_FILE_END) and "://" not in self.uri


def _is_host(text: str) -> bool:
    """Tell whether an address has a host, a port where it has one, at most one word after it, and nothing more."""
    try:
        parts = urlsplit(text)
        names = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return names and parts.path.count("/") <= 1 and not parts.query and not parts.fragment
