"""A reply for people at a terminal."""

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from bot.reply import Quote, Reply


def print_reply(reply: Reply, console: Console | None = None) -> None:
    """Print a reply: message, quotes with their sources, footer."""
    out = console or Console()
    if reply.interpreted_as:
        out.print(f"[dim]Read as: {escape(reply.interpreted_as)}[/dim]")
    if reply.message:
        out.print(Text(reply.message, style="bold"))
    for quote in reply.quotes:
        _print_quote(quote, out)
    for place in reply.related:
        out.print(f"[dim]Related, not an answer: {escape(place.label)} ({escape(place.title)}) {place.link}[/dim]")
    out.print()
    out.print(Text(reply.footer, style="italic"))


def _print_quote(quote: Quote, out: Console) -> None:
    out.print()
    if quote.lead_in:
        out.print(Padding(Text(quote.lead_in, style="dim"), (0, 0, 0, 4)))
    out.print(Padding(Text(quote.text), (0, 0, 0, 4)))
    source = " / ".join(filter(None, (quote.title, quote.publisher, *quote.section)))
    out.print(Padding(Text(f"{source}\n{quote.file}[{quote.start}:{quote.end}]", style="dim"), (0, 0, 0, 4)))
    for twin in quote.also_in:
        out.print(Padding(Text(f"also in {twin.file}[{twin.start}:{twin.end}]", style="dim"), (0, 0, 0, 4)))
