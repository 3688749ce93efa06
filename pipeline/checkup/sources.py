"""The sources: whether their file can be used, and how the last polls of each went."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.checkup.findings import Finding
from pipeline.credentials import Keys
from pipeline.edges.duck import Snapshot
from pipeline.records import Source
from pipeline.settings import Settings
from pipeline.sources import load_sources

# Failures in a row that are no accident any more.
_FAILING = 3
_SHOWN = 5
_LAST_POLLS = """
SELECT source_id, outcome, reason, failure_count, polled_at, next_poll_at
FROM polls
WHERE source_id IN (SELECT unnest($source_ids))
QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY polled_at DESC, poll_id) = 1
ORDER BY failure_count DESC, source_id
"""


def check_sources_file(settings: Settings) -> Iterator[Finding]:
    """Raises SettingsError where the file cannot be used."""
    path = settings.sources_file
    sources = load_sources(path)
    yield Finding("sources", "ok", f"{len(sources)} in {path}")
    if _has_keys(sources) and path.stat().st_mode & 0o044:
        yield Finding(
            "keys of sources",
            "note",
            f"{path} has readers' keys, and other users of this machine may read it",
            f"`chmod 600 {path}`, as the user that runs Outwire.",
        )


def check_polls(snapshot: Snapshot, settings: Settings) -> Iterator[Finding]:
    """How the polls of the sources in the file went, as far as they are published."""
    ids = [source.source_id for source in load_sources(settings.sources_file)]
    polls = snapshot.rows(_LAST_POLLS, {"source_ids": ids})
    failing = [poll for poll in polls if poll["failure_count"] >= _FAILING]
    if polls and len(polls) > 1 and all(poll["outcome"] == "failed" for poll in polls):
        yield Finding(
            "polls",
            "wrong",
            f"all {len(polls)} sources failed when they were last asked: {_reasons(polls)}",
            "Check this machine's network and names (`curl`), and that no proxy is needed: none is used.",
        )
    elif failing:
        yield Finding(
            "polls",
            "note",
            f"{len(failing)} of {len(polls)} sources fail again and again: {'; '.join(map(_told, failing[:_SHOWN]))}",
            f"`outwire sources check {' '.join(poll['source_id'] for poll in failing[:_SHOWN])}` says what is wrong; "
            "correct or remove them in the sources file. They are asked less and less often, and never given up.",
        )
    elif polls:
        yield Finding("polls", "ok", f"{len(polls)} of {len(ids)} sources were polled, none fails again and again")


def _has_keys(sources: list[Source]) -> bool:
    return any(Keys.of_source(source.url).values for source in sources)


def _told(poll: dict[str, Any]) -> str:
    again = f"{poll['next_poll_at']:%m-%d %H:%M}"
    return f"{poll['source_id']} ({poll['reason']}, {poll['failure_count']} times, asked again {again})"


def _reasons(polls: list[dict[str, Any]]) -> str:
    return ", ".join(sorted({str(poll["reason"]) for poll in polls}))
