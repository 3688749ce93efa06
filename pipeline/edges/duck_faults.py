"""What DuckDB's errors mean to the person who runs the program, and what they can do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipeline.errors import WarehouseFull, WarehouseLocked, WarehouseMissing

# What DuckDB's messages say where the system refused to write; its exceptions carry no errno.
_NO_ROOM = (
    "No space left",
    "File too large",
    "Disk quota",
    "Read-only file",
    "Permission denied",
    "max_temp_directory",
)


@contextmanager
def saying_what_failed(path: Path) -> Iterator[None]:
    try:
        yield
    except (
        duckdb.IOException,
        duckdb.FatalException,
        duckdb.OutOfMemoryException,
        duckdb.SerializationException,
    ) as error:
        text = str(error)
        if any(sign in text for sign in _NO_ROOM):
            raise WarehouseFull(
                f"There is no room to write {path}: {text.splitlines()[0]} Free some space (or set OUTWIRE_HOME to "
                "another disk) and run the same command again; what was there before is unchanged."
            ) from error
        if "Could not set lock" in text or "Conflicting lock" in text:
            raise WarehouseLocked(
                f"Another program has {path} open. Close it, and use the published snapshot for reading "
                "(`outwire sql`, or the file that published/CURRENT names)."
            ) from error
        if isinstance(error, duckdb.OutOfMemoryException):
            raise
        raise WarehouseMissing(
            f"{path} cannot be opened: {text.splitlines()[0]} Move it aside and load the batches again "
            "(`outwire load-warehouse BATCH`); the batches and the published snapshots are untouched."
        ) from error
