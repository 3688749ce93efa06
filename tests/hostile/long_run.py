"""
Ten thousand hostile pages and feeds, one after the other: `python -m tests.hostile.long_run [COUNT] [SECONDS]`.

Every attack of `pages.py` and `feeds.py` in turn, each tenth document a good one, in two children as a batch is read.
With half a second for each document it takes some twenty minutes; the figures go into `docs/promises.md`.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.articles.documents import Document, RawPage, Unreadable
from pipeline.edges.workers import Outcome, map_in_children
from pipeline.sources.document import FeedContents, FeedDocument
from tests.durability.promises import note_figures
from tests.hostile import feeds, pages
from tests.hostile.measuring import MEBIBYTE, memory_growth
from tests.hostile.unguarded import Given, read_either

# The growth of the parent that is promised, whatever its children were given.
GROWTH_LIMIT_BYTES = 50 * MEBIBYTE
_GOOD_EACH = 10


@dataclass
class Report:
    """
    outcomes      How many ended how: read, the reason at the gate, or the way in which the child was ended.
    good, read    Good documents given, and how many of them were read whole.
    growth_bytes  The peak of the parent's memory beyond what it began with.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    good: int = 0
    read: int = 0
    growth_bytes: int = 0
    seconds: float = 0.0


def documents(count: int) -> Iterator[tuple[Given, bool]]:
    """The documents, and whether each is a good one."""
    attacks = itertools.cycle([*map(_page, pages.hostile().values()), *map(_feed, feeds.hostile().values())])
    good = itertools.cycle([_page(pages.around("")), _feed(feeds.rss())])
    for number in range(count):
        is_good = number % _GOOD_EACH == _GOOD_EACH - 1
        yield next(good if is_good else attacks), is_good


def run(count: int, seconds: float) -> Report:
    """Reads them all, `seconds` for each."""
    report = Report()
    is_good = [is_good for _, is_good in documents(count)]
    started = time.monotonic()
    given = (document for document, _ in documents(count))
    with memory_growth() as growth:
        found = map_in_children(read_either, given, workers=2, seconds=seconds, memory_bytes=1024 * MEBIBYTE)
        for outcome, good in zip(found, is_good, strict=True):
            report.outcomes[_ending(outcome)] += 1
            report.good += good
            report.read += good and _is_whole(outcome.value)
    report.growth_bytes, report.seconds = growth.bytes, time.monotonic() - started
    return report


def _page(body: bytes) -> RawPage:
    url = "http://harbourpost.example/a"
    return RawPage(body=body, content_type="text/html", page_url=url, title="Gmail is down", is_screened=False)


def _feed(body: bytes) -> FeedDocument:
    return FeedDocument(body=body, url="http://harbourpost.example/rss", content_type=None, entry_cap=2000)


def _ending(outcome: Outcome[Document | Unreadable | FeedContents]) -> str:
    if outcome.failure is not None:
        return outcome.failure
    return outcome.value.reason if isinstance(outcome.value, Unreadable) else "read"


def _is_whole(value: Document | Unreadable | FeedContents | None) -> bool:
    if isinstance(value, Document):
        return "Users could not log in to Gmail" in value.text
    return isinstance(value, FeedContents) and [item.title for item in value.items] == ["Gmail is down, day 0"]


def main() -> int:
    """Prints the figures and keeps them for the page; 1 where one of them is not what is promised."""
    count, seconds = (*sys.argv[1:], *("10000", "0.5")[len(sys.argv) - 1 :])
    report = run(int(count), float(seconds))
    outcomes = dict(sorted(report.outcomes.items()))
    print(f"{count} documents in {report.seconds:.0f} s: {outcomes}")
    print(f"{report.read} of {report.good} good ones read; the parent grew by {report.growth_bytes / MEBIBYTE:.1f} MiB")
    note_figures(
        "hostile",
        command="python -m tests.hostile.long_run",
        figures={
            "count": int(count),
            "killed": report.outcomes["timed_out"] + report.outcomes["out_of_memory"],
            "crashed": report.outcomes["crashed"],
            "good": report.good,
            "read": report.read,
            "growth_mebibytes": round(report.growth_bytes / MEBIBYTE, 1),
        },
    )
    return 0 if report.read == report.good and report.growth_bytes <= GROWTH_LIMIT_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
