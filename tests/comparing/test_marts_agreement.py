"""Do the outlets agree: the range that all witnesses' words allow, the verdicts, and the dull twin of the range."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as trial
from hypothesis import strategies as st

from pipeline import compare_coverage
from pipeline.edges.duck import Warehouse
from pipeline.incidents.amounts import span_of
from pipeline.incidents.coverage import Coverage
from pipeline.records import Claim
from tests.comparing.drawn import (
    MONDAY,
    at,
    began,
    blank_warehouse,
    coverage,
    lasted,
    make_claim,
    put,
    reports,
    told,
    utc,
)
from tests.effort import examples

Spec = dict[str, Any]
Allowed = tuple[float | None, float | None]


def agreement(warehouse: Warehouse, *coverages: Coverage) -> dict[str, Any]:
    put(warehouse, coverages)
    compare_coverage.bring_up_to_date(warehouse)
    [row] = warehouse.rows("SELECT * FROM metric_agreement")
    return row


def each(*specs: Spec) -> list[Coverage]:
    """One outlet for each claim."""
    return [coverage(f"{letter}.example", spec) for letter, spec in zip("abcdefgh", specs, strict=False)]


def over(value: float, **more: Any) -> Spec:
    return reports(value, qualifier="at_least", **more)


def up_to(value: float, **more: Any) -> Spec:
    return reports(value, qualifier="at_most", **more)


ALLOWED: dict[str, tuple[list[Spec], Allowed]] = {
    "over 39,000 and nearly 40,000": ([over(39_000), up_to(40_000)], (39_000, 40_000)),
    "and 39,021 to the unit": ([over(39_000), up_to(40_000), reports(39_021)], (39_021, 39_021)),
    "two that only say over": ([over(20_000), over(39_000)], (39_000, None)),
    "two that only say up to": ([up_to(20_000), up_to(39_000)], (0, 20_000)),
    "a round figure leaves room": ([reports(40_000), reports(39_000)], (38_500, 39_500)),
    "about is 5 % either way": ([reports(1_000, qualifier="about"), over(1)], (950, 1_050)),
    "thousands are up to ten times": ([reports(1_000, qualifier="vague"), over(3_000)], (3_000, 10_000)),
    "a range is all of it": ([reports(10_000, value_high=20_000), over(15_000)], (15_000, 20_000)),
    "a figure beside one well below": ([reports(20_000), reports(90_000)], (None, None)),
    "an hour, more or less": ([lasted(60, qualifier="exact"), lasted(62, qualifier="exact")], (62, 62)),
    "waves are counted": ([told("wave_count", value=3, unit="waves"), told("wave_count", value=4, unit="waves")],
                          (None, None)),
    "a share is rounded": ([told("report_share", value=57, unit="percent", label="app"),
                            told("report_share", value=58, unit="percent", label="app")], (57.5, 57.5)),
}  # fmt: skip


@pytest.mark.parametrize("case", ALLOWED)
def test_what_all_witnesses_allow(warehouse: Warehouse, case: str) -> None:
    specs, (lowest, highest) = ALLOWED[case]
    found = agreement(warehouse, *each(*specs))
    assert (found["allowed_lowest"], found["allowed_highest"]) == (
        pytest.approx(lowest) if lowest is not None else None,
        pytest.approx(highest) if highest is not None else None,
    )


def test_a_witness_that_gives_two_figures_allows_both(warehouse: Warehouse) -> None:
    two = coverage("a.example", reports(20_000, **at(MONDAY, "05:30")), up_to(40_000, **at(MONDAY, "10:00")))
    found = agreement(warehouse, two, coverage("b.example", over(39_000)))
    assert (found["allowed_lowest"], found["allowed_highest"]) == (39_000, 40_000)


def test_wire_copy_does_not_narrow_the_range_twice(warehouse: Warehouse) -> None:
    text = "Thousands of people could not open the service on Monday, and nobody at the company would say why. " * 5
    wire = [coverage(f"{name}.example", over(39_000), text=f"{name}. {text}") for name in ("a", "b")]
    found = agreement(warehouse, *wire, coverage("c.example", up_to(40_000)))
    assert (found["outlet_count"], found["witness_count"], found["allowed_lowest"]) == (3, 2, 39_000)


def test_currencies_are_not_added_up_and_users_are_people(warehouse: Warehouse) -> None:
    put(
        warehouse,
        each(
            told("financial_impact", label="damage", value=10.0, unit="USD"),
            told("financial_impact", label="damage", value=900.0, unit="INR"),
            told("affected_count", value=1_000, unit="users"),
            told("affected_count", value=2_000, unit="people"),
            told("affected_count", value=30, unit="flights"),
        ),
    )
    compare_coverage.bring_up_to_date(warehouse)
    rows = warehouse.rows("SELECT metric, unit, highest, witness_count FROM metric_agreement ORDER BY ALL")
    assert [(row["unit"], row["highest"], row["witness_count"]) for row in rows] == [
        ("flights", 30, 1), ("people", 2_000, 2), ("INR", 900, 1), ("USD", 10, 1),
    ]  # fmt: skip


def test_instants_have_a_range_too(warehouse: Warehouse) -> None:
    found = agreement(
        warehouse, *each(began(MONDAY, "05:30"), began(MONDAY, "09:45", "UTC"), began(MONDAY, "10:00", "UTC"))
    )
    assert [found[f"{name}_at"] for name in ("earliest", "median", "latest")] == [
        utc(MONDAY, "09:30"), utc(MONDAY, "09:45"), utc(MONDAY, "10:00"),
    ]  # fmt: skip
    assert found["lowest"] is found["allowed_lowest"] is None


VERDICTS = {
    "single": [reports(20_000)],
    "agree": [over(39_000), up_to(40_000)],
    "explained": [reports(20_000, **at(MONDAY, "05:30")), reports(40_000, **at(MONDAY, "09:30"))],
    "unclear": [reports(20_000), reports(90_000)],
    "conflict": [reports(20_000, region="US", **at(MONDAY, "05:30")), reports(40_000, region="US",
                                                                             **at(MONDAY, "05:30"))],
}  # fmt: skip


@pytest.mark.parametrize("verdict", VERDICTS)
def test_the_gravest_reason_is_the_verdict(warehouse: Warehouse, verdict: str) -> None:
    found = agreement(warehouse, *each(*VERDICTS[verdict]))
    assert found["verdict"] == verdict
    if verdict != "conflict":  # both figures are of one reading of a tracker: one witness
        assert found["state"] == {"single": "single", "agree": "agree"}.get(verdict, "differ")


# The dull twin of the range: every point where an allowance begins, tried out on every witness.

FIGURES = st.builds(
    reports,
    st.sampled_from([900.0, 1_000.0, 39_000.0, 39_021.0, 40_000.0, 45_500.0]),
    qualifier=st.sampled_from(["exact", "about", "at_least", "at_most", "vague"]),
)


def allows(claim: Claim) -> tuple[float, float]:
    """As the comparison's own `span_of`, but without an end where the words give none."""
    low, high = span_of(claim)
    if claim.qualifier == "at_least":
        return low, math.inf
    if claim.qualifier == "at_most":
        return 0.0, high
    is_to_the_unit = claim.qualifier == "exact" and (claim.value or 0) % 10 != 0
    return (claim.value or 0.0, claim.value or 0.0) if is_to_the_unit else (low, high)


def allowed_by_all(accounts: dict[str, list[tuple[float, float]]]) -> Allowed:
    best: tuple[int, float, float] | None = None
    for start in {low for spans in accounts.values() for low, _ in spans}:
        holding = {name: [high for low, high in spans if low <= start <= high] for name, spans in accounts.items()}
        if all(holding.values()):
            found = (sum(map(len, holding.values())), start, min(max(highs) for highs in holding.values()))
            best = max(best, found) if best else found
    if best is None:
        return None, None
    return best[1], None if math.isinf(best[2]) else best[2]


@trial(max_examples=examples(20), deadline=None)
@given(st.lists(st.lists(FIGURES, min_size=1, max_size=3), min_size=1, max_size=4))
def test_the_range_agrees_with_its_dull_twin(accounts: list[list[Spec]]) -> None:
    with blank_warehouse() as warehouse:
        found = agreement(warehouse, *(coverage(f"{n}.example", *specs) for n, specs in enumerate(accounts)))
        spans: dict[str, set[tuple[float, float]]] = defaultdict(set)
        for number, specs in enumerate(accounts):
            spans[str(number)] |= {allows(make_claim(spec)) for spec in specs}
        expected = allowed_by_all({name: sorted(own) for name, own in spans.items()})
        assert (found["allowed_lowest"], found["allowed_highest"]) == expected
