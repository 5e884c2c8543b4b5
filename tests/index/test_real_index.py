"""The clinic's own articles and questions in the real index; slow."""

import numpy as np
import pytest

from index.article import load_articles
from index.build import is_stale
from index.passage import passages
from index.question_bank import load_question_bank
from index.search import FOREMOST, search
from index.topic import load_topics
from index.view import ViewKind

pytestmark = pytest.mark.slow


def test_the_real_index_is_up_to_date_and_whole(real_index, real_index_folder, real_corpus, real_encoder):
    assert not is_stale(real_index_folder, real_corpus, real_encoder.card)
    articles = load_articles(real_corpus)
    assert {passage.article for passage in real_index.passages} == {article.name for article in articles}
    lengths = np.linalg.norm(real_index.vectors.at(np.arange(len(real_index.views))), axis=1)
    np.testing.assert_allclose(lengths, 1, atol=1e-5)


def test_every_entry_of_the_question_files_fits_an_article(real_corpus):
    articles = {article.name: article for article in load_articles(real_corpus)}
    found = [passage for article in articles.values() for passage in passages(article)]
    assert load_question_bank(real_corpus, found).problems == ()
    assert load_topics(real_corpus, articles)[1] == ()


def test_every_passages_own_words_asked_as_a_question_find_it_among_the_first_three(real_index):
    own = [row for row, view in enumerate(real_index.views) if view.kind is ViewKind.TEXT]
    readings = search(real_index, np.array(real_index.encoded[own]))
    lost = []
    for passage, reading in zip(real_index.passages, readings, strict=True):
        first = [real_index.passages[int(row)] for row in np.argsort(-reading.own[: len(reading.passages)])[:3]]
        if not any(passage.text in found.text or found.overlaps(passage) for found in first):
            lost.append(passage.text)
    assert lost == []


def test_scores_of_the_real_index_are_those_of_plain_numpy(real_index, real_encoder):
    encoded = real_encoder.encode_queries(["Is it painful?", "how many sessions", "what do you charge"])
    queries = real_index.adapter.map_questions(encoded)
    vectors = np.where(
        np.array([view.is_question for view in real_index.views])[:, None],
        real_index.adapter.map_questions(real_index.encoded),
        real_index.adapter.map_documents(real_index.encoded),
    )
    for query, reading in zip(queries, search(real_index, encoded), strict=True):
        own = np.full(len(real_index.passages) + len(real_index.topics), -1.0)
        for view, cosine in zip(real_index.views, vectors @ query, strict=True):
            if not view.is_question:
                target = view.target + len(real_index.passages) * view.is_of_topic
                own[target] = max(own[target], cosine)
        np.testing.assert_allclose(reading.own, own, atol=0.003)
        foremost = reading.foremost(FOREMOST)
        np.testing.assert_allclose(reading.own[foremost], own[foremost], atol=1e-5)
