"""The many ways in which a time is tied to what happened then, a label at a time."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead

LABELS: dict[str, list[str]] = {
    "start": [
        "The outage began at 9 a.m.",
        "The outage started around 9 a.m.",
        "Problems began shortly before 9 a.m.",
        "It all started at 9 a.m.",
        "Trouble started just after 9 a.m.",
        "The first reports came in at 9 a.m.",
        "The first reports appeared at about 9 a.m.",
        "The first complaints were logged at 9 a.m.",
        "Reports began to climb at 9 a.m.",
        "Reports started coming in at around 9 a.m.",
        "Users started reporting problems at 9 a.m.",
        "Downdetector noticed problems at around 9 a.m.",
        "The problem emerged at 9 a.m.",
        "The app went down at 9 a.m.",
        "The app went offline at about 9 a.m.",
        "The site crashed at 9 a.m.",
        "The service stopped responding at 9 a.m.",
        "The network fell over at 9 a.m.",
        "Screens froze at 9 a.m.",
        "The app became unavailable at 9 a.m.",
        "Customers lost signal at 9 a.m.",
        "Calls started to fail at 9 a.m.",
        "Errors were first detected at 9 a.m.",
        "The outage hit at 9 a.m.",
        "The disruption dates back to 9 a.m.",
        "Since 9 a.m. users have been unable to log in.",
        "From 9 a.m., nobody could log in.",
        "The failure was reported from about 9 a.m.",
        "At 9 a.m. the app stopped working.",
        "At around 9 a.m., the outage began.",
    ],
    "wave": [
        "It went down again at 9 a.m.",
        "A second outage began at 9 a.m.",
        "A third wave came at around 9 a.m.",
        "Another wave of reports started at 9 a.m.",
        "The problem returned at 9 a.m.",
        "The outage resumed at 9 a.m.",
        "Problems re-emerged at 9 a.m.",
        "Reports spiked again at 9 a.m.",
        "The numbers jumped again around 9 a.m.",
        "It dropped out for a third time at 9 a.m.",
        "A fresh wave of outages hit at 9 a.m.",
        "The trouble flared up once more at 9 a.m.",
        "The second round started at 9 a.m.",
    ],
    "peak": [
        "Reports peaked at 9 a.m.",
        "The outage peaked around 9 a.m.",
        "The number of reports peaked shortly before 9 a.m.",
        "Complaints were at their peak at 9 a.m.",
        "Reports reached their peak at about 9 a.m.",
        "The tally topped out at 9 a.m.",
        "It was at its worst at 9 a.m.",
        "Reports hit a high at 9 a.m.",
        "The highest number of reports came at 9 a.m.",
    ],
    "eased": [
        "The problem eased at 9 a.m.",
        "Reports subsided by 9 a.m.",
        "Complaints began to drop at 9 a.m.",
        "Reports had fallen by 9 a.m.",
        "The issue was mostly resolved by 9 a.m.",
        "Services began to recover at 9 a.m.",
        "Some services started coming back at 9 a.m.",
        "The disruption tapered off by 9 a.m.",
        "Reports declined at around 9 a.m.",
        "The network was partially restored at 9 a.m.",
    ],
    "restored": [
        "Service was restored at 9 a.m.",
        "The problem was resolved by 9 a.m.",
        "The outage ended at 9 a.m.",
        "It was fixed at 9 a.m.",
        "The app was back at 9 a.m.",
        "It came back online at 9 a.m.",
        "Everything was back to normal by 9 a.m.",
        "The site was up and running by 9 a.m.",
        "Services had returned to normal by 9 a.m.",
        "The app was working again by 9 a.m.",
        "The network was fully restored by 9 a.m.",
        "By 9 a.m., the outage was over.",
        "At 9 a.m. TikTok said service had been restored.",
        "TikTok said the issue was resolved at 9 a.m.",
        "The company declared the incident closed at 9 a.m.",
        "The fault was repaired at 9 a.m.",
        "Trading resumed at 9 a.m. and calm returned.",
    ],
    "ongoing": [
        "The app was still down at 9 a.m.",
        "The outage was ongoing at 9 a.m.",
        "Problems persisted past 9 a.m.",
        "The site remained offline at 9 a.m.",
        "At 9 a.m. it was still not working.",
        "The outage continued past 9 a.m.",
        "Users were still reporting errors at 9 a.m.",
    ],
}
CASES = [(sentence, label) for label, sentences in LABELS.items() for sentence in sentences]


@pytest.mark.parametrize(("sentence", "label"), CASES)
def test_an_event_is_known_by_its_words(sentence: str, label: str) -> None:
    assert [(c.label, c.at_local) for c in after_lead(sentence, "time_point")] == [(label, "09:00")]


NONE = [
    "TikTok tweeted at 9 a.m. that it was aware of the problem.",
    "TikTok acknowledged the problem at 9 a.m.",
    "At 9 a.m. TikTok was investigating.",
    "The company identified the fault at 9 a.m.",
    "The company expects to be done by 9 a.m.",
    "Service should be restored by 9 a.m.",
    "Shops open at 9 a.m.",
    "Doors open at 9 a.m.",
    "Polling stations close at 9 p.m.",
    "The hearing is scheduled for 9 a.m.",
    "Downdetector had 700 reports as of 9 a.m.",
    "The newsletter goes out at 9 a.m.",
]


@pytest.mark.parametrize("sentence", NONE)
def test_a_time_without_an_event_of_the_service_is_no_point(sentence: str) -> None:
    assert after_lead(sentence, "time_point") == []


ZONES = [
    ("ET", "America/New_York"),
    ("EST", "America/New_York"),
    ("EDT", "America/New_York"),
    ("Eastern", "America/New_York"),
    ("Eastern Time", "America/New_York"),
    ("CT", "America/Chicago"),
    ("Central", "America/Chicago"),
    ("MT", "America/Denver"),
    ("PT", "America/Los_Angeles"),
    ("PDT", "America/Los_Angeles"),
    ("Pacific", "America/Los_Angeles"),
    ("GMT", "UTC"),
    ("UTC", "UTC"),
    ("BST", "Europe/London"),
    ("UK time", "Europe/London"),
    ("London time", "Europe/London"),
    ("CET", "Europe/Berlin"),
    ("CEST", "Europe/Berlin"),
    ("IST", "Asia/Kolkata"),
    ("JST", "Asia/Tokyo"),
    ("KST", "Asia/Seoul"),
    ("SGT", "Asia/Singapore"),
    ("Singapore time", "Asia/Singapore"),
    ("HKT", "Asia/Hong_Kong"),
    ("AEDT", "Australia/Sydney"),
    ("AEST", "Australia/Sydney"),
    ("NZST", "Pacific/Auckland"),
    ("Moscow time", "Europe/Moscow"),
    ("SAST", "Africa/Johannesburg"),
    ("local time", None),
]


@pytest.mark.parametrize(("written", "zone"), ZONES)
def test_a_zone_is_resolved_to_its_iana_name(written: str, zone: str | None) -> None:
    [point] = after_lead(f"The outage began at 9 a.m. {written}.", "time_point")
    assert (point.timezone, point.at_local) == (zone, "09:00")
