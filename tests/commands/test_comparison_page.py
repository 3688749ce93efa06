"""The page that goes to an editor: whole, without script or link, and safe whatever strangers wrote."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from playwright.sync_api import Browser

from pipeline.commands.comparison import Comparison
from pipeline.commands.comparison_page import OUTLETS_ACROSS, SHOWN_AT_FIRST, SHOWN_AT_MOST, comparison_page
from pipeline.commands.html_page import html_page, safe
from pipeline.commands.show import plain
from pipeline.dashboard.wording import STATE_NAMES
from tests.dashboard.strangers import HOSTILE

OURS = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "dl", "dt", "dd", "table", "thead",
    "tbody", "tr", "th", "td", "br", "article", "span", "blockquote", "details", "small", "summary", "ul", "li",
    "footer",
}  # fmt: skip
OUR_ATTRIBUTES = {"lang", "charset", "name", "content", "http-equiv", "class", "scope"}


class Seen(HTMLParser):
    """What a browser makes of a page: its tags, attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, set[str]] = {}
        self.parts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.parts)


@pytest.mark.parametrize("which", ["told", "hostile"])
def test_a_page_has_no_tag_attribute_or_class_but_ours(which: str, request: pytest.FixtureRequest) -> None:
    seen = Seen(comparison_page(request.getfixturevalue(which)))
    assert seen.tags - OURS == set()
    assert set(seen.attributes) - OUR_ATTRIBUTES == set()
    assert seen.attributes["class"] <= {
        "text", "number", "quote", "address", "quiet", "note", "reason", "conflict", "unclear", "explained",
    }  # fmt: skip


def test_a_page_forbids_the_browser_to_load_or_run_anything(told: Comparison) -> None:
    policy = "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\""
    page = comparison_page(told)
    assert policy in page
    assert page.index(policy) < page.index("<style>")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_strangers_wrote_stands_there_as_text(hostile: Comparison, text: str) -> None:
    assert plain(text).plain in Seen(comparison_page(hostile)).text


def test_a_page_tells_all_of_its_parts_in_their_order(told: Comparison) -> None:
    heads = re.findall(r"<h[12]>(.*?)</h[12]>", comparison_page(told))
    expected = [
        "X, 10 March 2025", "Who said what, and who was silent", "Where they differ, and why", "Figures",
        "Who had it first", "Who blames whom", "Blame that grew on its way", "The operator and the press",
        "Figures that an outlet changed", "Sources", "How this was made",
    ]  # fmt: skip
    assert heads == [head for head in expected if head in heads]
    assert set(expected) - set(heads) <= {
        "Blame that grew on its way",
        "The operator and the press",
        "Figures that an outlet changed",
    }


def test_a_difference_has_both_quotes_outlets_and_addresses(told: Comparison) -> None:
    text = Seen(comparison_page(told)).text
    assert told.differences
    for row in told.differences:
        assert row["explanation"] in text
        for side in ("", "other_"):
            assert f"“{row[f'{side}quote']}”" in text
            assert f"{told.name_of(row[f'{side}outlet'])} {row[f'{side}canonical_url']}" in text


def test_every_article_is_among_the_sources(told: Comparison) -> None:
    sources = Seen(comparison_page(told).split("<h2>Sources</h2>")[1]).text
    assert [row["title"] for row in told.articles if row["title"] not in sources] == []
    assert [row["canonical_url"] for row in told.articles if row["canonical_url"] not in sources] == []


def test_a_cell_of_the_matrix_has_what_the_outlet_says_or_why_it_says_nothing(told: Comparison) -> None:
    matrix = comparison_page(told).split("<h2>Who said what")[1].split("<h2>")[0]
    for row in told.claims:
        assert safe(row["said"]) in matrix
    for row in told.coverage:
        if row["state"] != "said":
            why = f"<br><small>{safe(row['explanation'])}</small>"
            is_told = row["metric"] in {other["metric"] for other in told.coverage if other["state"] == "said"}
            assert (f'<td class="quiet">{STATE_NAMES[row["state"]]}{why}</td>' in matrix) is is_told


@pytest.mark.parametrize(("outlets", "tables"), [(1, 1), (OUTLETS_ACROSS, 1), (OUTLETS_ACROSS + 1, 2), (40, 7)])
def test_many_outlets_go_into_more_tables_and_none_is_lost(told: Comparison, outlets: int, tables: int) -> None:
    coverage = [
        {**row, "outlet": f"o{number}.example", "outlet_name": f"Outlet {number}."}
        for number in range(outlets)
        for row in told.coverage[:12]
    ]
    page = comparison_page(replace(told, coverage=coverage))
    matrix = page.split("<h2>Who said what")[1].split("<h2>")[0]
    assert matrix.count("<table>") == tables
    heads = re.findall(r'<th scope="col">(Outlet \d+\.)</th>', matrix)
    assert heads == [f"Outlet {number}." for number in range(outlets)]


@pytest.mark.parametrize("count", [0, 1, SHOWN_AT_FIRST, SHOWN_AT_FIRST + 1, SHOWN_AT_MOST + 5])
def test_many_differences_open_with_a_click_and_those_beyond_are_counted(told: Comparison, count: int) -> None:
    page = comparison_page(replace(told, differences=[told.differences[0]] * count))
    assert page.count("<article") == min(count, SHOWN_AT_MOST)
    assert ("<details>" in page) is (count > SHOWN_AT_FIRST)
    assert ("And 5 others: outwire compare x-2025-03-10 --csv x-2025-03-10" in page) is (count > SHOWN_AT_MOST)
    assert ("do not differ" in page) is (count == 0)


def test_a_page_says_what_it_was_made_from(told: Comparison) -> None:
    footer = Seen(comparison_page(told).split("<footer")[1]).text
    assert "Incident x-2025-03-10" in footer
    assert "snapshot outwire-1.duckdb" in footer
    assert "reader version drawn" in footer


@effort(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_comes_back_from_a_page_as_it_is_shown_on_a_terminal(text: str) -> None:
    page = html_page(text, [f'<p class="{safe(text)}">{safe(text)}</p>'], style="p { color: red }\n")
    seen = Seen(page)
    assert seen.tags == {"html", "head", "meta", "title", "style", "body", "h1", "p"}
    assert seen.attributes["class"] == {plain(text).plain}
    assert seen.text.count(plain(text).plain) >= 3
    page.encode()


@pytest.mark.browser
def test_a_browser_runs_nothing_loads_nothing_and_cuts_nothing_off(
    hostile: Comparison,
    browser: Browser,
    tmp_path: Path,
) -> None:
    (tmp_path / "page.html").write_text(comparison_page(hostile), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1250, "height": 900})
    asked: list[Any] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "page.html").as_uri())
    assert asked == [(tmp_path / "page.html").as_uri()]
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("document.querySelectorAll('a, script, img, svg, iframe, [onerror]').length") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1250
    page.close()
