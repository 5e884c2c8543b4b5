"""Receipts: the proof that a quote stands in its article, taken from the file as it is now."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from bot.reply import Quote
from index.passage import Passage


class ArticleFiles:
    """The articles' files, read again whenever they change, so that a receipt always speaks of the present file."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self._paths = dict(paths)
        self._texts: dict[str, tuple[tuple[int, ...], str]] = {}

    def path(self, article: str) -> Path | None:
        """Return the file of an article, or None when the corpus has no such article."""
        return self._paths.get(article)

    def text(self, article: str) -> str | None:
        """Return the present text of an article, or None when it cannot be read."""
        path = self._paths.get(article)
        if path is None:
            return None
        try:
            stat = path.stat()
            # A copy can keep time and size; the time of the change itself and the inode cannot be kept.
            stamp = (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino, stat.st_size)
            known = self._texts.get(article)
            if known is None or known[0] != stamp:
                known = (stamp, path.read_text(encoding="utf-8"))
                self._texts[article] = known
        except (OSError, UnicodeDecodeError):
            return None
        return known[1]

    def proves(self, passage: Passage) -> bool:
        """Tell whether a passage and its lead-in still stand in the file, letter for letter."""
        text = self.text(passage.article)
        if text is None or text[passage.start : passage.end] != passage.text:
            return False
        return all(lead_in in text for lead_in in passage.lead_in)


def sha256(text: str) -> str:
    """Hash a quoted text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def proves_quote(text: str, quote: Quote) -> bool:
    """Tell whether an article's text holds a quote at its offsets, with its hash and its lead-in."""
    same = text[quote.start : quote.end] == quote.text and sha256(quote.text) == quote.sha256
    return same and all(line in text for line in (quote.lead_in or "").split("\n"))
