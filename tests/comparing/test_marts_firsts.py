"""Who was first: intervals of publication from all date evidence, the verdicts, and their dull twins."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as trial
from hypothesis import strategies as st

from pipeline import compare_coverage
from pipeline.edges.duck import Warehouse
from pipeline.incidents.coverage import Coverage
from pipeline.records import DateEvidence
from tests.comparing.drawn import (
    MONDAY,
    NEW_YORK,
    TUESDAY,
    blamed,
    blank_warehouse,
    coverage,
    lasted,
    put,
    reports,
    undated,
    utc,
)
from tests.effort import examples

Fields = dict[str, Any]
NOON = utc(MONDAY, "12:00")
FETCHED = datetime(2025, 3, 12, tzinfo=UTC)  # when `coverage` has its pages fetched


def dated(one: Coverage, kind: str, at: datetime, precision: str = "second", **more: Any) -> DateEvidence:
    """One piece of evidence on an article; a clock names its zone unless `raw` says otherwise."""
    raw = more.pop("raw", at.isoformat())
    return DateEvidence(article_id=one.article_id, kind=kind, dated_at=at, precision=precision, raw=raw, **more)  # type: ignore[arg-type]


def load(warehouse: Warehouse, *coverages: Coverage, dates: list[DateEvidence] | None = None) -> None:
    put(warehouse, coverages)
    warehouse.insert("article_dates", dates or [], batch_id="drawn")
    compare_coverage.bring_up_to_date(warehouse)


def publication(warehouse: Warehouse, outlet: str) -> Fields:
    [row] = warehouse.rows(
        "SELECT * FROM incident_publications WHERE outlet = $outlet AND is_current", {"outlet": outlet}
    )
    return row


def first(warehouse: Warehouse, metric: str | None = None) -> Fields:
    [row] = warehouse.rows("SELECT * FROM first_reports WHERE metric IS NOT DISTINCT FROM $metric", {"metric": metric})
    return row


ONE = coverage("a.example", reports(20_000), published_at=NOON, published_at_precision="second", zone=NEW_YORK)
PIECES = {
    "one instant": ([("jsonld", "12:00", "second", {})], "12:00:00", "12:00:00"),
    "a minute lasts to its end": ([("meta", "12:00", "minute", {})], "12:00:00", "12:00:59"),
    "two that disagree span both": (
        [("jsonld", "12:00", "second", {}), ("feed", "12:20", "second", {})], "12:00:00", "12:20:00",
    ),
    "a day that holds the instant adds nothing": (
        [("jsonld", "12:00", "second", {}), ("url", "00:00", "day", {"raw": "2025/03/10"})], "12:00:00", "12:00:00",
    ),
    "a clock without a zone is the outlet's or UTC": (
        [("meta", "12:00", "second", {"raw": "2025-03-10T08:00:00"})], "08:00:00", "12:00:00",
    ),
    "what was ignored says nothing": (
        [("jsonld", "12:00", "second", {}), ("meta", "09:00", "second", {"reason": "ignored: before 1990"})],
        "12:00:00", "12:00:00",
    ),
    "first sight is an upper bound": (
        [("jsonld", "12:00", "hour", {}), ("first_seen", "12:30", "second", {})], "12:00:00", "12:30:00",
    ),
    "an archive's copy is one too": (
        [("jsonld", "12:00", "hour", {}), ("archive", "12:40", "second", {})], "12:00:00", "12:40:00",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PIECES)
def test_evidence_makes_an_interval(warehouse: Warehouse, case: str) -> None:
    pieces, earliest, latest = PIECES[case]
    dates = [
        dated(ONE, kind, utc(MONDAY, clock), precision, is_chosen=number == 0, **more)
        for number, (kind, clock, precision, more) in enumerate(pieces)
    ]
    load(warehouse, ONE, dates=dates)
    found = publication(warehouse, "a.example")
    assert (found["earliest_at"], found["latest_at"]) == (utc(MONDAY, earliest), utc(MONDAY, latest)), case


def test_a_day_of_another_date_contradicts_and_widens(warehouse: Warehouse) -> None:
    dates = [
        dated(ONE, "jsonld", NOON, is_chosen=True),
        dated(ONE, "url", utc(TUESDAY, "00:00"), "day", raw="2025/03/11"),
    ]
    load(warehouse, ONE, dates=dates)
    found = publication(warehouse, "a.example")
    assert found["earliest_at"] == NOON
    assert found["latest_at"] == FETCHED
    assert found["evidence"] == ["jsonld 2025-03-10 12:00 UTC", "url 2025-03-11"]


def test_an_earlier_day_contradicts_and_widens_too(warehouse: Warehouse) -> None:
    sunday = utc(MONDAY, "00:00") - timedelta(days=1)
    dates = [
        dated(ONE, "jsonld", NOON, is_chosen=True),
        dated(ONE, "url", sunday, "day", raw="2025/03/09"),
    ]
    load(warehouse, ONE, dates=dates)
    found = publication(warehouse, "a.example")
    assert (found["earliest_at"], found["latest_at"], found["likely_from_at"]) == (sunday, NOON, NOON)


@pytest.mark.parametrize(
    ("zone", "earliest", "latest"),
    [
        (NEW_YORK, utc(MONDAY, "00:00"), utc(TUESDAY, "03:59:59")),  # New York's day or UTC's
        (None, utc(MONDAY, "00:00") - timedelta(hours=14), utc(TUESDAY, "11:59:59")),  # anyone's
        ("Nowhere/Land", utc(MONDAY, "00:00") - timedelta(hours=14), utc(TUESDAY, "11:59:59")),
    ],
)
def test_a_bare_day_is_as_wide_as_the_zones_it_may_mean(
    warehouse: Warehouse, zone: str | None, earliest: datetime, latest: datetime
) -> None:
    one = coverage("a.example", zone=zone, published_at=utc(MONDAY, "00:00"), published_at_precision="day")
    load(warehouse, one, dates=[dated(one, "url", utc(MONDAY, "00:00"), "day", is_chosen=True, raw="2025/03/10")])
    found = publication(warehouse, "a.example")
    assert (found["earliest_at"], found["latest_at"]) == (earliest, latest)


def test_what_nothing_dates_was_there_when_we_fetched_it(warehouse: Warehouse) -> None:
    load(warehouse, coverage("a.example", reports(20_000)), undated("b.example", reports(20_000), text="X, Monday."))
    found = publication(warehouse, "b.example")
    assert (found["is_dated"], found["earliest_at"], found["likely_from_at"]) == (False, None, None)
    assert found["latest_at"] == FETCHED


def test_a_revision_appeared_between_two_fetches(warehouse: Warehouse) -> None:
    load(
        warehouse,
        coverage("a.example", text="Old.", fetched_at=utc(MONDAY, "14:00"), published_at=NOON),
        coverage("a.example", text="New.", fetched_at=utc(MONDAY, "16:00"), published_at=NOON),
    )
    found = publication(warehouse, "a.example")
    assert (found["earliest_at"], found["latest_at"]) == (utc(MONDAY, "14:00"), utc(MONDAY, "16:00"))
    assert found["evidence"] == ["text changed between two fetches"]


def test_who_is_first_by_all_evidence_is_so_certainly(warehouse: Warehouse) -> None:
    load(
        warehouse,
        coverage("a.example", reports(20_000), published_at=NOON),
        coverage("b.example", reports(40_000), published_at=utc(MONDAY, "12:20")),
        coverage("c.example", published_at=utc(MONDAY, "14:00")),
    )
    found = first(warehouse)
    assert (found["outlet"], found["verdict"], found["lead_minutes"]) == ("a.example", "certain", 20)
    assert (found["outlet_count"], found["possible_outlets"], found["next_outlet"]) == (3, ["a.example"], "b.example")
    assert first(warehouse, "report_count")["outlet_count"] == 2
    assert (first(warehouse, "report_count")["said"], found["said"]) == ("20,000 reports", None)
    assert found["explanation"] == "a.example had it 20 min before b.example, by all that dates the pages."


def test_a_second_later_is_later_and_the_same_second_is_not(warehouse: Warehouse) -> None:
    load(
        warehouse,
        coverage("a.example", reports(20_000), published_at=NOON),
        coverage("b.example", reports(40_000), blamed("ddos", None, "asserted"), published_at=NOON),
        coverage("c.example", blamed("ddos", None, "asserted"), published_at=NOON + timedelta(seconds=1)),
    )
    assert first(warehouse, "report_count")["verdict"] == "cannot_tell"
    assert first(warehouse, "report_count")["possible_outlets"] == ["a.example", "b.example"]
    assert first(warehouse, "cause")["verdict"] == "certain"


def test_where_a_feed_disagrees_the_first_is_likely(warehouse: Warehouse) -> None:
    one = coverage("a.example", reports(20_000), published_at=NOON)
    dates = [dated(one, "jsonld", NOON, is_chosen=True), dated(one, "feed", utc(MONDAY, "13:00"))]
    load(warehouse, one, coverage("b.example", reports(40_000), published_at=utc(MONDAY, "12:30")), dates=dates)
    found = first(warehouse)
    assert (found["outlet"], found["verdict"]) == ("a.example", "likely")
    assert found["possible_outlets"] == ["a.example", "b.example"]
    assert found["explanation"].endswith("other dates leave it open.")


def test_an_undated_account_makes_the_first_likely_and_only_one_dated_tells_nothing(warehouse: Warehouse) -> None:
    load(
        warehouse,
        coverage("a.example", reports(20_000), lasted(60), published_at=NOON),
        coverage("b.example", reports(20_000), published_at=utc(MONDAY, "13:00")),
        undated("c.example", reports(20_000), lasted(60), text="X, on Monday."),
    )
    assert (first(warehouse)["verdict"], first(warehouse)["undated_count"]) == ("likely", 1)
    found = first(warehouse, "duration")
    assert (found["verdict"], found["outlet"], found["lead_minutes"]) == ("cannot_tell", "a.example", None)


def test_who_has_it_alone_had_it_first(warehouse: Warehouse) -> None:
    load(
        warehouse,
        coverage("a.example", reports(20_000)),
        undated("b.example", reports(20_000), blamed("dns", None, "asserted"), text="X, on Monday."),
    )
    found = first(warehouse, "cause")
    assert (found["outlet"], found["verdict"], found["explanation"]) == (
        "b.example", "certain", "b.example alone has it.",
    )  # fmt: skip


def test_a_figure_that_came_with_an_edit_is_as_late_as_the_edit(warehouse: Warehouse) -> None:
    load(
        warehouse,
        coverage("a.example", text="Old.", published_at=NOON, fetched_at=utc(MONDAY, "13:00")),
        coverage("a.example", reports(20_000), text="New.", published_at=NOON, fetched_at=utc(MONDAY, "18:00")),
        coverage("b.example", reports(40_000), published_at=utc(MONDAY, "12:30")),
    )
    assert first(warehouse)["outlet"] == "a.example"
    assert (first(warehouse, "report_count")["outlet"], first(warehouse, "report_count")["verdict"]) == (
        "b.example", "certain",
    )  # fmt: skip


def test_a_figure_that_an_edit_took_out_was_there_first(warehouse: Warehouse) -> None:
    load(
        warehouse,
        coverage("a.example", reports(20_000), text="Old.", published_at=NOON, fetched_at=utc(MONDAY, "13:00")),
        coverage("a.example", lasted(60), text="New.", published_at=NOON, fetched_at=utc(MONDAY, "18:00")),
        coverage("b.example", reports(40_000), published_at=utc(MONDAY, "15:00")),
    )
    assert first(warehouse, "report_count")["outlet"] == "a.example"
    [cell] = warehouse.rows("SELECT * FROM coverage_matrix WHERE outlet = 'a.example' AND metric = 'report_count'")
    assert (cell["state"], cell["explanation"]) == ("silent", "It was the first to have it, and no longer says so.")


def test_what_a_feed_calls_changed_may_have_come_late(warehouse: Warehouse) -> None:
    entry = {"entry_id": "e", "source_id": "s", "updated_at": utc(MONDAY, "16:00")}
    warehouse.insert("entries", [entry], batch_id="drawn")
    other = coverage("b.example", reports(40_000), published_at=utc(MONDAY, "13:00"))
    put(warehouse, [coverage("a.example", reports(20_000), published_at=NOON), other])
    warehouse.execute("UPDATE articles SET entry_id = 'other' WHERE outlet = 'b.example'")
    compare_coverage.bring_up_to_date(warehouse)
    assert (first(warehouse)["verdict"], first(warehouse, "report_count")["verdict"]) == ("certain", "cannot_tell")


def cell(warehouse: Warehouse, outlet: str, metric: str) -> Fields:
    [row] = warehouse.rows(
        "SELECT * FROM coverage_matrix WHERE outlet = $outlet AND metric = $metric",
        {"outlet": outlet, "metric": metric},
    )
    return row


def test_every_cell_says_why(warehouse: Warehouse) -> None:
    load(
        warehouse,
        coverage("early.example", reports(20_000), published_at=NOON),
        coverage("late.example", blamed("ddos", "Elon Musk", "asserted"), published_at=utc(MONDAY, "15:00")),
        coverage("last.example", reports(20_000), published_at=utc(MONDAY, "16:00")),
        coverage("mute.example", published_at=utc(MONDAY, "18:00")),
        coverage("other.example", reports(7, background=True), published_at=utc(MONDAY, "18:00")),
        coverage("fr.example", language="fr", published_at=utc(MONDAY, "18:00")),
        undated("bare.example", reports(20_000), text="X, on Monday."),
    )
    texts = {name: cell(warehouse, f"{name}.example", "cause")["explanation"] for name in
             ("early", "late", "last", "mute", "other", "fr", "bare")}  # fmt: skip
    assert texts == {
        "early": "Its pages are of 2025-03-10 12:00 UTC at the latest; late.example was the first to have it, at "
        "2025-03-10 15:00 UTC.",
        "late": "Its pages make 1 such claim.",
        "last": "Its pages are of 2025-03-10 16:00 UTC at the latest, when late.example had it, since "
        "2025-03-10 15:00 UTC.",
        "mute": "No claim could be read from its 1 page.",
        "other": "No claim could be read: all that it says is about other outages.",
        "fr": "No claim could be read: its pages are in fr, and only English is read.",
        "bare": "Others have it; nothing dates its own pages, which may have been too early.",
    }
    assert cell(warehouse, "early.example", "duration")["explanation"] == "No outlet has it."


def test_a_page_that_its_feed_calls_changed_later_was_not_too_early(warehouse: Warehouse) -> None:
    entry = {"entry_id": "e", "source_id": "s", "updated_at": utc(MONDAY, "16:00")}
    warehouse.insert("entries", [entry], batch_id="drawn")
    put(
        warehouse,
        [
            coverage("a.example", reports(20_000), published_at=NOON),
            coverage("b.example", lasted(60), published_at=utc(MONDAY, "15:00")),
        ],
    )
    warehouse.execute("UPDATE articles SET entry_id = 'other' WHERE outlet = 'b.example'")
    compare_coverage.bring_up_to_date(warehouse)
    assert cell(warehouse, "a.example", "duration")["state"] == "silent"


# The dull twin of the verdicts: instants and days of pages that were fetched once, compared pair by pair.


@st.composite
def races(draw: st.DrawFn) -> list[tuple[Coverage, list[DateEvidence]]]:
    """Pages of a few outlets with one date, two or none."""
    found = []
    for number in range(draw(st.integers(1, 5))):
        times = draw(st.lists(st.sampled_from([0, 1, 20, 59, 61, 90, 180]), max_size=2))
        precision = draw(st.sampled_from(["second", "minute", "hour"]))
        at = [utc(MONDAY, "12:00") + timedelta(minutes=minutes) for minutes in times]
        one = coverage(
            draw(st.sampled_from(["a.example", "b.example", "c.example"])),
            reports(20_000),
            slug=f"story-{number}",
            on=MONDAY,
            published_at=at[0] if at else FETCHED,
            published_at_basis="jsonld" if at else "first_seen",
        )
        pieces = [
            dated(one, "jsonld" if place == 0 else "feed", instant, precision, is_chosen=place == 0)
            for place, instant in enumerate(at)
        ]
        found.append((one, pieces))
    return found


WIDTH = {"second": 0, "minute": 59, "hour": 3599}
Span = tuple[datetime | None, datetime]


def spans(world: list[tuple[Coverage, list[DateEvidence]]]) -> dict[str, list[tuple[Span, Span | None]]]:
    """For each outlet the interval of all evidence and that of the chosen piece, page by page."""
    found = defaultdict(list)
    for one, pieces in world:
        ends = [(p.dated_at, p.dated_at + timedelta(seconds=WIDTH[p.precision])) for p in pieces]
        whole: Span = (min(e[0] for e in ends), max(e[1] for e in ends)) if ends else (None, FETCHED)
        found[one.article.outlet].append((whole, ends[0] if ends else None))
    return found


def verdict_of(world: list[tuple[Coverage, list[DateEvidence]]]) -> tuple[str, str | None]:
    outlets = {}
    for outlet, pages in spans(world).items():
        starts = [whole[0] for whole, _ in pages]
        chosen = [best for _, best in pages if best is not None]
        outlets[outlet] = (
            None if None in starts else min(start for start in starts if start is not None),
            min(whole[1] for whole, _ in pages),
            min((best[0] for best in chosen), default=None),
            min((best[1] for best in chosen), default=None),
        )
    named = sorted((o for o in outlets if outlets[o][2] is not None), key=lambda o: (*outlets[o][2:], o))
    if len(outlets) == 1:
        return "certain", next(iter(outlets))
    if not named:
        return "cannot_tell", None
    leader, rivals = named[0], [outlets[o] for o in outlets if o != named[0]]
    if all(rival[0] is not None and outlets[leader][1] < rival[0] for rival in rivals):
        return "certain", leader
    later = [rival[2] for rival in rivals if rival[2] is not None]
    is_likely = bool(later) and outlets[leader][3] < min(later)
    return "likely" if is_likely else "cannot_tell", leader


@trial(max_examples=examples(25), deadline=None)
@given(races())
def test_verdicts_agree_with_their_dull_twin(world: list[tuple[Coverage, list[DateEvidence]]]) -> None:
    with blank_warehouse() as warehouse:
        load(warehouse, *(one for one, _ in world), dates=[piece for _, pieces in world for piece in pieces])
        for metric in (None, "report_count"):
            found = first(warehouse, metric)
            assert (found["verdict"], found["outlet"]) == verdict_of(world)
