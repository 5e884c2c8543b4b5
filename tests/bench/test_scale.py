"""Cost by size: what is found is compared with what comparing every view finds."""

import numpy as np
import pytest

from bench.scale import HEAD, Scaled, _ask, _build, _nearest, _recall, row
from bench.scale_plot import plot
from bench.synthetic import disturbed
from index.encoder import unit
from index.store import Index


@pytest.fixture
def built(orchid_index_folder, tmp_path):
    """Name the folder of an index of 300 made-up passages."""
    _build(orchid_index_folder, 300, tmp_path / "300")
    return tmp_path / "300"


def test_a_size_is_built_asked_and_compared(built, orchid_index):
    questions = disturbed(orchid_index, 20)
    cost, found = _ask(built, questions)
    assert (cost.passages, cost.views, cost.is_exact) == (300, 600 + orchid_index.views.of_topic.sum(), True)
    assert len(cost.ms) == len(found) == 20
    assert cost.build_s > 0
    assert not (built / "scratch.npy").exists()
    assert cost.disk_mb == pytest.approx(sum(path.stat().st_size for path in (built / "index").iterdir()) / 1e6)
    assert _recall(built, questions, found) == (1.0, 1.0)
    assert _recall(built, questions, [each[:5] for each in found]) == (1.0, 0.5)


def test_the_nearest_views_and_passages_are_those_of_plain_numpy(built, monkeypatch):
    monkeypatch.setattr("bench.scale._BLOCK", 64)
    index = Index.load(built / "index")
    mapped = unit(np.random.default_rng(5).normal(size=(4, 64)))
    views, passages = _nearest(index, mapped)
    cosines = mapped @ index.vectors.at(np.arange(600)).T
    best = cosines.reshape(4, 300, 2).max(axis=2)
    np.testing.assert_allclose(np.take_along_axis(cosines, views, 1), -np.sort(-cosines, axis=1)[:, :10])
    np.testing.assert_allclose(np.take_along_axis(best, passages, 1), -np.sort(-best, axis=1)[:, :10])


SCALED = Scaled(1_000_000, 2_001_000, is_exact=False, build_s=9.06, disk_mb=7_000.4, load_s=1.25, resident_mb=812.2,
                ms=(1.0, 2.0, 9.0), views_found=0.98765, passages_found=0.9912)  # fmt: skip


def test_a_row_tells_what_the_head_names():
    told = dict(zip(HEAD, row(SCALED), strict=True))
    assert (told["passages"], told["compared with"], told["build, s"]) == ("1,000,000", "near", "9.1")
    assert (told["memory, MB"], told["search p50, ms"], told["views found"]) == ("812", "2.00", "0.988")


def test_the_plot_has_four_charts(tmp_path):
    plot([SCALED, SCALED], tmp_path / "scale.svg")
    drawn = (tmp_path / "scale.svg").read_text(encoding="utf-8")
    assert all(title in drawn for title in ("search p50, ms", "memory, MB", "on disk, MB", "build from encoded"))
