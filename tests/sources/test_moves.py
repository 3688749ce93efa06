"""Feeds that redirect for good: when that is believed, what is asked for then, and how it is forgotten."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.records import Poll, Source
from pipeline.sources.moves import Move, known_move, next_move, places_to_ask

AT = datetime(2025, 3, 10, 12, tzinfo=UTC)
OLD, NEW, OTHER = (f"http://{host}.example/rss" for host in ("old", "new", "other"))
SOURCE = Source(source_id="a", kind="feed", url=OLD)


def cursor(count: int, moved_url: str | None = NEW, **more: Any) -> Poll:
    said = {"moved_from_url": OLD, "moved_url": moved_url, "moved_count": count, **more}
    return Poll(poll_id="p", source_id="a", polled_at=AT, outcome="ok", next_poll_at=AT, **said)


@pytest.mark.parametrize(
    ("known", "is_whole", "places"),
    [
        (None, True, (OLD,)),
        (cursor(0, None), False, (OLD,)),
        (cursor(2), False, (OLD,)),
        (cursor(3), False, (NEW, OLD)),
        (cursor(3), True, (OLD, NEW)),
        (cursor(3, failure_count=1), False, (OLD, NEW)),
        (cursor(3, moved_from_url=OTHER), False, (OLD,)),  # the user has written another address since
    ],
)
def test_a_feed_is_asked_where_it_moved_after_three_polls_that_agree(
    known: Poll | None, is_whole: bool, places: tuple[str, ...]
) -> None:
    assert places_to_ask(SOURCE, known, is_whole=is_whole) == places


@pytest.mark.parametrize(
    ("known", "asked_url", "moved_url", "move"),
    [
        (None, OLD, None, Move()),
        (None, OLD, NEW, Move(OLD, NEW, 1)),
        (cursor(1), OLD, NEW, Move(OLD, NEW, 2)),
        (cursor(2), OLD, OTHER, Move(OLD, OTHER, 1)),
        (cursor(2), OLD, None, Move()),
        (cursor(3), NEW, None, Move(OLD, NEW, 3)),
        (cursor(3), NEW, OTHER, Move(OLD, OTHER, 1)),  # it moves on
        (cursor(3), OLD, NEW, Move(OLD, NEW, 4)),
        (cursor(3), OLD, None, Move()),  # taken back
        (cursor(3, moved_from_url=OTHER), OLD, NEW, Move(OLD, NEW, 1)),
    ],
)
def test_what_a_poll_says_of_a_move_counts_where_it_agrees(
    known: Poll | None, asked_url: str, moved_url: str | None, move: Move
) -> None:
    assert next_move(SOURCE, known, asked_url=asked_url, moved_url=moved_url) == move


def test_a_reader_s_key_is_not_kept_and_goes_to_its_own_domain_only() -> None:
    key = "s3cr3t-of-a-reader"
    source = Source(source_id="a", kind="feed", url=f"http://post.example/rss?reader={key}")
    for host, asked in (("www.post.example", f"?reader={key}"), ("new.example", "")):
        move = next_move(source, None, asked_url=source.url, moved_url=f"http://{host}/rss?reader={key}")
        assert move == Move("http://post.example/rss?reader=KEY", f"http://{host}/rss?reader=KEY", 1)
        known = cursor(3, move.moved_url, moved_from_url=move.moved_from_url)
        assert known_move(source, known).count == 3
        assert places_to_ask(source, known, is_whole=False)[0] == f"http://{host}/rss{asked}"
