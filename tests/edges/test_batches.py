"""A batch on disk: whole files, counted, found by id."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.edges.batches import Batch, create_batch, list_batches, open_batch
from pipeline.errors import BatchUnknown, UsageError
from pipeline.records import BatchPlan, Drop, Entry, InvalidRecord, Page, Poll, Tally

NOON = datetime(2025, 3, 10, 12, tzinfo=UTC)


def plan(batch_id: str = "watch-20250310t120000z-0") -> BatchPlan:
    return BatchPlan(batch_id=batch_id, kind="watch", source_kind="feed", planned_at=NOON, code_version="1")


def entry(name: str) -> Entry:
    return Entry(entry_id=name, source_id="post", entry_url=f"http://post.example/{name}", first_seen_at=NOON)


def drop(name: str, reason: str = "entry_known") -> Drop:
    return Drop(stage="poll_feeds", kind="entry", record_id=name, reason=reason, dropped_at=NOON)


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return create_batch(tmp_path, plan())


def test_what_a_stage_wrote_is_read_by_kind(batch: Batch) -> None:
    poll = Poll(poll_id="p", source_id="post", polled_at=NOON, outcome="ok", next_poll_at=NOON)
    batch.write("poll_feeds", seen=3, passed=[entry("a"), entry("b")], drops=[drop("c")], extra=[poll])
    assert batch.read("poll_feeds", Entry) == [entry("a"), entry("b")]
    assert batch.read("poll_feeds", Drop) == [drop("c")]
    assert batch.read("poll_feeds", Poll) == [poll]
    assert batch.read("poll_feeds", Page) == []
    assert batch.tally("poll_feeds") == Tally(stage="poll_feeds", seen=3, passed=2, dropped=1)


def test_a_stage_that_cannot_account_for_what_it_saw_writes_nothing(batch: Batch) -> None:
    batch.write("poll_feeds", seen=1, passed=[entry("a")])
    with pytest.raises(InvalidRecord, match="saw 3, passed 1, dropped 1"):
        batch.write("poll_feeds", seen=3, passed=[entry("b")], drops=[drop("c")])
    assert batch.read("poll_feeds", Entry) == [entry("a")]


def test_a_drop_needs_a_reason_with_a_name(batch: Batch) -> None:
    with pytest.raises(InvalidRecord, match="because"):
        batch.write("poll_feeds", seen=1, passed=[], drops=[drop("c", reason="because")])
    assert not batch.has("poll_feeds")


def test_running_a_stage_again_replaces_its_output(batch: Batch) -> None:
    batch.write("poll_feeds", seen=1, passed=[entry("a")])
    batch.write("poll_feeds", seen=1, passed=[entry("b")])
    assert batch.read("poll_feeds", Entry) == [entry("b")]


def test_a_title_with_line_breaks_and_escapes_stays_one_line(batch: Batch) -> None:
    hostile: Any = {"title": 'a\nb\u2028c\x1b[31m"}{'}
    odd = Entry(entry_id="a", source_id="s", entry_url="http://post.example/", first_seen_at=NOON, **hostile)
    batch.write("poll_feeds", seen=1, passed=[odd])
    assert batch.read("poll_feeds", Entry) == [odd]
    assert len((batch.folder / "poll_feeds.jsonl").read_bytes().splitlines()) == 2


def test_a_batch_is_found_again_by_its_id(tmp_path: Path, batch: Batch) -> None:
    assert open_batch(tmp_path, batch.batch_id).plan == batch.plan
    assert list_batches(tmp_path) == [batch.batch_id]


def test_an_unknown_batch_says_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(BatchUnknown, match="outwire backfill"):
        open_batch(tmp_path, "watch-1")


def test_a_stage_that_has_not_run_is_named_with_its_command(batch: Batch) -> None:
    with pytest.raises(BatchUnknown, match="outwire fetch-pages watch-20250310t120000z-0"):
        batch.read("fetch_pages", Page)


@pytest.mark.parametrize("batch_id", ["", "../x", "A", "a/b", "a.b", "-a", "a" * 121])
def test_an_id_that_is_no_slug_never_becomes_a_path(tmp_path: Path, batch_id: str) -> None:
    with pytest.raises(UsageError, match="no batch id"):
        create_batch(tmp_path, plan(batch_id))
    assert list(tmp_path.iterdir()) == []
