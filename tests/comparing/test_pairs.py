"""The pairs of pairs.yml, each in both orders: reason, evidence, distance and the sentence for people."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from typing import get_args, get_type_hints

import pytest

from pipeline.incidents.differences import explain
from pipeline.incidents.placing import place
from pipeline.records import Claim, Difference
from tests.comparing.drawn import X_OUTAGE, all_members
from tests.comparing.pairs import Pair, read_pairs

PAIRS = read_pairs()
REASONS = set(get_args(get_type_hints(Difference)["reason"]))
# What of a claim, its article and its incident can decide.
EVIDENCE = {field.name for field in dataclasses.fields(Claim)} | {"published_at", "wave"}


def difference(pair: Pair, *, is_turned: bool) -> Difference | None:
    """What sets the pair apart, with its articles in one order or the other."""
    one, other = pair.articles
    accounts = [other, pair.third, one] if is_turned else [one, other, pair.third]
    found = explain(X_OUTAGE, accounts, all_members(accounts), place(X_OUTAGE, accounts))
    wanted = {one.claims[0].claim_id, other.claims[0].claim_id}
    return next((each for each in found if {each.claim_id, each.other_claim_id} == wanted), None)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_a_pair_has_the_reason_that_a_careful_reader_gives(pair: Pair) -> None:
    found = difference(pair, is_turned=False)
    assert (found.reason if found else None) == pair.reason, found and found.explanation


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_the_order_of_the_two_makes_no_difference(pair: Pair) -> None:
    assert difference(pair, is_turned=True) == difference(pair, is_turned=False)


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if pair.reason], ids=str)
def test_what_decided_and_how_far_apart_they_are_is_told(pair: Pair) -> None:
    found = difference(pair, is_turned=False)
    assert found is not None
    assert found.evidence
    assert set(found.evidence) <= EVIDENCE
    one, other = (article.claims[0] for article in pair.articles)
    if one.value and other.value:
        assert found.ratio == pytest.approx(max(one.value, other.value) / min(one.value, other.value), abs=1e-4)
    if one.happened_at and other.happened_at and ":" in (one.at_local or "") and ":" in (other.at_local or ""):
        assert found.minutes_apart == abs((one.happened_at - other.happened_at).total_seconds()) / 60


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if pair.reason], ids=str)
def test_the_sentence_reads_as_one(pair: Pair) -> None:
    found = difference(pair, is_turned=False)
    assert found is not None
    # Only an outlet without a name of its own begins one in lower case.
    assert re.fullmatch(r"(one\.example|[A-Z0-9“]).{15,260}\.", found.explanation), found.explanation
    assert not re.search(r"None|\bnan\b|_|  |\.\.|%%| ,|\d{5}", found.explanation), found.explanation


def test_no_near_miss_is_called_a_conflict_and_each_conflict_is_found() -> None:
    called = [pair for pair in PAIRS if (found := difference(pair, is_turned=False)) and found.reason == "conflict"]
    assert called == [pair for pair in PAIRS if pair.reason == "conflict"]


def test_there_are_enough_pairs_of_each_reason_and_each_stands_there_once() -> None:
    counts = Counter(pair.reason for pair in PAIRS if not pair.is_conflict_near)
    assert counts.keys() == REASONS
    assert min(counts.values()) >= 6
    near = sum(pair.is_conflict_near for pair in PAIRS)
    assert counts["conflict"] >= 12
    assert near >= counts["conflict"]
    assert len({repr((pair.one, pair.other, pair.context)) for pair in PAIRS}) == len(PAIRS) >= 90
