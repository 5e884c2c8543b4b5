"""What peers are given: articles without front matter, and follow-ups behind the turn before."""

from bench.system import in_context, read_articles
from index.article import load_articles


def test_articles_are_what_stands_below_the_front_matter(real_corpus):
    found = read_articles(real_corpus)
    expected = [(each.name, each.text[each.body :].lstrip("\n")) for each in load_articles(real_corpus)]
    assert [(each.name, each.text) for each in found] == expected


def test_a_readme_is_no_article(orchids):
    (orchids / "README.md").write_text("For people.", encoding="utf-8")
    assert [each.name for each in read_articles(orchids)] == [each.name for each in load_articles(orchids)]


def test_a_follow_up_stands_behind_the_last_turn_alone():
    assert in_context("how long", ["hello", "is it sore"]) == "is it sore how long"
    assert in_context("how long", []) == "how long"
