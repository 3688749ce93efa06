"""Trackers' counts and shares in further ordinary wordings."""

from __future__ import annotations

import pytest

from tests.claims.reading import read

TRACKED = "TikTok had an outage on Monday. Downdetector logged 9,000 reports by 9 a.m."


def counts(sentence: str) -> set[float]:
    return {c.value for c in read(f"{TRACKED}\n{sentence}", "report_count") if c.value} - {9000}


COUNTS = [
    ("Downdetector clocked 18,900 gripes.", 18900),
    ("Downdetector had upward of 20,000 complaints by noon.", 20000),
    ("By 4.15pm the tally stood at just under 19,000.", 19000),
    ("The tally had climbed beyond 28,000.", 28000),
    ("The count peaked at 21,400.", 21400),
    ("The figure had eased to 1,200 by evening.", 1200),
    ("Grievances on Downdetector topped out at 8,400.", 8400),
    ("Close to 177,000 users had flagged trouble with the app.", 177000),
    ("The tracker fielded 12,500 submissions.", 12500),
    ("Downdetector drew more than 40,000 tickets.", 40000),
    ("Alerts on Downdetector hit 7,700.", 7700),
    ("Some 3,300 people told Downdetector that they could not log in.", 3300),
    ("At its height the site was getting 15,000 complaints.", 15000),
    ("Downdetector took in 2.1 million reports over all services.", 2100000),
]


@pytest.mark.parametrize(("sentence", "value"), COUNTS)
def test_what_a_tracker_counts_has_many_names(sentence: str, value: float) -> None:
    assert value in counts(sentence)


def test_countries_and_services_that_follow_a_count_have_theirs() -> None:
    text = f"{TRACKED} India chipped in with more than 31,000, and the US with 12,400."
    found = {(c.region, c.value) for c in read(text, "report_count")}
    assert {("IN", 31000), ("US", 12400)} <= found


def test_a_day_of_the_month_is_no_count() -> None:
    assert counts("More than 12,000 people told Downdetector on the 25th that they could not log in.") == {12000}


def shares(sentence: str) -> set[tuple[str | None, float | None]]:
    return {(c.label, c.value) for c in read(f"{TRACKED} {sentence}", "report_share")}


SHARES = [
    ("More than 60pc were about mobile internet.", {("internet", 60)}),
    ("Some 62 pct of the complaints were about the app.", {("app", 62)}),
    (
        "Streaming was the issue for 86% of people; another 10% had trouble with the server.",
        {("streaming", 86), ("server", 10)},
    ),
    ("About 7 in 10 of them were about logging in and 26% about the app.", {("login", 70), ("app", 26)}),
    (
        "The app accounts for 59% of the reports, the feed for 22% and uploads for 14%.",
        {("app", 59), ("feed", 22), ("uploading", 14)},
    ),
    ("Two-thirds of the complaints involved the website.", {("website", 67)}),
    ("Six in ten had trouble with the app.", {("app", 60)}),
    ("A third of those complaining could not log in.", {("login", 33)}),
    ('Of the reports, 93% were tagged "ChatGPT" and 4% "app".', {("other", 93), ("app", 4)}),
    ("Some 1,7% of the reports concerned payments.", {("payment", 1.7)}),
    (
        "19 per cent had issues with mobile internet and 14 per cent with the set-top box.",
        {("internet", 19), ("other", 14)},
    ),
    ("Half of the complaints were to do with sending messages.", {("messaging", 50)}),
]


@pytest.mark.parametrize(("sentence", "wanted"), SHARES)
def test_shares_of_reports_have_many_wordings(sentence: str, wanted: set[tuple[str, float]]) -> None:
    assert shares(sentence) == wanted


NOT_SHARES = [
    "It said it was getting things back to 100% for everyone.",
    "Its shares fell 3%.",
    "Some 60 PCs were affected.",
]


@pytest.mark.parametrize("sentence", NOT_SHARES)
def test_other_percentages_are_no_shares_of_reports(sentence: str) -> None:
    assert shares(sentence) == set()
