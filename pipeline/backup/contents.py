"""What a warehouse file holds, in a form that a copy of it, on another machine, can be compared in."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.content_hash import content_sha256
from pipeline.edges.duck import reading_file
from pipeline.tend_warehouse import read_through

_LAST_WRITE = "SELECT max(write_number) AS write_number, max_by(written_at, write_number) AS written_at FROM writes"


def duckdb_version() -> str:
    """The version of DuckDB that this process uses."""
    return version("duckdb")


def last_write_of(path: Path) -> dict[str, Any]:
    """The last transaction that changed the file: its number, and when it was."""
    with reading_file(path) as file:
        [last] = file.rows(_LAST_WRITE)
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in last.items()}


def read_contents(path: Path) -> dict[str, Any]:
    """
    The last write and the content hash, after reading every block of the file.

    Raises WarehouseMissing where a part of it cannot be read.
    """
    read_through(path)
    with reading_file(path) as file:
        return {**last_write_of(path), "content_sha256": content_sha256(file)}
