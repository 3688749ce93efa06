"""The commands that our documents show, and how a test runs one as the reader of the document would."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)


def commands_of(document: str) -> list[str]:
    """The lines of all blocks of shell commands, in order."""
    return [line for block in _BLOCK.findall(document) for line in block.splitlines()]


def sections_of(document: str) -> dict[str, str]:
    """The text below each heading of the second level, up to the next."""
    _, *parts = _SECTION.split(document)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def environment(home: Path, **more: str) -> dict[str, str]:
    """The shell that the documents speak of: `outwire` is a command, and the store is `home`."""
    bin_folder = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}", "OUTWIRE_HOME": str(home), **more}


def run_line(line: str, *, home: Path, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs one line of a document in `folder`."""
    return subprocess.run(
        shlex.split(line), cwd=folder, env=environment(home, **more), capture_output=True, text=True, timeout=120
    )
