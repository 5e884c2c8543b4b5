"""An article: its exact text, its front matter, and one clear line for each file that cannot be used."""

import hashlib
import re
from datetime import date

import pytest

from index.article import load_article, load_articles
from index.errors import CorpusError

FRONT = "---\ntitle: Pots\n---\n"
POTS = FRONT + "Pots drain.\n"


def test_front_matter_becomes_the_fields_of_the_article(orchids):
    article = load_article(orchids / "watering.md")
    assert article.name == "watering"
    assert article.path == orchids / "watering.md"
    assert article.title == "Watering Your Orchid"
    assert article.publisher == "Glasshouse Society"
    assert article.published == date(2024, 5, 1)
    assert article.topics == ("moth orchid", "phalaenopsis")
    assert article.reviewed == date(2024, 6, 15)


@pytest.mark.parametrize("lines", ["", "publisher:\npublished: null\ntopics: []\nreviewed: ~\n"])
def test_what_the_front_matter_leaves_out_is_none_or_empty(write_corpus, lines):
    corpus = write_corpus({"pots.md": f"---\ntitle: Pots\n{lines}---\nPots drain.\n"})
    article = load_article(corpus / "pots.md")
    assert (article.publisher, article.published, article.topics, article.reviewed) == (None, None, (), None)


def test_values_are_stripped_of_blanks_around_them(write_corpus):
    text = '---\ntitle: " Pots "\npublisher: " A & B "\ntopics: [" clay "]\n---\nPots drain.\n'
    article = load_article(write_corpus({"pots.md": text}) / "pots.md")
    assert (article.title, article.publisher, article.topics) == ("Pots", "A & B", ("clay",))


def test_text_is_the_whole_file_and_body_is_where_its_markdown_starts(write_corpus):
    article = load_article(write_corpus({"pots.md": POTS}) / "pots.md")
    assert article.text == POTS
    assert article.text[article.body :] == "Pots drain.\n"


def test_a_rule_in_the_body_does_not_end_the_front_matter_again(write_corpus):
    article = load_article(write_corpus({"pots.md": POTS + "\n---\n\nMore.\n"}) / "pots.md")
    assert article.text[article.body :] == "Pots drain.\n\n---\n\nMore.\n"


def test_a_byte_order_mark_counts_as_a_character_of_the_text(write_corpus):
    path = write_corpus({"pots.md": "\ufeff" + POTS}) / "pots.md"
    article = load_article(path)
    assert article.text == path.read_text(encoding="utf-8")
    assert article.body == len("\ufeff" + FRONT)
    assert article.title == "Pots"


def test_windows_line_ends_are_read_as_one_character(write_corpus):
    path = write_corpus({"pots.md": POTS.replace("\n", "\r\n")}) / "pots.md"
    article = load_article(path)
    assert article.text == POTS == path.read_text(encoding="utf-8")
    assert article.sha256 == hashlib.sha256(POTS.encode()).hexdigest()


def test_offsets_count_code_points_not_bytes(write_corpus):
    article = load_article(write_corpus({"pots.md": "---\ntitle: 🌱 Töpfe\n---\n„Ton“\n"}) / "pots.md")
    assert article.body == len("---\ntitle: 🌱 Töpfe\n---\n")
    assert article.title == "🌱 Töpfe"


def test_a_line_number_counts_from_one_at_the_first_line_of_the_file(write_corpus):
    article = load_article(write_corpus({"pots.md": POTS}) / "pots.md")
    assert [article.line(0), article.line(4), article.line(article.body)] == [1, 2, 4]
    assert article.line(article.body - 1) == 3


def test_the_hash_changes_with_the_text_alone(write_corpus):
    corpus = write_corpus({"pots.md": POTS, "tubs.md": POTS, "cans.md": POTS + "!"})
    pots, tubs, cans = (load_article(corpus / f"{name}.md").sha256 for name in ("pots", "tubs", "cans"))
    assert pots == tubs != cans


def test_articles_are_sorted_by_name_and_other_files_left_out(write_corpus):
    files = ["Soil.md", "bark.MD", "README.md", "readme.MD", "notes.txt", "clinic.yaml", "deep/moss.md"]
    articles = load_articles(write_corpus(dict.fromkeys(files, POTS)))
    assert [(article.name, article.path.name) for article in articles] == [("bark", "bark.MD"), ("soil", "Soil.md")]


def test_two_files_of_one_name_are_refused_naming_both(write_corpus):
    corpus = write_corpus({"A.md": POTS, "a.md": POTS})
    with pytest.raises(CorpusError, match=r"a\.md: two articles are named 'a' \(the other is .*A\.md\); rename one"):
        load_articles(corpus)


def test_a_missing_folder_is_named_with_the_option_that_names_another(tmp_path):
    with pytest.raises(CorpusError, match=r"gone: no such corpus folder; .*--corpus"):
        load_articles(tmp_path / "gone")


def test_a_folder_without_articles_says_where_to_read_how_to_add_one(write_corpus):
    with pytest.raises(CorpusError, match=r"corpus: no article .*corpus/README\.md"):
        load_articles(write_corpus({"README.md": POTS}))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "1: no front matter; the file must start with '---'"),
        ("# Pots\n\nPots drain.\n", "1: no front matter"),
        ("---\ntitle: Pots\nPots drain.\n", "1: no front matter"),
        ("\n" + POTS, "1: no front matter"),
        ("---\n---\nPots drain.\n", "2: front matter must be 'key: value' lines"),
        ("---\n- title\n---\nPots drain.\n", "2: front matter must be 'key: value' lines"),
        ("---\ntitle: Pots: a guide\n---\nx\n", "2: front matter is not valid YAML .*not allowed.*; correct it"),
        ("---\ntitle: Pots\nx: [1\n---\nx\n", "4: front matter is not valid YAML"),
        ("---\npublisher: A\n---\nx\n", "1: no title in the front matter; add 'title: ...'"),
        ("---\ntitle: ' '\n---\nx\n", "1: no title"),
        ("---\ntitle: 2024\n---\nx\n", "1: no title"),
        ("---\ntitle: P\npublisher: 7\n---\nx\n", "1: publisher is 7; expected a text or null"),
        ("---\ntitle: P\npublisher: ''\n---\nx\n", "1: publisher is ''; expected a text or null"),
        ("---\ntitle: P\npublished: May\n---\nx\n", "1: published is 'May'; expected a date such as 2025-11-16"),
        ("---\ntitle: P\nreviewed: 2024-05-01 10:00:00\n---\nx\n", "1: reviewed is .*; expected a date"),
        ("---\ntitle: P\ntopics: clay\n---\nx\n", "1: topics is 'clay'; expected a list of names"),
        ("---\ntitle: P\ntopics: [clay, 7]\n---\nx\n", "1: topics is ['clay', 7]; expected a list of names"),
        (FRONT, "4: the article is empty below its front matter; add its text"),
        (FRONT + " \n\n", "6: the article is empty below its front matter"),
        (POTS.encode() + b"caf\xe9\n", "5: not UTF-8 (byte 0xe9); save the file as UTF-8"),
        (POTS.encode("utf-16"), "1: not UTF-8"),
    ],
)
def test_an_unusable_article_is_named_with_file_line_and_remedy(write_corpus, content, problem):
    path = write_corpus({"pots.md": content}) / "pots.md"
    pattern = ".*".join(re.escape(part) for part in f"{path}:{problem}".split(".*"))
    with pytest.raises(CorpusError, match=f"^{pattern}") as caught:
        load_article(path)
    assert (caught.value.path, caught.value.line) == (path, int(problem.split(":")[0]))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["my pots.md", "pots_and_pans.md", "töpfe.md", "pots--.md", ".md", "a.b.md"])
def test_a_file_name_that_makes_no_link_is_refused(write_corpus, name):
    path = write_corpus({name: POTS}) / name
    with pytest.raises(CorpusError, match=rf"file name '{re.escape(name)}' makes no good link; use lower-case letters"):
        load_article(path)


def test_a_folder_that_is_named_like_an_article_cannot_be_read(write_corpus):
    corpus = write_corpus({"pots.md/inner.txt": "x"})
    with pytest.raises(CorpusError, match=r"pots\.md: cannot be read \(Is a directory\)"):
        load_articles(corpus)


def test_a_date_that_does_not_exist_is_named_with_its_file(write_corpus):
    path = write_corpus({"pots.md": "---\ntitle: Pots\npublished: 2025-02-30\n---\nx\n"}) / "pots.md"
    with pytest.raises(CorpusError, match=r"pots\.md:"):
        load_article(path)


def test_a_control_character_in_the_front_matter_is_told_in_one_line(write_corpus):
    path = write_corpus({"pots.md": "---\ntitle: Po\x07ts\n---\nx\n"}) / "pots.md"
    with pytest.raises(CorpusError, match="front matter is not valid YAML") as caught:
        load_article(path)
    assert "\n" not in str(caught.value)
