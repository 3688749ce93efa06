"""The closed sets of words that records use; what each means stands in the README of the tables."""

from __future__ import annotations

from typing import Literal, get_args

SourceKind = Literal["feed", "statuspage", "folder", "urls"]
BatchKind = Literal["watch", "backfill", "reread"]
StatusWord = Literal["investigating", "identified", "monitoring", "resolved", "maintenance"]
DateKind = Literal["feed", "jsonld", "meta", "time_element", "url", "list", "archive", "first_seen"]
Precision = Literal["second", "minute", "hour", "day", "part_of_day"]
TimezoneBasis = Literal["stated", "carried", "outlet", "none"]
DateBasis = Literal["stated", "weekday", "relative", "published", "incident", "none"]
Stance = Literal["asserted", "suggested", "confirmed", "disputed", "denied"]
Qualifier = Literal["exact", "about", "at_least", "at_most", "range", "vague"]
Metric = Literal[
    "report_count",
    "report_share",
    "affected_count",
    "time_point",
    "duration",
    "wave_count",
    "affected_region",
    "cause",
    "origin",
    "actor",
    "response",
    "financial_impact",
]
METRICS: tuple[str, ...] = get_args(Metric)
Reason = Literal[
    "rounding",
    "different_moment",
    "peak_vs_moment",
    "peak_vs_total",
    "different_region",
    "different_subject",
    "time_zone",
    "wave_vs_whole",
    "revised",
    "stance",
    "conflict",
    "unclear",
]
