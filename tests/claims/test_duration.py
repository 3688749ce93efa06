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
    ("The breakdown lasted a little under an hour.", [(60, "at_most")]),
    ("TikTok took six hours to come back.", [(360, "exact")]),
    ("It took three days for the network to recover.", [(4320, "exact")]),
    ("TikTok took three days.", [(4320, "exact")]),
    ("The app was out of order for over 24 hours.", [(1440, "at_least")]),
    ("Users had to do without the app for three days before it was switched on again.", [(4320, "exact")]),
    ("Payments were blocked for up to three hours.", [(180, "at_most")]),
    ("It was back to normal nearly six hours after the start.", [(360, "at_most")]),
    ("Service returned about 26 hours after the crash.", [(1560, "about")]),
    ("Some 15½ hours after the first alarm, all was running again.", [(930, "about")]),
    ("That's almost two hours after the trouble began.", [(120, "at_most")]),
    ("The site was back an hour and a half later.", [(90, "exact")]),
    ("It failed at 9 a.m. and was restored at 10 a.m., or 60 minutes later.", [(60, "exact")]),
    ("There were two dips, one of 10 minutes and another of 50 minutes.", [(10, "exact"), (50, "exact")]),
    ("A two-and-a-half-hour outage hit users.", [(150, "exact")]),
    ("For several hours on Tuesday, TikTok showed nothing at all.", [(None, "vague")]),
    ("The app was down for the better part of a day.", [(None, "vague")]),
    ("The company logs the incident at 7 hours and 40 minutes.", [(460, "exact")]),
    ("It began at noon and ended at 3 p.m., which makes it three hours.", [(180, "exact")]),
    ("Six hours passed before the app came back.", [(360, "exact")]),
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
    "It usually takes two hours to recover.",
    "Outages like it normally last four hours.",
    "Service is expected to be back within two hours.",
    "Refunds will be paid within five days.",
    "The company took two hours to respond.",
    "The errors over the past 24 hours were due to an attack.",
    "Drivers lost a day's wages because the app failed.",
    "A slip was to blame for a second failure.",
    "The company said two hours later that it had found the fault.",
    "It was the longest outage in four years.",
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
