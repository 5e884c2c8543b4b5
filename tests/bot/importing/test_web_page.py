"""Web pages: what of them is the article."""

from pathlib import Path

import pytest

from tests.bot.importing.drafting import body, draft_of, imported, page


@pytest.mark.parametrize(
    "html",
    [
        "<aside class='callout'><p>Call 999 if you cannot breathe.</p></aside>",
        "<div id='social'><p>Call 999 if you cannot breathe.</p><p>" + "Friends help a lot. " * 6 + "</p></div>",
        "<div hidden class='collapse'><p>Call 999 if you cannot breathe.</p></div>",
        "<p>You should:</p><ul><li><a href='/999'>Call 999 if you cannot breathe.</a></li></ul>",
        "<h2>Contact us</h2><p>Call 999 if you cannot breathe.</p>",
        "<h2>Related conditions</h2><p>Call 999 if you cannot breathe.</p>",
        "<form id='aspnetForm'><p>Call 999 if you cannot breathe.</p><p>" + "It is common. " * 20 + "</p></form>",
        "<table role='presentation'><tr><td><p>Call 999 if you cannot breathe.</p></td><td></td></tr></table>",
    ],
)
def test_advice_survives_in_parts_that_look_like_furniture(html: str, corpus: Path) -> None:
    assert "Call 999 if you cannot breathe." in draft_of(page(f"<p>Rest the knee.</p>{html}"), corpus)


@pytest.mark.parametrize(
    "html",
    [
        "<nav>Buy shoes</nav>",
        "<div class='cookie-banner'><p>Buy shoes</p></div>",
        "<ul class='share-buttons'><li>Buy shoes</li></ul>",
        "<div id='comments'><p>Buy shoes " + "and throw away your pills " * 3 + "</p></div>",
        "<section class='newsletter'><h2>Buy shoes</h2></section>",
        "<footer><p>Buy shoes</p></footer>",
        "<div class='toc'>Buy shoes</div>",
        "<ul><li><a href='#1'>Buy shoes</a></li><li><a href='#2'>Buy socks</a></li></ul>",
        "<script>'Buy shoes'</script>",
        "<p>Read on.</p><button>Buy shoes</button>",
        "<img alt='Buy shoes' src='x.png'>",
        "<h3>You may also like</h3><ul><li>Buy shoes</li></ul>",
    ],
)
def test_furniture_goes(html: str, corpus: Path) -> None:
    text = draft_of(page(f"<p>{'Rest the knee and keep it warm. ' * 8}</p>{html}"), corpus)
    assert "Rest the knee" in text
    assert "Buy" not in text


def test_sections_under_several_h1_lose_nothing(corpus: Path) -> None:
    sections = "".join(f"<h1>{name}</h1><p>{name} it.</p>" for name in ("Cool", "Move the sore knee a little", "Rest"))
    text = draft_of(f"<title>Knee pain</title><div>Menu of ours</div>{sections}", corpus)
    assert (
        text == "Cool it.\n\n## Move the sore knee a little\n\nMove the sore knee a little it.\n\n## Rest\n\nRest it.\n"
    )


def test_an_introduction_above_the_heading_stays(corpus: Path) -> None:
    introduction = (
        "Please read this before you come to see us, and bring it with you on the day that we agreed on the phone."
    )
    text = draft_of(f"<ul><li>Menu</li></ul><p>{introduction}</p>" + page("<p>" + "Rest. " * 40 + "</p>"), corpus)
    assert text.startswith(introduction)


def test_text_is_plain_and_exact(corpus: Path) -> None:
    html = (
        "Take <b>no</b> more than 3&nbsp;* 2 <a href='/x'>tablets</a> [daily]\nif x_y &lt; 5 &amp; &lt;mild&gt; |\nrest"
    )
    text = draft_of(page(f"<p>{html}</p>"), corpus)
    assert text == "Take no more than 3 * 2 tablets [daily] if x_y < 5 & <mild> | rest\n"


def test_powers_stay_powers_and_references_go(corpus: Path) -> None:
    text = draft_of(page("<p>Below 25 kg/m<sup>2</sup>, or 10<sup>6</sup> cells<sup>[4]</sup>.</p>"), corpus)
    assert text == "Below 25 kg/m², or 10⁶ cells.\n"


def test_a_cell_that_spans_rows_stands_in_each_of_them(corpus: Path) -> None:
    rows = "<tr><th>Drug</th><th>Age</th><th>Dose</th></tr><tr><td rowspan='2'>A</td><td>child</td><td>5 ml</td></tr>"
    text = draft_of(page(f"<table>{rows}<tr><td>adult</td><td>10 ml | 2x</td></tr></table>"), corpus)
    assert text.splitlines()[2:] == ["| A | child | 5 ml |", r"| A | adult | 10 ml \| 2x |"]


def test_bullets_typed_into_a_page_are_a_list(corpus: Path) -> None:
    html = "<p>Call us for:<br>• a fever<br>•&nbsp;a rash</p><p><span>·<span>&nbsp;&nbsp;</span></span>a cough</p>"
    assert draft_of(page(html), corpus) == "Call us for:\n\n- a fever\n- a rash\n- a cough\n"


def test_a_definition_list_of_questions_is_an_faq(corpus: Path) -> None:
    text = draft_of(page("<h2>FAQ</h2><dl><dt>Does it hurt?</dt><dd>A little.</dd></dl>"), corpus)
    assert text == "## FAQ\n\n### Does it hurt?\n\nA little.\n"


@pytest.mark.parametrize(
    "opener",
    [
        "<details><summary>Before your visit</summary><p>Eat.</p></details>",
        "<button aria-expanded='false'>Before your visit</button><div>Eat.</div>",
        "<div role='button' aria-expanded='true'><h3>Before your visit</h3></div><div aria-hidden='true'>Eat.</div>",
    ],
)
def test_what_opens_an_accordion_is_a_heading(opener: str, corpus: Path) -> None:
    text = draft_of(page(f"<h2>Visits</h2><p>We are open.</p>{opener}"), corpus)
    assert text == "## Visits\n\nWe are open.\n\n### Before your visit\n\nEat.\n"


def test_a_table_of_one_row_is_layout(corpus: Path) -> None:
    assert draft_of(page("<table><tr><td>Rest.</td><td>Ice.</td></tr></table>"), corpus) == "Rest.\n\nIce.\n"


def test_the_charset_that_a_page_names_is_used(corpus: Path, tmp_path: Path) -> None:
    source = tmp_path / "page.htm"
    source.write_bytes(b"<meta charset='windows-1252'><h1>Knee</h1><p>It\x92s over 38\xb0C \x96 call.</p>")
    assert body(imported(source, corpus)) == "It’s over 38°C – call.\n"
