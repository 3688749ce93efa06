"""Records to Arrow and back: how rows enter and leave DuckDB in bulk."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa


def as_table(records: Sequence[Any], schema: pa.Schema, more: Mapping[str, Any]) -> pa.Table:
    """Records, or mappings, as a table with these columns; `more` are columns that are the same in every row."""
    return pa.Table.from_pylist([{**as_row(record), **more} for record in records], schema=schema)


def as_rows(table: pa.Table) -> list[dict[str, Any]]:
    """The rows as mappings from column to Python value; instants are aware and UTC, whole numbers are int."""
    rows: list[dict[str, Any]] = table.to_pylist()
    wide = [field.name for field in table.schema if pa.types.is_decimal(field.type)]
    for row in rows:
        for name in wide:  # sum() of whole numbers is wider than Arrow's integers and comes as a decimal
            if isinstance(row[name], Decimal):
                row[name] = int(row[name]) if row[name] == int(row[name]) else float(row[name])
    return rows


def as_row(record: Any) -> dict[str, Any]:
    """A record's fields by name, as they are; a mapping as it is."""
    if isinstance(record, Mapping):
        return dict(record)
    return {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}
