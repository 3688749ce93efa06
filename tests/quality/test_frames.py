"""The columns that expectations look at: what each asks, at its boundary, and when it asks nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from pipeline.quality.frames import FEW_ROWS, article_row, claim_row, entry_row, quarantine_row, tally_rows
from pipeline.records import Article, Claim, Tally, make_id
from tests.warehouse.drawing import NOON, Story, hours

STORY = Story("a")


def article(**fields: Any) -> Article:
    return replace(STORY.article, **fields)


def claim(value: float | None = 40000.0, *, article: Article | None = None, **fields: Any) -> dict[str, Any]:
    drawn = replace(STORY.claim("40,000", 0.0), value=value, **fields)
    return claim_row(drawn, article or STORY.article)


def test_an_entrys_row_measures_its_address_and_title() -> None:
    row = entry_row(STORY.entry)
    assert (row["entry_url_chars"], row["title_chars"]) == (len("http://post.example/a"), len("X is down"))
    assert entry_row(replace(STORY.entry, title=None))["title_chars"] is None


def test_an_entrys_date_is_measured_from_when_it_was_first_seen() -> None:
    assert entry_row(replace(STORY.entry, listed_at=NOON + hours(49)))["listed_hours_ahead"] == 49
    assert entry_row(replace(STORY.entry, listed_at=NOON - hours(1)))["listed_hours_ahead"] == -1
    assert entry_row(STORY.entry)["listed_hours_ahead"] is None
    assert entry_row(replace(STORY.entry, listed_at=datetime.fromisoformat("0001-01-01T00:00Z")))["listed_year"] == 1


def test_an_entrys_row_measures_its_names_and_its_summary() -> None:
    row = entry_row(replace(STORY.entry, authors=("Ada Lund", "Bo"), summary="It failed."))
    assert (row["author_count"], row["author_chars"], row["summary_chars"]) == (2, 8, 10)
    row = entry_row(replace(STORY.entry, authors=(), summary=None))
    assert (row["author_count"], row["author_chars"], row["summary_chars"]) == (0, None, None)


STRANGE = ["\x00", "\t", "\r", "\x1b", "\x7f", "\x85", "\u2028", "\ud800"]


@pytest.mark.parametrize("character", STRANGE)
def test_control_characters_and_lone_surrogates_are_unclean_in_all_that_an_entry_says(character: str) -> None:
    assert entry_row(STORY.entry)["is_clean"]
    unclean = f"a{character}b"
    for fields in ({"title": unclean}, {"summary": unclean}, {"authors": ("Ada", unclean)}):
        assert not entry_row(replace(STORY.entry, **fields))["is_clean"]


@pytest.mark.parametrize("character", STRANGE)
def test_control_characters_and_lone_surrogates_are_unclean_in_text_and_title(character: str) -> None:
    assert not article_row(article(text=f"a{character}b"))["is_clean"]
    assert not article_row(article(title=f"a{character}b"))["is_clean"]


@pytest.mark.parametrize("text", ["two\nparagraphs", "naïve – “quoted” 東京 🛰", "a\u00a0b"])
def test_what_the_press_writes_is_clean(text: str) -> None:
    assert article_row(article(text=text))["is_clean"]


def test_letters_and_accents_in_two_pieces_are_not_composed() -> None:
    assert article_row(article(text="caf\u00e9"))["is_composed"]
    assert not article_row(article(text="cafe\u0301"))["is_composed"]


def test_the_hash_must_be_that_of_the_text() -> None:
    assert article_row(STORY.article)["has_its_sha256"]
    assert not article_row(article(text="other"))["has_its_sha256"]


def test_publication_is_measured_from_the_fetch() -> None:
    assert article_row(article(published_at=NOON + hours(3)))["published_hours_after_fetch"] == 3
    undated = article_row(article(published_at=None))
    assert (undated["published_at"], undated["published_year"], undated["published_hours_after_fetch"]) == (None,) * 3


def test_the_text_itself_is_in_no_row() -> None:
    secret = "a very long paragraph " * 20
    rows = [article_row(article(text=secret)), claim_row(STORY.claims[0], article(text=secret))]
    assert all(secret.strip() not in str(row) for row in rows)


def test_a_quote_stands_where_the_claim_says() -> None:
    assert claim()["has_quote_at_span"]
    assert not claim(article=article(text="Well over 40,000 users reported problems."))["has_quote_at_span"]


def test_a_quote_of_the_title_is_looked_for_in_the_title() -> None:
    titled = article(title="40,000 hit")
    fields = {"field": "title", "char_start": 0, "char_end": 6}
    assert claim(article=titled, **fields)["has_quote_at_span"]
    assert not claim(article=article(title="Over 40,000"), **fields)["has_quote_at_span"]


def test_a_claim_without_its_article_has_nothing_to_be_checked_against() -> None:
    row = claim_row(STORY.claims[0], None)
    assert not row["has_article"]
    assert row["has_quote_at_span"] is None
    assert row["days_after_publication"] is None


@pytest.mark.parametrize(
    ("metric", "value", "high", "is_whole"),
    [
        ("report_count", 40000.0, None, True),
        ("report_count", 40000.5, None, False),
        ("affected_count", 10.0, 20.5, False),
        ("affected_count", None, None, True),
        ("wave_count", 3.0, None, True),
        ("duration", 7.5, None, True),
        ("financial_impact", 1.25, None, True),
    ],
)
def test_what_is_counted_is_whole(metric: str, value: float | None, high: float | None, is_whole: bool) -> None:
    assert claim(value, metric=metric, value_high=high)["has_whole_count"] is is_whole


def test_a_count_is_a_share_of_the_most_that_its_unit_can_mean() -> None:
    assert claim(100e6)["share_of_plausible"] == 1.0
    assert claim(50e6, value_high=150e6)["share_of_plausible"] == 1.5
    assert claim(101.0, metric="wave_count", unit="waves")["share_of_plausible"] == 1.01
    assert claim(8e9, metric="affected_count", unit="people")["share_of_plausible"] < 1
    assert claim(5.0, metric="financial_impact", unit="USD")["share_of_plausible"] is None


def test_only_per_cent_is_asked_whether_it_is_a_share() -> None:
    assert claim(56.0, metric="report_share", unit="percent", label="app")["percent"] == 56.0
    assert claim(40000.0)["percent"] is None


def test_a_range_runs_upwards() -> None:
    assert claim(10.0, value_high=20.0)["has_range_upwards"]
    assert claim(10.0, value_high=10.0)["has_range_upwards"]
    assert not claim(20.0, value_high=10.0)["has_range_upwards"]


def test_minutes_are_the_longer_end_of_a_range() -> None:
    assert claim(60.0, metric="duration", unit="minutes", value_high=90.0)["minutes"] == 90.0
    assert claim(40000.0)["minutes"] is None


def test_both_labels_must_be_known() -> None:
    fields = {"metric": "cause", "unit": None}
    assert claim(None, label="ddos", other_label="routing", **fields)["has_known_label"]
    assert not claim(None, label="ddos", other_label="gremlins", **fields)["has_known_label"]


def days(happened: timedelta, **fields: Any) -> dict[str, Any]:
    drawn = STORY.claim("40,000", 40000.0, happened_at=NOON + happened, **fields)
    row = claim_row(drawn, article(published_at=NOON))
    return {name: value for name, value in row.items() if "days" in name}


def test_an_inferred_day_is_measured_from_publication() -> None:
    assert days(timedelta(days=-15), date_basis="weekday") == {
        "days_from_publication": -15.0,
        "stated_days_from_publication": None,
        "days_after_publication": -15.0,
    }


def test_a_stated_day_is_believed_further_back_but_not_further_ahead() -> None:
    assert days(timedelta(days=3), date_basis="stated") == {
        "days_from_publication": None,
        "stated_days_from_publication": 3.0,
        "days_after_publication": 3.0,
    }


def test_another_outage_may_lie_anywhere() -> None:
    assert set(days(timedelta(days=-900), background=True).values()) == {None}


def test_without_a_publication_date_nothing_is_near_or_far() -> None:
    drawn: Claim = STORY.claim("40,000", 40000.0, happened_at=NOON)
    assert claim_row(drawn, article(published_at=None))["days_from_publication"] is None


def tallies(*counts: tuple[int, int, int]) -> list[Tally]:
    stages = ("poll_feeds", "fetch_pages", "extract_text")
    return [Tally(stage=s, seen=a, passed=b, dropped=c) for s, (a, b, c) in zip(stages, counts, strict=False)]


def test_sums_that_fit_are_all_zero() -> None:
    rows = tally_rows(tallies((5, 3, 2), (3, 3, 0)), {"poll_feeds": 2}, {})
    assert [row["lost_before"] for row in rows] == [None, 0]
    assert {row[name] for row in rows for name in ("unaccounted", "undropped")} == {0}


def test_what_was_passed_on_and_not_seen_is_lost() -> None:
    assert tally_rows(tallies((5, 5, 0), (3, 3, 0)), {}, {})[1]["lost_before"] == 2


def test_a_drop_that_is_counted_must_be_listed_or_in_quarantine() -> None:
    assert tally_rows(tallies((5, 3, 2)), {"poll_feeds": 1}, {})[0]["undropped"] == 1
    assert tally_rows(tallies((5, 3, 2)), {"poll_feeds": 3}, {})[0]["undropped"] == -1
    assert tally_rows(tallies((5, 3, 2)), {"poll_feeds": 1}, {"poll_feeds": 1})[0]["undropped"] == 0


def test_what_was_seen_was_passed_on_dropped_or_held() -> None:
    assert tally_rows(tallies((5, 3, 2)), {"poll_feeds": 1}, {})[0]["unaccounted"] == 1
    assert tally_rows(tallies((5, 3, 2)), {"poll_feeds": 1}, {"poll_feeds": 1})[0]["unaccounted"] == 0


@pytest.mark.parametrize(("checked_count", "lost"), [(9, 0), (8, 1), (10, -1)])
def test_the_check_sees_what_the_first_three_stages_passed_on(checked_count: int, lost: int) -> None:
    four = tallies((4, 4, 0), (4, 3, 1), (3, 2, 1), (2, 2, 0))
    own = Tally(stage="check_quality", seen=11, passed=11, dropped=0)
    assert tally_rows([*four, own], {}, {}, checked_count)[-1]["lost_before"] == lost


@pytest.mark.parametrize(
    ("row_count", "held_count", "limit", "share_of_limit"),
    [
        (10, 5, 0.5, 1.0),
        (10, 6, 0.5, 1.2),
        (100, FEW_ROWS, 0.01, 5.0),
        (4, FEW_ROWS - 1, 0.5, 0.0),
        (0, 0, 0.5, 0.0),
        (10, 5, 0.0, 0.5e9),
    ],
)
def test_a_share_counts_from_a_handful_of_rows_on(
    row_count: int, held_count: int, limit: float, share_of_limit: float
) -> None:
    row = quarantine_row("claims", row_count, held_count, limit)
    assert row["share_of_limit"] == pytest.approx(share_of_limit)


def test_ids_are_those_of_the_records() -> None:
    assert entry_row(STORY.entry)["entry_id"] == make_id("post", STORY.url)
    assert claim()["claim_id"]
