"""What earlier batches found out: cursors of feeds, entries and how their fetching went, pages and their validators.

It comes from the published snapshot, without what the batch in hand itself has loaded: a batch that is run again
must not take its own earlier result for somebody else's, drop everything as known, and so undo it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from pipeline.edges.duck import Snapshot, open_snapshot
from pipeline.errors import RETRYABLE, WarehouseMissing
from pipeline.records import Entry, Poll, make_id
from pipeline.settings import Settings
from pipeline.sources.revisits import is_revisit_wanted, revisit_at
from pipeline.sources.trust import DISTRUST, SAME_BODY

_CURSORS = """
SELECT * EXCLUDE (batch_id)
FROM polls
WHERE source_id IN (SELECT unnest($source_ids)) AND batch_id <> $batch_id
QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY polled_at DESC, poll_id) = 1
"""

# An incident begins with its first article, but not before its day: one article with a wrong year ages no outage.
_ENTRIES = """
WITH begun AS (
    SELECT
        incident_articles.incident_id,
        greatest(min(coalesce(articles.published_at, articles.fetched_at)), min(incidents.started_on)) AS began_at
    FROM incident_articles
    INNER JOIN incidents ON incident_articles.incident_id = incidents.incident_id
    INNER JOIN articles ON incident_articles.article_id = articles.article_id
    GROUP BY incident_articles.incident_id
    HAVING began_at >= $since
),
told AS (
    SELECT
        articles.entry_id,
        max(begun.began_at) AS incident_began_at
    FROM begun
    INNER JOIN incident_articles ON begun.incident_id = incident_articles.incident_id
    INNER JOIN articles ON incident_articles.article_id = articles.article_id
    GROUP BY articles.entry_id
),
wanted AS (
    SELECT * EXCLUDE (batch_id)
    FROM entries
    WHERE
        batch_id <> $batch_id
        AND (
            entry_id IN (SELECT unnest($entry_ids))
            OR (
                source_id IN (SELECT unnest($source_ids))
                AND (first_seen_at >= $since OR entry_id IN (SELECT told.entry_id FROM told))
            )
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
    -- One whose host had no turn left in its round was not asked for.
    WHERE
        stage = 'fetch_pages'
        AND reason <> 'host_crowded'
        AND record_id IN (SELECT entry_id FROM wanted)
        AND batch_id <> $batch_id
    GROUP BY record_id
)
SELECT
    wanted.*,
    fetched.fetched_at,
    refused.refused_at,
    refused.refused_reason,
    told.incident_began_at
FROM wanted
LEFT JOIN told ON wanted.entry_id = told.entry_id
LEFT JOIN fetched ON wanted.entry_id = fetched.entry_id
LEFT JOIN refused ON wanted.entry_id = refused.entry_id
ORDER BY wanted.first_seen_at, wanted.entry_id
"""

_NEWS = """
SELECT
    source_id,
    CASE WHEN is_new_in_feed THEN first_seen_at ELSE listed_at END AS appeared_at
FROM entries
WHERE source_id IN (SELECT unnest($source_ids)) AND batch_id <> $batch_id AND appeared_at >= $since
"""

# An outlet is caught where a text changed and its validator did not.
_PAGES = """
WITH newest AS (
    SELECT page_id, entry_url, etag, last_modified, body_sha256, fetched_at
    FROM pages
    WHERE entry_url IN (SELECT unnest($entry_urls)) AND batch_id <> $batch_id
    QUALIFY row_number() OVER (PARTITION BY entry_url ORDER BY fetched_at DESC, page_id) = 1
),
sent_again AS (
    SELECT
        entries.entry_url,
        max(drops.dropped_at) AS sent_at
    FROM drops
    INNER JOIN entries ON drops.record_id = entries.entry_id
    WHERE
        drops.stage = 'fetch_pages'
        AND drops.reason = 'page_unchanged'
        AND drops.detail = $same_body
        AND drops.batch_id <> $batch_id
        AND entries.entry_url IN (SELECT newest.entry_url FROM newest)
    GROUP BY entries.entry_url
),
caught AS (
    SELECT articles.outlet
    FROM pages
    INNER JOIN articles ON pages.page_id = articles.page_id
    WHERE
        pages.fetched_at >= $since
        AND pages.batch_id <> $batch_id
        AND coalesce(pages.etag, pages.last_modified) IS NOT NULL
    GROUP BY articles.outlet, pages.entry_url, coalesce(pages.etag, pages.last_modified)
    HAVING count(DISTINCT pages.page_id) > 1 AND count(DISTINCT articles.text_sha256) > 1
),
distrusted AS (
    SELECT page_id
    FROM articles
    WHERE page_id IN (SELECT newest.page_id FROM newest) AND outlet IN (SELECT caught.outlet FROM caught)
)
SELECT
    newest.*,
    greatest(newest.fetched_at, sent_again.sent_at) AS whole_at,
    newest.page_id IN (SELECT distrusted.page_id FROM distrusted) AS is_distrusted
FROM newest
LEFT JOIN sent_again ON newest.entry_url = sent_again.entry_url
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """
    An entry of an earlier batch.

    checked_at         When its page was last asked for, with or without success; None where it never was.
    is_failed          Whether that failed in a way that may go away by itself.
    incident_began_at  When the outage began that its page tells of, the latest where it tells of several: when the
                       first article on it was published. None where it tells of none, or of an old one.
    """

    entry: Entry
    checked_at: datetime | None
    is_failed: bool
    incident_began_at: datetime | None = None

    def is_wanted_again(
        self,
        at: datetime,
        *,
        listed_updated_at: datetime | None,
        recheck_hours: float,
        is_forced: bool,
        is_moved: bool = False,
    ) -> bool:
        """
        Whether its page is to be asked for at `at`, when its feed says that it was last changed then.

        is_moved  Whether its feed gives another address for it than before. Some feeds do so at each poll.
        """
        if self.checked_at is None:
            return True
        if self.is_failed or is_moved:
            return is_forced or at >= revisit_at(self.entry.first_seen_at, self.checked_at)
        # Feeds give whole seconds: a change within the second of the last look may have come after it.
        if listed_updated_at is not None and self.checked_at.replace(microsecond=0) <= listed_updated_at <= at:
            return True
        return is_revisit_wanted(
            at,
            first_seen_at=self.entry.first_seen_at,
            checked_at=self.checked_at,
            incident_began_at=self.incident_began_at,
            limit=timedelta(hours=recheck_hours),
            is_forced=is_forced,
        )


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
    """
    The last page of an address: what to send when asking again, and what to compare the answer with.

    whole_at       When a body came last, this one or the same again, rather than a "not modified".
    is_distrusted  Whether its outlet has lately changed a text under the same validator.
    """

    etag: str | None
    last_modified: str | None
    body_sha256: str
    whole_at: datetime
    is_distrusted: bool


class Memory(Protocol):
    """What earlier batches know about sources and what they list."""

    def cursors(self, source_ids: Sequence[str]) -> dict[str, Poll]:
        """The last poll of each source that had one."""

    def entries(self, entry_ids: Sequence[str], source_ids: Sequence[str], since: datetime) -> dict[str, KnownEntry]:
        """
        The entries with these ids, and of these sources those that were first seen since then.

        The entries of these sources whose pages tell of an outage that began since then are among them.
        """

    def news_at(self, source_ids: Sequence[str], since: datetime) -> dict[str, list[datetime]]:
        """When the items of each source appeared since then: at first sight, or in a first poll by their own date."""


@dataclass(frozen=True, slots=True)
class SnapshotMemory:
    """What the published snapshot knows, without what `batch_id` itself has loaded."""

    settings: Settings
    batch_id: str

    def cursors(self, source_ids: Sequence[str]) -> dict[str, Poll]:
        """As Memory says; nothing where nothing is published."""
        rows = self._rows(_CURSORS, {"source_ids": list(source_ids)})
        return {row["source_id"]: Poll(**_only(Poll, row)) for row in rows}

    def entries(self, entry_ids: Sequence[str], source_ids: Sequence[str], since: datetime) -> dict[str, KnownEntry]:
        """As Memory says; nothing where nothing is published."""
        params = {"entry_ids": list(entry_ids), "source_ids": list(source_ids), "since": since}
        return {row["entry_id"]: _known_entry(row) for row in self._rows(_ENTRIES, params)}

    def news_at(self, source_ids: Sequence[str], since: datetime) -> dict[str, list[datetime]]:
        """As Memory says; nothing where nothing is published."""
        found: dict[str, list[datetime]] = {}
        for row in self._rows(_NEWS, {"source_ids": list(source_ids), "since": since}):
            found.setdefault(row["source_id"], []).append(row["appeared_at"])
        return found

    def _rows(self, sql: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        return _rows(self.settings, sql, {**params, "batch_id": self.batch_id})


def known_pages(settings: Settings, entry_urls: Sequence[str], batch_id: str, at: datetime) -> dict[str, KnownPage]:
    """The last page of each of these addresses that has one, as known `at`."""
    asked = {"entry_urls": list(entry_urls), "batch_id": batch_id}
    rows = _rows(settings, _PAGES, {**asked, "since": at - DISTRUST, "same_body": SAME_BODY})
    return {row["entry_url"]: KnownPage(**_only(KnownPage, row)) for row in rows}


def _known_entry(row: dict[str, Any]) -> KnownEntry:
    fetched_at, refused_at = row["fetched_at"], row["refused_at"]
    is_refused_last = refused_at is not None and (fetched_at is None or refused_at >= fetched_at)
    return KnownEntry(
        entry=Entry(**_only(Entry, row)),
        checked_at=refused_at if is_refused_last else fetched_at,
        is_failed=is_refused_last and row["refused_reason"] in RETRYABLE,
        incident_began_at=row["incident_began_at"],
    )


def _only(kind: Any, row: dict[str, Any]) -> dict[str, Any]:
    """The record's fields that the row has; an older program's may lack some, or have NULL for a list."""
    kept = [field for field in fields(kind) if field.default is MISSING or row.get(field.name) is not None]
    return {field.name: _plain(row[field.name]) for field in kept}


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _rows(settings: Settings, sql: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    snapshot: Snapshot
    try:
        with open_snapshot(settings) as snapshot:
            return snapshot.rows(sql, params)
    except WarehouseMissing:
        return []
