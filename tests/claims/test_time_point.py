"""When it began, came back, peaked, eased and ended."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.claims.reading import after_lead, read

EVENTS = [
    # start
    ("The trouble began at about 6:15 a.m. ET.", [("start", "06:15")]),
    ("Problems were first reported shortly after 9 p.m.", [("start", "21:00")]),
    ("The app went dark at 14:05 GMT.", [("start", "14:05")]),
    ("The first complaints came in just before 7am.", [("start", "07:00")]),
    ("Users began reporting problems around 3 p.m.", [("start", "15:00")]),
    ("It stopped working at 11.20am.", [("start", "11:20")]),
    ("Servers crashed at roughly 2 a.m. PT.", [("start", "02:00")]),
    ("The disruption, which started at 0745 UTC, hit Europe first.", [("start", "07:45")]),
    ("The outage set in at noon.", [("start", "12:00")]),
    ("From about 10 a.m., users were unable to log in.", [("start", "10:00")]),
    ("The network has been down since 4.30am.", [("start", "04:30")]),
    ("The first signs of trouble appeared at 8:02 a.m. local time.", [("start", "08:02")]),
    # waves
    ("The app went down again at 1:30 p.m.", [("wave", "13:30")]),
    ("A second wave of reports followed at 4 p.m.", [("wave", "16:00")]),
    ("The problems resurfaced around 9:30 a.m.", [("wave", "09:30")]),
    ("The second outage began at 11:50 a.m.", [("wave", "11:50")]),
    ("Another round of disruption was noticed by 11:10 a.m.", [("wave", "11:10")]),
    ("It came back worse at 6 p.m.", [("wave", "18:00")]),
    # peak
    ("Reports peaked at 10 a.m. ET.", [("peak", "10:00")]),
    ("Complaints were at their highest at about 1.30pm.", [("peak", "13:30")]),
    ("The number reached its high point at 9.31am.", [("peak", "09:31")]),
    # eased
    ("The problems eased by 5 p.m.", [("eased", "17:00")]),
    ("Reports began to fall at 3 p.m.", [("eased", "15:00")]),
    ("There were signs of recovery by 5:27 a.m.", [("eased", "05:27")]),
    ("Services had mostly recovered by 1.17pm (UTC).", [("eased", "13:17")]),
    ("The outage let up a little at 4 a.m.", [("eased", "04:00")]),
    # restored
    ("Service was restored at 6:01 p.m.", [("restored", "18:01")]),
    ("The app was back online by 11 pm.", [("restored", "23:00")]),
    ("The fault was fixed at 4.32am.", [("restored", "04:32")]),
    ("Everything was up and running by 8 p.m.", [("restored", "20:00")]),
    ("The company gave the all-clear at 5.08pm.", [("restored", "17:08")]),
    ("The incident was marked as resolved at 6:20 p.m.", [("restored", "18:20")]),
    ("It was over shortly after 1 a.m.", [("restored", "01:00")]),
    ("Services came back at about midnight.", [("restored", "00:00")]),
    # ongoing
    ("The app was still down at 7 a.m.", [("ongoing", "07:00")]),
    ("Many were still unable to log in at 1:30 p.m.", [("ongoing", "13:30")]),
    # intervals
    ("The outage lasted from 3:11 a.m. to 6:01 p.m. Eastern.", [("start", "03:11"), ("restored", "18:01")]),
    ("Between 3 a.m. and 12.20 p.m. calls failed.", [("start", "03:00"), ("restored", "12:20")]),
    ("Trading was halted from 3.57pm until 5pm.", [("start", "15:57"), ("restored", "17:00")]),
    # parts of the day
    ("The outage began in the morning.", [("start", "morning")]),
    ("Reports spiked in the evening.", [("wave", "evening")]),
]


@pytest.mark.parametrize(("sentence", "wanted"), EVENTS)
def test_a_time_takes_the_event_beside_it(sentence: str, wanted: list[tuple[str, str]]) -> None:
    assert [(c.label, c.at_local) for c in after_lead(sentence, "time_point")] == wanted


NO_EVENTS = [
    "TikTok acknowledged the issue at 8:24 a.m.",
    "Engineers were investigating at 9 a.m.",
    "The company holds a news conference at 3 p.m.",
    "Downdetector had 12,000 reports at 10 a.m.",
    "The football match kicks off at 8 p.m.",
    "It hopes to be done by 5:30 p.m.",
    "One night, a fan had made tea.",
    "Good morning to all readers.",
    "Free agency starts at noon for the league.",
]


@pytest.mark.parametrize("sentence", NO_EVENTS)
def test_a_time_of_something_else_is_no_event(sentence: str) -> None:
    assert after_lead(sentence, "time_point") == []


def test_two_times_in_one_sentence_keep_their_own_events() -> None:
    points = after_lead("It began at 7:10 a.m. EDT and was fixed at about 9:20 a.m.", "time_point")
    assert [(c.label, c.at_local, c.timezone) for c in points] == [
        ("start", "07:10", "America/New_York"),
        ("restored", "09:20", "America/New_York"),
    ]


def test_a_zone_given_once_holds_for_the_times_after_it_and_not_before() -> None:
    points = read(
        "The outage began at 6 a.m. on Monday.\nIt eased at 9 a.m. ET.\nService was restored at 11 a.m.", "time_point"
    )
    assert [(c.at_local, c.timezone, c.timezone_basis) for c in points] == [
        ("06:00", None, "none"),
        ("09:00", "America/New_York", "stated"),
        ("11:00", "America/New_York", "carried"),
    ]


def test_one_moment_in_two_zones_is_recorded_once() -> None:
    points = after_lead("The outage began at 8:15 a.m. ET (1315 GMT).", "time_point")
    assert [(c.at_local, c.timezone) for c in points] == [("08:15", "America/New_York")]


def test_eastern_time_in_march_is_four_hours_behind_utc_once_summer_time_has_begun() -> None:
    text = "X went down on Monday. The outage began at 5:30 a.m. ET."
    [before] = read(text, "time_point", title="X down", published_at=datetime(2025, 3, 3, 20, tzinfo=UTC))
    [after] = read(text, "time_point", title="X down", published_at=datetime(2025, 3, 10, 20, tzinfo=UTC))
    assert before.happened_at == datetime(2025, 3, 3, 10, 30, tzinfo=UTC)
    assert after.happened_at == datetime(2025, 3, 10, 9, 30, tzinfo=UTC)


def test_the_outlets_zone_dates_a_time_and_says_so_but_is_not_the_texts() -> None:
    [point] = after_lead("The outage began at 6 a.m.", "time_point", outlet_timezone="Europe/London")
    assert (point.timezone, point.timezone_basis) == (None, "outlet")
    assert point.happened_at == datetime(2026, 3, 2, 6, tzinfo=UTC)


def test_a_weekday_puts_a_time_on_the_last_such_day() -> None:
    [point] = read("TikTok failed last week. The outage began at 6 a.m. GMT on Friday.", "time_point")
    assert point.happened_at == datetime(2026, 2, 27, 6, tzinfo=UTC)
    assert point.date_basis == "weekday"


def test_without_a_day_a_time_stays_local() -> None:
    [point] = read("The app was down. The outage began at 6 a.m. GMT.", "time_point", published_at=None)
    assert (point.at_local, point.happened_at, point.date_basis) == ("06:00", None, "none")


@pytest.mark.parametrize("words", ["from before dawn into the afternoon", "all morning", "until the evening"])
def test_a_part_of_the_day_that_an_outage_ran_into_is_not_its_start(words: str) -> None:
    assert [c.label for c in after_lead(f"The app stumbled {words}.", "time_point") if c.label == "start"] == []


@pytest.mark.parametrize(
    "sentence", ["It was followed by a longer one from about 1.30pm GMT.", "A bigger one followed at 1.30pm GMT."]
)
def test_another_one_is_a_wave(sentence: str) -> None:
    found = read(f"TikTok was down on Monday.\nThe first wave came at 9.45am GMT. {sentence}", "time_point")
    assert [(c.label, c.at_local) for c in found] == [("start", "09:45"), ("wave", "13:30")]
