"""When an article was published: all evidence, side by side, and one choice with its reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.articles.dates import FoundDate, choose_date, entry_dates, find_url_date, read_date
from pipeline.records import Source
from tests.extracting.drawn import AT, FEED, document, entry, json_ld, page


def kinds(body: str, **options: Any) -> list[tuple[str, str]]:
    return [(date.kind, date.dated_at.isoformat()) for date in document(body, **options).dates]


@pytest.mark.parametrize(
    ("raw", "at", "precision"),
    [
        ("2025-03-10T09:45:00Z", "2025-03-10T09:45:00+00:00", "second"),
        ("2025-03-10T05:45:00-04:00", "2025-03-10T09:45:00+00:00", "second"),
        ("2025-03-10T20:45:00.123+1100", "2025-03-10T09:45:00+00:00", "second"),
        ("2025-03-10 09:45 UTC", "2025-03-10T09:45:00+00:00", "minute"),
        ("20250310T094500Z", "2025-03-10T09:45:00+00:00", "second"),
        ("2025-03-10T09:45:00", "2025-03-10T09:45:00", "second"),
        ("2025-03-10", "2025-03-10T00:00:00", "day"),
        ("Mon, 10 Mar 2025 05:45:00 -0400", "2025-03-10T09:45:00+00:00", "second"),
        ("  2025-03-10\n", "2025-03-10T00:00:00", "day"),
    ],
)
def test_a_date_says_what_it_names_and_no_more(raw: str, at: str, precision: str) -> None:
    found = read_date(raw)
    assert found is not None
    assert (found[0].isoformat(), found[1]) == (at, precision)


@pytest.mark.parametrize(
    "raw", ["", "yesterday", "10/3/2025", "2025-13-40", "2025-03-10T25:99:00Z", "0000-00-00", "9" * 5000, "2025"]
)
def test_what_is_no_date_or_has_two_meanings_is_none(raw: str) -> None:
    assert read_date(raw) is None


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(raw: str) -> None:
    read_date(raw)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2025/03/10/x-down", "2025-03-10"),
        ("https://a.example/world/2025/mar/10/x-down", "2025-03-10"),
        ("https://a.example/news/x-down-20250310.html", "2025-03-10"),
        ("https://a.example/2025-03-10-x-down", "2025-03-10"),
        ("https://a.example/2025/02/31/no-such-day", None),
        ("https://a.example/2025/03/x-down", None),
        ("https://a.example/item/120250310", None),
        ("https://a.example/x-down", None),
    ],
)
def test_a_day_in_an_address_is_evidence(url: str, day: str | None) -> None:
    assert [found.dated_at.date().isoformat() for found in find_url_date(url)] == ([day] if day else [])


def test_json_ld_meta_and_time_elements_are_all_kept() -> None:
    head = (
        json_ld({"@type": "NewsArticle", "datePublished": "2025-03-10T10:00:00Z"})
        + '<meta property="article:published_time" content="2025-03-10T10:05:00Z">'
    )
    body = page(head=head, around='<time datetime="2025-03-10T10:10:00Z">10 March</time>{}')
    assert kinds(body, url="https://a.example/2025/03/10/x") == [
        ("jsonld", "2025-03-10T10:00:00+00:00"),
        ("meta", "2025-03-10T10:05:00+00:00"),
        ("time_element", "2025-03-10T10:10:00+00:00"),
        ("url", "2025-03-10T00:00:00"),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"@graph": [{"@type": "WebSite"}, {"@type": ["Article", "NewsArticle"], "datePublished": "2025-03-10"}]},
        [{"@type": "BlogPosting", "datePublished": ["2025-03-10"]}],
        {"@type": "WebPage", "mainEntity": {"@type": "LiveBlogPosting", "datePublished": "2025-03-10"}},
    ],
)
def test_json_ld_is_found_however_deep_it_is_wrapped(fields: Any) -> None:
    assert kinds(page(head=json_ld(fields))) == [("jsonld", "2025-03-10T00:00:00")]


@pytest.mark.parametrize("text", ["{broken", "null", "[]", '"x"', "[" * 5000, "{}"])
def test_broken_json_ld_is_passed_over(text: str) -> None:
    assert kinds(page(head=f'<script type="application/ld+json">{text}</script>')) == []


def test_a_marked_time_element_wins_over_an_earlier_one() -> None:
    around = (
        '<time datetime="2020-01-01">archive</time><time itemprop="datePublished" datetime="2025-03-10">now</time>{}'
    )
    assert kinds(page(around=around)) == [("time_element", "2025-03-10T00:00:00")]


def found(kind: Any, at: datetime, precision: Any = "second") -> FoundDate:
    return FoundDate(kind=kind, dated_at=at, precision=precision, raw=at.isoformat())


def choose(*dates: FoundDate, timezone: str | None = None, is_seen_fresh: bool = True) -> list[tuple[str, bool, str]]:
    choice = choose_date("a", dates, fetched_at=AT, outlet_timezone=timezone, is_seen_fresh=is_seen_fresh)
    return [(row.kind, row.is_chosen, row.reason) for row in choice.evidence]


MORNING = datetime(2025, 3, 10, 9, 45, tzinfo=UTC)
NAIVE = datetime(2025, 3, 10, 20, 45)  # noqa: DTZ001 - as a page without a zone gives it


def test_a_users_list_wins_over_json_ld_over_meta_over_the_feed() -> None:
    kinds_in_order = ["list", "jsonld", "meta", "feed", "time_element"]
    while kinds_in_order:
        rows = choose(*(found(kind, MORNING) for kind in reversed(kinds_in_order)))
        assert rows[0] == (
            kinds_in_order.pop(0),
            True,
            "most trusted of what names an hour with a zone" if len(rows) > 1 else "the only evidence",
        )


def test_an_hour_with_a_zone_wins_over_one_without_and_that_over_a_day() -> None:
    day = datetime(2025, 3, 10)  # noqa: DTZ001
    rows = choose(found("jsonld", day, "day"), found("meta", NAIVE), found("feed", MORNING))
    assert [kind for kind, _, _ in rows] == ["feed", "meta", "jsonld"]


def test_what_we_saw_first_is_the_last_resort_of_a_watch_and_nothing_in_a_backfill() -> None:
    day = datetime(2025, 3, 9)  # noqa: DTZ001
    assert choose(found("first_seen", AT), found("url", day, "day"))[0][:2] == ("url", True)
    assert choose(found("first_seen", AT))[0][:2] == ("first_seen", True)
    assert choose(found("first_seen", AT), is_seen_fresh=False) == [
        ("first_seen", False, "ignored: a first poll and a backfill see old articles for the first time")
    ]


@pytest.mark.parametrize(
    ("at", "is_chosen"),
    [
        (datetime(1990, 1, 1, tzinfo=UTC), True),
        (datetime(1989, 12, 31, 23, 59, 59, tzinfo=UTC), False),
        (datetime(1970, 1, 1, tzinfo=UTC), False),
        (AT + timedelta(hours=48), True),
        (AT + timedelta(hours=48, seconds=1), False),
        (datetime(9999, 12, 31, tzinfo=UTC), False),
    ],
)
def test_dates_outside_sane_bounds_are_kept_and_never_chosen(at: datetime, is_chosen: bool) -> None:
    [(kind, chosen, reason)] = choose(found("jsonld", at))
    assert (kind, chosen) == ("jsonld", is_chosen)
    assert reason.startswith("ignored: ") is not is_chosen


def test_an_insane_date_leaves_the_choice_to_the_next_best() -> None:
    rows = choose(found("jsonld", datetime(1970, 1, 1, tzinfo=UTC)), found("feed", MORNING))
    assert ("feed", True, "most trusted of what names an hour with a zone") in rows


@pytest.mark.parametrize(("timezone", "hour"), [("Australia/Sydney", 9), ("America/New_York", 0), (None, 20)])
def test_an_hour_without_a_zone_is_the_outlets(timezone: str | None, hour: int) -> None:
    choice = choose_date("a", [found("meta", NAIVE)], fetched_at=AT, outlet_timezone=timezone, is_seen_fresh=False)
    assert choice.chosen is not None
    assert choice.chosen.dated_at.hour == hour


def test_no_evidence_is_no_date() -> None:
    choice = choose_date("a", [], fetched_at=AT, outlet_timezone=None, is_seen_fresh=True)
    assert (choice.evidence, choice.chosen) == ((), None)


@given(st.permutations(["jsonld", "meta", "feed", "url", "first_seen"]))
def test_the_order_of_the_evidence_does_not_matter(order: list[str]) -> None:
    dates = {kind: found(kind, MORNING + timedelta(minutes=len(kind))) for kind in order}
    assert choose(*(dates[kind] for kind in order)) == choose(*(dates[kind] for kind in sorted(order)))


@pytest.mark.parametrize(
    ("kind", "evidence"), [("feed", "feed"), ("statuspage", "feed"), ("folder", "list"), ("urls", "list")]
)
def test_a_listed_date_is_a_feeds_or_a_users_by_the_kind_of_source(kind: Any, evidence: str) -> None:
    source = Source(source_id="s", kind=kind, url="x")
    listed = entry("https://a.example/", listed_at=MORNING)
    assert [date.kind for date in entry_dates(listed, source)] == [evidence, "first_seen"]


def test_an_entry_without_a_date_is_dated_by_first_sight_alone() -> None:
    assert [(date.kind, date.dated_at) for date in entry_dates(entry("https://a.example/"), FEED)] == [
        ("first_seen", AT)
    ]
