"""Tables for people, CSV and JSON for programs; strangers' text is text in all three."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from rich.console import Console

from pipeline.commands.show import Form, as_json, choose_form, make_table, plain, print_rows

ROW = {"name": "X [bold]down[/bold]", "count": 28570, "at": datetime(2025, 3, 10, 9, 45, tzinfo=UTC), "none": None}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        (40000, "40,000"),
        (3.3, "3.3"),
        (Decimal("57.0"), "57"),
        (True, "yes"),
        (["x", "aws"], "x, aws"),
        (datetime(2025, 3, 10, 9, 45, tzinfo=UTC), "2025-03-10 09:45"),
        ("[link=http://evil.example]x[/link]", "[link=http://evil.example]x[/link]"),
        ("a\x1b[2Jb", "a�[2Jb"),
    ],
)
def test_a_value_is_shown_as_people_write_it(value: Any, shown: str) -> None:
    assert plain(value).plain == shown


def test_markup_in_a_cell_is_shown_as_typed() -> None:
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(make_table([ROW], ["name", "count"]))
    assert "X [bold]down[/bold]" in console.export_text()


def test_json_keeps_numbers_and_gives_instants_a_zone(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([ROW], list(ROW), Form.json)
    assert json.loads(capsys.readouterr().out) == [
        {"name": "X [bold]down[/bold]", "count": 28570, "at": "2025-03-10T09:45:00Z", "none": None}
    ]


def test_csv_has_a_header_even_without_rows(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([], ["name", "count"], Form.csv)
    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [["name", "count"]]


def test_people_read_a_sentence_where_there_are_no_rows(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([], ["name"], Form.table, empty="No incident yet.")
    assert capsys.readouterr().out.strip() == "No incident yet."


@pytest.mark.parametrize(
    ("options", "form"),
    [((False, False), Form.table), ((True, False), Form.csv), ((False, True), Form.json), ((True, True), Form.json)],
)
def test_the_options_choose_the_form(options: tuple[bool, bool], form: Form) -> None:
    assert choose_form(as_csv=options[0], as_json=options[1]) is form


def test_json_has_no_type_for_dates_and_decimals() -> None:
    assert as_json(date(2025, 3, 10)) == "2025-03-10"
    assert as_json(Decimal("2.4")) == 2.4
