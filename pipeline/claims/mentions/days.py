"""Dates, weekdays, "yesterday", and the phrases that speak of an earlier time than the story's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.spans import Span, free_of

_WEEKDAYS: list[str] = words("days", "weekdays")
_MONTHS: dict[str, int] = {
    **{name.lower(): n for n, name in enumerate(words("days", "months"), 1)},
    **{name.lower(): n for name, n in words("days", "month_abbreviations").items()},
}
_RELATIVE: dict[str, int] = words("days", "relative")
_MONTH = f"(?-i:{either([*(name.capitalize() for name in _MONTHS), *(name.upper() for name in _MONTHS)])})"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_MONTH_DAY = pattern(rf"\b({_MONTH})\.?\s+{_DAY}\b(?:,?\s+((?:19|20)\d\d)\b)?")
_DAY_MONTH = pattern(rf"\b{_DAY}(?:\s+of)?\s+({_MONTH})\b\.?(?:,?\s+((?:19|20)\d\d)\b)?")
_MONTH_ALONE = pattern(
    rf"\b(?:in|since|last|during|back in)\s+(?:(?:early|late|mid)[\s-]+)?({_MONTH})\b(?:\.?\s+(\d))?"
)
_MONTH_YEAR = pattern(rf"\b({_MONTH})\.?,?\s+(?:of\s+)?((?:19|20)\d\d)\b")
_YEAR = pattern(r"\b(?:in|since|of|back in|during|from|early|late|mid)[\s-]+((?:19|20)\d\d)\b")
_ISO = pattern(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b")
_WEEKDAY = pattern(rf"\b(?:(last|next)\s+)?(?-i:({either(_WEEKDAYS)}))\b")
_RELATIVE_DAY = pattern(rf"\b({either(_RELATIVE)})\b")
_EARLIER = family_pattern("days", "earlier")
_SAME_TIME = family_pattern("days", "same_time")

# How far ahead a report on an outage names days: hearings, refunds and the next quarter.
_AHEAD = timedelta(days=45)

DayKind = Literal["date", "month", "year", "weekday", "relative"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Span):
    """
    A day, or the month or year that the text leaves it at.

    year, month, day  None where not said: "October 21" has no year, "March 2023" no day.
    weekday           0 for Monday; only for kind weekday.
    offset            Days from publication; only for kind relative.
    """

    kind: DayKind
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    offset: int | None = None

    def resolve(self, published: date | None) -> date | None:
        """The date meant, taken as the last such day up to publication; None where the text does not fix it."""
        if self.kind == "date" and self.month and self.day:
            return _dated(self.year, self.month, self.day, published)
        if published is None:
            return None
        if self.weekday is not None:
            return published - timedelta(days=(published.weekday() - self.weekday) % 7)
        return published + timedelta(days=self.offset) if self.offset is not None else None


def find_days(plain: str) -> list[Day]:
    """All days of a passage, in order, each character in one at most."""
    dates = [*_dates(plain)]
    months = [
        Day(start=m.start(), end=m.end(), kind="month", month=_MONTHS[m.group(1).lower()], year=int(m.group(2)))
        for m in _MONTH_YEAR.finditer(plain)
    ]
    months += [
        Day(start=m.start(1), end=m.end(1), kind="month", month=_MONTHS[m.group(1).lower()])
        for m in _MONTH_ALONE.finditer(plain)
        if not m.group(2)
    ]
    years = [Day(start=m.start(1), end=m.end(), kind="year", year=int(m.group(1))) for m in _YEAR.finditer(plain)]
    weekdays = [
        Day(start=m.start(), end=m.end(), kind="weekday", weekday=_WEEKDAYS.index(m.group(2)))
        for m in _WEEKDAY.finditer(plain)
    ]
    relative = [
        Day(start=m.start(), end=m.end(), kind="relative", offset=_RELATIVE[" ".join(m.group(1).lower().split())])
        for m in _RELATIVE_DAY.finditer(plain)
    ]
    found = [*dates, *free_of(months, dates)]
    found += free_of(years, found)
    return sorted([*found, *weekdays, *relative], key=lambda day: day.start)


def find_earlier(plain: str) -> list[Span]:
    """Phrases that put their sentence into an earlier time: "last year", "a similar outage", "in March 2023"."""
    same = [Span(start=m.start(), end=m.end()) for m in _SAME_TIME.finditer(plain)]
    return free_of([Span(start=m.start(), end=m.end()) for m in _EARLIER.finditer(plain)], same)


def _dates(plain: str) -> list[Day]:
    found: list[Day] = []
    for m in _ISO.finditer(plain):
        found.append(_date(m, m.group(1), int(m.group(2)), m.group(3)))
    for m in _DAY_MONTH.finditer(plain):
        found.append(_date(m, m.group(3), _MONTHS[m.group(2).lower()], m.group(1)))
    for m in _MONTH_DAY.finditer(plain):
        found.append(_date(m, m.group(3), _MONTHS[m.group(1).lower()], m.group(2)))
    kept: list[Day] = []
    for day in sorted(found, key=lambda d: (d.start, -d.end)):
        if day.day and 1 <= day.day <= 31 and not (kept and day.overlaps(kept[-1])):
            kept.append(day)
    return kept


def _date(match: Any, year: str | None, month: int, day: str) -> Day:
    number = int(year) if year else None
    return Day(start=match.start(), end=match.end(), kind="date", year=number, month=month, day=int(day))


def _dated(year: int | None, month: int, day: int, published: date | None) -> date | None:
    """The date; without a year the last one before publication, or one that the article looks ahead to."""
    try:
        if year:
            return date(year, month, day)
        if published is None:
            return None
        near = date(published.year, month, day)
        return near if near <= published + _AHEAD else date(published.year - 1, month, day)
    except ValueError:
        return None
