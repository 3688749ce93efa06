"""Each article in an incident says why it is there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from pipeline.incidents.coverage import Coverage
from pipeline.incidents.grouping import group
from pipeline.incidents.membership import mark_in_words
from tests.comparing.drawn import MONDAY, TUESDAY, began, blamed, coverage, lasted, reports, undated, utc
from tests.comparing.test_grouping import coverages


def reasons(of: Coverage, *others: Coverage) -> tuple[str, ...]:
    [member] = [one for one in group([of, *others]).members if one.article_id == of.article_id]
    return member.reasons


FIRST = coverage(
    "a.example", began(MONDAY, "05:30"), reports(28_570), blamed("ddos", "Dark Storm", "asserted"), lasted(90)
)


def test_the_instant_and_what_is_shared_are_told() -> None:
    other = coverage("b.example", began(MONDAY, "05:45"), reports(28_570), lasted(90))
    assert reasons(other, FIRST) == (
        "its subject is X",
        "it says that it began on 10 March 2025 at 09:45 UTC",
        "like other accounts it has 28,570 reports, a length of 1 hour 30 minutes",
    )


def test_a_day_is_told_where_no_time_is() -> None:
    assert reasons(coverage("b.example"), FIRST)[1] == "it names the day, 10 March 2025"


def test_news_without_a_day_is_told_by_when_it_appeared() -> None:
    news = coverage("b.example", basis="published", published_at=utc(MONDAY, "12:30"))
    assert reasons(news, FIRST)[1] == "it gives no day, and appeared 3 hours after the start that is known"


def test_an_undated_account_is_told_by_what_it_shares() -> None:
    account = undated("b.example", reports(28_570))
    assert reasons(account, FIRST) == (
        "its subject is X",
        "it gives no date, and shares more with this incident than with any other",
        "like other accounts it has 28,570 reports",
    )


def test_a_service_is_told_with_its_provider() -> None:
    cloud = [coverage(f"{name}.example", began(MONDAY, "03:11"), platforms=["aws", "snapchat"]) for name in "ab"]
    names_it = coverage("c.example", began(MONDAY, "03:20"), platforms=["snapchat", "aws"])
    is_silent = coverage("d.example", began(MONDAY, "03:20"), platforms=["snapchat"])
    assert reasons(names_it, *cloud)[0] == "its subject, Snapchat, failed with AWS, which it names"
    assert reasons(is_silent, *cloud)[0] == (
        "its subject, Snapchat, failed then too, as 2 other accounts of the incident say"
    )


def test_an_older_revision_stands_with_its_page() -> None:
    old = coverage("a.example", text="First.", fetched_at=utc(MONDAY, "12:00"), on=TUESDAY)
    new = coverage("a.example", text="Second.", fetched_at=utc(MONDAY, "14:00"))
    assert reasons(old, new) == ("it is an earlier state of a page of the incident",)


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (("count", "40000", "reports"), "40,000 reports"),
        (("clock", "09:45", "UTC"), "09:45 UTC"),
        (("said", "musk"), "the word of Musk"),
        (("origin", "UA"), "the blame on Ukraine"),
        (("cause", "software_bug"), "the blame on software bug"),
        (("duration", "", "90"), "a length of 1 hour 30 minutes"),
        (("wave_count", "", "3"), "3 waves"),
        (("report_share", "app", "57"), "57% for app"),
    ],
)
def test_a_mark_in_words(mark: tuple[str, ...], words: str) -> None:
    assert mark_in_words(mark) == words


@settings(max_examples=60, deadline=None)
@given(coverages())
def test_every_article_has_a_reason(drawn: list[Coverage]) -> None:
    assert all(member.reasons for member in group(drawn).members)
