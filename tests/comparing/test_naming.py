"""What incidents are called."""

from __future__ import annotations

import pytest

from pipeline.incidents.naming import name_incidents, platform_name, root_platform, start_day
from tests.comparing.drawn import MONDAY, TUESDAY, began, coverage

ROOTS = [
    ([["x"]], "x"),
    ([["aws", "snapchat"], ["snapchat"], ["snapchat"], ["snapchat"]], "aws"),
    ([["aws", "snapchat"], ["snapchat", "aws"], ["snapchat", "aws"]], "snapchat"),
    ([["facebook", "instagram"], ["facebook", "instagram"], ["instagram", "facebook"]], "facebook"),
    ([["instagram", "facebook"], ["instagram"]], "instagram"),
    ([["gmail", "youtube", "google-drive"], ["gmail", "youtube", "google-drive"], ["google", "gmail"]], "google"),
    ([["outlook", "teams", "onedrive"]], "microsoft-365"),
    ([["outlook", "teams"]], "outlook"),
    ([["youtube", "youtube-music", "youtube-tv"]], "youtube"),
    ([["whatsapp", "facebook"]], "whatsapp"),
    ([["dyn", "x", "github"], ["x", "dyn"], ["dyn", "github"]], "dyn"),
    ([["spotify"], ["discord"]], "discord"),
    ([["aws", "ring"], ["aws", "zoom"], ["aws", "reddit"], ["canvas", "ring", "aws"]], "aws"),
]


@pytest.mark.parametrize(("named", "root"), ROOTS)
def test_the_root_is_what_the_others_fail_with(named: list[list[str]], root: str) -> None:
    accounts = [coverage(f"{number}.example", platforms=platforms) for number, platforms in enumerate(named)]
    assert root_platform(accounts) == root
    assert root_platform(accounts[::-1]) == root


def test_the_start_is_the_day_that_most_name() -> None:
    days = [coverage("a.example"), coverage("b.example", on=TUESDAY), coverage("c.example", on=TUESDAY)]
    assert start_day(days) == TUESDAY


def test_of_days_named_alike_the_earlier_counts() -> None:
    assert start_day([coverage("a.example", on=TUESDAY), coverage("b.example")]) == MONDAY


def test_a_day_that_is_named_counts_before_days_of_publication() -> None:
    appeared = [coverage(f"{name}.example", on=TUESDAY, basis="published") for name in "abc"]
    assert start_day([*appeared, coverage("d.example", on=MONDAY, basis="weekday")]) == MONDAY


def test_incidents_have_ids_and_names_for_people() -> None:
    [one] = name_incidents([[coverage("a.example")]])
    assert (one.incident_id, one.name, one.ordinal) == ("x-2025-03-10", "X, 10 March 2025", 1)


def test_the_second_of_a_day_is_numbered_whichever_comes_first() -> None:
    morning, evening = [coverage("a.example", began(MONDAY, "01:00"))], [coverage("b.example", began(MONDAY, "23:00"))]
    assert [one.incident_id for one in name_incidents([evening, morning])] == ["x-2025-03-10-2", "x-2025-03-10"]
    assert name_incidents([evening])[0].name == "X, 10 March 2025"
    assert name_incidents([evening, morning])[0].name == "X, 10 March 2025 (2)"


def test_an_unknown_platform_is_called_by_its_slug() -> None:
    assert platform_name("no-such-service") == "no-such-service"
    assert root_platform([coverage("a.example", platforms=["no-such-service"])]) == "no-such-service"
