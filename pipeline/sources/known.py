"""What earlier batches found out: cursors of feeds, entries and how their fetching went, pages and their validators.

It comes from the published snapshot, without what the batch in hand itself has loaded: a batch that is run again
must not take its own earlier result for somebody else's, drop everything as known, and so undo it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from pipeline.edges.duck import Snapshot, open_snapshot
from pipeline.errors import RETRYABLE, WarehouseMissing
from pipeline.records import Entry, Poll, make_id
from pipeline.settings import Settings

_CURSORS = """
SELECT * EXCLUDE (batch_id)
FROM polls
WHERE source_id IN (SELECT unnest($source_ids)) AND batch_id <> $batch_id
QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY polled_at DESC, poll_id) = 1
"""

_ENTRIES = """
WITH wanted AS (
    SELECT * EXCLUDE (batch_id)
    FROM entries
    WHERE
        batch_id <> $batch_id
        AND (
            entry_id IN (SELECT unnest($entry_ids))
            OR (source_id IN (SELECT unnest($source_ids)) AND first_seen_at >= $since)
        )
),
fetched AS (
    SELECT
        entry_id,
        max(fetched_at) AS fetched_at
    FROM pages
    WHERE entry_id IN (SELECT entry_id FROM wanted) AND batch_id <> $batch_id
    GROUP BY entry_id
),
refused AS (
    SELECT
        record_id AS entry_id,
        max(dropped_at) AS refused_at,
        arg_max(reason, dropped_at) AS refused_reason
    FROM drops
    WHERE stage = 'fetch_pages' AND record_id IN (SELECT entry_id FROM wanted) AND batch_id <> $batch_id
    GROUP BY record_id
)
SELECT
    wanted.*,
    fetched.fetched_at,
    refused.refused_at,
    refused.refused_reason
FROM wanted
LEFT JOIN fetched ON wanted.entry_id = fetched.entry_id
LEFT JOIN refused ON wanted.entry_id = refused.entry_id
ORDER BY wanted.first_seen_at, wanted.entry_id
"""

_PAGES = """
SELECT entry_url, etag, last_modified, body_sha256
FROM pages
WHERE entry_url IN (SELECT unnest($entry_urls)) AND batch_id <> $batch_id
QUALIFY row_number() OVER (PARTITION BY entry_url ORDER BY fetched_at DESC, page_id) = 1
"""

# An article is looked at again when a quarter of its age has passed since the last look: often while the story
# moves, and some twenty times in all within two days.
_RECHECK_SHARE = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """
    An entry of an earlier batch.

    checked_at  When its page was last asked for, with or without success; None where it never was.
    is_failed   Whether that failed in a way that may go away by itself.
    """

    entry: Entry
    checked_at: datetime | None
    is_failed: bool

    def is_wanted_again(
        self, at: datetime, *, listed_updated_at: datetime | None, recheck_hours: float, is_forced: bool
    ) -> bool:
        """Whether its page is to be asked for at `at`, when its feed says that it was last changed then."""
        if self.checked_at is None or self.is_failed:
            return True
        # Feeds give whole seconds: a change within the second of the last look may have come after it.
        if listed_updated_at is not None and self.checked_at.replace(microsecond=0) <= listed_updated_at <= at:
            return True
        age = at - self.entry.first_seen_at
        is_young = age <= timedelta(hours=recheck_hours)
        return is_young and (is_forced or at - self.checked_at >= age * _RECHECK_SHARE)


def with_own_id(entry: Entry, known: Mapping[str, KnownEntry]) -> Entry:
    """
    The entry, under an id of its address where its feed gives it the guid of another story of an earlier poll.

    A guid that comes back with another address is either a story whose address was edited, which keeps its id, or one
    that a publisher gave a used number: that has another date, or where one of the two has none, another title.
    """
    before = known.get(entry.entry_id)
    if before is None or entry.guid is None or before.entry.entry_url == entry.entry_url:
        return entry
    first = before.entry
    if entry.listed_at is not None and first.listed_at is not None:
        is_another = entry.listed_at != first.listed_at
    else:
        is_another = entry.title != first.title
    return replace(entry, entry_id=address_id(entry), guid=None) if is_another else entry


def address_id(entry: Entry) -> str:
    """The id of an entry whose guid identifies nothing."""
    return make_id(entry.source_id, entry.entry_url)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPage:
    """The last page of an address: what to send when asking again, and what to compare the answer with."""

    etag: str | None
    last_modified: str | None
    body_sha256: str


def known_cursors(settings: Settings, source_ids: Sequence[str], batch_id: str) -> dict[str, Poll]:
    """The last poll of each source that had one."""
    rows = _rows(settings, _CURSORS, {"source_ids": list(source_ids), "batch_id": batch_id})
    return {row["source_id"]: Poll(**_only(Poll, row)) for row in rows}


def known_entries(
    settings: Settings, entry_ids: Sequence[str], source_ids: Sequence[str], since: datetime, batch_id: str
) -> dict[str, KnownEntry]:
    """The entries with these ids, and all entries of these sources that were first seen since then."""
    params = {"entry_ids": list(entry_ids), "source_ids": list(source_ids), "since": since, "batch_id": batch_id}
    return {row["entry_id"]: _known_entry(row) for row in _rows(settings, _ENTRIES, params)}


def known_pages(settings: Settings, entry_urls: Sequence[str], batch_id: str) -> dict[str, KnownPage]:
    """The last page of each of these addresses that has one."""
    rows = _rows(settings, _PAGES, {"entry_urls": list(entry_urls), "batch_id": batch_id})
    return {row["entry_url"]: KnownPage(**_only(KnownPage, row)) for row in rows}


def _known_entry(row: dict[str, Any]) -> KnownEntry:
    fetched_at, refused_at = row["fetched_at"], row["refused_at"]
    is_refused_last = refused_at is not None and (fetched_at is None or refused_at >= fetched_at)
    return KnownEntry(
        entry=Entry(**_only(Entry, row)),
        checked_at=refused_at if is_refused_last else fetched_at,
        is_failed=is_refused_last and row["refused_reason"] in RETRYABLE,
    )


def _only(kind: type, row: dict[str, Any]) -> dict[str, Any]:
    return {field.name: row[field.name] for field in fields(kind)}


def _rows(settings: Settings, sql: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    snapshot: Snapshot
    try:
        with open_snapshot(settings) as snapshot:
            return snapshot.rows(sql, params)
    except WarehouseMissing:
        return []
