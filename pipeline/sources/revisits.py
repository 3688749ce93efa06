"""When a page is asked for again: while the outage it tells of is young, at ever longer intervals."""

from __future__ import annotations

from datetime import datetime, timedelta

SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
# The next look is when the page is half as old again as at the last one: most edits of a story come in its first
# hours. That makes 15 looks in three days.
_SHARE_OF_AGE = 0.5


def revisit_at(first_seen_at: datetime, checked_at: datetime) -> datetime:
    """
    When to look again at a page that was first seen and last looked at then.

    A quarter of an hour later while it is new, twelve hours later once it is a day old.
    """
    wait = max(checked_at - first_seen_at, timedelta(0)) * _SHARE_OF_AGE
    return checked_at + min(max(wait, SHORTEST), LONGEST)


def is_revisit_wanted(
    at: datetime,
    *,
    first_seen_at: datetime,
    checked_at: datetime,
    incident_began_at: datetime | None,
    limit: timedelta,
    is_forced: bool,
) -> bool:
    """
    Whether a page that was fetched is to be asked for its changes at `at`.

    incident_began_at  When the latest incident that the page tells of began, as far as it is known; None where the page
                       tells of none, and is not asked for again.
    limit              Age of an incident from which on its pages are left alone.
    is_forced          Whether to look before the time is due; the limit holds.
    """
    if incident_began_at is None or at - incident_began_at >= limit:
        return False
    return is_forced or at >= revisit_at(first_seen_at, checked_at)
