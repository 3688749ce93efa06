"""JSON-LD as old templates wrap it, facts that contradict each other, and an outlets file with faults in it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline.articles import outlets
from pipeline.articles.jsonld import article_nodes
from pipeline.articles.tree import parse_page
from pipeline.errors import SettingsError
from tests.extracting.drawn import PARAGRAPHS, URL, document, json_ld, page

ARTICLE = {"@type": "NewsArticle", "headline": "Mail down"}


def headlines(script: str) -> list[Any]:
    return [node.get("headline") for node in article_nodes(parse_page(page(head=script)))]


@pytest.mark.parametrize(
    "kind",
    [
        "application/ld+json",
        "application/ld+json; charset=utf-8",
        "application/ld+json;charset=UTF-8",
        "APPLICATION/LD+JSON",
        " application/ld+json ",
    ],
)
def test_json_ld_is_known_by_its_type_in_any_spelling(kind: str) -> None:
    assert headlines(f'<script type="{kind}">{json.dumps(ARTICLE)}</script>') == ["Mail down"]


@pytest.mark.parametrize("kind", ["application/json", "text/javascript", "", "application/ld+jsonp", "module"])
def test_scripts_of_other_types_are_not_read(kind: str) -> None:
    assert headlines(f'<script type="{kind}">{json.dumps(ARTICLE)}</script>') == []


@pytest.mark.parametrize(
    "form",
    [
        "{}",
        "\n  {}\n",
        "{};",
        "<!-- {} -->",
        "<!--\n{}\n//-->",
        "//<![CDATA[\n{}\n//]]>",
        "/* <![CDATA[ */ {} /* ]]> */",
        "[{}]",
        "\ufeff{}",
    ],
)
def test_what_old_templates_wrap_around_json_ld_does_not_hide_it(form: str) -> None:
    content = form.replace("{}", json.dumps(ARTICLE))
    assert headlines(f'<script type="application/ld+json">{content}</script>') == ["Mail down"]


@pytest.mark.parametrize("content", ["", ";", "<!-- -->", "//<![CDATA[\n//]]>", "[", "]", "}{", "{]", "[}", "x", "[[["])
def test_wrapping_without_json_in_it_is_passed_over(content: str) -> None:
    assert headlines(f'<script type="application/ld+json">{content}</script>') == []


def test_a_million_empty_objects_cost_little() -> None:
    wide = "[" + ",".join(["[" + ",".join(["{}"] * 1000) + "]"] * 1000) + "]"
    tree = parse_page(f'<html><head><script type="application/ld+json">{wide}</script></head><p>x</p></html>')
    started = time.process_time()
    assert article_nodes(tree) == []
    assert time.process_time() - started < 20  # half a second on an idle machine; minutes if it were quadratic


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (json_ld({"@type": "NewsArticle", "headline": ""}), "From the heading"),
        (json_ld({"@type": "NewsArticle", "headline": ["First", "Second"]}), "First"),
        (json_ld({"@type": "NewsArticle", "headline": {"@value": "x"}}), "From the heading"),
        (json_ld({"@type": "WebPage", "headline": "Of the page"}), "From the heading"),
        ('<meta property="og:title" content="  ">', "From the heading"),
        ('<meta name="twitter:title" content="Of a card">', "Of a card"),
        ('<meta property="OG:Title" content="In capitals">', "In capitals"),
    ],
)
def test_a_title_that_is_empty_or_none_leaves_it_to_the_next(head: str, title: str) -> None:
    assert document(page(title="From the heading", head=head)).title == title


@pytest.mark.parametrize(
    ("html_title", "title"),
    [
        ("Gmail is down | Post", "Gmail is down"),
        ("Gmail is down - The Harbour Post", "Gmail is down"),
        ("Gmail is down — The Harbour Post", "Gmail is down"),
        ("Gmail is down-again", "Gmail is down-again"),
        ("Gmail is down", "Gmail is down"),
        ("Gmail: what we know | Technology | Post", "Gmail: what we know | Technology"),
    ],
)
def test_an_outlets_name_is_cut_from_a_pages_title_once(html_title: str, title: str) -> None:
    body = page(title="x").replace("<title>x</title>", f"<title>{html_title}</title>").replace("<h1>x</h1>", "")
    assert document(body).title == title


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("By Ada Lund", ("Ada Lund",)),
        ("von Ada Lund", ("Ada Lund",)),
        ("Por Ada Lund", ("Ada Lund",)),
        ("Byron Lund", ("Byron Lund",)),
        ("Vonda Lund", ("Vonda Lund",)),
        ("\u202eAda Lund\u202c", ("Ada Lund",)),
        ("  ", ()),
        ("http://post.example/ada", ()),
    ],
)
def test_a_writers_name_loses_its_by_and_nothing_of_itself(name: str, found: tuple[str, ...]) -> None:
    assert document(page(head=json_ld({"@type": "NewsArticle", "author": name}))).authors == found


@pytest.mark.parametrize(
    ("links", "canonical"),
    [
        (["https://harbourpost.example/b", "https://harbourpost.example/c"], "https://harbourpost.example/b"),
        (["https://elsewhere.example/b", "https://harbourpost.example/c"], "https://harbourpost.example/c"),
        (["https://harbourpost.example.evil.example/b"], URL),
        (["https://user:secret@harbourpost.example/b"], "https://harbourpost.example/b"),
        (["//harbourpost.example/b"], "https://harbourpost.example/b"),
        (["?id=7"], f"{URL}?id=7"),
        (["#top"], URL),
        (["https://harbourpost.example"], URL),
        (["data:text/html,x"], URL),
        (["\nhttps://harbourpost.example/b "], "https://harbourpost.example/b"),
    ],
)
def test_the_first_canonical_address_that_may_stand_for_the_page_counts(links: list[str], canonical: str) -> None:
    head = "".join(f'<link rel="canonical" href="{link}">' for link in links)
    assert document(page(head=head)).canonical_url == canonical


def test_an_article_with_figures_in_lists_and_quotes_keeps_them() -> None:
    body = page().replace(
        "</article>",
        "<ul><li>12,345 reports at nine</li><li>400 at noon</li></ul>"
        "<blockquote><p>“We are sorry for the trouble,” it said.</p></blockquote></article>",
    )
    text = document(body).text
    for said in ("12,345 reports at nine", "400 at noon", "“We are sorry for the trouble,” it said."):
        assert said in text
    assert all(paragraph in text for paragraph in PARAGRAPHS)


@pytest.fixture
def outlets_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An outlets file of the test's own, in the place of the project's."""
    path = tmp_path / "schemas" / "outlets.yml"
    path.parent.mkdir()
    monkeypatch.setattr("pipeline.reference.project_path", lambda name: tmp_path / name)
    outlets._known.cache_clear()
    return path


def test_an_outlets_file_is_read_as_it_stands(outlets_file: Path) -> None:
    outlets_file.write_text("- {outlet: post.example, name: The Post, country: AU, timezone: Australia/Sydney}\n")
    assert outlets.outlet_of("https://www.post.example/a", None, None).timezone == "Australia/Sydney"
    outlets._known.cache_clear()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("- {outlet: post.example, timezone: Australia/Sidney}", "post.example: unknown timezone 'Australia/Sidney'"),
        ("- {name: The Post}", "number 1: it has no outlet"),
        ("- {outlet: a.example}\n- {outlet: a.example}", "a.example: it stands there twice"),
        ("- {outlet: a.example, timezone: ../etc/passwd}", "a.example: unknown timezone"),
        ("outlet: a.example", "a list of outlets is expected"),
        ("- a.example", "a list of outlets is expected"),
    ],
)
def test_a_fault_in_the_outlets_file_is_told_before_any_page_is_dated_by_it(
    outlets_file: Path, content: str, fault: str
) -> None:
    outlets_file.write_text(content)
    with pytest.raises(SettingsError, match=r"outlets\.yml") as raised:
        outlets.outlet_of("https://www.post.example/a", None, None)
    assert fault in str(raised.value)
    outlets._known.cache_clear()


def test_all_faults_of_the_outlets_file_are_told_together(outlets_file: Path) -> None:
    outlets_file.write_text("- {outlet: a.example, timezone: Mars/Base}\n- {outlet: b.example, timezone: Moon}\n")
    with pytest.raises(SettingsError) as raised:
        outlets.outlet_of("https://a.example/", None, None)
    assert "a.example: unknown timezone 'Mars/Base'" in str(raised.value)
    assert "b.example: unknown timezone 'Moon'" in str(raised.value)
    outlets._known.cache_clear()
