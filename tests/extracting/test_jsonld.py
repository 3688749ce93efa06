"""JSON-LD as newsrooms write it, and as it breaks."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.articles.jsonld import article_nodes, texts
from pipeline.articles.tree import parse_page
from tests.extracting.drawn import json_ld, page


def headlines(*fields: Any) -> list[Any]:
    return [node.get("headline") for node in article_nodes(parse_page(page(head="".join(map(json_ld, fields)))))]


@pytest.mark.parametrize(
    "kind",
    ["NewsArticle", "Article", "ReportageNewsArticle", "BlogPosting", "LiveBlogPosting", ["Thing", "NewsArticle"]],
)
def test_an_article_is_known_by_its_type(kind: Any) -> None:
    assert headlines({"@type": kind, "headline": "Mail down"}) == ["Mail down"]


@pytest.mark.parametrize("kind", ["WebPage", "Organization", "BreadcrumbList", None, 7, ["Thing"]])
def test_other_types_are_no_articles(kind: Any) -> None:
    assert headlines({"@type": kind, "headline": "Mail down"}) == []


def test_the_pages_own_article_stands_before_those_that_it_contains() -> None:
    inner = {"@type": "NewsArticle", "headline": "inner"}
    outer = {"@type": "NewsArticle", "headline": "outer", "hasPart": [inner]}
    assert headlines({"@graph": [{"@type": "WebSite", "about": inner}, outer]})[0] == "outer"


def test_several_scripts_are_read_in_the_order_of_the_page() -> None:
    first, second = ({"@type": "NewsArticle", "headline": name} for name in ("first", "second"))
    assert headlines(first, second) == ["first", "second"]


def test_a_script_with_line_breaks_in_texts_or_a_semicolon_is_read() -> None:
    script = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "two\nlines"};</script>'
    assert [node["headline"] for node in article_nodes(parse_page(page(head=script)))] == ["two\nlines"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("Ada", ["Ada"]),
        ({"name": "Ada"}, ["Ada"]),
        ({"@id": "#ada"}, ["#ada"]),
        (["Ada", {"name": "Bo"}, None, 7, "  "], ["Ada", "Bo"]),
        ({"name": ["Ada"]}, []),
        (None, []),
    ],
)
def test_texts_are_found_in_all_their_forms(value: Any, found: list[str]) -> None:
    assert list(texts(value)) == found


def test_a_deep_or_wide_object_costs_little() -> None:
    deep: Any = {"@type": "NewsArticle"}
    for _ in range(400):
        deep = {"a": deep}
    wide = [{"@type": "Thing", "n": number} for number in range(20_000)]
    started = time.monotonic()
    headlines(deep, wide)
    assert time.monotonic() - started < 2


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["@type", "author", "x"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(values)
def test_any_json_is_read_without_a_fault(value: Any) -> None:
    script = f'<script type="application/ld+json">{json.dumps(value).replace("</", "")}</script>'
    assert isinstance(article_nodes(parse_page(page(head=script))), list)
