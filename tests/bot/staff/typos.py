"""Misspelling, as a phone and a hurry do it."""

import numpy as np


def misspelled(text: str, rng: np.random.Generator) -> str:
    """Make one or two slips in a text: a letter dropped, doubled or exchanged with the next; no capitals, no marks."""
    letters = list(text.lower().rstrip("?.!"))
    for _ in range(int(rng.integers(1, 3))):
        places = [place for place in range(1, len(letters) - 1) if letters[place].isalpha()]
        if not places:
            break
        place = places[int(rng.integers(len(places)))]
        slip = int(rng.integers(3))
        if slip == 0:
            del letters[place]
        elif slip == 1:
            letters.insert(place, letters[place])
        else:
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
    return "".join(letters)
