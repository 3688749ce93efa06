"""Which articles are about one outage: the cases that are hard, and that no order of arrival matters."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.incidents.coverage import SAME_OUTAGE, Coverage
from pipeline.incidents.grouping import STILL_NEWS, group
from tests.comparing.drawn import (
    LONDON,
    MONDAY,
    NEW_YORK,
    SYDNEY,
    TUESDAY,
    began,
    blamed,
    coverage,
    event,
    lasted,
    later,
    reports,
    undated,
    utc,
)


def grouped(*coverages: Coverage) -> dict[str, set[str]]:
    """The outlets of each incident."""
    outlets = {one.article_id: one.article.outlet for one in coverages}
    found: dict[str, set[str]] = defaultdict(set)
    for member in group(coverages).members:
        found[member.incident_id].add(outlets[member.article_id])
    return dict(found)


def basis(of: Coverage, *others: Coverage) -> str:
    [member] = [one for one in group([of, *others]).members if one.article_id == of.article_id]
    return member.basis


def test_articles_on_one_platform_and_day_are_one_incident() -> None:
    found = grouped(coverage("a.example", began(MONDAY, "05:30")), coverage("b.example"), coverage("c.example"))
    assert found == {"x-2025-03-10": {"a.example", "b.example", "c.example"}}


def test_outages_of_two_platforms_on_one_day_stay_apart() -> None:
    found = grouped(coverage("a.example"), coverage("b.example", platforms=["zoom"]))
    assert found == {"x-2025-03-10": {"a.example"}, "zoom-2025-03-10": {"b.example"}}


def test_two_outages_of_one_platform_on_successive_days_stay_apart() -> None:
    monday, tuesday = began(MONDAY, "14:00"), began(TUESDAY, "09:00")
    found = grouped(
        coverage("a.example", monday), coverage("b.example"),
        coverage("c.example", tuesday, on=TUESDAY), coverage("d.example", on=TUESDAY),
    )  # fmt: skip
    assert found == {"x-2025-03-10": {"a.example", "b.example"}, "x-2025-03-11": {"c.example", "d.example"}}


def test_an_article_written_on_tuesday_about_monday_joins_monday_while_tuesdays_outage_begins() -> None:
    late = coverage("late.example", on=MONDAY, basis="weekday", published_at=utc(TUESDAY, "15:00"))
    found = grouped(
        coverage("a.example", began(MONDAY, "14:00")), coverage("b.example", began(TUESDAY, "09:00"), on=TUESDAY), late
    )
    assert found["x-2025-03-10"] == {"a.example", "late.example"}


def test_waves_within_a_day_are_one_incident() -> None:
    found = grouped(
        coverage("a.example", began(MONDAY, "05:30")),
        coverage("b.example", began(MONDAY, "09:30")),
        coverage("c.example", began(MONDAY, "20:00")),
    )
    assert found == {"x-2025-03-10": {"a.example", "b.example", "c.example"}}


@pytest.mark.parametrize(("minutes", "count"), [(0, 1), (1, 2)])
def test_starts_further_apart_than_waves_are_two_incidents(minutes: int, count: int) -> None:
    first = utc(MONDAY, "01:00", NEW_YORK)
    second = first + SAME_OUTAGE + timedelta(minutes=minutes)
    found = group(
        [
            coverage("a.example", began(MONDAY, "01:00")),
            coverage("b.example", began(MONDAY, f"{13:02d}:{minutes:02d}")),
        ]
    )
    assert second == utc(MONDAY, f"{13:02d}:{minutes:02d}", NEW_YORK)
    assert [one.incident_id for one in found.incidents] == ["x-2025-03-10", "x-2025-03-10-2"][:count]


def test_the_second_outage_of_a_day_is_numbered_by_when_it_began() -> None:
    evening = coverage("evening.example", began(MONDAY, "23:00"))
    morning = coverage("morning.example", began(MONDAY, "01:00"))
    assert grouped(evening, morning) == {
        "x-2025-03-10": {"morning.example"},
        "x-2025-03-10-2": {"evening.example"},
    }


def test_one_instant_on_two_calendars_is_one_incident_named_by_most() -> None:
    found = grouped(
        coverage("us.example", began(MONDAY, "21:00"), zone=NEW_YORK),
        coverage("uk.example", began(TUESDAY, "01:05", LONDON), on=TUESDAY, zone=LONDON),
        coverage("au.example", began(TUESDAY, "12:00", SYDNEY), on=TUESDAY, zone=SYDNEY),
    )
    assert found == {"x-2025-03-11": {"us.example", "uk.example", "au.example"}}


def test_a_day_is_read_in_the_outlets_own_zone_before_anyone_elses() -> None:
    """Tuesday in Sydney is still Monday in New York: the outage of Monday evening there is meant."""
    found = grouped(
        coverage("us.example", began(MONDAY, "19:00"), zone=NEW_YORK),
        coverage("next.example", began(TUESDAY, "22:00"), on=TUESDAY, zone=NEW_YORK),
        coverage("au.example", on=TUESDAY, zone=SYDNEY),
    )
    assert found["x-2025-03-10"] == {"us.example", "au.example"}


def test_an_outage_of_several_days_is_one_incident() -> None:
    first = coverage("a.example", began(MONDAY, "05:00"), event("restored", date(2025, 3, 12), "18:00"))
    third_day = coverage("b.example", began(date(2025, 3, 12), "07:00"), on=date(2025, 3, 12))
    assert grouped(first, third_day) == {"x-2025-03-10": {"a.example", "b.example"}}


def test_without_anyone_who_says_that_it_lasted_the_third_day_is_another_outage() -> None:
    first = coverage("a.example", began(MONDAY, "05:00"), event("restored", MONDAY, "18:00"))
    third_day = coverage("b.example", began(date(2025, 3, 12), "07:00"), on=date(2025, 3, 12))
    assert len(grouped(first, third_day)) == 2


def test_start_and_duration_say_until_when_it_lasted() -> None:
    first = coverage("a.example", began(MONDAY, "05:00"), lasted(3 * 24 * 60))
    third_day = coverage("b.example", began(date(2025, 3, 12), "07:00"), on=date(2025, 3, 12))
    assert len(grouped(first, third_day)) == 1


def test_an_account_that_counts_two_days_waves_to_one_outage_ties_them() -> None:
    both = coverage("live.example", began(MONDAY, "15:00"), event("wave", TUESDAY, "11:10"))
    found = grouped(
        coverage("a.example", began(MONDAY, "15:00")), coverage("b.example", began(TUESDAY, "11:00"), on=TUESDAY), both
    )
    assert found == {"x-2025-03-10": {"a.example", "b.example", "live.example"}}


def test_an_article_on_two_outages_stands_with_the_one_of_its_day_and_ties_them_not() -> None:
    both = coverage("both.example", began(MONDAY, "09:00"), began(TUESDAY, "13:00"), on=TUESDAY)
    found = grouped(
        coverage("a.example", began(MONDAY, "09:00")), coverage("b.example", began(TUESDAY, "13:00"), on=TUESDAY), both
    )
    assert found == {"x-2025-03-10": {"a.example"}, "x-2025-03-11": {"b.example", "both.example"}}


def test_an_anniversary_list_of_famous_outages_joins_none() -> None:
    later_day = date(2026, 3, 10)
    remembers = coverage(
        "list.example",
        began(MONDAY, "09:00", background=True),
        reports(28_570, background=True),
        on=later_day,
        basis="published",
        published_at=utc(later_day, "09:00"),
    )
    assert grouped(coverage("a.example", began(MONDAY, "09:00"), reports(28_570)), remembers) == {
        "x-2025-03-10": {"a.example"},
        "x-2026-03-10": {"list.example"},
    }


def test_an_analysis_of_the_week_after_joins_by_its_figures() -> None:
    analysis = coverage(
        "analysis.example", reports(28_570), basis="published", published_at=utc(date(2025, 3, 17), "09:00")
    )
    assert grouped(coverage("a.example", began(MONDAY, "09:00"), reports(28_570)), analysis) == {
        "x-2025-03-10": {"a.example", "analysis.example"}
    }


def test_a_service_that_never_names_its_provider_is_the_providers_incident_where_others_name_both() -> None:
    cloud = [coverage(f"{n}.example", began(MONDAY, "03:11"), platforms=["cloudflare", "x"]) for n in "ab"]
    silent = coverage("silent.example", began(MONDAY, "03:25"), platforms=["x"])
    assert set(grouped(*cloud, silent)) == {"cloudflare-2025-03-10"}


def test_background_ties_nothing() -> None:
    remembers = coverage("b.example", began(TUESDAY, "11:00"), began(MONDAY, "15:00", background=True), on=TUESDAY)
    assert len(grouped(coverage("a.example", began(MONDAY, "15:00")), remembers)) == 2


def test_a_report_months_later_joins_by_the_day_that_it_states() -> None:
    report = coverage("report.example", on=MONDAY, published_at=utc(date(2025, 7, 22), "09:00"))
    assert grouped(coverage("a.example", began(MONDAY, "05:30")), report) == {
        "x-2025-03-10": {"a.example", "report.example"}
    }


def test_news_without_a_day_joins_the_last_outage_before_it() -> None:
    published = utc(TUESDAY, "08:00")
    news = coverage("news.example", on=TUESDAY, basis="published", published_at=published)
    found = grouped(
        coverage("older.example", began(date(2025, 3, 3), "05:30"), on=date(2025, 3, 3)),
        coverage("a.example", began(MONDAY, "05:30")),
        news,
    )
    assert found["x-2025-03-10"] == {"a.example", "news.example"}


@pytest.mark.parametrize(("minutes", "is_in"), [(0, True), (1, False)])
def test_news_is_of_an_outage_for_two_and_a_half_days(minutes: int, is_in: bool) -> None:
    published = utc(MONDAY, "05:30", NEW_YORK) + STILL_NEWS + timedelta(minutes=minutes)
    news = coverage("news.example", on=published.date(), basis="published", published_at=published)
    found = grouped(coverage("a.example", began(MONDAY, "05:30")), news)
    assert ("news.example" in found["x-2025-03-10"]) == is_in


def test_after_that_it_takes_shared_figures() -> None:
    published = utc(date(2025, 3, 15), "08:00")
    analysis = coverage(
        "analysis.example", reports(28_570), reports(39_021), on=date(2025, 3, 15), basis="published",
        published_at=published,
    )  # fmt: skip
    first = coverage("a.example", began(MONDAY, "05:30"), reports(28_570), reports(39_021))
    assert grouped(first, analysis) == {"x-2025-03-10": {"a.example", "analysis.example"}}


def test_news_with_a_clock_time_joins_the_outage_of_that_time_only() -> None:
    """Published on Tuesday, with a start this morning: not Monday's outage, however near."""
    published = utc(TUESDAY, "16:00")
    today = coverage("news.example", began(TUESDAY, "10:00"), on=TUESDAY, basis="published", published_at=published)
    found = grouped(coverage("a.example", began(MONDAY, "14:00")), today)
    assert found == {"x-2025-03-10": {"a.example"}, "x-2025-03-11": {"news.example"}}


def test_breaking_news_that_only_its_own_date_dates_is_an_incident_of_that_day() -> None:
    published = utc(MONDAY, "10:00")
    news = [
        coverage(f"{name}.example", on=MONDAY, basis="published", published_at=later(published, hours))
        for name, hours in (("a", 0), ("b", 1), ("c", 5))
    ]
    assert grouped(*news) == {"x-2025-03-10": {"a.example", "b.example", "c.example"}}


def test_an_undated_article_joins_by_what_it_shares() -> None:
    dated = coverage("a.example", began(MONDAY, "05:30"), reports(28_570), blamed("ddos", "Elon Musk", "asserted"))
    bare = undated("b.example", reports(28_570), blamed("ddos", "Elon Musk", "asserted"))
    assert grouped(dated, bare) == {"x-2025-03-10": {"a.example", "b.example"}}
    assert basis(bare, dated) == "shared_figures"


def test_an_undated_article_that_shares_too_little_stays_out() -> None:
    dated = coverage("a.example", began(MONDAY, "05:30"), reports(28_570))
    assert grouped(dated, undated("b.example", reports(9_300))) == {"x-2025-03-10": {"a.example"}}


def test_an_undated_article_that_fits_two_outages_alike_stays_out() -> None:
    monday = coverage("a.example", began(MONDAY, "05:30"), reports(28_570))
    friday = coverage("b.example", began(date(2025, 3, 14), "05:30"), reports(28_570), on=date(2025, 3, 14))
    bare = undated("c.example", reports(28_570), began(MONDAY, "05:30"))
    assert "c.example" not in set().union(*grouped(monday, friday, bare).values())


def test_a_weekday_in_the_text_decides_between_two_outages() -> None:
    monday = coverage("a.example", began(MONDAY, "05:30"), reports(28_570))
    friday = coverage("b.example", began(date(2025, 3, 14), "05:30"), reports(28_570), on=date(2025, 3, 14))
    bare = undated("c.example", reports(28_570), text="X failed for many users on Friday morning.")
    assert grouped(monday, friday, bare)["x-2025-03-14"] == {"b.example", "c.example"}


def test_undated_articles_bring_each_other_in() -> None:
    """The third shares nothing with the dated one, and all with the second."""
    dated = coverage("a.example", began(MONDAY, "05:30"), reports(28_570))
    second = undated("b.example", reports(28_570), blamed("UA", "Elon Musk", "asserted", metric="origin"))
    third = undated("c.example", blamed("UA", "Elon Musk", "asserted", metric="origin"))
    assert grouped(dated, second, third) == {"x-2025-03-10": {"a.example", "b.example", "c.example"}}
    assert grouped(dated, third) == {"x-2025-03-10": {"a.example"}}


def test_undated_articles_alone_are_no_incident() -> None:
    alike = [undated(f"{name}.example", reports(28_570), reports(39_021)) for name in "ab"]
    assert group(alike).incidents == ()


def test_services_that_fail_with_their_provider_are_the_providers_incident() -> None:
    cloud = coverage("a.example", began(MONDAY, "03:11"), platforms=["aws", "snapchat", "roblox"])
    down = [coverage(f"{name}.example", began(MONDAY, "03:20"), platforms=["snapchat"]) for name in "bcd"]
    assert grouped(cloud, *down) == {"aws-2025-03-10": {"a.example", "b.example", "c.example", "d.example"}}
    assert basis(down[0], cloud) == "platform_root"


def test_a_service_that_failed_on_another_day_is_not_the_providers_incident() -> None:
    cloud = coverage("a.example", began(MONDAY, "03:11"), platforms=["aws", "snapchat"])
    own = coverage("b.example", began(TUESDAY, "20:00"), platforms=["snapchat"], on=TUESDAY)
    assert grouped(cloud, own) == {"aws-2025-03-10": {"a.example"}, "snapchat-2025-03-11": {"b.example"}}


def test_services_that_two_articles_only_mention_do_not_tie_them() -> None:
    one = coverage("a.example", began(MONDAY, "09:00"), platforms=["zoom", "reddit"])
    other = coverage("b.example", began(MONDAY, "09:00"), platforms=["spotify", "reddit"])
    assert len(grouped(one, other)) == 2


def test_a_family_down_together_is_one_incident() -> None:
    found = grouped(
        coverage("a.example", platforms=["facebook", "instagram", "threads"]),
        coverage("b.example", platforms=["facebook", "instagram"]),
        coverage("c.example", platforms=["instagram"]),
    )
    assert found == {"facebook-2025-03-10": {"a.example", "b.example", "c.example"}}


def test_what_is_not_relevant_or_names_no_platform_is_in_no_incident() -> None:
    found = group([coverage("a.example", is_relevant=False), coverage("b.example", platforms=[])])
    assert (found.incidents, found.members) == ((), ())


def test_revisions_stand_with_the_newest_of_their_page() -> None:
    old = coverage("a.example", text="First.", fetched_at=utc(MONDAY, "12:00"), on=TUESDAY)
    new = coverage("a.example", text="Second.", fetched_at=utc(MONDAY, "14:00"))
    found = group([old, new])
    assert {(one.incident_id, one.article_id, one.basis) for one in found.members} == {
        ("x-2025-03-10", new.article_id, "date"),
        ("x-2025-03-10", old.article_id, "revision"),
    }


DAYS = [MONDAY, TUESDAY, date(2025, 3, 14), date(2025, 4, 2)]
PLATFORMS = [("x",), ("aws", "x"), ("aws", "snapchat"), ("snapchat",), ("facebook", "instagram"), ("instagram",)]
CLOCKS = ["00:30", "05:30", "09:30", "13:00", "22:45"]


@st.composite
def coverages(draw: st.DrawFn) -> list[Coverage]:
    """A few articles on a few platforms and days, dated well, badly and not at all."""
    found = []
    for number in range(draw(st.integers(1, 9))):
        day, clock = draw(st.sampled_from(DAYS)), draw(st.sampled_from(CLOCKS))
        specs = [reports(draw(st.sampled_from([28_570.0, 39_021.0, 40_000.0])))]
        if draw(st.booleans()):
            specs.append(began(day, clock))
        if draw(st.integers(0, 4)) == 0:
            specs.append(event("restored", day + timedelta(days=1), clock))
        how = draw(st.sampled_from(["stated", "weekday", "published", "undated"]))
        platforms = draw(st.sampled_from(PLATFORMS))
        outlet = f"{'abcdefghi'[number]}.example"
        if how == "undated":
            found.append(undated(outlet, *specs, platforms=platforms))
        else:
            found.append(coverage(outlet, *specs, platforms=platforms, on=day, basis=how))
    return found


@settings(max_examples=150, deadline=None)
@given(coverages(), st.randoms())
def test_no_order_of_arrival_changes_anything(drawn: list[Coverage], random: object) -> None:
    shuffled = list(drawn)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert group(shuffled) == group(drawn)


@settings(max_examples=100, deadline=None)
@given(coverages())
def test_each_article_is_in_one_incident_at_most_and_each_dated_one_in_one(drawn: list[Coverage]) -> None:
    found = group(drawn)
    placed = [member.article_id for member in found.members]
    assert len(placed) == len(set(placed))
    assert {one.article_id for one in drawn if one.reading.dated_on} <= set(placed)
    assert {member.incident_id for member in found.members} == {one.incident_id for one in found.incidents}
    assert len({one.incident_id for one in found.incidents}) == len(found.incidents)


@settings(max_examples=100, deadline=None)
@given(coverages())
def test_the_id_that_an_article_had_alone_finds_the_incident_that_it_came_to(drawn: list[Coverage]) -> None:
    found = group(drawn)
    names = {(one.incident_id, one.incident_id) for one in found.incidents}
    names |= {(one.alias, one.incident_id) for one in found.aliases}
    for member in found.members:
        [of_it] = [one for one in drawn if one.article_id == member.article_id]
        for alone in group([of_it]).incidents:
            assert (alone.incident_id, member.incident_id) in names


def test_an_id_that_a_late_article_renamed_is_an_alias() -> None:
    first = coverage("a.example", began(TUESDAY, "01:00"), on=TUESDAY, platforms=["snapchat"])
    late = [coverage(f"{n}.example", began(MONDAY, "23:40"), platforms=["aws", "snapchat"]) for n in "bc"]
    [before] = group([first]).incidents
    found = group([first, *late])
    assert [one.incident_id for one in found.incidents] == ["aws-2025-03-10"]
    assert (before.incident_id, "aws-2025-03-10") in {(one.alias, one.incident_id) for one in found.aliases}
