"""What all processes of a store remember of hosts: when each was asked last, until when it asked to be left alone, and
what its robots.txt says.

A round is several processes, one a shard, and is followed by the next; a host sees one crawler. It is a memory of
manners, not data: small files below `hosts`, which may be lost or damaged at any time and are forgotten after a day.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.edges.clock import monotonic, pause
from pipeline.edges.files import saying_where_no_room
from pipeline.records import make_id

# RFC 9309, 2.4: robots.txt should not be kept for longer.
ROBOTS_SECONDS = 24 * 3600.0
# A longer robots.txt is asked for in each run: a feed can name any number of sites, and the disk is ours.
ROBOTS_KEPT_CHARS = 64 * 1024
_LONGEST_HOLD_SECONDS = 24 * 3600.0
# A start that lies further ahead than this was written by a clock that was wrong.
_CLOCK_SECONDS = 60.0
_FORGOTTEN_AFTER_SECONDS = 25 * 3600.0
# Four a host: a feed can name 2,000 new hosts of its domain at every poll, and each would leave up to 64 KiB.
_FILES_KEPT = 8000
_SLOT_RETRY_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Turn:
    """
    Whether a host may be asked now.

    wait_seconds  0 where it may, and the turn is taken; otherwise when to try again.
    left_seconds  How long it wants to be left alone; 0 where it does not, and then it is not to be asked at all.
    """

    wait_seconds: float
    left_seconds: float


class HostBook:
    """The files below `hosts` in the store at `home`; made at the first write. Threads and processes may share them."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "hosts"

    def take(self, host: str, now_at: float, *, delay_seconds: float) -> Turn:
        """Takes the turn at `now_at`, where that is `delay_seconds` after the last start of any process."""
        with self._page(host) as page:
            last = _number(page.get("last_start"))
            left = min(_number(page.get("held_until")) - now_at, _LONGEST_HOLD_SECONDS)
            wait = last + delay_seconds - now_at
            if left > 0 or 0 < wait <= delay_seconds + _CLOCK_SECONDS:
                return Turn(max(wait, 0.0), max(left, 0.0))
            page["last_start"] = now_at
            return Turn(0.0, 0.0)

    def hold(self, host: str, until: float) -> None:
        """No process is to ask `host` before then."""
        with self._page(host) as page:
            page["held_until"] = max(_number(page.get("held_until")), until)

    @contextmanager
    def connection(self, host: str, limit: int) -> Iterator[None]:
        """Counts as one of the `limit` connections that all processes together may have to `host`; waits for it."""
        with saying_where_no_room(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            slots = [self._open(f"{make_id(host)}.slot{number}") for number in range(limit)]
        try:
            while not any(_is_locked(slot) for slot in slots):
                pause(_SLOT_RETRY_SECONDS)
            yield
        finally:
            for slot in slots:
                os.close(slot)

    def robots(self, origin: str, now_at: float) -> str | None:
        """What the robots.txt of `origin` said within the last day; None where nobody asked for it since."""
        try:
            kept = json.loads(self._robots_file(origin).read_bytes())
            age = now_at - float(kept["asked_at"])
            return str(kept["text"]) if kept["origin"] == origin and 0 <= age < ROBOTS_SECONDS else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep_robots(self, origin: str, text: str, now_at: float) -> None:
        """Keeps what a robots.txt said at `now_at`, so that it is not asked for by each run."""
        if len(text) > ROBOTS_KEPT_CHARS:
            return
        file = self._robots_file(origin)
        aside = file.with_name(f".{file.name}.{os.getpid()}-{int(monotonic() * 1e9)}.part")
        with saying_where_no_room(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            aside.write_text(json.dumps({"origin": origin, "asked_at": now_at, "text": text}), encoding="utf-8")
            aside.replace(file)

    def forget(self, now_at: float) -> None:
        """Removes the files that nobody has used for a day, and of too many those that nobody has used for longest."""
        used: list[tuple[float, Path]] = []
        with suppress(FileNotFoundError):
            for file in self._folder.iterdir():
                with suppress(FileNotFoundError):
                    used.append((file.stat().st_mtime, file))
        for number, (used_at, file) in enumerate(sorted(used, reverse=True)):
            if number >= _FILES_KEPT or used_at < now_at - _FORGOTTEN_AFTER_SECONDS:
                file.unlink(missing_ok=True)

    def _robots_file(self, origin: str) -> Path:
        return self._folder / f"{make_id(origin)}.robots"

    def _open(self, name: str) -> int:
        """A file, opened and marked as used just now."""
        handle = os.open(self._folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        os.utime(handle)
        return handle

    @contextmanager
    def _page(self, host: str) -> Iterator[dict[str, Any]]:
        """What is known of a host, alone for the block, and written back after it."""
        with saying_where_no_room(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            handle = self._open(f"{make_id(host)}.turns")
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                page = _read_page(handle)
                before = dict(page)
                yield page
                if page != before:
                    os.ftruncate(handle, 0)
                    os.pwrite(handle, json.dumps({"host": host, **page}).encode(), 0)
            finally:
                os.close(handle)


def _read_page(handle: int) -> dict[str, Any]:
    try:
        page = json.loads(os.pread(handle, 4096, 0))
    except ValueError:
        return {}
    return page if isinstance(page, dict) else {}


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and 0 <= value < 1e12 else 0.0


def _is_locked(handle: int) -> bool:
    """Takes the lock of a file, where nobody has it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
