"""The weighed exemplars, and the cache they are kept in."""

import numpy as np
import pytest

from bot.urgent.file import UrgentFile
from bot.urgent.fit import fit
from tests.bot.urgent.conftest import MESSAGES, encoder


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "var" / "urgent.npz"


def same(a, b) -> bool:
    arrays = all(np.array_equal(getattr(a, name), getattr(b, name)) for name in ("vectors", "manners", "weights"))
    return arrays and (a.texts, a.signs, a.sharpness) == (b.texts, b.signs, b.sharpness)


def test_a_cache_gives_back_the_same_likeness_without_encoding(small_file, cache):
    file, again = UrgentFile.load(small_file), encoder()
    fresh = fit(file, encoder(), cache=cache)
    assert same(fit(UrgentFile.load(small_file), again, cache=cache), fresh)
    assert again.encoded == []
    assert same(fit(file, encoder()), fresh)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("gasping for air", "fighting for air"),
        ("smoothing: 0.1", "smoothing: 0.2"),
        ('"asking, past, now"', '"asking"'),
    ],
)
def test_a_changed_file_is_weighed_anew(small_file, change, cache, old, new):
    fit(UrgentFile.load(small_file), encoder(), cache=cache)
    changed = UrgentFile.load(change(old, new))
    assert same(fit(changed, encoder(), cache=cache), fit(changed, encoder()))


def test_another_model_is_not_given_the_vectors_of_the_first(small_file, cache):
    file, other = UrgentFile.load(small_file), encoder(name="other")
    fit(file, encoder(), cache=cache)
    fit(file, other, cache=cache)
    assert len(other.queries) == MESSAGES


@pytest.mark.parametrize("damage", ["empty", "text", "cut", "flipped", "foreign"])
def test_a_damaged_cache_is_ignored_and_written_anew(small_file, cache, damage):
    file = UrgentFile.load(small_file)
    fresh = fit(file, encoder(), cache=cache)
    whole = cache.read_bytes()
    if damage == "foreign":
        np.savez(cache, vectors=np.zeros((2, 2)))
    else:
        flipped = bytes([*whole[:-2000], whole[-2000] ^ 1, *whole[-1999:]])
        cache.write_bytes({"empty": b"", "text": b"hello", "cut": whole[:-100], "flipped": flipped}[damage])
    assert same(fit(file, encoder(), cache=cache), fresh)
    again = encoder()
    fit(file, again, cache=cache)
    assert again.encoded == []
    assert [path.name for path in cache.parent.iterdir()] == [cache.name]


def test_a_folder_that_cannot_be_written_does_not_stop_loading(small_file, tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    file = UrgentFile.load(small_file)
    assert same(fit(file, encoder(), cache=tmp_path / "file" / "urgent.npz"), fit(file, encoder()))
    assert "cannot be written" in caplog.text
