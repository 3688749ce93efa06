"""Patterns over any text: offsets in characters, whatever the letters."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline.claims.walk
from pipeline.claims.lexicon import pattern
from pipeline.claims.patterns import CURRENCY, Pattern, as_bytes, check_all
from pipeline.errors import SettingsError

WORD = pattern(r"\b(do)wn(?:\s+(?P<how>badly|again))?\b")


@given(st.text())
def test_a_text_is_one_byte_a_character(text: str) -> None:
    assert len(as_bytes(text)) == len(text)


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_match_stands_where_re_finds_it(before: str, after: str) -> None:
    text = f"{before} down again {after}"
    same = re.compile(r"(?ai)\b(do)wn(?:\s+(?P<how>badly|again))?\b")
    found = [(m.span(), m.span(1), m.group("how")) for m in WORD.finditer(text)]
    plain = text.replace("\u212a", "?").replace("\u017f", "?")  # RE2 folds no letter outside ASCII into one inside
    assert found == [(m.span(), m.span(1), m.group("how")) for m in same.finditer(plain)]


def test_groups_are_the_words_of_the_text() -> None:
    match = WORD.search("Ŵeb site down badly")
    assert match is not None
    assert (match.group(), match.group(1), match.group("how"), match.groups()) == (
        "down badly",
        "do",
        "badly",
        ("do", "badly"),
    )
    alone = WORD.search("it is down.")
    assert alone is not None
    assert (alone.group("how"), alone.start("how"), alone.end()) == (None, -1, 10)


@pytest.mark.parametrize("sign", [*CURRENCY, "£", "¥"])
def test_a_currency_sign_is_found_in_front_of_its_sum_and_nowhere_else(sign: str) -> None:
    known = pattern(rf"{sign}\d+")
    match = known.search(f"Ŵ cost {sign}25 or ?25")
    assert match is not None
    assert match.group() == f"{sign}25"
    assert known.search("cost ?25 or ¢25") is None


@pytest.mark.parametrize("source", ["(?=x)", "(", "Łódź"])
def test_a_pattern_that_cannot_be_searched_is_named(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.claims.patterns._made", [])
    with pytest.raises(SettingsError, match="is not RE2 syntax"):
        Pattern(source).search("x")


def test_every_pattern_of_the_reader_compiles() -> None:
    assert pipeline.claims.walk.RULES
    assert check_all() > 300
