"""Which day an outage began, which sentences tell of another one, and whose platform a figure is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pipeline.claims.mentions.days import find_days
from pipeline.claims.reader import read_outage
from tests.claims.reading import after_lead, article, read

TUESDAY = datetime(2026, 3, 3, 12, tzinfo=UTC)

DATED = [
    ("TikTok was down on Monday.", date(2026, 3, 2), "weekday"),
    ("Monday's trouble at TikTok came from Friday's repairs.", date(2026, 3, 2), "weekday"),
    ("TikTok has been down since Saturday, its chief said on Monday.", date(2026, 2, 28), "weekday"),
    ("TikTok said on Tuesday it was sorry. It went down at 9 a.m. on Saturday.", date(2026, 2, 28), "weekday"),
    ("TikTok will pay for the outage of February 10.", date(2026, 2, 10), "stated"),
    ("TikTok will pay for the outage that began on February 10.", date(2026, 2, 10), "stated"),
    ("TikTok paid. The outage ran from 1:35 a.m. on February 10 to noon.", date(2026, 2, 10), "stated"),
    ("TikTok is down. Everyone gets free data on March 8.", date(2026, 3, 3), "published"),
    ("LONDON, March 3 - TikTok was down on Monday.", date(2026, 3, 2), "weekday"),
]


@pytest.mark.parametrize(("text", "on", "basis"), DATED)
def test_the_day_on_which_it_began(text: str, on: date, basis: str) -> None:
    assert read_outage(article(text, published_at=TUESDAY))[1] == (on, basis)


AHEAD = [
    ("on March 8", date(2026, 3, 8)),
    ("on April 10", date(2026, 4, 10)),
    ("on December 28", date(2025, 12, 28)),
    ("on February 10", date(2026, 2, 10)),
    ("on August 1", date(2025, 8, 1)),
]


@pytest.mark.parametrize(("text", "on"), AHEAD)
def test_a_day_without_a_year_may_lie_a_few_weeks_ahead(text: str, on: date) -> None:
    assert [day.resolve(TUESDAY.date()) for day in find_days(text)] == [on]


def test_a_time_is_not_put_on_a_day_that_the_article_looks_ahead_to() -> None:
    text = "TikTok is down. Everyone gets free data on March 8. It went dark at 9 a.m. UTC."
    _, _, claims = read_outage(article(text, published_at=TUESDAY))
    assert [str(c.happened_at) for c in claims if c.metric == "time_point"] == ["2026-03-03 09:00:00+00:00"]


BACKGROUND = [
    ("Last year an outage lasted six hours.", True),
    ("In 2021 an outage lasted six hours.", True),
    ("In November an outage lasted six hours.", True),
    ("On Friday, when a fault brought it down, the outage lasted six hours.", True),
    ("On Friday, a networking problem had kept it down for six hours.", True),
    ("The week before, an outage of its own lasted six hours.", True),
    ("A similar outage lasted six hours.", True),
    ("On Monday, the outage lasted six hours.", False),
    ("The outage lasted six hours, the longest since 2021.", False),
    ("The outage lasted six hours, longer than any since March 2019.", False),
    ("The outage of the app, which was founded in 2016, lasted six hours.", False),
    ("The outage lasted six hours, said a group that surfaced in 2023.", False),
]


@pytest.mark.parametrize(("sentence", "is_background"), BACKGROUND)
def test_which_outage_a_sentence_tells_of(sentence: str, is_background: bool) -> None:
    assert [c.background for c in after_lead(sentence, "duration")] == [is_background]


def test_what_follows_the_worst_since_is_of_the_other_outage() -> None:
    sentence = "The app was down for two hours, its worst day since last year, when it was down for six hours."
    assert [(c.value, c.background) for c in after_lead(sentence, "duration")] == [(120, False), (360, True)]


def test_the_month_that_the_first_words_name_is_the_subjects_own() -> None:
    text = "TikTok was fined over the outage of April 2023. In April 2023 users were locked out for six hours."
    assert [c.background for c in read(text, "duration")] == [False]


def test_without_any_date_a_month_is_another_time() -> None:
    text = "TikTok was down on Monday.\nIn February, users lost service for 12 hours."
    assert [c.background for c in read(text, "duration", published_at=None)] == [True]


PLATFORMS = [
    ("OpenAI's ChatGPT was down for 5,200 users, Downdetector reports showed, OpenAI said.", "chatgpt"),
    ("Instagram was down. Meta said it was sorry. Downdetector had 5,200 reports.", "instagram"),
    ("Reddit was down, a user posted on X. Downdetector had 5,200 reports.", "reddit"),
]


@pytest.mark.parametrize(("text", "slug"), PLATFORMS)
def test_the_company_that_speaks_is_not_what_is_down(text: str, slug: str) -> None:
    assert [c.platform for c in read(text, "report_count", title="Down again")] == [slug]


def test_the_service_that_opens_a_sentence_is_meant_by_its_own_in_the_next() -> None:
    text = (
        "Google Cloud was down on Monday.\n"
        "Cloudflare was down because it rests on Google Cloud. Its own outage lasted 2 hours and 28 minutes."
    )
    assert [(c.platform, c.value) for c in read(text, "duration", title="Google Cloud is down")] == [
        ("cloudflare", 148)
    ]


QUESTIONS = """TikTok was down on Monday.
1. What happened?
TikTok went dark at 9 a.m. UTC.
2. Who was hit?
The outage cut off 40,000 customers.
3. How long was it?
It was down for six hours.
4. What now?
It is back."""


def test_numbered_questions_are_about_one_story() -> None:
    found = {c.metric for c in read(QUESTIONS)}
    assert {"time_point", "affected_count", "duration"} <= found


ROUNDUP = """TikTok was down on Monday.
1. TikTok trips
TikTok went dark at 9 a.m. UTC.
2. Chips soar
The plant was down for six hours.
3. A robot that folds
It broke down for 40 minutes.
4. Scam calls drop
Police lost phone service for two days."""


def test_numbered_stories_that_do_not_name_the_platform_are_other_stories() -> None:
    assert [c.metric for c in read(ROUNDUP)] == ["time_point"]


TEASED = """TikTok was down on Monday.
The outage lasted six hours.
Also in Business
Crash: shares of retailers lost £20m
Trains halted for two hours"""


def test_headlines_below_also_in_are_other_stories() -> None:
    assert [(c.metric, c.value) for c in read(TEASED)] == [("duration", 360)]


def test_a_name_that_ends_in_an_exclamation_mark_ends_no_sentence() -> None:
    sentence = "Customers could not log in, use Yahoo! or withdraw cash from 2.54pm."
    assert [(c.label, c.at_local) for c in after_lead(sentence, "time_point")] == [("start", "14:54")]
