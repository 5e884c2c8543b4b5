"""What of a message is encoded: all of it, and the parts of a long one, so that one line buried in it is heard."""

from bot.urgent.spelling import SENTENCE, Words, bare

PIECE_WORDS = 26  # a long message is also read in pieces of this many words, half of each shared with the next
MAX_PIECES = 40
SHORT_SENTENCE = 5  # words; read with the next sentence


def pieces(message: Words) -> list[Words]:
    """Return the message, and when it is long also the pieces of its sentences."""
    found = [bare(message)]
    if len(message) > PIECE_WORDS:
        step = PIECE_WORDS // 2
        for sentence in _sentences(message):
            found += [sentence[at : at + PIECE_WORDS] for at in range(0, max(1, len(sentence) - step), step)]
    return [piece for piece in found if piece][: MAX_PIECES + 1]


def _sentences(message: Words) -> list[Words]:
    """Return the sentences of a message; one of a few words only is read with the next."""
    out: list[Words] = []
    run: list[str] = []
    for i, word in enumerate(message):
        run.append(word)
        if (word == SENTENCE and len(run) > SHORT_SENTENCE) or i == len(message) - 1:
            out.append(bare(tuple(run)))
            run = []
    return [sentence for sentence in out if sentence]
