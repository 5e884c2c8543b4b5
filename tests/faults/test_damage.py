"""A damaged index: whatever byte or entry it is, it is refused in one line, and what serves goes on."""

import json
import logging
import shutil

from bot.live import LiveBot
from bot.reload import Reload
from bot.web.serve import load_bot
from index.build import build
from index.manifest import FILE
from tests.doubles import WordEncoder
from tests.faults.observer import ASKED, OLD, REFUSED, SAME, start
from tests.index.test_store import dumped, paths

PER_FILE = 12
"""Bytes of each file that are flipped, spread evenly from the first to the last."""


def flip(path, at):
    content = bytearray(path.read_bytes())
    content[at] ^= 1 << at % 8
    path.write_bytes(content)


def files(settings):
    return sorted(path for path in settings.index.iterdir() if path.name != FILE and path.stat().st_size)


def test_any_byte_of_the_manifest(settings, observed):
    seen = observed("any byte of the manifest flipped")
    path = settings.index / FILE
    whole = path.read_bytes()
    for at in range(len(whole)):
        flip(path, at)
        assert seen.start_and_ask(settings) == REFUSED, f"byte {at} of the manifest"
        path.write_bytes(whole)
    seen.lines = dict.fromkeys(sorted({kind(line) for line in seen.lines}))
    seen.end()


def kind(line):
    """Leave out how the JSON is broken."""
    return "manifest.json: not a manifest of an index (…); run: python build_index.py" if " (" in line else line


def test_any_entry_of_the_manifest(settings, observed):
    seen = observed("any entry of the manifest changed")
    path = settings.index / FILE
    whole = path.read_text()
    changed = 0
    for *above, last in paths(json.loads(whole)):
        manifest = json.loads(whole)
        place = manifest
        for key in above:
            place = place[key]
        for value in ("x", "", 0, 1, -1, 1e9, None, [], {}, True):
            if value == place[last] and type(value) is type(place[last]):
                continue
            before, place[last] = place[last], value
            path.write_text(dumped(manifest))
            assert seen.start_and_ask(settings) == REFUSED, f"{above} {last}: {value!r}"
            place[last] = before
            changed += 1
        del place[last]
        path.write_text(dumped(manifest))
        assert seen.start_and_ask(settings) == REFUSED, f"{above} {last} left out"
    assert changed > 150
    seen.lines = dict.fromkeys(sorted({kind(line) for line in seen.lines if "index format" not in line}))
    seen.end()


def test_a_byte_of_any_other_file(settings, observed):
    seen = observed("a byte of any other index file flipped")
    for path in files(settings):
        whole = path.read_bytes()
        for at in sorted({round(part * (len(whole) - 1) / (PER_FILE - 1)) for part in range(PER_FILE)}):
            flip(path, at)
            assert seen.start_and_ask(settings) == REFUSED, f"byte {at} of {path.name}"
            path.write_bytes(whole)
    assert seen.start_and_ask(settings) == SAME  # all put back
    seen.seen = {REFUSED}
    seen.lines = dict.fromkeys([line.replace("views.faiss", "FILE") for line in seen.lines if "views.faiss" in line])
    seen.end()


def test_a_file_that_is_not_what_it_was(tmp_path, settings, observed):
    seen = observed("an index file cut short, emptied, missing or from another index")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.md").write_text("---\ntitle: A\n---\n\nAnother article altogether.\n")
    build(tmp_path / "other", tmp_path / "others", WordEncoder())
    for path in [*files(settings), settings.index / FILE]:
        whole = path.read_bytes()
        for damage in (
            lambda path=path, whole=whole: path.write_bytes(whole[:-1]),
            lambda path=path: path.write_bytes(b""),
            lambda path=path: path.unlink(),
            lambda path=path: shutil.copy(tmp_path / "others" / path.name, path),
        ):
            damage()
            if path.read_bytes() != whole if path.exists() else True:
                assert seen.start_and_ask(settings) == REFUSED, path.name
            path.write_bytes(whole)
    kept = ("views.faiss", "manifest.json: n", "no index")
    seen.lines = dict.fromkeys(
        [kind(line).replace("views.faiss", "FILE") for line in seen.lines if line.startswith(kept)]
    )
    seen.end()


def test_the_site_builds_a_damaged_index_anew_when_it_starts(settings):
    before = start(settings).index.manifest.fingerprint
    for path in [*files(settings), settings.index / FILE]:
        flip(path, path.stat().st_size // 2)
        bot = load_bot(settings, WordEncoder())
        assert bot.index.manifest.fingerprint == before
        assert bot.answer(ASKED).quotes[0].text == OLD


def test_damaged_while_serving(settings, observed, caplog):
    seen = observed("index damaged while the site serves, then SIGHUP")
    caplog.set_level(logging.WARNING)
    live = LiveBot(start(settings))
    for path in [*files(settings), settings.index / FILE]:
        whole = path.read_bytes()
        flip(path, len(whole) // 2)
        assert not Reload(live, settings)()
        assert seen.ask(live.current) == SAME
        path.write_bytes(whole)
    assert Reload(live, settings)()
    seen.line(next(line for line in caplog.messages if "views.faiss" in line).replace("views.faiss", "FILE"))
    seen.end()
