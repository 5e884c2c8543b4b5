import pytest

from bot.question_log.entry import Near
from bot.staff.coverage import Coverage, heading
from index.store import Index
from tests.bot.staff.samples import answered, entry


@pytest.fixture
def water(orchid_index: Index):
    """Name some passages of the article on watering."""
    ids = {each.text[:12]: each.id for each in orchid_index.passages}
    return {"week": ids["Water a moth"], "ice": ids["No. Ice chil"], "roots": ids["Black roots:"]}


def use_of(coverage: Coverage, name: str):
    return next(use for use in coverage.passages if use.passage.id == name)


def test_counts_quotes_first_places_and_thumbs_of_each_passage(orchid_index: Index, water):
    entries = [
        answered("a", water["week"], water["ice"], thumb=1),
        answered("b", water["ice"], thumb=-1),
        answered("c", water["week"]),
    ]
    found = Coverage.of(entries, orchid_index)
    week, ice = use_of(found, water["week"]), use_of(found, water["ice"])
    assert (week.quoted, week.first, week.liked, week.disliked) == (2, 2, 1, 0)
    assert (ice.quoted, ice.first, ice.liked, ice.disliked) == (2, 1, 1, 1)


def test_a_passage_that_nobody_was_shown_is_never_seen(orchid_index: Index, water):
    found = Coverage.of([answered("a", water["week"])], orchid_index)
    assert use_of(found, water["week"]).is_seen
    assert water["ice"] in {use.passage.id for article in found.articles for use in article.never}
    assert found.seen_share == 1 / len(orchid_index.passages)


def test_a_bullet_of_a_list_that_was_quoted_is_seen_though_not_quoted(orchid_index: Index, water):
    whole = next(
        each
        for each in orchid_index.passages
        if each.id != water["roots"] and "Black roots:" in each.text and each.article == "watering"
    )
    bullet = use_of(Coverage.of([answered("a", whole.id)], orchid_index), water["roots"])
    assert (bullet.quoted, bullet.is_seen) == (0, True)


def test_a_list_is_not_seen_when_one_of_its_bullets_was(orchid_index: Index, water):
    found = Coverage.of([answered("a", water["roots"])], orchid_index)
    whole = next(use for use in found.passages if "Black roots:" in use.passage.text and use.quoted == 0)
    assert not whole.is_seen


def test_counts_a_reply_once_for_each_article_that_it_quotes(orchid_index: Index, water):
    pot = next(each.id for each in orchid_index.passages if each.article == "repotting")
    found = Coverage.of([answered("a", water["week"], water["ice"], pot)], orchid_index)
    assert {article.article: article.replies for article in found.articles} == {"repotting": 1, "watering": 1}


def test_maps_headings_by_article(orchid_index: Index, water):
    found = Coverage.of([answered("a", water["ice"]), answered("b", water["ice"])], orchid_index).headings
    row = found.counts[found.rows.index("Can I use ice cubes?")]
    assert dict(zip(found.columns, row, strict=True)) == {"repotting": 0, "watering": 2}
    assert found.highest == 2
    assert set(found.rows) == {heading(each) for each in orchid_index.passages}


def test_maps_refused_messages_by_topic_and_nearest_article_the_most_asked_topic_first(orchid_index: Index):
    near = (Near("p-1", "watering", 0.3, 0.2),)
    asked = [("delivery", near), ("price", near), ("price", near), ("price", ())]
    entries = [entry(str(row), topic=(name, 0.5), nearest=places) for row, (name, places) in enumerate(asked)]
    found = Coverage.of(entries, orchid_index).left_out
    assert (found.rows, found.columns) == (("Prices", "Delivery"), ("repotting", "watering"))
    assert found.counts == ((0, 2), (0, 1))


def test_counts_quotes_of_passages_that_are_gone(orchid_index: Index, water):
    found = Coverage.of([answered("a", "p-gone", water["week"])], orchid_index)
    assert found.gone == 1
    assert use_of(found, water["week"]).quoted == 1
