"""What time it is. Everything else takes the instant as an argument, or asks here, so that tests can set it."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> datetime:
    """This moment in UTC, to the microsecond."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds on a clock that never jumps; only differences mean something."""
    return time.monotonic()


def pause(seconds: float) -> None:
    """Waits; negative times do not wait."""
    if seconds > 0:
        time.sleep(seconds)
