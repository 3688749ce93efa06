"""What earlier batches left, and when an article is looked at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import duckdb
import pytest

from pipeline import publish_snapshot
from pipeline.edges.duck import writing
from pipeline.records import Drop, Entry, Page, Poll, to_json
from pipeline.settings import Settings
from pipeline.sources.known import KnownEntry, SnapshotMemory, known_pages

AT = datetime(2025, 3, 10, 12, tzinfo=UTC)


def hours(number: float) -> datetime:
    return AT + timedelta(hours=number)


def entry(name: str, *, source_id: str = "a", seen: datetime = AT) -> Entry:
    return Entry(entry_id=name, source_id=source_id, entry_url=f"http://a.example/{name}", first_seen_at=seen)


def page(name: str, sha: str, fetched_at: datetime) -> Page:
    return Page(
        page_id=f"{name}-{sha}",
        entry_id=name,
        entry_url=f"http://a.example/{name}",
        page_url=f"http://a.example/{name}",
        status=200,
        content_type="text/html",
        etag=f'"{sha}"',
        fetched_at=fetched_at,
        body_sha256=sha,
        body_bytes=1,
        archive_file="x.warc.gz",
        archive_offset=0,
    )


def drop(name: str, reason: str, dropped_at: datetime) -> dict[str, object]:
    made = Drop(stage="fetch_pages", kind="entry", record_id=name, reason=reason, dropped_at=dropped_at)
    return {**to_json(made), "dropped_at": dropped_at, "drop_id": f"{name}-{reason}"}


def poll(source_id: str, polled_at: datetime, etag: str) -> Poll:
    return Poll(
        poll_id=f"{source_id}-{etag}",
        source_id=source_id,
        polled_at=polled_at,
        outcome="ok",
        etag=etag,
        next_poll_at=polled_at + timedelta(minutes=15),
    )


def publish(settings: Settings, **tables: list[tuple[str, object]]) -> None:
    """Rows of the tables, each with the batch it came with."""
    with writing(settings) as warehouse:
        for table, rows in tables.items():
            for batch_id, row in rows:
                warehouse.insert(table, [row], batch_id=batch_id)
    publish_snapshot.run(settings)


def test_without_a_warehouse_nothing_is_known(settings: Settings) -> None:
    assert SnapshotMemory(settings, "b1").cursors(["a"]) == {}
    assert SnapshotMemory(settings, "b1").entries(["e"], ["a"], AT) == {}
    assert SnapshotMemory(settings, "b1").news_at(["a"], AT) == {}
    assert known_pages(settings, ["http://a.example/e"], "b1", AT) == {}


def test_the_cursor_is_the_last_poll_of_another_batch(settings: Settings) -> None:
    polls = [("b1", poll("a", hours(0), "v1")), ("b2", poll("a", hours(1), "v2")), ("b2", poll("c", hours(0), "v9"))]
    publish(settings, polls=polls)
    assert SnapshotMemory(settings, "b3").cursors(["a", "z"]) == {"a": polls[1][1]}
    assert SnapshotMemory(settings, "b2").cursors(["a"]) == {"a": polls[0][1]}


def test_entries_are_known_by_id_or_by_source_and_age(settings: Settings) -> None:
    old, young, other = entry("old"), entry("young", seen=hours(10)), entry("other", source_id="c", seen=hours(10))
    publish(settings, entries=[("b1", old), ("b1", young), ("b1", other)])
    assert list(SnapshotMemory(settings, "b9").entries([], ["a"], hours(5))) == ["young"]
    assert set(SnapshotMemory(settings, "b9").entries(["old", "never"], ["a"], hours(5))) == {"old", "young"}
    assert SnapshotMemory(settings, "b1").entries(["old"], [], hours(5)) == {}
    assert SnapshotMemory(settings, "b9").entries(["old"], [], hours(5))["old"].entry == old


def test_how_the_last_look_went_decides(settings: Settings) -> None:
    names = ["ok", "failed", "gone", "recovered", "same", "never", "crowded"]
    publish(
        settings,
        entries=[("b1", entry(name)) for name in names],
        pages=[
            ("b1", page("ok", "1", hours(1))),
            ("b2", page("recovered", "1", hours(2))),
            ("b1", page("same", "1", hours(1))),
        ],
        drops=[
            ("b1", drop("failed", "timed_out", hours(1))),
            ("b1", drop("gone", "http_gone", hours(1))),
            ("b1", drop("crowded", "host_crowded", hours(1))),
            ("b1", drop("recovered", "timed_out", hours(1))),
            ("b2", drop("same", "page_unchanged", hours(3))),
        ],
    )
    known = SnapshotMemory(settings, "b9").entries(names, [], AT)
    assert {name: (known[name].checked_at, known[name].is_failed) for name in names} == {
        "ok": (hours(1), False),
        "failed": (hours(1), True),
        "gone": (hours(1), False),
        "recovered": (hours(2), False),
        "same": (hours(3), False),
        "never": (None, False),
        "crowded": (None, False),
    }


def test_a_page_is_known_by_the_last_body_of_its_address(settings: Settings) -> None:
    publish(settings, pages=[("b1", page("e", "1", hours(1))), ("b2", page("e", "2", hours(2)))])
    assert known_pages(settings, ["http://a.example/e"], "b9", AT)["http://a.example/e"].etag == '"2"'
    assert known_pages(settings, ["http://a.example/e"], "b2", AT)["http://a.example/e"].body_sha256 == "1"


@pytest.mark.parametrize(
    ("updated", "is_wanted"), [(None, False), (0.5, False), (1.0, True), (1.5, True), (60.0, True), (60.1, False)]
)
def test_an_article_that_its_feed_says_was_changed_since_is_wanted(updated: float | None, is_wanted: bool) -> None:
    known = KnownEntry(entry=entry("e"), checked_at=hours(1), is_failed=False)
    listed = None if updated is None else hours(updated)
    assert known.is_wanted_again(hours(60), listed_updated_at=listed, recheck_hours=48, is_forced=False) == is_wanted


def test_a_page_that_failed_is_tried_again_ever_less_often_whatever_it_tells_of() -> None:
    failed = KnownEntry(entry=entry("e"), checked_at=hours(2), is_failed=True)
    later = [
        failed.is_wanted_again(hours(at), listed_updated_at=None, recheck_hours=0, is_forced=False) for at in (2.9, 3)
    ]
    assert later == [False, True]
    assert failed.is_wanted_again(hours(2.1), listed_updated_at=None, recheck_hours=0, is_forced=True)


def test_a_page_is_looked_at_again_while_the_outage_is_young_that_it_tells_of() -> None:
    told = KnownEntry(entry=entry("e"), checked_at=hours(2), is_failed=False, incident_began_at=hours(-1))
    looks = {
        at: told.is_wanted_again(hours(at), listed_updated_at=None, recheck_hours=72, is_forced=False)
        for at in (2.9, 3, 71, 72)
    }
    assert looks == {2.9: False, 3: True, 71: False, 72: False}


def article(name: str, published_at: datetime | None, fetched_at: datetime = AT) -> dict[str, object]:
    """The part of an article's row that says when it was published."""
    return {"article_id": name, "entry_id": name, "published_at": published_at, "fetched_at": fetched_at}


def incident(name: str, started_on: date, *articles: str) -> tuple[dict[str, object], list[dict[str, object]]]:
    return (
        {"incident_id": name, "platform": "x", "started_on": started_on, "ordinal": 1, "name": name},
        [{"incident_id": name, "article_id": article_id} for article_id in articles],
    )


def test_the_age_of_the_outage_that_a_page_tells_of_comes_from_its_first_article(settings: Settings) -> None:
    today = AT.date()
    stories = [
        article("first", hours(-5)),
        article("second", hours(-2)),
        article("undated", None, hours(-1)),
        article("wrong-year", AT.replace(year=2019)),
        article("old", hours(-90)),
        article("of-none", hours(-1)),
    ]
    outages = [
        incident("young", today, "first", "second"),
        incident("misdated", today, "wrong-year", "undated"),
        incident("ended", today - timedelta(days=4), "old", "second"),
    ]
    publish(
        settings,
        entries=[("b1", entry(str(story["article_id"]), seen=hours(-200))) for story in stories],
        articles=[("b1", story) for story in stories],
        incidents=[("b1", made) for made, _ in outages],
        incident_articles=[("b1", place) for _, places in outages for place in places],
    )
    known = SnapshotMemory(settings, "b9").entries([], ["a"], hours(-72))
    midnight = AT.replace(hour=0)
    assert {name: found.incident_began_at for name, found in known.items()} == {
        "first": hours(-5),
        "second": hours(-5),
        "undated": midnight,
        "wrong-year": midnight,
    }


def test_news_appeared_at_first_sight_and_in_a_first_poll_by_their_own_date(settings: Settings) -> None:
    entries = [
        replace(entry("listed-at-first"), listed_at=hours(-30)),
        replace(entry("without-date")),
        replace(entry("new", seen=hours(1)), listed_at=hours(-3), is_new_in_feed=True),
        replace(entry("long-ago"), listed_at=hours(-500)),
        replace(entry("own", seen=hours(2)), is_new_in_feed=True),
    ]
    publish(settings, entries=[("b9" if made.entry_id == "own" else "b1", made) for made in entries])
    assert SnapshotMemory(settings, "b9").news_at(["a", "z"], hours(-168)) == {"a": [hours(-30), hours(1)]}


def test_a_cursor_comes_back_as_it_was_written(settings: Settings) -> None:
    full = replace(
        poll("a", hours(0), "v1"),
        **{"new_count": 3, "interval_seconds": 300.0, "least_seconds": 600.0, "skip_hours": (1, 2), "skip_days": (6,)},
        whole_at=hours(-1),
        lied_at=hours(-2),
    )
    publish(settings, polls=[("b1", full)])
    assert SnapshotMemory(settings, "b9").cursors(["a"]) == {"a": full}


def test_a_cursor_of_before_the_columns_were_added_has_no_hints(settings: Settings) -> None:
    row = {name: value for name, value in to_json(poll("a", hours(0), "v1")).items() if not name.startswith("skip_")}
    publish(settings, polls=[("b1", {**row, "polled_at": hours(0), "next_poll_at": hours(1)})])
    assert SnapshotMemory(settings, "b9").cursors(["a"])["a"].skip_hours == ()


def test_an_entry_comes_back_with_all_that_its_source_said(settings: Settings) -> None:
    told = replace(entry("a"), title="X is down", authors=("Ada Lund", "Bo Ek"), summary="It failed.")
    publish(settings, entries=[("b1", told)])
    assert SnapshotMemory(settings, "b2").entries(["a"], ["a"], AT)["a"].entry == told


@pytest.mark.parametrize("change", ["DROP COLUMN {}", "ALTER COLUMN {} SET DEFAULT NULL"])
def test_what_an_older_program_published_is_known(change: str, settings: Settings) -> None:
    cursor = replace(poll("a", hours(0), "v1"), skip_hours=(3,), new_count=2)
    with writing(settings) as warehouse:
        warehouse.insert("entries", [replace(entry("a"), authors=("Ada",), summary="It failed.")], batch_id="b1")
        warehouse.insert("polls", [cursor], batch_id="b1")
    path = publish_snapshot.run(settings).path
    path.chmod(0o644)
    with duckdb.connect(str(path)) as older:
        for table, columns in (("entries", ["authors", "summary"]), ("polls", ["skip_hours", "new_count"])):
            for column in columns:
                older.execute(f"UPDATE {table} SET {column} = NULL")
                older.execute(f"ALTER TABLE {table} {change.format(column)}")
    memory = SnapshotMemory(settings, "b2")
    assert memory.entries(["a"], ["a"], AT)["a"].entry == entry("a")
    assert memory.cursors(["a"]) == {"a": poll("a", hours(0), "v1")}


URL = "http://a.example/e"


def test_a_page_s_body_came_last_when_it_was_sent_again_and_not_when_the_server_gave_its_word(
    settings: Settings,
) -> None:
    again = {**drop("e", "page_unchanged", hours(3)), "detail": "the same body"}
    word = {**drop("e", "page_unchanged", hours(5)), "detail": "the server says so", "drop_id": "word"}
    publish(settings, entries=[("b1", entry("e"))], pages=[("b1", page("e", "1", hours(1)))], drops=[("b2", word)])
    assert known_pages(settings, [URL], "b9", AT)[URL].whole_at == hours(1)
    publish(settings, drops=[("b3", again)])
    assert known_pages(settings, [URL], "b9", AT)[URL].whole_at == hours(3)
    assert known_pages(settings, [URL], "b3", AT)[URL].whole_at == hours(1)


@pytest.mark.parametrize(
    ("first", "second", "texts", "days", "is_distrusted"),
    [
        ('"v1"', '"v1"', ("x", "y"), 0, True),
        ('"v1"', '"v1"', ("x", "y"), 6.9, True),
        ('"v1"', '"v1"', ("x", "y"), 7.1, False),
        ('"v1"', '"v2"', ("x", "y"), 0, False),
        ('"v1"', '"v1"', ("x", "x"), 0, False),  # only the advertisements changed
        (None, None, ("x", "y"), 0, False),
    ],
)
def test_an_outlet_is_distrusted_for_a_week_whose_text_changed_under_the_same_validator(
    first: str | None, second: str | None, texts: tuple[str, str], days: float, is_distrusted: bool, settings: Settings
) -> None:
    bodies = [replace(page("e", "1", hours(0)), etag=first), replace(page("e", "2", hours(1)), etag=second)]
    pages = [*bodies, page("f", "3", hours(1)), page("g", "4", hours(1))]
    articles = [
        {"article_id": made.page_id, "page_id": made.page_id, "outlet": "b.example" if made.entry_id == "g" else
         "a.example", "text_sha256": text}
        for made, text in zip(pages, [*texts, "z", "z"], strict=True)
    ]  # fmt: skip
    publish(settings, pages=[("b1", made) for made in pages], articles=[("b1", made) for made in articles])
    names = {name: f"http://a.example/{name}" for name in "efg"}
    known = known_pages(settings, list(names.values()), "b9", hours(1) + timedelta(days=days))
    assert {name: known[url].is_distrusted for name, url in names.items()} == {
        "e": is_distrusted, "f": is_distrusted, "g": False,
    }  # fmt: skip
