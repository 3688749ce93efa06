"""A batch -> the warehouse: one transaction, whole or not at all, and twice is the same as once.

In     the batch's files from poll_feeds to check_quality
Out    rows of sources, polls, status_posts, entries, pages, articles, article_dates, claims, drops, quarantine,
       quality_results and tallies, and the batch's row in the ledger (`batches`)
Drops  none; what is in quarantine was dropped by check_quality

What a batch brings is compared with what is there under the same natural key, and the rules below choose, by facts
of the rows and never by the order of loading. So overlapping, repeated and reordered batches give the same tables.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline import BATCH_STAGES
from pipeline.edges.arrow import as_row
from pipeline.edges.batches import Batch, open_batch
from pipeline.edges.clock import now
from pipeline.edges.duck import Warehouse, writing
from pipeline.edges.fail_points import fail_point
from pipeline.errors import BatchParked, BatchUnknown
from pipeline.former_claims import keep_outdated, keep_replaced, mark_superseded
from pipeline.merging import (
    Revision,
    Row,
    Settled,
    earlier_page,
    later_post,
    later_source,
    merge_entries,
    same_poll,
    settle,
)
from pipeline.natural_keys import check_count, delete_rows, merge_rows, only_rows
from pipeline.records import (
    Article,
    Claim,
    DateEvidence,
    Drop,
    Entry,
    Page,
    Poll,
    QualityResult,
    QualityVerdict,
    Quarantined,
    Reading,
    Replay,
    Source,
    StatusPost,
    make_id,
)
from pipeline.reference_tables import list_outlets, list_platforms
from pipeline.settings import Settings

CHECKED_STAGES = BATCH_STAGES[:-2]  # everything before check_quality and this stage


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """
    What a load did.

    is_repeat  The same content was loaded before; nothing was written.
    added      New rows by table, by natural key; rows that only replaced older ones do not count.
    """

    batch_id: str
    load_number: int
    is_repeat: bool
    added: dict[str, int] = field(default_factory=dict)


# What a batch says about itself.
_OF_THE_BATCH = ("drops", "tallies", "quarantine", "replays", "quality_results")

# What decides between two states of an entry is when their batches were planned.
_KNOWN_ENTRIES = f"""
    SELECT entries.*, coalesce(batches.planned_at, entries.first_seen_at) AS planned_at
    FROM entries
    LEFT JOIN batches USING (batch_id)
    WHERE {only_rows("entries", "entry_id IN (SELECT entry_id FROM incoming)")}
"""  # noqa: S608


def number_drops(batch_id: str, drops: Sequence[Drop]) -> list[Row]:
    """Drops with an id each; the same thing dropped twice for the same reason has two."""
    repeats = Counter[tuple[str, ...]]()
    rows = []
    for drop in drops:
        key = (drop.stage, drop.kind, drop.record_id, drop.reason)
        rows.append({**as_row(drop), "batch_id": batch_id, "drop_id": make_id(batch_id, *key, repeats[key])})
        repeats[key] += 1
    return rows


def accepted(records: Sequence[Any], key: str, quarantined: Collection[str]) -> list[Any]:
    """One record for each key, the first, without those in quarantine."""
    found = {getattr(record, key): record for record in reversed(records)}
    return [record for record_id, record in reversed(found.items()) if record_id not in quarantined]


def _verdict(batch: Batch) -> QualityVerdict:
    [verdict] = batch.read("check_quality", QualityVerdict)
    if verdict.checked_sha256 != batch.content_sha256(*CHECKED_STAGES):
        raise BatchUnknown(
            f"Batch {batch.batch_id} has changed since its quality was checked. Run `outwire check-quality "
            f"{batch.batch_id}` and load it again."
        )
    return verdict


def _load_once(warehouse: Warehouse, batch: Batch, verdict: QualityVerdict) -> LoadReport:
    sha256 = batch.content_sha256(*BATCH_STAGES[:-1])
    ledger = warehouse.rows("SELECT load_number, content_sha256 FROM batches WHERE batch_id = ?", [batch.batch_id])
    if ledger and ledger[0]["content_sha256"] == sha256:
        return LoadReport(batch_id=batch.batch_id, load_number=ledger[0]["load_number"], is_repeat=True)
    if ledger:
        _forget(warehouse, batch.batch_id)
    added = {} if verdict.is_parked else _add_content(warehouse, batch)
    _add_results(warehouse, batch)
    fail_point("load_warehouse.results_replaced")
    _write_ledger(warehouse, batch, sha256, is_parked=verdict.is_parked)
    fail_point("load_warehouse.ledger_written")
    return LoadReport(batch_id=batch.batch_id, load_number=warehouse.write_number, is_repeat=False, added=added)


def _add_content(warehouse: Warehouse, batch: Batch) -> dict[str, int]:
    held = defaultdict[str, set[str]](set)
    for row in batch.read("check_quality", Quarantined):
        held[row.table_name].add(row.record_id)
    if batch.plan.kind == "reread":  # its entries and pages are those of another batch
        return _add_articles(warehouse, batch, held)
    own = {"batch_id": batch.batch_id}
    planned_at = batch.plan.planned_at
    described = [{**as_row(source), "described_at": planned_at} for source in batch.read("poll_feeds", Source)]
    polls = [{**as_row(poll), **own} for poll in batch.read("poll_feeds", Poll)]
    posts = [
        {**as_row(post), **own}
        for post in accepted(batch.read("poll_feeds", StatusPost), "post_id", held["status_posts"])
    ]
    entries = [
        {**as_row(entry), **own, "planned_at": planned_at}
        for entry in accepted(batch.read("poll_feeds", Entry), "entry_id", held["entries"])
    ]
    pages = [{**as_row(page), **own} for page in accepted(batch.read("fetch_pages", Page), "page_id", held["pages"])]
    merged = {
        "sources": merge_rows(warehouse, "sources", "source_id", described, later_source),
        "polls": merge_rows(warehouse, "polls", "poll_id", polls, same_poll),
        "status_posts": merge_rows(warehouse, "status_posts", "post_id", posts, later_post),
        "entries": merge_rows(warehouse, "entries", "entry_id", entries, merge_entries, known_sql=_KNOWN_ENTRIES),
        "pages": merge_rows(warehouse, "pages", "page_id", pages, earlier_page),
    }
    fail_point("load_warehouse.entries_merged")
    return {**merged, **_add_articles(warehouse, batch, held)}


def _add_articles(warehouse: Warehouse, batch: Batch, held: Mapping[str, set[str]]) -> dict[str, int]:
    """Articles go in and out with their dates and claims: an article by another extractor or reader is all its own."""
    readings = {reading.article_id: reading for reading in batch.read("read_claims", Reading)}
    rows = [
        {**as_row(article), **_reading_fields(readings.get(article.article_id)), "batch_id": batch.batch_id}
        for article in accepted(batch.read("extract_text", Article), "article_id", held["articles"])
    ]
    known = _known_revisions(warehouse, rows, held["articles"])
    incoming = [Revision.of(row) for row in rows]
    settled = settle(incoming, known, batch_id=batch.batch_id, held=held["articles"])
    claims = accepted(batch.read("read_claims", Claim), "claim_id", held["claims"])
    _make_room(warehouse, settled, known, [claim for claim in claims if claim.article_id in settled.outdated])
    fail_point("load_warehouse.articles_removed")
    warehouse.insert("articles", [row for row in rows if row["article_id"] in settled.added])
    fail_point("load_warehouse.articles_inserted")
    days = {revision.article_id: revision.fetched_on for revision in incoming if revision.article_id in settled.added}
    dates = dict.fromkeys(batch.read("extract_text", DateEvidence))
    _insert_by_day(warehouse, "article_dates", dates, days, batch)
    _insert_by_day(warehouse, "claims", claims, days, batch)
    fail_point("load_warehouse.claims_inserted")
    mark_superseded(warehouse, settled.replaced.values())
    changed = [{"article_id": article_id} for article_id in sorted(settled.added | settled.removed)]
    warehouse.insert("changed_articles", changed, batch_id=batch.batch_id)
    new = settled.added - {revision.article_id for revision in known}
    return {"articles": len(new), "claims": sum(claim.article_id in new for claim in claims)}


def _make_room(
    warehouse: Warehouse, settled: Settled, known: Sequence[Revision], outdated_claims: Sequence[Claim]
) -> None:
    """Takes out what other revisions replace, and keeps aside what older programs read."""
    keep_replaced(warehouse, settled.replaced)
    keep_outdated(warehouse, settled.outdated, outdated_claims)
    check_count("articles", len(settled.removed), delete_rows(warehouse, "articles", "article_id", settled.removed))
    days = {one.fetched_on for one in known if one.article_id in settled.removed}
    for table in ("article_dates", "claims"):
        delete_rows(warehouse, table, "article_id", settled.removed, days=days)


def _insert_by_day(
    warehouse: Warehouse, table: str, records: Iterable[Any], days: Mapping[str, date], batch: Batch
) -> None:
    """Adds those of these articles, each with the day by which it is found again."""
    rows = [
        {**as_row(record), "fetched_on": days[record.article_id]} for record in records if record.article_id in days
    ]
    warehouse.insert(table, rows, batch_id=batch.batch_id)


def _reading_fields(reading: Reading | None) -> Row:
    return {} if reading is None else {k: v for k, v in as_row(reading).items() if k != "article_id"}


def _known_revisions(warehouse: Warehouse, rows: Sequence[Row], held: Collection[str]) -> list[Revision]:
    found = warehouse.rows(
        """
        SELECT article_id, page_id, extractor_version, reader_version, fetched_at, batch_id
        FROM articles
        WHERE article_id IN (SELECT unnest($ids)) OR page_id IN (SELECT unnest($pages))
        """,
        {"ids": sorted({row["article_id"] for row in rows} | set(held)), "pages": [row["page_id"] for row in rows]},
    )
    check_count("articles", len({row["article_id"] for row in found}), len(found))
    return [Revision.of(row) for row in found]


def _forget(warehouse: Warehouse, batch_id: str) -> None:
    """Removes what the batch said about itself when it was loaded before, and what was kept aside of it."""
    for table in (*_OF_THE_BATCH, "former_claims"):
        warehouse.execute(f"DELETE FROM {table} WHERE batch_id = $batch_id", {"batch_id": batch_id})  # noqa: S608


def _add_results(warehouse: Warehouse, batch: Batch) -> None:
    stages = BATCH_STAGES[:-1]
    own = {"batch_id": batch.batch_id}
    drops = [drop for stage in stages for drop in batch.read(stage, Drop)]
    warehouse.insert("drops", number_drops(batch.batch_id, drops))
    warehouse.insert("tallies", [batch.tally(stage) for stage in stages], **own)
    for table, kind in (("quarantine", Quarantined), ("replays", Replay), ("quality_results", QualityResult)):
        warehouse.insert(table, batch.read("check_quality", kind), **own)


def _write_ledger(warehouse: Warehouse, batch: Batch, sha256: str, *, is_parked: bool) -> None:
    warehouse.execute("DELETE FROM batches WHERE batch_id = ?", [batch.batch_id])
    written = {
        "loaded_at": now(),
        "load_number": warehouse.write_number,
        "is_parked": is_parked,
        "content_sha256": sha256,
    }
    warehouse.insert("batches", [batch.plan], **written)


def _replace_reference(warehouse: Warehouse) -> None:
    """Platforms and outlets as the files below `schemas` have them now; written only where they changed."""
    described = warehouse.rows("SELECT * FROM sources ORDER BY described_at DESC, source_id")
    for table, rows in (("platforms", list_platforms()), ("outlets", list_outlets(described))):
        if warehouse.rows(f"SELECT * FROM {table} ORDER BY ALL") != rows:  # noqa: S608
            warehouse.execute(f"DELETE FROM {table}")  # noqa: S608
            warehouse.insert(table, rows)


def load_batch(warehouse: Warehouse, batch: Batch) -> LoadReport:
    """Loads a batch in a transaction that is under way, as `run` does; of one that is parked only its results."""
    report = _load_once(warehouse, batch, _verdict(batch))
    _replace_reference(warehouse)
    return report


def run(batch_id: str, settings: Settings) -> LoadReport:
    """
    Loads the batch.

    Raises BatchUnknown where a stage has not run or ran again after check_quality, BatchParked where the batch
    failed a `stop` expectation (its results are loaded, nothing else), WarehouseLocked and WarehouseFull.
    """
    batch = open_batch(settings.home, batch_id)
    verdict = _verdict(batch)
    with writing(settings) as warehouse:
        report = load_batch(warehouse, batch)
    if verdict.is_parked:
        raise BatchParked(
            f"Batch {batch_id} is parked and nothing of it was loaded: {verdict.reason} After `outwire "
            "publish-snapshot`, `outwire quarantine list` shows its rows. Correct what is wrong, run the batch's "
            f"stages again from there to `outwire check-quality {batch_id}`, then `outwire load-warehouse {batch_id}`."
        )
    return report
