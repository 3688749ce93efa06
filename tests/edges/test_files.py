"""Files that are there whole or not at all."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.edges.files import inside, write_whole, writing_whole
from pipeline.errors import UsageError, WarehouseFull


def test_a_file_appears_with_all_its_bytes(tmp_path: Path) -> None:
    write_whole(tmp_path / "deep" / "a.json", b"{}")
    assert (tmp_path / "deep" / "a.json").read_bytes() == b"{}"


def test_what_was_there_before_stays_when_the_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_whole(path, b"before")
    with pytest.raises(TypeError), writing_whole(path) as file:
        file.writelines([b"half", "no bytes"])  # type: ignore[list-item]
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


FULL_DISK = """
import resource, sys
from pathlib import Path
from pipeline.edges.files import write_whole
from pipeline.errors import WarehouseFull
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
write_whole(Path(sys.argv[1]), b"x" * 4096)
try:
    write_whole(Path(sys.argv[1]), b"y" * 4097)
except WarehouseFull as error:
    print(error)
"""


def test_a_full_disk_is_said_with_what_to_do_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    ran = subprocess.run([sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True, check=True)
    assert "Free some space" in ran.stdout
    assert path.read_bytes() == b"x" * 4096
    assert list(tmp_path.iterdir()) == [path]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 4096


def test_a_folder_that_cannot_be_made_is_said_too() -> None:
    with pytest.raises(WarehouseFull, match="OUTWIRE_HOME"):
        write_whole(Path("/sys/outwire/a.txt"), b"")


@pytest.mark.parametrize("relative", ["../b", "/etc/passwd", "a/../../b"])
def test_a_name_that_leads_outside_is_refused(tmp_path: Path, relative: str) -> None:
    with pytest.raises(UsageError, match="leads outside"):
        inside(tmp_path / "root", relative)


def test_a_link_that_leads_outside_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(tmp_path)
    with pytest.raises(UsageError, match="leads outside"):
        inside(root, "link/a")
    assert inside(root, "b/c.txt") == root.resolve() / "b" / "c.txt"
