"""Intervals and tests by resampling questions, seeded, so that the same scores give the same digits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

SEED = 20_261
RESAMPLES = 2_000
"""Resamples of an interval; 2,000 settle its ends to about a hundredth of its width (Efron & Tibshirani 1993, 14.5)."""

PERMUTATIONS = 10_000
"""Permutations of a test; a p-value of 0.05 is then known to within 0.005."""

LEVEL = 0.95
_CELLS = 1_000_000
"""Numbers that are resampled at once, so that memory does not grow with the set."""

Floats = npt.NDArray[np.float64]
Statistic = Callable[..., Any]
"""Takes samples and the keyword ``axis``, as ``numpy.mean`` does."""


@dataclass(frozen=True)
class Resampling:
    """How intervals and tests are drawn.

    Attributes:
        seed: of the random numbers; every interval starts from it anew.
        resamples: number of bootstrap resamples.
        permutations: number of permutations of a paired test.
    """

    seed: int = SEED
    resamples: int = RESAMPLES
    permutations: int = PERMUTATIONS

    def interval(
        self, samples: Sequence[Floats], statistic: Statistic, *, paired: bool = False
    ) -> tuple[float, float] | None:
        """Return the 95 % percentile bootstrap interval (Efron & Tibshirani 1993, ch. 13) of a statistic.

        Args:
            samples: one array per sample, each of shape (questions,).
            statistic: what is estimated.
            paired: whether the arrays are columns of the same questions.

        Returns:
            Both ends, or None where a sample has fewer than two questions.
        """
        if not samples or min(map(len, samples)) < 2:
            return None
        rng = np.random.default_rng(self.seed)
        if len(samples) == 1 and statistic is np.mean:
            drawn = self._means(samples[0], rng)
        else:
            drawn = self._statistics(samples, statistic, rng, paired=paired)
        low, high = np.percentile(drawn, [100 * (1 - LEVEL) / 2, 100 * (1 + LEVEL) / 2])
        return float(low), float(high)

    def _means(self, sample: Floats, rng: np.random.Generator) -> Floats:
        """Draw means: how often each different value is drawn is multinomial, so the questions need not be drawn."""
        distinct, counts = np.unique(sample, return_counts=True)
        means: Floats = rng.multinomial(len(sample), counts / len(sample), self.resamples) @ distinct / len(sample)
        return means

    def _statistics(
        self, samples: Sequence[Floats], statistic: Statistic, rng: np.random.Generator, *, paired: bool
    ) -> Floats:
        """Draw questions and measure them; rows are sorted, as statistics that sort are faster on rising samples."""
        size = max(1, _CELLS // max(map(len, samples)))
        drawn = []
        for first in range(0, self.resamples, size):
            number = min(size, self.resamples - first)
            draws = [samples[0]] if paired else samples
            rows = [np.sort(rng.integers(0, len(each), (number, len(each))), axis=1) for each in draws]
            taken = (sample[rows[0 if paired else place]] for place, sample in enumerate(samples))
            drawn.append(statistic(*taken, axis=-1))
        return np.concatenate(drawn)

    def p_value(self, one: Floats, other: Floats) -> float:
        """Return the two-sided p-value of the paired randomisation test (Fisher 1935; Smucker et al. 2007).

        Which system scored what is swapped at random, question by question; the p-value is the share of swaps that
        set the means at least as far apart. Few questions are enumerated in full.
        """
        moved = one != other  # swapping equal scores changes nothing
        if moved.sum() < 2:
            return 1.0
        # Importing scipy.stats takes half a second; ``--help`` must not wait for it.
        from scipy.stats import permutation_test

        found = permutation_test(
            (one[moved], other[moved]),
            lambda first, second, axis: np.mean(first - second, axis=axis),
            permutation_type="samples",
            vectorized=True,
            n_resamples=self.permutations,
            batch=max(1, _CELLS // int(moved.sum())),
            rng=np.random.default_rng(self.seed),
        )
        return float(found.pvalue)


def exact_interval(share: float, n: int) -> tuple[float, float]:
    """Return the exact binomial interval (Clopper & Pearson 1934) of a share that is 0 or 1 among n questions.

    Resampling questions that all went the same way would claim certainty, from however few. With no failure among n,
    the interval reaches down to the share that would give n successes in 2.5 % of all samples: its nth root.
    """
    reach = ((1 - LEVEL) / 2) ** (1 / n)
    return (reach, 1.0) if share else (0.0, 1 - reach)


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values for being several (Holm 1979): the smallest times their number, the next times one less ..."""
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, place in enumerate(np.argsort(p_values, kind="stable")):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = highest
    return adjusted
