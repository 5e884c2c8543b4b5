"""The bot in service: one reference, exchanged as a whole, so that a new index serves without a restart."""

from bot.answer import FaqBot


class LiveBot:
    """Holds the bot that answers now. A caller takes ``current`` once per message and keeps to it."""

    def __init__(self, bot: FaqBot) -> None:
        self.current = bot

    def exchange(self, bot: FaqBot) -> FaqBot:
        """Put another bot in service and return the one before; messages under way end with the one they began with."""
        before, self.current = self.current, bot
        return before
