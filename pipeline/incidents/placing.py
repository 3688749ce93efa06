"""When a claim's clock time was, once its incident has a date, and the claim in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipeline.incidents.coverage import Coverage, Dating
from pipeline.incidents.said import said
from pipeline.records import Claim, Incident, PlacedClaim

# An undated clock time is read as the first one after this much before the start that dated accounts give.
_BEFORE_START = timedelta(hours=6)


def place(incident: Incident, coverages: Sequence[Coverage]) -> tuple[PlacedClaim, ...]:
    """
    Every claim of the incident's articles, background excluded, with its instant and its words.

    Where an article dates nothing, its clock times get their day from the others; a claim that names no zone, nor
    has one from its outlet, stays without an instant. Where only its own date dates an article, and its times would
    lie outside the outage that others date, they get their day from these too: an article that appeared on Tuesday
    morning in Sydney tells of Monday night.
    """
    began_at = _began_at(coverages)
    return tuple(
        _placed(claim, incident, began_at, is_sure=coverage.dating > Dating.PUBLISHED)
        for coverage in sorted(coverages, key=lambda coverage: coverage.article_id)
        for claim in coverage.own_claims
    )


def _began_at(coverages: Sequence[Coverage]) -> datetime | None:
    """The earliest start, of accounts that name the day before those that do not."""
    sure = [start for coverage in coverages if coverage.dating > Dating.PUBLISHED for start in coverage.starts]
    return min(sure or [start for coverage in coverages for start in coverage.starts], default=None)


def _placed(claim: Claim, incident: Incident, began_at: datetime | None, *, is_sure: bool) -> PlacedClaim:
    known = claim.happened_at
    if known is not None and not is_sure and began_at is not None and not _is_during(known, began_at):
        known = None
    happened_at = known or resolve(claim, incident.started_on, began_at) or claim.happened_at
    is_ours = happened_at != claim.happened_at
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


def _is_during(at: datetime, began_at: datetime) -> bool:
    return began_at - _BEFORE_START <= at < began_at - _BEFORE_START + timedelta(days=1)


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
