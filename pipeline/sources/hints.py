"""How often a publisher wants to be asked: what a feed says of itself, and what the headers of an answer say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import re2

# No hint keeps us away for longer: a max-age of a year stands on feeds as it does on pictures.
LONGEST_SECONDS = 86400.0
# sy:updatePeriod, RDF Site Summary 1.0, module Syndication; daily where only the frequency is given.
_PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 604800.0, "monthly": 2592000.0, "yearly": 31536000.0}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# They stand in the head of a channel, 24 and 7 at most.
_HEAD_BYTES = 65536
_SKIP_HOURS = re2.compile(rb"(?is)<skipHours>(.*?)</skipHours>")
_SKIP_DAYS = re2.compile(rb"(?is)<skipDays>(.*?)</skipDays>")
_HOUR = re2.compile(rb"(?i)<hour>\s*(\d{1,2})\s*</hour>")
_DAY = re2.compile(rb"(?i)<day>\s*([a-z]{6,9})\s*</day>")
_MAX_AGE = re2.compile(r'(?i)(?:^|[,\s])max-age\s*=\s*"?(\d+)')
_NOT_KEPT = re2.compile(r"(?i)(?:^|[,\s])no-(?:cache|store)(?:$|[,\s])")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHints:
    """
    What a feed says of how often it is to be asked.

    least_seconds  Between two polls, by `ttl` or sy:updatePeriod and sy:updateFrequency, the longer of them and at
                   most a day; None where it says nothing.
    skip_hours     Hours of the day, 0 to 23 in UTC, in which it is not to be asked.
    skip_days      Days of the week, Monday is 0, in UTC.
    """

    least_seconds: float | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


def feed_hints(head: Mapping[str, Any], body: bytes) -> FeedHints:
    """
    The hints of an RSS feed.

    head  What feedparser found in the channel.
    body  The feed's bytes; skipHours and skipDays are read from them, since feedparser keeps the last hour only.
    """
    found = [seconds for seconds in (_ttl_seconds(head), _period_seconds(head)) if seconds is not None]
    return FeedHints(
        least_seconds=min(max(found), LONGEST_SECONDS) if found else None,
        skip_hours=_skip_hours(body[:_HEAD_BYTES]),
        skip_days=_skip_days(body[:_HEAD_BYTES]),
    )


def cache_seconds(headers: Mapping[str, str], at: datetime) -> float | None:
    """
    How long an answer that came `at` may be kept, by its Cache-Control or Expires: 0 to a day; None without a word.

    headers  Names in lower case.
    """
    control = headers.get("cache-control", "")
    if _NOT_KEPT.search(control):
        return 0.0
    if found := _MAX_AGE.search(control):
        age = headers.get("age", "").strip()
        passed = min(float(age[:10]), LONGEST_SECONDS) if age.isascii() and age.isdigit() else 0.0
        return min(max(float(found[1][:10]) - passed, 0.0), LONGEST_SECONDS)
    if "expires" not in headers:
        return None
    expires = _date(headers["expires"])
    # "0" and "-1" are common, and mean that the answer is stale at once.
    if expires is None:
        return 0.0
    # By the server's own clock, which may be hours off ours.
    said_at = _date(headers.get("date", "")) or at
    return min(max((expires - said_at).total_seconds(), 0.0), LONGEST_SECONDS)


def _ttl_seconds(head: Mapping[str, Any]) -> float | None:
    minutes = _whole_number(head.get("ttl"))
    return minutes * 60.0 if minutes else None


def _period_seconds(head: Mapping[str, Any]) -> float | None:
    period, frequency = head.get("sy_updateperiod"), _whole_number(head.get("sy_updatefrequency"))
    if not isinstance(period, str) and frequency is None:
        return None
    seconds = _PERIODS.get(str(period or "daily").strip().lower())
    return seconds / max(frequency or 1, 1) if seconds else None


def _whole_number(value: object) -> int | None:
    text = value.strip() if isinstance(value, str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _skip_hours(head: bytes) -> tuple[int, ...]:
    found = _SKIP_HOURS.search(head)
    # Some feeds count to 24 and mean midnight.
    hours = {int(hour) % 24 for hour in _HOUR.findall(found[1]) if int(hour) <= 24} if found else set()
    return tuple(sorted(hours)) if len(hours) < 24 else ()


def _skip_days(head: bytes) -> tuple[int, ...]:
    found = _SKIP_DAYS.search(head)
    names = {name.decode().lower() for name in _DAY.findall(found[1])} if found else set()
    days = tuple(number for number, name in enumerate(_DAYS) if name in names)
    return days if len(days) < len(_DAYS) else ()


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text.strip())
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
