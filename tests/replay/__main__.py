"""
`make replay`: a week of 500 feeds on a virtual clock; its figures go to the terminal and into `docs/promises.md`.

OUTWIRE_REPLAY_DAYS and OUTWIRE_REPLAY_FEEDS for less or more.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import structlog

from tests.durability.promises import note_figures
from tests.replay.judging import judge
from tests.replay.publishers import DAY, World, make_feeds
from tests.replay.replaying import replay

BEGIN = datetime(2025, 3, 10, tzinfo=UTC)


def main() -> int:
    """Prints the table, and keeps the figures; 1 where a host was asked more often than allowed."""
    days = float(os.environ.get("OUTWIRE_REPLAY_DAYS", "7"))
    count = int(os.environ.get("OUTWIRE_REPLAY_FEEDS", "500"))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    started = time.monotonic()
    world = World(make_feeds(count, BEGIN.timestamp(), days * DAY, seed=7))
    with tempfile.TemporaryDirectory(prefix="outwire-replay-") as home:
        figures = judge(replay(world, BEGIN, days * DAY, Path(home)))
    print(figures.table())
    for what, times in figures.violations.most_common():
        print(f"  {times} times {what}")
    print(f"{time.monotonic() - started:.0f} s")
    command = f"OUTWIRE_REPLAY_DAYS={days:g} OUTWIRE_REPLAY_FEEDS={count} make replay"
    note_figures("replay", command=command, figures=figures.summary())
    return 1 if figures.violations else 0


if __name__ == "__main__":
    sys.exit(main())
