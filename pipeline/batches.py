"""What a batch is to do, decided before its first stage: which sources, which input, which window.

The ids depend on the arguments alone, so a task that is tried again plans the same batch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pipeline.addresses import host_of
from pipeline.edges.batches import create_batch
from pipeline.errors import UsageError
from pipeline.records import BatchPlan, Source, make_id
from pipeline.settings import Settings, code_version
from pipeline.sources import load_sources


def plan_watch(settings: Settings, at: datetime, *, label: str = "watch", is_forced: bool = True) -> list[str]:
    """
    Plans one round over the sources file and returns the batches' ids, "watch-20250310t101500z-0" and so on.

    label      The first part of the ids; two rounds of one label and second are one round.
    is_forced  Whether sources are polled, and recent articles looked at again, that are not due yet; a schedule
               says False.

    Sources of one outlet are in one batch, so that its hosts are asked by one process only. A shard without
    sources gives no batch. Raises SettingsError where the sources file cannot be used, UsageError where it is empty
    or the label is no slug.
    """
    sources = load_sources(settings.sources_file)
    if not sources:
        raise UsageError(f"{settings.sources_file} lists no source; see schemas/sources.yml for the form.")
    stamp = at.astimezone(UTC).strftime("%Y%m%dt%H%M%Sz")
    ids = []
    for shard, members in enumerate(_shards(sources, settings.shards)):
        if members:
            plan = BatchPlan(
                batch_id=f"{label}-{stamp}-{shard}",
                kind="watch",
                source_kind="feed",
                source_ids=tuple(source.source_id for source in members),
                planned_at=at.astimezone(UTC),
                code_version=code_version(),
                is_forced=is_forced,
            )
            ids.append(create_batch(settings.home, plan).batch_id)
    return ids


def plan_backfill(
    settings: Settings,
    *,
    source_kind: Literal["folder", "urls"] | str,
    input_path: Path | str,
    window_from: datetime | None = None,
    window_to: datetime | None = None,
    at: datetime,
) -> list[str]:
    """
    Plans a backfill from a folder or a list of addresses and returns the ids of its batches, one so far.

    window_from, window_to  Half-open window of the entries' own dates; None is open.

    Raises UsageError where the kind is unknown, the input is not there or of the other kind, or the window is empty.
    """
    path = Path(input_path).expanduser().resolve()
    _check_backfill(source_kind, path, window_from, window_to)
    key = make_id(source_kind, path, _text(window_from), _text(window_to))
    plan = BatchPlan(
        batch_id=f"backfill-{source_kind}-{key}",
        kind="backfill",
        source_kind="folder" if source_kind == "folder" else "urls",
        input_path=str(path),
        window_from=window_from and window_from.astimezone(UTC),
        window_to=window_to and window_to.astimezone(UTC),
        planned_at=at.astimezone(UTC),
        code_version=code_version(),
    )
    return [create_batch(settings.home, plan).batch_id]


def _check_backfill(kind: str, path: Path, window_from: datetime | None, window_to: datetime | None) -> None:
    if kind not in ("folder", "urls"):
        raise UsageError(f"{kind!r} is no source to backfill from; there are folder and urls.")
    if kind == "folder" and not path.is_dir():
        raise UsageError(f"{path} is not a folder. For a list of addresses say --source urls.")
    if kind == "urls" and not path.is_file():
        raise UsageError(f"{path} is not a file. For a folder of articles say --source folder.")
    if window_from and window_to and window_from >= window_to:
        raise UsageError(f"The window is empty: {_text(window_from)} is not before {_text(window_to)}.")


def _shards(sources: Sequence[Source], count: int) -> list[list[Source]]:
    shards: list[list[Source]] = [[] for _ in range(count)]
    for source in sources:
        owner = source.outlet or host_of(source.url) or source.source_id
        digest = hashlib.sha256(owner.encode()).digest()
        shards[int.from_bytes(digest[:4], "big") % count].append(source)
    return shards


def _text(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).isoformat() if instant else None
