"""A machine that has no more to give: room, open files, the right to write, a clock that can be relied on."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.durability.ground import Ground, faults, published

NOBODY = 65534


@pytest.mark.parametrize(
    ("command", "room_bytes"),
    [
        ("poll-feeds", 16),
        ("fetch-pages", 500),
        ("extract-text", 500),
        ("load-warehouse", 8_000),
        ("publish-snapshot", 9),
    ],
)
def test_a_full_disk_at_any_stage_is_said_and_the_next_run_goes_on(
    ground: Ground, command: str, room_bytes: int
) -> None:
    home = ground.store(f"full-{command}", at=command)
    ended = ground.run(home, ground.words(command), limits={"RLIMIT_FSIZE": room_bytes})
    assert (ended.code, "Free some space" in ended.err, "Traceback" in ended.err) == (5, True, False), ended.err
    assert published(home) == ground.before
    assert ground.run(home, *ground.words_from(command)).code == 0
    assert faults(ground, home) == []


@pytest.mark.parametrize("command", ["poll-feeds", "load-warehouse", "publish-snapshot"])
def test_a_process_that_may_open_no_more_files_harms_nothing(ground: Ground, command: str) -> None:
    home = ground.store(f"files-{command}", at=command)
    codes = []
    for room in (8, 12, 14, 16):  # too few to import a module, to write, to open the warehouse
        ended = ground.run(home, ground.words(command), limits={"RLIMIT_NOFILE": room})
        codes.append(ended.code)
        assert ended.code == 0 or "Too many open files" in ended.err or ended.code < 0, ended.err
        assert published(home) in (ground.before, ground.after)
    assert any(codes)
    assert ground.run(home, *ground.words_from(command)).code == 0
    assert faults(ground, home) == []


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter; pytest keeps its own closed to others."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        assert all(parent.stat().st_mode & 0o001 for parent in Path(name).parents), name
        yield Path(name)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody who may not write there")
@pytest.mark.parametrize("closed", [False, True], ids=["read only", "closed"])
@pytest.mark.parametrize("command", ["poll-feeds", "load-warehouse", "publish-snapshot"])
def test_a_store_that_may_not_be_written_to_is_said_and_stays(
    ground: Ground, open_folder: Path, command: str, closed: bool
) -> None:
    """Neither where others may read it, nor where they may not even enter the folder that it lies in."""
    home = open_folder / "data" / "store"
    shutil.copytree(ground.store(f"closed-{closed}-{command}", at=command), home)
    home.parent.chmod(0o700 if closed else 0o755)
    ended = ground.run(home, ground.words(command), limits={"user": NOBODY})
    assert (ended.code, "Permission denied" in ended.err, "Traceback" in ended.err) == (5, True, False), ended.err
    assert published(home) == ground.before
    assert ground.run(home, *ground.words_from(command)).code == 0
    assert faults(ground, home) == []


@pytest.mark.parametrize("hours", [-3, 24 * 365 * 10])
def test_a_clock_that_jumps_loses_nothing_and_holds_nothing_up(ground: Ground, hours: int) -> None:
    home = ground.store(f"clock-{hours}")
    ended = ground.run(home, ground.second, OUTWIRE_FAIL_POINT="load_warehouse.claims_inserted=kill")
    assert ended.code == -9
    ended = ground.run(home, ground.second, limits={"clock_hours": hours})
    assert ended.code == 0, ended.err
    assert ground.run(home, ground.second).code == 0
    assert faults(ground, home) == []
