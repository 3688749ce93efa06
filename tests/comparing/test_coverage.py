"""What one article lets us know of when its outage began, and what several know together."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pipeline.incidents.circles import REACH, Circle, Ties, merged
from pipeline.incidents.coverage import Coverage, Dating, current_revisions, noon
from tests.comparing.drawn import (
    LONDON,
    MONDAY,
    NEW_YORK,
    TUESDAY,
    began,
    coverage,
    event,
    lasted,
    reports,
    undated,
    utc,
)  # fmt: skip

HALF_PAST_FIVE = utc(MONDAY, "05:30", NEW_YORK)


@pytest.mark.parametrize("basis", ["stated", "weekday", "status_id"])
def test_an_article_that_names_day_and_clock_time_has_an_instant(basis: str) -> None:
    assert coverage("a.example", began(MONDAY, "05:30"), basis=basis).dating == Dating.INSTANT
    assert coverage("a.example", basis=basis).dating == Dating.DAY


def test_an_article_that_only_its_own_date_dates_is_less_sure_whatever_its_clock_times() -> None:
    assert coverage("a.example", began(MONDAY, "05:30"), basis="published").dating == Dating.PUBLISHED


def test_an_article_without_any_date_has_nothing() -> None:
    assert undated("a.example", began(MONDAY, "05:30")).dating == Dating.NOTHING


def test_starts_are_what_the_text_says_began() -> None:
    one = coverage("a.example", event("peak", MONDAY, "04:00"), began(MONDAY, "05:30"), began(MONDAY, "05:45"))
    assert one.starts == (HALF_PAST_FIVE, HALF_PAST_FIVE + timedelta(minutes=15))


def test_where_nothing_is_said_to_begin_the_first_other_time_stands_for_it() -> None:
    one = coverage("a.example", event("eased", MONDAY, "09:00"), event("peak", MONDAY, "05:30"))
    assert one.starts == (HALF_PAST_FIVE,)


@pytest.mark.parametrize(
    "spec",
    [
        began(MONDAY, "05:30", background=True),
        began(MONDAY, "05:30", happened_at=None),
        began(MONDAY, "05:30", happened_at_precision="part_of_day"),
        began(MONDAY, "05:30", happened_at_precision="day"),
        began(date(2025, 3, 13), "05:30"),
        event("restored", MONDAY, "05:30"),
        reports(40_000),
    ],
)
def test_what_is_not_a_clock_time_of_about_that_day_starts_nothing(spec: dict[str, object]) -> None:
    assert coverage("a.example", spec).starts == ()


def test_the_day_before_or_after_may_be_another_calendars() -> None:
    assert coverage("a.example", began(TUESDAY, "05:30")).starts != ()


def test_ends_are_restorations_lasting_states_and_start_with_duration() -> None:
    one = coverage(
        "a.example", began(MONDAY, "05:30"), event("restored", MONDAY, "13:00"), event("ongoing", MONDAY, "11:00"),
        lasted(60), lasted(480),
    )  # fmt: skip
    assert set(one.ends) == {
        utc(MONDAY, "13:00", NEW_YORK), utc(MONDAY, "11:00", NEW_YORK), HALF_PAST_FIVE + timedelta(hours=8),
    }  # fmt: skip


def test_a_duration_without_a_start_ends_nothing() -> None:
    assert coverage("a.example", lasted(480)).ends == ()


def test_families_reach_up_to_the_suite() -> None:
    one = coverage("a.example", platforms=["youtube-music", "x"])
    assert one.families == {"youtube-music", "youtube", "google", "x"}
    assert one.subject_line == {"youtube-music", "youtube", "google"}


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", LONDON, "Pacific/Pago_Pago"])
def test_noon_in_utc_lies_within_fourteen_hours_of_the_days_middle_anywhere(zone: str) -> None:
    assert abs(noon(MONDAY) - utc(MONDAY, "12:00", zone)) <= timedelta(hours=14)


def test_revisions_of_a_page_stand_newest_first() -> None:
    old = coverage("a.example", text="Old.", fetched_at=utc(MONDAY, "12:00"))
    new = coverage("a.example", text="New.", fetched_at=utc(MONDAY, "14:00"))
    other = coverage("b.example")
    assert current_revisions([old, other, new]) == {
        "https://a.example/story": [new, old], "https://b.example/story": [other],
    }  # fmt: skip


def circle(*coverages: Coverage) -> Circle:
    return Circle({one.article_id: (one, "date") for one in coverages})


def test_a_circle_began_at_its_earliest_start_or_in_the_middle_of_its_earliest_day() -> None:
    assert circle(coverage("a.example", began(MONDAY, "05:30")), coverage("b.example")).began_at == HALF_PAST_FIVE
    assert circle(coverage("a.example", on=TUESDAY), coverage("b.example")).began_at == noon(MONDAY)


def test_a_circle_lasts_as_long_as_anyone_says_up_to_the_reach() -> None:
    long = coverage("a.example", began(MONDAY, "05:30"), event("restored", MONDAY, "13:00"))
    longer = coverage("b.example", began(MONDAY, "05:30"), lasted(30 * 24 * 60))
    assert circle(long).ended_at == utc(MONDAY, "13:00", NEW_YORK)
    assert circle(long, longer).ended_at == HALF_PAST_FIVE + REACH


def test_a_circle_is_on_its_subjects_and_takes_in_what_surely_fails_with_them() -> None:
    cloud = circle(
        coverage("a.example", reports(5_000, platform="snapchat"), platforms=["aws", "roblox", "ring", "snapchat"]),
        coverage("b.example", platforms=["aws", "ring"]),
    )
    alone = {name: coverage("c.example", platforms=[name]) for name in ("aws", "snapchat", "ring", "roblox", "zoom")}
    assert {name for name, one in alone.items() if cloud.is_on(one)} == {"aws"}
    assert {name for name, one in alone.items() if cloud.takes_in(one)} == {"aws", "snapchat", "ring"}


def test_a_circle_takes_in_an_account_that_itself_names_the_provider() -> None:
    cloud = circle(coverage("a.example", platforms=["aws"]))
    assert cloud.takes_in(coverage("b.example", platforms=["canvas", "aws"]))


def test_circles_merge_with_all_their_accounts() -> None:
    one, other = coverage("a.example", began(MONDAY, "09:30")), coverage("b.example", began(MONDAY, "05:30"))
    both = merged([circle(one), circle(other)])
    assert both.coverages == sorted([one, other], key=lambda account: account.article_id)
    assert both.began_at == HALF_PAST_FIVE


def test_ties_hang_together_whatever_the_order() -> None:
    accounts = [coverage(f"{name}.example") for name in "abcd"]
    a, b, c, d = (account.article_id for account in accounts)
    for pairs in ([(a, b), (c, b)], [(b, c), (b, a)]):
        ties = Ties(accounts)
        for pair in pairs:
            ties.tie(*pair)
        assert sorted(map(sorted, ties.groups())) == sorted([sorted([a, b, c]), [d]])
