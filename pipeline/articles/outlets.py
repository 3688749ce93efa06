"""Who published an article, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from pipeline.addresses import registrable_domain
from pipeline.errors import SettingsError
from pipeline.records import Source
from pipeline.reference import read_schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """
    A publisher.

    outlet    Registrable domain, the key of `schemas/outlets.yml`.
    country   ISO 3166 alpha-2 code of its home; timezone: IANA zone of its newsroom. None where not known.
    """

    outlet: str
    name: str | None = None
    country: str | None = None
    timezone: str | None = None


def outlet_of(url: str, named: str | None, source: Source | None) -> Outlet:
    """
    Whom the entry names, else the source's outlet, else the domain of the article's address.

    What is known of it comes from outlets.yml, which a user edits; else from the source. Raises SettingsError with
    all faults of that file.
    """
    outlet = named or (source.outlet if source else None) or registrable_domain(url) or "unknown"
    known = _known().get(outlet)
    if known is not None:
        return known
    if source is not None and source.outlet == outlet:
        return Outlet(outlet=outlet, name=source.outlet_name, country=source.country, timezone=source.timezone)
    return Outlet(outlet=outlet)


@cache
def _known() -> Mapping[str, Outlet]:
    rows = read_schema("outlets.yml") or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SettingsError("schemas/outlets.yml: a list of outlets is expected, each with outlet, name and country.")
    if faults := list(_faults(rows)):
        raise SettingsError("schemas/outlets.yml cannot be used:\n" + "\n".join(f"  {fault}" for fault in faults))
    return {
        row["outlet"]: Outlet(
            outlet=row["outlet"], name=row.get("name"), country=row.get("country"), timezone=row.get("timezone")
        )
        for row in rows
    }


def _faults(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    seen: set[str] = set()
    timezones = available_timezones()  # looks through the files of all of them each time
    for number, row in enumerate(rows, start=1):
        outlet, timezone = row.get("outlet"), row.get("timezone")
        if not isinstance(outlet, str) or not outlet:
            yield f"number {number}: it has no outlet"
            continue
        if outlet in seen:
            yield f"{outlet}: it stands there twice"
        seen.add(outlet)
        if timezone is not None and timezone not in timezones:
            yield f"{outlet}: unknown timezone {timezone!r}"
