"""Clock times get their day from the incident where their own article has none."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.incidents.placing import place, resolve
from tests.comparing.drawn import (
    LONDON,
    MONDAY,
    NEW_YORK,
    SYDNEY,
    TUESDAY,
    X_OUTAGE,
    at,
    began,
    coverage,
    event,
    make_claim,
    reports,
    told,
    undated,
    utc,
)  # fmt: skip


def test_every_claim_but_background_is_placed() -> None:
    one = coverage("a.example", reports(1), reports(2, background=True))
    assert [claim.claim_id for claim in place(X_OUTAGE, [one])] == [one.claims[0].claim_id]


def test_an_instant_that_the_article_gives_stays() -> None:
    [found] = place(X_OUTAGE, [coverage("a.example", began(MONDAY, "05:30"))])
    assert (found.happened_at, found.date_basis) == (utc(MONDAY, "05:30", NEW_YORK), "stated")


def test_an_undated_articles_clock_time_is_of_the_incidents_day_and_says_so() -> None:
    dated, bare = coverage("a.example", began(MONDAY, "05:30")), undated("b.example", began(MONDAY, "09:45", "UTC"))
    found = {claim.claim_id: claim for claim in place(X_OUTAGE, [dated, bare])}[bare.claims[0].claim_id]
    assert (found.happened_at, found.happened_at_precision) == (utc(MONDAY, "09:45"), "minute")
    assert (found.date_basis, found.timezone_basis) == ("incident", "stated")


@pytest.mark.parametrize(
    ("clock", "zone", "day"),
    [
        ("23:30", NEW_YORK, MONDAY),
        ("05:30", NEW_YORK, MONDAY),
        ("05:29", NEW_YORK, TUESDAY),  # more than six hours before the start: the next morning's
        ("02:00", NEW_YORK, TUESDAY),
        ("11:30", NEW_YORK, MONDAY),
        ("03:00", SYDNEY, TUESDAY),  # Monday noon in New York is Tuesday in Sydney
        ("16:00", LONDON, MONDAY),
    ],
)
def test_it_is_the_first_such_time_from_shortly_before_the_start(clock: str, zone: str, day: date) -> None:
    began_at = utc(MONDAY, "11:30", NEW_YORK)
    claim = make_claim(event("peak", MONDAY, clock, zone))
    assert resolve(claim, MONDAY, began_at) == utc(day, clock, zone)


def test_where_nobody_gives_a_start_the_incidents_date_is_the_zones_own() -> None:
    assert resolve(make_claim(began(TUESDAY, "05:30")), MONDAY, None) == utc(MONDAY, "05:30", NEW_YORK)


@pytest.mark.parametrize(
    "spec",
    [
        reports(1),
        told("time_point", label="start", at_local="05:30"),
        told("time_point", label="start", at_local="morning", timezone=NEW_YORK),
    ],
)
def test_without_clock_or_zone_there_is_no_instant(spec: dict[str, object]) -> None:
    assert resolve(make_claim(spec), MONDAY, utc(MONDAY, "09:30")) is None


def test_the_hour_that_summer_time_skips_does_no_harm() -> None:
    """On 9 March 2025 New York's clocks went from 2:00 to 3:00; 2:30 is read as 3:30."""
    skipped = make_claim({**at(date(2025, 3, 9), "02:30"), "metric": "time_point", "label": "start"})
    assert resolve(skipped, date(2025, 3, 9), None) == utc(date(2025, 3, 9), "07:30")


def test_words_come_with_the_place() -> None:
    [found] = place(X_OUTAGE, [coverage("a.example", reports(40_000, platform="x", qualifier="at_least"))])
    assert found.said == "at least 40,000 reports"


def test_an_article_that_only_its_own_date_dates_tells_of_the_night_that_others_date() -> None:
    """It appeared on Tuesday morning in Sydney, so its 8.30pm was taken for Tuesday's; others know better."""
    late = coverage(
        "au.example", began(TUESDAY, "20:30", SYDNEY), on=TUESDAY, basis="published", published_at=utc(MONDAY, "17:40")
    )
    [found, _] = sorted(
        place(X_OUTAGE, [late, coverage("us.example", began(MONDAY, "05:30"))]), key=lambda one: one.date_basis
    )
    assert (found.happened_at, found.date_basis) == (utc(MONDAY, "20:30", SYDNEY), "incident")


def test_an_article_that_names_the_day_keeps_its_times_however_far_they_lie() -> None:
    week_long = coverage("us.example", began(MONDAY, "05:30"), event("restored", date(2025, 3, 15), "09:00"))
    assert utc(date(2025, 3, 15), "09:00", NEW_YORK) in {one.happened_at for one in place(X_OUTAGE, [week_long])}


def test_where_all_are_dated_by_publication_only_their_times_stay() -> None:
    one = coverage("a.example", began(MONDAY, "05:30"), basis="published")
    other = coverage("b.example", event("restored", MONDAY, "13:30"), basis="published")
    assert {found.date_basis for found in place(X_OUTAGE, [one, other])} == {"stated"}
