"""`kill -9` at any moment: nothing that was acknowledged is lost, nothing is there twice, and nothing stays behind."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.durability.ground import Ground, faults
from tests.durability.kills import kill_at_random
from tests.durability.promises import note_figures

LONG = os.environ.get("OUTWIRE_TEST_LONG") == "1"
PARTS = 4 if LONG else 1
KILLS = 1000 // PARTS if LONG else 100


@pytest.mark.parametrize("part", range(1, PARTS + 1))
def test_runs_killed_at_random_moments_end_in_the_warehouse_of_an_undisturbed_run(ground: Ground, part: int) -> None:
    tally = kill_at_random(ground, KILLS, seed=random.randrange(10**6))
    assert tally.wrong == []
    assert tally.kills == KILLS
    assert tally.finished > 0
    if LONG:
        note_figures(
            f"random_kills.{part}",
            command="make durability",
            figures={
                "kills": tally.kills,
                "finished": tally.finished,
                "loads": tally.loads,
                "wrong": len(tally.wrong),
                "minutes": round(tally.seconds / 60, 1),
            },
        )


def test_the_installed_command_is_killed_and_started_again_as_a_user_does(ground: Ground) -> None:
    home, chance = ground.store("installed"), random.Random(7)
    words = [str(Path(sys.executable).with_name("outwire")), *ground.second]
    environment = {**os.environ, **ground.environment, "OUTWIRE_HOME": str(home)}
    for _ in range(20 if LONG else 2):
        process = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(1.0, 4.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
    ended = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
    assert faults(ground, home) == []
