"""How far the warehouse was written when a writer last said that it was done, kept beside the working file.

DuckDB takes a log that was cut short, or filled with zeros, for one that a crash has left: it replays what it can read
and goes on, and what had been committed is gone without a word. The same holds for a file that somebody deleted. So the
number of the last transaction stands in a file of its own, and a warehouse that does not reach it is damaged.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipeline.edges.files import write_whole
from pipeline.errors import WarehouseMissing


def acknowledged_file(working: Path) -> Path:
    """Where the number stands for a working file."""
    return working.with_name(f"{working.stem}.acknowledged")


def acknowledge(working: Path, write_number: int) -> None:
    """Notes that the transaction of this number is committed, before anybody is told so."""
    write_whole(acknowledged_file(working), f"{write_number}\n".encode(), what="acknowledged")


def check_is_there(working: Path) -> None:
    """Raises WarehouseMissing where the working file is gone that something was acknowledged in."""
    if not working.exists() and (number := _acknowledged(working)):
        raise WarehouseMissing(_words(working, f"it is gone, and {number} transactions were committed in it"))


def check_nothing_is_lost(connection: duckdb.DuckDBPyConnection, working: Path) -> None:
    """Raises WarehouseMissing where the open file lacks transactions that were acknowledged; it stays as it is."""
    row: tuple[int | None] | None = connection.execute("SELECT max(write_number) FROM writes").fetchone()
    last = (row[0] if row else None) or 0
    if last < (number := _acknowledged(working)):
        connection.execute("PRAGMA disable_checkpoint_on_shutdown")  # or closing it would remove the log
        raise WarehouseMissing(_words(working, f"it ends with transaction {last}, and {number} was committed"))


def _acknowledged(working: Path) -> int:
    try:
        return int(acknowledged_file(working).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return 0


def _words(working: Path, what: str) -> str:
    return (
        f"{working} is damaged: {what}. Run `outwire rebuild`: it makes the file anew from the batches and the "
        "archive, and keeps this one. Until then what is published can be read as before."
    )
