"""Reloading: what ``build_index.py`` has built goes into service without a restart; a bad index changes nothing."""

import logging
from dataclasses import dataclass, replace

from bot.live import LiveBot
from bot.settings import Settings
from bot.staff.errors import PublishError
from bot.staff.publish import alone
from index.build import is_stale
from index.errors import FaqError
from index.store import Index

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reload:
    """Puts what is on the disk into service.

    Attributes:
        live: the bot in service.
        settings: where corpus and index are.
    """

    live: LiveBot
    settings: Settings

    def __call__(self) -> bool:
        """Load the index, the articles and the clinic's words, and exchange them all at once.

        Whatever goes wrong is told in one line of the log, and the bot in service stays.

        Returns:
            Whether they were exchanged.
        """
        try:
            with alone(self.settings):
                fingerprint = self._exchange()
        except (FaqError, PublishError, OSError) as error:
            log.error("not reloaded, the index before serves on: %s", error)  # noqa: TRY400 (one clear line)
            return False
        log.info("reloaded, index %s serves", fingerprint)
        return True

    def _exchange(self) -> str:
        """Exchange the bot; return the fingerprint of the index that serves now."""
        card = self.live.current.encoder.card
        index = Index.load(self.settings.index, self.settings.milvus)
        index.manifest.require_model(card)
        bot = replace(self.live.current.with_corpus(self.settings.corpus), index=index)
        if is_stale(self.settings.index, self.settings.corpus, card, self.settings.milvus):
            log.warning("the articles were edited since the index was built; run: python build_index.py")
        self.live.exchange(bot)
        return index.manifest.fingerprint
