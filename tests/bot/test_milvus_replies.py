"""A bot whose vectors are in Milvus: it replies as one does that has them in memory, or says that it cannot."""

import json
from dataclasses import replace

import pytest

import index.milvus_vectors
from bot.answer import FaqBot
from bot.live import LiveBot
from bot.message import Asked
from bot.web.conversation import converse
from index.build import build
from index.milvus import Milvus
from index.milvus_vectors import MilvusVectors
from tests.bot.staff.publishing import Calm
from tests.conftest import ROOT
from tests.doubles import WordEncoder
from tests.index.milvus_server import milvus_file, milvus_server


def shown(reply):
    """Return a reply with its scores to four decimals, and without its time."""
    told = reply.to_dict()
    del told["ms"]
    return {**told, "quotes": [{**quote, "score": round(quote["score"], 4)} for quote in told["quotes"]]}


@pytest.mark.slow
def test_every_reply_on_dev_is_the_one_of_vectors_in_memory(real_corpus, real_index_folder, real_encoder, tmp_path):
    bot = FaqBot.load(real_corpus, real_index_folder, real_encoder)
    rows = [json.loads(line) for line in (ROOT / "tests/questions/dev.jsonl").read_text().splitlines()]
    asked = [Asked(row["question"], tuple(row.get("history") or ()), row["id"]) for row in rows]
    assert len(asked) == 160
    with milvus_file(tmp_path) as address:
        afar = replace(bot, index=bot.index.afar(Milvus(address)))
        assert isinstance(afar.index.vectors, MilvusVectors)
        assert afar.index.vectors.whole is None
        for each in asked:
            assert shown(afar.explain(each).reply) == shown(bot.explain(each).reply)


def test_where_milvus_goes_away_the_clinic_says_so_and_nothing_wrong_is_quoted(orchids, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(index.milvus_vectors, "TIMEOUT_S", 0.3)
    folder = tmp_path / "index"
    with milvus_server(tmp_path) as (address, server):
        build(orchids, folder, WordEncoder(), milvus=address)
        loaded = FaqBot.load(orchids, folder, WordEncoder(), milvus=address)
        live = LiveBot(replace(loaded, urgent=Calm()))
        question = next(view.text for view in loaded.index.views if view.is_question and not view.is_of_topic)
        assert 'class="quote' in converse(live, question).content
        server.kill()
        server.wait()
        turn = converse(live, f"{question} please")
    clinic = loaded.clinic
    assert clinic.fill(clinic.messages.failure).split("\n")[0][:30] in turn.content
    assert 'class="quote' not in turn.content
    error = next(record.exc_info[1] for record in caplog.records if record.exc_info)
    assert str(error).startswith(f"Milvus at {address.text} does not answer as it should")
    assert question not in str(error)
