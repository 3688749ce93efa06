"""What DuckDB's errors mean to the person who runs the program, and what they can do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipeline.errors import OutwireError, WarehouseFull, WarehouseLocked, WarehouseMissing

# What DuckDB's messages say where the system refused to write; its exceptions carry no errno.
_NO_ROOM = (
    "No space left",
    "File too large",
    "Disk quota",
    "Read-only file",
    "Permission denied",
    "max_temp_directory",
)


# DuckDB's kinds of errors that say something about the file rather than about a statement.
_OF_THE_FILE = (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException)
# Since 2.0 the error of a damaged file has no kind of its own, only its message, of which this is a word.
_DAMAGED = re.compile(r"\b(?:corrupt|corrupted|deserialize)\b", re.IGNORECASE)


def is_of_the_file(error: duckdb.Error) -> bool:
    """Whether an error says something about the file that is open rather than about a statement."""
    return isinstance(error, _OF_THE_FILE) or (type(error) is duckdb.Error and bool(_DAMAGED.search(str(error))))


@contextmanager
def saying_what_failed(path: Path) -> Iterator[None]:
    """Turns DuckDB's errors about the file at `path` into ours; errors of a statement pass as they are."""
    try:
        yield
    except duckdb.Error as error:
        meant = _meant(str(error), path, is_of_the_file=is_of_the_file(error))
        if meant is None:
            raise
        raise meant from error


def _meant(text: str, path: Path, *, is_of_the_file: bool) -> OutwireError | None:
    first_line = text.splitlines()[0] if text else ""
    if "Too many open files" in text:
        return WarehouseFull(
            f"{path} cannot be opened: {first_line}. Allow more open files (`ulimit -n 4096`) and run the same command "
            "again; what was there before is unchanged."
        )
    if any(sign in text for sign in _NO_ROOM):
        return WarehouseFull(
            f"There is no room to write {path}: {first_line}. Free some space (or set OUTWIRE_HOME to another disk) "
            "and run the same command again; what was there before is unchanged."
        )
    if not is_of_the_file:
        return None
    if "Could not set lock" in text or "Conflicting lock" in text:
        return WarehouseLocked(
            f"Another program has {path} open. Close it, and use the published snapshot for reading (`outwire sql`, "
            "or the file that published/CURRENT names)."
        )
    return WarehouseMissing(
        f"{path} is damaged: {first_line}. Run `outwire rebuild`: it makes the file anew from the batches and the "
        "archive, and keeps this one. Until then what is published can be read as before."
    )
