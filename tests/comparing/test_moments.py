"""How far two clock times may be apart before they say different things."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.incidents.precedence import explain_pair
from pipeline.incidents.voices import Finding, Scene, Voice
from tests.comparing.drawn import LONDON, MONDAY, X_OUTAGE, Spec, began, make_claim

QUIET = Scene(incident=X_OUTAGE, wave_starts=(), has_waves=False)


def voice(spec: Spec, name: str) -> Voice:
    claim = make_claim(spec, name)
    own = frozenset({name})
    return Voice(claim=claim, happened_at=claim.happened_at, said_on=None, articles=own, outlets=own, witnesses=own)


def between(one: Spec, other: Spec, scene: Scene = QUIET) -> Finding | None:
    return explain_pair(voice(one, "a"), voice(other, "b"), scene)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("06:00", "06:35", "unclear"),  # 20 minutes for a full hour and 5 for 35 past
        ("06:00", "06:25", "rounding"),
        ("05:30", "06:00", "rounding"),
        ("05:00", "06:00", "unclear"),
        ("05:30", "05:45", "rounding"),
        ("05:30", "05:53", "unclear"),  # 15 and 1
        ("05:30", "05:46", "rounding"),
        ("05:43", "05:45", "rounding"),
        ("05:43", "05:46", "unclear"),
    ],
)
def test_round_times_leave_more_open_than_exact_ones(one: str, other: str, reason: str) -> None:
    found = between(began(MONDAY, one), began(MONDAY, other))
    assert found is not None
    assert found.reason == reason


def test_equal_times_in_one_zone_are_no_difference() -> None:
    assert between(began(MONDAY, "05:30"), began(MONDAY, "05:30")) is None


def test_times_without_an_instant_are_not_compared() -> None:
    assert between(began(MONDAY, "05:30"), began(MONDAY, "09:00", happened_at=None)) is None


def test_the_utc_time_is_told_in_the_other_ones_zone_whichever_is_earlier() -> None:
    early = between(began(MONDAY, "09:15", "UTC"), began(MONDAY, "05:30"))
    late = between(began(MONDAY, "09:45", "UTC"), began(MONDAY, "05:30"))
    assert early is not None
    assert late is not None
    assert early.reason == late.reason == "time_zone"
    assert early.explanation == "9:15 UTC is 5:15 a.m. in New York: 15 minutes before 5:30 a.m. ET."
    assert late.explanation == "9:45 UTC is 5:45 a.m. in New York: 15 minutes after 5:30 a.m. ET."


def test_equal_moments_in_two_zones_tell_less() -> None:
    found = between(began(MONDAY, "06:00"), began(MONDAY, "10:00", LONDON))
    assert found is not None
    assert found.discount > 0


@pytest.mark.parametrize(("minutes", "reason"), [(30, "wave_vs_whole"), (31, "unclear")])
def test_a_later_start_is_a_waves_where_somebody_tells_of_a_wave_then(minutes: int, reason: str) -> None:
    wave = datetime(2025, 3, 10, 15, tzinfo=UTC) + timedelta(minutes=minutes)
    scene = Scene(incident=X_OUTAGE, wave_starts=(wave,), has_waves=True)
    found = between(began(MONDAY, "05:30"), began(MONDAY, "11:00"), scene)
    assert found is not None
    assert found.reason == reason


def test_a_time_in_an_assumed_zone_is_said_to_be_one() -> None:
    found = between(began(MONDAY, "05:30"), began(MONDAY, "12:00", timezone_basis="outlet"))
    assert found is not None
    assert found.reason == "unclear"
    assert found.explanation == "5:30 a.m. ET and 12:00 p.m. ET are 6 hours 30 minutes apart; one text names no zone."


@pytest.mark.parametrize(("clock", "reason"), [("05:52", "unclear"), ("05:53", "conflict")])
def test_minute_exact_times_of_one_source_conflict_from_ten_minutes_on(clock: str, reason: str) -> None:
    found = between(began(MONDAY, "05:43", source="NetBlocks"), began(MONDAY, clock, source="NetBlocks"))
    assert found is not None
    assert found.reason == reason
