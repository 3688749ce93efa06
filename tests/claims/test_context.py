"""What is carried from sentence to sentence, what an article is about, and when it was."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pipeline.claims.reader import read_article, read_outage
from tests.claims.reading import article, read


def dated(text: str, published_at: datetime | None = datetime(2026, 3, 4, 12, tzinfo=UTC)) -> tuple[date | None, str]:
    """The day of an outage and how it is known."""
    return read_outage(article(text, published_at=published_at))[1]


DATED = [
    ("TikTok was down on Monday.", (date(2026, 3, 2), "weekday")),
    ("TikTok was down on March 1.", (date(2026, 3, 1), "stated")),
    ("TikTok has more on the outage of February 12.", (date(2026, 2, 12), "stated")),
    ("TikTok was down. The outage began at 9 a.m. ET on March 2.", (date(2026, 3, 2), "stated")),
    ("TikTok is down.", (date(2026, 3, 4), "published")),
    ("LONDON, March 4 (Wire) - TikTok was down on Tuesday.", (date(2026, 3, 3), "weekday")),
]


@pytest.mark.parametrize(("text", "wanted"), DATED)
def test_the_day_of_the_outage(text: str, wanted: tuple[date, str]) -> None:
    assert dated(text) == wanted


def test_the_id_of_a_post_dates_an_article_without_a_date() -> None:
    text = "X was down on Monday.\nhttps://twitter.com/harbour/status/1899149509407473825"
    assert dated(text, None) == (date(2025, 3, 10), "status_id")


def test_nothing_dates_an_article_that_says_only_the_weekday() -> None:
    assert dated("TikTok was down on Monday.", None) == (None, "none")


SUBJECTS = [
    ("TikTok goes down", "TikTok was down. Users went to Reddit.", "tiktok"),
    ("Amazon outage hits Snapchat", "Amazon Web Services had an outage. AWS said so. AWS fixed it.", "aws"),
    ("Twitter is down", "Twitter was down.", "x"),
    ("Gmail and YouTube hit by outage", "Gmail failed first. Gmail users complained.", "gmail"),
]


@pytest.mark.parametrize(("title", "text", "main"), SUBJECTS)
def test_the_platform_an_article_is_about_comes_first(title: str, text: str, main: str) -> None:
    assert read_outage(article(text, title=title))[0][0] == main


BACKGROUND = [
    ("In January 2025, an outage lasted three hours.", True),
    ("Last year an outage lasted three hours.", True),
    ("A similar outage lasted three hours.", True),
    ("On Monday the outage lasted three hours.", False),
    ("Earlier this month the outage lasted three hours.", False),
    ("The outage lasted three hours.", False),
    ("On December 3 an outage lasted three hours.", True),
    ("In 2019 an outage lasted three hours.", True),
    ("A 2019 outage lasted three hours.", True),
    ("An October outage lasted three hours.", True),
    ("A shorter outage lasted three hours.", True),
    ("Only yesterday, a separate outage lasted three hours.", True),
    ("Three weeks ago an outage lasted three hours.", True),
    ("It was exactly four weeks since a breakdown that lasted three hours.", True),
    ("It had already failed twice, and that outage lasted three hours.", True),
    ("On the same day Spotify had an outage that lasted three hours.", True),
    ("The outage lasted three hours and comes just four weeks after a bigger one.", False),
    ("The outage, which lasted three hours, has now been fixed by Ada Holt, who joined the firm in 2019.", False),
    ("Orbit, which failed last year, had an outage that lasted three hours.", True),
    ("The outage lasted three hours, three days before the cup final was shown.", False),
]


@pytest.mark.parametrize(("sentence", "is_background"), BACKGROUND)
def test_an_earlier_outage_is_background(sentence: str, is_background: bool) -> None:
    [length] = read(f"TikTok was down on Monday.\n{sentence}", "duration")
    assert length.background is is_background


def test_background_holds_to_the_end_of_its_paragraph() -> None:
    text = "TikTok was down on Monday.\nLast year it failed. It was down for five hours.\nIt was down for two hours."
    assert [(c.value, c.background) for c in read(text, "duration")] == [(300, True), (120, False)]


def test_a_word_of_now_ends_the_background() -> None:
    text = "TikTok was down on Monday.\nLast year it failed for five hours. This time the outage lasted two hours."
    assert [(c.value, c.background) for c in read(text, "duration")] == [(300, True), (120, False)]


def test_the_outage_that_an_inquiry_is_about_is_its_subject_however_long_ago() -> None:
    text = "An inquiry has looked at TikTok.\nThe report says the November 18 outage lasted three hours."
    assert [(c.value, c.background) for c in read(text, "duration")] == [(180, False)]


PLATFORMS = [
    ("Spotify, which rents servers from Google Cloud, was down for three hours.", "spotify"),
    ("Reddit, whose customers include Discord, was down for three hours.", "reddit"),
    ("Spotify was down for three hours.", "spotify"),
    ("ByteDance, which also owns CapCut, said the outage lasted three hours.", "tiktok"),
    ("The outage lasted three hours.", "tiktok"),
]


@pytest.mark.parametrize(("sentence", "platform"), PLATFORMS)
def test_a_length_belongs_to_the_service_that_the_sentence_is_about(sentence: str, platform: str) -> None:
    [length] = read(f"TikTok was down on Monday.\n{sentence}", "duration")
    assert length.platform == platform


SPEAKERS_OF_THEIR_OWN = [
    ("Spotify said that it was sorry.", "spotify"),
    ("Citibank apologised.", "citibank"),
    ("TikTok apologised.", "tiktok"),
    ("ByteDance apologised.", "tiktok"),
]


@pytest.mark.parametrize(("sentence", "platform"), SPEAKERS_OF_THEIR_OWN)
def test_a_response_is_about_the_service_that_gives_it(sentence: str, platform: str) -> None:
    found = read(f"TikTok and its owner ByteDance were busy. Spotify and Citibank failed, too.\n{sentence}", "response")
    assert {c.platform for c in found} == {platform}


UNKNOWN = [
    ("Harbour Telecom goes down", "Harbour Telecom had an outage. Harbour said it was sorry.", "harbour-telecom"),
    ("Outage at Pier Telecom", "SEATTLE - Pier Telecom Inc. had an outage. Pier Telecom apologised.", "pier-telecom"),
]


@pytest.mark.parametrize(("title", "text", "slug"), UNKNOWN)
def test_a_service_that_no_list_knows_has_the_slug_of_its_name(title: str, text: str, slug: str) -> None:
    platforms, _, claims = read_outage(article(text, title=title))
    assert platforms[0] == slug
    assert {c.platform for c in claims if c.metric == "response"} == {slug}


def test_a_platform_that_the_sentence_before_named_alone_is_meant() -> None:
    text = "TikTok was down on Monday.\nSpotify failed, too. Downdetector had 9,000 reports."
    assert [c.platform for c in read(text, "report_count")] == ["spotify"]


def test_a_text_about_something_else_is_not_read() -> None:
    reading, claims = read_article(article("The bakery sold 9,000 loaves on Monday.", title="Bakery wins prize"))
    assert (reading.is_relevant, claims) == (False, ())
    assert reading.relevance_reasons is not None


def test_a_reading_names_platforms_day_and_version() -> None:
    text = "TikTok was down for thousands of users on Monday.\nDowndetector had 9,000 reports at 10 a.m. ET."
    reading, claims = read_article(article(text, title="TikTok down: users report outage"))
    assert (reading.is_relevant, reading.platforms, reading.dated_on) == (True, ("tiktok",), date(2026, 3, 2))
    assert claims
    assert {c.article_id for c in claims} == {reading.article_id}


def test_a_claim_of_the_title_alone_stands_in_the_title() -> None:
    _, _, claims = read_outage(article("It failed on Monday.", title="TikTok goes down twice"))
    assert [(c.metric, c.value, c.field) for c in claims if c.metric == "wave_count"] == [("wave_count", 2, "title")]


def test_a_claim_of_text_and_title_is_made_once_from_the_text() -> None:
    _, _, claims = read_outage(article("TikTok went down twice on Monday.", title="TikTok goes down twice"))
    assert [c.field for c in claims if c.metric == "wave_count"] == ["text"]


def test_a_claim_repeated_is_one_claim_with_what_is_known_of_it() -> None:
    text = "TikTok had 9,000 reports on Downdetector.\nDowndetector had 9,000 reports at 10 a.m. ET."
    assert [(c.value, c.at_local) for c in read(text, "report_count")] == [(9000, "10:00")]


def test_a_share_of_customers_is_no_unit_for_the_number_after_it() -> None:
    text = "TikTok was down. About 40% of its customers lost service. Another 2,000 were cut off."
    assert all(c.unit != "percent" for c in read(text, "affected_count") if c.value == 2_000)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (
            "TikTok was down. The Northern Payments Board (NPB) found a bug. The NPB blamed a bug in the app.",
            "Northern Payments Board (NPB)",
        ),
        (
            "TikTok was down: what the NPB says. The Northern Payments Board said that a bug had caused it.",
            "Northern Payments Board (NPB)",
        ),
        (
            "TikTok was down. The Northern Media and Payments Board (NMPB) said that a bug had caused it.",
            "Northern Media and Payments Board (NMPB)",
        ),
    ],
)
def test_a_body_is_named_by_both_its_forms(text: str, source: str) -> None:
    assert {c.source for c in read(text, "cause") if c.source} == {source}
