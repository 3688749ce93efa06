"""`make replay`: a week of 500 feeds on a virtual clock, and its figures; OUTWIRE_REPLAY_DAYS for less or more."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from pipeline.edges.logs import configure_logs
from tests.replay.judging import judge
from tests.replay.publishers import DAY, World, make_feeds
from tests.replay.replaying import replay

BEGIN = datetime(2025, 3, 10, tzinfo=UTC)


def main() -> int:
    """Prints the table; 1 where a host was asked more often than allowed."""
    days = float(os.environ.get("OUTWIRE_REPLAY_DAYS", "7"))
    configure_logs()
    logging.disable(logging.CRITICAL)
    started = time.monotonic()
    world = World(make_feeds(500, BEGIN.timestamp(), days * DAY, seed=7))
    with tempfile.TemporaryDirectory(prefix="outwire-replay-") as home:
        figures = judge(replay(world, BEGIN, days * DAY, Path(home)))
    print(figures.table())
    print("\n".join(f"  {count} times {what}" for what, count in figures.violations.most_common()))
    print(f"{time.monotonic() - started:.0f} s")
    return 1 if figures.violations else 0


if __name__ == "__main__":
    sys.exit(main())
