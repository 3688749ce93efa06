"""Entry -> Page: what answers at the address of each entry, archived as it was answered?

In     Entry, and from the published snapshot the last page of each address
Out    Page; its body lies in the raw archive
Drops  entry: why no whole page came back (address_refused … robots_unreachable), page_unchanged, file_unreadable
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from pipeline.addresses import host_of, safe_url
from pipeline.credentials import public_headers, without_keys
from pipeline.edges.archive import ArchiveWriter
from pipeline.edges.batches import Batch, open_batch
from pipeline.edges.clock import now
from pipeline.edges.fail_points import fail_point
from pipeline.edges.folders import read_file
from pipeline.edges.lanes import map_by_host
from pipeline.edges.logs import progress
from pipeline.edges.spool import Spool, spooling
from pipeline.edges.web import Web, validator
from pipeline.errors import InputUnusable, RequestRefused
from pipeline.records import Drop, Entry, Page, Tally, make_id
from pipeline.settings import Settings
from pipeline.sources.asking import Asking, asking_for
from pipeline.sources.known import KnownPage, known_pages
from pipeline.sources.listing import one_line
from pipeline.sources.trust import SAME_BODY, is_page_to_be_asked_whole

_TYPES = {".html": "text/html", ".htm": "text/html", ".txt": "text/plain", ".json": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """
    A whole body, waiting in the spool for its turn in the archive.

    is_local  Whether it is a file's, which has no headers.
    """

    page_url: str
    status: int
    headers: Mapping[str, str]
    fetched_at: datetime
    body_sha256: str
    spool_name: str
    is_local: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Why there is no body to keep."""

    reason: str
    detail: str
    missed_at: datetime


def is_same_page(fetched: Fetched, known: KnownPage | None, taken: set[str], page_id: str) -> bool:
    """Whether the body is that of the last page of the address, or of another entry of the batch."""
    return page_id in taken or (known is not None and known.body_sha256 == fetched.body_sha256)


def _archive(batch: Batch, settings: Settings) -> ArchiveWriter:
    return ArchiveWriter(settings.home, batch.batch_id)


@contextmanager
def _fetching(
    entries: Sequence[Entry], known: Mapping[str, KnownPage], batch: Batch, settings: Settings
) -> Iterator[tuple[Spool, Iterator[Fetched | Missed]]]:
    """The spool, and what came for each entry, in their order, while the block lasts."""
    # A list is worked through to its end; news comes again with the next round, and must not wait for one host.
    patience_seconds = settings.host_run_seconds if batch.plan.kind == "watch" else None
    web = Web(settings, patience_seconds=patience_seconds)
    asking = asking_for(entries, batch.plan, settings)
    folder = Path(batch.plan.input_path or ".")

    with spooling(settings.home) as spool, progress("fetch pages", len(entries)) as advance:

        def fetch(entry: Entry) -> Fetched | Missed:
            if entry.local_path is not None:
                return _read(entry, entry.local_path, folder, spool, settings)
            return _ask(entry, asking, known.get(entry.entry_url), web, spool, settings)

        def fetched_all() -> Iterator[Fetched | Missed]:
            for fetched in map_by_host(
                fetch,
                entries,
                lambda entry: host_of(entry.entry_url) or "",
                threads=settings.fetch_threads,
                per_host=settings.host_connections,
            ):
                advance(1)
                yield fetched

        yield spool, fetched_all()


def _ask(
    entry: Entry, asking: Asking, known: KnownPage | None, web: Web, spool: Spool, settings: Settings
) -> Fetched | Missed:
    believed = known
    if known and is_page_to_be_asked_whole(
        entry.first_seen_at, known.whole_at, is_distrusted=known.is_distrusted, at=now()
    ):
        believed = None
    try:
        with spool.filling() as body:
            answer = web.get(
                asking.address(entry),
                cap_bytes=settings.page_cap_bytes,
                etag=believed.etag if believed else None,
                last_modified=believed.last_modified if believed else None,
                sink=body,
            )
    except RequestRefused as refusal:
        return Missed(reason=refusal.reason, detail=refusal.detail, missed_at=now())
    if answer.status == 304:
        return Missed(reason="page_unchanged", detail="the server says so", missed_at=answer.fetched_at)
    return Fetched(
        page_url=without_keys(answer.url, asking.keys(entry)),
        status=answer.status,
        headers=public_headers(answer.headers, asking.keys(entry)),
        fetched_at=answer.fetched_at,
        body_sha256=body.sha256,
        spool_name=body.name,
    )


def _read(entry: Entry, path: str, folder: Path, spool: Spool, settings: Settings) -> Fetched | Missed:
    try:
        body = read_file(folder, path, cap_bytes=settings.page_cap_bytes)
    except InputUnusable as error:
        reason, _, detail = str(error).partition(": ")
        return Missed(reason=reason, detail=detail, missed_at=now())
    return Fetched(
        page_url=entry.entry_url,
        status=200,
        headers={"content-type": _TYPES.get(PurePosixPath(path).suffix.lower(), "application/octet-stream")},
        fetched_at=now(),
        body_sha256=hashlib.sha256(body).hexdigest(),
        spool_name=spool.put(body),
        is_local=True,
    )


def _archived(entry: Entry, fetched: Fetched, body: bytes, page_id: str, archive: ArchiveWriter) -> Page:
    content_type = fetched.headers.get("content-type")
    if fetched.is_local:
        offset = archive.add_resource(
            fetched.page_url, content_type=content_type or "", body=body, fetched_at=fetched.fetched_at
        )
    else:
        offset = archive.add_response(
            fetched.page_url, status=fetched.status, headers=fetched.headers, body=body, fetched_at=fetched.fetched_at
        )
    return Page(
        page_id=page_id,
        entry_id=entry.entry_id,
        entry_url=entry.entry_url,
        page_url=fetched.page_url,
        status=fetched.status,
        content_type=one_line(content_type, chars=200),
        etag=validator(fetched.headers.get("etag")),
        last_modified=validator(fetched.headers.get("last-modified")),
        fetched_at=fetched.fetched_at,
        body_sha256=fetched.body_sha256,
        body_bytes=len(body),
        archive_file=archive.file_name,
        archive_offset=offset,
    )


def _drop(entry: Entry, missed: Missed) -> Drop:
    return Drop(
        stage="fetch_pages",
        kind="entry",
        record_id=entry.entry_id,
        reason=missed.reason,
        detail=missed.detail[:300],
        url=safe_url(entry.entry_url),
        dropped_at=missed.missed_at,
    )


def run(batch_id: str, settings: Settings) -> Tally:
    """
    Fetches the entries of a batch, archives what came, and replaces the stage's output.

    Archive and output are in the order of the entries. Raises WarehouseFull where the disk has no room.
    """
    batch = open_batch(settings.home, batch_id)
    entries = batch.read("poll_feeds", Entry)
    known = known_pages(settings, [entry.entry_url for entry in entries], batch_id, now())
    pages: list[Page] = []
    drops: list[Drop] = []
    taken: set[str] = set()
    with _fetching(entries, known, batch, settings) as (spool, fetched_all), _archive(batch, settings) as archive:
        for entry, fetched in zip(entries, fetched_all, strict=True):
            if isinstance(fetched, Missed):
                drops.append(_drop(entry, fetched))
                continue
            fail_point("fetch_pages.spooled")
            body = spool.take(fetched.spool_name)
            fail_point("fetch_pages.taken")
            page_id = make_id(entry.entry_url, fetched.body_sha256)
            if is_same_page(fetched, known.get(entry.entry_url), taken, page_id):
                same = Missed(reason="page_unchanged", detail=SAME_BODY, missed_at=fetched.fetched_at)
                drops.append(_drop(entry, same))
                continue
            taken.add(page_id)
            pages.append(_archived(entry, fetched, body, page_id, archive))
            fail_point("fetch_pages.archived_one")
    return batch.write("fetch_pages", seen=len(entries), passed=pages, drops=drops)
