"""Markup of strangers as one line of plain text, and names among it."""

from __future__ import annotations

import pytest

from pipeline.characters import is_steering
from pipeline.sources.plain import SUMMARY_CHARS, author_names, plain_line, plain_summary, plain_title

# An image with its sizes, as blogs put it before the first word.
IMAGE = (
    f'<figure><img src="/a.jpg" srcset="{", ".join(f"/a-{width}.jpg {width}w" for width in range(300, 1500, 25))}"/>'
)


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("X is <b>down</b> again", "X is down again"),
        ("X is down<br/>again", "X is down again"),
        ("AT&amp;T says sorry", "AT&T says sorry"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("one\n  two\u2028three\x07", "one two three"),
        ("Cafe\u0301", "Café"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("x" * 900, "x" * 500),
        ("<p> </p>", None),
        ("", None),
        (None, None),
    ],
)
def test_a_title_is_one_line_of_plain_text(markup: str | None, title: str | None) -> None:
    assert plain_title(markup) == title


@pytest.mark.parametrize(
    ("markup", "summary"),
    [
        ("<p>Users could not log in.</p><p>It lasted an hour.</p>", "Users could not log in. It lasted an hour."),
        (f"{IMAGE}</figure><p>Users could not log in.</p>", "Users could not log in."),
        ("x" * SUMMARY_CHARS, "x" * SUMMARY_CHARS),
        ("x" * (SUMMARY_CHARS + 1), "x" * SUMMARY_CHARS),
        ("\x1b[31mred\x00 \u202edrawkcab", "[31mred drawkcab"),
        ("&#27;[2J&#x202E;down&#55357;", "[2Jdown\ufffd"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("<img src='/a.jpg'/>", None),
    ],
)
def test_a_summary_is_the_beginning_of_its_text(markup: str, summary: str | None) -> None:
    assert plain_summary(markup) == summary


def test_a_tag_that_the_cut_goes_through_leaves_nothing_of_itself() -> None:
    link = '<a href="http://harbourpost.example/tracking">'
    for shift in range(len(link) + 1):
        markup = f"<{'i' * (154 - shift)}>Down{link * 2}again"
        assert plain_line(markup, chars=10) == "Down"
    assert plain_line("2 < 3 and no more", chars=100) == "2 < 3 and no more"


@pytest.mark.parametrize(
    ("said", "names"),
    [
        (["Ada Lund", "Bo Ek"], ("Ada Lund", "Bo Ek")),
        (["Bo Ek", "Ada Lund", "Bo Ek"], ("Bo Ek", "Ada Lund")),
        (["By Ada Lund", "par Bo Ek"], ("Ada Lund", "Bo Ek")),
        (["<a href='/ada'>Ada Lund</a>", "Sm&oslash;rgen"], ("Ada Lund", "Smørgen")),
        (["http://harbourpost.example/ada", "", None, "  "], ()),
        (["Ada\n\tLund\x1b[0m", "\u202eBo"], ("Ada Lund [0m", "Bo")),
        (["desk@harbourpost.example"], ("desk@harbourpost.example",)),
        (["a" * 5000], ("a" * 100,)),
        ([f"Writer {number}" for number in range(50)], tuple(f"Writer {number}" for number in range(10))),
    ],
)
def test_names_are_plain_each_once_and_few(said: list[str | None], names: tuple[str, ...]) -> None:
    assert author_names(said) == names
    assert not any(is_steering(char) for name in names for char in name)
