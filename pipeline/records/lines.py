"""Records as the lines of a batch's files: to JSON objects and back, nothing changed on the way."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Hashable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from pipeline.records.checks import InvalidRecord

T = TypeVar("T")


def to_json(record: Any) -> dict[str, Any]:
    """The record as a JSON object: instants as "2025-03-10T09:45:00Z", tuples as lists, None kept."""
    return {field.name: _plain(getattr(record, field.name)) for field in dataclasses.fields(record)}


def from_json(kind: type[T], fields: dict[str, Any]) -> T:
    """
    The record that `to_json` wrote.

    Raises InvalidRecord where a field is unknown, missing or not of its type.
    """
    if not isinstance(fields, dict):
        raise InvalidRecord(f"{kind.__name__}: {fields!r:.100} is no object with its fields")
    readers = _readers(cast(Hashable, kind))
    unknown = set(fields) - set(readers)
    if unknown:
        raise InvalidRecord(f"{kind.__name__}: unknown fields {sorted(unknown)}")
    try:
        return kind(**{name: readers[name](value) for name, value in fields.items()})
    except (TypeError, AttributeError, ValueError) as error:
        raise InvalidRecord(f"{kind.__name__}: {error}") from error


def read_instant(text: str) -> datetime:
    """A UTC instant from RFC 3339 text; raises ValueError where it names no zone."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} names no zone")
    return instant.astimezone(UTC)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


@cache
def _readers(kind: Any) -> dict[str, Callable[[Any], Any]]:
    hints = get_type_hints(kind)
    return {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)}


def _reader(hint: Any) -> Callable[[Any], Any]:
    """What turns a JSON value into a value of this type; one level of `| None` and `tuple[x, ...]`."""
    if get_origin(hint) in (types.UnionType, typing.Union):
        inner = _reader(next(part for part in get_args(hint) if part is not type(None)))
        return lambda value: None if value is None else inner(value)
    if get_origin(hint) is tuple:
        item = _reader(get_args(hint)[0])
        return lambda value: tuple(item(part) for part in value)
    if hint is datetime:
        return read_instant
    if hint is date:
        return date.fromisoformat
    if get_origin(hint) is Literal:
        return _one_of(get_args(hint))
    if hint is float:
        return lambda value: _of_type(float, float(value) if type(value) is int else value)
    return lambda value: _of_type(hint, value)


def _one_of(allowed: tuple[Any, ...]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if value not in allowed:
            raise ValueError(f"{value!r} is none of {', '.join(map(str, allowed))}")
        return value

    return read


def _of_type(hint: type, value: Any) -> Any:
    if type(value) is not hint:
        raise ValueError(f"{value!r} is not of type {hint.__name__}")
    return value
