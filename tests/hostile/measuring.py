"""How much memory this process took at most while something ran."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

MEBIBYTE = 1024**2
_LIBC = ctypes.CDLL(None)
_MMAP_THRESHOLD = -3  # of malloc.h
if hasattr(_LIBC, "mallopt"):
    # By itself glibc keeps ever larger blocks for the thread that freed them: eight bodies of 10 MB are not seen then.
    _LIBC.mallopt(_MMAP_THRESHOLD, 128 * 1024)


@dataclass
class Growth:
    """bytes  The peak of resident memory during the block, beyond what was resident at its start."""

    bytes: int = 0


@contextmanager
def memory_growth() -> Iterator[Growth]:
    """Measures the block; skips the test where the system does not let a process reset its peak (Linux does)."""
    try:
        _give_back()
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        pytest.skip("the peak of memory cannot be measured here")
    growth, before = Growth(), _status("VmRSS")
    yield growth
    growth.bytes = _status("VmHWM") - before


def _give_back() -> None:
    """What was freed before goes back to the system, or the block would grow into it unseen."""
    gc.collect()
    if hasattr(_LIBC, "malloc_trim"):
        _LIBC.malloc_trim(0)


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    [kibibytes] = [int(line.split()[1]) for line in lines if line.startswith(f"{name}:")]
    return kibibytes * 1024
