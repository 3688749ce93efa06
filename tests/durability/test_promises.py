"""The page of promises is what its results and trials make it, and every trial that it names is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.durability.promises import (
    PAGE,
    PROMISES,
    ROOT,
    Promise,
    Trial,
    note_figures,
    read_promises,
    read_results,
    render,
)

NAMES = (
    "Durable", "Idempotent", "Once", "Undisturbed readers", "Bounded", "Nothing vanishes", "Rebuildable",
    "Safe on the network", "Least privilege", "Polite and prompt",
)  # fmt: skip


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(read_promises(), read_results()), "run `make docs`"


def test_every_promise_has_a_trial_whose_tests_are_there() -> None:
    promises = read_promises()
    assert tuple(promise.name for promise in promises) == NAMES
    assert all(promise.trials for promise in promises)
    named = {test for promise in promises for trial in promise.trials for test in trial.tests}
    assert [test for test in sorted(named) if not (ROOT / test).exists()] == []


def test_every_long_run_that_left_figures_is_told_of() -> None:
    told = PROMISES.read_text(encoding="utf-8")
    assert [run for run in read_results() if f"{{{run}." not in told] == []


def test_a_figure_stands_on_the_page_as_the_run_left_it_with_the_command_that_repeats_it(tmp_path: Path) -> None:
    note_figures("kills", command="make durability", figures={"count": 1000, "lost": 0}, folder=tmp_path)
    trial = Trial(attack="Kills.", tests=("tests/a.py",), figures="{kills.count:,} kills, {kills.lost} lost")
    page = render([Promise(name="Durable", says="It lasts.", trials=(trial,))], read_results(tmp_path))
    assert "| Kills. | `tests/a.py` | 1,000 kills, 0 lost (" in page
    assert json.loads((tmp_path / "kills.json").read_text())["ran_on"] in page
    assert "`make durability`) |" in page


def test_the_figures_of_a_run_in_parts_are_added_up(tmp_path: Path) -> None:
    for part, count in (("kills.1", 250), ("kills.2", 750)):
        note_figures(part, command="make durability", figures={"count": count}, folder=tmp_path)
    assert read_results(tmp_path)["kills"].count == 1000


def test_a_figure_that_no_run_left_is_an_error_and_no_blank(tmp_path: Path) -> None:
    note_figures("kills", command="make durability", figures={"count": 1000}, folder=tmp_path)
    for figures in ("{kills.lost} lost", "{unknown.count} times"):
        promise = Promise(name="Durable", says="", trials=(Trial(attack="", tests=(), figures=figures),))
        with pytest.raises((KeyError, AttributeError)):
            render([promise], read_results(tmp_path))
