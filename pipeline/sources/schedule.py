"""When a feed is asked again: as often as items appear, later where it fails or asks for that, and never given up."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median

from pipeline.errors import RETRYABLE
from pipeline.records import Poll, Source
from pipeline.sources.hints import FeedHints

SHORTEST_SECONDS = 300.0
LONGEST_SECONDS = 86400.0
# Items older than this say nothing about how often they appear now.
NEWS_SPAN = timedelta(days=7)
# A feed is polled so many times as items appear in it: an item then waits a twelfth of the usual gap on average.
_POLLS_PER_ITEM = 6
# Over which times items are counted, and how many of them it takes: a day's rhythm, a week's, and two items within
# three hours for a story that breaks in a feed that is quiet otherwise. Besides, for a day, the usual gap between the
# last eight: a first poll lists few more of a feed in which eighty appear in a day, and outages come in waves.
_LAST_ITEMS = 8
_WINDOWS = ((timedelta(hours=3), 2), (timedelta(days=1), 1), (NEWS_SPAN, 1))
# How the interval grows with each poll of a feed in which nothing appeared for a week.
WITHOUT_NEWS = 1.25
_SOFT_FAILURE, _HARD_FAILURE = 1.5, 3.0
# A server that is too busy is asked up to so much later, each feed by its own share of it: not all at one moment.
_JITTER_SHARE = 0.25
# Rounds come at their own times: what would be due so soon after one is polled in it, and so much of the round that a
# feed waited for its turn does not count. Else a feed of five minutes would wait for nearly two rounds; with rounds of
# four minutes it is polled in each, and never within three.
_ROUND_SECONDS = 60.0


def due_sources(
    sources: Sequence[Source], cursors: Mapping[str, Poll], at: datetime, *, is_forced: bool
) -> list[Source]:
    """The sources whose next poll is not in the future; all of them where forced."""
    return [
        source
        for source in sources
        if is_forced or source.source_id not in cursors or _is_due(cursors[source.source_id], at)
    ]


def _is_due(cursor: Poll, at: datetime) -> bool:
    # A round may come when the hours to leave out have begun since.
    is_left_out = after_skipped(at, cursor.skip_hours, cursor.skip_days) > at
    is_day_old = at - cursor.polled_at >= timedelta(seconds=LONGEST_SECONDS)
    return cursor.next_poll_at <= at and (is_day_old or not is_left_out)


def usual_seconds(news_at: Iterable[datetime], at: datetime, *, before_seconds: float) -> float:
    """
    The interval that suits how often items appear, 5 minutes to a day.

    news_at         When the items of the last week appeared.
    before_seconds  The interval until now; where nothing appeared within a week it grows from there.
    """
    ages = _apart(sorted(at - moment for moment in news_at if moment <= at))
    wanted = [
        window.total_seconds() / (count * _POLLS_PER_ITEM)
        for window, least in _WINDOWS
        if (count := sum(age <= window for age in ages)) >= least
    ]
    if len(ages) >= _LAST_ITEMS and ages[0] <= timedelta(days=1):
        gaps = [(earlier - later).total_seconds() for later, earlier in itertools.pairwise(ages[:_LAST_ITEMS])]
        wanted.append(median(gaps) / _POLLS_PER_ITEM)
    return _bounded(min(wanted) if wanted else before_seconds * WITHOUT_NEWS)


def _apart(ages: Sequence[timedelta]) -> list[timedelta]:
    """The ages without those within a minute of the one before: what appears together, or was first seen so, is one."""
    kept: list[timedelta] = []
    for age in ages:
        if not kept or age - kept[-1] >= timedelta(minutes=1):
            kept.append(age)
    return kept


def backed_off_seconds(seconds: float, *, reason: str, failure_count: int) -> float:
    """
    The interval after a source failed `failure_count` times in a row, the last time for `reason`: at most a day.

    What may go away by itself lengthens it less than what will not (a page that is gone, an answer that is no feed).
    """
    factor = _SOFT_FAILURE if reason in RETRYABLE else _HARD_FAILURE
    return _bounded(seconds * factor ** min(failure_count, 20))


def with_jitter(seconds: float, key: str) -> float:
    """The interval and up to a quarter more; how much depends on the key alone, so it can be found out again."""
    digest = hashlib.sha256(key.encode()).digest()
    return seconds * (1 + _JITTER_SHARE * int.from_bytes(digest[:4], "big") / 2**32)


def next_poll_at(
    polled_at: datetime, planned_at: datetime, *, seconds: float, asked_seconds: float, hints: FeedHints
) -> datetime:
    """
    When to ask a source again.

    polled_at      When its answer came.
    planned_at     When the round began in which that was.
    seconds        Our own interval; the round that comes up to a minute before its end is the one.
    asked_seconds  What the server asked for with this answer; not a second less.
    hints          What the feed asks for; likewise.

    The result lies at most a day ahead of polled_at, whatever is asked for.
    """
    round_seconds = timedelta(seconds=_ROUND_SECONDS)
    began_at = max(min(planned_at, polled_at), polled_at - round_seconds)
    least = timedelta(seconds=max(asked_seconds, hints.least_seconds or 0.0))
    wanted = max(began_at + timedelta(seconds=seconds) - round_seconds, polled_at + least)
    wanted = after_skipped(wanted, hints.skip_hours, hints.skip_days)
    return min(wanted, polled_at + timedelta(seconds=LONGEST_SECONDS))


def after_skipped(at: datetime, hours: Collection[int], days: Collection[int]) -> datetime:
    """The first moment from `at` on that lies in none of these hours of the day (UTC) and days of the week."""
    if len(set(hours)) >= 24 or len(set(days)) >= 7:
        return at
    while at.hour in hours or at.weekday() in days:
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return at


def _bounded(seconds: float) -> float:
    return min(max(seconds, SHORTEST_SECONDS), LONGEST_SECONDS)
