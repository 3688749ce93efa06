"""`make peer-tests DIR=…`: how our path from bytes to entries does on the feed files of others."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

from pipeline.edges.workers import Outcome, map_in_children
from pipeline.settings import Settings
from pipeline.sources.document import FeedContents, FeedDocument
from pipeline.sources.listing import entries_of
from pipeline.sources.reading import read_source
from tests.peers.expectations import Expectation, disagreements, expectation_of

# The least share of the expectations about fields of ours that have to hold.
AGREEMENT_FLOOR = 0.97
SUFFIXES = {".xml", ".rss", ".atom", ".rdf", ".rss2", ".feed", ".json", ".gz", ""}
SHOWN = 40
# Where feedparser's own tests serve the files, which some expectations name.
_SERVED_AT = "http://127.0.0.1:8097/"


@dataclass(frozen=True, slots=True)
class Case:
    """One file: its name below the folder, what it expects, and the document that our path gets."""

    name: str
    expectation: Expectation
    document: FeedDocument


@dataclass(slots=True)
class Report:
    """
    counts  passed: all that the file expects of fields of ours holds, or, where it expects nothing of them, it was
            read without a fault; failed: something does not hold, or a plain feed is none to us; crashed: the
            reading was stopped, died, or raised an exception. judged and agreed count the files of which a field of
            ours is expected.
    faults  A line for each file that failed or crashed.
    """

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, case: Case, outcome: Outcome[FeedContents]) -> None:
        """Judges one file."""
        verdict, why = judge(case, outcome)
        self.counts[verdict] += 1
        if case.expectation.source is not None and verdict != "crashed" and why is not None:
            self.counts["judged"] += 1
            self.counts["agreed"] += verdict == "passed"
        if verdict != "passed":
            self.faults.append(f"{verdict}: {case.name}: {why}")


def is_good(counts: Counter[str]) -> bool:
    """No crash, and enough agreement, over all folders together."""
    return not counts["crashed"] and counts["agreed"] >= AGREEMENT_FLOOR * counts["judged"]


def judge(case: Case, outcome: Outcome[FeedContents]) -> tuple[str, str | None]:
    """passed, failed or crashed, and why; None where nothing of ours was expected."""
    if outcome.value is None:
        return "crashed", f"{outcome.failure}: {outcome.detail}"
    contents = outcome.value
    entries_of("peer", contents.items, datetime.now(UTC), no_url_reason="entry_without_url")
    if case.expectation.source is None:
        return ("passed", "") if contents.version else ("failed", "no format that we know")
    wrong = disagreements(case.expectation.source, contents, case.document.url)
    if wrong is None:
        return "passed", None
    return ("failed", "; ".join(wrong)) if wrong else ("passed", "")


def cases(folder: Path, settings: Settings) -> Iterator[Case]:
    """The feed files of a folder and all below it, in the order of their names."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix.lower() not in SUFFIXES or path.name.startswith("."):
            continue
        body, name = path.read_bytes(), path.relative_to(folder).as_posix()
        expectation = expectation_of(body)
        yield Case(
            name,
            expectation,
            FeedDocument(
                body=body,
                url=urljoin(_SERVED_AT, expectation.headers.get("content-location", f"/{folder.name}/{name}")),
                content_type=expectation.headers.get("content-type"),
                entry_cap=settings.entries_per_poll,
            ),
        )


def run(folder: Path, settings: Settings) -> Report:
    """Reads every file of a folder as a poll does: in a child process, under its limits."""
    report = Report()
    found = list(cases(folder, settings))
    outcomes = map_in_children(
        read_source,
        (case.document for case in found),
        workers=settings.workers,
        seconds=settings.document_seconds,
        memory_bytes=settings.document_memory_bytes,
    )
    for case, outcome in zip(found, outcomes, strict=True):
        report.add(case, outcome)
    return report


def main(words: Sequence[str] | None = None) -> int:
    """Prints the table of all folders; 1 where a file crashed our reading or too many expectations do not hold."""
    parser = argparse.ArgumentParser(prog="make peer-tests DIR=…", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, help="folders of feed files, with or without `Expect:` lines")
    folders = parser.parse_args(words).folders
    missing = [str(folder) for folder in folders if not folder.is_dir()]
    if missing:
        print(f"There is no folder {', '.join(missing)}. Try: make peer-tests DIR=path/to/feedparser/tests")
        return 2
    reports = {folder: run(folder, Settings()) for folder in folders}
    print(f"{'passed':>7} {'failed':>7} {'crashed':>8}   of ours that is expected")
    for folder, report in reports.items():
        counts = report.counts
        share = f"{100 * counts['agreed'] / counts['judged']:.1f} %" if counts["judged"] else "-"
        print(f"{counts['passed']:7} {counts['failed']:7} {counts['crashed']:8}   "
              f"{counts['agreed']} of {counts['judged']} agree ({share})  {folder}")  # fmt: skip
        for fault in report.faults[:SHOWN]:
            print(f"  {ascii(fault)[1:-1]:.300}")
        if len(report.faults) > SHOWN:
            print(f"  and {len(report.faults) - SHOWN} more")
    return 0 if is_good(sum((report.counts for report in reports.values()), Counter())) else 1


if __name__ == "__main__":
    sys.exit(main())
