"""The runbook is true: each trouble is made, shows as it says, and is over after what it says to type."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shlex
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.commands.checkup import examine_data
from pipeline.edges.batches import list_batches
from pipeline.edges.duck import lock_file, warehouse_file
from pipeline.edges.published import published_file
from pipeline.newsroom.server import Newsroom, serving
from pipeline.settings import Settings
from tests.documents import ROOT, commands_of, sections_of
from tests.durability.processes import Ended, Stable

RUNBOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
SECTIONS = sections_of(RUNBOOK)


class Desk:
    """Whoever is on call: a store, a backup of it on another disk, and a shell."""

    def __init__(self, settings: Settings, backup: Path, newsroom: Newsroom, stable: Stable) -> None:
        self.settings, self.home, self.backup, self._stable = settings, settings.home, backup, stable
        self.batch = list_batches(self.home)[-1]
        self.source = "openai-status"  # one of the newsroom's
        self._reach = {
            "OUTWIRE_LOCAL_HOSTS": json.dumps(newsroom.local_hosts),
            "OUTWIRE_SOURCES_FILE": str(newsroom.sources_file),
            "OUTWIRE_HOST_DELAY_SECONDS": "0",
            "OUTWIRE_LOCK_TIMEOUT_SECONDS": "1",
            "OUTWIRE_SHARDS": "1",
        }

    def type(self, line: str, limits: dict[str, int] | None = None, **more: str) -> Ended:
        """Runs a line of the runbook, its names put in."""
        named = line.replace("BATCH", self.batch).replace("SOURCE", self.source)
        program, *words = shlex.split(named.replace("/mnt/backup", str(self.backup)))
        assert program == "outwire"
        return self._stable.run([words], home=self.home, limits=limits, **self._reach, **more)

    def type_all(self, section: str) -> None:
        """Runs the section's commands one after the other; each of them succeeds."""
        for line in commands_of(SECTIONS[section]):
            ran = self.type(line)
            assert ran.code == 0, f"{line}\n{ran.out}{ran.err}"

    def troubles(self) -> list[str]:
        """What the doctor finds wrong."""
        return [finding.what for finding in examine_data(self.settings) if not finding.is_well]


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with serving(edition=2) as running:
        yield running


@pytest.fixture(scope="module")
def stable() -> Iterator[Stable]:
    with Stable() as running:
        yield running


@pytest.fixture
def desk(store: Settings, newsroom: Newsroom, stable: Stable, tmp_path: Path) -> Desk:
    return Desk(store, tmp_path / "backup", newsroom, stable)


def shows(section: str, words: str) -> str:
    """The words, which the section gives as what somebody in that trouble reads."""
    assert f"`{words}`" in SECTIONS[section].replace("\n", " "), f"{section!r} does not say {words!r}"
    return words


def test_a_store_without_trouble_is_looked_at_and_backed_up(desk: Desk) -> None:
    desk.type_all("Look first")
    desk.type_all("Keep backups")


def test_a_lost_disk_is_restored(desk: Desk) -> None:
    desk.type_all("Keep backups")
    before = desk.type("outwire incidents --json").out
    shutil.rmtree(desk.home)
    lost = desk.type("outwire incidents")
    assert shows("The disk with the store is lost", "Nothing is published below") in lost.err
    desk.type_all("The disk with the store is lost")
    assert desk.type("outwire incidents --json").out == before
    refused = desk.type("outwire restore /mnt/backup")
    assert refused.code != 0
    assert "--replace" in refused.err


def test_a_damaged_published_file_is_published_again(desk: Desk) -> None:
    damaged = published_file(desk.home)
    damaged.write_bytes(damaged.read_bytes()[:1000])
    section = "The published file is damaged"
    assert shows(section, "cannot be read") in desk.type("outwire incidents").err
    desk.type_all(section)
    assert desk.type("outwire incidents").code == 0


def test_a_damaged_warehouse_is_made_anew_while_readers_notice_nothing(desk: Desk) -> None:
    section = "The warehouse is damaged"
    before = desk.type("outwire incidents --json").out
    warehouse_file(desk.home).write_bytes(bytes(100_000))
    assert shows(section, "is damaged") in desk.type("outwire publish-snapshot").err
    assert desk.type("outwire incidents --json").out == before
    desk.type_all(section)
    assert desk.type("outwire incidents --json").out == before


def test_a_full_disk_changes_nothing_and_the_work_goes_on_afterwards(desk: Desk) -> None:
    section = "The disk is full"
    shutil.rmtree(desk.home / "published")  # something to publish
    full = desk.type("outwire publish-snapshot", {"RLIMIT_FSIZE": warehouse_file(desk.home).stat().st_size // 2})
    assert full.code != 0
    assert any(shows(section, words) in full.err for words in ("There is no room", "Cannot write below")), full.err
    desk.type_all(section)
    assert desk.troubles() == []


def test_a_lock_that_another_process_holds_is_waited_for(desk: Desk) -> None:
    section = "Another process holds the lock"
    with lock_file(desk.home).open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = desk.type("outwire publish-snapshot")
    assert refused.code == 4
    assert shows(section, "holds") in refused.err
    assert str(lock_file(desk.home)) in refused.err
    desk.type_all(section)


def test_a_batch_that_was_left_half_way_goes_on_where_it_stopped(desk: Desk) -> None:
    section = "A batch was left half way"
    died = desk.type("outwire watch --once", OUTWIRE_FAIL_POINT="read_claims.named=kill")
    assert died.code == -signal.SIGKILL
    [desk.batch] = [name for name in list_batches(desk.home) if name.startswith("watch-")]
    for path in (desk.home / "batches" / desk.batch).iterdir():
        os.utime(path, (time.time() - 4000,) * 2)
    assert desk.troubles() == [shows(section, "unfinished batches")]
    desk.type_all(section)
    assert desk.troubles() == []


def claims_file(desk: Desk, batch: str) -> Path:
    """What the reader wrote for the batch."""
    return desk.home / "batches" / batch / "read_claims.jsonl"


def test_a_parked_batch_is_loaded_after_what_broke_is_put_right(desk: Desk) -> None:
    section = "A batch is parked"
    # The demo's last run found nothing new, so its batch has no claim.
    *_, desk.batch = (
        name for name in list_batches(desk.home) if b'"confidence"' in claims_file(desk, name).read_bytes()
    )
    claims = claims_file(desk, desk.batch)
    right = claims.read_bytes()
    # A fault of the reader: every claim says that a billion hours have passed.
    claims.write_bytes(re.sub(rb'"confidence":[0-9.]+', b'"confidence":7.5', right))
    assert claims.read_bytes() != right
    assert desk.type("outwire check-quality BATCH").code == 0
    parked = desk.type("outwire load-warehouse BATCH")
    assert parked.code == 6
    assert shows(section, "is parked") in parked.err
    assert desk.type("outwire publish-snapshot").code == 0
    assert desk.troubles() == ["parked batches"]
    claims.write_bytes(right)
    desk.type_all(section)
    assert desk.troubles() == []


def test_a_source_is_asked_now(desk: Desk) -> None:
    desk.type_all("A source fails")


def test_the_archive_is_read_again(desk: Desk) -> None:
    desk.type_all("Claims are wrong, and the reader was corrected")


# What each section's test is; a section without one, or a test without its section, is a mistake.
TESTS: dict[str, Callable[..., None] | None] = {
    "Look first": test_a_store_without_trouble_is_looked_at_and_backed_up,
    "Keep backups": test_a_store_without_trouble_is_looked_at_and_backed_up,
    "The disk with the store is lost": test_a_lost_disk_is_restored,
    "The published file is damaged": test_a_damaged_published_file_is_published_again,
    "The warehouse is damaged": test_a_damaged_warehouse_is_made_anew_while_readers_notice_nothing,
    "The disk is full": test_a_full_disk_changes_nothing_and_the_work_goes_on_afterwards,
    "Another process holds the lock": test_a_lock_that_another_process_holds_is_waited_for,
    "A batch was left half way": test_a_batch_that_was_left_half_way_goes_on_where_it_stopped,
    "A batch is parked": test_a_parked_batch_is_loaded_after_what_broke_is_put_right,
    "A source fails": test_a_source_is_asked_now,
    "Claims are wrong, and the reader was corrected": test_the_archive_is_read_again,
    "A secret was written down": None,  # no commands; tests/operating/test_secrets.py
    "The clock was wrong": None,  # no commands; tests/operating/test_doctor.py
}


def test_every_section_has_its_test_and_every_command_is_of_a_section() -> None:
    assert set(TESTS) == set(SECTIONS)
    assert [name for name, test in TESTS.items() if test is None and commands_of(SECTIONS[name])] == []
    assert sorted(commands_of(RUNBOOK)) == sorted(line for text in SECTIONS.values() for line in commands_of(text))
    assert all(line.startswith("outwire ") for line in commands_of(RUNBOOK))
