"""A stranger's words in a label, and a stranger's address in a link."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dashboard.as_typed import WORD_JOINER, literal, web_link


def seen(markdown: str) -> str:
    """What a reader sees of escaped Markdown: neither the backslashes nor the joiners."""
    return "".join(
        char
        for place, char in enumerate(markdown)
        if char != WORD_JOINER and not (char == "\\" and markdown[place + 1 : place + 2] in tuple(string.punctuation))
    )


@pytest.mark.parametrize("name", ["X, 10 March 2025", "Café Zürich", "楽天モバイル"])
def test_an_ordinary_name_stays_as_it_is(name: str) -> None:
    assert literal(name) == name.replace(",", "\\,")


@pytest.mark.parametrize("mark", string.punctuation)
def test_every_mark_of_punctuation_loses_its_meaning(mark: str) -> None:
    assert f"\\{mark}" in literal(f"a{mark}b")


@pytest.mark.parametrize(
    "pattern", [":smile:", ":material/home:", "www.evil.example", "http://a.example", "a@b.example"]
)
def test_what_streamlit_looks_for_in_plain_text_is_broken_apart(pattern: str) -> None:
    assert pattern not in literal(pattern).replace("\\", "")


@pytest.mark.parametrize("arrow", ["->", "<-", "--", ">=", "~="])
def test_two_signs_are_never_drawn_as_one(arrow: str) -> None:
    assert arrow not in literal(arrow).replace("\\", "")


@pytest.mark.parametrize("text", ["# X is down", "X\n# is down", "X\r\n\r\n- is down", "\tX\u2028is down", "X\u202eis"])
def test_lines_become_one_and_no_sign_turns_the_text_around(text: str) -> None:
    assert not set(literal(text)) & set("\n\r\t\u2028\u202e")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Zs"])))
def test_nothing_is_added_that_a_reader_sees(text: str) -> None:
    # A trailing backslash before a joiner is the escaped backslash itself, not an escape.
    assert seen(literal(text.replace("\\", "/"))) == text.replace("\\", "/")


@pytest.mark.parametrize(
    "address",
    [
        "https://harbourpost.example/x-down",
        "http://127.0.0.1:8080/a?b=c#d",
        "HTTPS://HARBOURPOST.EXAMPLE/",
        "https://日本.example/",
    ],
)
def test_an_address_of_the_web_is_a_link(address: str) -> None:
    assert web_link(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        " https://harbourpost.example/",
        "https://harbourpost.example/\u202egnp.exe",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "vbscript:x",
        "//evil.example/",
        "/quality",
        "https:///no-host",
        "https://harbourpost.example@evil.example/",
        "https://[::1/",
    ],
)
def test_any_other_address_is_none(address: str | None) -> None:
    assert web_link(address) is None
