"""Every named place where a run can fail, in every way: the next start makes it as if nothing had happened."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import cycle
from pathlib import Path

import pytest

from pipeline.edges.fail_points import FAIL_POINTS, KINDS, VARIABLE, arm, fail_point
from pipeline.errors import SettingsError
from tests.conftest import run_outwire
from tests.durability.ground import COMMANDS, Ground, faults, published
from tests.durability.sweep import expected_code, sweep

# Places that a command does not pass again on its next run, since what it is for was done by then.
COMMITTED = (
    "warehouse.committed", "warehouse.closed", "acknowledged.unsynced", "acknowledged.unnamed", "acknowledged.named",
)  # fmt: skip
DONE_FOR: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(COMMANDS, ()),
    "load-warehouse": COMMITTED,
    "compare-coverage": COMMITTED,
    "publish-snapshot": ("current.named", "publish_snapshot.pruned"),
    "rebuild": (),
}
LONG = os.environ.get("OUTWIRE_TEST_LONG") == "1"


def test_every_named_place_is_passed_in_a_normal_run(ground: Ground) -> None:
    ended = ground.run(ground.folder / "fresh", ground.first, ground.second, ("rebuild",))
    assert ended.code == 0, ended.err
    assert set(ended.passed) == set(FAIL_POINTS)
    assert len(FAIL_POINTS) >= 30
    assert faults(ground, ground.folder / "fresh") == []


def test_without_the_variable_nothing_is_switched_on() -> None:
    code = "from pipeline.edges import fail_points; print(fail_points._watcher)"
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout == "None\n"
    fail_point("there is no such place")


@pytest.mark.parametrize(
    "order", ["nowhere=kill", "plan.named", "plan.named=kil", "plan.named#0=kill", "", "plan.named=kill;x=kill"]
)
def test_an_order_that_names_no_place_or_no_kind_is_refused(tmp_path: Path, order: str) -> None:
    with pytest.raises(SettingsError, match="NAME=KIND"):
        arm(order)
    ran = run_outwire("publish-snapshot", home=tmp_path, **{VARIABLE: order})
    assert (ran.code, "Traceback" in ran.err) == (2, False)
    assert "Unset it" in ran.err


def test_a_place_that_has_no_name_is_an_error_once_another_is_switched_on() -> None:
    with pytest.raises(ValueError, match="is no fail point"):
        arm("plan.named=kill")("nowhere")


def test_a_run_that_fails_again_and_again_at_each_place_on_its_way_gets_there_in_the_end(ground: Ground) -> None:
    home = ground.store("again-and-again")
    kinds = cycle(KINDS)
    failures = 0
    for command, passed in ground.passed.items():
        for point in passed:
            if point in DONE_FOR[command]:
                continue
            kind = next(kinds)
            ended = ground.run(home, ground.words(command), OUTWIRE_FAIL_POINT=f"{point}={kind}")
            assert ended.code == expected_code(kind), (point, kind, ended.err)
            assert ended.orphans == 0
            failures += 1
        assert ground.run(home, ground.words(command)).code == 0
    assert failures > 40
    assert faults(ground, home) == []


@pytest.mark.parametrize("command", [command for command, points in DONE_FOR.items() if points])
def test_a_run_that_fails_once_its_work_can_be_seen_is_finished_by_the_next(ground: Ground, command: str) -> None:
    for point, kind in zip(DONE_FOR[command], cycle(KINDS), strict=False):
        home = ground.store(f"{command}-{point}", at=command)
        ended = ground.run(home, ground.words(command), OUTWIRE_FAIL_POINT=f"{point}={kind}")
        assert ended.code == expected_code(kind), (point, kind, ended.err)
        assert published(home) in (ground.before, ground.after)
        assert ground.run(home, *ground.words_from(command)).code == 0
        assert faults(ground, home) == [], (point, kind)


@pytest.mark.skipif(not LONG, reason="every place in every way, with a whole run after each: make durability")
def test_every_place_in_every_way_ends_as_if_nothing_had_happened(ground: Ground) -> None:
    assert sweep(ground) == []
