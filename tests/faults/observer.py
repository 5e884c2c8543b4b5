"""The observer: asks a bot or starts one, and says in a few words what a patient gets, or how it was refused."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.answer import FaqBot
from bot.live import LiveBot
from bot.receipts import proves_quote
from bot.reply import ReplyKind
from bot.settings import Settings
from bot.web.conversation import converse
from index.errors import FaqError
from tests.bot.staff.publishing import Calm
from tests.doubles import WordEncoder
from tests.faults.table import Row, check

ASKED = "knees bend every day"
OLD = "Knees bend *every* day, and `most` of them do it well."

SAME, NONE, NEW, REFUSED = "the old answer", "no answer", "the new answer", "a refusal to start"
OTHER = "another passage, as it stands in its article"
APOLOGY = "the clinic's apology with its number"
ORDER = (SAME, NEW, OTHER, NONE, APOLOGY, REFUSED)


def start(settings: Settings) -> FaqBot:
    """Start a bot on what is on the disk."""
    return replace(FaqBot.load(settings.corpus, settings.index, WordEncoder()), urgent=Calm())


@dataclass
class Observer:
    """Collects what was seen of one fault.

    Attributes:
        fault: its name in the table.
    """

    fault: str
    seen: set[str] = field(default_factory=set)
    lines: dict[str, None] = field(default_factory=dict)

    def ask(self, bot: FaqBot, asked: str = ASKED, *, old: str = OLD, other: str = OTHER) -> str:
        """Ask as the chat does; whatever is quoted must stand in its file, letter for letter, at this moment."""
        live = LiveBot(bot)
        told: list[str] = []
        live.watch(lambda kind, _seconds: told.append(str(kind)))
        html = converse(live, asked).to_html()
        assert "reply-footer" in html
        assert "Traceback" not in html
        if told == ["failure"]:
            return self._saw(APOLOGY)
        reply = bot.answer(asked)
        for quote in reply.quotes:
            file = bot.files.path(quote.article)
            assert file is not None
            assert proves_quote(file.read_text(encoding="utf-8"), quote), f"a wrong quote: {quote}"
        texts = [quote.text for quote in reply.quotes]
        if reply.kind is not ReplyKind.ANSWER or not texts:
            return self._saw(NONE)
        return self._saw(SAME if texts[0] == old else other)

    def start_and_ask(self, settings: Settings) -> str:
        """Start a bot on what is on the disk and ask it, or see it refused in one line."""
        refused = self.refused(lambda: start(settings))
        return self._saw(REFUSED) if refused else self.ask(start(settings))

    def refused(self, act: Callable[[], object]) -> bool:
        """Do what may be refused; tell whether it was, and keep the line. Any other error fails the test."""
        try:
            act()
        except FaqError as error:
            self.line(str(error))
            return True
        return False

    def line(self, said: str) -> None:
        """Keep a line, without what differs from one run to the next."""
        assert "\n" not in said
        assert "Traceback" not in said
        said = re.sub(r"(?:/[\w.-]+)*/([\w.-]+)", r"\1", said)  # the last name of a path
        said = re.sub(r"\b[0-9a-f]{16}\b", "…", said)
        said = re.sub(r"\d+", "…", said)
        self.lines.setdefault(said)

    def end(self) -> None:
        """See that the table says what was seen."""
        patients = " or ".join(each for each in ORDER if each in self.seen)
        check(Row(self.fault, patients, " / ".join(f"`{line}`" for line in self.lines)))

    def _saw(self, what: str) -> str:
        self.seen.add(what)
        return what
