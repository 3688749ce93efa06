"""What outlets and platforms do over many outages: profiles and months, with the counts beside every rate."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from statistics import median
from typing import Any

from hypothesis import given
from hypothesis import settings as trial
from hypothesis import strategies as st

from pipeline import compare_coverage
from pipeline.edges.duck import Warehouse
from pipeline.incidents.coverage import Coverage
from tests.comparing.drawn import (
    MONDAY,
    at,
    began,
    blamed,
    blank_warehouse,
    coverage,
    event,
    lasted,
    put,
    reports,
    undated,
    utc,
)
from tests.effort import examples

Fields = dict[str, Any]
MAY = date(2025, 5, 6)


def load(warehouse: Warehouse, *coverages: Coverage) -> None:
    put(warehouse, coverages)
    compare_coverage.bring_up_to_date(warehouse)


def profile(warehouse: Warehouse, outlet: str) -> Fields:
    [row] = warehouse.rows("SELECT * FROM outlet_profile WHERE outlet = $outlet", {"outlet": outlet})
    return row


def test_a_profile_says_how_early_an_outlet_is(warehouse: Warehouse) -> None:
    load(
        warehouse,
        coverage("a.example", reports(20_000), published_at=utc(MONDAY, "12:00")),
        coverage("b.example", reports(20_000), published_at=utc(MONDAY, "12:30")),
        coverage("b.example", on=MAY, slug="may", published_at=utc(MAY, "12:00")),
        coverage("a.example", on=MAY, slug="may", published_at=utc(MAY, "14:00")),
        coverage("a.example", platforms=["zoom"], slug="alone", on=MAY),
    )
    found = profile(warehouse, "a.example")
    assert (found["incident_count"], found["raced_count"], found["first_count"]) == (3, 2, 1)
    assert (found["certainly_first_count"], found["first_percent"], found["median_minutes_behind"]) == (1, 50.0, 60.0)
    assert (found["first_started_on"], found["last_started_on"]) == (MONDAY, MAY)
    assert (found["metric_count"], found["first_metric_count"], found["first_metric_percent"]) == (1, 1, 100.0)


def test_an_outlet_without_dates_was_in_no_race(warehouse: Warehouse) -> None:
    load(warehouse, coverage("a.example", reports(7)), undated("b.example", reports(7), text="X, on Monday."))
    found = profile(warehouse, "b.example")
    assert (found["raced_count"], found["first_percent"], found["median_minutes_behind"]) == (0, None, None)


def test_a_profile_says_how_specific_an_outlet_is(warehouse: Warehouse) -> None:
    load(
        warehouse,
        coverage(
            "a.example", reports(20_000, **at(MONDAY, "05:30")), reports(39_000, qualifier="at_least"),
            reports(1_000, value_high=2_000), began(MONDAY, "05:30", timezone_basis="outlet"),
            blamed("ddos", None, "asserted"), lasted(None, at_local="morning"),
        ),
    )  # fmt: skip
    found = profile(warehouse, "a.example")
    assert (found["claim_count"], found["sourced_count"], found["sourced_percent"]) == (6, 3, 50.0)
    assert (found["figure_count"], found["exact_count"], found["clock_count"], found["zoned_count"]) == (3, 1, 2, 1)
    assert (found["zoned_percent"], found["claims_per_incident"]) == (50.0, 6.0)


def test_a_profile_says_how_often_an_outlet_is_alone(warehouse: Warehouse) -> None:
    load(
        warehouse,
        coverage("a.example", began(MONDAY, "05:30"), reports(20_000), lasted(60)),
        coverage("b.example", began(MONDAY, "09:30", "UTC"), reports(20_000), reports(20_000)),
        coverage("a.example", reports(5), platforms=["zoom"], slug="zoom"),  # nobody else could have said it
    )
    assert [profile(warehouse, "a.example")[name] for name in ("statement_count", "alone_count")] == [3, 1]
    assert [profile(warehouse, "b.example")[name] for name in ("statement_count", "alone_percent")] == [2, 0.0]


def test_an_outlet_that_says_a_thing_on_two_pages_is_alone_with_it(warehouse: Warehouse) -> None:
    pages = [coverage("a.example", lasted(60), slug=slug) for slug in ("one", "two")]
    load(warehouse, *pages, coverage("b.example", lasted(480)))
    assert [profile(warehouse, "a.example")[name] for name in ("statement_count", "alone_count")] == [1, 1]


def test_who_repeats_a_wire_is_alone_with_it(warehouse: Warehouse) -> None:
    text = "Thousands of people could not open the service on Monday, and nobody at the company would say why. " * 5
    wire = [coverage(f"{name}.example", reports(5), text=f"{name}. {text}") for name in ("a", "b")]
    load(warehouse, *wire, coverage("c.example", reports(9_000)))
    assert profile(warehouse, "a.example")["alone_count"] == 1


def test_a_profile_says_how_often_an_outlet_revises(warehouse: Warehouse) -> None:
    load(
        warehouse,
        coverage("a.example", reports(20_000), text="Old.", fetched_at=utc(MONDAY, "12:00")),
        coverage("a.example", reports(28_570), text="New.", fetched_at=utc(MONDAY, "14:00")),
        coverage("a.example", slug="other"),
    )
    found = profile(warehouse, "a.example")
    assert (found["page_count"], found["revised_page_count"], found["revised_percent"]) == (2, 1, 50.0)
    assert found["figure_edit_count"] == 1


def test_a_platforms_month_has_its_outages_durations_and_peaks(warehouse: Warehouse) -> None:
    load(
        warehouse,
        coverage("a.example", began(MONDAY, "05:00"), event("restored", MONDAY, "07:00"), reports(20_000)),
        coverage("b.example", began(MONDAY, "05:20"), event("restored", MONDAY, "07:40"), lasted(45)),
        coverage("a.example", reports(50_000), reports(900_000, label="total"), lasted(60), on=date(2025, 3, 20),
                 slug="later"),
        coverage("a.example", reports(90_000, platform="snapchat"), on=MAY, slug="may"),
    )  # fmt: skip
    found = {row["month"]: row for row in warehouse.rows("SELECT * FROM platform_outages")}
    march, may = found[date(2025, 3, 1)], found[date(2025, 5, 1)]
    assert (march["platform"], march["outage_count"], march["day_count"], march["outlet_count"]) == ("x", 2, 2, 2)
    assert (march["timed_count"], march["median_timed_minutes"], march["longest_timed_minutes"]) == (1, 130, 130)
    assert (march["stated_count"], march["median_stated_minutes"], march["longest_stated_minutes"]) == (2, 52.5, 60)
    assert (march["counted_count"], march["median_peak_reports"], march["highest_peak_reports"]) == (2, 35_000, 50_000)
    assert march["highest_incident_id"] == "x-2025-03-20"
    assert (may["counted_count"], may["highest_peak_reports"], may["highest_incident_id"]) == (0, None, None)


# The dull twins, on worlds of instants and counts.


@st.composite
def worlds(draw: st.DrawFn) -> list[Coverage]:
    found = {}
    for number in range(draw(st.integers(1, 6))):
        day = draw(st.sampled_from([MONDAY, date(2025, 3, 20), MAY]))
        specs = [reports(value) for value in draw(st.lists(st.sampled_from([5_000.0, 20_000.0, 40_000.0]), max_size=2))]
        specs += draw(st.sampled_from([[], [lasted(60)], [lasted(480)]]))
        one = coverage(
            draw(st.sampled_from(["a.example", "b.example", "c.example"])),
            *specs,
            on=day,
            slug=f"story-{number}",
            platforms=draw(st.sampled_from([("x",), ("zoom",)])),
            published_at=utc(day, draw(st.sampled_from(["12:00", "13:00", "15:30"]))),
        )
        found[one.article_id] = one
    return list(found.values())


def by_incident(world: list[Coverage], warehouse: Warehouse) -> dict[str, list[Coverage]]:
    members = {row["article_id"]: row["incident_id"] for row in warehouse.rows("SELECT * FROM incident_articles")}
    found = defaultdict(list)
    for one in world:
        found[members[one.article_id]].append(one)
    return found


def percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


@trial(max_examples=examples(30), deadline=None)
@given(worlds())
def test_profiles_and_months_agree_with_their_dull_twins(world: list[Coverage]) -> None:
    with blank_warehouse() as warehouse:
        load(warehouse, *world)
        profiles_agree(world, warehouse)
        months_agree(world, warehouse)


def profiles_agree(world: list[Coverage], warehouse: Warehouse) -> None:
    races: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    statements: dict[str, list[bool]] = defaultdict(list)
    for articles in by_incident(world, warehouse).values():
        outlets = sorted({one.article.outlet for one in articles})
        starts = {o: min(a.article.published_at for a in articles if a.article.outlet == o) for o in outlets}  # type: ignore[type-var]
        said = {o: {(c.metric, c.value) for a in articles if a.article.outlet == o for c in a.claims}
                for o in outlets}  # fmt: skip
        for outlet in outlets if len(outlets) > 1 else []:
            gap = (starts[outlet] - min(starts.values())).total_seconds() / 60  # type: ignore[operator]
            races[outlet].append((gap, sum(start == min(starts.values()) for start in starts.values()) == 1))
        for outlet in outlets if len(outlets) > 1 else []:
            others = set().union(*(said[other] for other in outlets if other != outlet))
            statements[outlet] += [one not in others for one in said[outlet]]
    for row in warehouse.rows("SELECT * FROM outlet_profile"):
        own, told = races[row["outlet"]], statements[row["outlet"]]
        firsts = sum(gap == 0 and is_sole for gap, is_sole in own)
        assert (row["raced_count"], row["first_count"]) == (len(own), firsts)
        assert row["first_percent"] == percent(firsts, len(own))
        assert row["median_minutes_behind"] == (median(gap for gap, _ in own) if own else None)
        assert (row["statement_count"], row["alone_count"]) == (len(told), sum(told))


def months_agree(world: list[Coverage], warehouse: Warehouse) -> None:
    months = defaultdict(list)
    for incident, articles in by_incident(world, warehouse).items():
        platform, _, day = incident.partition("-")
        claims = [claim for one in articles for claim in one.claims]
        months[platform, date.fromisoformat(day).replace(day=1)].append(
            tuple(
                max((claim.value for claim in claims if claim.metric == metric), default=None)  # type: ignore[type-var]
                for metric in ("report_count", "duration")
            )
        )
    expected = {}
    for key, outages in months.items():
        peaks = [peak for peak, _ in outages if peak is not None]
        longest = [minutes for _, minutes in outages if minutes is not None]
        expected[key] = (
            len(outages), len(peaks), median(peaks) if peaks else None, max(peaks, default=None),
            len(longest), median(longest) if longest else None,
        )  # fmt: skip
    assert {
        (row["platform"], row["month"]): (
            row["outage_count"], row["counted_count"], row["median_peak_reports"], row["highest_peak_reports"],
            row["stated_count"], row["median_stated_minutes"],
        )
        for row in warehouse.rows("SELECT * FROM platform_outages")
    } == expected  # fmt: skip
