"""What the last batches became, as far as it is published: parked, stuck, quarantined, there twice, or too old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline import BATCH_STAGES
from pipeline.checkup.findings import Finding
from pipeline.edges.batches import list_batches
from pipeline.edges.clock import now
from pipeline.edges.duck import Snapshot, warehouse_file
from pipeline.edges.leases import running_batches
from pipeline.natural_keys import find_duplicates

# What is older than this is history: somebody has seen it, or nobody minds.
_RECENT = timedelta(days=7)
# A round is over in minutes; a batch that nobody works on and that is not loaded by then was left.
_STUCK = timedelta(hours=1)
# Loaded and not published for so long: the publication fails, or was forgotten.
_UNPUBLISHED = timedelta(hours=1)
# Nothing loaded for so long: no round runs, or every source is silent.
_SILENT = timedelta(days=1)
# A week's quarantine is growth where it is twice the week's before, and more than a handful.
_GROWTH, _HANDFUL = 2.0, 20
_SHOWN = 5

_PARKED = "SELECT batch_id, loaded_at FROM batches WHERE is_parked ORDER BY loaded_at DESC, batch_id"
_QUARANTINE = """
SELECT
    count(*) FILTER (WHERE quarantined_at >= $week) AS this_week,
    count(*) FILTER (WHERE quarantined_at < $week AND quarantined_at >= $before) AS week_before,
    mode(expectation) FILTER (WHERE quarantined_at >= $week) AS most
FROM quarantine
"""


def check_history(snapshot: Snapshot, home: Path) -> Iterator[Finding]:
    """All of it, from the published snapshot and the folders of the batches."""
    yield _snapshot(snapshot, home)
    yield _parked(snapshot)
    yield _stuck(home, {row["batch_id"] for row in snapshot.rows("SELECT batch_id FROM batches")})
    yield _quarantine(snapshot)
    yield _duplicates(snapshot)


def _snapshot(snapshot: Snapshot, home: Path) -> Finding:
    [row] = snapshot.rows("SELECT count(*) AS articles, max(fetched_at) AS latest FROM articles")
    [last] = snapshot.rows("SELECT max(loaded_at) AS loaded_at FROM batches")
    seen = f"{snapshot.path.name}: {row['articles']} articles, the latest fetched at {row['latest']}"
    working = warehouse_file(home)
    if working.exists():
        behind = timedelta(seconds=working.stat().st_mtime - snapshot.path.stat().st_mtime)
        if behind > _UNPUBLISHED:
            todo = "`outwire compare-coverage`, then `outwire publish-snapshot`, and read what they say."
            return Finding("published snapshot", "wrong", f"{seen}; the warehouse is {behind} ahead of it", todo)
    if last["loaded_at"] and now() - last["loaded_at"] > _SILENT:
        todo = "`outwire watch --once`; or see in Airflow whether watch_outages is paused."
        return Finding("published snapshot", "note", f"{seen}; nothing was loaded since {last['loaded_at']:%F}", todo)
    return Finding("published snapshot", "ok", seen)


def _parked(snapshot: Snapshot) -> Finding:
    parked = snapshot.rows(_PARKED)
    if not parked:
        return Finding("parked batches", "ok", "none")
    names = _named([row["batch_id"] for row in parked])
    todo = (
        "`outwire quality` and `outwire quarantine list` say what they broke. Correct what is wrong, then "
        f"`outwire check-quality {parked[0]['batch_id']}` and `outwire load-warehouse {parked[0]['batch_id']}`."
    )
    is_recent = now() - parked[0]["loaded_at"] <= _RECENT
    return Finding("parked batches", "wrong" if is_recent else "note", f"{len(parked)}: {names}", todo)


def _stuck(home: Path, loaded: set[str]) -> Finding:
    """Batches that were planned and never got to the warehouse, though nobody works on them."""
    idle = set(list_batches(home)) - loaded - set(running_batches(home))
    stuck = [(_last_touched(home, batch_id), batch_id) for batch_id in idle]
    stuck = sorted(found for found in stuck if now() - found[0] > _STUCK)
    if not stuck:
        return Finding("unfinished batches", "ok", "none")
    at, batch_id = stuck[-1]
    todo = f"{_missing_stages(home, batch_id)}; then `outwire compare-coverage` and `outwire publish-snapshot`."
    names = _named([name for _, name in reversed(stuck)])
    return Finding("unfinished batches", "wrong" if now() - at <= _RECENT else "note", f"{len(stuck)}: {names}", todo)


def _last_touched(home: Path, batch_id: str) -> datetime:
    folder = home / "batches" / batch_id
    newest = max(path.stat().st_mtime for path in folder.glob("*.json*"))
    return datetime.fromtimestamp(newest, now().tzinfo)


def _missing_stages(home: Path, batch_id: str) -> str:
    missing = [stage for stage in BATCH_STAGES if not (home / "batches" / batch_id / f"{stage}.jsonl").exists()]
    return ", ".join(f"`outwire {stage.replace('_', '-')} {batch_id}`" for stage in missing)


def _quarantine(snapshot: Snapshot) -> Finding:
    week = now() - _RECENT
    [row] = snapshot.rows(_QUARANTINE, {"week": week, "before": week - _RECENT})
    seen = f"{row['this_week']} rows in the last 7 days, {row['week_before']} in the 7 before"
    if row["this_week"] > max(_HANDFUL, _GROWTH * row["week_before"]):
        todo = f"`outwire quarantine list`: most broke {row['most']}. A source may have changed, or a rule is wrong."
        return Finding("quarantine", "note", seen, todo)
    return Finding("quarantine", "ok", seen)


def _duplicates(snapshot: Snapshot) -> Finding:
    found: list[Any] = find_duplicates(snapshot)
    if not found:
        return Finding("duplicates", "ok", "none, by natural key")
    seen = "; ".join(f"{one.table}: {one.key_count} keys in {one.row_count} rows, as {one.key}" for one in found)
    todo = "`outwire rebuild` makes the warehouse anew from the archive and the batches; please report how it came."
    return Finding("duplicates", "wrong", seen, todo)


def _named(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
