"""When a claim's clock time was, once its incident has a date, and the claim in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipeline.incidents.coverage import Coverage
from pipeline.incidents.said import said
from pipeline.records import Claim, Incident, PlacedClaim

# An undated clock time is read as the first one after this much before the start that dated accounts give.
_BEFORE_START = timedelta(hours=6)


def place(incident: Incident, coverages: Sequence[Coverage]) -> tuple[PlacedClaim, ...]:
    """
    Every claim of the incident's articles, background excluded, with its instant and its words.

    Where an article dates nothing, its clock times get their day from the others; a claim that names no zone, nor
    has one from its outlet, stays without an instant.
    """
    began_at = min((start for coverage in coverages for start in coverage.starts), default=None)
    return tuple(
        _placed(claim, incident, began_at)
        for coverage in sorted(coverages, key=lambda coverage: coverage.article_id)
        for claim in coverage.own_claims
    )


def _placed(claim: Claim, incident: Incident, began_at: datetime | None) -> PlacedClaim:
    known = claim.happened_at
    happened_at = known or resolve(claim, incident.started_on, began_at)
    is_ours = known is None and happened_at is not None
    return PlacedClaim(
        incident_id=incident.incident_id,
        claim_id=claim.claim_id,
        timezone=claim.timezone,
        timezone_basis=claim.timezone_basis,
        happened_at=happened_at,
        happened_at_precision="minute" if is_ours else claim.happened_at_precision,
        date_basis="incident" if is_ours else claim.date_basis,
        said=said(claim, incident.platform),
    )


def resolve(claim: Claim, started_on: date, began_at: datetime | None) -> datetime | None:
    """The instant of a claim's clock time in an outage that began then; None without a clock time or a zone."""
    if not claim.at_local or not claim.timezone or not claim.at_local[0].isdigit():
        return None
    zone = ZoneInfo(claim.timezone)
    clock = time.fromisoformat(claim.at_local)
    if began_at is None:
        return datetime.combine(started_on, clock, zone).astimezone(UTC)
    earliest = began_at - _BEFORE_START
    return next(at for at in _on_days(earliest.astimezone(zone).date(), clock, zone) if at >= earliest)


def _on_days(first: date, clock: time, zone: ZoneInfo) -> Iterable[datetime]:
    return (datetime.combine(first + timedelta(days=day), clock, zone).astimezone(UTC) for day in range(3))
