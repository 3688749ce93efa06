"""Figures in lists, tables and rises; lengths, waves and places that look alike and are none."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead, read

RISES = [
    ("Reports on Downdetector rose from 2,000 to 14,000.", [2000, 14000]),
    ("Reports on Downdetector climbed from 300 to 5,000.", [300, 5000]),
    ("Complaints on Downdetector had grown from 300 to 5,000.", [300, 5000]),
    ("Downdetector's count fell from 14,000 to 900.", [14000, 900]),
    ("Downdetector's count jumped quickly from 900 to 14,000.", [900, 14000]),
    ("Reports on Downdetector peaked at 7:14 p.m., at more than 37,000.", [37000]),
    ("Complaints on Downdetector hit their high at 7 a.m., with around 4,000.", [4000]),
    ("Downdetector is at almost 11,000.", [11000]),
    ("Nearly forty-five thousand users complained on Downdetector.", [45000]),
    ("The thieves say they have 26,000 customer reports.", []),
]
SHARES = [
    "Roughly 79%, 20% and 1% of the reports on Downdetector were about the app, the website and the feed.",
    "On Downdetector, 79, 20 and 1 per cent of the reports concerned the app, the website and the feed.",
    "The app, the website and the feed made up 79%, 20% and 1% of the reports on Downdetector, respectively.",
    "Reports on Downdetector:\n- App: 79%\n- Website: 20%\n- Feed: 1%",
]
LENGTHS = [
    ("In those 90 minutes nobody could call.", [90]),
    ("Users were looking at a frozen screen for two hours.", [120]),
    ("The app took a 35-minute nap.", [35]),
    ("It was nearly 14 hours before service was restored.", [840]),
    ("It has not taken an order for six days.", [8640]),
    ("The waves lasted about 35 minutes on average.", [35]),
    ("The contract allows for no more than 22 minutes of downtime a year.", []),
    ("An exercise in March ran for 90 minutes.", []),
    ("The minister spent two hours before a committee on the outage.", []),
]
WAVES = [
    ("The service stumbled twice.", [2]),
    ("Customers lost their calls two times.", [2]),
    ("Traffic was about three times the usual peak, and the app failed.", []),
    ("Two botnets joined the assault.", []),
]
PLACES = [
    ("Spotify was down in 26 countries, among them Brazil, Mexico and Germany.", ["BR", "DE", "MX"]),
    ("Calls did not go through in Osaka, Nagoya and other Japanese cities.", ["JP"]),
    ("Users in Halifax were cut off, while Mozambique was not affected.", ["CA"]),
    ("Users in Texas were hit hardest; Brazil was spared.", ["US"]),
    ("Qantas reported no trouble in Sydney, but New Zealand was cut off.", ["NZ"]),
    ("Users in Kenya were cut off, said the Irish bank AIB.", ["KE"]),
    ("Reports were down by noon in Ghana, said Italy's consumer group.", ["GH"]),
    ("The app was down in France, and Hydro-Quebec lost its website.", ["FR"]),
    ("No corner of the globe was spared.", ["WORLD"]),
]


@pytest.mark.parametrize(("sentence", "values"), RISES)
def test_a_rise_has_a_figure_at_each_end(sentence: str, values: list[float]) -> None:
    claims = after_lead(sentence, "report_count")
    assert [(c.value, c.value_high) for c in claims] == [(value, None) for value in values]


@pytest.mark.parametrize("text", SHARES)
def test_shares_and_what_they_are_about_pair_in_their_order(text: str) -> None:
    claims = after_lead(text, "report_share")
    assert [(c.label, c.value) for c in claims] == [("app", 79), ("website", 20), ("feed", 1)]


@pytest.mark.parametrize(("sentence", "minutes"), LENGTHS)
def test_a_length_is_the_outages_own(sentence: str, minutes: list[float]) -> None:
    assert [c.value for c in after_lead(sentence, "duration")] == minutes


@pytest.mark.parametrize(("sentence", "values"), WAVES)
def test_how_often_it_failed(sentence: str, values: list[float]) -> None:
    assert [c.value for c in after_lead(sentence, "wave_count")] == values


@pytest.mark.parametrize(("sentence", "codes"), PLACES)
def test_a_place_that_was_spared_or_is_a_bodys_home_is_none(sentence: str, codes: list[str]) -> None:
    assert sorted(c.label or "" for c in after_lead(sentence, "affected_region")) == codes


@pytest.mark.parametrize(
    "text",
    [
        "They had 12,000, 5,000 and 900 reports respectively on Downdetector.",
        "Facebook, Instagram and WhatsApp had 12,000, 5,000 and 900 reports respectively, according to Downdetector.",
        "Reports on Downdetector:\nFacebook: 12,000\nInstagram: 5,000\nWhatsApp: 900",
    ],
)
def test_figures_and_services_pair_in_their_order(text: str) -> None:
    claims = read(f"Facebook, Instagram and WhatsApp went down on Tuesday. {text}", "report_count")
    assert [(c.platform, c.value) for c in claims] == [("facebook", 12000), ("instagram", 5000), ("whatsapp", 900)]


def test_at_the_same_time_is_the_time_before() -> None:
    claims = read("TikTok failed. Downdetector had 900 reports at 9 a.m. ET. Canada had 400 at the same time.")
    assert [c.at_local for c in claims if c.metric == "report_count"] == ["09:00", "09:00"]


COUNTED_BY = [
    ("By noon more than 360 flights had been cancelled.", "affected_count", "12:00"),
    (
        "As of 5:58 p.m. some 25,700 users in several parts of the country had flagged it on Downdetector.",
        "report_count",
        "17:58",
    ),
    (
        "Over 25,700 users in parts of the country had flagged it on the tracking website Downdetector by 5.58 pm.",
        "report_count",
        "17:58",
    ),
]


@pytest.mark.parametrize(("sentence", "metric", "at_local"), COUNTED_BY)
def test_a_figure_has_the_time_until_which_was_counted(sentence: str, metric: str, at_local: str) -> None:
    assert [c.at_local for c in after_lead(sentence, metric)] == [at_local]


@pytest.mark.parametrize(
    "sentence",
    ["Downdetector has 489 million subscribers on file.", "It changes its software in the small hours, the firm said."],
)
def test_a_customer_base_and_the_small_hours_are_no_claims(sentence: str) -> None:
    assert after_lead(sentence, "report_count") == after_lead(sentence, "duration") == []
