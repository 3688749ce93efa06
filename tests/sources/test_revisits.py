"""When a page is fetched again for its changes."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.sources.revisits import is_revisit_wanted, revisit_at

SEEN = datetime(2025, 3, 10, 12, tzinfo=UTC)


def hours(number: float) -> datetime:
    return SEEN + timedelta(hours=number)


@pytest.mark.parametrize(
    ("checked", "following"),
    [(0, 0.25), (0.25, 0.5), (0.5, 0.75), (1, 1.5), (10, 15), (24, 36), (30, 42), (200, 212), (-1, -0.75)],
)
def test_the_next_look_is_when_a_page_is_half_as_old_again_within_15_minutes_and_12_hours(
    checked: float, following: float
) -> None:
    assert revisit_at(SEEN, hours(checked)) == hours(following)


def test_an_incident_of_three_days_costs_a_page_15_looks_ever_further_apart() -> None:
    looks = [SEEN]
    while revisit_at(SEEN, looks[-1]) < hours(72):
        looks.append(revisit_at(SEEN, looks[-1]))
    gaps = [later - earlier for earlier, later in itertools.pairwise(looks)]
    assert len(gaps) == 15
    assert gaps == sorted(gaps)


def wanted(
    at: float, *, checked: float = 0, began: float | None = 0, limit: float = 72, is_forced: bool = False
) -> bool:
    return is_revisit_wanted(
        hours(at),
        first_seen_at=SEEN,
        checked_at=hours(checked),
        incident_began_at=None if began is None else hours(began),
        limit=timedelta(hours=limit),
        is_forced=is_forced,
    )


def test_a_page_is_wanted_when_its_time_has_come() -> None:
    assert [wanted(at) for at in (0.24, 0.25, 5)] == [False, True, True]


def test_only_pages_of_an_outage_are_and_only_while_it_is_young() -> None:
    assert [wanted(at, began=None) for at in (1, 100)] == [False, False]
    assert [wanted(at) for at in (71.99, 72)] == [True, False]
    assert [wanted(at, began=-70) for at in (1.99, 2)] == [True, False]
    assert not wanted(1, limit=0)


def test_force_brings_a_look_forward_and_revives_no_old_outage() -> None:
    assert wanted(0.01, is_forced=True)
    assert not wanted(0.01, began=None, is_forced=True)
    assert not wanted(72, is_forced=True)
