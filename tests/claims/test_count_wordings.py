"""Trackers' counts in the press's many wordings: bare figures, lists, parts of a whole, times and countries shared."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead, read

WORDINGS = [
    "Downdetector had 6,300 reports.",
    "Downdetector's count stood at 6,300.",
    "The number of reports on Downdetector slipped to 6,300.",
    "The number of reports on Downdetector sank to 6,300.",
    "The number of reports on Downdetector shrank to 6,300.",
    "Complaints on Downdetector rocketed to 6,300.",
    "Complaints on Downdetector touched 6,300.",
    "Complaints on Downdetector ballooned to 6,300.",
    "Complaints on Downdetector settled at 6,300.",
    "Complaints on Downdetector hovered around 6,300.",
    "Complaints on Downdetector levelled off at 6,300.",
    "Complaints on Downdetector blew past 6,300.",
    "Complaints on Downdetector went as high as 6,300.",
    "Complaints on Downdetector maxed out at 6,300.",
    "Downdetector chalked up 6,300 complaints.",
    "Downdetector pulled in 6,300 complaints.",
    "Downdetector picked up 6,300 reports.",
    "Downdetector noted 6,300 reports.",
    "Downdetector displayed 6,300 reports.",
    "Reports to Downdetector began at dawn, and 6,300 had come in before the app recovered.",
    "Reports poured in to Downdetector, and 6,300 had piled up within minutes.",
    "On Downdetector 6,300 users moaned about it.",
    "On Downdetector 6,300 people griped about the app.",
    "Some 6,300 people wrote in to Downdetector.",
    "Downdetector heard 6,300 gripes.",
    "Downdetector heard 6,300 grumbles about the app.",
    "There were 6,300 pings on Downdetector.",
    "Around 6,300 reports arrived at Downdetector.",
    "Downdetector's tally amounted to 6,300.",
    "Downdetector put the number at 6,300.",
    "Downdetector had 6 300 reports.",
    "Downdetector had 6.300 reports.",
    "Downdetector had 6.3k reports.",
]


@pytest.mark.parametrize("sentence", WORDINGS)
def test_a_count_is_read_in_any_wording(sentence: str) -> None:
    assert [c.value for c in after_lead(sentence, "report_count")] == [6300]


QUALIFIED = [
    ("Downdetector had upwards of 800 reports.", 800, "at_least"),
    ("Downdetector had comfortably more than 800 reports.", 800, "at_least"),
    ("Downdetector had way over 800 reports.", 800, "at_least"),
    ("Downdetector had 800-plus reports.", 800, "at_least"),
    ("Downdetector had 800+ reports.", 800, "at_least"),
    ("Downdetector had no fewer than 800 reports.", 800, "at_least"),
    ("Downdetector had not quite 800 reports.", 800, "at_most"),
    ("Downdetector had just shy of 800 reports.", 800, "at_most"),
    ("Downdetector had close to 800 reports.", 800, "at_most"),
    ("Downdetector had just under 800 reports.", 800, "at_most"),
    ("Downdetector had as many as 800 reports.", 800, "at_most"),
    ("Downdetector had 800-odd reports.", 800, "about"),
    ("Downdetector had 800 or so reports.", 800, "about"),
    ("Downdetector had roughly 800 reports.", 800, "about"),
    ("Downdetector had in the region of 800 reports.", 800, "about"),
    ("Downdetector had somewhere around 800 reports.", 800, "about"),
    ("Downdetector had 800 reports.", 800, "exact"),
    ("Downdetector had exactly 800 reports.", 800, "exact"),
]


@pytest.mark.parametrize(("sentence", "value", "qualifier"), QUALIFIED)
def test_how_exact_a_count_is(sentence: str, value: float, qualifier: str) -> None:
    assert [(c.value, c.qualifier) for c in after_lead(sentence, "report_count")] == [(value, qualifier)]


LISTS = [
    (
        "Downdetector's peaks, in reports: Instagram about 46,000, Snapchat 14,700, Discord 11,000-odd.",
        [("instagram", 46000), ("snapchat", 14700), ("discord", 11000)],
    ),
    (
        "Downdetector had 5,200 reports for Instagram and 900 for Snapchat.",
        [("instagram", 5200), ("snapchat", 900)],
    ),
    (
        "Nearly 21,000 Reddit users reported trouble on Downdetector, and 2,400 did so for Snapchat.",
        [("reddit", 21000), ("snapchat", 2400)],
    ),
    (
        "Downdetector counted 5,200 complaints about Instagram, 900 about Snapchat and 350 about Discord.",
        [("instagram", 5200), ("snapchat", 900), ("discord", 350)],
    ),
    (
        "On Downdetector, Instagram drew 5,200 reports, Snapchat 900 and Discord 350.",
        [("instagram", 5200), ("snapchat", 900), ("discord", 350)],
    ),
]


@pytest.mark.parametrize(("sentence", "wanted"), LISTS)
def test_each_service_of_a_list_has_its_count(sentence: str, wanted: list[tuple[str, float]]) -> None:
    assert [(c.platform, c.value) for c in after_lead(sentence, "report_count")] == wanted


TIMED = [
    ("By 4pm, Downdetector had 300 reports for Instagram and 120 for Snapchat.", ["16:00", "16:00"]),
    ("Downdetector had 2,681 reports for Instagram and some 500 for Snapchat by 9am.", ["09:00", "09:00"]),
    ("As at 8.05pm, Downdetector showed 1,372 reports for Instagram and 614 for Snapchat.", ["20:05", "20:05"]),
    ("Downdetector had 300 reports at 4pm and 900 at 5pm.", ["16:00", "17:00"]),
    ("At 10:15 a.m. Downdetector was showing 4,000 reports.", ["10:15"]),
]


@pytest.mark.parametrize(("sentence", "times"), TIMED)
def test_counts_of_a_list_share_its_time(sentence: str, times: list[str | None]) -> None:
    assert [c.at_local for c in after_lead(sentence, "report_count")] == times


COUNTRIES = [
    ("Downdetector had 5,200 reports in Canada.", ["CA"]),
    ("Downdetector had 5,200 reports from users in Canada.", ["CA"]),
    ("In Canada, Downdetector had 5,200 reports.", ["CA"]),
    ("In Canada, where it was late afternoon, Downdetector (or its local page) had 5,200 reports.", ["CA"]),
    ("Downdetector had 5,200 Canadian reports.", ["CA"]),
    ("Downdetector had 5,200 reports in Toronto.", ["CA"]),
    ("Downdetector had 5,200 reports in Canada and 900 in Mexico.", ["CA", "MX"]),
    ("Downdetector had 5,200 reports in Canada and 40,000 worldwide.", ["CA", None]),
    ("Canada accounted for 5,200 of Downdetector's reports, Mexico for 900.", ["CA", "MX"]),
    ("Downdetector had 5,200 local reports for Instagram, 900 for Snapchat and 350 for Discord.", ["NZ", "NZ", "NZ"]),
    ("The outage hit Canada; Downdetector had 5,200 reports in the country.", ["CA"]),
    ("At 8am Downdetector had 5,200 reports in Canada; an hour later it was 900.", ["CA", "CA"]),
    ("Downdetector had 5,200 reports.", [None]),
]


@pytest.mark.parametrize(("sentence", "regions"), COUNTRIES)
def test_a_count_is_for_the_country_that_the_text_limits_it_to(sentence: str, regions: list[str | None]) -> None:
    assert [c.region for c in after_lead(sentence, "report_count", outlet_country="NZ")] == regions


def test_the_number_that_fell_is_for_the_country_of_the_sentence_before() -> None:
    found = read(
        "TikTok was down. Downdetector had 400 reports from Canada. The number then climbed to 1,900.", "report_count"
    )
    assert [(c.value, c.region) for c in found] == [(400, "CA"), (1900, "CA")]


def test_the_count_of_a_new_paragraph_goes_on_from_the_tracker() -> None:
    found = read(
        "TikTok was down. Downdetector had 12,000 reports.\nThe count slipped to less than 1,500 by 3.30 pm.",
        "report_count",
    )
    assert [(c.value, c.at_local) for c in found] == [(12000, None), (1500, "15:30")]


NO_COUNTS = [
    "The bank took 225,492 complaints in the year that followed.",
    "TikTok was founded in 2016.",
    "TikTok has 170 million users in America.",
    "Some 80,000 customers took their business elsewhere.",
    "The lawsuit drew 5,200 signatures.",
    "Tickets cost 5,200 yen.",
    "It was the third outage in 24 months.",
    "The company employs 5,200 people.",
    "Regulators handled 5,200 grievances against lenders last year.",
]


@pytest.mark.parametrize("sentence", NO_COUNTS)
def test_what_no_tracker_counted_is_no_report_count(sentence: str) -> None:
    assert after_lead(sentence, "report_count") == []


SHARES = [
    ("Downdetector said 57% of the reports concerned the app.", [("app", 57)]),
    ("Downdetector said fifty-seven percent of the reports concerned the app.", [("app", 57)]),
    ("On Downdetector, 57 pct of users complained about the app.", [("app", 57)]),
    ("On Downdetector, three in five reports were about mobile banking.", [("app", 60)]),
    ("On Downdetector, two out of three complaints concerned the website.", [("website", 67)]),
    ("On Downdetector, seven in ten of those who reported a problem had no signal.", [("signal", 70)]),
    ("On Downdetector, three-fifths of the reports were about logging in.", [("login", 60)]),
    ("On Downdetector, four fifths of the complaints were about streaming.", [("streaming", 80)]),
    ("On Downdetector, half of the reports were about payments.", [("payment", 50)]),
    ("On Downdetector, nine out of every ten complaints were about the feed.", [("feed", 90)]),
    (
        "On Downdetector, 47 per cent of reports had to do with servers, a quarter with websites and 12 per cent "
        "with hosting.",
        [("server", 47), ("website", 25), ("other", 12)],
    ),
    ("On Downdetector, 92 per cent of gripes were about the chatbot itself.", [("other", 92)]),
    (
        "On Downdetector, 56% of reports had no signal and 7 pct had trouble with FibreBox.",
        [("signal", 56), ("other", 7)],
    ),
    (
        "On Downdetector, the app made up 57% of reports, the website 33% and the feed 10%.",
        [("app", 57), ("website", 33), ("feed", 10)],
    ),
    ("On Downdetector, roughly a third of the reports cited the server connection.", [("server", 33)]),
]


@pytest.mark.parametrize(("sentence", "wanted"), SHARES)
def test_what_part_of_the_reports_is_about_what(sentence: str, wanted: list[tuple[str, float]]) -> None:
    assert [(c.label, c.value) for c in after_lead(sentence, "report_share")] == wanted


SHARED_COUNTRIES = [
    ("Downdetector had 13,000 reports in Canada, of which 75 per cent had to do with logging in.", ["CA"]),
    ("In Canada, 57 per cent of Downdetector's reports were about the app and 34 per cent about the website.", ["CA"]),
    ("Downdetector said 57 per cent of reports were about the app.", [None]),
]


@pytest.mark.parametrize(("sentence", "regions"), SHARED_COUNTRIES)
def test_a_share_is_for_the_country_of_its_reports(sentence: str, regions: list[str | None]) -> None:
    assert {c.region for c in after_lead(sentence, "report_share")} == set(regions)


NO_SHARES = [
    "Shares of the company fell 5%.",
    "The company has 57% of the market for short video.",
    "Network traffic fell to 20% of its ordinary level, NetBlocks said.",
    "Customers get 10 per cent off a top-up.",
    "About one in five websites uses the service.",
    "Half of its branches stayed open.",
]


@pytest.mark.parametrize("sentence", NO_SHARES)
def test_parts_of_other_things_are_no_share_of_reports(sentence: str) -> None:
    assert after_lead(sentence, "report_share") == []
