"""Words: how texts are counted, compared and cut into sentences."""

import pytest

from index.words import coverage, sentence_starts, words


def test_words_are_lower_cased_runs_of_letters_and_digits():
    assert words("Don’t wait 24-48 hours! Käse_2") == ["don", "t", "wait", "24", "48", "hours", "k", "se", "2"]
    assert words("… – ?") == []


@pytest.mark.parametrize(
    ("reference", "text", "share"),
    [
        ("clay pot", "A pot of CLAY.", 1),
        ("clay pot", "clay", 1 / 2),
        ("clay clay pot", "clay pot pot", 2 / 3),
        ("clay", "", 0),
        ("", "clay", 0),
        ("!", "!", 0),
    ],
)
def test_coverage_is_the_share_of_the_references_words_counted_as_often_as_they_stand(reference, text, share):
    assert coverage(reference, text) == pytest.approx(share)


@pytest.mark.parametrize(
    "sentences",
    [
        ["One. ", "Two? ", "Three!"],
        ['He said "so." ', "Then (perhaps) 2 pots. ", "“Why?” ", "Because."],
        ["It takes 2.5 hours, e.g. on a day. ", "Done."],
        ["No end"],
        [""],
    ],
)
def test_a_sentence_starts_after_an_end_mark_and_before_a_capital_or_digit(sentences):
    text = "".join(sentences)
    starts = sentence_starts(text)
    assert [text[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)] == sentences
