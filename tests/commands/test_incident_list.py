"""`outwire incidents`: the options narrow the list down, and what cannot be meant is said."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import pytest

from pipeline.commands.incident_list import wanted_incidents
from pipeline.errors import UsageError
from tests.conftest import Outwire


def listed(ask: Outwire, *words: str) -> list[dict[str, Any]]:
    ran = ask("incidents", *words, "--json")
    assert ran.code == 0, ran.err
    rows: list[dict[str, Any]] = json.loads(ran.out)
    return rows


def test_every_choice_of_options_gives_what_a_plain_filter_gives(ask: Outwire) -> None:
    everything = listed(ask)
    assert len(everything) > 4
    tests: list[tuple[str, str, Callable[[dict[str, Any]], bool]]] = [
        ("--platform", "x", lambda row: row["platform"] == "x"),
        ("--since", "2025-03-10", lambda row: row["started_on"] >= "2025-03-10"),
        ("--until", "2025-03-10", lambda row: row["started_on"] <= "2025-03-10"),
        ("--min-outlets", "4", lambda row: row["outlet_count"] >= 4),
    ]
    for chosen in product([False, True], repeat=len(tests)):
        some = [one for one, is_chosen in zip(tests, chosen, strict=True) if is_chosen]
        words = [word for option, value, _ in some for word in (option, value)]
        assert listed(ask, *words) == [row for row in everything if all(keep(row) for _, _, keep in some)], words


@pytest.mark.parametrize("name", ["Twitter", "X", "twitter"])
def test_a_platform_may_be_called_by_any_of_its_names(ask: Outwire, name: str) -> None:
    assert [row["incident_id"] for row in listed(ask, "--platform", name)] == ["x-2025-03-10"]


@pytest.mark.parametrize(("day", "is_in"), [("2025-03-09", False), ("2025-03-10", True), ("2025-03-11", True)])
def test_the_last_day_is_in(ask: Outwire, day: str, is_in: bool) -> None:
    found = {row["incident_id"] for row in listed(ask, "--until", day, "--platform", "x")}
    assert ("x-2025-03-10" in found) is is_in


@pytest.mark.parametrize(("day", "is_in"), [("2025-03-10", True), ("2025-03-11", False)])
def test_the_first_day_is_in(ask: Outwire, day: str, is_in: bool) -> None:
    found = {row["incident_id"] for row in listed(ask, "--since", day, "--platform", "x")}
    assert ("x-2025-03-10" in found) is is_in


@pytest.mark.parametrize("option", ["--since", "--until"])
@pytest.mark.parametrize(
    "text", ["10.03.2025", "2025-3-10", "20250310", "2025-W11-1", "yesterday", "", "2025-03-10T00:00", "٢٠٢٥-03-10"]
)
def test_what_is_no_iso_date_is_refused_with_one_that_is(ask: Outwire, option: str, text: str) -> None:
    ran = ask("incidents", f"{option}={text}")
    assert (ran.code, ran.out) == (2, "")
    assert f"{option} 2025-03-10" in ran.err


def test_a_day_that_no_calendar_has_is_refused() -> None:
    with pytest.raises(UsageError, match="--since '2025-02-30' is no day of the calendar"):
        wanted_incidents(since="2025-02-30")


def test_a_period_that_ends_before_it_begins_is_refused(ask: Outwire) -> None:
    ran = ask("incidents", "--since", "2025-03-11", "--until", "2025-03-10")
    assert (ran.code, ran.out) == (2, "")
    assert "--since 2025-03-11 is after --until 2025-03-10" in ran.err


@pytest.mark.parametrize("number", ["-1", "many", "1.5"])
def test_a_number_of_outlets_that_is_none_is_refused(ask: Outwire, number: str) -> None:
    ran = ask("incidents", f"--min-outlets={number}")
    assert ran.code == 2
    assert "min-outlets" in re.sub(r"[│\s]+", "", ran.err)


def test_where_none_is_found_people_read_what_was_asked_for(ask: Outwire) -> None:
    ran = ask("incidents", "--platform", "x", "--since", "2031-01-01", "--min-outlets", "3")
    assert ran.out.strip() == (
        "No incident of 'x' since 1 January 2031 with at least 3 outlets; `outwire incidents` lists all."
    )


def test_where_none_is_found_programs_get_none(ask: Outwire) -> None:
    assert listed(ask, "--since", "2031-01-01") == []
    header = ask("incidents", "--since", "2031-01-01", "--csv").out
    assert len(list(csv.reader(io.StringIO(header)))) == 1


def test_a_terminal_of_80_columns_has_every_column(ask: Outwire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = ask("incidents").out.splitlines()
    assert max(map(len, lines)) <= 80
    assert [head for head in ("incident", "outlets", "witnesses", "reports", "conflicts") if head not in lines[2]] == []
    assert re.search(r"^ *x-2025-03-10 +10 +\d +[\d,]+–40,000 +\d+$", "\n".join(lines), re.MULTILINE)


@pytest.mark.parametrize("number", [0, 1])
def test_all_are_wanted_where_nothing_is_asked_for(number: int) -> None:
    assert str(wanted_incidents(min_outlets=number)) == ""
    assert wanted_incidents(until="2025-03-10").until == date(2025, 3, 10)
