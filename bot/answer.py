"""The pipeline: from a patient's message to a reply made of quotes, on one screen."""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bot.clinic import Clinic, load_clinic
from bot.compose import compose, related
from bot.decide import decide
from bot.followup import context, readings
from bot.message import MAX_CHARACTERS, MAX_TURNS, clean, has_words
from bot.receipts import ArticleFiles
from bot.reply import Quote, Related, Reply, ReplyKind
from bot.retrieve import named_conditions, retrieve
from bot.urgent import UrgentCheck
from index.article import Article, load_articles
from index.encoder import Encoder
from index.store import Index

URGENT_FILE = Path(__file__).with_name("urgent.yaml")


@dataclass(frozen=True)
class FaqBot:
    """Answers patients' questions with quotes from a corpus.

    Attributes:
        index: the passages that can be found.
        encoder: the model that the index was built with.
        articles: the corpus by article name.
        files: the articles' files, for the receipts.
        clinic: the clinic's own words.
        urgent: the check that runs before everything else.
    """

    index: Index
    encoder: Encoder
    articles: Mapping[str, Article]
    files: ArticleFiles
    clinic: Clinic
    urgent: UrgentCheck

    @classmethod
    def load(cls, corpus: Path, index: Path, encoder: Encoder) -> "FaqBot":
        """Load everything that answering needs.

        Raises:
            CorpusError: an article or the clinic's file cannot be used.
            IndexStoreError: the index is missing, damaged, or was built with another model.
        """
        stored = Index.load(index)
        stored.manifest.require_model(encoder.card)
        articles, files = _articles(corpus)
        urgent = UrgentCheck.load(URGENT_FILE, encoder, cache=index.parent / "urgent-vectors.npz")
        return cls(stored, encoder, articles, files, load_clinic(corpus), urgent)

    def with_corpus(self, corpus: Path) -> "FaqBot":
        """Return the same bot over another folder, or over the same one after its articles have changed.

        Raises:
            CorpusError: an article or the clinic's file cannot be used.
        """
        articles, files = _articles(corpus)
        return replace(self, articles=articles, files=files, clinic=load_clinic(corpus))

    def answer(self, question: str, history: Sequence[str] = (), *, id: str | None = None) -> Reply:
        """Answer one message.

        Args:
            question: what the patient wrote.
            history: the patient's earlier messages, oldest first.
            id: name of the question in the reply; by default derived from question and history.
        """
        started = time.perf_counter()
        name = id or _question_id(question, history)
        reply = self._reply(name, question, [clean(turn) for turn in history][-MAX_TURNS:])
        return reply.timed((time.perf_counter() - started) * 1000)

    def _reply(self, name: str, question: str, history: Sequence[str]) -> Reply:
        message = clean(question)
        urgent = self.urgent.check(message, history)
        if urgent:
            return self._fixed(name, question, self.urgent.advice(urgent.tier), kind=ReplyKind.URGENT)
        refusal = self._unreadable(message)
        if refusal:
            return self._fixed(name, question, refusal)
        read = readings(message, history)
        vectors = np.concatenate([self.encoder.encode_queries([reading]) for reading in read])
        found = retrieve(self.index, vectors, named_conditions([*history, message], self.articles))
        if found.smalltalk:
            return self._fixed(name, question, found.smalltalk.say, kind=ReplyKind.SMALLTALK)
        decision = decide(found, self.index.manifest.calibration)
        quotes = compose(found.hits, decision.confidence, self.articles, self.files) if decision.answers else ()
        if not quotes:
            say = decision.topic.say if decision.topic else self.clinic.messages.not_found
            return self._fixed(name, question, say, related=related(found, decision.topic, self.articles))
        interpreted_as = " … ".join((context(history), message)) if history and found.is_carried else None
        return self._made(name, question, ReplyKind.ANSWER, quotes=quotes, interpreted_as=interpreted_as)

    def _unreadable(self, message: str) -> str | None:
        """Name the fixed text for a message that cannot be searched, or None."""
        messages = self.clinic.messages
        if not message:
            return messages.empty
        if len(message) > MAX_CHARACTERS:
            return messages.too_long
        return None if has_words(message) else messages.no_words

    def _fixed(
        self,
        name: str,
        question: str,
        message: str,
        *,
        kind: ReplyKind = ReplyKind.NOT_FOUND,
        related: tuple[Related, ...] = (),
    ) -> Reply:
        return self._made(name, question, kind, message=self.clinic.fill(message), related=related)

    def _made(
        self,
        name: str,
        question: str,
        kind: ReplyKind,
        *,
        message: str | None = None,
        interpreted_as: str | None = None,
        quotes: tuple[Quote, ...] = (),
        related: tuple[Related, ...] = (),
    ) -> Reply:
        footer = self.clinic.fill(self.clinic.footer)
        fingerprint = self.index.manifest.fingerprint
        return Reply(name, question, kind, message, interpreted_as, quotes, footer, fingerprint, 0.0, related)


def _articles(corpus: Path) -> tuple[dict[str, Article], ArticleFiles]:
    articles = {article.name: article for article in load_articles(corpus)}
    return articles, ArticleFiles({name: article.path for name, article in articles.items()})


def _question_id(question: str, history: Sequence[str]) -> str:
    return "q-" + hashlib.sha256("\0".join((*history, question)).encode("utf-8", "replace")).hexdigest()[:10]
