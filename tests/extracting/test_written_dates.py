"""Dates as pages write them, and which of them is believed: forms, zones, hours, and every pair of kinds."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.articles.dates import FoundDate, choose_date, find_url_date, read_date
from tests.extracting.drawn import AT, document, json_ld, page

TEN = "2025-03-10T09:45:00+00:00"


@pytest.mark.parametrize(
    ("raw", "at", "precision"),
    [
        # ISO 8601, as it is and as it is bent
        ("2025-03-10T09:45:00.000000000Z", TEN, "second"),
        ("2025-03-10T09:45:00,123Z", TEN, "second"),
        ("2025-03-10T09:45Z", TEN, "minute"),
        ("2025-03-10T15:15:00+0530", TEN, "second"),
        ("2025-03-10T15:30:00+05:45", TEN, "second"),
        ("2025-03-10T05:45:00 -04:00", TEN, "second"),
        ("2025-03-10T05:45:00-04", TEN, "second"),
        ("2025-03-10  09:45:00 GMT", TEN, "second"),
        ("20250310", "2025-03-10T00:00:00", "day"),
        ("20250310T0945Z", TEN, "minute"),
        ("2024-02-29", "2024-02-29T00:00:00", "day"),
        # mail headers, and what is near them
        ("Mon, 10 Mar 2025 09:45:00 GMT", TEN, "second"),
        ("Mon, 10 Mar 2025 09:45:00 +0000", TEN, "second"),
        ("Mon, 10 Mar 2025 05:45:00 EDT", TEN, "second"),
        ("Mon, 10 Mar 2025 02:45:00 PDT", TEN, "second"),
        ("10 Mar 2025 09:45:00 GMT", TEN, "second"),
        ("Monday, 10-Mar-25 09:45:00 GMT", TEN, "second"),
        ("Mon, 10 Mar 2025 05:45 -0400", TEN, "minute"),
        ("10 March 2025 09:45 GMT", TEN, "minute"),
        ("Mon Mar 10 09:45:00 2025", "2025-03-10T09:45:00", "second"),
        # as JavaScript prints them: the offset behind GMT counts
        ("Mon Mar 10 2025 10:45:00 GMT+0100 (Central European Standard Time)", TEN, "second"),
        ("Mon Mar 10 2025 05:45:00 GMT-0400 (EDT)", TEN, "second"),
        ("Mon, 10 Mar 2025 09:45:00 UTC+0000", TEN, "second"),
    ],
)
def test_a_form_that_newsrooms_use_is_read_as_it_is_meant(raw: str, at: str, precision: str) -> None:
    found = read_date(raw)
    assert found is not None
    assert (found[0].isoformat(), found[1]) == (at, precision)


@pytest.mark.parametrize(
    "raw",
    [
        "Mar 10, 2025 9:45 PM",  # the standard library reads 9:45 in the morning
        "Mon, 10 Mar 2025 09:45 p.m. EDT",
        "March 10 2025 12:15 AM",
        "10.03.2025",
        "03/10/2025 09:45",
        "2025/03/10",
        "2025-3-1",
        "2025-02-29",
        "2025-03-10T24:00:00Z",
        "2025-03-10T09:60:00Z",
        "2025-03-10T09:45:00+99:99:99",
        "Mon, 30 Feb 2025 09:45:00 GMT",
        "Mon, 10 Mar 2025",
        "10 Mar",
        "1741599900",
        "two hours ago",
        "T09:45",
        "-2025-03-10",
        "\u0662\u0660\u0662\u0665-03-10",
        "2025-03-10T09:45:00Z and more",
    ],
)
def test_a_form_with_two_meanings_or_none_is_not_guessed_at(raw: str) -> None:
    assert read_date(raw) is None


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_instant_that_was_written_in_iso_form_is_read_back(at: datetime) -> None:
    found = read_date(at.isoformat())
    assert found is not None
    assert found[0] == at.replace(microsecond=0)


@given(
    st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)),  # noqa: DTZ001
    st.integers(-14 * 60, 14 * 60),
)
def test_any_offset_is_taken_off(local: datetime, minutes: int) -> None:
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    local = local.replace(microsecond=0)
    for form in (f"{sign}{hours:02}:{rest:02}", f"{sign}{hours:02}{rest:02}"):
        found = read_date(local.isoformat() + form)
        assert found is not None
        assert found[0] == local.replace(tzinfo=UTC) - timedelta(minutes=minutes)


def published(**fields: Any) -> list[str]:
    nodes = {"@type": "NewsArticle", **fields}
    return [date.dated_at.isoformat() for date in document(page(head=json_ld(nodes))).dates if date.kind == "jsonld"]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"datePublished": "2025-03-10T09:45:00Z", "dateCreated": "2025-03-01T00:00:00Z"}, [TEN]),
        ({"dateCreated": "2025-03-10T09:45:00Z"}, [TEN]),
        ({"datePublished": "March 10, 2025", "dateCreated": "2025-03-10T09:45:00Z"}, [TEN]),
        ({"datePublished": ["soon", "2025-03-10T09:45:00Z"]}, [TEN]),
        ({"datePublished": {"@value": "2025-03-10"}}, []),
        ({"datePublished": 1741599900}, []),
        ({"datePublished": None}, []),
        ({"dateModified": "2025-03-10T09:45:00Z"}, []),
    ],
)
def test_of_json_ld_the_first_date_of_publication_that_can_be_read_counts(
    fields: dict[str, Any], found: list[str]
) -> None:
    assert published(**fields) == found


def test_a_node_without_a_readable_date_leaves_it_to_the_next() -> None:
    head = json_ld({"@type": "NewsArticle", "datePublished": "yesterday"}) + json_ld(
        {"@type": "Article", "datePublished": "2025-03-10T09:45:00Z"}
    )
    assert [date.dated_at.isoformat() for date in document(page(head=head)).dates] == [TEN]


@pytest.mark.parametrize(
    "attributes",
    [
        'property="article:published_time"',
        'property="og:published_time"',
        'name="pubdate"',
        'name="DC.date.issued"',
        'name="parsely-pub-date"',
        'itemprop="datePublished"',
        'name="PublishDate"',
    ],
)
def test_a_meta_element_is_known_by_property_name_or_itemprop_in_any_case(attributes: str) -> None:
    found = document(page(head=f'<meta {attributes} content="2025-03-10T09:45:00Z">')).dates
    assert [(date.kind, date.dated_at.isoformat()) for date in found] == [("meta", TEN)]


@pytest.mark.parametrize("name", ["article:modified_time", "lastmod", "og:updated_time", "expires", "viewport"])
def test_a_meta_element_on_something_else_is_no_date_of_publication(name: str) -> None:
    head = f'<meta property="{name}" content="2025-03-10T09:45:00Z"><meta name="{name}" content="2025-03-10">'
    assert document(page(head=head)).dates == ()


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2025/3/10/x-down", None),
        ("/2025/03/10", "2025-03-10"),
        ("/2025/MAR/10/x-down", "2025-03-10"),
        ("/20250310-x-down", "2025-03-10"),
        ("/a/2025-03-10_x.html", "2025-03-10"),
        ("/1999/12/31/x", "1999-12-31"),
        ("/2024/02/29/x", "2024-02-29"),
        ("/2023/02/29/x", None),
        ("/2025/13/10/x", None),
        ("/2025/03/32/x", None),
        ("/3025/03/10/x", None),
        ("/id-2025031099", None),
        ("/2025/03/10x", None),
    ],
)
def test_a_day_in_an_address_has_a_year_a_month_and_a_day_that_exist(path: str, day: str | None) -> None:
    found = find_url_date(f"https://a.example{path}")
    assert [date.dated_at.date().isoformat() for date in found] == ([day] if day else [])


EXACT = datetime(2025, 3, 10, 9, 45, tzinfo=UTC)
KINDS: list[Any] = ["list", "jsonld", "meta", "feed", "time_element", "url", "archive"]
FORMS: list[tuple[str, datetime, Any]] = [
    ("an hour with a zone", EXACT, "second"),
    ("an hour without a zone", EXACT.replace(tzinfo=None), "second"),
    ("a day", datetime(2025, 3, 10), "day"),  # noqa: DTZ001
]


def chosen(*dates: FoundDate, **options: Any) -> FoundDate | None:
    drawn: dict[str, Any] = {"fetched_at": AT, "outlet_timezone": None, "is_seen_fresh": True, **options}
    choice = choose_date("a", dates, **drawn)
    if choice.chosen is None:
        return None
    return next(date for date in dates if (date.kind, date.raw) == (choice.chosen.kind, choice.chosen.raw))


def dated(kind: Any, form: tuple[str, datetime, Any]) -> FoundDate:
    return FoundDate(kind=kind, dated_at=form[1], precision=form[2], raw=f"{kind} {form[0]}")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form[0])
@pytest.mark.parametrize(("better", "worse"), list(itertools.combinations(KINDS, 2)))
def test_of_two_equally_exact_dates_the_more_trusted_kind_is_chosen(better: Any, worse: Any, form: Any) -> None:
    one, other = dated(better, form), dated(worse, form)
    assert chosen(other, one) == one


@pytest.mark.parametrize(("kind", "other"), list(itertools.product(KINDS, KINDS)))
@pytest.mark.parametrize(("exact", "vague"), list(itertools.combinations(FORMS, 2)), ids=lambda form: form[0])
def test_the_more_exact_date_is_chosen_whoever_gives_it(kind: Any, other: Any, exact: Any, vague: Any) -> None:
    one, another = dated(kind, exact), dated(other, vague)
    assert chosen(another, one) == one


@pytest.mark.parametrize("kind", KINDS)
def test_first_sight_gives_way_to_any_other_date(kind: Any) -> None:
    seen, day = dated("first_seen", FORMS[0]), dated(kind, FORMS[2])
    assert chosen(seen, day) == day
    assert chosen(seen, day, is_seen_fresh=False) == day
    assert chosen(seen) == seen
    assert chosen(seen, is_seen_fresh=False) is None


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("America/New_York", "2025-03-09T07:30:00+00:00"),  # 2:30 does not exist that night
        ("Europe/London", "2025-03-09T02:30:00+00:00"),
        ("Asia/Kathmandu", "2025-03-08T20:45:00+00:00"),
        (None, "2025-03-09T02:30:00+00:00"),
    ],
)
def test_an_hour_without_a_zone_is_read_on_the_outlets_clock_also_on_the_night_it_changes(
    zone: str | None, hour: str
) -> None:
    found = dated("meta", ("", datetime(2025, 3, 9, 2, 30), "minute"))  # noqa: DTZ001
    choice = choose_date("a", [found], fetched_at=AT, outlet_timezone=zone, is_seen_fresh=True)
    assert choice.chosen is not None
    assert choice.chosen.dated_at.isoformat() == hour


dates = st.builds(
    FoundDate,
    kind=st.sampled_from([*KINDS, "first_seen"]),
    dated_at=st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(9999, 12, 31))  # noqa: DTZ001
    | st.datetimes(timezones=st.just(UTC)),
    precision=st.sampled_from(["second", "minute", "day"]),
    raw=st.text(max_size=9),
)


@given(st.lists(dates, max_size=6), st.sampled_from([None, "Australia/Sydney", "America/New_York"]), st.booleans())
def test_every_date_is_kept_with_a_reason_and_at_most_one_is_chosen(
    found: list[FoundDate], zone: str | None, is_seen_fresh: bool
) -> None:
    choice = choose_date("a", found, fetched_at=AT, outlet_timezone=zone, is_seen_fresh=is_seen_fresh)
    assert len(choice.evidence) == len(set(found))
    assert all(row.reason for row in choice.evidence)
    picked = [row for row in choice.evidence if row.is_chosen]
    assert picked == ([choice.chosen] if choice.chosen else [])
    assert all(row.is_chosen is False for row in choice.evidence if row.reason.startswith("ignored"))
    if choice.chosen:
        assert datetime(1990, 1, 1, tzinfo=UTC) <= choice.chosen.dated_at <= AT + timedelta(hours=48)
