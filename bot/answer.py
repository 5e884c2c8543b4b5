"""The pipeline: from a patient's message to a reply made of quotes, on one screen."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path

import numpy as np
from more_itertools import batched
from threadpoolctl import threadpool_limits

from bot.ahead import ahead
from bot.clinic import Clinic, load_clinic
from bot.compose import compose, related
from bot.decide import Decision, decide
from bot.followup import context, readings
from bot.glossary import NO_TERMS, Glossary, load_glossary
from bot.message import MAX_CHARACTERS, Asked, has_words
from bot.receipts import ArticleFiles
from bot.reply import Quote, Related, Reply, ReplyKind
from bot.retrieve import Conditions, Found, retrieve, retrieve_all
from bot.suggest import Suggestions
from bot.urgent import CACHE, URGENT_FILE, Urgent, UrgentCheck
from index.article import Article, load_articles
from index.encoder import Encoder
from index.milvus_address import MilvusAddress
from index.onnx_encoder import OnnxEncoder
from index.remembering import RememberingEncoder
from index.store import Index

CHUNK = 1_024
"""Messages that are encoded together: enough to fill batches with texts of one length, few enough to start soon."""

KNOWN = 256
"""Messages whose findings are kept in memory, never on disk; about 25 kB each."""


@dataclass(frozen=True)
class Explained:
    """A reply and how it came about: for the evaluation, the question log and the staff.

    Attributes:
        reply: what the patient gets.
        urgent: what the urgent check found; nothing was searched then.
        found: what retrieval found, or None where nothing was searched.
        decision: whether to answer, and why; None where there was nothing to decide.
    """

    reply: Reply
    urgent: Urgent | None = None
    found: Found | None = None
    decision: Decision | None = None


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
        glossary: the clinic's plain words for terms of the articles.
    """

    index: Index
    encoder: Encoder
    articles: Mapping[str, Article]
    files: ArticleFiles
    clinic: Clinic
    urgent: UrgentCheck
    glossary: Glossary = NO_TERMS

    @classmethod
    def load(
        cls, corpus: Path, index: Path, encoder: Encoder | None = None, *, milvus: MilvusAddress | None = None
    ) -> "FaqBot":
        """Load everything that answering needs.

        Args:
            corpus: folder of articles.
            index: folder of the index.
            encoder: the model that it was built with; by default the one that it brings.
            milvus: where the index's vectors are, if not in its folder.

        Raises:
            CorpusError: an article, the clinic's file or the glossary cannot be used.
            IndexStoreError: the index is missing, damaged, or was built with another model.
        """
        # A second thread of numpy's linear algebra spins while it waits for more: after the small products of a reply
        # it burns a hundred milliseconds of a core (docs/site.md, "Load").
        threadpool_limits(1, user_api="blas")
        stored = Index.load(index, milvus)
        encoder = encoder or OnnxEncoder.load(index, stored.manifest)
        stored.manifest.require_model(encoder.card)
        articles, files = _articles(corpus)
        remembering = RememberingEncoder(encoder)
        urgent = UrgentCheck.load(URGENT_FILE, remembering, cache=index.parent / CACHE)
        return cls(stored, remembering, articles, files, load_clinic(corpus), urgent, load_glossary(corpus))

    def with_corpus(self, corpus: Path) -> "FaqBot":
        """Return the same bot over another folder, or over the same one after its articles have changed.

        Raises:
            CorpusError: an article, the clinic's file or the glossary cannot be used.
        """
        articles, files = _articles(corpus)
        clinic, glossary = load_clinic(corpus), load_glossary(corpus)
        return replace(self, articles=articles, files=files, clinic=clinic, glossary=glossary)

    @cached_property
    def suggestions(self) -> Suggestions:
        """The reviewed questions that may be suggested, by passage."""
        return Suggestions.of(self.index)

    @cached_property
    def conditions(self) -> Conditions:
        """The conditions that the articles are about."""
        return Conditions.of(self.articles)

    def answer(self, question: str, history: Sequence[str] = (), *, id: str | None = None) -> Reply:
        """Answer one message.

        Args:
            question: what the patient wrote.
            history: the patient's earlier messages, oldest first.
            id: name of the question in the reply; by default derived from question and history.
        """
        return self.explain(Asked(question, tuple(history), id)).reply

    def explain_all(self, asked: Iterable[Asked]) -> Iterator[Explained]:
        """Answer many messages in order; those of a chunk are checked, encoded and searched together.

        While one chunk is answered, the next is checked and encoded.
        """
        for chunk, urgent, found in ahead(self._looked_up, batched(asked, CHUNK)):
            for each, alarm in zip(chunk, urgent, strict=True):
                yield self._explain(each, alarm, partial(next, found))

    def explain(self, asked: Asked) -> Explained:
        """Answer one message, and say how the reply came about."""
        started = time.perf_counter()
        urgent = self.urgent.check(asked.message, asked.turns)
        explained = self._explain(asked, urgent, lambda: self._known(asked.message, asked.turns))
        return replace(explained, reply=explained.reply.timed((time.perf_counter() - started) * 1000))

    @cached_property
    def _known(self) -> Callable[[str, tuple[str, ...]], Found]:
        """Find as `find` does; what was asked lately is not searched again, but still checked, decided and proved."""
        return lru_cache(maxsize=KNOWN)(self.find)

    def find(self, message: str, history: Sequence[str]) -> Found:
        """Retrieve for a message alone and read on from what was said before; both cleaned."""
        vectors = self.encoder.encode_queries(readings(message, history))
        return retrieve(self.index, vectors, self.conditions.named([*history, message]))

    def _looked_up(self, chunk: tuple[Asked, ...]) -> tuple[tuple[Asked, ...], list[Urgent | None], Iterator[Found]]:
        """Check a chunk and encode what is neither urgent nor unreadable; it is searched as its findings are taken."""
        urgent = self.urgent.check_all([each.message for each in chunk], [each.turns for each in chunk])
        searched = [
            each for each, alarm in zip(chunk, urgent, strict=True) if not alarm and not self._unreadable(each.message)
        ]
        return chunk, urgent, self._find_all(searched)

    def _find_all(self, asked: Sequence[Asked]) -> Iterator[Found]:
        """Encode many messages, and retrieve for them in order."""
        if not asked:
            return iter(())
        read = [readings(each.message, each.turns) for each in asked]
        vectors = self.encoder.encode_queries([text for each in read for text in each])
        named = [self.conditions.named([*each.turns, each.message]) for each in asked]
        ends = np.cumsum([len(each) for each in read])
        return retrieve_all(self.index, np.split(vectors, ends[:-1]), named)

    def _explain(self, asked: Asked, urgent: Urgent | None, find: Callable[[], Found]) -> Explained:
        message, history = asked.message, asked.turns
        if urgent:
            return Explained(self._fixed(asked, self.urgent.advice(urgent.tier), kind=ReplyKind.URGENT), urgent=urgent)
        refusal = self._unreadable(message)
        if refusal:
            return Explained(self._fixed(asked, refusal))
        found = find()
        if found.smalltalk:
            return Explained(self._fixed(asked, found.smalltalk.say, kind=ReplyKind.SMALLTALK), found=found)
        decision = decide(found, self.index.manifest.calibration)
        quotes = compose(found.hits, decision.confidence, self.articles, self.files) if decision.answers else ()
        if not quotes:
            say = decision.topic.say if decision.topic else self.clinic.messages.not_found
            near = related(found, decision.topic, self.index.passages_of, self.articles)
            return Explained(self._fixed(asked, say, related=near), found=found, decision=decision)
        interpreted_as = " … ".join((context(history), message)) if history and found.is_carried else None
        reply = self._made(asked, ReplyKind.ANSWER, quotes=quotes, interpreted_as=interpreted_as)
        return Explained(reply, found=found, decision=decision)

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
        asked: Asked,
        message: str,
        *,
        kind: ReplyKind = ReplyKind.NOT_FOUND,
        related: tuple[Related, ...] = (),
    ) -> Reply:
        return self._made(asked, kind, message=self.clinic.fill(message), related=related)

    def _made(
        self,
        asked: Asked,
        kind: ReplyKind,
        *,
        message: str | None = None,
        interpreted_as: str | None = None,
        quotes: tuple[Quote, ...] = (),
        related: tuple[Related, ...] = (),
    ) -> Reply:
        footer = self.clinic.fill(self.clinic.footer)
        fingerprint = self.index.manifest.fingerprint
        return Reply(
            asked.name, asked.question, kind, message, interpreted_as, quotes, footer, fingerprint, 0.0, related
        )


def _articles(corpus: Path) -> tuple[dict[str, Article], ArticleFiles]:
    articles = {article.name: article for article in load_articles(corpus)}
    return articles, ArticleFiles({name: article.path for name, article in articles.items()})
