"""A reply as it leaves the building: its receipts name files by their place in the corpus, not on this machine."""

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from bot.reply import Quote, Receipt, Reply

Placed = TypeVar("Placed", Quote, Receipt)


def published(reply: Reply) -> Reply:
    """Return the reply with every ``file`` as ``corpus/name.md``, wherever the corpus folder is on this machine."""
    quotes = tuple(
        _placed(replace(quote, also_in=tuple(_placed(each) for each in quote.also_in))) for quote in reply.quotes
    )
    return replace(reply, quotes=quotes)


def _placed(receipt: Placed) -> Placed:
    path = Path(receipt.file)
    return replace(receipt, file=f"{path.parent.name}/{path.name}" if path.parent.name else path.name)
