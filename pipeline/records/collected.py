"""What is collected: sources, the batches that poll them, what they list, and the pages behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipeline.records.checks import Checked
from pipeline.records.words import BatchKind, SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Checked):
    """
    Somewhere entries come from.

    source_id    A slug, unique among all sources: "harbourpost-tech".
    url          The feed's address; for a folder or a list, its path.
    outlet       Registrable domain of who publishes it, or None where the entries say it themselves.
    outlet_name  What people call the outlet.
    country      ISO 3166 alpha-2 code of the outlet's home. It decides what "IST" means.
    timezone     IANA zone of the outlet's newsroom; used only where the text states none, and then said so.
    platform     For a status page: the platform's slug, since its entries never name it.
    """

    source_id: str
    kind: SourceKind
    url: str
    outlet: str | None = None
    outlet_name: str | None = None
    country: str | None = None
    timezone: str | None = None
    language: str | None = None
    platform: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPlan(Checked):
    """
    What one batch is to do; written before its first stage, read by all of them.

    batch_id               Slug of lower-case letters, digits and hyphens; names the batch's folder.
    source_kind            Which module of `pipeline/sources` lists its entries.
    source_ids             The sources to poll (feeds), in order; empty for a folder or a list.
    input_path             The folder or the list of a backfill; None for feeds.
    window_from, window_to Half-open window of listed_at; None is open. Entries without a date fall outside any
                           window that has an end.
    code_version           Version of the program that planned it.
    is_forced              Whether sources are polled, and recent articles looked at again, that are not due yet.
    reread_of              For a reread: the batch whose pages newer programs go over.
    """

    batch_id: str
    kind: BatchKind
    source_kind: SourceKind
    source_ids: tuple[str, ...] = ()
    input_path: str | None = None
    window_from: datetime | None = None
    window_to: datetime | None = None
    planned_at: datetime
    code_version: str
    is_forced: bool = False
    reread_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll(Checked):
    """
    One visit to a source, and the cursor for the next.

    outcome       ok, not_modified (the server said so), unchanged (the body hash said so), failed.
    reason        Why it failed, a drop reason such as feed_not_xml; None where it did not.
    polled_at     When the answer came, or the failure was certain.
    etag, last_modified  What to send next time. Kept from the poll before where the answer gave none.
    entry_count   Entries in the feed, None where it was not parsed.
    new_count     Of them those that no earlier poll listed; None where it was not parsed.
    interval_seconds  How long we would wait by how often items appear in the feed, whatever the server asks for and
                  however often it failed. None in polls of versions that did not say it.
    least_seconds What the feed itself asks for as the least, by ttl or sy:updatePeriod; None where it does not.
    skip_hours, skip_days  When it asks not to be polled: hours 0 to 23 and days, Monday is 0, in UTC.
    whole_at      When a body came last, rather than a "not modified"; None where none did yet.
    lied_at       When a "not modified" was last found to be wrong; None where never.
    moved_from_url, moved_url  The source's own address where it redirects for good, without credentials, and where it
                  leads; None where it does not.
    moved_count   How many polls in a row said so, asked at the source's own address.
    next_poll_at  Not before this.
    failure_count Failures in a row, 0 after a success.
    """

    poll_id: str
    source_id: str
    polled_at: datetime
    outcome: Literal["ok", "not_modified", "unchanged", "failed"]
    reason: str | None = None
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    entry_count: int | None = None
    new_count: int | None = None
    interval_seconds: float | None = None
    least_seconds: float | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    whole_at: datetime | None = None
    lied_at: datetime | None = None
    moved_from_url: str | None = None
    moved_url: str | None = None
    moved_count: int = 0
    next_poll_at: datetime
    failure_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Checked):
    """
    One item that a source lists.

    entry_id       make_id(source_id, guid or entry_url).
    entry_url      Canonical form of the address asked for (courlan, tracking parameters gone).
    authors        Names, as the source gives them, in its order; a mail address where it gives no name.
    summary        What the source says that it is about, or the beginning of its text where it gives that instead; one
                   plain line, cut.
    listed_at      When the source says that it was published.
    updated_at     When the source says that it was last changed.
    first_seen_at  When we first saw it listed. Never from the source.
    is_new_in_feed Whether an earlier poll of the same feed did not list it yet, so that first_seen_at says about when
                   it was published. In a first poll, a folder or a list nothing is.
    local_path     For a folder: the file, relative to BatchPlan.input_path. None where it must be fetched.
    outlet         Registrable domain, where the source or the list says it.
    """

    entry_id: str
    source_id: str
    guid: str | None = None
    entry_url: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    summary: str | None = None
    listed_at: datetime | None = None
    updated_at: datetime | None = None
    first_seen_at: datetime
    is_new_in_feed: bool = False
    local_path: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Checked):
    """
    What answered when an entry's address was fetched; the bytes lie in the archive.

    page_id         make_id(entry_url, body_sha256).
    page_url        The address that answered, after redirects.
    content_type    As the server said it, parameters and all; for a folder, from the file's name.
    body_bytes      Size after decoding of transfer and content encodings.
    archive_file    WARC file, relative to the archive; archive_offset is where the record starts in it.
    """

    page_id: str
    entry_id: str
    entry_url: str
    page_url: str
    status: int
    content_type: str | None
    etag: str | None = None
    last_modified: str | None = None
    fetched_at: datetime
    body_sha256: str
    body_bytes: int
    archive_file: str
    archive_offset: int
