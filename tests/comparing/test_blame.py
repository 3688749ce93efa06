"""Who contradicts whom."""

from __future__ import annotations

import pytest

from pipeline.incidents.precedence import explain_pair
from pipeline.incidents.voices import Finding, Scene
from tests.comparing.drawn import X_OUTAGE, Spec, blamed
from tests.comparing.test_moments import voice

SCENE = Scene(incident=X_OUTAGE, wave_starts=(), has_waves=False)


def between(one: Spec, other: Spec) -> Finding | None:
    found = explain_pair(voice(one, "a"), voice(other, "b"), SCENE)
    assert found == explain_pair(voice(other, "b"), voice(one, "a"), SCENE)
    return found


@pytest.mark.parametrize("stance", ["asserted", "suggested", "confirmed"])
@pytest.mark.parametrize("doubt", ["disputed", "denied"])
def test_whoever_stands_for_it_is_contradicted_by_whoever_doubts_it(stance: str, doubt: str) -> None:
    found = between(blamed("ddos", "Elon Musk", stance), blamed("ddos", "experts", doubt))
    assert found is not None
    assert found.reason == "stance"
    assert found.explanation == f"That the cause was a DDoS attack is {stance} by Elon Musk, {doubt} by experts."


def test_two_who_doubt_agree() -> None:
    assert between(blamed("ddos", "A", "disputed"), blamed("ddos", "B", "denied")) is None


@pytest.mark.parametrize(
    ("stated", "doubted", "is_touched"),
    [
        ("cyberattack", "cyberattack", True),
        ("ddos", "cyberattack", True),
        ("ransomware", "cyberattack", True),
        ("cyberattack", "ddos", False),
        ("dns", "cyberattack", False),
        ("dns", "dns", True),
        ("ddos", "ransomware", False),
    ],
)
def test_who_doubts_any_attack_doubts_each_kind_and_not_the_other_way_round(
    stated: str, doubted: str, is_touched: bool
) -> None:
    found = between(blamed(stated, "Elon Musk", "asserted"), blamed(doubted, "experts", "disputed"))
    assert (found is not None) == is_touched


def test_a_second_label_is_stood_for_too() -> None:
    found = between(
        blamed("botnet", "A", "suggested", metric="actor", other_label="Mirai"),
        blamed("mirai", "B", "disputed", metric="actor"),
    )
    assert found is not None


@pytest.mark.parametrize("word", ["state", "country", "nation-state", "government"])
def test_a_country_has_many_names(word: str) -> None:
    found = between(blamed("country", "A", "asserted", metric="actor"), blamed(word, "B", "disputed", metric="actor"))
    assert found is not None


def test_one_source_quoted_more_and_less_surely_is_a_shade_with_both_quotes() -> None:
    sure = blamed("UA", "Elon Musk", "asserted", metric="origin", quote="came from Ukraine")
    unsure = blamed("UA", "Elon Musk", "suggested", metric="origin", quote="in the Ukraine area")
    found = between(sure, unsure)
    assert found is not None
    assert found.discount > 0
    assert "“came from Ukraine”" in found.explanation
    assert "“in the Ukraine area”" in found.explanation


def test_one_quotation_read_in_two_ways_is_no_difference() -> None:
    quote = {"quote": "a variant of the Mirai botnet"}
    assert between(
        blamed("Mirai", "K. B.", "asserted", metric="actor", **quote),
        blamed("Mirai", "K. B.", "suggested", metric="actor", **quote),
    ) is None  # fmt: skip


def test_a_long_quotation_is_cut() -> None:
    found = between(
        blamed("UA", "E. M.", "asserted", metric="origin", quote="long " * 40),
        blamed("UA", "E. M.", "suggested", metric="origin", quote="short"),
    )
    assert found is not None
    assert "long…”" in found.explanation
    assert len(found.explanation) < 220


@pytest.mark.parametrize(
    ("found_cause", "guess", "is_told"),
    [
        ("dns", "cyberattack", True),
        ("ddos", "software_bug", True),
        ("dns", "software_bug", False),  # faults shade into each other
        ("cyberattack", "ddos", False),
        ("technical_issue", "cyberattack", False),
        ("unknown", "cyberattack", False),
        ("third_party", "ddos", False),
    ],
)
def test_a_finding_stands_beside_a_guess_where_one_is_an_attack_and_the_other_is_not(
    found_cause: str, guess: str, is_told: bool
) -> None:
    found = between(blamed(found_cause, "Amazon", "confirmed"), blamed(guess, "Elon Musk", "asserted"))
    assert (found is not None) == is_told


def test_the_outlets_own_voice_has_a_name() -> None:
    found = between(blamed("ddos", None, "asserted"), blamed("ddos", "experts", "disputed"))
    assert found is not None
    assert "asserted by the outlet itself" in found.explanation
