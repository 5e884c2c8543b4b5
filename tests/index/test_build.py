"""Building: same corpus, same bytes; only what changed is encoded; a bad article leaves the old index."""

import numpy as np
import pytest

from index.build import build, is_stale
from index.calibration import Calibration
from index.encoder import unit
from index.errors import CorpusError
from index.store import Index
from index.view import ViewKind
from tests.doubles import WordEncoder, contents


@pytest.fixture
def out(tmp_path):
    return tmp_path / "var" / "index"


def rewrite(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def build_full(corpus, folder):
    """Build without an old index and give the files."""
    build(corpus, folder, WordEncoder())
    return contents(folder)


def test_a_summary_tells_what_was_built(orchids, out, word_encoder):
    done = build(orchids, out, word_encoder)
    views = [view for view in done.index.views if view.kind is not ViewKind.TOPIC]
    different = {(view.is_question, view.text) for view in views}
    assert (done.articles, done.problems) == (2, ())
    assert done.encoded == len(word_encoder.encoded) == len(different) < len(views)
    assert done.seconds > 0
    assert done.index.manifest == Index.load(out).manifest


def test_the_index_holds_the_corpus_by_article_and_in_reading_order(orchid_index):
    assert [(p.article, p.start) for p in orchid_index.passages] == sorted(
        (p.article, p.start) for p in orchid_index.passages
    )
    assert {p.article for p in orchid_index.passages} == {"repotting", "watering"}
    assert [t.name for t in orchid_index.topics] == ["price", "delivery", "opening_hours", "pests"]
    assert orchid_index.manifest.views == len(orchid_index.views)


def test_passages_are_encoded_as_documents_and_questions_as_queries(orchids, out, word_encoder):
    index = build(orchids, out, word_encoder).index
    questions = [view.text for view in index.views if view.is_question]
    assert list(dict.fromkeys(word_encoder.queries)) == list(dict.fromkeys(questions))
    assert set(word_encoder.documents).isdisjoint(questions)
    assert "price" not in word_encoder.documents


def test_every_view_has_the_vector_of_its_text_and_a_topic_the_mean_of_its_questions(orchid_index):
    texts = [view.text for view in orchid_index.views]
    expected = WordEncoder().encode_documents(texts)
    for row, view in enumerate(orchid_index.views):
        if view.kind is ViewKind.TOPIC:
            questions = orchid_index.topics[view.target].questions
            expected[row] = unit(WordEncoder().encode_queries(questions).mean(axis=0))
    np.testing.assert_allclose(orchid_index.encoded, expected, atol=1e-7)


def test_building_twice_gives_the_same_bytes(orchids, out, tmp_path):
    assert build_full(orchids, out) == build_full(orchids, tmp_path / "again")


def test_an_index_that_is_up_to_date_is_kept_as_it_is(orchids, out, word_encoder):
    build(orchids, out, WordEncoder())
    before = {path: path.stat() for path in [out, *out.iterdir()]}
    done = build(orchids, out, word_encoder)
    assert (done.encoded, word_encoder.encoded) == (0, [])
    assert {path: path.stat() for path in [out, *out.iterdir()]} == before


def test_a_forced_build_learns_again_without_encoding_and_gives_the_same_bytes(orchids, out, word_encoder):
    before = build_full(orchids, out)
    place = out.stat().st_ino
    done = build(orchids, out, word_encoder, force=True)
    assert (done.encoded, word_encoder.encoded) == (0, [])
    assert out.stat().st_ino != place
    assert contents(out) == before


def test_a_changed_article_and_bank_have_their_new_texts_encoded_alone(orchids, out, tmp_path, word_encoder):
    build(orchids, out, WordEncoder())
    rewrite(orchids / "repotting.md", "clean blade", "boiled blade")
    rewrite(orchids / "questions" / "watering.yaml", "- weekly schedule", "- monthly schedule")
    done = build(orchids, out, word_encoder)
    changed = "Trim: cut what is brown and soft with a boiled blade."
    assert set(word_encoder.documents) == {changed, f"How to do it\n{changed}"}
    assert set(word_encoder.queries) == {"monthly schedule"}
    assert done.encoded == 3
    assert contents(out) == build_full(orchids, tmp_path / "full")


def test_an_index_of_another_model_lends_no_vectors(orchids, out, tmp_path):
    build(orchids, out, WordEncoder())
    other = WordEncoder(name="other")
    done = build(orchids, out, other)
    assert done.encoded == len(other.encoded) > 0
    assert done.index.manifest.model.name == "other"


def test_a_damaged_index_is_built_anew(orchids, out, word_encoder):
    before = build_full(orchids, out)
    (out / "encoded.npy").write_bytes(b"damaged")
    assert build(orchids, out, word_encoder).encoded > 0
    assert contents(out) == before


def test_progress_is_told_for_what_is_encoded(orchids, out, word_encoder):
    totals, told = [], []
    done = build(orchids, out, word_encoder, on_start=lambda total: totals.append(total) or told.append)
    assert totals == [sum(told)] == [done.encoded]


def test_a_bad_article_leaves_the_old_index_and_encodes_nothing(orchids, out, word_encoder):
    before = build_full(orchids, out)
    (orchids / "repotting.md").write_text("no front matter\n")
    with pytest.raises(CorpusError, match=r"repotting\.md:1: no front matter"):
        build(orchids, out, word_encoder)
    assert contents(out) == before
    assert word_encoder.encoded == []


@pytest.mark.parametrize("name", ["watering", "not-covered"])
def test_a_bad_question_file_leaves_the_old_index(orchids, out, name):
    before = build_full(orchids, out)
    (orchids / "questions" / f"{name}.yaml").write_text("- [\n")
    with pytest.raises(CorpusError, match=rf"{name}\.yaml:2: not valid YAML"):
        build(orchids, out, WordEncoder())
    assert contents(out) == before


def test_entries_that_fit_no_passage_are_told_also_when_the_index_is_kept(orchids, out):
    rewrite(orchids / "watering.md", "Black roots: they", "Black roots: these")
    rewrite(orchids / "repotting.md", "every second spring", "every spring")
    first, second = (build(orchids, out, WordEncoder()).problems for _ in range(2))
    assert first == second
    assert [problem.split("/")[-1].split(" '")[0] for problem in first] == [
        "watering.yaml:23: no passage of watering reads",
        "not-covered.yaml:11: near of",
    ]


def test_a_corpus_without_questions_is_searched_by_the_plain_model(plain, out):
    index = build(plain, out, WordEncoder()).index
    np.testing.assert_array_equal(index.adapter.questions, np.eye(64))
    np.testing.assert_array_equal(index.adapter.documents, np.eye(64))
    assert index.manifest.calibration == Calibration()
    assert index.topics == ()


def test_a_question_bank_teaches_an_adapter_and_the_decision(orchid_index):
    assert not np.array_equal(orchid_index.adapter.questions, np.eye(64))
    assert set(orchid_index.manifest.calibration.held_out) >= {"success_at_1", "unanswerable_refused", "pull"}


@pytest.fixture
def built(orchids, out):
    build(orchids, out, WordEncoder())
    return out


def test_an_index_is_up_to_date_after_its_build(orchids, built):
    assert not is_stale(built, orchids, WordEncoder().card)


@pytest.mark.parametrize("name", ["watering.md", "questions/watering.yaml", "questions/not-covered.yaml"])
def test_an_index_is_stale_when_a_source_changed(orchids, built, name):
    path = orchids / name
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert is_stale(built, orchids, WordEncoder().card)


def test_an_index_is_stale_when_a_source_came_or_went(orchids, built):
    (orchids / "light.md").write_text("---\ntitle: Light\n---\nBright.\n")
    assert is_stale(built, orchids, WordEncoder().card)
    (orchids / "light.md").unlink()
    assert not is_stale(built, orchids, WordEncoder().card)
    (orchids / "questions" / "watering.yaml").unlink()
    assert is_stale(built, orchids, WordEncoder().card)


def test_an_index_is_stale_for_another_model_or_when_it_cannot_be_used(orchids, built):
    assert is_stale(built, orchids, WordEncoder(name="other").card)
    assert is_stale(built.with_name("gone"), orchids, WordEncoder().card)
    (built / "views.jsonl").write_text("damaged")
    assert is_stale(built, orchids, WordEncoder().card)


def test_files_that_are_no_source_make_no_index_stale(orchids, built):
    for name in ("README.md", "clinic.yaml", "questions/notes.txt"):
        (orchids / name).write_text("anything")
    assert not is_stale(built, orchids, WordEncoder().card)


def test_a_bad_article_is_told_when_asked_whether_an_index_is_stale(orchids, built):
    (orchids / "repotting.md").write_text("no front matter\n")
    with pytest.raises(CorpusError, match=r"repotting\.md:1"):
        is_stale(built, orchids, WordEncoder().card)


def test_a_passage_that_reads_like_a_topics_name_is_encoded(orchids, out, tmp_path):
    build(orchids, out, WordEncoder())
    rewrite(orchids / "repotting.md", "A new pot every second spring keeps the bark airy.", "pests")
    build(orchids, out, WordEncoder())
    assert contents(out) == build_full(orchids, tmp_path / "full")


def test_a_build_after_a_crash_between_the_two_renames_puts_the_index_in_place(orchids, built):
    built.rename(built.with_name(f".{built.name}.old"))
    build(orchids, built, WordEncoder())
    assert not is_stale(built, orchids, WordEncoder().card)
