"""Four processes read while a fifth loads and publishes: no error, no half batch, no snapshot lost, nothing stale."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.readers.run import READERS, judge, run

SECONDS = 15


@pytest.mark.slow
def test_readers_are_undisturbed_beside_a_loader(tmp_path: Path) -> None:
    """Ten minutes of it: python -m tests.readers.run 600."""
    found = run(tmp_path / "store", SECONDS)
    assert found.errors == ()
    assert (found.mixed_count, found.vanished_count) == (0, 0)
    assert found.batch_count >= 3
    assert all(count > 0 for count in found.reads.values())
    assert found.staleness_seconds <= found.period_seconds + 1


def test_what_readers_must_not_see_is_counted() -> None:
    loaded = [{"number": number, "acknowledged": 10.0 * number, "published": 10.0 * number + 1} for number in range(5)]
    fine = {"mixed": 0, "newest": 2, "at": 29.0, "has_file": True}
    notes = {name: [fine] for name in READERS} | {"loader": loaded}
    assert (judge(1, notes).staleness_seconds, judge(1, notes).period_seconds) == (-1.0, 10.0)
    bad = [{**fine, "mixed": 2}, {**fine, "has_file": False}, {**fine, "at": 36.5}, {"error": "IOException: lock"}]
    found = judge(1, {**notes, "analyst": bad})
    assert (found.mixed_count, found.vanished_count, found.staleness_seconds) == (2, 1, 6.5)
    assert found.errors == ("IOException: lock",)
    assert found.reads["analyst"] == 3
