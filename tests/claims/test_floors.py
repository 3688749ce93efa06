"""The reader's figures stay above their floors, and floors only rise."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from tests.claims.floors import Standing, compare, main, read_floors, rounded_down, settle
from tests.claims.scoring import SCORER, SETS, Figures, figures_of, measure

FLOORS = {"dev": {"claims F1": 0.9, "source share": 0.8}}


@pytest.mark.skipif(not SCORER.exists(), reason="the gold articles and their scorer are not beside the checkout")
def test_no_figure_is_below_its_floor() -> None:
    measured = measure()
    assert set(measured) >= {"seeds", "dev", "read"}
    fallen = [
        f"{s.set_name}: {s.figure} is {s.value}, its floor {s.floor}"
        for s in compare(read_floors(), measured)
        if s.has_fallen
    ]
    if fallen:
        message = ["The reader does worse than before:", *fallen, "`make floors` shows all that moved."]
        pytest.fail("\n".join(message), pytrace=False)


def test_every_floor_belongs_to_a_set_and_can_be_held() -> None:
    floors = read_floors()
    assert set(floors) <= set(SETS)
    assert all(0 < floor == rounded_down(floor) <= 1 for figures in floors.values() for floor in figures.values())


def settled(measured: dict[str, Figures], *, allow_regression: bool = False) -> dict[str, Figures]:
    return settle(FLOORS, compare(FLOORS, measured), allow_regression=allow_regression)


def test_what_rose_raises_its_floor_rounded_down() -> None:
    measured = {"dev": {"claims F1": 0.91678, "source share": 0.8}}
    assert settled(measured) == {"dev": {"claims F1": 0.916, "source share": 0.8}}


@pytest.mark.parametrize(("value", "has_fallen"), [(0.9, False), (0.9001, False), (0.8999, True), (1.0, False)])
def test_a_figure_on_its_floor_has_not_fallen(value: float, has_fallen: bool) -> None:
    standings = compare(FLOORS, {"dev": {"claims F1": value, "source share": 0.8}})
    assert [s.figure for s in standings if s.has_fallen] == (["claims F1"] if has_fallen else [])


def test_what_fell_keeps_its_floor_while_the_others_rise() -> None:
    measured = {"dev": {"claims F1": 0.95, "source share": 0.7}}
    assert settled(measured) == {"dev": {"claims F1": 0.95, "source share": 0.8}}


def test_what_fell_is_lowered_only_where_that_is_allowed() -> None:
    measured = {"dev": {"claims F1": 0.9, "source share": 0.7}}
    assert settled(measured, allow_regression=True) == {"dev": {"claims F1": 0.9, "source share": 0.7}}


def test_a_figure_that_vanished_has_fallen_and_its_floor_goes_only_where_that_is_allowed() -> None:
    measured = {"dev": {"claims F1": 0.9}}
    assert [s.figure for s in compare(FLOORS, measured) if s.has_fallen] == ["source share"]
    assert settled(measured) == FLOORS
    assert settled(measured, allow_regression=True) == {"dev": {"claims F1": 0.9}}


def test_a_set_that_is_not_there_keeps_its_floors_even_where_lowering_is_allowed() -> None:
    assert compare(FLOORS, {}) == []
    assert settled({}, allow_regression=True) == FLOORS


def test_a_new_set_and_a_new_figure_get_their_floors() -> None:
    measured = {"closed": {"claims F1": 0.5}, "dev": {"claims F1": 0.9, "source share": 0.8, "cause F1": 0.7}}
    assert settled(measured) == {
        "dev": {"claims F1": 0.9, "source share": 0.8, "cause F1": 0.7},
        "closed": {"claims F1": 0.5},
    }


@pytest.mark.parametrize(("figure", "floor"), [(0.9679, 0.967), (0.967, 0.967), (1.0, 1.0), (0.29, 0.29), (0.0, 0.0)])
def test_a_floor_is_never_above_the_figure(figure: float, floor: float) -> None:
    assert rounded_down(figure) == floor


def test_a_metric_with_few_claims_has_no_figure() -> None:
    counted = {"precision": 0.8, "recall": 0.7, "f1": 0.75}
    report = {
        "claims": counted,
        "relevance": counted,
        "metrics": {"cause": {"tp": 3, "fn": 2, "f1": 0.6}, "origin": {"tp": 4, "fn": 0, "f1": 1.0}},
        "attributes": {"source": {"share": 0.9}},
    }
    assert figures_of(report) == {
        "claims precision": 0.8,
        "claims recall": 0.7,
        "claims F1": 0.75,
        "relevance F1": 0.75,
        "cause F1": 0.6,
        "source share": 0.9,
    }


def run(path: Path, figures: Figures, arguments: Sequence[str] = ()) -> tuple[int, str]:
    """The command's exit code and what it prints, with these figures of `dev` measured."""
    printed = io.StringIO()
    console = Console(file=printed, width=120)
    return main(arguments, path=path, measured=lambda: {"dev": figures}, console=console), printed.getvalue()


def test_the_command_writes_floors_prints_what_moved_and_fails_where_one_fell(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    code, said = run(path, {"claims F1": 0.9019})
    assert (code, json.loads(path.read_text())) == (0, {"dev": {"claims F1": 0.901}})
    assert "none" in said
    assert run(path, {"claims F1": 0.9019}) == (0, "Every figure stands on its floor.\n")

    code, said = run(path, {"claims F1": 0.85})
    assert (code, read_floors(path)) == (1, {"dev": {"claims F1": 0.901}})
    assert said.endswith("accept with --allow-regression:\n  dev: claims F1 0.901 -> 0.850\n")

    code, said = run(path, {"claims F1": 0.85}, ["--allow-regression"])
    assert (code, read_floors(path)) == (0, {"dev": {"claims F1": 0.85}})
    assert said.endswith("Lowered as asked:\n  dev: claims F1 0.901 -> 0.850\n")


def test_a_standing_reads_as_a_line() -> None:
    assert str(Standing(set_name="dev", figure="cause F1", floor=0.9, value=None)) == "dev: cause F1 0.900 -> none"
