"""A refresh of some incidents gives what making everything anew gives, and costs what these incidents hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from pipeline import compare_coverage
from pipeline.edges.duck import Warehouse
from pipeline.incidents.coverage import Coverage
from pipeline.mart_refresh import refresh_marts
from pipeline.marts import read_marts
from tests.comparing.drawn import MONDAY, at, began, blamed, blank_warehouse, coverage, lasted, put, reports, utc

MARTS = [mart.name for mart in read_marts()]
FIRST_DAY = date(2020, 1, 1)
Content = dict[str, list[dict[str, Any]]]


def story(outlet: str, day: date, number: int, **more: Any) -> Coverage:
    specs = [reports(20_000 + number, **at(day, "05:30")), lasted(60), blamed("ddos", "Elon Musk", "asserted")]
    hour = 12 + number % 6
    return coverage(outlet, *specs, began(day, "05:30"), on=day, published_at=utc(day, f"{hour:02}:00"), **more)


def past(days: int) -> list[Coverage]:
    """Two outlets on an outage every sixty days, too far apart to be one."""
    return [
        story(outlet, FIRST_DAY + timedelta(days=60 * day), day, slug=f"story-{day}")
        for day in range(days)
        for outlet in ("a.example", "b.example")
    ]


def content(warehouse: Warehouse) -> Content:
    return {name: warehouse.rows(f"SELECT * FROM {name} ORDER BY ALL") for name in MARTS}


@pytest.fixture(scope="module")
def refreshed() -> tuple[Content, Content]:
    """All marts after a load that touched one outage and a page of another: refreshed, and made anew."""
    with blank_warehouse() as warehouse:
        put(warehouse, past(4))
        compare_coverage.bring_up_to_date(warehouse)
        new = {"text": "Another text.", "fetched_at": utc(date(2025, 4, 1), "00:00")}
        put(warehouse, [story("c.example", MONDAY, 1), story("a.example", FIRST_DAY, 5, slug="story-0", **new)])
        report = compare_coverage.bring_up_to_date(warehouse)
        assert report.incident_ids == ("x-2020-01-01", "x-2025-03-10")
        after = content(warehouse)
        refresh_marts(warehouse, read_marts(), None)
        return after, content(warehouse)


@pytest.mark.parametrize("mart", MARTS)
def test_a_refresh_agrees_with_making_everything_anew(refreshed: tuple[Content, Content], mart: str) -> None:
    after, anew = refreshed
    assert after[mart] == anew[mart]


@contextmanager
def counted_rows(warehouse: Warehouse) -> Iterator[dict[str, int]]:
    """How many rows each table that the marts read from has put aside for the touched incidents."""
    found: dict[str, int] = {}
    execute = warehouse.execute

    def counting(sql: str, params: Any = ()) -> int:
        result = execute(sql, params)
        if sql.startswith("CREATE OR REPLACE TEMP TABLE touched_"):
            name = sql.split()[5]
            [row] = warehouse.rows(f"SELECT count(*) AS n FROM {name}")
            found[name.removeprefix("touched_")] = row["n"]
        return result

    warehouse.execute = counting  # type: ignore[method-assign]
    try:
        yield found
    finally:
        warehouse.execute = execute  # type: ignore[method-assign]


def test_what_a_refresh_reads_does_not_grow_with_what_is_stored() -> None:
    read = []
    for days in (2, 12):
        with blank_warehouse() as warehouse:
            put(warehouse, past(days))
            compare_coverage.bring_up_to_date(warehouse)
            put(warehouse, [story("c.example", MONDAY, 1), story("d.example", MONDAY, 2)])
            with counted_rows(warehouse) as found:
                compare_coverage.bring_up_to_date(warehouse)
            read.append(dict(found))
    assert read[0] == read[1]
    assert (read[0]["articles"], read[0]["claims"], read[0]["incident_articles"]) == (2, 8, 2)


def test_nothing_that_was_put_aside_stays() -> None:
    with blank_warehouse() as warehouse:
        put(warehouse, past(1))
        compare_coverage.bring_up_to_date(warehouse)
        put(warehouse, [story("c.example", MONDAY, 1)])
        compare_coverage.bring_up_to_date(warehouse)
        assert warehouse.rows("SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, 'touched_')") == []


def test_a_refresh_of_no_incident_makes_only_the_sums_anew() -> None:
    with blank_warehouse() as warehouse:
        put(warehouse, past(1))
        compare_coverage.bring_up_to_date(warehouse)
        warehouse.execute("DELETE FROM incident_overview")
        warehouse.execute("DELETE FROM outlet_profile")
        refresh_marts(warehouse, read_marts(), [])
        assert warehouse.rows("SELECT * FROM incident_overview") == []
        assert len(warehouse.rows("SELECT * FROM outlet_profile")) == 2
