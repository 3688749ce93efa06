"""How many drawn examples a property is tried on: few enough for every run, ten times as many in a long one."""

from __future__ import annotations

import os

# OUTWIRE_TEST_LONG=1 make test
IS_LONG = os.environ.get("OUTWIRE_TEST_LONG") == "1"


def examples(count: int) -> int:
    """`count`, or ten times as many where a long run is asked for."""
    return 10 * count if IS_LONG else count
