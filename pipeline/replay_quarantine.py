"""Quarantine -> tables: after a fix, what was held goes through the checks again, and leaves a trace.

A replay takes the batches of the rows that were asked for through `check_quality` again, or through earlier stages
where the fix was there, loads them, and publishes. What breaks nothing any more goes to its table, once: the batch's
file says what is held, the load puts it in the place of what it said before, and a batch is in one process's hands at
a time. A batch is checked as a whole, so that a replay leaves what running its stages by hand would. Not a stage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

from pipeline import BATCH_STAGES
from pipeline.edges.batches import open_batch
from pipeline.edges.clock import now
from pipeline.edges.duck import Snapshot, open_snapshot
from pipeline.edges.leases import working_on
from pipeline.errors import BatchParked, BatchUnknown, UsageError
from pipeline.flow import compare_and_publish
from pipeline.records import Replay
from pipeline.settings import Settings

# A fix may lie in any stage that needs no network.
FIRST_STAGES = BATCH_STAGES[2:5]
_HELD = """
SELECT *
FROM quarantine
WHERE
    ($reason IS NULL OR contains(lower(concat_ws(' ', expectation, reason)), lower($reason)))
    AND ($source IS NULL OR source_id = $source)
    AND ($rule IS NULL OR rule = $rule)
    AND ($table IS NULL OR table_name = $table)
    AND ($batch IS NULL OR batch_id = $batch)
    AND ($since IS NULL OR CAST(quarantined_at AS DATE) >= $since)
    AND ($until IS NULL OR CAST(quarantined_at AS DATE) <= $until)
ORDER BY quarantined_at DESC, batch_id, quarantine_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFilter:
    """
    Which rows in quarantine are asked for; None asks for all.

    reason        Words of the expectation or of its reason, in any case.
    source        A source's id.
    rule          A rule of the reader; only claims have one.
    table         Table that the row would have gone to.
    since, until  First and last UTC day on which it was first held.
    """

    reason: str | None = None
    source: str | None = None
    rule: str | None = None
    table: str | None = None
    batch: str | None = None
    since: date | None = None
    until: date | None = None

    def as_parameters(self) -> dict[str, Any]:
        """For a query with a parameter of each name."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayReport:
    """
    What a replay did.

    replayed_by    Its name, which the traces bear: "replay-20250310t101500z".
    traces         One row for each row that was held, with batch_id and outcome.
    parked         Batches that are parked as a whole, with the reason.
    without_files  Batches whose files are not in the store any more; their rows stay.
    """

    replayed_by: str
    traces: tuple[dict[str, Any], ...] = ()
    parked: tuple[tuple[str, str], ...] = ()
    without_files: tuple[str, ...] = ()

    def count(self, outcome: str) -> int:
        """Records (a row may break several expectations) with this outcome."""
        found = {(row["batch_id"], row["table_name"], row["record_id"]) for row in self.traces
                 if row["outcome"] == outcome}  # fmt: skip
        return len(found)


def find_held(snapshot: Snapshot, wanted: HeldFilter) -> list[dict[str, Any]]:
    """The rows in quarantine that are asked for, the latest first."""
    return snapshot.rows(_HELD, wanted.as_parameters())


def run(settings: Settings, wanted: HeldFilter, *, first_stage: str = "check_quality") -> ReplayReport:
    """
    Replays the batches of these rows, and publishes.

    Raises UsageError for a stage that a replay cannot begin with, WarehouseMissing, WarehouseLocked and WarehouseFull.
    """
    if first_stage not in FIRST_STAGES:
        raise UsageError(f"A replay begins with {', '.join(FIRST_STAGES)}, not with {first_stage!r}.")
    with open_snapshot(settings) as snapshot:
        batch_ids = sorted({row["batch_id"] for row in find_held(snapshot, wanted)})
    report = ReplayReport(replayed_by=f"replay-{now():%Y%m%dt%H%M%S%f}z")
    for batch_id in batch_ids:
        report = _replay(batch_id, settings, report, first_stage)
    if batch_ids:
        compare_and_publish(settings)
    return report


def _replay(batch_id: str, settings: Settings, report: ReplayReport, first_stage: str) -> ReplayReport:
    parked, without_files = report.parked, report.without_files
    traces: Sequence[dict[str, Any]] = ()
    try:
        batch = open_batch(settings.home, batch_id)
        with working_on(settings.home, batch_id, timeout_seconds=settings.lock_timeout_seconds):
            _run_stages(batch_id, settings, report.replayed_by, first_stage)
            traces = _traces(settings, batch_id, report.replayed_by)
            import_module("pipeline.load_warehouse").run(batch.batch_id, settings)
    except BatchParked as error:
        parked = (*parked, (batch_id, str(error)))
    except BatchUnknown:
        without_files = (*without_files, batch_id)
    return ReplayReport(
        replayed_by=report.replayed_by,
        traces=(*report.traces, *traces),
        parked=parked,
        without_files=without_files,
    )


def _run_stages(batch_id: str, settings: Settings, replayed_by: str, first_stage: str) -> None:
    for stage in BATCH_STAGES[BATCH_STAGES.index(first_stage) : -2]:
        import_module(f"pipeline.{stage}").run(batch_id, settings)
    import_module("pipeline.check_quality").run(batch_id, settings, replayed_by=replayed_by)


def _traces(settings: Settings, batch_id: str, replayed_by: str) -> list[dict[str, Any]]:
    replays = open_batch(settings.home, batch_id).read("check_quality", Replay)
    return [
        {**{name: getattr(replay, name) for name in Replay.__slots__}, "batch_id": batch_id}
        for replay in replays
        if replay.replayed_by == replayed_by
    ]
