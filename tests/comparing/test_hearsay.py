"""Claims that two articles have from a third: one reading of a tracker, one outlet's word."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from pipeline.incidents.coverage import Coverage
from pipeline.incidents.hearsay import with_witnesses
from pipeline.incidents.placing import place
from tests.comparing.drawn import MONDAY, X_OUTAGE, Spec, all_members, at, blamed, coverage, reports, told, utc


def witnesses(*coverages: Coverage) -> int:
    """How many independent witnesses the claims of these articles are."""
    members, placed = all_members(coverages), place(X_OUTAGE, coverages)
    found = with_witnesses(coverages, members, placed)
    assert found == with_witnesses(coverages[::-1], members[::-1], placed)
    assert [dataclasses.replace(one, witness_id=None) for one in found] == list(placed)
    return len({one.witness_id for one in found})


def two(one: Spec, other: Spec) -> int:
    return witnesses(coverage("a.example", one), coverage("b.example", other))


def read_at(value: float, clock: str, **fields: Any) -> Spec:
    return reports(value, **{**at(MONDAY, clock), **fields})


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        (read_at(40_000, "10:00"), read_at(40_000, "10:00"), 1),
        (read_at(40_000, "10:00"), read_at(39_021, "10:00"), 1),  # one of them rounds what both have seen
        (read_at(40_000, "10:00"), reports(40_000, **at(MONDAY, "14:00", "UTC")), 1),
        (read_at(40_000, "10:00"), read_at(40_000, "10:15"), 2),
        (read_at(40_000, "10:00"), read_at(40_000, "10:00", source="DownDetector.com"), 1),
        (read_at(40_000, "10:00"), read_at(40_000, "10:00", source="StatusGator"), 2),
        (read_at(40_000, "10:00"), read_at(40_000, "10:00", source=None), 2),
        (read_at(40_000, "10:00"), read_at(40_000, "10:00", region="US"), 2),
        (read_at(40_000, "10:00"), read_at(40_000, "10:00", platform="facebook"), 2),
        (read_at(40_000, "10:00"), read_at(40_000, "10:00", timezone_basis="outlet"), 2),
        (reports(40_000), reports(40_000), 2),  # whoever writes a round figure may have seen it at any time
        (reports(28_570), reports(28_570), 1),
        (reports(28_570), reports(28_570, qualifier="about"), 2),
        (reports(28_570), reports(28_571), 2),
        (blamed("ddos", "Elon Musk", "asserted"), blamed("ddos", "Elon Musk", "asserted"), 2),
    ],
)
def test_one_reading_of_one_tracker_is_one_witness(one: Spec, other: Spec, count: int) -> None:
    assert two(one, other) == two(other, one) == count


@pytest.mark.parametrize("source", ["Daily Pigeon", "the Daily Pigeon", "Reuters", "AP"])
def test_what_is_told_after_another_outlet_is_its_word(source: str) -> None:
    count = told("affected_count", value=2e6, unit="users", qualifier="about")
    first = coverage("reuters.com", count, outlet_name="Daily Pigeon")
    second = coverage("b.example", {**count, "source": source})
    via = coverage("c.example", {**count, "source": "industry source", "source_via": source})
    assert witnesses(first, second, via) == (3 if source == "AP" else 1)


def test_the_articles_stay_witnesses_for_what_else_they_say() -> None:
    own = told("affected_count", value=3e6, unit="users", qualifier="about")
    first = coverage("a.example", read_at(40_000, "10:00"), published_at=utc(MONDAY, "15:00"))
    second = coverage("b.example", read_at(40_000, "10:00"), own, published_at=utc(MONDAY, "16:00"))
    found = with_witnesses([first, second], all_members([first, second]), place(X_OUTAGE, [first, second]))
    assert {one.claim_id: one.witness_id for one in found} == {
        first.claims[0].claim_id: first.article_id,
        second.claims[0].claim_id: first.article_id,
        second.claims[1].claim_id: second.article_id,
    }
