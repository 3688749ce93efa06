"""When an operator's own words say that an incident began and ended: Google Cloud's sentence, and Azure's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import re2

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_GOOGLE = re2.compile(
    r"Incident began at (\d{4}-\d{2}-\d{2} \d{2}:\d{2})(?: and ended at (\d{4}-\d{2}-\d{2} \d{2}:\d{2}))?"
    r"\s*(?:\. )?\(all times are ([A-Za-z_/]+)\s*\)"
)
_ABOUT = r"(?:at |approximately |around )*"
_DAY = r" on (\d{1,2} [A-Za-z]{3,9} \d{4})"
# "Starting at 09:15 UTC on 10 Jun 2025"; "Between 23:22 UTC on 18 Jan 2025 and 05:02 UTC on 19 Jan 2025".
_STARTING = re2.compile(rf"(?i)\bstarting {_ABOUT}(\d{{1,2}}:\d{{2}}) (?:UTC|GMT){_DAY}")
_BETWEEN = re2.compile(
    rf"(?i)\bbetween {_ABOUT}(\d{{1,2}}:\d{{2}})(?: UTC| GMT)?(?:{_DAY})?"
    rf" and {_ABOUT}(\d{{1,2}}:\d{{2}}) (?:UTC|GMT){_DAY}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """
    When the trouble was, as a sentence says.

    started_at, ended_at  UTC; None where the sentence does not say, or names no time that there is.
    said                  The sentence's words.
    """

    started_at: datetime | None
    ended_at: datetime | None
    said: str


def span_of(text: str) -> Span | None:
    """The first statement of an incident's time in a text; None where there is none."""
    if found := _GOOGLE.search(text):
        return Span(started_at=_local(found[1], found[3]), ended_at=_local(found[2], found[3]), said=found[0])
    if found := _BETWEEN.search(text):
        ended_at = _on(found[3], found[4])
        return Span(started_at=_before(_on(found[1], found[2] or found[4]), ended_at), ended_at=ended_at, said=found[0])
    if found := _STARTING.search(text):
        return Span(started_at=_on(found[1], found[2]), ended_at=None, said=found[0])
    return None


def _before(started_at: datetime | None, ended_at: datetime | None) -> datetime | None:
    """Of two clock times with one date between them, the first is of the day before where it is the later one."""
    if started_at and ended_at and started_at > ended_at:
        return started_at - timedelta(days=1)
    return started_at


def _on(clock: str, day: str) -> datetime | None:
    """A clock time in UTC on a day like "10 June 2025"; None where there is no such moment."""
    number, month, year = day.split()
    name = month[:3].title()
    if name not in MONTHS:
        return None
    hour, minute = clock.split(":")
    try:
        return datetime(int(year), MONTHS.index(name) + 1, int(number), int(hour), int(minute), tzinfo=UTC)
    except ValueError:
        return None


def _local(text: str | None, zone: str) -> datetime | None:
    """A clock time of a named zone as an instant; None where either is unknown."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, ZoneInfoNotFoundError, OSError, OverflowError):
        return None
