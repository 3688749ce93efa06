"""Feeds that moved for good: believed once a few polls agree, asked for there from then on, and tested now and then.

The sources file is the user's, so nothing is written into it: `outwire sources check` says what to write.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pipeline.credentials import Keys, without_keys
from pipeline.records import Poll, Source

# Miniflux believes the first permanent redirect. A portal in between, or a mistake of an afternoon, gives one too.
AGREEING_POLLS = 3


@dataclass(frozen=True, slots=True)
class Move:
    """
    Where a source's address leads for good, by polls that brought a usable feed.

    moved_from_url  The address in the sources file that says so; another one there, and the move is forgotten.
    moved_url       The new one; both without credentials. None where the source stands where it should.
    count           How many polls in a row said the same, without those that asked at the new address.
    """

    moved_from_url: str | None = None
    moved_url: str | None = None
    count: int = 0


def known_move(source: Source, cursor: Poll | None) -> Move:
    """What earlier polls said of the source as the sources file has it now."""
    if cursor is None or cursor.moved_from_url != _shown(source.url, source):
        return Move()
    return Move(cursor.moved_from_url, cursor.moved_url, cursor.moved_count)


def places_to_ask(source: Source, cursor: Poll | None, *, is_whole: bool) -> tuple[str, ...]:
    """
    The addresses to ask for a source, the next where one fails.

    is_whole  Whether the body is asked for without a condition, which tests the server's word. Then, and after a
              failure, the source's own address goes first, so that a move that was taken back is noticed.
    """
    move = known_move(source, cursor)
    if move.moved_url is None or move.count < AGREEING_POLLS:
        return (source.url,)
    is_tested = is_whole or (cursor is not None and cursor.failure_count > 0)
    there = Keys.of_source(source.url).put_back(move.moved_url)
    return (source.url, there) if is_tested else (there, source.url)


def next_move(source: Source, cursor: Poll | None, *, asked_url: str, moved_url: str | None) -> Move:
    """
    What is known of a source's move after a poll that succeeded.

    asked_url  The address of `places_to_ask` that answered.
    moved_url  Where it led for good; None where it answered itself.
    """
    before = known_move(source, cursor)
    if moved_url is None:
        return Move() if asked_url == source.url else before
    shown = _shown(moved_url, source)
    agrees = asked_url == source.url and shown == before.moved_url
    return Move(_shown(source.url, source), shown, before.count + 1 if agrees else 1)


def _shown(url: str, source: Source) -> str:
    values: Collection[str] = Keys.of_source(source.url).values.values()
    return without_keys(url, values)
