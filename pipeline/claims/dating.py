"""The local date of the outage that an article is about, and how it is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.gather import Mentions
from pipeline.claims.sentences import Passage
from pipeline.claims.spans import within

DatedBasis = Literal["stated", "weekday", "published", "status_id", "none"]
Dated = tuple[date | None, DatedBasis]

# The id of a post on X holds its time: milliseconds since 2010-11-04T01:42:54.657Z in the bits above the 22nd.
_STATUS = pattern(r"(?:twitter|x)\.com/\w+/status(?:es)?/(\d{15,19})\b")
_EPOCH_MS = 1288834974657
_ABOUT = family_pattern("events", "about_outage")
_DATELINE = pattern(r"^(?:[A-Z][A-Za-z .,]*,\s*)?$")
# "has been down since Saturday, its chief said on Wednesday"
_SINCE = pattern(r"\bsince\s+(?:late\s+|early\s+)?(?:on\s+)?$")
_BESIDE = 12  # characters between an hour and its day
_OUTAGE_OF = pattern(
    rf"\bthe\s+(?:\w+\s+)?{either(words('durations', 'outage_nouns'))}\s+(?:of|on|ran\s+from\s+[^;]{{1,20}}\s+on|"
    r"(?:that\s+)?(?:began|started|lasted\s+from)(?:\s+at\s+[^;]{1,14})?\s+on)\s+(?:\w+day,?\s+)?$"
)
_LEAD_LINES = 12
# An inquiry's report comes up to eight months after its outage; older dates are of other outages.
_OLDEST_DAYS = 240
# After "on Monday", a date further from that Monday is of another outage.
_ONE_OUTAGE = timedelta(days=14)


def date_of_outage(
    passage: Passage, mentions: Mentions, published_on: date | None, starts: Iterable[Draft] = ()
) -> Dated:
    """
    The day that the outage began, as the text and its publication give it.

    starts  Times at which it began, where they were read already; a date beside one of them counts most.
    """
    told = [draft for draft in starts if draft.day and draft.clock and not draft.background]
    for draft in told:
        on = draft.day.resolve(published_on) if draft.day and draft.day.kind == "date" else None
        if recent := _recent(on, published_on):
            return recent, "stated"
    if outage_on := _outage_of(passage, mentions, published_on):
        return outage_on, "stated"
    for draft in told:
        if on := _weekday_beside(draft, published_on):
            return on, "weekday"
    return _named_day(passage, mentions, published_on) or _by_status(passage) or _published(published_on)


def _weekday_beside(draft: Draft, published_on: date | None) -> date | None:
    """The weekday on which it began, where it stands beside the hour: "at 5.26 a.m. on Tuesday"."""
    day, clock = draft.day, draft.clock
    if day is None or clock is None or day.kind != "weekday" or day.gap(clock) > _BESIDE:
        return None
    return _recent(day.resolve(published_on), published_on)


def _outage_of(passage: Passage, mentions: Mentions, published_on: date | None) -> date | None:
    """The date of "the outage of July 2", of which reports and hearings tell weeks later."""
    for day in mentions.days:
        before = passage.plain[max(0, day.start - 60) : day.start]
        on = _recent(day.resolve(published_on), published_on) if day.kind == "date" else None
        if on and _OUTAGE_OF.search(before) and not within(mentions.earlier, day.start - 60, day.end):
            return on
    return None


def _named_day(passage: Passage, mentions: Mentions, published_on: date | None) -> Dated | None:
    """The first date, else the first weekday, of a sentence near the top that speaks of the outage."""
    weekday: tuple[date, DatedBasis] | None = None
    for sentence in passage.sentences:
        if sentence.line > _LEAD_LINES or sentence.kind == "noise":
            continue
        if not mentions.cues(_ABOUT, sentence.start, sentence.end) or within(
            mentions.earlier, sentence.start, sentence.end
        ):
            continue
        days = within(mentions.days, sentence.start, sentence.end)
        since = [day for day in days if _SINCE.search(passage.plain[max(sentence.start, day.start - 10) : day.start])]
        for day in since or days:
            on = _recent(day.resolve(published_on), published_on)
            is_dateline = day.kind == "date" and _DATELINE.search(passage.plain[sentence.start : day.start])
            if on is None or is_dateline:
                continue
            if day.kind == "date" and (weekday is None or abs(on - weekday[0]) <= _ONE_OUTAGE):
                return on, "stated"
            weekday = weekday or (None if day.kind == "date" else (on, "weekday"))
    return weekday


def _recent(on: date | None, published_on: date | None) -> date | None:
    if on is None or published_on is None:
        return on
    return on if timedelta(days=-1) <= published_on - on <= timedelta(days=_OLDEST_DAYS) else None


def _by_status(passage: Passage) -> Dated | None:
    found = _STATUS.search(passage.plain)
    if not found:
        return None
    posted_at = datetime.fromtimestamp(((int(found.group(1)) >> 22) + _EPOCH_MS) / 1000, tz=UTC)
    return posted_at.date(), "status_id"


def _published(published_on: date | None) -> Dated:
    return (published_on, "published") if published_on else (None, "none")
