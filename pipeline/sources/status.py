"""Status pages in one shape: what an operator says about an incident of its own, and when it said which of it.

Operators publish the same story in several formats (`status_json.py`, `status_feed.py`); all of them become a
StatusReport, and that a StatusPost, a row of its own table. What is told here is the operator's view and no press.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import re2

from pipeline.credentials import text_without_keys, without_keys
from pipeline.records import StatusPost, StatusWord, make_id
from pipeline.sources.listing import one_line, plausible
from pipeline.sources.plain import plain_line

UpdateWord = Literal["investigating", "identified", "monitoring", "resolved", "update", "maintenance"]

TEXT_CHARS = 2000
UPDATE_CAP = 200

# The operators' own words for where an incident stands. Those of planned work make a post one of maintenance; the
# report that is published afterwards says nothing new about the incident's course.
WORDS: dict[str, UpdateWord] = {
    "investigating": "investigating",
    "identified": "identified",
    "monitoring": "monitoring",
    "resolved": "resolved",
    "update": "update",
    "postmortem": "update",
    "scheduled": "maintenance",
    "in progress": "maintenance",
    "in_progress": "maintenance",
    "verifying": "maintenance",
    "completed": "maintenance",
}

# Where a format has no word for it, the text has; each is a statement that it is so, not that it will be or is not.
_RESOLVED = re2.compile(
    r"(?i)\[resolved\]|^\s*resolved\b|\b(?:has|have|is|was|were|are) (?:now )?(?:been )?(?:now )?(?:fully )?"
    r"(?:resolved|restored|mitigated)\b|\boperating normally\b|\b(?:fully|completely) recovered\b"
)
_NOT_RESOLVED = re2.compile(
    r"(?i)\b(?:until|once|when|after|if|not|yet to be|before) (?:\S+ ){0,6}?(?:resolved|restored)\b"
)
_MONITORING = re2.compile(r"(?i)\b(?:monitoring|continu(?:e|ing) to monitor|seeing (?:signs of )?recovery)\b")
_IDENTIFIED = re2.compile(r"(?i)\b(?:identified|root cause (?:is|was)|determined the cause)\b")
_MAINTENANCE = re2.compile(r"(?i)\b(?:scheduled|planned) (?:maintenance|event)\b|^maintenance\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusUpdate:
    """One thing that the operator said, and when."""

    word: UpdateWord
    at: datetime
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """
    An operator's incident as one document tells it.

    updates     In order of time, at least one.
    started_at  When the trouble began, where the operator says so; started_text is the sentence, if it is in one.
    is_stamped  Whether the updates bear times of their own; else they have the feed's.
    """

    guid: str | None
    url: str | None
    title: str | None
    components: tuple[str, ...]
    impact: str | None
    updates: tuple[StatusUpdate, ...]
    started_at: datetime | None = None
    started_text: str | None = None
    is_stamped: bool = True


def word_of(text: str | None) -> UpdateWord:
    """Where an incident stands by the operator's sentences; investigating where they do not say."""
    said = text or ""
    if _RESOLVED.search(said) and not _NOT_RESOLVED.search(said):
        return "resolved"
    if _MONITORING.search(said):
        return "monitoring"
    return "identified" if _IDENTIFIED.search(said) else "investigating"


def is_maintenance(title: str | None) -> bool:
    """Whether a post is about planned work, by its title."""
    return bool(_MAINTENANCE.search(title or ""))


def plain_text(markup: str | None) -> str | None:
    """Markup of a stranger as one line of text of at most TEXT_CHARS; None where nothing is left."""
    return plain_line(markup, chars=TEXT_CHARS)


def in_order(updates: Sequence[StatusUpdate]) -> tuple[StatusUpdate, ...]:
    """The updates by time, each once."""
    return tuple(sorted(dict.fromkeys(updates), key=lambda update: update.at)[:UPDATE_CAP])


def post_of(
    report: StatusReport, source_id: str, seen_at: datetime, *, keys: Collection[str] = ()
) -> StatusPost | None:
    """
    The record of a report, as it stood when it was seen; None where none of its updates has a plausible date.

    keys  As for entries_of: the post's id is that of its entry.
    """
    updates = tuple(update for update in report.updates if plausible(update.at, seen_at))
    if not updates:
        return None
    report = replace(report, updates=updates, started_at=plausible(report.started_at, seen_at))
    guid = one_line(report.guid)
    url = report.url and without_keys(report.url, keys)
    key = (guid and text_without_keys(guid, keys)) or url
    first = report.updates[0]
    identified, monitoring = _first(report, "identified"), _first(report, "monitoring")
    resolved = _last(report, "resolved")
    return StatusPost(
        post_id=make_id(source_id, key),
        source_id=source_id,
        post_url=url,
        title=report.title,
        component="; ".join(report.components)[:500] or None,
        impact=one_line(report.impact),
        status=_status(report),
        basis="updates" if report.is_stamped else "feed",
        started_at=report.started_at,
        started_text=report.started_text,
        acknowledged_at=first.at,
        acknowledged_text=first.text,
        identified_at=identified.at if identified else None,
        identified_text=identified.text if identified else None,
        monitoring_at=monitoring.at if monitoring else None,
        monitoring_text=monitoring.text if monitoring else None,
        resolved_at=resolved.at if resolved else None,
        resolved_text=resolved.text if resolved else None,
        update_count=len(report.updates),
        seen_at=seen_at,
    )


def _first(report: StatusReport, word: UpdateWord) -> StatusUpdate | None:
    return next((update for update in report.updates if update.word == word), None)


def _last(report: StatusReport, word: UpdateWord) -> StatusUpdate | None:
    """The last one, unless the operator took it back: said afterwards that it goes on."""
    for update in reversed(report.updates):
        if update.word == word:
            return update
        if update.word != "update":
            return None
    return None


def _status(report: StatusReport) -> StatusWord:
    if any(update.word == "maintenance" for update in report.updates):
        return "maintenance"
    status: StatusWord = "investigating"
    for update in report.updates:
        if update.word != "update":
            status = update.word
    return status
