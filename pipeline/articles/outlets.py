"""Who published an article, and what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.addresses import registrable_domain
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

    What is known of it comes from outlets.yml, which a user edits; else from the source.
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
    return {
        row["outlet"]: Outlet(
            outlet=row["outlet"], name=row.get("name"), country=row.get("country"), timezone=row.get("timezone")
        )
        for row in rows
    }
