"""The Articles tab: what an edit would change, and a draft from a document."""

import pytest

from bot.web.staff.drafts import drafts_folder
from bot.web.staff.tabs.articles import show_edit, show_import, text_of
from tests.bot.staff.samples import NOON, answered
from tests.web.conftest import HIP
from tests.web.staff.desks import desk_on, log_of
from tests.web.test_render import HOSTILE, Texts

PAGE = "<h1>Elbows</h1><p>Elbows bend the other way than knees do.</p><p>Rest them on the table.</p>"


@pytest.fixture
def desk(bot, settings):
    return desk_on(bot, settings)


def send(tmp_path, name: str, content: str):
    """Put a document where Gradio puts what was sent."""
    folder = tmp_path / "sent"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(content, encoding="utf-8")
    return folder / name


# Edits


def figures_of(html: str) -> dict[str, str]:
    parsed = Texts(html.replace("<dt>", '<dt class="dt">').replace("<dd>", '<dd class="dd">'))
    return dict(zip(parsed.found["dt"], parsed.found["dd"], strict=True))


def test_text_as_it_is_changes_nothing(desk):
    html = show_edit(desk, "hip", text_of(desk, "hip"))
    assert figures_of(html)["Stay as they are"] == "1"
    assert Texts(html).found["note"][0] == "No passage changes."


def test_changed_passage_is_shown_word_by_word_with_how_often_patients_read_it(bot, settings, tmp_path):
    hip = next(passage for passage in bot.index.passages if passage.article == "hip")
    log = log_of(tmp_path, [answered("a", hip.id, time=NOON, question="<i>do hips turn</i>")])
    html = show_edit(desk_on(bot, settings, log), "hip", HIP.replace("rarely ill", "seldom ill") + "\nA new one.\n")
    assert figures_of(html) == {
        "Stay as they are": "0",
        "Read differently": "1",
        "Vanish": "0",
        "Come new": "1",
        "Question entries without a passage": "0",
    }
    assert "<del>rarely</del> <ins>seldom</ins>" in html
    assert '<td data-label="Shown to patients">once</td>' in html
    assert "&lt;i&gt;do hips turn&lt;/i&gt;" in html
    assert "A new one." in Texts(html).found["words"]


def test_vanished_passage_is_named(desk):
    html = show_edit(desk, "hip", "---\ntitle: Hips\n---\n\nNothing of it is left here, sorry.\n")
    assert figures_of(html)["Vanish"] == "1"
    assert Texts(html).found["words"][0] == "Hips carry you. Hips turn. A hip that clicks is rarely ill."
    assert "how often a passage was shown is not known" in html


@pytest.mark.parametrize(
    ("text", "told"), [("", "Paste the new text"), ("no front matter", "hip.md:1: no front matter")]
)
def test_text_that_is_no_article_is_told_in_one_line(desk, text, told):
    assert told in Texts(show_edit(desk, "hip", text)).found["note"][0]


def test_edit_is_shown_as_text(desk):
    html = show_edit(desk, "hip", HIP + f"\n{HOSTILE}\n")
    assert {tag for tag, _ in Texts(html).tags} & {"img", "script"} == set()


# Imports


def test_document_becomes_a_draft_beside_the_index_and_is_deleted(desk, tmp_path):
    document = send(tmp_path, "Elbow pain.html", PAGE)
    html = show_import(desk, str(document), "")
    draft = drafts_folder(desk.settings) / "elbow-pain.md"
    assert "Elbows bend the other way" in draft.read_text()
    assert "reviewed: null" in draft.read_text()
    assert not document.exists()
    assert not (desk.settings.corpus / "elbow-pain.md").exists()
    assert figures_of(html)["Passages"] == "2"
    assert str(draft) in Texts(html).found["verdict"][0]


@pytest.mark.parametrize("name", ["knee", "elbow"])
def test_neither_an_article_nor_a_draft_is_overwritten(desk, tmp_path, name):
    show_import(desk, str(send(tmp_path, "elbow.html", PAGE)), "")
    before = {path: path.read_bytes() for path in desk.settings.corpus.parent.rglob("*.md")}
    html = show_import(desk, str(send(tmp_path, "again.html", PAGE.replace("table", "chair"))), name)
    assert f"{name}.md is there already and stays as it is; give another name" in Texts(html).found["problem"][0]
    assert {path: path.read_bytes() for path in desk.settings.corpus.parent.rglob("*.md")} == before


@pytest.mark.parametrize(
    ("document", "name", "told"),
    [
        ("run.exe", "", "run.exe: cannot be imported"),
        ("page.html", "../corpus/knee", "makes no article name"),
        ("page.html", "Big Name", "makes no article name"),
        ("empty.txt", "", "no paragraph, list or table found"),
    ],
)
def test_document_that_cannot_be_used_is_told_in_its_one_line(desk, tmp_path, document, name, told):
    sent = send(tmp_path, document, "" if document == "empty.txt" else PAGE)
    html = show_import(desk, str(sent), name)
    assert told in Texts(html).found["problem"][0]
    assert str(tmp_path / "sent") not in html
    assert not sent.exists()
    assert list(desk.settings.corpus.parent.rglob("drafts/*")) == []
