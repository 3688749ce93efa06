"""What a person called an incident leads to the one that was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.commands.near_incidents import near_incidents, one_of, slug_of

KNOWN = ["x-2023-12-21", "slack-2025-02-26", "x-2025-03-10", "x-2025-03-10-2", "aws-2025-10-20", "chatgpt-2025-06-10"]


@pytest.mark.parametrize(
    ("wanted", "likeliest"),
    [
        ("x-2025-03-11", "x-2025-03-10"),
        ("x-2024-01-01", "x-2023-12-21"),
        ("X-2025-03-10", "x-2025-03-10"),
        ("x-2025-3-10", "x-2025-03-10"),
        ("x-2025-03-10-3", "x-2025-03-10"),
        ("twitter-2025-03-10", "x-2025-03-10"),
        ("Amazon Web Services-2025-10-20", "aws-2025-10-20"),
        ("slak-2025-02-26", "slack-2025-02-26"),
        ("x-2025-02-30", "x-2025-03-10"),
        ("slack", "slack-2025-02-26"),
        (" x-2025-03-10\n", "x-2025-03-10"),
    ],
)
def test_the_incident_that_was_meant_is_among_the_first_two(wanted: str, likeliest: str) -> None:
    assert likeliest in near_incidents(wanted, KNOWN)[:2]


def test_of_a_platform_by_its_name_alone_the_latest_come_first() -> None:
    assert near_incidents("Twitter", KNOWN) == ["x-2025-03-10-2", "x-2025-03-10", "x-2023-12-21"]


def test_the_nearest_day_comes_first_whether_before_or_after() -> None:
    assert near_incidents("x-2024-02-01", KNOWN)[0] == "x-2023-12-21"
    assert near_incidents("x-2026-01-01", KNOWN)[-1] == "x-2023-12-21"


@pytest.mark.parametrize("wanted", ["", "%", "' OR 1=1 --", "🙃"])
def test_what_is_like_nothing_gets_the_newest(wanted: str) -> None:
    assert near_incidents(wanted, KNOWN) == ["chatgpt-2025-06-10", "aws-2025-10-20", "x-2025-03-10-2"]


@given(st.text(max_size=30), st.lists(st.sampled_from(KNOWN), unique=True))
def test_whatever_is_asked_for_only_known_ones_are_suggested_and_none_twice(wanted: str, known: list[str]) -> None:
    near = near_incidents(wanted, known)
    assert set(near) <= set(known)
    assert len(set(near)) == len(near) == min(3, len(near))
    assert bool(near) is bool(known)


@pytest.mark.parametrize(
    ("name", "slug"), [("Twitter", "x"), ("X", "x"), (" ChatGPT ", "chatgpt"), ("Nosuch", "nosuch")]
)
def test_a_platform_goes_by_all_its_names(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@pytest.mark.parametrize(
    ("names", "sentence"), [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")]
)
def test_names_stand_in_a_sentence(names: list[str], sentence: str) -> None:
    assert one_of(names) == sentence
