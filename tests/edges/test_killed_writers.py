"""Writers that are killed, that collide, or that find something in their way: what was whole stays whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.edges.batches import Batch, create_batch, open_batch
from pipeline.edges.files import sync_folder, write_whole, writing_whole
from pipeline.errors import WarehouseFull
from pipeline.records import BatchPlan, Entry, Tally

ROOT = Path(__file__).parents[2]
NOON = datetime(2025, 3, 10, 12, tzinfo=UTC)


def python(code: str, *words: str) -> subprocess.Popen[str]:
    """A process of its own that runs this code in the project's environment."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *words], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


HALF = """
import sys
from pathlib import Path
from pipeline.edges.files import writing_whole
with writing_whole(Path(sys.argv[1])) as file:
    file.write(b"half of it")
    file.flush()
    print("half is written", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda ending: ending.name)
def test_a_writer_that_is_killed_half_way_leaves_the_file_of_before(tmp_path: Path, ending: signal.Signals) -> None:
    path = tmp_path / "a.jsonl"
    write_whole(path, b"whole")
    writer = python(HALF, str(path))
    assert writer.stdout is not None
    assert writer.stdout.readline() == "half is written\n"
    writer.send_signal(ending)
    writer.communicate(timeout=20)
    assert path.read_bytes() == b"whole"
    assert [each.name for each in tmp_path.iterdir() if not each.name.startswith(".")] == ["a.jsonl"]


def test_a_writer_that_is_killed_before_the_first_file_leaves_none_and_the_next_one_writes(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    writer = python(HALF, str(path))
    assert writer.stdout is not None
    writer.stdout.readline()
    writer.kill()
    writer.communicate(timeout=20)
    assert not path.exists()
    write_whole(path, b"whole")
    assert path.read_bytes() == b"whole"


def test_a_stages_output_is_not_there_while_it_is_half_written(tmp_path: Path) -> None:
    batch = drawn_batch(tmp_path)
    with writing_whole(batch.folder / "poll_feeds.jsonl") as file:
        file.write(b'{"record":"Entry"')
        assert not batch.has("poll_feeds")
    assert batch.has("poll_feeds")


def test_two_writers_at_once_leave_the_file_of_the_one_that_ended_last(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with writing_whole(path) as slow:
        slow.write(b"slow")
        with writing_whole(path) as quick:
            quick.write(b"quick")
        assert path.read_bytes() == b"quick"
    assert path.read_bytes() == b"slow"
    assert list(tmp_path.iterdir()) == [path]


def drawn_batch(home: Path) -> Batch:
    plan = BatchPlan(batch_id="watch-1", kind="watch", source_kind="feed", planned_at=NOON, code_version="1")
    return create_batch(home, plan)


BATCH_WRITER = """
import sys
from datetime import datetime, timezone
from pathlib import Path
from pipeline.edges.batches import open_batch
from pipeline.records import Entry
home, name = Path(sys.argv[1]), sys.argv[2]
at = datetime(2025, 3, 10, 12, tzinfo=timezone.utc)
entries = [Entry(entry_id=f"{name}{n}", source_id=name, entry_url=f"http://post.example/{n}", first_seen_at=at)
           for n in range(500)]
batch = open_batch(home, "watch-1")
print("ready", flush=True)
sys.stdin.readline()
for _ in range(20):
    batch.write("poll_feeds", seen=500, passed=entries)
"""


def test_two_processes_that_write_one_batch_never_mix_their_lines(tmp_path: Path) -> None:
    batch = drawn_batch(tmp_path)
    writers = [python(BATCH_WRITER, str(tmp_path), name) for name in ("a", "b")]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    reads = 0
    while any(writer.poll() is None for writer in writers):
        if batch.has("poll_feeds"):
            entries = batch.read("poll_feeds", Entry)
            assert len(entries) == 500
            assert len({entry.source_id for entry in entries}) == 1
            reads += 1
    assert reads > 0
    assert [writer.wait() for writer in writers] == [0, 0]
    assert batch.tally("poll_feeds") == Tally(stage="poll_feeds", seen=500, passed=500, dropped=0)
    assert sorted(path.name for path in batch.folder.iterdir()) == ["plan.json", "poll_feeds.jsonl"]
    for writer in writers:
        writer.communicate()


@pytest.mark.parametrize("in_the_way", ["file", "folder", "link to nowhere", "link to itself"])
def test_what_stands_in_the_way_is_said_or_replaced_and_never_written_into(tmp_path: Path, in_the_way: str) -> None:
    path = tmp_path / "store" / "a.txt"
    outside = tmp_path / "outside.txt"
    path.parent.mkdir()
    if in_the_way == "file":
        path.write_text("before")
    elif in_the_way == "folder":
        path.mkdir()
    else:
        path.symlink_to(outside if in_the_way == "link to nowhere" else path)
    if in_the_way == "folder":
        with pytest.raises(WarehouseFull, match="Name another place"):
            write_whole(path, b"after")
        assert path.is_dir()
    else:
        write_whole(path, b"after")
        assert (path.is_symlink(), path.read_bytes()) == (False, b"after")
    assert not outside.exists()
    assert [each.name for each in path.parent.iterdir()] == ["a.txt"]


def test_a_file_where_a_folder_should_be_is_said_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file")
    with pytest.raises(WarehouseFull, match=r"Cannot write below .*Name another place"):
        write_whole(tmp_path / "store" / "batches" / "a.txt", b"x")
    with pytest.raises(WarehouseFull, match="unchanged"):
        drawn_batch(tmp_path / "store")
    assert (tmp_path / "store").read_text() == "a file"


def test_a_fault_of_the_block_is_its_own_and_not_taken_for_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), writing_whole(tmp_path / "a.txt"):
        raise ZeroDivisionError
    with pytest.raises(ConnectionResetError), writing_whole(tmp_path / "a.txt"):
        raise ConnectionResetError
    assert list(tmp_path.iterdir()) == []


def test_the_bytes_are_on_the_disk_before_their_name_is(tmp_path: Path) -> None:
    traced = tmp_path / "a.txt"
    calls: list[str] = []
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom pipeline.edges.files import write_whole\n"
        "sys.addaudithook(lambda name, _: name in ('os.rename', 'open') and print(name, flush=True))\n"
        "real = os.fsync\ndef told(handle): print('fsync', flush=True); real(handle)\nos.fsync = told\n"
        f"write_whole(Path({str(traced)!r}), b'x')\n"
    )
    out, _ = python(code).communicate(timeout=20)
    calls = [line for line in out.splitlines() if line in ("fsync", "os.rename")]
    assert calls == ["fsync", "os.rename", "fsync"]


def test_a_folder_that_is_gone_cannot_be_synced(tmp_path: Path) -> None:
    sync_folder(tmp_path)
    with pytest.raises(FileNotFoundError):
        sync_folder(tmp_path / "gone")


def test_a_batch_written_by_a_process_that_was_killed_after_it_is_whole_for_the_next(tmp_path: Path) -> None:
    drawn_batch(tmp_path)
    code = BATCH_WRITER.replace("range(20)", "range(1)") + "import os, signal; os.kill(os.getpid(), signal.SIGKILL)\n"
    writer = python(code, str(tmp_path), "a")
    writer.communicate("go\n", timeout=30)
    assert writer.returncode == -signal.SIGKILL
    assert len(open_batch(tmp_path, "watch-1").read("poll_feeds", Entry)) == 500


def test_files_are_made_with_the_rights_that_the_users_mask_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "a.txt", b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o640
