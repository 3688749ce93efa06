"""Named places where a test can make the program fail: killed, disk full, I/O error, exception.

Stages and edges call `fail_point` with a name at each of their steps. Without OUTWIRE_FAIL_POINT in the environment
that is one comparison and nothing else; with it, the process fails when it passes the place that the variable names:

    OUTWIRE_FAIL_POINT=load_warehouse.claims_inserted=kill    the first time
    OUTWIRE_FAIL_POINT=warehouse.uncommitted#2=full           the second time

The tests go through all of them (`tests/durability`). It is read when this module is imported; nothing else sets it.
"""

from __future__ import annotations

import errno
import os
import re
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import MappingProxyType
from typing import Literal, NoReturn, get_args

from pipeline.errors import SettingsError

VARIABLE = "OUTWIRE_FAIL_POINT"
Kind = Literal["kill", "full", "io", "exception"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_ORDER = re.compile(r"(?P<name>[a-z_.]+)(?:#(?P<passage>[1-9][0-9]*))?=(?P<kind>[a-z]+)")

# What has happened by then. A file that is there whole or not at all passes three places: its bytes are written but
# not synced, synced but not named, named.
FAIL_POINTS = MappingProxyType(
    {
        "plan.unsynced": "The plan of a batch is written beside its place.",
        "plan.unnamed": "The plan's bytes are on the disk.",
        "plan.named": "The plan has its name.",
        "poll_feeds.listed": "The sources have answered, or the folder is listed.",
        "poll_feeds.half_written": "The entries are in the stage's file, its drops and its tally are not.",
        "poll_feeds.unsynced": "The file is written beside its place.",
        "poll_feeds.unnamed": "The file's bytes are on the disk.",
        "poll_feeds.named": "The file has its name.",
        "fetch_pages.spooled": "A body lies in the spool.",
        "fetch_pages.taken": "A body is out of the spool, and not yet in the archive.",
        "fetch_pages.archived_one": "A body is in the unfinished archive.",
        "archive.unsynced": "The archive is written beside its place.",
        "archive.unnamed": "The archive's bytes are on the disk.",
        "archive.named": "The archive has its name; no page points into it yet.",
        "fetch_pages.half_written": "The pages are in the stage's file, its drops and its tally are not.",
        "fetch_pages.unsynced": "The file is written beside its place.",
        "fetch_pages.unnamed": "The file's bytes are on the disk.",
        "fetch_pages.named": "The file has its name.",
        "extract_text.extracted_one": "A page's text is out.",
        "extract_text.half_written": "The articles are in the stage's file, its drops and its tally are not.",
        "extract_text.unsynced": "The file is written beside its place.",
        "extract_text.unnamed": "The file's bytes are on the disk.",
        "extract_text.named": "The file has its name.",
        "read_claims.read_one": "An article is read.",
        "read_claims.half_written": "The readings are in the stage's file, its drops and its tally are not.",
        "read_claims.unsynced": "The file is written beside its place.",
        "read_claims.unnamed": "The file's bytes are on the disk.",
        "read_claims.named": "The file has its name.",
        "check_quality.checked": "The expectations have been tried, and nothing is written.",
        "check_quality.half_written": "Nothing of the stage's records is in its file yet.",
        "check_quality.unsynced": "The file is written beside its place.",
        "check_quality.unnamed": "The file's bytes are on the disk.",
        "check_quality.named": "The file has its name.",
        "warehouse.locked": "The writer's lock is held; the working file is not open.",
        "warehouse.opened": "The working file is open.",
        "tables.uncommitted": "The tables are made, inside a transaction.",
        "tables.committed": "The tables are made, and stand in the log only.",
        "tables.checkpointed": "The tables are made.",
        "warehouse.begun": "The transaction has begun.",
        "load_warehouse.entries_merged": "Sources, polls, posts, entries and pages are merged.",
        "load_warehouse.articles_removed": "What the batch replaces is out, what it brings is not in.",
        "load_warehouse.articles_inserted": "Articles are in, without their dates and claims.",
        "load_warehouse.claims_inserted": "Articles are in, with their dates and claims.",
        "load_warehouse.results_replaced": "Drops, tallies, quarantine and results are in.",
        "load_warehouse.ledger_written": "The batch stands in the ledger.",
        "compare_coverage.grouped": "The incidents are found.",
        "compare_coverage.replaced": "The incidents' rows are replaced, the marts are not.",
        "compare_coverage.marts_refreshed": "The marts are refreshed.",
        "compare_coverage.noted": "The comparison is noted as done.",
        "warehouse.uncommitted": "All is done but the commit.",
        "warehouse.committed": "The commit is done; the file is still open.",
        "warehouse.closed": "The working file is closed; nothing was said yet.",
        "acknowledged.unsynced": "How far the warehouse is written stands beside its place.",
        "acknowledged.unnamed": "How far the warehouse is written is on the disk.",
        "acknowledged.named": "How far the warehouse is written is noted; nothing was said yet.",
        "publish_snapshot.checkpointed": "The log is in the working file.",
        "publish_snapshot.copied": "The copy is written beside its place, and not yet read.",
        "publish_snapshot.verified": "The copy reads as the original does.",
        "publish_snapshot.named": "The copy has its name; readers are still on the one before.",
        "current.unsynced": "The new pointer is written beside the old.",
        "current.unnamed": "The new pointer's bytes are on the disk.",
        "current.named": "Readers that come from now on open the copy.",
        "publish_snapshot.pruned": "Old snapshots are gone.",
        "rebuild.loaded_one": "A batch is in the new working file.",
        "rebuild.compared": "The new working file has its incidents and marts.",
        "rebuild.verified": "The new working file is read through; the old one is in its place.",
        "swap.listed": "What is to be moved is written down.",
        "swap.taken_away": "An old file is out of its place.",
        "swap.put_in": "A new file is in its place.",
    }
)


class FailPointReached(RuntimeError):
    """Raised where a fail point was switched on with the kind `exception`: it stands for a fault of our own."""


def fail_point(name: str) -> None:
    """Fails here if that was asked for; what else a place means is said in FAIL_POINTS."""
    if _watcher is not None:
        _watcher(name)


@contextmanager
def watching_fail_points(watcher: Callable[[str], None]) -> Iterator[None]:
    """Gives the watcher the name of each fail point that this process passes in the block."""
    global _watcher
    before, _watcher = _watcher, watcher
    try:
        yield
    finally:
        _watcher = before


def arm(order: str) -> Callable[[str], None]:
    """
    What fails at the place, the passage and in the way that `order` says, and at each other place does nothing.

    Raises SettingsError where the order has no such form, or names a place or a kind that there is not.
    """
    match = _ORDER.fullmatch(order)
    name, kind = (match["name"], match["kind"]) if match else ("", "")
    if match is None or name not in FAIL_POINTS or kind not in KINDS:
        raise SettingsError(
            f"{VARIABLE}={order!r} cannot be used: it is NAME=KIND or NAME#PASSAGE=KIND, with a name of "
            f"pipeline/edges/fail_points.py and a kind of {', '.join(KINDS)}. Unset it, unless you test this program."
        )
    due, passed = int(match["passage"] or 1), Counter[str]()

    def fail_when_due(reached: str) -> None:
        if reached not in FAIL_POINTS:
            raise ValueError(f"{reached!r} is no fail point")
        passed[reached] += 1
        if reached == name and passed[name] == due:
            _fail(name, kind)

    return fail_when_due


def _fail(name: str, kind: str) -> NoReturn:
    if kind == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind in ("full", "io"):
        number = errno.ENOSPC if kind == "full" else errno.EIO
        raise OSError(number, os.strerror(number), name)
    raise FailPointReached(f"the fail point {name} was switched on by {VARIABLE}")


_watcher = arm(os.environ[VARIABLE]) if VARIABLE in os.environ else None
