"""What must be grouped again: enough that the result is the same as grouping everything, and no more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.incidents.circles import REACH
from pipeline.incidents.coverage import Coverage
from pipeline.incidents.grouping import group
from pipeline.incidents.neighbourhoods import Place, affected
from pipeline.records import IncidentArticle
from tests.comparing.drawn import MONDAY, TUESDAY, began, blamed, coverage, event, reports, undated, utc


def place(name: str, *platforms: str, on: date | None = MONDAY, page: str | None = None) -> Place:
    return Place(name, page or f"https://{name}.example/", platforms or ("x",), on)


def test_only_the_platform_and_the_days_around_are_grouped_again() -> None:
    places = [place("a"), place("b"), place("zoom", "zoom"), place("old", on=date(2024, 11, 2))]
    assert affected(places, {"a"}) == {"a", "b"}


@pytest.mark.parametrize(("days", "is_in"), [(13, True), (14, False)])
def test_a_neighbourhood_ends_where_no_step_of_grouping_reaches(days: int, is_in: bool) -> None:
    assert REACH + timedelta(days=3) == timedelta(days=13)
    far = place("far", on=MONDAY + timedelta(days=days))
    assert ("far" in affected([place("a"), far], {"a"})) == is_in


def test_short_gaps_hang_together_over_a_long_time() -> None:
    chain = [place(str(number), on=MONDAY + timedelta(days=10 * number)) for number in range(5)]
    assert affected(chain, {"0"}) == {"0", "1", "2", "3", "4"}


def test_articles_hang_together_by_what_else_they_name() -> None:
    places = [place("a", "snapchat"), place("b", "aws", "snapchat"), place("c", "aws"), place("d", "zoom")]
    assert affected(places, {"a"}) == {"a", "b", "c"}


def test_parts_of_a_suite_are_neighbours() -> None:
    assert affected([place("a", "outlook"), place("b", "teams")], {"a"}) == {"a", "b"}


def test_an_undated_article_is_grouped_again_with_all_that_it_may_join() -> None:
    places = [place("a"), place("old", on=date(2024, 11, 2)), place("bare", on=None), place("zoom", "zoom")]
    assert affected(places, {"bare"}) == {"a", "old", "bare"}
    assert affected(places, {"a"}) == {"a", "old", "bare"}


def test_revisions_of_a_page_are_grouped_together() -> None:
    places = [place("old", "zoom", page="https://p/"), place("new", page="https://p/"), place("beside", "zoom")]
    assert affected(places, {"new"}) == {"old", "new", "beside"}


def test_who_stood_beside_an_article_before_it_changed_is_grouped_again() -> None:
    moved = [place("a", on=MONDAY), place("a", on=date(2025, 6, 1))]
    assert affected([*moved, place("then"), place("now", on=date(2025, 6, 2))], {"a"}) == {"a", "then", "now"}


def test_nothing_touched_is_nothing_to_do() -> None:
    assert affected([place("a"), place("bare", on=None)], set()) == set()


DAYS = [MONDAY, TUESDAY, date(2025, 3, 14), date(2025, 3, 22), date(2025, 4, 20)]
PLATFORMS = [("x",), ("aws", "x"), ("snapchat", "aws"), ("snapchat",), ("zoom",), ("instagram",), ("facebook", "zoom")]


@st.composite
def worlds(draw: st.DrawFn) -> list[Coverage]:
    found = {}
    for number in range(draw(st.integers(2, 12))):
        day = draw(st.sampled_from(DAYS))
        specs = [reports(draw(st.sampled_from([28_570.0, 39_021.0]))), blamed("ddos", "Elon Musk", "asserted")]
        if draw(st.booleans()):
            specs.append(began(day, draw(st.sampled_from(["00:30", "09:30", "22:45"]))))
        if draw(st.integers(0, 3)) == 0:
            specs.append(event("restored", day + timedelta(days=draw(st.integers(1, 9))), "12:00"))
        if draw(st.integers(0, 4)) == 0:
            specs.append(event("wave", day + timedelta(days=draw(st.integers(1, 9))), "12:00"))
        outlet = f"{draw(st.sampled_from('abcdefg'))}.example"
        more: dict[str, Any] = {
            "platforms": draw(st.sampled_from(PLATFORMS)),
            "text": f"Revision {number} of a story told at some length.",
            "fetched_at": utc(date(2025, 4, 30), "00:00") + timedelta(hours=number),
        }
        how = draw(st.sampled_from(["stated", "published", "undated"]))
        one = (
            undated(outlet, *specs, **more) if how == "undated" else coverage(outlet, *specs, on=day, basis=how, **more)
        )
        found[one.article_id] = one
    return list(found.values())


def where(one: Coverage) -> Place:
    return Place(one.article_id, one.article.canonical_url, one.platforms, one.reading.dated_on)


@settings(max_examples=300, deadline=None)
@given(worlds(), st.data())
def test_grouping_what_is_affected_again_is_grouping_everything(world: list[Coverage], data: st.DataObject) -> None:
    new = set(data.draw(st.lists(st.sampled_from([one.article_id for one in world]), unique=True)))
    before = group([one for one in world if one.article_id not in new]).members
    again = affected([where(one) for one in world], new)
    members = [member for member in before if member.article_id not in again]
    members += group([one for one in world if one.article_id in again]).members
    assert sorted(members, key=_key) == sorted(group(world).members, key=_key)


@settings(max_examples=300, deadline=None)
@given(worlds(), st.data())
def test_what_is_gone_is_as_if_it_had_never_been(world: list[Coverage], data: st.DataObject) -> None:
    gone = set(data.draw(st.lists(st.sampled_from([one.article_id for one in world]), unique=True)))
    again = affected([where(one) for one in world], gone)
    kept = [one for one in world if one.article_id not in gone]
    members = [member for member in group(world).members if member.article_id not in again]
    members += group([one for one in kept if one.article_id in again]).members
    assert sorted(members, key=_key) == sorted(group(kept).members, key=_key)


def _key(member: IncidentArticle) -> tuple[str, str]:
    return member.incident_id, member.article_id
