"""The same corpus gives the same bytes, whatever an index was built from before."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.corpus import MadeArticle
from index.build import build
from index.errors import CorpusError
from index.learn import learn
from tests.doubles import WordEncoder, contents

ARTICLES = [MadeArticle.of(number) for number in range(4)]
NOT_COVERED = """\
- topic: parking
  label: Parking
  say: Call us.
  near: {article: article-00001, quote: clinic}
  questions: [where can I park, is parking free]
"""
PRICE = """\
- topic: price
  label: Price
  say: Call us.
  questions: [what does it cost]
"""


def place(corpus, number):
    return corpus / f"article-{number:05d}.md"


def bank(corpus, number):
    return corpus / "questions" / f"article-{number:05d}.yaml"


def change(path, old, new):
    if path.is_file():
        path.write_text(path.read_text().replace(old, new), encoding="utf-8")


def write(corpus, number):
    place(corpus, number).write_text(ARTICLES[number].markdown, encoding="utf-8")


def ask(corpus, number):
    bank(corpus, number).write_text(ARTICLES[number].bank(), encoding="utf-8")


EDITS = {
    "write": write,
    "remove": lambda corpus, number: place(corpus, number).unlink(missing_ok=True),
    "a word changes": lambda corpus, number: change(place(corpus, number), "the clinic", "our clinic"),
    "a paragraph comes": lambda corpus, number: change(place(corpus, number), "\n\n", "\n\nAsk us first.\n\n"),
    "ask": ask,
    "nobody asks": lambda corpus, number: bank(corpus, number).unlink(missing_ok=True),
    "one asks otherwise": lambda corpus, number: change(bank(corpus, number), "I am afraid", "I fear"),
    "topics": lambda corpus, number: (corpus / "questions/not-covered.yaml").write_text(NOT_COVERED + PRICE),
    "no topics": lambda corpus, number: (corpus / "questions/not-covered.yaml").unlink(missing_ok=True),
    "one topic less": lambda corpus, number: change(corpus / "questions/not-covered.yaml", PRICE, ""),
}


@pytest.fixture
def corpus(tmp_path):
    (tmp_path / "corpus" / "questions").mkdir(parents=True)
    for number in range(4):
        write(tmp_path / "corpus", number)
    for number in range(2):
        ask(tmp_path / "corpus", number)
    return tmp_path / "corpus"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 3)), min_size=1, max_size=3),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_was_edited_before_a_build_gives_what_a_full_build_gives(rounds):
    with TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        (corpus / "questions").mkdir(parents=True)
        write(corpus, 0)
        ask(corpus, 0)
        build(corpus, Path(folder) / "index", WordEncoder())
        for edits in rounds:
            for edit, number in edits:
                EDITS[edit](corpus, number)
            if not list(corpus.glob("*.md")):
                write(corpus, 0)
            shutil.rmtree(Path(folder) / "full", ignore_errors=True)
            taken_over = build(corpus, Path(folder) / "index", WordEncoder())
            full = build(corpus, Path(folder) / "full", WordEncoder())
            assert contents(Path(folder) / "index") == contents(Path(folder) / "full")
            assert taken_over.problems == full.problems


@pytest.fixture
def out(corpus, tmp_path):
    """Name the folder of an index of the corpus."""
    build(corpus, tmp_path / "index", WordEncoder())
    return tmp_path / "index"


@pytest.fixture
def read(monkeypatch):
    """List the articles that are cut into passages from now on."""
    from index import chapter

    cut, names = chapter.passages, []
    monkeypatch.setattr(chapter, "passages", lambda article: names.append(article.name) or cut(article))
    return names


@pytest.fixture
def learnt(monkeypatch):
    """List what is learnt from now on."""
    lessons = []
    monkeypatch.setattr("index.build.learn", lambda lesson: lessons.append(lesson) or learn(lesson))
    return lessons


def same_as_full(corpus, out):
    build(corpus, out.with_name("full"), WordEncoder())
    return contents(out) == contents(out.with_name("full"))


def test_only_a_changed_article_is_read_and_encoded(corpus, out, read, learnt, word_encoder):
    change(place(corpus, 2), ARTICLES[2].blocks[0], "Bring a towel.")
    build(corpus, out, word_encoder)
    assert (read, learnt, word_encoder.queries) == (["article-00002"], [], [])
    assert set(word_encoder.documents) == {"Bring a towel."}
    assert same_as_full(corpus, out)


def test_an_article_that_goes_costs_no_reading(corpus, out, read, learnt, word_encoder):
    place(corpus, 3).unlink()
    build(corpus, out, word_encoder)
    assert (read, learnt, word_encoder.encoded) == ([], [], [])
    assert same_as_full(corpus, out)


def test_an_article_under_another_name_is_not_encoded_again(corpus, out, read, word_encoder):
    place(corpus, 3).rename(corpus / "aa.md")
    build(corpus, out, word_encoder)
    assert (read, word_encoder.encoded) == (["aa"], [])
    assert same_as_full(corpus, out)


@pytest.mark.parametrize("edit", ["a word changes", "a paragraph comes", "nobody asks", "one asks otherwise", "topics"])
def test_what_is_learnt_is_learnt_again_where_its_sources_change(corpus, out, learnt, edit):
    EDITS[edit](corpus, 1)
    build(corpus, out, WordEncoder())
    assert len(learnt) == 1
    assert same_as_full(corpus, out)


def test_an_article_without_questions_is_no_part_of_a_lesson(corpus, out, learnt):
    build(corpus, out, WordEncoder(), force=True)
    assert {passage.article for passage in learnt[0].passages} == {"article-00000", "article-00001"}
    for view in learnt[0].views:
        assert view.is_question or learnt[0].passages[view.target].text in view.text


def test_misfits_are_told_by_every_build_while_they_stand(corpus, out, read):
    change(place(corpus, 0), ARTICLES[0].blocks[0], "Bring a towel.")
    (told,) = build(corpus, out, WordEncoder()).problems
    assert told.startswith(f"{bank(corpus, 0)}:1: no passage of article-00000 reads")
    read.clear()
    write(corpus, 3)
    change(place(corpus, 3), "the clinic", "our clinic")
    assert build(corpus, out, WordEncoder()).problems == (told,)
    assert read == ["article-00000", "article-00003"]
    write(corpus, 0)
    assert build(corpus, out, WordEncoder()).problems == ()


def test_the_first_broken_article_is_told_as_in_a_full_build(corpus, out):
    before = contents(out)
    for number in (3, 1):
        place(corpus, number).write_text("no front matter\n")
    told = []
    for folder in (out, out.with_name("full")):
        with pytest.raises(CorpusError) as raised:
            build(corpus, folder, WordEncoder())
        told.append(str(raised.value))
    assert told[0] == told[1]
    assert told[0].startswith(f"{place(corpus, 1)}:1: no front matter")
    assert contents(out) == before


def test_two_articles_of_one_name_are_told_among_unchanged_ones(corpus, out):
    shutil.copy(place(corpus, 2), corpus / "article-00002.MD")
    with pytest.raises(CorpusError, match="two articles are named 'article-00002'"):
        build(corpus, out, WordEncoder())


def test_a_lender_of_another_folder_lends_chapters_too(corpus, out, read, word_encoder):
    lender = build(corpus, out, WordEncoder()).index
    change(place(corpus, 2), ARTICLES[2].blocks[0], "Bring a towel.")
    read.clear()
    build(corpus, out.with_name("new"), word_encoder, lender=lender)
    assert (read, set(word_encoder.encoded)) == (["article-00002"], {"Bring a towel."})
    shutil.rmtree(out)
    assert same_as_full(corpus, out.with_name("new"))
