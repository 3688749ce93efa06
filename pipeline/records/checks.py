"""What every record keeps to: instants that are aware and UTC, and ids that are hashes of natural keys."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import datetime, timedelta
from typing import Any


def make_id(*key: object) -> str:
    """The id of the thing with this natural key; the parts are joined so that ("a", "bc") and ("ab", "c") differ."""
    joined = "\x1f".join("" if part is None else str(part) for part in key)
    return hashlib.sha256(joined.encode(errors="surrogatepass")).hexdigest()[:16]


class InvalidRecord(ValueError):
    """Raised where a record is made that breaks its own rules; the message names the record and the field."""


def check_fields(record: Any) -> None:
    """Raises InvalidRecord, naming the field, where an instant of the record is not aware and UTC."""
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if isinstance(value, datetime) and value.utcoffset() != timedelta(0):
            raise InvalidRecord(f"{type(record).__name__}.{field.name}: {value!r} is not an aware UTC instant")


class Checked:
    """What every record checks of itself: instants are aware and UTC."""

    __slots__ = ()

    def __post_init__(self) -> None:
        check_fields(self)
