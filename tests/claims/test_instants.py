"""Clock times become UTC by the zone's own rules on that day, and never lie after the article that tells of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.claims.draft import Draft
from pipeline.claims.instants import Moment, resolve
from pipeline.claims.mentions.clock import ClockTime
from pipeline.claims.mentions.days import Day
from pipeline.claims.story import Story
from tests.claims.reading import read

ZONES = st.sampled_from(
    [
        "UTC",
        "America/New_York",
        "America/Los_Angeles",
        "America/Sao_Paulo",
        "Europe/London",
        "Europe/Berlin",
        "Africa/Lagos",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "Asia/Tokyo",
        "Australia/Sydney",
        "Australia/Adelaide",
        "Australia/Lord_Howe",
        "Pacific/Auckland",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
    ]
)
DATES = st.dates(date(2000, 1, 1), date(2037, 12, 31))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
A_DAY = timedelta(days=1)


def moment_of(at: time, zone: str | None, story: Story, day: Day | None = None) -> Moment:
    """The moment of a claim with this clock time and zone."""
    clock = ClockTime(start=0, end=5, at_local=f"{at:%H:%M}")
    draft = Draft(
        start=0, end=5, metric="time_point", rule="test", clock=clock, zone=zone, zone_basis="stated", day=day
    )
    return resolve(draft, story)


def the_date(on: date) -> Day:
    """A date that the text states in full."""
    return Day(start=0, end=5, kind="date", year=on.year, month=on.month, day=on.day)


@given(zone=ZONES, on=DATES, at=TIMES)
def test_a_stated_time_reads_the_same_on_the_clocks_of_its_zone(zone: str, on: date, at: time) -> None:
    moment = moment_of(at, zone, Story(), the_date(on))
    assert moment.happened_at is not None
    local = moment.happened_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    skipped = local - datetime.combine(on, at)
    # In the night that clocks go forward an hour is skipped; a time in it is told by those who forgot.
    assert skipped in {timedelta(0), timedelta(hours=1), timedelta(minutes=30)}
    if skipped:
        assert _offset(on - A_DAY, zone) < _offset(on + A_DAY, zone)


def _offset(on: date, zone: str) -> timedelta:
    """How far a zone's clocks are ahead of UTC at noon."""
    offset = datetime.combine(on, time(12), tzinfo=ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return offset


@given(zone=ZONES, on=DATES, at=TIMES)
def test_a_later_time_of_a_day_is_a_later_moment_but_in_the_hour_that_comes_twice(
    zone: str, on: date, at: time
) -> None:
    moments = [moment_of(t, zone, Story(), the_date(on)).happened_at for t in (at, time(23, 59))]
    assert moments[0] is not None
    assert moments[1] is not None
    assert moments[0] <= moments[1]


INSTANTS = st.dates(date(2000, 1, 1), date(2037, 1, 1)).flatmap(
    lambda on: TIMES.map(lambda at: datetime.combine(on, at, tzinfo=UTC))
)


@given(zone=ZONES, published_at=INSTANTS, at=TIMES)
def test_a_time_without_a_day_is_the_last_such_time_before_the_article(
    zone: str, published_at: datetime, at: time
) -> None:
    story = Story(published_at=published_at, published_on=published_at.astimezone(ZoneInfo(zone)).date(), timezone=zone)
    moment = moment_of(at, zone, story)
    assert moment.happened_at is not None
    assert (moment.date_basis, moment.timezone_basis) == ("published", "stated")
    slack = timedelta(minutes=30)
    assert published_at - A_DAY - timedelta(hours=1) <= moment.happened_at <= published_at + slack


@given(home=ZONES, zone=ZONES, on=DATES, at=TIMES)
def test_the_outlets_zone_counts_only_where_the_text_states_none(home: str, zone: str, on: date, at: time) -> None:
    stated = moment_of(at, zone, Story(timezone=home), the_date(on))
    resolved = moment_of(at, None, Story(timezone=home), the_date(on))
    same = moment_of(at, home, Story(timezone=home), the_date(on))
    assert stated == moment_of(at, zone, Story(), the_date(on))
    assert (resolved.happened_at, resolved.timezone_basis) == (same.happened_at, "outlet")


@given(zone=ZONES, at=TIMES)
def test_without_day_or_zone_there_is_no_moment(zone: str, at: time) -> None:
    assert moment_of(at, zone, Story()).happened_at is None
    assert moment_of(at, None, Story(), the_date(date(2025, 3, 10))).happened_at is None


@pytest.mark.parametrize(
    ("text", "published", "wanted"),
    [
        # Clocks went forward on 9 March 2025 in the US and on the 30th in Europe.
        ("TikTok went down at 9 a.m. ET on Saturday.", "2025-03-09T20:00", "2025-03-08T14:00"),
        ("TikTok went down at 9 a.m. ET on Sunday.", "2025-03-09T20:00", "2025-03-09T13:00"),
        ("TikTok went down at 9 a.m. UK time on Sunday.", "2025-03-09T20:00", "2025-03-09T09:00"),
        ("TikTok went down at 9 a.m. UK time on Sunday.", "2025-03-30T20:00", "2025-03-30T08:00"),
        ("TikTok went down at 9 a.m. ET on November 2.", "2025-11-03T12:00", "2025-11-02T14:00"),
        ("TikTok went down at 9 a.m. ET on November 1.", "2025-11-03T12:00", "2025-11-01T13:00"),
        # Summer time said in winter is a slip of the pen; the city's clocks count.
        ("TikTok went down at 9 a.m. EDT on January 14.", "2025-01-15T12:00", "2025-01-14T14:00"),
        # Around midnight.
        ("TikTok went down at 11:50 p.m. ET.", "2025-06-03T04:20", "2025-06-03T03:50"),
        ("TikTok went down at midnight ET.", "2025-06-03T04:20", "2025-06-03T04:00"),
        ("TikTok went down at 12:10 a.m. ET on Tuesday.", "2025-06-03T09:00", "2025-06-03T04:10"),
        # The day in Sydney is a day ahead of the day in California.
        ("TikTok went down at 10 p.m. PT on Monday.", "2025-06-03T07:00", "2025-06-03T05:00"),
        ("TikTok went down at 3 p.m. AEST on Tuesday.", "2025-06-03T07:00", "2025-06-03T05:00"),
    ],
)
def test_times_in_prose_around_midnight_and_the_change_of_clocks(text: str, published: str, wanted: str) -> None:
    published_at = datetime.fromisoformat(published).replace(tzinfo=UTC)
    [claim] = read(text, "time_point", published_at=published_at)
    assert claim.happened_at == datetime.fromisoformat(wanted).replace(tzinfo=UTC)
