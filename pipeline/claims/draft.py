"""A claim as a rule makes it, before times are resolved and doubles joined."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.claims.mentions.clock import ClockTime
from pipeline.claims.mentions.days import Day
from pipeline.claims.spans import Span
from pipeline.records import Metric, Qualifier, Stance, TimezoneBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(Span):
    """
    One thing that a sentence claims; the span is its quote in the passage.

    clock  The clock time that it refers to; `zone` is the time's own or one carried, with its basis.
    day    The day that the text gives for it.
    """

    metric: Metric
    rule: str
    label: str | None = None
    other_label: str | None = None
    value: float | None = None
    value_high: float | None = None
    unit: str | None = None
    qualifier: Qualifier | None = None
    platform: str | None = None
    clock: ClockTime | None = None
    zone: str | None = None
    zone_basis: TimezoneBasis = "none"
    day: Day | None = None
    region: str | None = None
    source: str | None = None
    source_via: str | None = None
    stance: Stance | None = None
    background: bool = False

    @property
    def label_key(self) -> str | None:
        """What of the label tells two claims apart: of a report count nothing, it is only a statistic."""
        return None if self.metric == "report_count" else self.label
