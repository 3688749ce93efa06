"""Times of day and their zones."""

from __future__ import annotations

import pytest

from pipeline.claims.mentions.clock import find_clock_times, find_zones, zone_of
from pipeline.claims.plain import plain

NY, LONDON = "America/New_York", "Europe/London"

TIMES = [
    ("at 5:30 a.m. ET", [("05:30", NY)]),
    ("at 5:30 a.m. Eastern Time", [("05:30", NY)]),
    ("at 9.31am", [("09:31", None)]),
    ("at 10 a.m. EST", [("10:00", NY)]),
    ("at 2:10 p.m., AT&T said", [("14:10", None)]),
    ("around 8.30 pm IST", [("20:30", "Asia/Kolkata")]),
    ("around 0945 UTC", [("09:45", "UTC")]),
    ("at 13:17 (UTC)", [("13:17", "UTC")]),
    ("at 16:00 CET", [("16:00", "Europe/Berlin")]),
    ("by 13:45", [("13:45", None)]),
    ("ratio 4:30 here", []),
    ("at noon ET", [("12:00", NY)]),
    ("just before midnight GMT", [("00:00", "UTC")]),
    ("in the afternoon", [("afternoon", None)]),
    ("overnight", [("night", None)]),
    ("late-night", []),
    ("one night", []),
    ("12 a.m.", [("00:00", None)]),
    ("12:30 p.m.", [("12:30", None)]),
    ("13 a.m.", []),
    ("8am UK time", [("08:00", LONDON)]),
    ("11pm Singapore time", [("23:00", "Asia/Singapore")]),
    ("7 a.m. Brasília time", [("07:00", "America/Sao_Paulo")]),
    ("6 p.m. local time", [("18:00", None)]),
    ("9 o'clock in the evening", [("21:00", None)]),
    ("4 p.m. PT", [("16:00", "America/Los_Angeles")]),
    ("10.30pm AEDT", [("22:30", "Australia/Sydney")]),
    ("between 4:31 a.m. and 6:10 a.m. PDT", [("04:31", "America/Los_Angeles"), ("06:10", "America/Los_Angeles")]),
    ("from 3:11 a.m. to 6:01 p.m. Eastern", [("03:11", NY), ("18:01", NY)]),
    ("between 8 and 9 a.m. GMT", [("08:00", "UTC"), ("09:00", "UTC")]),
    ("7:10 a.m. EDT (1110 GMT)", [("07:10", NY)]),
    ("8:15 a.m. ET / 1315 GMT", [("08:15", NY)]),
    ("at half past nine", [("09:30", None)]),
    ("a quarter to ten in the evening", [("21:45", None)]),
    ("five past midnight", [("00:05", None)]),
    ("ten minutes to midnight", [("23:50", None)]),
    ("10 past 9 in the morning", [("09:10", None)]),
    ("ten past four pm BST", [("16:10", LONDON)]),
    ("twenty past six that evening", [("18:20", None)]),
    ("between five to six hours", []),
    ("at nine in the morning", [("09:00", None)]),
    ("around 8.30 on Tuesday evening", [("20:30", None)]),
    ("on Sunday evening at 6:30", [("evening", None), ("18:30", None)]),
    ("on Sunday night around 11", [("night", None), ("23:00", None)]),
    ("on Sunday night around 11 servers failed", [("night", None)]),
    ("at 2 at night", [("02:00", None)]),
    ("at 17.30", [("17:30", None)]),
    ("at 21.05 CET", [("21:05", "Europe/Berlin")]),
    ("shares fell by 12.45 pc", []),
    ("at 13.45 per cent", []),
    ("at 9.30 percent", []),
    ("from 9 to 11 a.m.", [("09:00", None), ("11:00", None)]),
    ("from 8 until 11.30 pm ET", [("20:00", NY), ("23:30", NY)]),
    ("between 3 and 4 pm IST", [("15:00", "Asia/Kolkata"), ("16:00", "Asia/Kolkata")]),
    ("0530 GMT", [("05:30", "UTC")]),
    ("at 1530 hours IST", [("15:30", "Asia/Kolkata")]),
    ("by 1:05 a.m. in Kyiv", [("01:05", "Europe/Kyiv")]),
    ("at 10.51am on Thursday in California", [("10:51", "America/Los_Angeles")]),
    ("• 17:06 Everything works", [("17:06", None)]),
    ("17:06 UTC Errors stop", [("17:06", "UTC")]),
    ("from 1:35 a.m. on July 2 to 3 p.m. on July 4", [("01:35", None), ("15:00", None)]),
]


@pytest.mark.parametrize(("text", "wanted"), TIMES)
def test_times_of_day(text: str, wanted: list[tuple[str, str | None]]) -> None:
    assert [(t.at_local, t.zone) for t in find_clock_times(plain(text), None)] == wanted


IST = [("IN", "Asia/Kolkata"), ("IE", "Europe/Dublin"), ("IL", "Asia/Jerusalem"), (None, "Asia/Kolkata")]


@pytest.mark.parametrize(("country", "zone"), IST)
def test_ist_is_that_of_the_outlets_country(country: str | None, zone: str) -> None:
    [time] = find_clock_times("at 9 a.m. IST", country)
    assert time.zone == zone


ZONES = [
    ("ET", NY),
    ("ET/PT", NY),
    ("Eastern", NY),
    ("British Summer Time", LONDON),
    ("Tokyo time", "Asia/Tokyo"),
    ("local time", None),
    (None, None),
]


@pytest.mark.parametrize(("phrase", "zone"), ZONES)
def test_zones_by_name(phrase: str | None, zone: str | None) -> None:
    assert zone_of(phrase, None) == zone


def test_a_zone_can_stand_alone_for_the_times_that_follow() -> None:
    [zone] = find_zones("Here is how it went, in Pacific time:", None)
    assert zone.zone == "America/Los_Angeles"


@pytest.mark.parametrize("text", ["All times below are UTC.", "All times are given in UTC.", "Times are in UTC."])
def test_the_zone_of_a_list_is_said_before_it(text: str) -> None:
    assert [zone.zone for zone in find_zones(text, None)] == ["UTC"]


def test_the_span_is_the_times_own_in_a_text_with_accents() -> None:
    text = plain("À Genève – l’outage – at 9 a.m. ET it ended")
    [time] = find_clock_times(text, None)
    assert text[time.start : time.end] == "9 a.m. ET"
