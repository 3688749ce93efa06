"""When it began, came back, peaked, eased and ended, in the press's many wordings; timelines; what is no event."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.claims.reader import read_outage
from tests.claims.reading import after_lead, article, read

STARTS = [
    "TikTok went down at about 3:30 p.m.",
    "TikTok died at about 3:30 p.m.",
    "TikTok gave out at about 3:30 p.m.",
    "TikTok toppled at about 3:30 p.m.",
    "TikTok began to play up at about 3:30 p.m.",
    "The app started acting up at about 3:30 p.m.",
    "The app faltered at about 3:30 p.m.",
    "Errors began at 3:30 p.m.",
    "Trouble began at 3:30 p.m.",
    "Problems surfaced at 3:30 p.m.",
    "The outage set in at 3:30 p.m.",
    "The first complaints showed up on Downdetector around 3:30 p.m.",
    "Downdetector's curve took off at about 3:30 p.m.",
    "Reports on Downdetector shot up at around 3:30 p.m.",
    "Users began to lose their connection at about 3:30 p.m.",
    "The trouble was first flagged soon after 3:30 p.m.",
    "Customers first noticed that something was up at around 3:30 p.m.",
    "The company noticed unusual behaviour in its network at 3:30 p.m.",
    "From 3:30 p.m. customers could not log in, pay or withdraw cash.",
    "Since 3:30 p.m. nobody has been able to log in.",
    "At 3:30 p.m. the company pushed out a faulty update.",
    "At 3:30 p.m. a surge of traffic made the servers fall below acceptable levels.",
    "The status page has the start at 3:30 p.m.",
    "The app was on the blink from 3:30 p.m.",
    "It all went wrong at 3:30 p.m., and the app crashed.",
    "The outage dates back to 3:30 p.m.",
    "The network fell over at 3:30 p.m.",
    "The site keeled over at 3:30 p.m.",
]


@pytest.mark.parametrize("sentence", STARTS)
def test_a_start(sentence: str) -> None:
    assert [(c.label, c.at_local) for c in after_lead(sentence, "time_point")] == [("start", "15:30")]


WAVES = [
    "The trouble was back at 7 pm.",
    "The problems returned at 7 pm.",
    "The outage resumed at 7 pm.",
    "It broke again at 7 pm.",
    "The app went down again at 7 pm.",
    "A second wave followed at 7 pm.",
    "A further wave of errors hit at 7 pm.",
    "At 7 pm it stumbled a second time.",
    "The errors resurfaced at 7 pm.",
    "It failed for a third time at 7 pm.",
    "Complaints climbed again at 7 pm.",
    "Lightning struck twice at 7 pm, when the app crashed again.",
    "A fresh outage began at 7 pm.",
    "The site was knocked out again at 7 pm.",
    "Another round of failures set in at 7 pm.",
]


@pytest.mark.parametrize("sentence", WAVES)
def test_a_further_wave(sentence: str) -> None:
    assert [(c.label, c.at_local) for c in after_lead(sentence, "time_point")] == [("wave", "19:00")]


PEAKS = [
    "Complaints peaked at 11 a.m.",
    "Complaints topped out at 11 a.m.",
    "Complaints were at their height at 11 a.m.",
    "Complaints maxed out at 11 a.m.",
    "Complaints reached a high at 11 a.m.",
    "The worst moment came at 11 a.m.",
    "The disruption was at its worst around 11 a.m.",
    "Just after 11 a.m., the tracker was showing more than 104,000 of them, the most it saw all day.",
    "The curve crested at 11 a.m.",
    "The crescendo came at 11 a.m.",
]


@pytest.mark.parametrize("sentence", PEAKS)
def test_a_peak(sentence: str) -> None:
    assert [(c.label, c.at_local) for c in after_lead(sentence, "time_point")] == [("peak", "11:00")]


EASED = [
    "Complaints had eased by 10pm.",
    "Complaints had subsided by 10pm.",
    "Complaints had slipped to 300 by 10pm.",
    "Complaints had halved by 10pm.",
    "Complaints had shrunk by 10pm.",
    "Complaints faded by 10pm.",
    "Complaints were back to their usual level by 10pm.",
    "Complaints had returned to normal levels by 10pm.",
    "Complaints were back where they had been by 10pm.",
    "Complaints plummeted at 10pm.",
    "Complaints thinned out by 10pm.",
    "Complaints ebbed after 10pm.",
    "Messages began to go through again at 10pm.",
    "Pages started loading again at 10pm.",
    "Users started coming back at 10pm.",
    "Service was partly restored at 10pm.",
    "The app began to recover at 10pm.",
    "At 10pm the fault was fixed, and services begin to recover.",
    "The company began to bring back calls across the country at 10pm.",
    "The app limped back at 10pm.",
    "Most of the sites were reachable by 10pm.",
    "By 10pm the worst was over.",
    "The network was on the mend at 10pm.",
]


@pytest.mark.parametrize("sentence", EASED)
def test_an_easing(sentence: str) -> None:
    assert [(c.label, c.at_local) for c in after_lead(sentence, "time_point")] == [("eased", "22:00")]


RESTORED = [
    "Service was restored at 4:45 p.m.",
    "The app was back at 4:45 p.m.",
    "The app was back up by 4:45 p.m.",
    "The site was reachable again by around 4:45 p.m.",
    "Accounts were accessible again at 4:45 p.m.",
    "It was fully available at 4:45 p.m.",
    "By 4:45 p.m. everything was working again.",
    "As of 4:45 p.m. all services are up.",
    "The bank had digital banking up by 4:45 p.m.",
    "It was 4:45 p.m. before everyone was let back in.",
    "It was not until 4:45 p.m. that the app was back.",
    "The bank needed until 4:45 p.m. to restore logins.",
    "Trading finally got going at 4:45 p.m.",
    "The last of the services was declared healthy at 4:45 p.m.",
    "Users could log back in at 4:45 p.m.",
    "Customers regained access at 4:45 p.m.",
    "The incident was closed at 4:45 p.m., when it was resolved.",
    "The outage ended at 4:45 p.m.",
    "The outage was over by 4:45 p.m.",
    "The company gave the all-clear at 4:45 p.m.",
    "Normal service resumed at 4:45 p.m.",
    "The site returned to normal at 4:45 p.m.",
]


@pytest.mark.parametrize("sentence", RESTORED)
def test_an_end(sentence: str) -> None:
    assert [(c.label, c.at_local) for c in after_lead(sentence, "time_point")] == [("restored", "16:45")]


ONGOING = [
    "The app was still down at 1:15pm.",
    "At 1:15pm it was still not working for many.",
    "At 1:15pm some still had no service.",
    "At 1:15pm service had yet to be restored.",
    "The site remained unreachable at 1:15pm.",
    "At 1:15pm users were still struggling to log in.",
    "At 1:15pm there was no end in sight.",
]


@pytest.mark.parametrize("sentence", ONGOING)
def test_still_down(sentence: str) -> None:
    assert [(c.label, c.at_local) for c in after_lead(sentence, "time_point")] == [("ongoing", "13:15")]


INTERVALS = [
    "The app was down from 3 a.m. to 12:20 p.m.",
    "The app was down between 3 a.m. and 12:20 p.m.",
    "The outage lasted from 3 a.m. until 12:20 p.m.",
    "The outage ran from 3 a.m. till 12:20 p.m.",
    "Users could not log in between 3 a.m. and about 12:20 p.m.",
    "The first lasted from 3 a.m. to 12:20 p.m.",
]


@pytest.mark.parametrize("sentence", INTERVALS)
def test_an_interval_begins_and_ends(sentence: str) -> None:
    found = [(c.label, c.at_local) for c in after_lead(sentence, "time_point")]
    assert found == [("start", "03:00"), ("restored", "12:20")]


SEVERAL = [
    (
        "The app went down at 9 a.m., came back at 10 a.m. and failed again at noon.",
        [("start", "09:00"), ("restored", "10:00"), ("wave", "12:00")],
    ),
    (
        "Complaints began at 9 a.m., peaked at 10 a.m. and had subsided by noon.",
        [("start", "09:00"), ("peak", "10:00"), ("eased", "12:00")],
    ),
    (
        "It was up by 8.30pm, only for it to stumble a second time at 10pm.",
        [("restored", "20:30"), ("wave", "22:00")],
    ),
    ("Complaints peaked at 10 a.m., before the tally slid to 300.", [("peak", "10:00")]),
]


@pytest.mark.parametrize(("sentence", "wanted"), SEVERAL)
def test_each_time_of_a_sentence_has_its_own_event(sentence: str, wanted: list[tuple[str, str]]) -> None:
    assert [(c.label, c.at_local) for c in after_lead(sentence, "time_point")] == wanted


NO_EVENTS = [
    "The company acknowledged the outage at 9 a.m.",
    "A press conference about the outage starts at 9 a.m.",
    "A fire broke out at 9 a.m. in the building next door.",
    "Maintenance began at 9 a.m.",
    "The upgrade started at 9 a.m.",
    "The match starts at 9 a.m. on another channel.",
    "The company hopes to have it fixed by 9 p.m.",
    "Service should be restored by 9 p.m.",
    "Downdetector has taken 4,500 reports since 9 a.m.",
    "Repairs went on through the night.",
    "It was restored after overnight work.",
    "Commuters on the morning commute complained.",
    "Three times in a night the app failed.",
    "Good morning to all who read about the outage here.",
    "The outage was one night to remember.",
    "The assignment was due at 11:59 p.m.",
]


@pytest.mark.parametrize("sentence", NO_EVENTS)
def test_a_time_at_which_nothing_happened_to_the_service(sentence: str) -> None:
    assert after_lead(sentence, "time_point") == []


TIMELINE = """TikTok was down on Monday.
Timeline (US/Pacific)
10:51 - errors start
11:01 - engineers begin to look into it
12:30 - recovered in every region but one
18:18 - the last of the lagging products is declared healthy"""


def test_the_entries_of_a_timeline_are_times_in_its_zone() -> None:
    assert [(c.label, c.at_local, c.timezone) for c in read(TIMELINE, "time_point")] == [
        ("start", "10:51", "America/Los_Angeles"),
        ("eased", "12:30", "America/Los_Angeles"),
        ("restored", "18:18", "America/Los_Angeles"),
    ]


BULLETS = """TikTok was down on Monday. Here is the sequence of events:
- 11:45 UTC: a surge of traffic makes the app fall below acceptable levels.
- 13:58 UTC: with traffic sent elsewhere and most of the machines replaced one by one, errors subside.
- 19:43 UTC: the app is back to normal."""


def test_a_bulleted_sequence_is_a_timeline_too() -> None:
    assert [(c.label, c.at_local, c.timezone) for c in read(BULLETS, "time_point")] == [
        ("start", "11:45", "UTC"),
        ("eased", "13:58", "UTC"),
        ("restored", "19:43", "UTC"),
    ]


BLOG = """TikTok was down on Monday.
3.20pm
It is down again
3.45pm - And it's gone again
The app dropped out at 2.10pm."""


def test_a_live_blogs_stamps_are_no_times_of_the_outage() -> None:
    assert [(c.label, c.at_local) for c in read(BLOG, "time_point")] == [("start", "14:10")]


ZONES = [
    ("The outage began at 6 a.m. US Eastern time.", "America/New_York"),
    ("The outage began at 6 a.m. U.S. Eastern time.", "America/New_York"),
    ("The outage began at 6 a.m. Pacific.", "America/Los_Angeles"),
    ("The outage began at 6 a.m. US Pacific time.", "America/Los_Angeles"),
    ("The outage began at 6 a.m. New Zealand daylight time.", "Pacific/Auckland"),
    ("The outage began at 6 a.m. West Africa time.", "Africa/Lagos"),
    ("The outage began at 6 a.m. Moscow time.", "Europe/Moscow"),
    ("The outage began at 6 a.m. Singapore time.", "Asia/Singapore"),
    ("The outage began at 6 a.m. WIB.", "Asia/Jakarta"),
    ("The outage began at 6 a.m. (UTC).", "UTC"),
    ("The outage began at 0600 GMT.", "UTC"),
    ("The outage began at 6 a.m. local time.", None),
    ("The outage began at 6 a.m.", None),
]


@pytest.mark.parametrize(("sentence", "zone"), ZONES)
def test_the_zone_is_what_the_text_states(sentence: str, zone: str | None) -> None:
    assert [(c.at_local, c.timezone) for c in after_lead(sentence, "time_point")] == [("06:00", zone)]


CARRIED = [
    "The outage began at 6 a.m. US Eastern time. It was over by 9 a.m.",
    "The outage began at 6 a.m. and was over by 9 a.m. Eastern.",
    "All times are ET. The outage began at 6 a.m. and was over by 9 a.m.",
    "What happened when (ET). The outage began at 6 a.m. and was over by 9 a.m.",
]


@pytest.mark.parametrize("text", CARRIED)
def test_a_zone_holds_for_the_other_times(text: str) -> None:
    assert [c.timezone for c in after_lead(text, "time_point")] == ["America/New_York"] * 2


def test_a_later_sentences_zone_does_not_hold_backwards() -> None:
    found = after_lead("The outage began at 6 a.m. It was over by 9 a.m. Eastern.", "time_point")
    assert [c.timezone for c in found] == [None, "America/New_York"]


NIGHT = datetime(2026, 3, 1, 17, 40, tzinfo=UTC)  # 4.40 am on March 2 in Sydney


def test_a_time_of_the_evening_told_after_midnight_was_the_day_before() -> None:
    story = article(
        "TikTok is down. It stopped loading at about 8.30pm AEDT.",
        published_at=NIGHT,
        outlet_timezone="Australia/Sydney",
    )
    _, dated, claims = read_outage(story)
    assert [str(c.happened_at) for c in claims if c.metric == "time_point"] == ["2026-03-01 09:30:00+00:00"]
    assert (str(dated[0]), dated[1]) == ("2026-03-01", "published")


def test_no_time_lies_after_publication_but_for_the_minutes_of_rounding() -> None:
    text = "TikTok is down. It went dark at 5:00 p.m. UTC and was still down at 6 p.m. UTC."
    _, _, claims = read_outage(article(text, published_at=NIGHT, outlet_timezone="UTC"))
    told = {c.at_local: str(c.happened_at) for c in claims if c.metric == "time_point"}
    assert told == {"17:00": "2026-03-01 17:00:00+00:00", "18:00": "2026-03-01 18:00:00+00:00"}


LENGTHS = [
    ("The outage came to just over three hours.", 180, "at_least"),
    ("The main disruption came to about 95 minutes.", 95, "about"),
    ("The app was down for two-and-a-half hours.", 150, "exact"),
    ("The app was down for 2½ hours.", 150, "exact"),
    ("The app was down for 2h 28m.", 148, "exact"),
    ("The app was down for 2hrs 28mins.", 148, "exact"),
    ("The app was down for three and a quarter hours.", 195, "exact"),
    ("The app was down for 90-odd minutes.", 90, "exact"),
    ("The app has been down for 15 hours and counting.", 900, "at_least"),
    ("The app was down for over three days.", 4320, "at_least"),
    ("The flood kept knocking the app out over three days.", 4320, "exact"),
    ("The eight-hour TikTok outage was caused by an attack.", 480, "exact"),
    ("Yesterday's two-hour US outage was caused by an attack.", 120, "exact"),
    ("An outage of more than two weeks followed.", 20160, "at_least"),
    ("The network fell over for four hours and 25 minutes.", 265, "exact"),
    ("Trouble began at 5 a.m., and service was back roughly 26 hours later.", 1560, "about"),
    ("Nearly six hours on, it was still not working for many.", 360, "at_most"),
    (
        "The failure cost shoppers an evening: it took out the app, the site and all of the tills, for two hours.",
        120,
        "exact",
    ),
    ("It was fixed within 40 minutes.", 40, "at_most"),
    ("The issue was resolved in under an hour.", 60, "at_most"),
    ("It was up and running after some 50 minutes.", 50, "about"),
    ("Traders lost an hour of trading.", 60, "exact"),
    ("For an hour and 47 minutes nobody could log in.", 107, "exact"),
    ("The app was down for weeks.", None, "vague"),
    ("The app was down for most of the morning.", None, "vague"),
]


@pytest.mark.parametrize(("sentence", "minutes", "qualifier"), LENGTHS)
def test_how_long_it_lasted(sentence: str, minutes: float | None, qualifier: str) -> None:
    assert [(c.value, c.qualifier) for c in after_lead(sentence, "duration")] == [(minutes, qualifier)]


NO_LENGTHS = [
    "It was the second outage in four days.",
    "It failed three times in a day.",
    "More than 10,000 complaints were logged within an hour when it went down.",
    "The bank kept its branches open for two hours longer.",
    "We cover such incidents with a median duration of 74 minutes.",
    "A review of the outage is promised within 72 hours.",
    "Customers get two days of free airtime after the outage.",
    "The outage came six months after another.",
    "The company opened two years ago.",
]


@pytest.mark.parametrize("sentence", NO_LENGTHS)
def test_a_length_of_something_else(sentence: str) -> None:
    assert after_lead(sentence, "duration") == []
