"""Records to Arrow and back: how rows enter and leave DuckDB in bulk."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any

import pyarrow as pa

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def as_table(records: Sequence[Any], schema: pa.Schema, more: Mapping[str, Any]) -> pa.Table:
    """Records, or mappings, as a table with these columns; `more` are columns that are the same in every row."""
    return pa.Table.from_pylist([{**as_row(record), **more} for record in records], schema=schema)


def as_rows(table: pa.Table) -> list[dict[str, Any]]:
    """The rows as mappings from column to Python value; instants are aware and UTC, whole numbers are int."""
    columns = [_values(table.column(number)) for number in range(table.num_columns)]
    return [dict(zip(table.column_names, row, strict=True)) for row in zip(*columns, strict=True)]


def _values(column: pa.ChunkedArray) -> list[Any]:
    """A column's values. Arrow's own way with instants imports pandas, a second that most commands need not spend."""
    if pa.types.is_timestamp(column.type):
        zone = UTC if column.type.tz else None
        micros = column.cast(pa.timestamp("us", column.type.tz), safe=False).cast(pa.int64()).to_pylist()
        return [None if value is None else _instant(value, zone) for value in micros]
    if pa.types.is_decimal(column.type):  # sum() of whole numbers is wider than Arrow's integers
        return [_number(value) for value in column.to_pylist()]
    return column.to_pylist()  # type: ignore[no-any-return]


def _instant(micros: int, zone: tzinfo | None) -> datetime:
    return _EPOCH.replace(tzinfo=zone) + timedelta(microseconds=micros)


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def as_row(record: Any) -> dict[str, Any]:
    """A record's fields by name, as they are; a mapping as it is."""
    if isinstance(record, Mapping):
        return dict(record)
    return {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}
