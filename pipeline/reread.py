"""The archive read again by newer programs, without fetching: batches of their own, over the pages of earlier ones.

A reread takes the entries and pages of a loaded batch, whose bodies lie in the raw archive, through the stages from
extract_text on. What it loads takes the place of what older programs made of the same pages; their claims stay in
`former_claims`. The ids depend on the batch and on the programs alone, so the same archive is read once by each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from pipeline.claim_changes import ClaimChange, Row, compare_readings
from pipeline.claims.reader import READER_VERSION
from pipeline.edges.arrow import as_row
from pipeline.edges.batches import Batch, create_batch, list_batches, open_batch
from pipeline.edges.duck import open_snapshot
from pipeline.errors import BatchParked
from pipeline.extract_text import extractor_version
from pipeline.flow import compare_and_publish, run_stage
from pipeline.merging import version_key
from pipeline.records import Article, Claim, Entry, Page, Quarantined, Source, make_id
from pipeline.settings import Settings, code_version

STAGES = ("extract_text", "read_claims", "check_quality", "load_warehouse")


@dataclass(frozen=True, slots=True, kw_only=True)
class RereadReport:
    """
    What reading the archive again did.

    batch_ids   The batches that it made and loaded.
    missing     Batches whose folder is gone, so that they cannot be read again.
    parked      Those of batch_ids that broke an expectation as a whole; what older programs read still stands.
    page_count  Pages that were read again.
    same_count  Claims that are as they were.
    changes     The others.
    """

    batch_ids: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    parked: tuple[str, ...] = ()
    page_count: int = 0
    same_count: int = 0
    changes: tuple[ClaimChange, ...] = ()


# Batches of which something stands that other programs made than these, or that gave nothing with other programs; a
# reread stands for the batch that it went over.
_STALE = """
    WITH origins AS (
        SELECT batch_id, coalesce(reread_of, batch_id) AS origin, code_version
        FROM batches
        WHERE NOT is_parked
    ),

    made AS (
        SELECT origins.origin, articles.extractor_version, articles.reader_version
        FROM articles
        INNER JOIN origins ON articles.batch_id = origins.batch_id
        UNION
        SELECT origin, 'outwire ' || code_version, NULL
        FROM origins
        WHERE batch_id = origin AND batch_id NOT IN (SELECT batch_id FROM articles)
    )

    SELECT DISTINCT origin, extractor_version, reader_version FROM made ORDER BY ALL
"""
_LOADED = "SELECT batch_id FROM batches WHERE reread_of IS NOT NULL"
_STANDING = """
    SELECT claims.*, articles.page_id, articles.canonical_url
    FROM articles
    INNER JOIN claims
        ON articles.article_id = claims.article_id AND claims.fetched_on = CAST(articles.fetched_at AS DATE)
    WHERE articles.page_id IN (SELECT unnest($pages)) AND claims.fetched_on IN (SELECT unnest($days))
    ORDER BY claims.char_start, claims.claim_id
"""


def stale_batches(settings: Settings) -> list[str]:
    """The ids of the loaded batches that older programs than these read, and that these have not gone over yet."""
    with open_snapshot(settings) as snapshot:
        made = snapshot.rows(_STALE)
        done = {row["batch_id"] for row in snapshot.rows(_LOADED)}
    stale = {row["origin"] for row in made if _is_older(row)}
    return sorted(batch_id for batch_id in stale if reread_id(batch_id) not in done)


def reread_id(batch_id: str) -> str:
    """The id of the batch in which these programs go over that one."""
    return f"reread-{make_id(batch_id, extractor_version(), READER_VERSION)}"


def plan_reread(settings: Settings, batch_id: str) -> Batch:
    """A batch over the pages of another, ready for extract_text; planned again it is the same."""
    origin = open_batch(settings.home, batch_id)
    plan = replace(
        origin.plan, batch_id=reread_id(batch_id), kind="reread", reread_of=batch_id, code_version=code_version()
    )
    batch = create_batch(settings.home, plan)
    pages = origin.read("fetch_pages", Page)
    with_pages = {page.entry_id for page in pages}
    entries = [entry for entry in origin.read("poll_feeds", Entry) if entry.entry_id in with_pages]
    batch.write("poll_feeds", seen=len(entries), passed=entries, extra=origin.read("poll_feeds", Source))
    batch.write("fetch_pages", seen=len(pages), passed=pages)
    return batch


def run(settings: Settings) -> RereadReport:
    """
    Reads everything again that older programs read, publishes it, and says which claims it changed.

    Run again after a kill it goes on with what is left. Raises WarehouseMissing where nothing is published,
    WarehouseLocked and WarehouseFull.
    """
    wanted = stale_batches(settings)
    there = set(list_batches(settings.home))
    report = RereadReport(missing=tuple(batch_id for batch_id in wanted if batch_id not in there))
    seen_pages: set[str] = set()
    for batch_id in wanted:
        if batch_id in there:
            report = _with(report, *_reread(settings, batch_id, seen_pages))
    if report.batch_ids:
        compare_and_publish(settings)
    return report


def _reread(settings: Settings, batch_id: str, seen_pages: set[str]) -> tuple[Batch, bool, list[Row], list[Row]]:
    """One batch: whether it was parked, and what was read from its pages before and now."""
    batch = plan_reread(settings, batch_id)
    for stage in STAGES[:-1]:
        run_stage(stage, settings, batch.batch_id)
    try:
        run_stage(STAGES[-1], settings, batch.batch_id)
    except BatchParked:
        return batch, True, [], []
    pages = {article.article_id: article for article in batch.read("extract_text", Article)}
    fresh = {key: article for key, article in pages.items() if article.page_id not in seen_pages}
    seen_pages |= {article.page_id for article in fresh.values()}
    return batch, False, _standing(settings, fresh.values()), _read_now(batch, fresh)


def _standing(settings: Settings, articles: Iterable[Article]) -> list[Row]:
    """The claims on these pages in the published snapshot, which does not have the reread yet."""
    found = list(articles)
    with open_snapshot(settings) as snapshot:
        days = snapshot.rows(
            "SELECT DISTINCT CAST(fetched_at AS DATE) AS day FROM articles WHERE page_id IN (SELECT unnest($pages))",
            {"pages": [article.page_id for article in found]},
        )
        params = {"pages": [article.page_id for article in found], "days": [row["day"] for row in days]}
        return list(snapshot.rows(_STANDING, params))


def _read_now(batch: Batch, articles: dict[str, Article]) -> list[Row]:
    held = {row.record_id for row in batch.read("check_quality", Quarantined)}
    claims = {claim.claim_id: claim for claim in reversed(batch.read("read_claims", Claim))}
    rows: list[dict[str, Any]] = [
        {**as_row(claim), **_of_article(articles[claim.article_id])}
        for claim in claims.values()
        if claim.article_id in articles and not held & {claim.claim_id, claim.article_id}
    ]
    return sorted(rows, key=lambda row: (row["char_start"], row["claim_id"]))


def _of_article(article: Article) -> dict[str, str]:
    return {"page_id": article.page_id, "canonical_url": article.canonical_url}


def _with(report: RereadReport, batch: Batch, is_parked: bool, before: list[Row], after: list[Row]) -> RereadReport:
    changes = compare_readings(before, after)
    touched = sum(change.after is not None for change in changes)
    return replace(
        report,
        batch_ids=(*report.batch_ids, batch.batch_id),
        parked=(*report.parked, batch.batch_id) if is_parked else report.parked,
        page_count=report.page_count + len(batch.read("fetch_pages", Page)),
        same_count=report.same_count + len(after) - touched,
        changes=(*report.changes, *changes),
    )


def _is_older(row: Row) -> bool:
    now = version_key(extractor_version()), version_key(READER_VERSION)
    if row["reader_version"] is None:  # nothing was read: by another version of the program it may be
        return version_key(row["extractor_version"])[-3:] != version_key(code_version())
    return (version_key(row["extractor_version"]), version_key(row["reader_version"])) < now
