"""What became of the messages of a run, and how the site's memory went."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np


@dataclass
class Tally:
    """Counts of a run.

    Attributes:
        seconds: from sending a message to its reply, in order.
        crossed: replies that were not to the message, or held another conversation.
        failures: how often each failure happened.
        memory: the site's resident memory over time, as (seconds since the start, MB).
        cpu: seconds of one core that the site and those who ask have used.
    """

    seconds: list[float] = field(default_factory=list)
    crossed: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    memory: list[tuple[float, float]] = field(default_factory=list)
    cpu: tuple[float, float] = (0.0, 0.0)

    def replied(self, seconds: float, *, is_own: bool) -> None:
        """Count a reply."""
        self.seconds.append(seconds)
        self.crossed += not is_own

    def failed(self, failure: str) -> None:
        """Count a message without a reply."""
        self.failures[failure] += 1

    def growth(self, settled_s: float) -> float:
        """Return by which share memory grew: the mean of the last tenth against that of the tenth after settling.

        Not a number where the run ended before that.
        """
        after = [memory for at, memory in self.memory if at >= settled_s] or [float("nan")]
        tenth = max(1, len(after) // 10)
        return float(np.mean(after[-tenth:]) / np.mean(after[:tenth]) - 1)

    def report(self, settled_s: float) -> str:
        """Say in a few lines what happened."""
        p50, p95, p99 = np.percentile(self.seconds, [50, 95, 99]) * 1000
        memory = [memory for _, memory in self.memory]
        site, asking = (each / len(self.seconds) * 1000 for each in self.cpu)
        return (
            f"{len(self.seconds)} replies: p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms, "
            f"longest {max(self.seconds) * 1000:.0f} ms\n"
            f"{self.crossed} crossed, {self.failures.total()} failed {dict(self.failures) or ''}\n"
            f"CPU time for a reply: {site:.1f} ms of the site, {asking:.1f} ms of those who ask\n"
            f"memory {memory[0]:.0f} MB at the start, at most {max(memory):.0f} MB, {memory[-1]:.0f} MB at the end; "
            f"growth after {settled_s:.0f} s: {self.growth(settled_s):+.1%}"
        )
