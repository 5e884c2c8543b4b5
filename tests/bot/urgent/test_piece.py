"""What of a message is encoded."""

from bot.urgent.piece import MAX_PIECES, PIECE_WORDS, pieces
from bot.urgent.spelling import words


def test_a_short_message_is_one_piece():
    assert pieces(words(". my leg hurts, much.")) == [("my", "leg", "hurts", ",", "much")]


def test_a_long_message_is_also_read_by_the_sentence():
    first, second = "a " * 12 + "a", "b " * 13 + "b"
    assert [" ".join(piece) for piece in pieces(words(f"{first}. {second}."))] == [f"{first} . {second}", first, second]


def test_a_short_sentence_is_read_with_the_next():
    long = " ".join("b" * 23)
    assert [" ".join(piece) for piece in pieces(words(f". oh no. {long}."))] == [f"oh no . {long}"] * 2


def test_a_long_sentence_is_read_in_pieces_that_share_half():
    message = tuple(f"w{n}" for n in range(60))
    assert pieces(message)[1:] == [message[at : at + PIECE_WORDS] for at in (0, 13, 26, 39)]


def test_a_very_long_message_has_a_limit():
    assert len(pieces(tuple(f"w{n}" for n in range(10_000)))) == MAX_PIECES + 1
