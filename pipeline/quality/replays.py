"""What became of rows in quarantine when their batch was checked again. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal

from pipeline.records import Quarantined, Replay, make_id

Outcome = Literal["released", "held", "gone", "parked"]
Record = tuple[str, str]  # the table, and the id there


def trace_replays(
    before: Sequence[Quarantined],
    *,
    held: Collection[Record],
    made: Collection[Record],
    is_parked: bool,
    at: datetime,
    replayed_by: str | None,
) -> list[Replay]:
    """
    One trace for each row that was held before: of all of them where a replay asked, else of those that left.

    held, made  The records that are in quarantine now, and those that the stages make now.
    """
    traces = []
    for row in before:
        outcome = _outcome((row.table_name, row.record_id), held, made, is_parked=is_parked)
        if replayed_by is not None or outcome != "held":
            traces.append(_trace(row, outcome, at, replayed_by or "check_quality"))
    return traces


def _outcome(record: Record, held: Collection[Record], made: Collection[Record], *, is_parked: bool) -> Outcome:
    if record in held:
        return "held"
    if record not in made:
        return "gone"
    return "parked" if is_parked else "released"


def _trace(row: Quarantined, outcome: Outcome, at: datetime, replayed_by: str) -> Replay:
    return Replay(
        replay_id=make_id(row.quarantine_id, row.quarantined_at.isoformat(), at.isoformat()),
        quarantine_id=row.quarantine_id,
        table_name=row.table_name,
        record_id=row.record_id,
        expectation=row.expectation,
        quarantined_at=row.quarantined_at,
        replayed_at=at,
        replayed_by=replayed_by,
        outcome=outcome,
    )
