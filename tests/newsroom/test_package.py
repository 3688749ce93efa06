"""The newsroom's content travels with the package: an installed Outwire has the same demo as a checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from pipeline.newsroom.stories import CONTENT

ROOT = Path(__file__).parents[2]


def test_a_built_wheel_holds_every_content_file(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    content = {path.relative_to(ROOT).as_posix() for path in CONTENT.rglob("*") if path.is_file()}
    assert len(content) > 60
    assert content <= packed
