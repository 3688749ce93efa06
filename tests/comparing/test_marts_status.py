"""The operator's status page beside the press, and posts that come before, with and after their incident."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from pipeline import compare_coverage
from pipeline.edges.duck import Warehouse
from pipeline.incidents.coverage import Coverage
from pipeline.records import Entry, Source, StatusPost
from tests.comparing.drawn import MONDAY, TUESDAY, began, coverage, event, put, reports, utc

Fields = dict[str, Any]
PAGE = Source(source_id="status-x", kind="statuspage", url="https://status.example/feed", outlet="status.example",
              platform="x")  # fmt: skip
FEED = "Mar 10, 15:32 PDT\nResolved - All is well.\nMar 10, 03:10 PDT\nInvestigating - Some users see errors."
POSTED = (
    "Resolved\nThis incident has been resolved.\nPosted 2 days ago. Mar 10, 2025 - 22:32 UTC\n"
    "Investigating\nWe are investigating.\nPosted 2 days ago. Mar 10, 2025 - 10:10 UTC"
)


def post(listed: str | None = "10:12", updated: str | None = "22:40", **more: Any) -> Entry:
    fields: Fields = {
        "entry_id": "post",
        "source_id": "status-x",
        "entry_url": "https://status.example/incidents/1",
        "title": "Elevated errors",
        "listed_at": utc(MONDAY, listed) if listed else None,
        "updated_at": utc(MONDAY, updated) if updated else None,
        "first_seen_at": utc(MONDAY, "10:20"),
        **more,
    }
    return Entry(**fields)


def article_of(entry: Entry, text: str, **more: Any) -> Coverage:
    """The post as it was read; its own text has the time stamps."""
    one = coverage("status.example", text=text, slug=entry.entry_id, published_at=entry.listed_at, **more)
    return replace(one, article=replace(one.article, source_id=entry.source_id, entry_id=entry.entry_id))


PRESS = (
    coverage("a.example", began(MONDAY, "06:00", "Etc/UTC"), reports(20_000), published_at=utc(MONDAY, "09:00")),
    coverage("b.example", event("restored", MONDAY, "22:00", "Etc/UTC"), published_at=utc(MONDAY, "23:00")),
)


def load(warehouse: Warehouse, *coverages: Coverage, entries: tuple[Entry, ...], batch: int = 1) -> None:
    if not warehouse.rows("SELECT source_id FROM sources"):
        warehouse.insert("sources", [PAGE])
    warehouse.insert("batches", [{"batch_id": f"b{batch}", "load_number": batch}])
    warehouse.insert("entries", entries, batch_id=f"b{batch}")
    put(warehouse, coverages, batch_id=f"b{batch}")
    compare_coverage.bring_up_to_date(warehouse)


def beside(warehouse: Warehouse) -> Fields:
    [row] = warehouse.rows("SELECT * FROM press_against_status")
    return row


@pytest.mark.parametrize("text", [FEED, POSTED], ids=["as in the feed", "as on the page"])
def test_the_updates_of_a_post_say_when(warehouse: Warehouse, text: str) -> None:
    load(warehouse, *PRESS, article_of(post(), text), entries=(post(),))
    found = beside(warehouse)
    assert (found["basis"], found["acknowledged_at"], found["resolved_at"]) == (
        "grouped", utc(MONDAY, "10:10"), utc(MONDAY, "22:32"),
    )  # fmt: skip
    assert (found["acknowledged_basis"], found["resolved_basis"], found["update_count"]) == ("update", "update", 2)


def test_lags_lie_either_way(warehouse: Warehouse) -> None:
    load(warehouse, *PRESS, article_of(post(), POSTED), entries=(post(),))
    found = beside(warehouse)
    assert (found["press_outlet"], found["press_first_at"]) == ("a.example", utc(MONDAY, "09:00"))
    assert (found["acknowledgement_lag_minutes"], found["first_to_tell"]) == (70, "press")
    assert (found["press_start_at"], found["start_lag_minutes"]) == (utc(MONDAY, "06:00"), 250)
    assert (found["press_restored_at"], found["resolution_lag_minutes"]) == (utc(MONDAY, "22:00"), 32)


@pytest.mark.parametrize(
    ("clock", "verdict", "lag"),
    [("08:59", "operator", -1), ("09:00", "cannot_tell", 0), ("09:01", "press", 1)],
)
def test_who_told_first_is_known_to_the_minute(warehouse: Warehouse, clock: str, verdict: str, lag: int) -> None:
    load(warehouse, *PRESS, entries=(post(listed=clock),))
    found = beside(warehouse)
    assert (found["first_to_tell"], found["acknowledgement_lag_minutes"]) == (verdict, lag)


def test_a_post_that_was_not_fetched_has_its_feeds_dates(warehouse: Warehouse) -> None:
    load(warehouse, *PRESS, entries=(post(),))
    found = beside(warehouse)
    assert (found["basis"], found["acknowledged_basis"], found["resolved_basis"]) == ("same_day", "listed", None)
    assert (found["acknowledged_at"], found["resolved_at"]) == (utc(MONDAY, "10:12"), None)


def test_a_post_without_stamps_is_resolved_when_the_feed_changed_it(warehouse: Warehouse) -> None:
    load(warehouse, *PRESS, article_of(post(), "All errors on X are resolved."), entries=(post(),))
    found = beside(warehouse)
    assert (found["resolved_at"], found["resolved_basis"]) == (utc(MONDAY, "22:40"), "listed")


def test_a_stamp_without_a_year_has_the_year_next_to_it(warehouse: Warehouse) -> None:
    new_year = post(listed_at=datetime.fromisoformat("2025-01-01T02:00:00Z"))
    text = "Jan 1, 05:00 UTC\nResolved - Done.\nDec 31, 23:50 UTC\nInvestigating - Errors."
    press = coverage("a.example", on=datetime.fromisoformat("2025-01-01").date())
    load(warehouse, press, article_of(new_year, text, on=press.reading.dated_on), entries=(new_year,))
    found = beside(warehouse)
    assert found["acknowledged_at"] == datetime.fromisoformat("2024-12-31T23:50:00Z")
    assert found["resolved_at"] == datetime.fromisoformat("2025-01-01T05:00:00Z")


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (post(title="Scheduled maintenance of X"), None),
        (post(), "Mar 10, 15:32 PDT\nCompleted - Done.\nMar 10, 03:10 PDT\nScheduled - We will move X."),
        (post(listed_at=utc(TUESDAY, "13:00")), None),  # the next day everywhere
        (post(source_id="a-feed"), None),
    ],
    ids=["maintenance by its title", "maintenance by its updates", "another day", "no status page"],
)
def test_what_is_no_post_on_the_outage_stands_beside_none(warehouse: Warehouse, entry: Entry, text: str | None) -> None:
    articles = [article_of(entry, text, is_relevant=False)] if text else []
    load(warehouse, *PRESS, *articles, entries=(entry,))
    assert warehouse.rows("SELECT * FROM press_against_status") == []


def test_a_post_on_a_part_stands_beside_the_outage_of_the_whole(warehouse: Warehouse) -> None:
    warehouse.insert("platforms", [{"platform": "x", "name": "X"}, {"platform": "grok", "name": "Grok", "parent": "x"}])
    warehouse.insert("sources", [replace(PAGE, platform="grok")])
    load(warehouse, *PRESS, entries=(post(),))
    assert beside(warehouse)["incident_id"] == "x-2025-03-10"


def test_a_post_that_one_incident_has_stands_beside_no_other(warehouse: Warehouse) -> None:
    other = coverage("a.example", platforms=["zoom"], slug="zoom")
    load(warehouse, *PRESS, other, article_of(post(), FEED, platforms=("zoom",)), entries=(post(),))
    assert beside(warehouse)["incident_id"] == "zoom-2025-03-10"


def test_the_status_page_is_not_the_press(warehouse: Warehouse) -> None:
    early = article_of(post(listed="05:00"), "X has errors.")
    load(warehouse, *PRESS, early, entries=(post(listed="05:00"),))
    assert beside(warehouse)["press_outlet"] == "a.example"


def whole(warehouse: Warehouse) -> list[Fields]:
    return warehouse.rows("SELECT * FROM press_against_status ORDER BY ALL")


def test_a_post_that_comes_after_its_incident_is_set_beside_it(warehouse: Warehouse) -> None:
    load(warehouse, *PRESS, coverage("a.example", platforms=["zoom"], slug="zoom"), entries=())
    assert whole(warehouse) == []
    load(warehouse, entries=(post(),), batch=warehouse.write_number + 1)
    assert [row["incident_id"] for row in whole(warehouse)] == ["x-2025-03-10"]


def test_an_incident_that_comes_after_its_post_is_set_beside_it(warehouse: Warehouse) -> None:
    load(warehouse, entries=(post(),))
    load(warehouse, *PRESS, entries=(), batch=warehouse.write_number + 1)
    assert [row["entry_id"] for row in whole(warehouse)] == ["post"]


def test_a_post_that_another_incident_has_is_not_set_beside_one_that_comes_later(warehouse: Warehouse) -> None:
    grouped = article_of(post(), FEED, platforms=("zoom",))
    load(warehouse, coverage("a.example", platforms=["zoom"], slug="zoom"), grouped, entries=(post(),))
    load(warehouse, *PRESS, entries=(), batch=warehouse.write_number + 1)
    assert beside(warehouse)["incident_id"] == "zoom-2025-03-10"


def test_a_post_that_the_feed_changed_is_set_beside_its_incident_anew(warehouse: Warehouse) -> None:
    load(warehouse, *PRESS, entries=(post(),))
    warehouse.execute("DELETE FROM entries")
    load(warehouse, entries=(post(listed="10:40", updated="23:00"),), batch=warehouse.write_number + 1)
    assert beside(warehouse)["acknowledged_at"] == utc(MONDAY, "10:40")
    assert beside(warehouse)["updated_at"] == utc(MONDAY, "23:00")


def told(**more: Any) -> StatusPost:
    """What the page's feed says of the post, update by update."""
    texts = {f"{name}_text": None for name in ("started", "acknowledged", "identified", "monitoring", "resolved")}
    fields: Fields = {
        "post_id": "post",
        "source_id": "status-x",
        "post_url": "https://status.example/incidents/1",
        "title": "Elevated errors",
        "component": "Posts; Search",
        "impact": "major",
        "status": "resolved",
        "basis": "updates",
        "started_at": utc(MONDAY, "09:40"),
        "acknowledged_at": utc(MONDAY, "10:05"),
        "identified_at": utc(MONDAY, "11:00"),
        "monitoring_at": utc(MONDAY, "20:00"),
        "resolved_at": utc(MONDAY, "22:00"),
        "update_count": 4,
        "seen_at": utc(MONDAY, "23:00"),
        **texts,
        **more,
    }
    return StatusPost(**fields)


def test_what_the_feed_says_of_each_update_goes_before_the_page_s_text(warehouse: Warehouse) -> None:
    warehouse.insert("status_posts", [told()], batch_id="b1")
    load(warehouse, *PRESS, article_of(post(), POSTED), entries=(post(),))
    found = beside(warehouse)
    assert (found["acknowledged_at"], found["resolved_at"]) == (utc(MONDAY, "10:05"), utc(MONDAY, "22:00"))
    assert (found["identified_at"], found["monitoring_at"]) == (utc(MONDAY, "11:00"), utc(MONDAY, "20:00"))
    assert (found["component"], found["operator_start_at"]) == ("Posts; Search", utc(MONDAY, "09:40"))
    assert (found["acknowledged_basis"], found["resolved_basis"], found["update_count"]) == ("update", "update", 4)


def test_a_post_that_was_not_fetched_has_the_moments_of_its_updates_all_the_same(warehouse: Warehouse) -> None:
    warehouse.insert("status_posts", [told(resolved_at=None, status="monitoring")], batch_id="b1")
    load(warehouse, *PRESS, entries=(post(),))
    found = beside(warehouse)
    assert (found["basis"], found["acknowledged_at"], found["resolved_at"]) == ("same_day", utc(MONDAY, "10:05"), None)


def test_a_post_without_stamps_of_its_own_has_the_component_only(warehouse: Warehouse) -> None:
    warehouse.insert("status_posts", [told(basis="feed")], batch_id="b1")
    load(warehouse, *PRESS, entries=(post(),))
    found = beside(warehouse)
    assert (found["acknowledged_basis"], found["acknowledged_at"]) == ("listed", utc(MONDAY, "10:12"))
    assert (found["component"], found["identified_at"]) == ("Posts; Search", None)


def test_planned_work_is_told_by_its_status_too(warehouse: Warehouse) -> None:
    warehouse.insert("status_posts", [told(status="maintenance")], batch_id="b1")
    load(warehouse, *PRESS, entries=(post(),))
    assert warehouse.rows("SELECT * FROM press_against_status") == []


def test_an_update_that_comes_after_the_comparison_refreshes_its_incident(warehouse: Warehouse) -> None:
    warehouse.insert("status_posts", [told(resolved_at=None)], batch_id="b1")
    load(warehouse, *PRESS, entries=(post(),))
    warehouse.execute("DELETE FROM status_posts")
    number = warehouse.write_number + 1
    warehouse.insert("status_posts", [told()], batch_id=f"b{number}")
    load(warehouse, entries=(), batch=number)
    assert beside(warehouse)["resolved_at"] == utc(MONDAY, "22:00")
