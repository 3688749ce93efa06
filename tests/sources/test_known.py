"""What earlier batches left, and when an article is looked at again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline import publish_snapshot
from pipeline.edges.duck import writing
from pipeline.records import Drop, Entry, Page, Poll, to_json
from pipeline.settings import Settings
from pipeline.sources.known import KnownEntry, known_cursors, known_entries, known_pages

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
    assert known_cursors(settings, ["a"], "b1") == {}
    assert known_entries(settings, ["e"], ["a"], AT, "b1") == {}
    assert known_pages(settings, ["http://a.example/e"], "b1") == {}


def test_the_cursor_is_the_last_poll_of_another_batch(settings: Settings) -> None:
    polls = [("b1", poll("a", hours(0), "v1")), ("b2", poll("a", hours(1), "v2")), ("b2", poll("c", hours(0), "v9"))]
    publish(settings, polls=polls)
    assert known_cursors(settings, ["a", "z"], "b3") == {"a": polls[1][1]}
    assert known_cursors(settings, ["a"], "b2") == {"a": polls[0][1]}


def test_entries_are_known_by_id_or_by_source_and_age(settings: Settings) -> None:
    old, young, other = entry("old"), entry("young", seen=hours(10)), entry("other", source_id="c", seen=hours(10))
    publish(settings, entries=[("b1", old), ("b1", young), ("b1", other)])
    assert list(known_entries(settings, [], ["a"], hours(5), "b9")) == ["young"]
    assert set(known_entries(settings, ["old", "never"], ["a"], hours(5), "b9")) == {"old", "young"}
    assert known_entries(settings, ["old"], [], hours(5), "b1") == {}
    assert known_entries(settings, ["old"], [], hours(5), "b9")["old"].entry == old


def test_how_the_last_look_went_decides(settings: Settings) -> None:
    names = ["ok", "failed", "gone", "recovered", "same", "never"]
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
            ("b1", drop("recovered", "timed_out", hours(1))),
            ("b2", drop("same", "page_unchanged", hours(3))),
        ],
    )
    known = known_entries(settings, names, [], AT, "b9")
    assert {name: (known[name].checked_at, known[name].is_failed) for name in names} == {
        "ok": (hours(1), False),
        "failed": (hours(1), True),
        "gone": (hours(1), False),
        "recovered": (hours(2), False),
        "same": (hours(3), False),
        "never": (None, False),
    }


def test_a_page_is_known_by_the_last_body_of_its_address(settings: Settings) -> None:
    publish(settings, pages=[("b1", page("e", "1", hours(1))), ("b2", page("e", "2", hours(2)))])
    assert known_pages(settings, ["http://a.example/e"], "b9")["http://a.example/e"].etag == '"2"'
    assert known_pages(settings, ["http://a.example/e"], "b2")["http://a.example/e"].body_sha256 == "1"


@pytest.mark.parametrize(
    ("checked", "at", "is_wanted"),
    [
        (None, 1, True),
        (0.0, 0.1, True),
        (0.75, 1, True),
        (0.76, 1, False),
        (18.0, 24, True),
        (18.1, 24, False),
        (0.0, 48, True),
        (0.0, 48.01, False),
    ],
)
def test_an_article_is_looked_at_again_after_a_quarter_of_its_age_for_two_days(
    checked: float | None, at: float, is_wanted: bool
) -> None:
    known = KnownEntry(entry=entry("e"), checked_at=None if checked is None else hours(checked), is_failed=False)
    assert known.is_wanted_again(hours(at), listed_updated_at=None, recheck_hours=48, is_forced=False) == is_wanted


@pytest.mark.parametrize(
    ("updated", "is_wanted"), [(None, False), (0.5, False), (1.0, True), (1.5, True), (60.0, True), (60.1, False)]
)
def test_an_article_that_its_feed_says_was_changed_since_is_wanted(updated: float | None, is_wanted: bool) -> None:
    known = KnownEntry(entry=entry("e"), checked_at=hours(1), is_failed=False)
    listed = None if updated is None else hours(updated)
    assert known.is_wanted_again(hours(60), listed_updated_at=listed, recheck_hours=48, is_forced=False) == is_wanted


def test_force_brings_a_look_forward_and_does_not_revive_the_old() -> None:
    known = KnownEntry(entry=entry("e"), checked_at=hours(1), is_failed=False)
    assert known.is_wanted_again(hours(1.1), listed_updated_at=None, recheck_hours=48, is_forced=True)
    assert not known.is_wanted_again(hours(49), listed_updated_at=None, recheck_hours=48, is_forced=True)
