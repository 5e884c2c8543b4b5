"""The check that runs before anything is retrieved. A failure inside it is itself an urgent reply."""

import logging
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np

from bot.urgent.file import UNCHECKED, UrgentFile
from bot.urgent.fit import fit
from bot.urgent.judge import Judge, Judging, ToWeigh, Urgent, Weighed
from bot.urgent.likeness import Likeness
from index.encoder import Encoder, Vectors

log = logging.getLogger(__name__)

URGENT_FILE = Path(__file__).with_name("urgent.yaml")
"""What the clinic's clinicians have reviewed; it names the files beside it."""

CACHE = "urgent-vectors.npz"
"""File beside the index that keeps the exemplars as they were encoded and weighed."""

CHECK_FAILED = Urgent(UNCHECKED, "check_failed", "The urgent-message check failed", "see the log")


class UrgentCheck:
    """Says of every message whether it is urgent, and what the patient is then told."""

    def __init__(self, file: UrgentFile, likeness: Likeness, encoder: Encoder) -> None:
        """Store what messages are judged by; see `load`."""
        self._advice, self._encoder = file.advice, encoder
        self._likeness = likeness
        self._judge = Judge(file, likeness)

    @classmethod
    def load(cls, path: Path, encoder: Encoder, *, cache: Path | None = None) -> "UrgentCheck":
        """Read the file and weigh its exemplars, which takes seconds unless `cache` was made of the same.

        Raises:
            UrgentFileError: the file is incomplete or names something it does not define; names the place.
        """
        file = UrgentFile.load(path)
        return cls(file, fit(file, encoder, cache=cache), encoder)

    def advice(self, tier: str) -> str:
        """Return the fixed text of a tier, its placeholders unfilled."""
        return self._advice[tier]

    def check(self, message: str, history: Sequence[str] = ()) -> Urgent | None:
        """Tell whether a message, alone or with the turns before it, needs help now. Never raises: it fails closed."""
        return self.check_all([message], [history])[0]

    def check_all(self, messages: Sequence[str], histories: Sequence[Sequence[str]]) -> list[Urgent | None]:
        """Check many messages, each as `check` does; what has to be encoded is encoded in batches.

        A message is unchecked, and so urgent, where its judgement fails or encoding fails before it is judged.
        """
        cases = [_Case(self._judge.judge(*asked)) for asked in zip(messages, histories, strict=True)]
        while waiting := [(case, case.wanted) for case in cases if case.wanted]:
            try:
                weighed = self._weigh([wanted for _, wanted in waiting])
            except Exception:
                log.exception("urgent check failed: %d messages are unchecked", len(waiting))
                break
            for (case, _), part in zip(waiting, weighed, strict=True):
                case.go_on(part)
        return [case.judgement for case in cases]

    def _weigh(self, wanted: Sequence[ToWeigh]) -> Iterator[Weighed]:
        """Encode and score the texts of all cases together; return each case's own."""
        vectors = self._encode([text for each in wanted for text in each.texts])
        scores = self._likeness.scores(vectors, np.concatenate([each.manners for each in wanted]))
        ends = list(accumulate((len(each.texts) for each in wanted), initial=0))
        return (Weighed(vectors[first:end], scores[first:end]) for first, end in pairwise(ends))

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.asarray(self._encoder.encode_queries(texts), dtype=np.float32)
        if vectors.shape != (len(texts), self._likeness.vectors.shape[1]):
            raise ValueError(f"the encoder returned the shape {vectors.shape} for {len(texts)} texts")
        return vectors


class _Case:
    """A message on its way to a judgement; it counts as unchecked until there is one.

    Attributes:
        wanted: what must be weighed next, or None.
        judgement: what is known.
    """

    def __init__(self, judging: Judging) -> None:
        self.wanted: ToWeigh | None = None
        self.judgement: Urgent | None = CHECK_FAILED
        self._judging = judging
        self.go_on()

    def go_on(self, weighed: Weighed | None = None) -> None:
        """Judge on, with what was asked for."""
        self.wanted = None
        try:
            self.wanted = next(self._judging) if weighed is None else self._judging.send(weighed)
        except StopIteration as done:
            self.judgement = done.value
        except Exception:  # a safety check that cannot run must not let the message through
            log.exception("urgent check failed: a message is unchecked")
