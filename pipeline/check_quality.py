"""Claim -> Claim: what breaks an expectation goes to quarantine, and a batch that is doubtful as a whole is parked.

In     Entry (poll_feeds), Article (extract_text), Claim (read_claims), and the Tally of every stage before
Out    Quarantined and QualityResult, one QualityVerdict; what passes stands in the files of the stages before
Drops  quarantined, parent_quarantined

The suites say for each expectation what failing means: `quarantine` the rows that break it, `stop` the batch, or
`warn`. What belongs to a row in quarantine goes there with it: the claims of an article, the articles of an entry.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pipeline import BATCH_STAGES
from pipeline.edges.batches import Batch, open_batch
from pipeline.edges.clock import now
from pipeline.edges.fail_points import fail_point
from pipeline.edges.logs import get_log, progress
from pipeline.quality.frames import article_row, claim_row, entry_row, quarantine_row, tally_rows
from pipeline.quality.suites import Finding, begin_import, check_rows
from pipeline.records import (
    Article,
    Claim,
    Drop,
    Entry,
    QualityVerdict,
    Quarantined,
    Tally,
    make_id,
    to_json,
)
from pipeline.settings import Settings

__all__ = ["begin_import", "run"]
CHECKED_STAGES = BATCH_STAGES[:-2]
PARENT = "parent_quarantined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of one table, with what was found in them and where."""

    name: str
    key: str
    kind: Literal["entry", "article", "claim"]
    records: Sequence[Any]
    findings: Sequence[Finding]
    held: Mapping[str, Sequence[tuple[str, str]]]  # id -> the expectations that it broke, with their reasons

    def id_of(self, record: Any) -> str:
        """The record's id."""
        return str(getattr(record, self.key))


def check_table(name: str, kind: Literal["entry", "article", "claim"], records: Sequence[Any], rows: Any) -> Table:
    """Runs the table's suite over its rows and says which records broke what."""
    findings = check_rows(name, name, rows)
    key = f"{kind}_id"
    held: dict[str, list[tuple[str, str]]] = {}
    for finding in findings:
        if finding.result.action == "quarantine":
            for position in finding.broken_by:
                broke = (finding.result.expectation, finding.reason)
                held.setdefault(getattr(records[position], key), []).append(broke)
    return Table(name=name, key=key, kind=kind, records=records, findings=findings, held=held)


def hold_children(parent: Table, child: Table) -> Table:
    """The child table with the rows of held parents held too."""
    held = {record_id: list(broken) for record_id, broken in child.held.items()}
    reason = f"The {parent.kind} that it belongs to is in quarantine."
    for record in child.records:
        if getattr(record, parent.key) in parent.held:
            held.setdefault(child.id_of(record), []).append((PARENT, reason))
    return Table(
        name=child.name, key=child.key, kind=child.kind, records=child.records, findings=child.findings, held=held
    )


def quarantine(table: Table, at: datetime) -> list[Quarantined]:
    """A row for each record and expectation that it broke, with the whole record."""
    held = {table.id_of(record): record for record in table.records if table.id_of(record) in table.held}
    return [
        Quarantined(
            quarantine_id=make_id(table.name, record_id, expectation),
            table_name=table.name,
            record_id=record_id,
            expectation=expectation,
            reason=reason,
            row_json=json.dumps(to_json(record)),
            quarantined_at=at,
        )
        for record_id, record in held.items()
        for expectation, reason in dict.fromkeys(table.held[record_id])
    ]


def drops_of(table: Table, at: datetime) -> list[Drop]:
    """A drop for each row in quarantine."""
    held = [table.id_of(record) for record in table.records if table.id_of(record) in table.held]
    return [
        Drop(
            stage="check_quality",
            kind=table.kind,
            record_id=record_id,
            reason=PARENT if _is_only_for_parent(table, record_id) else "quarantined",
            detail="; ".join(expectation for expectation, _ in table.held[record_id])[:300],
            dropped_at=at,
        )
        for record_id in held
    ]


def _is_only_for_parent(table: Table, record_id: str) -> bool:
    return {expectation for expectation, _ in table.held[record_id]} == {PARENT}


def _check_batch(batch: Batch) -> list[Table]:
    entries = batch.read("poll_feeds", Entry)
    articles = batch.read("extract_text", Article)
    claims = batch.read("read_claims", Claim)
    by_id = {article.article_id: article for article in articles}
    entry_table = check_table("entries", "entry", entries, [entry_row(entry) for entry in entries])
    article_table = check_table("articles", "article", articles, [article_row(article) for article in articles])
    claim_rows = [claim_row(claim, by_id.get(claim.article_id)) for claim in claims]
    claim_table = check_table("claims", "claim", claims, claim_rows)
    article_table = hold_children(entry_table, article_table)
    return [entry_table, article_table, hold_children(article_table, claim_table)]


def _check_sums(batch: Batch, tables: Sequence[Table], settings: Settings) -> list[Finding]:
    """The expectations about the batch as a whole: nothing vanished, and not too much of it is in quarantine."""
    tallies: list[Tally] = [batch.tally(stage) for stage in CHECKED_STAGES]
    listed = {stage: len(batch.read(stage, Drop)) for stage in CHECKED_STAGES}
    shares = [
        quarantine_row(table.name, len(table.records), _own_count(table), settings.quarantine_share) for table in tables
    ]
    return [
        *check_rows("tallies", "tallies", tally_rows(tallies, listed)),
        *check_rows("quarantine", "quarantine", shares),
    ]


def _own_count(table: Table) -> int:
    """How many rows are in quarantine for themselves: one bad article must not count once more for each claim."""
    return sum(
        table.id_of(record) in table.held and not _is_only_for_parent(table, table.id_of(record))
        for record in table.records
    )


def _verdict(batch: Batch, findings: Sequence[Finding]) -> QualityVerdict:
    stops = [found for found in findings if found.result.action == "stop" and not found.result.is_success]
    reason = "; ".join(f"{found.result.table_name}, {found.result.expectation}: {found.reason}" for found in stops)
    sha256 = batch.content_sha256(*CHECKED_STAGES)
    return QualityVerdict(is_parked=bool(stops), reason=reason, checked_sha256=sha256)


def run(batch_id: str, settings: Settings) -> Tally:
    """
    Checks the batch's entries, articles and claims, and the sums of its stages.

    Raises BatchUnknown where a stage before has not run. A batch that fails a `stop` expectation is parked, not
    an error: the load refuses it.
    """
    batch = open_batch(settings.home, batch_id)
    with progress("check quality") as advance:
        tables = _check_batch(batch)
        advance(sum(len(table.records) for table in tables))
    findings = [found for table in tables for found in table.findings] + _check_sums(batch, tables, settings)
    verdict = _verdict(batch, findings)
    fail_point("check_quality.checked")
    at = now()
    drops = [drop for table in tables for drop in drops_of(table, at)]
    held = [row for table in tables for row in quarantine(table, at)]
    if verdict.is_parked:
        get_log().error("batch_parked", batch_id=batch_id, reason=verdict.reason)
    seen = sum(len(table.records) for table in tables)
    results = [found.result for found in findings]
    return batch.write(
        "check_quality",
        seen=seen,
        passed_count=seen - len(drops),
        drops=drops,
        extra=[*held, *results, verdict],
    )
