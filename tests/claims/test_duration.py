"""How long it lasted."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead

LENGTHS = [
    ("The outage lasted about two hours.", [(120, "about")]),
    ("It was a three-hour outage.", [(180, "exact")]),
    ("The app was down for more than six hours.", [(360, "at_least")]),
    ("Service was disrupted for nearly 45 minutes.", [(45, "at_most")]),
    ("Users were locked out for half an hour.", [(30, "exact")]),
    ("The disruption persisted for approximately eight hours.", [(480, "about")]),
    ("The blackout dragged on for hours.", [(None, "vague")]),
    ("An outage of some 24 hours followed.", [(1440, "about")]),
    ("That is a little over 15 hours from end to end.", [(900, "at_least")]),
    ("The network was out for between two and three hours.", [(120, "range")]),
    ("It was an hour and a half before service was back.", [(90, "exact")]),
    ("The site was unreachable for several days.", [(None, "vague")]),
    ("The failure, lasting 61 hours and 25 minutes, was its worst.", [(3685, "exact")]),
    ("The trouble subsided within an hour.", [(60, "at_most")]),
    ("Customers went without service for over 12 hours.", [(720, "at_least")]),
    ("For an hour and 47 minutes nobody could join a call, and lines were down.", [(107, "exact")]),
    ("The problem was fixed after 40 minutes.", [(40, "exact")]),
    ("The meltdown lasted 24 hours or more.", [(1440, "at_least")]),
    ("The crash knocked the app offline for two days.", [(2880, "exact")]),
    ("The outage lasted roughly 20-25 minutes.", [(20, "range")]),
]


@pytest.mark.parametrize(("sentence", "wanted"), LENGTHS)
def test_a_length_of_the_outage_is_given_in_minutes(sentence: str, wanted: list[tuple[float | None, str]]) -> None:
    assert [(c.value, c.qualifier) for c in after_lead(sentence, "duration")] == wanted


OTHERS = [
    "The boss spoke two hours before a committee.",
    "Downdetector saw 47,000 reports within the first 30 minutes.",
    "Ten minutes later it was all over the web.",
    "She has used the app for 12 years.",
    "He walked 40 minutes to the office.",
    "The company was founded 20 years ago.",
    "Every hour of downtime costs money.",
    "The minister wants a report in the next 30 days.",
]


@pytest.mark.parametrize("sentence", OTHERS)
def test_other_lengths_are_no_durations(sentence: str) -> None:
    assert after_lead(sentence, "duration") == []


def test_a_range_has_both_ends() -> None:
    [length] = after_lead("The outage lasted two to three hours.", "duration")
    assert (length.value, length.value_high, length.unit) == (120, 180, "minutes")


def test_whoever_says_how_long_is_its_source() -> None:
    [length] = after_lead("NetBlocks said the outage lasted six hours.", "duration")
    assert length.source == "NetBlocks"


def test_the_length_of_an_earlier_outage_is_background() -> None:
    [length] = after_lead("Last year it was down for five hours.", "duration")
    assert length.background
