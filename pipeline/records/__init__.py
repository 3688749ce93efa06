"""The records that stages exchange, and the files' lines that they become.

Field names are the words of the README, the same in Python, in the batch files, in the tables and on the
dashboard. `_at` is a UTC instant, `_on` a date, `_bytes`, `_chars` and `_seconds` are what they say. None means
"not known" unless a field says otherwise. Ids are the first 16 hex digits of a SHA-256 over the natural key,
so the same thing has the same id on every run and every machine.
"""

from __future__ import annotations

from pipeline.records.checks import InvalidRecord, make_id
from pipeline.records.collected import BatchPlan, Entry, Page, Poll, Source
from pipeline.records.compared import Difference, Incident, IncidentAlias, IncidentArticle, PlacedClaim
from pipeline.records.counted import Drop, QualityResult, QualityVerdict, Quarantined, Replay, Tally
from pipeline.records.lines import from_json, read_instant, to_json
from pipeline.records.read import Article, Claim, DateEvidence, Reading
from pipeline.records.status import StatusPost
from pipeline.records.words import (
    METRICS,
    BatchKind,
    DateBasis,
    DateKind,
    Metric,
    Precision,
    Qualifier,
    Reason,
    SourceKind,
    Stance,
    StatusWord,
    TimezoneBasis,
)

RECORDS: tuple[type, ...] = (
    Source,
    BatchPlan,
    Poll,
    Entry,
    StatusPost,
    Page,
    DateEvidence,
    Article,
    Reading,
    Claim,
    Incident,
    IncidentAlias,
    IncidentArticle,
    Difference,
    PlacedClaim,
    Drop,
    Quarantined,
    Replay,
    QualityResult,
    QualityVerdict,
    Tally,
)

__all__ = [
    "METRICS",
    "RECORDS",
    "Article",
    "BatchKind",
    "BatchPlan",
    "Claim",
    "DateBasis",
    "DateEvidence",
    "DateKind",
    "Difference",
    "Drop",
    "Entry",
    "Incident",
    "IncidentAlias",
    "IncidentArticle",
    "InvalidRecord",
    "Metric",
    "Page",
    "PlacedClaim",
    "Poll",
    "Precision",
    "Qualifier",
    "QualityResult",
    "QualityVerdict",
    "Quarantined",
    "Reading",
    "Reason",
    "Replay",
    "Source",
    "SourceKind",
    "Stance",
    "StatusPost",
    "StatusWord",
    "Tally",
    "TimezoneBasis",
    "from_json",
    "make_id",
    "read_instant",
    "to_json",
]
