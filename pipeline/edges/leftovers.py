"""What processes left that are dead: removed at the next start, whoever starts, and whatever they died of."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

from pipeline.edges.duck import lock_file
from pipeline.edges.files import saying_where_no_room
from pipeline.edges.leases import dead_leases
from pipeline.edges.lock import holding_lock
from pipeline.edges.ownership import remove_ownerless
from pipeline.edges.swap import finish_swap, is_swap_unfinished
from pipeline.errors import OutwireError

# The folders in the store's `tmp`; those of readers, who may not write to the store, are in the system's.
_IN_TMP = ("bodies-*", "outwire-*")
_OF_READERS = "outwire-query-*"
# Where a rebuild puts what is about to take the working file's place, below the store.
REBUILT = ".rebuilt-"


def clean_store(home: Path) -> list[Path]:
    """
    Removes temporary folders, half written files and leases of dead processes; returns what is gone from the store.

    A restoration whose process died while it moved files is brought to its end first. Raises WarehouseFull where we
    may not look into the store.

    Where there is nothing it costs the listing of four small folders. What a living process is at is never touched,
    and neither are the working file and its log: only DuckDB knows what is in those.
    """
    _finish_restoration(home)
    remove_ownerless(Path(tempfile.gettempdir()).glob(_OF_READERS))
    gone = [path for pattern in _IN_TMP for path in remove_ownerless((home / "tmp").glob(pattern))]
    gone += remove_ownerless((home / "published").glob(".CURRENT.*.part"))
    gone += remove_ownerless((home / "warehouse").glob(".*.acknowledged.*.part"))
    gone += [*_unfinished_copies(home), *_abandoned_warehouses(home)]
    for lease in dead_leases(home):
        batch_id = lease.name
        gone += remove_ownerless((home / "batches" / batch_id).glob(".*.part"))
        gone += remove_ownerless((home / "archive").glob(f".{batch_id}[.-]*.part"))
        gone += remove_ownerless([lease])
    return gone


def _finish_restoration(home: Path) -> None:
    with saying_where_no_room(home):
        is_unfinished = is_swap_unfinished(home)
    if is_unfinished:
        with holding_lock(lock_file(home), timeout_seconds=0):
            finish_swap(home)


def _abandoned_warehouses(home: Path) -> list[Path]:
    """Those that a rebuild made and did not put in place, under the writer's lock; where that is free it is dead."""
    made = list(home.glob(f"{REBUILT}*"))
    if not made:
        return []
    with suppress(OutwireError), holding_lock(lock_file(home), timeout_seconds=0):
        return remove_ownerless(made)
    return []


def _unfinished_copies(home: Path) -> list[Path]:
    """Those that a publication or a migration was making under the writer's lock; where that is free it is dead."""
    copies = [*(home / "published").glob(".outwire-*.part"), *(home / "warehouse").glob(".outwire.duckdb.part*")]
    if not copies:
        return []
    with suppress(OutwireError), holding_lock(lock_file(home), timeout_seconds=0):
        return remove_ownerless(copies)
    return []
