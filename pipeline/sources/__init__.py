"""Where entries come from: one module a kind of source, and the list of feeds that a user edits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pycountry

from pipeline.addresses import host_of, safe_url
from pipeline.errors import SettingsError
from pipeline.records import Source, from_json
from pipeline.reference import read_yaml

POLLED_KINDS = ("feed", "statuspage")
_FIELDS = frozenset(field.name for field in fields(Source))
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def load_sources(path: Path) -> list[Source]:
    """
    The feeds and status pages of a sources file, in its order.

    Raises SettingsError, which lists everything that is wrong with the file at once.
    """
    rows = read_yaml(path)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SettingsError(f"{path}: a list of sources is expected, each with source_id, kind and url.")
    faults = [
        f"  {row.get('source_id', f'number {number}')}: {fault}"
        for number, row in enumerate(rows, start=1)
        for fault in faults_of(row)
    ]
    for name in ("source_id", "url"):
        faults += [f"  {safe_url(value)}: two sources have this {name}" for value in _repeated(rows, name)]
    if faults:
        raise SettingsError(f"{path} cannot be used:\n" + "\n".join(faults))
    return [from_json(Source, row) for row in rows]


def faults_of(row: dict[str, Any]) -> Iterator[str]:
    """What is wrong with one entry of a sources file, a sentence each."""
    wrong_type = [str(name) for name, value in row.items() if not isinstance(value, str)]
    if wrong_type:
        yield f"{', '.join(wrong_type)} must be text (in quotes, where YAML reads it otherwise)"
        return
    if unknown := sorted(set(row) - _FIELDS):
        yield f"unknown fields: {', '.join(unknown)}"
    if missing := [name for name in ("source_id", "kind", "url") if not row.get(name)]:
        yield f"missing: {', '.join(missing)}"
        return
    yield from _value_faults(row)


def _value_faults(row: dict[str, str]) -> Iterator[str]:
    if not _SLUG.fullmatch(row["source_id"]):
        yield "source_id must be lower-case letters and digits with hyphens between them"
    if row["kind"] not in POLLED_KINDS:
        yield f"kind must be one of {', '.join(POLLED_KINDS)}"
    if row["kind"] == "statuspage" and not row.get("platform"):
        yield "a status page needs its platform, since its entries never name it"
    parts = urlsplit(row["url"])
    if parts.scheme not in {"http", "https"} or not host_of(row["url"]) or "@" in parts.netloc:
        yield "url must be an http or https address without user information"
    if "timezone" in row and not _is_zone(row["timezone"]):
        yield f"unknown timezone {row['timezone']!r}"
    if "country" in row and pycountry.countries.get(alpha_2=row["country"]) is None:
        yield f"unknown country {row['country']!r} (two capital letters, ISO 3166)"


def _is_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name).key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _repeated(rows: list[dict[str, Any]], name: str) -> list[Any]:
    values = [row[name] for row in rows if isinstance(row.get(name), str)]
    return sorted({value for value in values if values.count(value) > 1})
