"""Which batches are being worked on, and by whom.

A process that works on a batch holds a lease: a locked file below `running`, with the batch's id as its name. The lock
goes with the process, so no batch is "running" after a crash, a kill or a reboot. The file stays then and says where
the dead process was at work, so that the next start finds what it left half written (`leftovers.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.edges.files import saying_where_no_room
from pipeline.edges.lock import holding_lock
from pipeline.edges.ownership import is_owned


@contextmanager
def working_on(home: Path, batch_id: str, *, timeout_seconds: float) -> Iterator[None]:
    """
    Holds the lease on a batch for the block; waits for another process that works on it.

    Raises WarehouseLocked after `timeout_seconds`, with the process that holds it.
    """
    lease = _leases(home) / batch_id
    with holding_lock(lease, timeout_seconds=timeout_seconds, doing=f"works on batch {batch_id}"):
        try:
            yield
        finally:
            with saying_where_no_room(lease.parent):
                lease.unlink(missing_ok=True)


def running_batches(home: Path) -> list[str]:
    """The ids of the batches that a living process works on, in order."""
    return sorted(lease.name for lease in _leases(home).glob("*") if is_owned(lease))


def dead_leases(home: Path) -> list[Path]:
    """The leases whose process died before it gave them back, in order of the batches' ids."""
    return sorted(lease for lease in _leases(home).glob("*") if not is_owned(lease))


def _leases(home: Path) -> Path:
    return home / "running"
