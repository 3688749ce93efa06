"""Claim -> Claim: what breaks an expectation goes to quarantine, and a batch that is doubtful as a whole is parked.

In     Source, Poll, StatusPost and Entry (poll_feeds), Page (fetch_pages), Article and DateEvidence (extract_text),
       Claim (read_claims), the Drops and the Tally of every stage before, and what the check before this one held
Out    Quarantined, Replay and QualityResult, one QualityVerdict; what passes stands in the files of the stages before
Drops  quarantined, parent_quarantined

The suites say for each expectation what failing means: `quarantine` the rows that break it, `stop` the batch, or
`warn`. What belongs to a row in quarantine goes there with it: the page of an entry, the article of a page, the claims
of an article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline import BATCH_STAGES
from pipeline.edges.batches import Batch, open_batch
from pipeline.edges.clock import now
from pipeline.edges.fail_points import fail_point
from pipeline.edges.logs import get_log, progress
from pipeline.quality import collected
from pipeline.quality.frames import article_row, claim_row, entry_row, quarantine_row, tally_rows
from pipeline.quality.held import (
    Kind,
    Table,
    drops_of,
    held_rows,
    hold_broken,
    hold_children,
    own_count,
)
from pipeline.quality.replays import trace_replays
from pipeline.quality.suites import Finding, begin_import, check_rows
from pipeline.records import (
    Article,
    Claim,
    DateEvidence,
    Drop,
    Entry,
    Page,
    Poll,
    QualityVerdict,
    Quarantined,
    Replay,
    Source,
    StatusPost,
    Tally,
)
from pipeline.settings import Settings

__all__ = ["begin_import", "run"]
STAGE = BATCH_STAGES[-2]
CHECKED_STAGES = BATCH_STAGES[:-2]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the suites found in a batch: its tables, with what is held of them, and all findings."""

    tables: Sequence[Table]
    findings: Sequence[Finding]

    @property
    def seen(self) -> int:
        """Records that were looked at, each as often as it stands in the batch."""
        return sum(len(table.records) for table in self.tables)


def _table(
    name: str, kind: Kind, records: Sequence[Any], row: Callable[[Any], Any], source: Callable[[Any], Any]
) -> Table:
    findings = check_rows(name, name, [row(record) for record in records])
    return hold_broken(Table(name=name, kind=kind, records=records, findings=findings, source_of=source))


def _check_tables(batch: Batch) -> list[Table]:
    """The tables whose rows may be held, each with what goes with the one before."""
    entries, posts = batch.read("poll_feeds", Entry), batch.read("poll_feeds", StatusPost)
    pages, articles = batch.read("fetch_pages", Page), batch.read("extract_text", Article)
    by_entry = {entry.entry_id: entry.source_id for entry in entries}
    by_id = {article.article_id: article for article in articles}

    def own(record: Entry | StatusPost | Article) -> str:
        return record.source_id

    def of_page(page: Page) -> str | None:
        return by_entry.get(page.entry_id)

    def of_claim(claim: Claim) -> str | None:
        return by_id[claim.article_id].source_id if claim.article_id in by_id else None

    entry_table = _table("entries", "entry", entries, entry_row, own)
    page_table = _table("pages", "page", pages, lambda page: collected.page_row(page, by_entry), of_page)
    page_table = hold_children(entry_table, page_table)
    article_table = hold_children(page_table, _table("articles", "article", articles, article_row, own))
    claims = batch.read("read_claims", Claim)
    claim_table = _table("claims", "claim", claims, lambda one: claim_row(one, by_id.get(one.article_id)), of_claim)
    return [
        entry_table,
        _table("status_posts", "post", posts, collected.post_row, own),
        page_table,
        article_table,
        hold_children(article_table, claim_table),
    ]


def _check_rest(batch: Batch) -> list[Finding]:
    """The expectations on what a batch has besides: nothing of it can be held, so they stop the batch or warn."""
    sources = batch.read("poll_feeds", Source)
    article_ids = {article.article_id for article in batch.read("extract_text", Article)}
    drops = [drop for stage in CHECKED_STAGES for drop in batch.read(stage, Drop)]
    return [
        *_check("sources", map(collected.source_row, sources)),
        *_check("polls", map(collected.poll_row, batch.read("poll_feeds", Poll))),
        *_check(
            "article_dates",
            (collected.date_row(date, article_ids) for date in batch.read("extract_text", DateEvidence)),
        ),
        *_check("drops", map(collected.drop_row, drops)),
        *_check("batches", [collected.plan_row(batch.plan)]),
    ]


def _check(name: str, rows: Iterable[Any]) -> list[Finding]:
    return check_rows(name, name, list(rows))


def _check_sums(batch: Batch, tables: Sequence[Table], settings: Settings, at: datetime) -> list[Finding]:
    """The expectations about the batch as a whole: nothing vanished, and not too much of it is in quarantine."""
    dropped = sum(len(drops_of(table, at)) for table in tables)
    seen = sum(len(table.records) for table in tables)
    own = Tally(stage=STAGE, seen=seen, passed=seen - dropped, dropped=dropped)
    tallies = [*(batch.tally(stage) for stage in CHECKED_STAGES), own]
    listed = {stage: len(batch.read(stage, Drop)) for stage in CHECKED_STAGES}
    passed_on = sum(len(table.records) for table in tables if table.name in ("entries", "pages", "articles"))
    shares = [
        quarantine_row(table.name, len(table.records), own_count(table), settings.quarantine_share) for table in tables
    ]
    return [
        *_check("tallies", tally_rows(tallies, listed, {STAGE: _held_count(tables, at)}, passed_on)),
        *_check("quarantine", shares),
    ]


def _held_count(tables: Sequence[Table], at: datetime) -> int:
    """Records that have a row in quarantine, each as often as it stands in the batch."""
    ids = {(row.table_name, row.record_id) for table in tables for row in held_rows(table, at, {})}
    return sum((table.name, table.id_of(record)) in ids for table in tables for record in table.records)


def _check_batch(batch: Batch, settings: Settings, at: datetime) -> Checked:
    tables = _check_tables(batch)
    findings = [found for table in tables for found in table.findings]
    findings += [*_check_rest(batch), *_check_sums(batch, tables, settings, at)]
    return Checked(tables, findings)


def _verdict(batch: Batch, findings: Sequence[Finding]) -> QualityVerdict:
    stops = [found for found in findings if found.result.action == "stop" and not found.result.is_success]
    reason = "; ".join(f"{found.result.table_name}, {found.result.expectation}: {found.reason}" for found in stops)
    sha256 = batch.content_sha256(*CHECKED_STAGES)
    return QualityVerdict(is_parked=bool(stops), reason=reason, checked_sha256=sha256)


def _replays(batch: Batch, checked: Checked, at: datetime, *, is_parked: bool, replayed_by: str | None) -> list[Replay]:
    """What became of the rows that the check before this one held, after what became of rows before that."""
    if not batch.has(STAGE):
        return []
    made = {(table.name, record_id) for table in checked.tables for record_id in table.ids()}
    held = {(table.name, record_id) for table in checked.tables for record_id in table.held}
    traces = trace_replays(
        batch.read(STAGE, Quarantined), held=held, made=made, is_parked=is_parked, at=at, replayed_by=replayed_by
    )
    return [*batch.read(STAGE, Replay), *traces]


def _write(batch: Batch, checked: Checked, more: Sequence[Any], at: datetime) -> Tally:
    before = batch.read(STAGE, Quarantined) if batch.has(STAGE) else []
    since = {row.quarantine_id: row.quarantined_at for row in before}
    drops = [drop for table in checked.tables for drop in drops_of(table, at)]
    held = [row for table in checked.tables for row in held_rows(table, at, since)]
    return batch.write(
        STAGE, seen=checked.seen, passed_count=checked.seen - len(drops), drops=drops, extra=[*held, *more]
    )


def run(batch_id: str, settings: Settings, *, replayed_by: str | None = None) -> Tally:
    """
    Checks all that the batch would add to the warehouse, and the sums of its stages.

    replayed_by  The replay that asks for it, so that each row in quarantine gets a trace, whatever becomes of it.

    Raises BatchUnknown where a stage before has not run. A batch that fails a `stop` expectation is parked, not
    an error: the load refuses it.
    """
    batch = open_batch(settings.home, batch_id)
    at = now()
    with progress("check quality") as advance:
        checked = _check_batch(batch, settings, at)
        advance(checked.seen)
    verdict = _verdict(batch, checked.findings)
    replays = _replays(batch, checked, at, is_parked=verdict.is_parked, replayed_by=replayed_by)
    findings = [*checked.findings, *_check("replays", map(collected.replay_row, replays))]
    findings += _check("quality_results", (collected.result_row(found.result) for found in findings))
    verdict = _verdict(batch, findings)
    fail_point("check_quality.checked")
    if verdict.is_parked:
        get_log().error("batch_parked", batch_id=batch_id, reason=verdict.reason)
    return _write(batch, checked, [*replays, *(found.result for found in findings), verdict], at)
