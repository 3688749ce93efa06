"""`outwire incidents`: the outages that were found, those that the options ask for, the latest first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.commands.near_incidents import slug_of
from pipeline.commands.show import Row
from pipeline.dashboard.wording import day, number_range
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.edges.duck import Snapshot

NO_INCIDENT = "No incident yet. Feed it: outwire watch --once"
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_QUESTION = """
SELECT *
FROM incident_overview
WHERE
    ($platform IS NULL OR platform = $platform)
    AND ($since IS NULL OR started_on >= $since)
    AND ($until IS NULL OR started_on <= $until)
    AND outlet_count >= $min_outlets
ORDER BY started_on DESC, incident_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """
    Which incidents are asked for.

    platform     A slug; None is all.
    since        The first day on which one may have started, local date; None is any.
    until        The last such day, itself included.
    min_outlets  The fewest outlets that tell of it.
    """

    platform: str | None = None
    since: date | None = None
    until: date | None = None
    min_outlets: int = 0

    def __str__(self) -> str:
        """ "of 'x' since 1 March 2025 with at least 3 outlets"; empty where all are asked for."""
        parts = [
            f"of {self.platform!r}" if self.platform else "",
            f"since {day(self.since)}" if self.since else "",
            f"until {day(self.until)}" if self.until else "",
            f"with at least {self.min_outlets} outlets" if self.min_outlets > 1 else "",
        ]
        return " ".join(part for part in parts if part)


def wanted_incidents(
    *, platform: str | None = None, since: str | None = None, until: str | None = None, min_outlets: int = 0
) -> Wanted:
    """What the options ask for. Raises UsageError for what is no date, and for a period that ends before it begins."""
    wanted = Wanted(
        platform=platform,
        since=iso_date("--since", since),
        until=iso_date("--until", until),
        min_outlets=min_outlets,
    )
    if wanted.since and wanted.until and wanted.since > wanted.until:
        raise UsageError(f"--since {wanted.since} is after --until {wanted.until}: no day is in between.")
    return wanted


def iso_date(option: str, text: str | None) -> date | None:
    """The day that an option names, or None. Raises UsageError for what is no date."""
    if text is None:
        return None
    if not _ISO_DATE.fullmatch(text):
        raise UsageError(f"{option} {text!r} is no date that we read. Write year, month and day: {option} 2025-03-10.")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} {text!r} is no day of the calendar.") from error


def list_incidents(snapshot: Snapshot, wanted: Wanted) -> Any:
    """The rows of `incident_overview` that are wanted, as an Arrow table; a platform may be called by any name."""
    return snapshot.table(
        _QUESTION,
        {
            "platform": wanted.platform and _known_slug(snapshot, wanted.platform),
            "since": wanted.since,
            "until": wanted.until,
            "min_outlets": wanted.min_outlets,
        },
    )


def _known_slug(snapshot: Snapshot, name: str) -> str:
    """The name itself where an incident's platform has it for its slug, otherwise the slug that goes by the name."""
    is_slug = snapshot.rows("SELECT 1 AS one FROM incident_overview WHERE platform = ? LIMIT 1", (name,))
    return name if is_slug else slug_of(name)


def none_found(wanted: Wanted) -> str:
    """What people read where there is no such incident: that there is none of that kind, or none at all."""
    return f"No incident {wanted}; `outwire incidents` lists all." if str(wanted) else NO_INCIDENT


def for_people(row: Row) -> dict[str, Any]:
    """What fits a terminal of 80 columns: the id names the platform; --csv and --json have every column of the mart."""
    return {
        "incident": row["incident_id"],
        "outlets": row["outlet_count"],
        "witnesses": row["witness_count"],
        "reports": number_range(row["lowest_report_count"], row["highest_report_count"]),
        "conflicts": row["conflict_count"],
    }


COLUMNS_FOR_PEOPLE = ("incident", "outlets", "witnesses", "reports", "conflicts")
