"""How blame changes on its way: specificity, certainty, drift, and the stances of a source over time."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as trial
from hypothesis import strategies as st

from pipeline import compare_coverage
from pipeline.edges.duck import Warehouse
from pipeline.incidents.coverage import Coverage
from tests.comparing.drawn import MONDAY, blamed, blank_warehouse, coverage, put, undated, utc
from tests.effort import examples

Fields = dict[str, Any]
MUSK = "Elon Musk"


def account(outlet: str, hour: int, words: str, quote: str, label: str, metric: str, **more: Any) -> Coverage:
    """One article of one sentence, with one claim that stands in it."""
    source, stance = more.pop("source", MUSK), more.pop("stance", "asserted")
    spec = blamed(label, source, stance, metric=metric, quote=quote, char_start=words.index(quote))
    at = utc(MONDAY, f"{hour:02}:00")
    return coverage(f"{outlet}.example", {**spec, **more}, text=words, published_at=at)


def origin(outlet: str, hour: int, words: str, **more: Any) -> Coverage:
    return account(outlet, hour, words, "Ukraine", "UA", "origin", **more)


def history(warehouse: Warehouse, *coverages: Coverage) -> dict[str, Fields]:
    put(warehouse, coverages)
    compare_coverage.bring_up_to_date(warehouse)
    return {row["outlet"].removesuffix(".example"): row for row in warehouse.rows("SELECT * FROM attribution_history")}


LADDER = {
    "It came from IP addresses in the area of Ukraine": 1,
    "He said that it came from the Ukraine area": 1,
    "Mr Musk spoke of addresses in Ukraine": 2,
    "Half of the traffic came from Ukraine": 2,
    "The attack came from Ukraine": 3,
    "IP addresses were seen. The attack came from Ukraine": 3,  # another sentence's addresses
}


@pytest.mark.parametrize("words", LADDER)
def test_a_country_is_blamed_more_or_less_specifically(warehouse: Warehouse, words: str) -> None:
    found = history(warehouse, origin("a", 12, words))["a"]
    assert (found["subject"], found["specificity"]) == ("UA", LADDER[words])
    assert found["wording"] == words.rpartition(". ")[2]


def test_addresses_in_an_area_become_a_government(warehouse: Warehouse) -> None:
    found = history(
        warehouse,
        origin("a", 12, "He said that it came from IP addresses in the area of Ukraine."),
        origin("b", 13, "Musk traced the attack to addresses in Ukraine."),
        origin("c", 14, "The attack came from Ukraine, Musk said.", source="X owner Elon Musk"),
        account("d", 15, "The Ukrainian government attacked X.", "Ukrainian government", "Ukrainian government",
                "actor", source=None),
    )  # fmt: skip
    assert {name: (row["step"], row["specificity"], row["drift"]) for name, row in found.items()} == {
        "a": (1, 1, "first"),
        "b": (2, 2, "more_specific"),
        "c": (3, 3, "more_specific"),
        "d": (4, 4, "more_specific_and_certain"),
    }
    assert {row["first_claim_id"] for row in found.values()} == {found["a"]["claim_id"]}
    assert found["b"]["explanation"] == (
        "“He said that it came from IP addresses in the area of Ukraine” (a.example) became “Musk traced the attack to "
        "addresses in Ukraine” (b.example): more specific."
    )


def cause(outlet: str, hour: int, label: str, source: str | None = MUSK, stance: str = "asserted") -> Coverage:
    return coverage(f"{outlet}.example", blamed(label, source, stance), published_at=utc(MONDAY, f"{hour:02}:00"))


DRIFTS = {
    "a suggestion that is asserted": (("ddos", MUSK, "suggested"), ("ddos", MUSK, "asserted"), "more_certain"),
    "a kind of attack": (("cyberattack", MUSK, "asserted"), ("ddos", MUSK, "asserted"), "more_specific"),
    "both": (("cyberattack", MUSK, "suggested"), ("ddos", MUSK, "asserted"), "more_specific_and_certain"),
    "less than before": (("ddos", MUSK, "asserted"), ("ddos", MUSK, "suggested"), "weaker"),
    "the same": (("ddos", MUSK, "asserted"), ("ddos", MUSK, "asserted"), "same"),
    "a source that is lost": (("ddos", MUSK, "asserted"), ("ddos", None, "asserted"), "more_certain"),
    "another source says its own": (("cyberattack", MUSK, "suggested"), ("ddos", "An expert", "asserted"), "first"),
    "another subject": (("cyberattack", MUSK, "suggested"), ("dns", MUSK, "asserted"), "first"),
    "which fault": (("technical_issue", "Meta", "confirmed"), ("dns", "Meta", "confirmed"), "more_specific"),
    "doubt is no drift": (("ddos", MUSK, "asserted"), ("ddos", MUSK, "disputed"), None),
}


@pytest.mark.parametrize("case", DRIFTS)
def test_an_account_is_set_beside_the_first_that_quotes_its_source(warehouse: Warehouse, case: str) -> None:
    before, after, drift = DRIFTS[case]
    assert history(warehouse, cause("a", 12, *before), cause("b", 13, *after))["b"]["drift"] == drift


def test_nothing_drifts_from_what_was_not_earlier(warehouse: Warehouse) -> None:
    found = history(
        warehouse,
        cause("a", 12, "cyberattack"),
        cause("b", 12, "ddos"),
        undated("c.example", blamed("ddos", MUSK, "asserted"), text="X, on Monday."),
    )
    assert (found["b"]["drift"], found["c"]["drift"], found["c"]["step"]) == ("first", None, None)


def test_a_government_of_another_country_is_another_subject(warehouse: Warehouse) -> None:
    russia = account("b", 13, "Russian security services did it.", "Russian security services",
                     "Russian security services", "actor")  # fmt: skip
    found = history(warehouse, origin("a", 12, "It came from IP addresses in Ukraine."), russia)
    assert (found["b"]["subject"], found["b"]["specificity"], found["b"]["drift"]) == ("RU", 4, "first")


def test_a_revision_that_repeats_a_blame_leaves_it_as_early_as_it_was(warehouse: Warehouse) -> None:
    old, new = ({"text": text, "fetched_at": utc(MONDAY, at)} for text, at in (("Old.", "13:00"), ("New.", "18:00")))
    put(warehouse, [
        coverage("a.example", blamed("ddos", MUSK, "asserted"), published_at=utc(MONDAY, "12:00"), **old),
        coverage("a.example", blamed("ddos", MUSK, "asserted"), published_at=utc(MONDAY, "12:00"), **new),
    ])  # fmt: skip
    compare_coverage.bring_up_to_date(warehouse)
    [row] = warehouse.rows("SELECT first_published_at, last_published_at FROM attributions")
    assert row == {"first_published_at": utc(MONDAY, "12:00"), "last_published_at": utc(MONDAY, "12:00")}


def test_attributions_have_stances_in_their_order_and_through_whom(warehouse: Warehouse) -> None:
    put(warehouse, [
        coverage("a.example", blamed("ddos", MUSK, "suggested", source_via="Reuters"),
                 published_at=utc(MONDAY, "12:00")),
        coverage("b.example", blamed("ddos", MUSK, "asserted", source_via="Fox"), published_at=utc(MONDAY, "13:00")),
        coverage("c.example", blamed("ddos", MUSK, "asserted", source_via="AP"), published_at=utc(MONDAY, "14:00")),
        coverage("d.example", blamed("ddos", MUSK, "suggested"), published_at=utc(MONDAY, "15:00")),
    ])  # fmt: skip
    compare_coverage.bring_up_to_date(warehouse)
    found = {row["stance"]: row for row in warehouse.rows("SELECT * FROM attributions")}
    assert found["asserted"]["stances"] == found["suggested"]["stances"] == ["suggested", "asserted", "suggested"]
    assert (found["asserted"]["vias"], found["suggested"]["vias"]) == (["AP", "Fox"], ["Reuters"])
    assert found["asserted"]["drifts"] == ["more_certain"]
    assert found["suggested"]["drifts"] == []
    assert (found["asserted"]["first_published_at"], found["asserted"]["last_published_at"]) == (
        utc(MONDAY, "13:00"), utc(MONDAY, "14:00"),
    )  # fmt: skip


# The dull twin of drift, on causes only: every account beside the earliest that its source allows.

CERTAINTY = {"suggested": 1, "asserted": 2, "confirmed": 4}
ACCOUNTS = st.lists(
    st.tuples(
        st.sampled_from([10, 11, 12, 13]),
        st.sampled_from(["cyberattack", "ddos"]),
        st.sampled_from([None, MUSK, "X owner Elon Musk", "An expert"]),
        st.sampled_from(["suggested", "asserted", "confirmed", "denied"]),
    ),
    min_size=1,
    max_size=6,
)


def strength(label: str, source: str | None, stance: str) -> tuple[int, int]:
    is_own = source is None and stance == "asserted"
    return (1 if label == "cyberattack" else 2, 3 if is_own else CERTAINTY[stance])


def drift_of(number: int, accounts: list[tuple[int, str, str | None, str]]) -> str | None:
    hour, label, source, stance = accounts[number]
    if stance == "denied":
        return None
    earlier = [
        (one[0], strength(*one[1:]))
        for one in accounts
        if one[0] < hour
        and one[3] != "denied"
        and (source is None or (one[2] is not None and (one[2] in source or source in one[2])))
    ]
    if not earlier:
        return "first"
    at_first = {found for at, found in earlier if at == min(earlier)[0]}
    if len(at_first) > 1:
        return "any"  # two at the same hour: either may be the first
    [before], own = at_first, strength(label, source, stance)
    if own[0] != before[0]:
        better = "more_specific_and_certain" if own[1] > before[1] else "more_specific"
        return better if own[0] > before[0] else "weaker"
    return "same" if own[1] == before[1] else "more_certain" if own[1] > before[1] else "weaker"


@trial(max_examples=examples(20), deadline=None)
@given(ACCOUNTS)
def test_drift_agrees_with_its_dull_twin(accounts: list[tuple[int, str, str | None, str]]) -> None:
    with blank_warehouse() as warehouse:
        pages = [cause(f"o{number}", *one) for number, one in enumerate(accounts)]
        found = history(warehouse, *pages)
        for number in range(len(accounts)):
            expected = drift_of(number, accounts)
            assert expected == "any" or found[f"o{number}"]["drift"] == expected
