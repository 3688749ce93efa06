"""Claims in a few words for people."""

from __future__ import annotations

import pytest

from pipeline.incidents.said import clock, label_name, minutes, number, region_name, said, zone_name
from tests.comparing.drawn import MONDAY, Spec, at, began, blamed, event, lasted, make_claim, reports, told, utc

SAID = [
    (reports(40_000, qualifier="at_least", **at(MONDAY, "10:00")), "at least 40,000 reports at 10:00 ET"),
    (reports(28_570, qualifier="about"), "about 28,570 reports"),
    (reports(40_000, qualifier="at_most", label="peak"), "at most 40,000 reports at the peak"),
    (reports(366_172, label="total", region="US"), "366,172 reports in all in the US"),
    (reports(5_000, platform="snapchat"), "5,000 reports for Snapchat"),
    (reports(20_000, value_high=25_000, qualifier="range"), "20,000 to 25,000 reports"),
    (told("report_share", label="app", value=56, unit="percent", qualifier="exact"), "56% app"),
    (told("affected_count", value=1_000, unit="users", qualifier="vague"), "thousands of users"),
    (told("affected_count", value=10e6, unit="customers", qualifier="about"), "about 10 million customers"),
    (began(MONDAY, "05:30"), "began at 05:30 ET"),
    (event("restored", MONDAY, "17:08", "Europe/London"), "was restored at 17:08 UK time"),
    (told("time_point", label="peak", at_local="12:00"), "peaked at 12:00"),
    (told("time_point", label="peak", other_label="wave", at_local="evening"),
     "peaked or a further wave in the evening"),
    (told("time_point", label="wave", at_local="night"), "a further wave at night"),
    (lasted(60, qualifier="at_least"), "at least 1 hour"),
    (lasted(107, qualifier="exact"), "1 hour 47 minutes"),
    (lasted(None, qualifier="vague"), "for hours"),
    (lasted(60, value_high=120, qualifier="range"), "1 hour to 2 hours"),
    (told("wave_count", value=3, unit="waves", qualifier="exact"), "3 waves"),
    (told("affected_region", label="IN"), "India"),
    (told("affected_region", label="WORLD"), "the world"),
    (blamed("ddos", "Elon Musk", "asserted"), "DDoS (asserted by Elon Musk)"),
    (blamed("software_bug", None, "suggested"), "software bug (suggested)"),
    (blamed("UA", "Elon Musk", "suggested", metric="origin"), "from Ukraine (suggested by Elon Musk)"),
    (
        blamed("nation-state", "Elon Musk", "suggested", metric="actor", other_label="organised group"),
        "nation-state or organised group (suggested by Elon Musk)",
    ),
    (told("response", label="no_comment"), "no comment"),
    (told("financial_impact", label="compensation", value=7.5e6, unit="GBP", qualifier="at_most"),
     "compensation at most 7.5 million GBP"),
    (told("financial_impact", label="share_price", value=2.3, unit="percent", qualifier="exact"), "share price 2.3%"),
    (told("financial_impact", label="damage"), "damage"),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "words"), SAID)
def test_a_claim_reads_as_people_would_say_it(spec: Spec, words: str) -> None:
    assert said(make_claim(spec), "x") == words


def test_the_incidents_own_platform_is_not_named_again() -> None:
    assert said(make_claim(reports(40_000, platform="x")), "x") == "40,000 reports"
    assert said(make_claim(reports(40_000, platform="x"))) == "40,000 reports"


def test_a_platform_that_we_do_not_know_is_called_by_its_slug() -> None:
    assert said(make_claim(reports(7, platform="no-such-service")), "x") == "7 reports for no-such-service"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"), (28_570, "28,570"), (999_999, "999,999"), (1_000_000, "1 million"), (8_500_000, "8.5 million"),
        (1_234_567, "1,234,567"), (2_500_000_000, "2.5 billion"), (4_100_000_000, "4.1 billion"), (2.3, "2.3"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_the_press_writes_them(value: float, words: str) -> None:
    assert number(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0 minutes"), (1, "1 minute"), (15, "15 minutes"), (60, "1 hour"), (61, "1 hour 1 minute"),
        (480, "8 hours"), (1440, "24 hours"), (2880, "2 days"), (7200, "5 days"), (3000, "50 hours"),
    ],
)  # fmt: skip
def test_minutes_are_told_in_the_unit_that_suits_them(value: float, words: str) -> None:
    assert minutes(value) == words


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("America/New_York", "5:45 a.m. ET"), ("America/Los_Angeles", "2:45 a.m. PT"), ("UTC", "9:45 UTC"),
        ("Europe/London", "9:45 UK time"), ("Asia/Kolkata", "15:15 IST"), ("Australia/Sydney", "20:45 Sydney time"),
    ],
)  # fmt: skip
def test_an_instant_is_read_off_the_clocks_of_its_zone(zone: str, words: str) -> None:
    assert clock(utc(MONDAY, "09:45"), zone) == words


@pytest.mark.parametrize(("hour", "words"), [("04:00", "12:00 a.m. ET"), ("16:00", "12:00 p.m. ET")])
def test_noon_and_midnight_are_twelve(hour: str, words: str) -> None:
    assert clock(utc(MONDAY, hour), "America/New_York") == words


def test_a_zone_without_a_name_of_its_own_is_its_citys() -> None:
    assert zone_name("America/Argentina/Buenos_Aires") == "Buenos Aires time"


def test_regions_have_names_and_unknown_codes_stay() -> None:
    assert [region_name(code) for code in ("US", "KR", "NORTH-AMERICA", "QZ")] == [
        "the US", "South Korea", "North America", "QZ",
    ]  # fmt: skip


def test_both_labels_are_told() -> None:
    assert label_name(make_claim(blamed("dns", None, "asserted", other_label="routing"))) == "DNS or routing"
