"""
Which claims of independent articles are one witness all the same: what both have from a third.

Two outlets that read one tracker at one moment have looked at one chart; and what is told "according to" another outlet
is that outlet's word. Their articles stay two witnesses for all else.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from pipeline.incidents.coverage import Coverage
from pipeline.incidents.credits import credits_of, outlet_named
from pipeline.records import Claim, IncidentArticle, PlacedClaim
from pipeline.reference import read_schema

# A figure with so many digits before its zeros (28,570) is read off once; rounder ones are written of many moments.
_EXACT_DIGITS = 4


def with_witnesses(
    coverages: Iterable[Coverage], members: Iterable[IncidentArticle], placed: Sequence[PlacedClaim]
) -> tuple[PlacedClaim, ...]:
    """The placed claims, each with its witness: its article's, but for what it has from a tracker or an outlet."""
    by_article = {member.article_id: member.witness_id for member in members}
    instants = {one.claim_id: one.happened_at for one in placed}
    ordered = sorted(coverages, key=_age)
    outlets = _outlets(ordered, by_article)
    claims = [(claim, by_article[one.article_id]) for one in ordered for claim in one.own_claims]
    told = {claim.claim_id: _teller(claim, outlets) or witness for claim, witness in claims}
    first: dict[Hashable, str] = {}
    for claim, _ in claims:
        for reading in _readings(claim, instants[claim.claim_id]):
            told[claim.claim_id] = first.setdefault(reading, told[claim.claim_id])
    return tuple(dataclasses.replace(one, witness_id=told[one.claim_id]) for one in placed)


def _age(coverage: Coverage) -> tuple[datetime, str]:
    return coverage.article.published_at or datetime.max.replace(tzinfo=UTC), coverage.article_id


def _outlets(coverages: Iterable[Coverage], witnesses: Mapping[str, str]) -> dict[str, str]:
    """What each outlet and agency of the incident is called, and the witness that its earliest article is."""
    found: dict[str, str] = {}
    for coverage in coverages:
        credits = credits_of(coverage.article)
        for name in (*credits.by, *credits.known_as):
            found.setdefault(name, witnesses[coverage.article_id])
    return found


def _teller(claim: Claim, outlets: Mapping[str, str]) -> str | None:
    """The witness of the outlet that a claim is told after."""
    names = (outlet_named(claim.source_via), outlet_named(claim.source))
    return next((outlets[name] for name in names if name and name in outlets), None)


def _readings(claim: Claim, happened_at: datetime | None) -> Iterable[Hashable]:
    """What was read off a tracker: at this moment, and this figure to the digit; nothing for any other claim."""
    tracker = _trackers().get((claim.source or "").casefold())
    if tracker is None or claim.value is None:
        return
    what = (tracker, claim.metric, claim.platform, claim.region, claim.label if claim.unit == "percent" else None)
    is_told = claim.timezone_basis in ("stated", "carried") and ":" in (claim.at_local or "")
    if happened_at is not None and is_told:
        yield *what, happened_at
    elif claim.qualifier == "exact" and len(f"{claim.value:.0f}".rstrip("0")) >= _EXACT_DIGITS:
        yield *what, claim.value


@cache
def _trackers() -> dict[str, str]:
    rows: list[dict[str, Any]] = read_schema("trackers.yml")["trackers"]
    names: dict[str, str] = defaultdict(str)
    for row in rows:
        names |= {name.casefold(): row["name"] for name in (row["name"], *row.get("aliases", []))}
    return dict(names)
