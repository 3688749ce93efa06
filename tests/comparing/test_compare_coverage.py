"""The stage: any split into loads gives the same, nothing new means nothing written, and what is gone is gone."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as trial
from hypothesis import strategies as st

from pipeline import compare_coverage
from pipeline.edges.duck import Warehouse, writing
from pipeline.incidents.coverage import Coverage
from pipeline.marts import read_marts
from pipeline.settings import Settings
from tests.comparing.drawn import (
    MONDAY,
    TUESDAY,
    began,
    blamed,
    blank_warehouse,
    coverage,
    event,
    put,
    reports,
    undated,
    utc,
)  # fmt: skip

TABLES = ("incidents", "incident_articles", "placed_claims", "claim_differences")


def content(warehouse: Warehouse) -> dict[str, list[dict[str, Any]]]:
    """All rows of all that the stage makes."""
    names = [*TABLES, *(mart.name for mart in read_marts())]
    return {name: warehouse.rows(f"SELECT * FROM {name} ORDER BY ALL") for name in names}


def loaded_in(parts: Sequence[Sequence[Coverage]]) -> dict[str, list[dict[str, Any]]]:
    with blank_warehouse() as warehouse:
        for part in parts:
            put(warehouse, part)
            compare_coverage.bring_up_to_date(warehouse)
        return content(warehouse)


def write(settings: Settings, *coverages: Coverage) -> None:
    with writing(settings) as warehouse:
        put(warehouse, coverages)


def say_changed(warehouse: Warehouse) -> None:
    """Says of all articles, as a load would of its own, that they have changed."""
    warehouse.execute("INSERT INTO changed_articles SELECT article_id, batch_id FROM articles")


def test_a_comparison_says_what_it_made(settings: Settings) -> None:
    write(settings, coverage("a.example", reports(28_570)), coverage("b.example", reports(39_000)))
    report = compare_coverage.run(settings)
    assert report == compare_coverage.CompareReport(
        incident_ids=("x-2025-03-10",), article_count=2, difference_count=1, is_current=False
    )


def test_where_nothing_was_loaded_since_nothing_is_written(settings: Settings) -> None:
    write(settings, coverage("a.example", reports(28_570)))
    compare_coverage.run(settings)
    with writing(settings) as warehouse:
        before = warehouse.rows("SELECT max(write_number) AS last FROM writes")
    assert compare_coverage.run(settings).is_current
    with writing(settings) as warehouse:
        assert warehouse.rows("SELECT max(write_number) AS last FROM writes") == before


def test_an_empty_warehouse_has_all_marts_without_a_row(settings: Settings) -> None:
    assert compare_coverage.run(settings).incident_ids == ()
    with writing(settings) as warehouse:
        assert {name for name, rows in content(warehouse).items() if not rows} == set(content(warehouse))


def test_a_late_article_touches_its_own_incident_only(warehouse: Warehouse) -> None:
    put(warehouse, [coverage("a.example"), coverage("b.example", platforms=["zoom"])])
    compare_coverage.bring_up_to_date(warehouse)
    put(warehouse, [coverage("c.example")])
    report = compare_coverage.bring_up_to_date(warehouse)
    assert (report.incident_ids, report.article_count) == (("x-2025-03-10",), 2)
    assert {row["incident_id"] for row in warehouse.rows("SELECT * FROM incidents")} == {
        "x-2025-03-10", "zoom-2025-03-10",
    }  # fmt: skip


def test_an_outage_of_the_platform_months_ago_is_left_alone(warehouse: Warehouse) -> None:
    put(warehouse, [coverage("a.example", on=date(2024, 11, 2)), coverage("b.example", on=date(2024, 11, 3))])
    compare_coverage.bring_up_to_date(warehouse)
    put(warehouse, [coverage("c.example")])
    assert compare_coverage.bring_up_to_date(warehouse).article_count == 1


def test_an_article_that_says_how_long_it_lasted_makes_one_incident_of_two(warehouse: Warehouse) -> None:
    put(warehouse, [
        coverage("a.example", began(MONDAY, "05:00")),
        coverage("b.example", began(date(2025, 3, 12), "07:00"), on=date(2025, 3, 12)),
    ])  # fmt: skip
    compare_coverage.bring_up_to_date(warehouse)
    assert len(warehouse.rows("SELECT * FROM incidents")) == 2
    put(warehouse, [coverage("c.example", began(MONDAY, "05:00"), event("restored", date(2025, 3, 12), "18:00"))])
    compare_coverage.bring_up_to_date(warehouse)
    assert [row["incident_id"] for row in warehouse.rows("SELECT * FROM incident_overview")] == ["x-2025-03-10"]
    assert {row["incident_id"] for row in warehouse.rows("SELECT * FROM coverage_matrix")} == {"x-2025-03-10"}


def test_an_undated_article_is_placed_when_the_dated_one_comes(warehouse: Warehouse) -> None:
    put(warehouse, [undated("a.example", reports(28_570), text="X fell silent on Monday.")])
    assert compare_coverage.bring_up_to_date(warehouse).incident_ids == ()
    put(warehouse, [coverage("b.example", began(MONDAY, "05:30"), reports(28_570))])
    compare_coverage.bring_up_to_date(warehouse)
    [row] = warehouse.rows("SELECT * FROM incident_overview")
    assert row["outlet_count"] == 2


def test_an_article_that_is_gone_leaves_no_trace(warehouse: Warehouse) -> None:
    gone = coverage("a.example", reports(28_570))
    put(warehouse, [gone, coverage("b.example", platforms=["zoom"])])
    compare_coverage.bring_up_to_date(warehouse)
    say_changed(warehouse)
    for table in ("articles", "claims"):
        warehouse.execute(f"DELETE FROM {table} WHERE article_id = ?", [gone.article_id])
    compare_coverage.bring_up_to_date(warehouse)
    for name, rows in content(warehouse).items():
        assert {row["incident_id"] for row in rows if "incident_id" in row} <= {"zoom-2025-03-10"}, name


def test_an_article_that_is_read_anew_moves(warehouse: Warehouse) -> None:
    story = coverage("a.example", reports(28_570))
    put(warehouse, [story])
    compare_coverage.bring_up_to_date(warehouse)
    warehouse.execute("UPDATE articles SET dated_on = DATE '2025-03-11', reader_version = 'newer'")
    say_changed(warehouse)
    compare_coverage.bring_up_to_date(warehouse)
    assert [row["incident_id"] for row in warehouse.rows("SELECT * FROM incident_overview")] == ["x-2025-03-11"]
    assert {row["incident_id"] for row in warehouse.rows("SELECT * FROM placed_claims")} == {"x-2025-03-11"}


def test_what_a_newer_reader_finds_is_compared(warehouse: Warehouse) -> None:
    put(warehouse, [coverage("a.example", reports(28_570))])
    compare_coverage.bring_up_to_date(warehouse)
    warehouse.execute("UPDATE claims SET value = 39000")
    warehouse.execute("UPDATE articles SET reader_version = 'newer'")
    say_changed(warehouse)
    compare_coverage.bring_up_to_date(warehouse)
    assert warehouse.rows("SELECT highest_report_count AS n FROM incident_overview") == [{"n": 39_000}]


def test_names_of_platforms_that_change_reach_the_marts(warehouse: Warehouse) -> None:
    put(warehouse, [coverage("a.example")])
    compare_coverage.bring_up_to_date(warehouse)
    warehouse.insert("platforms", [{"platform": "x", "name": "X, formerly Twitter"}])
    compare_coverage.bring_up_to_date(warehouse)
    assert warehouse.rows("SELECT platform_name FROM incident_overview") == [{"platform_name": "X, formerly Twitter"}]


def test_marts_are_made_after_what_they_read() -> None:
    names = [mart.name for mart in read_marts()]
    for mart in read_marts():
        assert all(names.index(read) < names.index(mart.name) for read in mart.reads if read in names), mart.name


def test_headers_name_all_that_their_query_reads(warehouse: Warehouse) -> None:
    tables = {row["table_name"] for row in warehouse.rows("SELECT table_name FROM duckdb_tables()")}
    for mart in read_marts():
        words = set(mart.query.replace("(", " ").replace(".", " ").split())
        known = tables | {other.name for other in read_marts()}
        used = {word for before, word in _after_from(mart.query) if word in known}
        assert used == set(mart.reads), mart.name
        assert used <= words


def _after_from(query: str) -> list[tuple[str, str]]:
    words = query.split()
    return [(word, after) for word, after in itertools.pairwise(words) if word in ("FROM", "JOIN")]


@pytest.mark.parametrize("field", ["incident_id", "claim_id"])
def test_no_row_of_the_stage_stands_alone(warehouse: Warehouse, field: str) -> None:
    put(warehouse, [coverage("a.example", reports(28_570)), coverage("b.example", reports(39_000))])
    compare_coverage.bring_up_to_date(warehouse)
    home = {"incident_id": "incidents", "claim_id": "claims"}[field]
    known = {row[field] for row in warehouse.rows(f"SELECT {field} FROM {home}")}
    for name, rows in content(warehouse).items():
        assert {row[field] for row in rows if row.get(field) is not None} <= known, name


DAYS = [MONDAY, TUESDAY, date(2025, 3, 14), date(2025, 4, 2)]


@st.composite
def worlds(draw: st.DrawFn) -> list[Coverage]:
    """Pages and revisions on a few platforms and days, dated well, badly and not at all."""
    found = {}
    for number in range(draw(st.integers(2, 8))):
        day = draw(st.sampled_from(DAYS))
        specs = [
            reports(draw(st.sampled_from([28_570.0, 39_021.0, 40_000.0]))),
            blamed("ddos", "Elon Musk", draw(st.sampled_from(["asserted", "disputed"]))),
        ]
        if draw(st.booleans()):
            specs.append(began(day, draw(st.sampled_from(["00:30", "09:30", "22:45"]))))
        if draw(st.integers(0, 4)) == 0:
            specs.append(event("restored", day + timedelta(days=2), "12:00"))
        outlet = f"{draw(st.sampled_from('abcde'))}.example"
        platforms = draw(st.sampled_from([("x",), ("aws", "x"), ("snapchat", "aws"), ("snapchat",), ("zoom",)]))
        more: dict[str, Any] = {
            "platforms": platforms,
            "text": f"Revision {number} of a story told at some length.",
            "slug": draw(st.sampled_from(["story", "other"])),
            "fetched_at": utc(date(2025, 4, 3), "00:00") + timedelta(hours=number),
        }
        how = draw(st.sampled_from(["stated", "published", "undated"]))
        one = (
            undated(outlet, *specs, **more) if how == "undated" else coverage(outlet, *specs, on=day, basis=how, **more)
        )
        found[one.article_id] = one
    return list(found.values())


@trial(max_examples=6, deadline=None)
@given(worlds(), st.data())
def test_any_split_into_loads_in_any_order_gives_the_same(world: list[Coverage], data: st.DataObject) -> None:
    order = data.draw(st.permutations(world))
    cut = data.draw(st.integers(0, len(order)))
    again = data.draw(st.integers(0, len(order)))
    parts = [order[:cut], order[cut:again] if again > cut else [], order[max(cut, again) :]]
    assert loaded_in(parts) == loaded_in([world])


def test_instants_in_the_drawn_world_are_utc() -> None:
    assert utc(MONDAY, "00:00") == datetime.fromisoformat("2025-03-10T00:00:00Z")
