"""What is counted and kept aside: drops, quarantine, the results of checks, and the sums of a stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipeline.records.checks import Checked, InvalidRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop(Checked):
    """
    Something that a stage did not pass on.

    stage         The stage's module name.
    kind          What was dropped: source, entry, post (of a status page), page, article, claim.
    record_id     Its id (source_id, entry_id, post_id, page_id, article_id, claim_id).
    reason        A name out of errors.DROP_REASONS.
    detail        For people; untrusted parts escaped, no query strings, at most 300 characters.
    url           Address without query and user information, or None.
    """

    stage: str
    kind: Literal["source", "entry", "post", "page", "article", "claim"]
    record_id: str
    reason: str
    detail: str = ""
    url: str | None = None
    dropped_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined(Checked):
    """
    A row that broke an expectation, kept whole.

    quarantine_id   make_id(table_name, record_id, expectation).
    row_json        The record as `to_json` gives it; replayable.
    quarantined_at  When it was first held; a later check that still holds it keeps the time.
    source_id       The source that its entry came from; None where the batch does not have that.
    rule            For a claim: the reader's rule that made it.
    """

    quarantine_id: str
    table_name: str
    record_id: str
    expectation: str
    reason: str
    row_json: str
    quarantined_at: datetime
    source_id: str | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay(Checked):
    """
    What became of a row in quarantine when it was checked again; it stays after the row has left.

    replay_id    make_id(quarantine_id, quarantined_at, replayed_at).
    replayed_by  The replay that asked for it, "replay-20250310t101500z"; or check_quality, where the stage was run
                 again by other means.
    outcome      released: it breaks nothing now, and was loaded. held: it still breaks this or something else.
                 gone: the stages do not make this record any more. parked: the batch as a whole is.
    """

    replay_id: str
    quarantine_id: str
    table_name: str
    record_id: str
    expectation: str
    quarantined_at: datetime
    replayed_at: datetime
    replayed_by: str
    outcome: Literal["released", "held", "gone", "parked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityResult(Checked):
    """
    What one expectation found in one batch.

    action            What failing means: quarantine, stop or warn.
    unexpected_count  Rows that broke it; None where it is about the table as a whole.
    observed          What was seen, for people; at most 300 characters.
    """

    suite: str
    expectation: str
    table_name: str
    action: Literal["quarantine", "stop", "warn"]
    is_success: bool
    row_count: int
    unexpected_count: int | None = None
    observed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityVerdict(Checked):
    """
    Whether a batch may be loaded.

    is_parked  True where it failed a `stop` expectation; then nothing of it goes into the warehouse but its results.
    reason     Which expectations, for people; empty where it is not parked.
    checked_sha256  Batch.content_sha256 of the stages that were checked; where theirs is another by now, the
                    verdict is about something else.
    """

    is_parked: bool
    reason: str = ""
    checked_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally(Checked):
    """What a stage saw, passed on and dropped; seen = passed + dropped, or the record cannot be made."""

    stage: str
    seen: int
    passed: int
    dropped: int

    def __post_init__(self) -> None:
        if self.seen != self.passed + self.dropped:
            raise InvalidRecord(f"{self.stage}: saw {self.seen}, passed {self.passed}, dropped {self.dropped}")
