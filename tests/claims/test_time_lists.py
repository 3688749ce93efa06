"""Times in lists and timelines, of places, in words that no list has, and first surges."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead, read

LISTS = [
    ("It went down at 6, 10 and 11:30 a.m. ET.", "start 06:00, wave 10:00, wave 11:30"),
    ("It went down at 6am, 10am and 11.30am.", "start 06:00, wave 10:00, wave 11:30"),
    ("It failed at 9 a.m. and again at 2 p.m.", "start 09:00, wave 14:00"),
    ("It failed at 9 and 11 a.m., and was back at noon.", "start 09:00, wave 11:00, restored 12:00"),
    ("Reports peaked at 9 a.m. and at 2 p.m.", "peak 09:00, peak 14:00"),
    ("It failed at 9 a.m., and by 11 a.m. videos were playing again.", "start 09:00, restored 11:00"),
    ("It failed at half past four in the afternoon and was back by quarter to six.", "start 16:30, restored 17:45"),
    ("It broke down just before half eleven.", "start 11:30"),
    ("The screens went black at 20h15 and the picture was back at 21h40.", "start 20:15, restored 21:40"),
    (
        "Timeline (UTC): 13:37 connectivity lost; 13:50 engineers paged; 19:41 service restored.",
        "start 13:37, restored 19:41",
    ),
    ("Reports fell from 2,000 at 9 a.m. to 300 at noon.", "eased 12:00"),
]
ONCE = [
    ("Reports spiked at 9 a.m.", "start"),
    ("Complaints jumped at about 9 a.m.", "start"),
    ("There was a surge of complaints at 9 a.m.", "start"),
    ("Reports spiked again at 9 a.m.", "wave"),
    ("In a fresh round of trouble, pages failed to load from 9 a.m.", "wave"),
    ("The attacks stopped at 9 a.m.", "restored"),
    ("Traffic began to drop at 9 a.m.", "start"),
    ("Reports began to drop at 9 a.m.", "eased"),
    ("Speeds picked up at 9 a.m.", "eased"),
    ("Service came back gradually at 9 a.m.", "eased"),
    ("All systems had been green until 9 a.m.", "start"),
    ("The connections had gone at 9 a.m.", "start"),
    ("The errors had gone by 9 a.m.", "restored"),
    ("The service keeled sideways at 9 a.m.", "start"),
    ("The app pirouetted back at 9 a.m.", "restored"),
]
NONE = [
    "It took until 9 a.m. to say that it was aware of the problem.",
    "Sprinklers went off at 9 a.m., soaking the racks.",
    "Staff were told to let passengers board without a ticket until 9 p.m.",
    "In the first round, early on, there were 26,000 at 9 a.m.",
    "The exchange opened at 9 a.m.",
    "The network was praised at 9 a.m., he said.",
]
LOCAL = [
    ("It went down in Japan at 9 a.m. local time.", "Asia/Tokyo"),
    ("It went down at 9 a.m. local time in Kenya.", "Africa/Nairobi"),
    ("It went down at 9 a.m., New York time.", "America/New_York"),
    ("In Chicago it went down at 9 a.m. local time.", "America/Chicago"),
    ("It went down at 6:15 a.m. Atlantic Time.", "America/Halifax"),
    ("Irish users were cut off at 9 a.m. IST.", "Europe/Dublin"),
    ("Indian users were cut off at 9 a.m. IST.", "Asia/Kolkata"),
    ("It went down in the United States at 9 a.m. local time.", None),
]


def told(sentence: str) -> str:
    return ", ".join(f"{c.label} {c.at_local}" for c in after_lead(sentence, "time_point"))


@pytest.mark.parametrize(("sentence", "wanted"), LISTS)
def test_times_of_a_list_share_their_verb_their_half_of_the_day_and_their_zone(sentence: str, wanted: str) -> None:
    assert told(sentence) == wanted


@pytest.mark.parametrize(("sentence", "label"), ONCE)
def test_what_a_clause_says_of_its_time(sentence: str, label: str) -> None:
    assert told(sentence) == f"{label} 09:00"


@pytest.mark.parametrize("sentence", NONE)
def test_a_time_of_something_else_is_no_event(sentence: str) -> None:
    assert told(sentence) == ""


@pytest.mark.parametrize(("sentence", "zone"), LOCAL)
def test_local_time_is_that_of_the_place(sentence: str, zone: str | None) -> None:
    assert [c.timezone for c in after_lead(sentence, "time_point")] == [zone]


def test_a_surge_after_an_earlier_time_is_a_further_wave() -> None:
    claims = read("TikTok went down at 8 a.m. Reports on Downdetector surged at 11 a.m.", "time_point")
    assert [(c.label, c.at_local) for c in claims] == [("start", "08:00"), ("wave", "11:00")]


def test_lines_that_go_forward_in_time_are_a_timeline_and_a_live_blogs_are_not() -> None:
    forward = "TikTok failed.\n09:47 UTC - Error rates begin to climb.\n10:36 UTC - Traffic back to normal levels."
    backward = "TikTok failed.\n10:36 UTC - Traffic back to normal levels.\n09:47 UTC - Error rates begin to climb."
    assert [c.at_local for c in read(forward, "time_point")] == ["09:47", "10:36"]
    assert read(backward, "time_point") == []


def test_two_services_in_a_sentence_have_a_time_each() -> None:
    claims = read("Facebook went down at 9 a.m. ET and Instagram at 10 a.m.", "time_point")
    assert [(c.platform, c.at_local) for c in claims] == [("facebook", "09:00"), ("instagram", "10:00")]
