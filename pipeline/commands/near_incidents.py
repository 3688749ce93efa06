"""What a person called an incident or a platform -> the ids of ours that were most likely meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from datetime import date

# "<platform>-<YYYY-MM-DD>", with "-2" for a second one that day; people leave zeros out.
_ID = re.compile(r"(?P<platform>.+?)-(?P<day>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?:-[0-9]+)?", re.DOTALL)
SUGGESTIONS = 3


def near_incidents(wanted: str, known: Sequence[str]) -> list[str]:
    """
    Up to three known ids, the likeliest first: of the same platform the nearest days, then what is written alike.

    wanted  What was asked for; "Twitter-2025-03-10", "x" and "x-2025-3-10" all lead to "x-2025-03-10".
    known   All ids, the oldest first. Where nothing is near, the newest ones are what people ask for.
    """
    name, day = _parts(wanted)
    platform = slug_of(name)
    same = [one for one in reversed(known) if _parts(one)[0] == platform]
    if day:
        same.sort(key=lambda one: _days_between(_parts(one)[1], day))
    alike = difflib.get_close_matches(wanted.casefold(), known, n=SUGGESTIONS)
    near = list(dict.fromkeys([*same, *alike]))
    return (near or list(reversed(known)))[:SUGGESTIONS]


def slug_of(name: str) -> str:
    """The slug of the platform that goes by this name: "Twitter" is "x"; an unknown name in small letters."""
    from pipeline.platforms import platforms  # the file of all platforms: 0.1 s that a right id need not wait for

    plain = name.strip().casefold()
    for one in platforms():
        if plain in (one.slug, one.name.casefold(), *(alias.casefold() for alias in one.aliases)):
            return one.slug
    return plain


def one_of(names: Iterable[str]) -> str:
    """ "a", "a or b", "a, b or c"; empty where there is none."""
    *first, last = [*names] or [""]
    return f"{', '.join(first)} or {last}" if first else last


def _parts(incident_id: str) -> tuple[str, date | None]:
    """The platform and the day that an id names; what is no id is taken for a platform's name."""
    match = _ID.fullmatch(incident_id.strip())
    return (match["platform"], _day(match["day"])) if match else (incident_id.strip(), None)


def _day(text: str) -> date | None:
    """The day, also of "2025-3-10"; None where the calendar has no such day."""
    try:
        return date(*map(int, text.split("-")))
    except ValueError:
        return None


def _days_between(one: date | None, other: date) -> int:
    return abs((one - other).days) if one else 10**6
