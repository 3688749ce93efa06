"""Why an article is in its incident, in sentences for people: its subject, its dates, and what it shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from pipeline.incidents.circles import Circle
from pipeline.incidents.coverage import Coverage, Dating
from pipeline.incidents.evidence import Mark, Marks, marks_of
from pipeline.incidents.naming import platform_name
from pipeline.incidents.said import minutes, number, region_name
from pipeline.records import Incident

# The marks that prove most; more would hide them.
_MARKS_TOLD = 4


class Memberships:
    """The reasons of all articles of one incident; what several share is counted once for all of them."""

    def __init__(self, circle: Circle, incident: Incident) -> None:
        self._incident = incident
        self._marks = {coverage.article_id: marks_of(coverage) for coverage in circle.coverages}
        self._known = Counter(mark for marks in self._marks.values() for mark in marks.weights)
        self._named = Counter(slug for coverage in circle.coverages for slug in coverage.families)
        self._began_at = circle.began_at
        self._count = len(circle.members)

    def reasons(self, coverage: Coverage, basis: str) -> tuple[str, ...]:
        """What ties the article to the others, most telling first; alone in its incident it has its date only."""
        shared = self._shared(self._marks[coverage.article_id])
        return (*self._on_subject(coverage), *self._on_time(coverage, basis), *shared)

    def _on_subject(self, coverage: Coverage) -> Iterator[str]:
        root, subject = self._incident.platform, coverage.subject
        if root in coverage.subject_line:
            yield f"its subject is {platform_name(subject)}"
        elif root in coverage.families:
            yield f"its subject, {platform_name(subject)}, failed with {platform_name(root)}, which it names"
        else:
            others = self._named[subject] - 1
            yield f"its subject, {platform_name(subject)}, failed then too, as {_accounts(others)} of the incident say"

    def _on_time(self, coverage: Coverage, basis: str) -> Iterator[str]:
        day = coverage.reading.dated_on
        if coverage.dating == Dating.INSTANT:
            yield f"it says that it began on {_minute(coverage.starts[0])}"
        elif coverage.dating == Dating.DAY and day:
            yield f"it names the day, {_day(day)}"
        elif coverage.dating == Dating.PUBLISHED:
            yield self._on_publication(coverage)
        elif basis == "shared_figures":
            yield "it gives no date, and shares more with this incident than with any other"

    def _on_publication(self, coverage: Coverage) -> str:
        published_at = coverage.article.published_at
        if published_at is None:
            return f"it appeared on {_day(coverage.reading.dated_on)}" if coverage.reading.dated_on else "it is undated"
        hours = (published_at - self._began_at) / timedelta(hours=1)
        when = f"{abs(hours):.0f} hours {'after' if hours >= 0 else 'before'} the start that is known"
        return f"it gives no day, and appeared {when}"

    def _shared(self, marks: Marks) -> Iterator[str]:
        common = [mark for mark in marks.weights if self._known[mark] > 1]
        told = sorted(common, key=lambda mark: (-marks.weights[mark], mark))[:_MARKS_TOLD]
        if told:
            yield f"like other accounts it has {', '.join(map(mark_in_words, told))}"


def mark_in_words(mark: Mark) -> str:
    """A mark for people: "28,570 reports", "09:45 UTC", "the blame on Ukraine"."""
    kind, what, *rest = mark
    if kind == "count":
        return f"{number(float(what))} {rest[0]}".strip()
    if kind == "clock":
        return " ".join([what, *rest])
    if kind == "said":
        return f"the word of {what.title()}"
    if kind in {"cause", "actor", "origin"}:
        return f"the blame on {region_name(what) if kind == 'origin' else what.replace('_', ' ')}"
    if kind == "duration":
        return f"a length of {minutes(float(rest[0]))}"
    return f"{rest[0]} waves" if kind == "wave_count" else f"{rest[0]}% for {what.replace('_', ' ')}"


def _accounts(count: int) -> str:
    return "one other account" if count == 1 else f"{count} other accounts"


def _minute(at: datetime) -> str:
    return f"{_day(at.date())} at {at:%H:%M} UTC"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
