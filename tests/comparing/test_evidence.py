"""What two accounts share, and how much it proves."""

from __future__ import annotations

import pytest

from pipeline.incidents.evidence import ENOUGH, joined, marks_of, phrases_of, weekday_fit, words_of
from tests.comparing.drawn import MONDAY, TUESDAY, Spec, at, blamed, coverage, lasted, reports, told


def shared(one: Spec, other: Spec) -> float:
    return marks_of(coverage("a.example", one)).shared_with(marks_of(coverage("b.example", other)))


@pytest.mark.parametrize(
    ("value", "weight"), [(28_570, 2.5), (39_021, 2.5), (39_000, 1.5), (40_000, 1.0), (7, 1.0), (0, 0.25)]
)
def test_a_figure_proves_more_the_less_round_it_is(value: float, weight: float) -> None:
    assert shared(reports(value), reports(value)) == weight


def test_one_uneven_figure_is_enough_and_one_round_figure_is_not() -> None:
    assert shared(reports(28_570), reports(28_570)) >= ENOUGH
    assert shared(reports(40_000), reports(40_000)) < ENOUGH


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (reports(28_570), reports(28_571)),
        (reports(28_570), told("affected_count", value=28_570, unit="users")),
        (reports(28_570), reports(28_570, background=True)),
        (lasted(None), lasted(None)),
        (blamed("unknown", None, "asserted"), blamed("unknown", None, "asserted")),
        (blamed("technical_issue", "Meta", "confirmed"), blamed("technical_issue", "Meta", "confirmed")),
    ],
)
def test_what_everybody_says_or_what_differs_proves_nothing(one: Spec, other: Spec) -> None:
    assert shared(one, other) == 0


def test_thousands_prove_next_to_nothing() -> None:
    vague = told("affected_count", value=1_000, unit="users", qualifier="vague")
    assert shared(vague, vague) == 0.25


def test_a_clock_time_counts_in_its_zone() -> None:
    time = reports(7, **at(MONDAY, "05:30"))
    assert shared(time, reports(9, **at(TUESDAY, "05:30"))) == 1.0
    assert shared(time, reports(9, **at(MONDAY, "05:30", "UTC"))) == 0


def test_blame_counts_for_what_and_for_who_says_it() -> None:
    musk = blamed("UA", "Elon Musk", "asserted", metric="origin")
    assert shared(musk, blamed("UA", "elon musk", "suggested", metric="origin")) == 1.75
    assert shared(musk, blamed("UA", None, "asserted", metric="origin")) == 1.0


def test_a_quotation_in_both_texts_counts_up_to_a_cap() -> None:
    quote = "either a large coordinated group or a country is involved in this attack"
    one = coverage("a.example", text=f"He wrote that {quote} on Monday.")
    other = coverage("b.example", text=f"“{quote.capitalize()},” said the owner.")
    assert marks_of(one).shared_with(marks_of(other)) == pytest.approx(0.15 * 8)
    same = coverage("c.example", text=" ".join(map(str, range(60))))
    assert marks_of(same).shared_with(marks_of(same)) == 2.0


def test_several_accounts_are_known_by_all_that_each_is_known_by() -> None:
    both = joined([marks_of(coverage("a.example", reports(28_570))), marks_of(coverage("b.example", reports(39_021)))])
    assert both.shared_with(marks_of(coverage("c.example", reports(28_570), reports(39_021)))) == 5.0


@pytest.mark.parametrize(
    ("text", "fit"), [("It failed on Monday.", 0.5), ("It failed on FRIDAY.", -0.5), ("It failed.", 0.0)]
)
def test_weekdays_speak_for_or_against_a_day(text: str, fit: float) -> None:
    assert weekday_fit(text, [MONDAY]) == fit


def test_any_day_of_a_long_outage_suits_a_weekday() -> None:
    assert weekday_fit("Down since Tuesday.", [MONDAY, TUESDAY]) == 0.5


def test_words_and_phrases_know_letters_of_every_script() -> None:
    assert words_of("Störung – «Київстар» 5.26") == ("störung", "київстар", "5", "26")
    assert len(phrases_of("a b c d", 4)) == 1
    assert phrases_of("a b c", 4) == frozenset()
