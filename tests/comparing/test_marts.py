"""The marts on drawn rows: what each column says, and the dull twins of the clever ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as trial
from hypothesis import strategies as st

from pipeline import compare_coverage
from pipeline.edges.duck import Warehouse
from pipeline.edges.logs import configure_logs
from pipeline.incidents.coverage import Coverage
from pipeline.marts import read_marts
from pipeline.records import METRICS, Drop, QualityResult, Quarantined, Tally
from tests.comparing.drawn import (
    MONDAY,
    TUESDAY,
    at,
    began,
    blamed,
    blank_warehouse,
    coverage,
    event,
    lasted,
    put,
    reports,
    told,
    undated,
    utc,
)
from tests.effort import examples

X = "x-2025-03-10"
COLUMNS = {
    "incident_overview": "incident_id platform platform_name name started_on article_count outlet_count witness_count "
    "first_published_at last_published_at earliest_start_at latest_start_at earliest_restored_at latest_restored_at "
    "lowest_report_count highest_report_count claim_count difference_count conflict_count causes",
    "coverage_matrix": "incident_id started_on outlet outlet_name metric state claim_count said first_published_at "
    "explanation",
    "metric_agreement": "incident_id metric label platform unit outlet_count witness_count claim_count lowest median "
    "highest spread_percent allowed_lowest allowed_highest earliest_at median_at latest_at state verdict reasons",
    "incident_differences": "incident_id started_on difference_id metric platform reason explanation interest evidence "
    "ratio minutes_apart claim_id outlet "
    "said quote canonical_url other_claim_id other_outlet other_said other_quote other_canonical_url",
    "incident_timeline": "incident_id started_on happened_at happened_at_precision at_local timezone timezone_basis "
    "metric label value value_high said platform outlet outlet_name source quote canonical_url claim_id",
    "attributions": "incident_id metric label other_label source stance outlet_count witness_count outlets vias "
    "first_published_at last_published_at stances drifts quote canonical_url claim_id",
    "attribution_history": "incident_id subject step published_at outlet outlet_name witness_id metric label source "
    "source_via stance specificity certainty drift first_claim_id wording quote canonical_url claim_id explanation",
    "first_reports": "incident_id metric outlet outlet_name verdict earliest_at latest_at published_at lead_minutes "
    "outlet_count undated_count possible_outlets next_outlet evidence said quote canonical_url article_id claim_id "
    "explanation",
    "outlet_profile": "outlet outlet_name incident_count first_started_on last_started_on page_count claim_count "
    "raced_count first_count certainly_first_count first_percent median_minutes_behind metric_count first_metric_count "
    "first_metric_percent claims_per_incident sourced_count sourced_percent figure_count exact_count exact_percent "
    "clock_count zoned_count zoned_percent statement_count alone_count alone_percent revised_page_count "
    "revised_percent figure_edit_count",
    "platform_outages": "platform platform_name month outage_count day_count outlet_count timed_count "
    "median_timed_minutes longest_timed_minutes stated_count median_stated_minutes longest_stated_minutes "
    "counted_count median_peak_reports highest_peak_reports highest_incident_id conflict_count",
    "press_against_status": "incident_id entry_id article_id updated_at status_outlet status_url status_title basis "
    "acknowledged_at acknowledged_basis resolved_at resolved_basis update_count component operator_start_at "
    "identified_at monitoring_at press_outlet press_first_at "
    "press_earliest_at press_latest_at acknowledgement_lag_minutes first_to_tell press_start_at start_lag_minutes "
    "press_restored_at resolution_lag_minutes",
    "why_dropped": "stage reason kind drop_count share_percent first_dropped_at last_dropped_at",
    "quality_by_batch": "batch_id loaded_at table_name row_count quarantined_count failed_count worst_action is_parked",
    "figure_edits": "canonical_url outlet incident_id metric label said_before said_after changed_at "
    "correction_note claim_id_before claim_id_after",
}  # fmt: skip


def compared(warehouse: Warehouse, *coverages: Coverage) -> None:
    put(warehouse, coverages)
    compare_coverage.bring_up_to_date(warehouse)


def rows(warehouse: Warehouse, sql: str, **params: Any) -> list[dict[str, Any]]:
    return warehouse.rows(sql, params)


def one_row(warehouse: Warehouse, sql: str, **params: Any) -> dict[str, Any]:
    [row] = rows(warehouse, sql, **params)
    return row


@pytest.fixture(scope="module")
def made_columns() -> dict[str, list[str]]:
    """The columns of every table of a compared warehouse, in order."""
    configure_logs()
    found = defaultdict(list)
    with blank_warehouse() as warehouse:
        compare_coverage.bring_up_to_date(warehouse)
        for row in rows(
            warehouse, "SELECT table_name, column_name FROM duckdb_columns() ORDER BY table_name, column_index"
        ):
            found[row["table_name"]].append(row["column_name"])
    return found


@pytest.mark.parametrize("mart", COLUMNS)
def test_dashboards_find_the_columns_that_they_read(made_columns: dict[str, list[str]], mart: str) -> None:
    assert made_columns[mart] == COLUMNS[mart].split()


def test_every_column_of_every_mart_says_what_it_is(warehouse: Warehouse) -> None:
    compare_coverage.bring_up_to_date(warehouse)
    marts = [mart.name for mart in read_marts()]
    bare = rows(
        warehouse,
        "SELECT table_name, column_name FROM duckdb_columns() "
        "WHERE table_name IN (SELECT unnest($marts)) AND comment IS NULL",
        marts=marts,
    )
    assert bare == []


def test_headers_describe_the_columns_in_their_order(made_columns: dict[str, list[str]]) -> None:
    for mart in read_marts():
        assert list(mart.columns) == made_columns[mart.name], mart.name


def test_the_overview_gives_the_range_of_what_is_said(warehouse: Warehouse) -> None:
    warehouse.insert("platforms", [{"platform": "x", "name": "X"}])
    compared(
        warehouse,
        coverage("a.example", began(MONDAY, "05:30"), reports(20_000), blamed("ddos", "Elon Musk", "asserted")),
        coverage(
            "b.example", began(MONDAY, "09:45", "UTC"), reports(39_000, value_high=41_000),
            event("restored", MONDAY, "13:30"), blamed("ddos", None, "suggested"),
            blamed("cyberattack", "X", "denied"), blamed("unknown", None, "asserted"),
        ),
        coverage("c.example", reports(90_000, platform="snapchat"), reports(7, background=True)),
    )  # fmt: skip
    found = one_row(warehouse, "SELECT * FROM incident_overview")
    assert (found["incident_id"], found["platform_name"], found["name"]) == (X, "X", "X, 10 March 2025")
    assert (found["article_count"], found["outlet_count"], found["witness_count"]) == (3, 3, 3)
    assert found["earliest_start_at"] == utc(MONDAY, "09:30")
    assert found["latest_start_at"] == utc(MONDAY, "09:45")
    assert found["earliest_restored_at"] == found["latest_restored_at"] == utc(MONDAY, "17:30")
    assert (found["lowest_report_count"], found["highest_report_count"]) == (20_000, 41_000)
    assert found["claim_count"] == 10
    assert found["causes"] == ["ddos"]


def test_an_incident_without_any_figure_has_no_range(warehouse: Warehouse) -> None:
    compared(warehouse, coverage("a.example"))
    found = one_row(warehouse, "SELECT * FROM incident_overview")
    assert found["lowest_report_count"] is found["earliest_start_at"] is None
    assert (found["claim_count"], found["difference_count"], found["causes"]) == (0, 0, [])


def test_two_outlets_with_one_text_are_one_witness(warehouse: Warehouse) -> None:
    text = "Thousands of people could not open the service on Monday, and nobody at the company would say why. " * 5
    compared(warehouse, coverage("a.example", text=text), coverage("b.example", text=f"Wire. {text}"))
    found = one_row(warehouse, "SELECT * FROM incident_overview")
    assert (found["outlet_count"], found["witness_count"]) == (2, 1)


def state(warehouse: Warehouse, outlet: str, metric: str) -> str:
    sql = "SELECT state FROM coverage_matrix WHERE outlet = $outlet AND metric = $metric"
    return str(one_row(warehouse, sql, outlet=outlet, metric=metric)["state"])


def test_the_matrix_has_a_cell_for_every_outlet_and_metric(warehouse: Warehouse) -> None:
    compared(warehouse, coverage("a.example", reports(20_000)), coverage("b.example"))
    found = rows(warehouse, "SELECT outlet, metric FROM coverage_matrix")
    assert sorted((row["outlet"], row["metric"]) for row in found) == sorted(
        (outlet, metric) for outlet in ("a.example", "b.example") for metric in METRICS
    )


def test_cells_tell_what_is_said_from_what_could_not_be_and_what_was_not_read(warehouse: Warehouse) -> None:
    compared(
        warehouse,
        coverage("early.example", reports(20_000), published_at=utc(MONDAY, "12:00")),
        coverage("late.example", blamed("ddos", "Elon Musk", "asserted"), published_at=utc(MONDAY, "15:00")),
        coverage("last.example", reports(20_000), published_at=utc(MONDAY, "16:00")),
        coverage("mute.example", published_at=utc(MONDAY, "18:00")),
        undated("bare.example", reports(20_000), text="X, on Monday."),
    )
    assert state(warehouse, "late.example", "cause") == "said"
    assert state(warehouse, "early.example", "cause") == "too_early"
    assert state(warehouse, "last.example", "cause") == "silent"
    assert state(warehouse, "mute.example", "cause") == "unread"
    assert state(warehouse, "early.example", "duration") == "silent"  # nobody has it
    assert state(warehouse, "bare.example", "cause") == "silent"  # nothing says that it was early


def test_an_outlet_with_a_later_page_was_not_too_early(warehouse: Warehouse) -> None:
    compared(
        warehouse,
        coverage("a.example", reports(20_000), published_at=utc(MONDAY, "12:00")),
        coverage("a.example", reports(20_000), slug="later", published_at=utc(MONDAY, "16:00")),
        coverage("b.example", blamed("ddos", "Elon Musk", "asserted"), published_at=utc(MONDAY, "15:00")),
    )
    assert state(warehouse, "a.example", "cause") == "silent"


def test_that_we_first_saw_a_page_then_is_no_date_of_publication(warehouse: Warehouse) -> None:
    seen = coverage(
        "seen.example", reports(20_000), published_at=utc(TUESDAY, "09:00"), published_at_basis="first_seen"
    )
    compared(warehouse, seen, coverage("a.example", reports(20_000), published_at=utc(MONDAY, "12:00")))
    assert one_row(warehouse, "SELECT last_published_at FROM incident_overview") == {
        "last_published_at": utc(MONDAY, "12:00")
    }
    sql = "SELECT published_at FROM incident_claims WHERE outlet = 'seen.example'"
    assert one_row(warehouse, sql) == {"published_at": None}


def test_a_cell_tells_all_that_the_outlet_says_once_in_order(warehouse: Warehouse) -> None:
    compared(warehouse, coverage("a.example", reports(20_000), reports(40_000, qualifier="at_least"), reports(20_000)))
    found = one_row(warehouse, "SELECT * FROM coverage_matrix WHERE metric = 'report_count'")
    assert found["said"] == "20,000 reports; at least 40,000 reports"
    assert found["claim_count"] == 3


def test_a_replaced_revision_is_not_told_of(warehouse: Warehouse) -> None:
    compared(
        warehouse,
        coverage("a.example", reports(20_000), text="Old.", fetched_at=utc(MONDAY, "12:00")),
        coverage("a.example", reports(28_570), text="New.", fetched_at=utc(MONDAY, "14:00")),
    )
    assert one_row(warehouse, "SELECT said FROM coverage_matrix WHERE metric = 'report_count'") == {
        "said": "28,570 reports"
    }
    assert one_row(warehouse, "SELECT article_count FROM incident_overview") == {"article_count": 1}


def test_a_figure_that_an_outlet_changed_is_an_edit(warehouse: Warehouse) -> None:
    compared(
        warehouse,
        coverage("a.example", reports(20_000), lasted(60), text="Old.", fetched_at=utc(MONDAY, "12:00")),
        coverage("a.example", reports(28_570), lasted(60), text="New.", fetched_at=utc(MONDAY, "14:00")),
    )
    found = one_row(warehouse, "SELECT * FROM figure_edits")
    assert (found["incident_id"], found["metric"], found["outlet"]) == (X, "report_count", "a.example")
    assert (found["said_before"], found["said_after"]) == ("20,000 reports", "28,570 reports")
    assert found["changed_at"] == utc(MONDAY, "14:00")
    assert found["correction_note"] is None


@pytest.mark.parametrize(
    "note",
    [
        "Correction: An earlier count was wrong.",
        "CORRECTION: the count is Downdetector's.",
        "Editor’s note: the number of reports has changed.",
        "An earlier version of this story gave a lower figure.",
        "A previous version of this article said 20,000.",
        "This article was amended on 10 March 2025.",
        "Corrected at 2 p.m. ET to give the right figure.",
    ],
)
def test_an_edit_has_the_note_that_owns_up_to_it(warehouse: Warehouse, note: str) -> None:
    compared(
        warehouse,
        coverage("a.example", reports(20_000), text="X was down.", fetched_at=utc(MONDAY, "12:00")),
        coverage("a.example", reports(28_570), text=f"X was down.\n{note}\nMore.", fetched_at=utc(MONDAY, "14:00")),
        coverage("a.example", reports(30_000), text=f"X is up.\n{note}\nMore.", fetched_at=utc(MONDAY, "16:00")),
    )
    rows = warehouse.rows("SELECT said_after, correction_note FROM figure_edits ORDER BY changed_at")
    assert [(row["said_after"], row["correction_note"]) for row in rows] == [
        ("28,570 reports", note),
        ("30,000 reports", None),
    ]


def test_agreement_knows_one_witness_from_two_that_agree_and_two_that_differ(warehouse: Warehouse) -> None:
    compared(
        warehouse,
        coverage("a.example", reports(39_000), lasted(60), told("wave_count", value=3, unit="waves")),
        coverage("b.example", reports(40_000, qualifier="at_most"), lasted(480)),
    )
    found = {row["metric"]: row for row in rows(warehouse, "SELECT * FROM metric_agreement")}
    assert {metric: row["state"] for metric, row in found.items()} == {
        "report_count": "agree", "duration": "differ", "wave_count": "single",
    }  # fmt: skip
    assert found["report_count"]["reasons"] == ["rounding"]
    assert found["report_count"]["spread_percent"] == pytest.approx(100 * 1_000 / 39_500)
    assert found["wave_count"]["spread_percent"] is None


def test_the_median_is_not_the_mean(warehouse: Warehouse) -> None:
    compared(warehouse, *(coverage(f"{value}.example", reports(value)) for value in (10_000, 20_000, 90_000)))
    found = one_row(warehouse, "SELECT * FROM metric_agreement")
    assert (found["lowest"], found["median"], found["highest"]) == (10_000, 20_000, 90_000)
    assert found["spread_percent"] == 400


def test_the_timeline_has_every_claim_with_an_instant(warehouse: Warehouse) -> None:
    compared(
        warehouse,
        coverage("a.example", began(MONDAY, "05:30"), reports(20_000, **at(MONDAY, "05:30")), lasted(60)),
        undated("b.example", began(MONDAY, "09:45", "UTC"), reports(20_000), text="X, on Monday."),
    )
    found = rows(warehouse, "SELECT * FROM incident_timeline ORDER BY happened_at, metric")
    assert [(row["outlet"], row["metric"], row["happened_at"]) for row in found] == [
        ("a.example", "report_count", utc(MONDAY, "09:30")),
        ("a.example", "time_point", utc(MONDAY, "09:30")),
        ("b.example", "time_point", utc(MONDAY, "09:45")),
    ]


def test_attributions_count_who_carries_them(warehouse: Warehouse) -> None:
    musk = blamed("UA", "Elon Musk", "asserted", metric="origin", quote="from Ukraine")
    compared(
        warehouse,
        coverage("b.example", musk, published_at=utc(MONDAY, "20:00")),
        coverage("a.example", {**musk, "quote": "in Ukraine"}, published_at=utc(MONDAY, "16:00")),
        coverage("c.example", blamed("UA", "an industry source", "disputed", metric="origin")),
    )
    found = one_row(warehouse, "SELECT * FROM attributions WHERE source = 'Elon Musk'")
    assert (found["outlets"], found["outlet_count"], found["quote"]) == (["a.example", "b.example"], 2, "in Ukraine")
    assert len(rows(warehouse, "SELECT * FROM attributions")) == 2


def test_differences_bring_quotes_and_pages_of_both_sides(warehouse: Warehouse) -> None:
    compared(
        warehouse,
        coverage("a.example", began(MONDAY, "05:30", quote="at 5:30")),
        coverage("b.example", began(MONDAY, "09:45", "UTC", quote="at 9:45 UTC")),
    )
    found = one_row(warehouse, "SELECT * FROM incident_differences")
    assert (found["reason"], found["interest"]) == ("time_zone", 1)
    assert (found["evidence"], found["ratio"], found["minutes_apart"]) == (["timezone", "at_local"], None, 15)
    assert {found["quote"], found["other_quote"]} == {"at 5:30", "at 9:45 UTC"}
    assert {found["outlet"], found["other_outlet"]} == {"a.example", "b.example"}
    assert {found["said"], found["other_said"]} == {"began at 05:30 ET", "began at 09:45 UTC"}


def drop(reason: str, hour: int) -> Drop:
    return Drop(
        stage="fetch_pages",
        kind="entry",
        record_id="e",
        reason=reason,
        dropped_at=datetime(2025, 3, 10, hour, tzinfo=UTC),
    )


def test_why_dropped_gives_the_share_of_what_the_stage_saw(warehouse: Warehouse) -> None:
    warehouse.insert("drops", [drop("timed_out", 9), drop("timed_out", 11), drop("too_large", 10)], batch_id="b")
    for batch_id, seen in (("b", 6), ("c", 2)):
        tally = Tally(stage="fetch_pages", seen=seen, passed=seen, dropped=0)
        warehouse.insert("tallies", [tally], batch_id=batch_id)
    compare_coverage.bring_up_to_date(warehouse)
    found = one_row(warehouse, "SELECT * FROM why_dropped WHERE reason = 'timed_out'")
    assert (found["drop_count"], found["share_percent"]) == (2, 25.0)
    assert (found["first_dropped_at"].hour, found["last_dropped_at"].hour) == (9, 11)


def test_quality_by_batch_counts_rows_and_keeps_the_gravest_action(warehouse: Warehouse) -> None:
    def result(expectation: str, action: str, is_success: bool) -> QualityResult:
        return QualityResult(
            suite="claims", expectation=expectation, table_name="claims", action=action,  # type: ignore[arg-type]
            is_success=is_success, row_count=50,
        )  # fmt: skip

    held = [
        Quarantined(
            quarantine_id=f"{n}{e}", table_name="claims", record_id=n, expectation=e, reason="r", row_json="{}",
            quarantined_at=utc(MONDAY, "12:00"),
        )
        for n, e in (("1", "a"), ("1", "b"), ("2", "a"))
    ]  # fmt: skip
    results = [result("a", "quarantine", False), result("b", "warn", False), result("c", "stop", True)]
    warehouse.insert("quality_results", results, batch_id="b")
    warehouse.insert("quarantine", held, batch_id="b")
    compare_coverage.bring_up_to_date(warehouse)
    found = one_row(warehouse, "SELECT * FROM quality_by_batch")
    assert (found["row_count"], found["quarantined_count"], found["failed_count"]) == (50, 2, 2)
    assert (found["worst_action"], found["is_parked"]) == ("quarantine", False)


# The dull twins: the same marts in plain Python, which must agree on whatever is drawn.

SPECS = st.one_of(
    st.builds(reports, st.sampled_from([20_000.0, 28_570.0, 40_000.0]), background=st.booleans()),
    st.builds(began, st.just(MONDAY), st.sampled_from(["05:30", "09:45"])),
    st.builds(lasted, st.sampled_from([None, 60.0, 480.0])),
    st.builds(
        blamed,
        st.sampled_from(["cyberattack", "ddos", "unknown"]),
        st.sampled_from([None, "Elon Musk"]),
        st.sampled_from(["asserted", "disputed"]),
    ),
)


@st.composite
def worlds(draw: st.DrawFn) -> list[Coverage]:
    """Revisions of a few pages of a few outlets, on one outage or two."""
    found = {}
    for number in range(draw(st.integers(1, 6))):
        one = coverage(
            draw(st.sampled_from(["a.example", "b.example", "c.example"])),
            *draw(st.lists(SPECS, max_size=4)),
            slug=draw(st.sampled_from(["story", "other"])),
            text=f"Revision {number}.",
            platforms=draw(st.sampled_from([("x",), ("x",), ("zoom",)])),
            published_at=datetime(2025, 3, 10, draw(st.sampled_from([12, 15, 18])), tzinfo=UTC),
            fetched_at=datetime(2025, 3, 11, number, tzinfo=UTC),
        )
        found[one.article_id] = one
    return list(found.values())


@contextmanager
def warehouse_of(world: Sequence[Coverage]) -> Iterator[Warehouse]:
    """A warehouse with this world loaded and compared."""
    with blank_warehouse() as warehouse:
        compared(warehouse, *world)
        yield warehouse


def current(world: Sequence[Coverage]) -> list[Coverage]:
    newest: dict[str, Coverage] = {}
    for one in sorted(world, key=lambda one: one.article.fetched_at):
        newest[one.article.canonical_url] = one
    return list(newest.values())


def appearances(world: Sequence[Coverage]) -> dict[str, tuple[datetime, datetime]]:
    """
    From when to when each revision appeared: others than the first between two fetches.

    The first when the page was published, by the earliest date that any of its revisions names.
    """
    dates = defaultdict(list)
    for one in world:
        assert one.article.published_at is not None
        dates[one.article.canonical_url].append(one.article.published_at)
    found = {}
    last: dict[str, datetime] = {}
    for one in sorted(world, key=lambda one: one.article.fetched_at):
        url = one.article.canonical_url
        published_at = min(dates[url])
        found[one.article_id] = (last[url], one.article.fetched_at) if url in last else (published_at, published_at)
        last[url] = one.article.fetched_at
    return found


def told_now(world: Sequence[Coverage], warehouse: Warehouse) -> list[dict[str, Any]]:
    """Every claim that counts, with its incident and article, by loops."""
    incidents = {row["article_id"]: row for row in warehouse.rows("SELECT * FROM incident_articles")}
    placed = {row["claim_id"]: row for row in warehouse.rows("SELECT * FROM placed_claims")}
    return [
        {"incident_id": incidents[one.article_id]["incident_id"], "outlet": one.article.outlet, "claim": claim,
         "witness_id": placed[claim.claim_id]["witness_id"] or incidents[one.article_id]["witness_id"],
         "published_at": one.article.published_at, "said": placed[claim.claim_id]["said"]}
        for one in current(world)
        for claim in one.claims
        if not claim.background
    ]  # fmt: skip


def matrix_agrees(world: list[Coverage], warehouse: Warehouse) -> None:
    claims = told_now(world, warehouse)
    incidents = {row["article_id"]: row["incident_id"] for row in warehouse.rows("SELECT * FROM incident_articles")}
    spans = appearances(world)
    pages = defaultdict(list)
    for one in current(world):
        pages[incidents[one.article_id], one.article.outlet].append(spans[one.article_id][1])
    starts = defaultdict(list)
    for one in world:
        for claim in one.own_claims:
            starts[incidents[one.article_id], claim.metric].append(spans[one.article_id][0])
    expected = {}
    for (incident, outlet), times in pages.items():
        own = [row for row in claims if (row["incident_id"], row["outlet"]) == (incident, outlet)]
        for metric in METRICS:
            said = [row for row in own if row["claim"].metric == metric]
            firsts = starts[incident, metric]
            if said:
                verdict = "said"
            elif not own:
                verdict = "unread"
            else:
                verdict = "too_early" if firsts and max(times) < min(firsts) else "silent"
            expected[incident, outlet, metric] = (verdict, len(said), {row["said"] for row in said})
    assert {
        (row["incident_id"], row["outlet"], row["metric"]): (
            row["state"], row["claim_count"], set((row["said"] or "").split("; ")) - {""},
        )
        for row in warehouse.rows("SELECT * FROM coverage_matrix")
    } == expected  # fmt: skip


def agreement_agrees(world: list[Coverage], warehouse: Warehouse) -> None:
    reasons = defaultdict(set)
    for row in warehouse.rows("SELECT * FROM claim_differences"):
        reasons[row["claim_id"]].add(row["reason"])
        reasons[row["other_claim_id"]].add(row["reason"])
    groups = defaultdict(list)
    for row in told_now(world, warehouse):
        claim = row["claim"]
        label = None if claim.metric == "report_count" else claim.label
        groups[row["incident_id"], claim.metric, label].append(row)
    expected = {}
    for key, members in groups.items():
        values = [row["claim"].value for row in members if row["claim"].value is not None]
        witnesses = {row["witness_id"] for row in members}
        why = sorted(set().union(*(reasons[row["claim"].claim_id] for row in members)))
        apart = set(why) - {"rounding", "time_zone"}
        expected[key] = (
            len(witnesses), len(members), min(values, default=None), median(values) if values else None,
            "single" if len(witnesses) == 1 else "differ" if apart else "agree", why,
        )  # fmt: skip
    assert {
        (row["incident_id"], row["metric"], row["label"]): (
            row["witness_count"], row["claim_count"], row["lowest"], row["median"], row["state"], row["reasons"],
        )
        for row in warehouse.rows("SELECT * FROM metric_agreement")
    } == expected  # fmt: skip


def edits_agree(world: list[Coverage], warehouse: Warehouse) -> None:
    figures = ("report_count", "duration", "time_point")
    words = {row["claim_id"]: row["said"] for row in warehouse.rows("SELECT * FROM placed_claims")}
    pages = defaultdict(list)
    for one in sorted(world, key=lambda one: one.article.fetched_at):
        pages[one.article.canonical_url].append(one)
    expected: Counter[tuple[str, str, str]] = Counter()
    for revisions in pages.values():
        for old, new in pairwise(revisions):
            for metric in figures:
                before = [words[c.claim_id] for c in old.own_claims if c.metric == metric]
                after = [words[c.claim_id] for c in new.own_claims if c.metric == metric]
                gone = [said for said in before if said not in after]
                come = [said for said in after if said not in before]
                expected.update((new.article.canonical_url, b, a) for b, a in zip(gone, come, strict=False))
    found = warehouse.rows("SELECT canonical_url, said_before, said_after FROM figure_edits")
    assert Counter((r["canonical_url"], r["said_before"], r["said_after"]) for r in found) == expected


def overview_and_attributions_agree(world: list[Coverage], warehouse: Warehouse) -> None:
    claims = told_now(world, warehouse)
    counts = defaultdict(list)
    blames: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for row in claims:
        claim = row["claim"]
        if claim.metric == "report_count":
            counts[row["incident_id"]].append(claim.value)
        if claim.metric == "cause":
            blames[row["incident_id"], claim.label, claim.source, claim.stance].add(row["outlet"])
    for row in warehouse.rows("SELECT * FROM incident_overview"):
        own = counts[row["incident_id"]]
        assert (row["lowest_report_count"], row["highest_report_count"]) == (
            min(own, default=None), max(own, default=None),
        )  # fmt: skip
        assert row["claim_count"] == sum(one["incident_id"] == row["incident_id"] for one in claims)
    assert {
        (row["incident_id"], row["label"], row["source"], row["stance"]): set(row["outlets"])
        for row in warehouse.rows("SELECT * FROM attributions")
    } == dict(blames)


@trial(max_examples=examples(30), deadline=None)
@given(worlds())
def test_the_marts_agree_with_their_dull_twins(world: list[Coverage]) -> None:
    with warehouse_of(world) as warehouse:
        matrix_agrees(world, warehouse)
        agreement_agrees(world, warehouse)
        edits_agree(world, warehouse)
        overview_and_attributions_agree(world, warehouse)
