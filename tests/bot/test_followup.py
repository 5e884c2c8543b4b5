"""Reading a message with what was said before."""

from bot.followup import context, readings


def test_a_first_message_has_one_reading() -> None:
    assert readings("is it safe", []) == ("is it safe",)


def test_a_later_message_is_read_alone_and_in_context() -> None:
    assert readings("and at night?", ["does the soreness last long"]) == (
        "and at night?",
        "does the soreness last long and at night?",
    )


def test_short_turns_reach_back_to_one_that_says_enough() -> None:
    assert context(["is needling safe in pregnancy", "ok", "why"]) == "is needling safe in pregnancy ok why"


def test_older_turns_are_left_out_once_there_is_enough() -> None:
    assert context(["what is sciatica", "how many sessions will I need"]) == "how many sessions will I need"


def test_empty_turns_are_skipped() -> None:
    assert readings("why", ["", ""]) == ("why",)
