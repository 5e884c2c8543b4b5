"""Metrics: how the site is doing, in Prometheus' text format, for whoever has the token.

They live in a registry of their own, so that two sites in one process do not count together. They are those of one
process: with several replicas, each is asked by itself.
"""

import hmac
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.live import FAILURE, LiveBot
from bot.reply import ReplyKind
from index.manifest import FILE

BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds of a reply: 12 ms is usual, 0.5 s is the limit that the load test holds."""

Count = Callable[[], float]


def nothing() -> float:
    """Count nothing."""
    return 0.0


class Metrics:
    """What is counted of a site.

    Args:
        live: the bot in service.
        index: folder of the index, whose age is told; None where it is on no disk.
        waiting: counts the messages that wait for their turn.
        lost: counts what the question log could not keep.
    """

    def __init__(
        self, live: LiveBot, *, index: Path | None = None, waiting: Count = nothing, lost: Count = nothing
    ) -> None:
        self._registry = CollectorRegistry()
        self._replies = Counter("bot_replies", "Replies to patients, by kind.", ["kind"], registry=self._registry)
        self._seconds = Histogram(
            "bot_reply_seconds", "From a message to its reply.", buckets=BUCKETS, registry=self._registry
        )
        self._requests = Counter("bot_requests", "Requests served.", ["route", "status"], registry=self._registry)
        self._refused = Counter("bot_refused", "Messages refused by the limit of one client.", registry=self._registry)
        for kind in (*ReplyKind, FAILURE):
            self._replies.labels(str(kind))  # a kind that was never given is 0, not absent
        self._registry.register(_Present(live, index, waiting, lost))
        ProcessCollector(registry=self._registry)

    def replied(self, kind: str, seconds: float) -> None:
        """Count a reply."""
        self._replies.labels(str(kind)).inc()
        self._seconds.observe(seconds)

    def served(self, route: str, status: int) -> None:
        """Count a request; 429 is what the limit of one client answers."""
        self._requests.labels(route, str(status)).inc()
        if status == 429:
            self.refused()

    def refused(self) -> None:
        """Count a message that the limit of one client refused in words, without a status of its own."""
        self._refused.inc()

    def text(self) -> bytes:
        """Write all as Prometheus reads it."""
        return generate_latest(self._registry)


class MetricsPage:
    """``GET /metrics``: told to whoever sends the token as ``Authorization: Bearer``; without a token there is none.

    Args:
        metrics: what is told.
        token: the token, or "".
        missing: gives the page for an address that leads nowhere.
    """

    def __init__(self, metrics: Metrics, token: str, missing: Callable[[], Response]) -> None:
        self._metrics = metrics
        self._expected = f"Bearer {token}".encode() if token else b""
        self._missing = missing

    def serve(self, request: Request) -> Response:
        """Answer one request."""
        if not self._expected:
            return self._missing()
        given = request.headers.get("authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._expected):
            return PlainTextResponse("The token of the metrics is expected.\n", 401, {"WWW-Authenticate": "Bearer"})
        return Response(self._metrics.text(), media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


class _Present(Collector):
    """What is true at the moment when it is asked for."""

    def __init__(self, live: LiveBot, index: Path | None, waiting: Count, lost: Count) -> None:
        self._live = live
        self._index = index
        self._waiting = waiting
        self._lost = lost

    def collect(self) -> Iterator[Metric]:
        """Give the metrics."""
        manifest = self._live.current.index.manifest
        info = GaugeMetricFamily("bot_index_info", "The index in service; always 1.", labels=["fingerprint"])
        info.add_metric([manifest.fingerprint], 1)
        yield info
        yield GaugeMetricFamily("bot_index_passages", "Passages of the index in service.", manifest.passages)
        yield GaugeMetricFamily("bot_replies_waiting", "Messages that wait for their turn.", self._waiting())
        yield CounterMetricFamily("bot_question_log_lost", "Entries the question log could not keep.", self._lost())
        built = self._built()
        if built is not None:
            age = max(0.0, time.time() - built)
            yield GaugeMetricFamily("bot_index_age_seconds", "Since the index on disk was built.", age)

    def _built(self) -> float | None:
        try:
            return (self._index / FILE).stat().st_mtime if self._index else None
        except OSError:
            return None
