"""Local clock times -> UTC instants, where day and zone are known, with what each rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipeline.claims.draft import Draft
from pipeline.claims.mentions.days import Day
from pipeline.claims.story import Story
from pipeline.records import DateBasis, Precision, TimezoneBasis

# Where in a part of the day its instant is put; only with precision "part_of_day".
_MIDDLE = {"morning": time(9), "afternoon": time(15), "evening": time(19), "night": time(22)}
# Days that no word of the text names; a live blog's entries after midnight tell of the evening before.
_INFERRED = frozenset({"incident", "published"})
# Parts of the day and rounded times may lie a little past the minute of publication.
_SLACK = timedelta(minutes=30)
_BASIS: dict[str, DateBasis] = {"date": "stated", "weekday": "weekday", "relative": "relative"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """
    When a claim's time was, as far as it can be known.

    happened_at  None where day or zone is not known.
    """

    happened_at: datetime | None = None
    precision: Precision | None = None
    date_basis: DateBasis = "none"
    timezone_basis: TimezoneBasis = "none"


def resolve(draft: Draft, story: Story) -> Moment:
    """The instant of a draft's clock time by the zone's own rules; the outlet's zone where the text states none."""
    if draft.clock is None:
        return Moment()
    zone, basis = draft.zone, draft.zone_basis
    if zone is None and story.timezone:
        zone, basis = story.timezone, "outlet"
    on, date_basis = _day(draft.day, story)
    if zone is None or on is None:
        return Moment(date_basis=date_basis if on else "none", timezone_basis=basis)
    local = _MIDDLE.get(draft.clock.at_local) or time.fromisoformat(draft.clock.at_local)
    instant = datetime.combine(on, local, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if date_basis in _INFERRED and _is_yet_to_come(instant, story):
        instant = datetime.combine(on - timedelta(days=1), local, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return Moment(
        happened_at=instant, precision=_precision(draft.clock.at_local), date_basis=date_basis, timezone_basis=basis
    )


def _is_yet_to_come(instant: datetime, story: Story) -> bool:
    """Whether a moment lies after the article that tells of it was published; then it was the day before."""
    return story.published_at is not None and instant > story.published_at + _SLACK


def _day(day: Day | None, story: Story) -> tuple[date | None, DateBasis]:
    on = day.resolve(story.published_on) if day is not None else None
    is_ahead = on is not None and story.published_on is not None and on > story.published_on + timedelta(days=1)
    if day is not None and on is not None and not is_ahead:
        return on, _BASIS[day.kind]
    if story.started_on:
        return story.started_on, "incident"
    return (story.published_on, "published") if story.published_on else (None, "none")


def _precision(at_local: str) -> Precision:
    if ":" not in at_local:
        return "part_of_day"
    return "hour" if at_local.endswith(":00") else "minute"
