"""Small stores on which runs are made to fail: what they are fed with, and what has to be in them at the end.

The first batch (a folder of files) is loaded and published before anything happens; the second (a list of addresses
that the built-in newsroom answers over HTTP) is the one that meets trouble.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import BATCH_STAGES
from pipeline.content_hash import BOOKKEEPING, OF_THE_WORK, table_hashes
from pipeline.edges.batches import list_batches
from pipeline.edges.duck import reading_file
from pipeline.edges.published import published_file
from pipeline.newsroom.server import serving
from tests.durability.processes import Ended, Stable, temporary_files

# When we looked, and where in the archive it lies: another run looks at other moments.
OF_THE_CLOCK = frozenset(
    {
        "planned_at", "described_at", "first_seen_at", "fetched_at", "archive_file", "archive_offset",
        "dated_at", "raw", "latest_at",
    }
)  # fmt: skip
STORIES = tuple(
    f"Spotify stopped working for listeners in the UK at about 9:{minute} a.m. GMT on Monday 10 March 2025, according "
    f"to Downdetector, which had more than {minute},000 reports by 10 a.m. Spotify said that it had fixed it.\n"
    for minute in (12, 15)
)
PAGES = 3
COMMANDS = tuple(stage.replace("_", "-") for stage in BATCH_STAGES)

Contents = dict[str, str]


@dataclass(frozen=True)
class Ground:
    """
    Where runs take place, and the words that start them.

    stages  The store as it is after each stage of the second batch, by the stage's command; "plan" is before them.
    passed  The fail points that each of the commands passes on it, in order.
    before  What is published before the second batch.
    after   What is published after it, in a run that nothing disturbed.
    """

    folder: Path
    stable: Stable
    environment: dict[str, str]
    first: tuple[str, ...]
    second: tuple[str, ...]
    batch_id: str
    stages: dict[str, Path]
    passed: dict[str, tuple[str, ...]]
    before: Contents
    after: Contents

    def store(self, name: str, *, at: str = "poll-feeds") -> Path:
        """A store of its own, where that command is the next."""
        commands = list(self.stages)
        return _copied(self.stages[commands[commands.index(at) - 1]], self.folder / name)

    def run(self, home: Path, *commands: Sequence[str], limits: dict[str, int] | None = None, **more: str) -> Ended:
        """Runs the commands on the store in one process."""
        return self.stable.run(commands, home=home, limits=limits, **self.environment, **more)

    def words(self, command: str) -> tuple[str, ...]:
        """The command of a stage, with the batch where it takes one."""
        return (command, self.batch_id) if command in COMMANDS else (command,)

    def words_from(self, command: str) -> list[tuple[str, ...]]:
        """The command of a stage, and those of all that follow it."""
        commands = list(self.passed)
        return [self.words(each) for each in commands[commands.index(command) :]]


def published(home: Path) -> Contents:
    """What readers of the store see, but for when and how it came there."""
    file = published_file(home)
    key = hashlib.sha256(file.read_bytes()).hexdigest()
    if key not in _seen:
        _seen[key] = contents(file)
    return _seen[key]


# What files hold that were looked at, by the hash of their bytes: most kills leave the published file as it was.
_seen: dict[str, Contents] = {}


def contents(file: Path) -> Contents:
    """What a warehouse's file holds, but for when and how it came there."""
    with reading_file(file) as opened:
        return table_hashes(opened, without_tables=BOOKKEEPING, without_columns=OF_THE_WORK | OF_THE_CLOCK)


def faults(ground: Ground, home: Path) -> list[str]:
    """What is wrong with a store after its runs came to their end; nothing is."""
    found = published(home)
    wrong = [
        f"{table}: {found.get(table)} for {want}" for table, want in ground.after.items() if found.get(table) != want
    ]
    return [*wrong, *temporary_files(home)]


@contextmanager
def prepared(folder: Path) -> Iterator[Ground]:
    """The ground below `folder`, with a newsroom and processes that run while the block lasts."""
    with serving() as newsroom, Stable() as stable:
        pages = [
            place for place, page in newsroom.site.items() if b"Downdetector" in page.body and page.body[:1] == b"<"
        ]
        _write_inputs(folder, pages[:PAGES])
        environment = {
            "OUTWIRE_LOCAL_HOSTS": json.dumps(dict(newsroom.local_hosts)),
            "OUTWIRE_SOURCES_FILE": str(newsroom.sources_file),
            "OUTWIRE_HOST_DELAY_SECONDS": "0",
            "OUTWIRE_WORKERS": "1",
            "OUTWIRE_LOCK_TIMEOUT_SECONDS": "30",
        }
        first = ("backfill", "--source", "folder", "--input", str(folder / "stories"))
        second = ("backfill", "--source", "urls", "--input", str(folder / "addresses.csv"))
        ground = Ground(folder, stable, environment, first, second, "", {}, {}, {}, {})
        yield _with_stages(ground)


def _with_stages(ground: Ground) -> Ground:
    """Takes the second batch through its stages, and keeps the store after each."""
    home = ground.folder / "made"
    assert ground.run(home, ground.first).code == 0
    before = published(home)
    assert ground.run(home, ground.second, OUTWIRE_FAIL_POINT="poll_feeds.listed=exception").code == 1
    [batch_id] = [name for name in list_batches(home) if "-urls-" in name]
    passed = {}
    stages = {"plan": _copied(home, ground.folder / "after-plan")}
    for command in (*COMMANDS, "compare-coverage", "publish-snapshot", "rebuild"):
        ended = ground.run(home, (command, batch_id) if command in COMMANDS else (command,))
        assert ended.code == 0, ended.err
        passed[command] = tuple(dict.fromkeys(ended.passed))
        stages[command] = _copied(home, ground.folder / f"after-{command}")
    return replace(ground, batch_id=batch_id, stages=stages, passed=passed, before=before, after=published(home))


def _write_inputs(folder: Path, pages: Sequence[tuple[str, str]]) -> None:
    (folder / "stories").mkdir()
    for number, story in enumerate(STORIES):
        (folder / "stories" / f"{number}.txt").write_text(story)
    rows = [f"http://{host}{path},{host},2025-03-10T12:00:00Z\n" for host, path in pages]
    (folder / "addresses.csv").write_text("url,outlet,published_at\n" + "".join(rows))


def _copied(home: Path, to: Path) -> Path:
    shutil.copytree(home, to)
    return to
