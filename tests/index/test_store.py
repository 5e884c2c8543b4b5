"""The index on disk: what is loaded is what was saved, or one line says what is wrong; a crash leaves the old one."""

import hashlib
import json
import os
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from index.adapter import Adapter
from index.encoder import ModelCard, unit
from index.errors import IndexStoreError
from index.manifest import FORMAT, file_hash, read_manifest
from index.question_bank import PatientQuestion
from index.search import search
from index.store import Index, adapted
from tests.doubles import WordEncoder, contents, cut, make_index, topic

FILES = (
    "adapter.npy",
    "chapters.jsonl",
    "encoded.npy",
    "passages.jsonl",
    "targets.npy",
    "topics.jsonl",
    "views.faiss",
    "views.jsonl",
    "views.onnx",
)
REBUILD = "run: python build_index.py"


def sample(text="Clay"):
    """Make an index with every kind of passage and view, and an adapter that is not the identity."""
    found = cut(f"{text} “breathes”.\n\n## Käre\n\nAvoid:\n\n- frost\n- soap\n\n| a | b |\n|---|---|\n| c | d |\n")
    turned = np.eye(16, dtype=np.float32)[::-1]
    return make_index(
        found,
        [PatientQuestion("kann es frieren?", "short", (2,))],
        [topic("price", "cost\u2028of it"), topic("hours", "open")],
        encoder=WordEncoder(dimension=16),
        adapter=Adapter(np.ascontiguousarray(turned), np.eye(16, dtype=np.float32)),
    )


@pytest.fixture
def folder(tmp_path):
    """Name the folder of a saved index."""
    sample().save(tmp_path / "var" / "index")
    return tmp_path / "var" / "index"


def edit(folder, change, *, signed=()):
    """Change the manifest and seal it again; files named in signed get the hash that they have now."""
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["seal"]
    change(manifest)
    manifest["files"].update({name: file_hash(folder / name) for name in signed})
    manifest["seal"] = hashlib.sha256(dumped(manifest).encode()).hexdigest()
    (folder / "manifest.json").write_text(dumped(manifest))


def dumped(manifest):
    return json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def paths(value, *, at=()):
    """Name every entry of a manifest, however deep."""
    if not isinstance(value, dict):
        return [at]
    return [path for key, inside in value.items() for path in paths(inside, at=(*at, key))]


def test_no_entry_of_the_manifest_changes_unnoticed(folder):
    whole = json.loads((folder / "manifest.json").read_text())
    assert len(paths(whole)) > 15
    for *above, last in paths(whole):
        manifest = json.loads((folder / "manifest.json").read_text())
        place = manifest
        for key in above:
            place = place[key]
        place[last] = f"{place[last]}x" if isinstance(place[last], str) else (place[last] or 0) + 1
        (folder / "manifest.json").write_text(dumped(manifest))
        with pytest.raises(IndexStoreError, match=r"manifest\.json: (damaged|index format|not a manifest)"):
            Index.load(folder)
        (folder / "manifest.json").write_text(dumped(whole))
    Index.load(folder)


def test_a_draft_that_a_killed_build_left_is_cleared_away_and_a_fresh_one_is_not(folder):
    left, fresh = folder.parent / ".index-left", folder.parent / ".index-fresh"
    for draft in (left, fresh):
        draft.mkdir()
        (draft / "views.faiss").touch()
    os.utime(left, (0, 0))
    sample().save(folder)
    assert not left.exists()
    assert fresh.exists()


def test_a_loaded_index_is_the_saved_one(folder):
    made, loaded = sample(), Index.load(folder)
    assert loaded.passages == made.passages
    assert loaded.topics == made.topics
    assert loaded.views == made.views
    np.testing.assert_array_equal(loaded.encoded, made.encoded)
    np.testing.assert_array_equal(loaded.adapter.questions, made.adapter.questions)
    np.testing.assert_array_equal(loaded.adapter.documents, made.adapter.documents)
    assert loaded.manifest.calibration == made.manifest.calibration
    assert (loaded.manifest.model, loaded.manifest.sources) == (made.manifest.model, made.manifest.sources)
    queries = WordEncoder(dimension=16).encode_queries(["frost", "cost", "clay d"])
    for one, other in zip(search(loaded, queries), search(made, queries), strict=True):
        np.testing.assert_array_equal(one.score, other.score)


def test_saving_tells_the_manifest_that_is_on_disk(tmp_path):
    saved = sample().save(tmp_path / "index")
    assert saved.manifest == read_manifest(tmp_path / "index")
    assert dict(saved.manifest.files) == {name: file_hash(tmp_path / "index" / name) for name in FILES}


def test_an_index_is_ten_plain_files_that_others_may_read(folder):
    assert sorted(contents(folder)) == sorted([*FILES, "manifest.json"])
    assert folder.stat().st_mode & 0o777 == 0o755
    assert "Käre" in (folder / "passages.jsonl").read_text(encoding="utf-8")


def test_saving_twice_writes_the_same_bytes(folder, tmp_path):
    sample().save(tmp_path / "again")
    assert contents(tmp_path / "again") == contents(folder)


def test_saving_replaces_the_old_index_and_leaves_nothing_beside_it(folder):
    sample("Glass").save(folder)
    assert Index.load(folder).passages[0].text == "Glass “breathes”."
    assert [path.name for path in folder.parent.iterdir()] == ["index"]


def test_the_fingerprint_changes_with_anything_in_the_index(folder, tmp_path):
    first = Index.load(folder).manifest.fingerprint
    assert re.fullmatch("[0-9a-f]{16}", first)
    assert sample().save(tmp_path / "again").manifest.fingerprint == first
    assert sample("Glass").save(tmp_path / "other").manifest.fingerprint != first


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_named_with_both_hashes(folder, name):
    expected = file_hash(folder / name)
    damaged = bytearray((folder / name).read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (folder / name).write_bytes(damaged)
    problem = f"{name}: damaged, hashes to {file_hash(folder / name)[:16]}, manifest says {expected[:16]}; {REBUILD}"
    with pytest.raises(IndexStoreError, match=re.escape(problem)):
        Index.load(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(IndexStoreError, match=re.escape(f"{name}: missing from the index; {REBUILD}")):
        Index.load(folder)


def test_a_file_of_another_index_is_refused(folder, tmp_path):
    sample("Glass").save(tmp_path / "other")
    shutil.copy(tmp_path / "other" / "views.faiss", folder)
    with pytest.raises(IndexStoreError, match=r"views\.faiss: damaged"):
        Index.load(folder)


@pytest.mark.parametrize("what", ["missing", "empty", "a file"])
def test_a_folder_without_an_index_says_how_to_build_one(tmp_path, what):
    if what == "empty":
        (tmp_path / "index").mkdir()
    elif what == "a file":
        (tmp_path / "index").touch()
    with pytest.raises(IndexStoreError, match=f"no index in .*index; {REBUILD}"):
        Index.load(tmp_path / "index")


def test_another_format_is_named_with_the_one_that_is_read(folder):
    edit(folder, lambda manifest: manifest.update(format=FORMAT + 1))
    with pytest.raises(IndexStoreError, match=f"index format {FORMAT + 1}, this program reads {FORMAT}; {REBUILD}"):
        Index.load(folder)


@pytest.mark.parametrize("content", ["", "{", "[]", "7", '{"passages": 1}', f'{{"format": {FORMAT}}}', "\xff"])
def test_what_is_no_manifest_is_refused(folder, content):
    (folder / "manifest.json").write_bytes(content.encode("latin-1"))
    with pytest.raises(IndexStoreError, match=rf"manifest\.json: not a manifest of an index \(.*\); {REBUILD}"):
        Index.load(folder)


def test_a_manifest_with_an_unknown_entry_is_refused(folder):
    edit(folder, lambda manifest: manifest.update(colour="red"))
    with pytest.raises(IndexStoreError, match=r"not a manifest of an index .*colour"):
        Index.load(folder)


@pytest.mark.parametrize(
    ("key", "found"), [("name", "other"), ("revision", "2"), ("weights", "0"), ("dimension", 8), ("pooling", "max")]
)
def test_another_model_is_named_with_the_one_that_the_index_was_built_with(folder, key, found):
    manifest = Index.load(folder).manifest
    built = manifest.model
    given = ModelCard(**{**vars(built), key: found})
    problem = f"index was built with model {key} {getattr(built, key)!r}, this is {found!r}; {REBUILD}"
    with pytest.raises(IndexStoreError, match=re.escape(problem)):
        manifest.require_model(given)
    manifest.require_model(ModelCard(**vars(built)))


@pytest.mark.parametrize(("key", "place"), [("passages", 0), ("topics", 1), ("views", 2)])
def test_counts_that_disagree_are_told_as_found_and_as_expected(folder, key, place):
    index = Index.load(folder)
    found = [len(index.passages), len(index.topics), len(index.views), len(index.views), 16]
    expected = [count + 1 if place == at or (place == 2 and at == 3) else count for at, count in enumerate(found)]
    edit(folder, lambda manifest: manifest.update({key: manifest[key] + 1}))
    problem = f"are {tuple(found)}, manifest says {tuple(expected)}; {REBUILD}"
    with pytest.raises(IndexStoreError, match=re.escape(problem)):
        Index.load(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_holds_something_else_is_unreadable(folder, name):
    (folder / name).write_text('{"kind": "text"}\n')
    edit(folder, lambda manifest: None, signed=[name])
    with pytest.raises(IndexStoreError, match=rf"index: unreadable index \(.*\); {REBUILD}"):
        Index.load(folder)


def test_codes_of_other_vectors_are_refused(folder, tmp_path):
    sample("Clay.\n\nTin").save(tmp_path / "other")
    shutil.copy(tmp_path / "other" / "views.onnx", folder)
    edit(folder, lambda manifest: None, signed=["views.onnx"])
    with pytest.raises(IndexStoreError, match=r"views\.onnx holds codes of shape \(\d+, 16\), expected \(\d+, 16\)"):
        Index.load(folder)


def test_vectors_that_do_not_match_the_views_are_refused():
    made = sample()
    with pytest.raises(ValueError, match=r"encoded has shape \(3, 16\), expected \(\d+, 16\)"):
        Index.from_encoded(
            made.passages,
            made.topics,
            made.views,
            made.encoded[:3],
            made.adapter,
            model=made.manifest.model,
            sources={},
            calibration=made.manifest.calibration,
        )


def test_no_more_views_are_found_than_there_are(folder):
    index = Index.load(folder)
    scores, rows = index.vectors.search(index.encoded[:2], 10_000)
    passages = [row for row, view in enumerate(index.views) if not view.is_of_topic]
    assert scores.shape == rows.shape == (2, len(passages))
    assert sorted(rows[0]) == passages


def test_a_failed_save_leaves_the_old_index_and_no_draft(folder, monkeypatch):
    before = contents(folder)

    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr("index.flat.faiss.write_index", full)
    with pytest.raises(IndexStoreError, match=r"cannot be written \(No space left on device\)"):
        sample("Glass").save(folder)
    assert contents(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["index"]


@pytest.fixture
def crashed(folder, monkeypatch):
    """Name the folder of an index whose replacement was cut short between the two renames."""
    rename = Path.rename

    def cut_short(self, target):
        if self.name.startswith(".index-"):
            raise KeyboardInterrupt
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", cut_short)
        with pytest.raises(KeyboardInterrupt):
            sample("Glass").save(folder)
    assert not folder.exists()
    return folder


def test_a_crash_between_the_two_renames_still_loads_the_old_index(crashed):
    assert Index.load(crashed).passages == sample().passages


def test_the_next_save_after_a_crash_puts_all_in_place(crashed):
    sample("Tin").save(crashed)
    assert Index.load(crashed).passages[0].text == "Tin “breathes”."
    assert [path.name for path in crashed.parent.iterdir()] == ["index"]


def test_a_place_that_takes_no_folder_is_told_in_one_line(tmp_path):
    (tmp_path / "full").write_text("not a folder")
    index = sample("Clay")
    with pytest.raises(IndexStoreError, match=r"full/index: cannot be written \(.+\); check the disk"):
        index.save(tmp_path / "full" / "index")


def test_a_view_is_mapped_to_the_same_bits_whichever_stand_beside_it():
    draw = np.random.default_rng(0)
    vectors = unit(draw.standard_normal((1_500, 384)))
    asked = draw.random(1_500) < 0.3
    adapter = Adapter(*(np.eye(384) + 0.05 * draw.standard_normal((2, 384, 384))).astype(np.float32))
    whole = adapted(asked, vectors, adapter)
    np.testing.assert_allclose(whole[asked], adapter.map_questions(vectors[asked]), atol=1e-5)
    np.testing.assert_allclose(whole[~asked], adapter.map_documents(vectors[~asked]), atol=1e-5)
    for rows in (draw.permutation(1_500), draw.permutation(1_500)[:700], np.array([1_499]), np.array([3, 2])):
        assert adapted(asked[rows], vectors[rows], adapter).tobytes() == whole[rows].tobytes()


def test_the_passages_of_an_article_are_found_by_its_name():
    encoder = WordEncoder(dimension=16)
    tins, pots = cut("Tin.\n\nRust.\n", name="a-tins"), cut("Clay.\n", name="pots")
    index = make_index((*tins, *pots), encoder=encoder)
    assert [index.passages_of(name) for name in ("a-tins", "pots", "pans")] == [list(tins), list(pots), []]
