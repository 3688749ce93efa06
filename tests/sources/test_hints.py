"""What publishers say of how often they want to be asked, as they really write it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.sources.document import FeedDocument
from pipeline.sources.hints import FeedHints, cache_seconds
from pipeline.sources.reading import read_source

AT = datetime(2025, 3, 10, 12, tzinfo=UTC)
DAY = 86_400.0
SY = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'


def hints(channel: str) -> FeedHints:
    """The hints of a feed with this in its channel, read as every feed is."""
    body = f'<rss version="2.0" {SY}><channel><title>News</title>{channel}<item><link>/a</link></item></channel></rss>'
    document = FeedDocument(body=body.encode(), url="http://a.example/rss", content_type=None, entry_cap=10)
    return read_source(document).hints


@pytest.mark.parametrize(
    ("channel", "seconds"),
    [
        ("", None),
        ("<ttl>60</ttl>", 3600),
        ("<ttl> 15 </ttl>", 900),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>1.5</ttl>", None),
        ("<ttl>an hour</ttl>", None),
        ("<ttl>٦٠</ttl>", None),
        ("<ttl>525600</ttl>", DAY),
        (f"<ttl>{'9' * 4000}</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", 3600),
        ("<sy:updatePeriod>\n\thourly\t</sy:updatePeriod><sy:updateFrequency>\n\t4\t</sy:updateFrequency>", 900),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>24</sy:updateFrequency>", 3600),
        ("<sy:updatePeriod>weekly</sy:updatePeriod>", DAY),
        ("<sy:updateFrequency>12</sy:updateFrequency>", 7200),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", DAY),
        ("<sy:updatePeriod>now and then</sy:updatePeriod>", None),
        ("<ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 3600),
        ("<ttl>90</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 5400),
    ],
)
def test_a_feed_says_how_long_to_wait_at_least(channel: str, seconds: float | None) -> None:
    assert hints(channel).least_seconds == seconds


def _hours(*hours: int) -> str:
    return f"<skipHours>{''.join(f'<hour>{hour}</hour>' for hour in hours)}</skipHours>"


@pytest.mark.parametrize(
    ("channel", "hours", "days"),
    [
        (_hours(0, 1, 23), (0, 1, 23), ()),
        (_hours(24, 25, 99), (0,), ()),
        (_hours(*range(24)), (), ()),
        ("<skipdays><day>Saturday</day><day> Sunday </day><day>Holiday</day></skipdays>", (), (5, 6)),
        (_hours(3) + "<skipDays><day>Monday</day></skipDays>", (3,), (0,)),
        ("<hour>4</hour><day>Monday</day>", (), ()),
        ("<skipHours><hour>4</hour>", (), ()),
    ],
)
def test_a_feed_names_hours_and_days_that_it_wants_left_out(
    channel: str, hours: tuple[int, ...], days: tuple[int, ...]
) -> None:
    found = hints(channel)
    assert (found.skip_hours, found.skip_days) == (hours, days)


def test_a_feed_that_asks_for_no_poll_on_any_day_asks_for_nothing() -> None:
    names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    assert hints(f"<skipDays>{''.join(f'<day>{name}</day>' for name in names)}</skipDays>").skip_days == ()


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": "public, MAX-AGE=600, must-revalidate"}, 600),
        ({"cache-control": 'max-age="600"'}, 600),
        ({"cache-control": "s-maxage=600"}, None),
        ({"cache-control": "private"}, None),
        ({"cache-control": "max-age=600", "age": "100"}, 500),
        ({"cache-control": "max-age=600", "age": "700"}, 0),
        ({"cache-control": "max-age=600", "age": "old"}, 600),
        ({"cache-control": "max-age=31536000, immutable"}, DAY),
        ({"cache-control": f"max-age={'9' * 5000}"}, DAY),
        ({"cache-control": "no-cache, max-age=600"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": "max-age=60", "expires": "Mon, 10 Mar 2025 13:00:00 GMT"}, 60),
        ({"expires": "Mon, 10 Mar 2025 13:00:00 GMT"}, 3600),
        ({"expires": "Mon, 10 Mar 2025 13:00:00 GMT", "date": "Mon, 10 Mar 2025 12:50:00 GMT"}, 600),
        ({"expires": "Mon, 10 Mar 2025 11:00:00 GMT"}, 0),
        ({"expires": "Tue, 10 Mar 2026 11:00:00 GMT"}, DAY),
        ({"expires": "0"}, 0),
        ({"expires": "-1"}, 0),
        ({"expires": "Mon, 99 Mar 2025 13:00:00 GMT"}, 0),
    ],
)
def test_headers_say_how_long_an_answer_may_be_kept(headers: dict[str, str], seconds: float | None) -> None:
    assert cache_seconds(headers, AT) == seconds
