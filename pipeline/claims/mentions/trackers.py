"""Services that count or measure outages, by the names in `schemas/trackers.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pipeline.claims.lexicon import either, pattern
from pipeline.claims.spans import Span, free_of
from pipeline.reference import read_schema

TrackerKind = Literal["counts", "measures"]

_FILE: dict[str, Any] = read_schema("trackers.yml")
_NAMES: dict[str, tuple[str, TrackerKind]] = {
    alias.lower(): (tracker["name"], tracker["kind"])
    for tracker in _FILE["trackers"]
    for alias in [tracker["name"], *tracker.get("aliases", [])]
}
_TRACKER = pattern(rf"\b{either(name.replace('.', '[.]') for name in _NAMES if name.isascii())}\b")
_CALLED = pattern(rf"\b(?:the |an? )?{either(_FILE['called'])}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracker(Span):
    """
    A tracker as named.

    name  The usual name; empty for "the tracking website", which the passage must say.
    kind  counts (problem reports from people) or measures (networks).
    """

    name: str
    kind: TrackerKind


def find_trackers(plain: str) -> list[Tracker]:
    """All trackers of a passage, in order."""
    named = []
    for m in _TRACKER.finditer(plain):
        written = " ".join(plain[m.start() : m.end()].split())
        name, kind = _NAMES[written.lower()]
        if " " in written and written.replace(" ", "").lower() == name.lower():
            name = written  # "Down Detector": as the article names it
        named.append(Tracker(start=m.start(), end=m.end(), name=name, kind=kind))
    called = [Tracker(start=m.start(), end=m.end(), name="", kind="counts") for m in _CALLED.finditer(plain)]
    return sorted([*named, *free_of(called, named)], key=lambda tracker: tracker.start)
