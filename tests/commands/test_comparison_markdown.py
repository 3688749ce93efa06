"""Markdown of a comparison: tables that are tables, and strangers' words that stay words in any renderer."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.commands.comparison import Comparison
from pipeline.commands.comparison_markdown import (
    DIFFERENCES_SHOWN,
    OUTLETS_ACROSS,
    WORD_JOINER,
    address,
    comparison_markdown,
    literal,
)
from pipeline.commands.show import plain
from tests.dashboard.strangers import HOSTILE

# CommonMark with HTML let through, as on GitHub, and the tables and strokes that GitHub adds.
RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
ATTACKS = [
    *HOSTILE, "a | b", "`code` ``", "```\nfence", "[link](http://evil.example)", "![pixel](http://evil.example/p.png)",
    "<img src=x onerror=alert(1)>", "&lt;b&gt; &amp;", "*bold* __it__ ~~gone~~", "# head", "- item", "+ item",
    "1. one", "12) twelve", "> quote", "---", "===", "    code", "\\", "\\|", "a\\`b`c", "$x$", "[^1]", "[x]: y",
    "@everyone", "#123", "https://evil.example/?a=b_c_d", "www.evil.example", "me@evil.example", "a\n\nb", "\tcode",
]  # fmt: skip


class Rendered(HTMLParser):
    """The text of rendered Markdown, and its tags."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.parts: list[str] = []
        self.feed(RENDERER.render(markdown))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).replace(WORD_JOINER, "").split())


def words(text: str) -> str:
    return " ".join(plain(text).plain.split())


PLACES = {
    "a line": ("{}", ["p"]),
    "a list": ("- {}", ["ul", "li"]),
    "a heading": ("# {}", ["h1"]),
    "a quote in a list": ("  - a: “{}” `x`", ["ul", "li", "code"]),
    "a cell": (
        "| a | b |\n| --- | --- |\n| {} | *{}* |",
        ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"],
    ),
}


@pytest.mark.parametrize("place", PLACES)
@effort(max_examples=150, deadline=None)
@given(text=st.one_of(st.sampled_from(ATTACKS), st.text("ab1.)(#*_-+`|[]<>&\\~$=!@:/ \n", max_size=12), st.text()))
@example(text="1.")
@example(text="www.a://b")
def test_any_words_stay_words_wherever_they_stand(place: str, text: str) -> None:
    shape, tags = PLACES[place]
    if not words(text):
        return
    rendered = Rendered(shape.replace("{}", literal(text)))
    extra = 1 if place == "a cell" else 0
    assert [tag for tag in rendered.tags if tag != "em"] == tags
    assert rendered.tags.count("em") == extra
    assert rendered.text.count(words(text)) >= 1 + extra


@given(st.one_of(st.sampled_from(ATTACKS), st.text()))
def test_no_sign_that_begins_a_construct_is_left_bare(text: str) -> None:
    bare = re.sub(r"\\\\|\\[`*_\[\]~$@#]", "", literal(text))
    assert not re.search(r"[<>|`*_\[\]~$@#]|&(?!(?:lt|gt|amp|#124);)", bare.replace("&#124;", ""))


@pytest.mark.parametrize("text", ["see https://evil.example now", "www.evil.example", "WWW.evil.example", "ftp://a.b"])
def test_no_address_among_words_is_made_a_link_of(text: str) -> None:
    assert not re.search(r"(?i)www\.|(?<!\\)://", literal(text))


@pytest.mark.parametrize("text", ["@everyone", "ask @team now", "fixes #123", "me@evil.example"])
def test_nobody_is_called_and_no_ticket_is_touched(text: str) -> None:
    assert not re.search(r"[@#]\w", literal(text))


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://post.example/a?b=c&d=%C3%A9#e", "`https://post.example/a?b=c&d=%C3%A9#e`"),
        ("https://post.example/`a|b", "`https://post.example/%60a%7Cb`"),
        ("https://post.example/a b\nc", "`https://post.example/a%20b%0Ac`"),
        ("javascript:alert(1)", "`javascript:alert(1)`"),
    ],
)
def test_an_address_is_code_that_nothing_ends_too_early(url: str, code: str) -> None:
    assert address(url) == code


def test_plain_words_are_as_readable_in_the_source() -> None:
    assert literal("about 28,570 reports at 10:00 ET (asserted by Elon Musk)") == (
        "about 28,570 reports at 10:00 ET (asserted by Elon Musk)"
    )


@pytest.mark.parametrize("which", ["told", "hostile"])
def test_the_whole_text_renders_to_our_own_tags_only(which: str, request: pytest.FixtureRequest) -> None:
    found = request.getfixturevalue(which)
    rendered = Rendered(comparison_markdown(found))
    assert set(rendered.tags) <= {
        "h1", "h2", "p", "ul", "li", "strong", "em", "code", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    for row in found.differences[:DIFFERENCES_SHOWN]:
        assert words(row["quote"]) in rendered.text
        assert words(row["explanation"]) in rendered.text
    for row in found.articles:
        assert words(row["title"]) in rendered.text


@pytest.mark.parametrize("which", ["told", "hostile"])
def test_every_row_of_a_table_has_as_many_cells_as_its_head(which: str, request: pytest.FixtureRequest) -> None:
    tables = re.findall(r"(?:^\|.*\|\n)+", comparison_markdown(request.getfixturevalue(which)), re.MULTILINE)
    assert len(tables) > 3
    for table in tables:
        assert len({line.count("|") for line in table.splitlines()}) == 1


def test_outlets_go_into_as_many_tables_as_a_ticket_has_room_for(told: Comparison) -> None:
    matrix = comparison_markdown(told).split("## Who said what")[1].split("\n## ")[0]
    assert len(re.findall(r"^\| --- ", matrix, re.MULTILINE)) == -(-len(told.outlet_names) // OUTLETS_ACROSS)
    assert [name for name in told.outlet_names.values() if name not in matrix] == []


def test_many_differences_are_counted(told: Comparison) -> None:
    text = comparison_markdown(replace(told, differences=[told.differences[0]] * (DIFFERENCES_SHOWN + 2)))
    assert "and 2 more differences, which `outwire compare --json` has" in text


def test_what_has_no_rows_is_said_in_a_sentence(told: Comparison) -> None:
    text = comparison_markdown(replace(told, differences=(), attributions=(), coverage=()))
    assert "The outlets do not differ in any figure." in text
    assert "Nobody names a cause." in text


def test_a_text_ends_in_one_newline_and_has_no_three_in_a_row(told: Comparison) -> None:
    text = comparison_markdown(told)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\n\n\n" not in text
