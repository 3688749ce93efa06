"""What the pages call things. Names of ours only, so they may stand in labels; figures and instants for people."""

from __future__ import annotations

from datetime import date, datetime
from types import MappingProxyType

from pipeline.incidents.said import region_name

METRIC_NAMES = MappingProxyType(
    {
        "report_count": "Reports on trackers",
        "report_share": "Share of the reports",
        "affected_count": "Who was affected",
        "time_point": "When it happened",
        "duration": "How long it lasted",
        "wave_count": "How many waves",
        "affected_region": "Where",
        "cause": "Cause",
        "origin": "Origin of an attack",
        "actor": "Who is behind it",
        "response": "What the operator says",
        "financial_impact": "What it cost",
    }
)
METRIC_UNITS = MappingProxyType({"report_share": "%", "duration": "minutes"})
REASON_NAMES = MappingProxyType(
    {
        "rounding": "Rounding",
        "different_moment": "Different moments",
        "peak_vs_moment": "Peak or moment",
        "peak_vs_total": "Peak or total",
        "different_region": "Different places",
        "different_subject": "Different subjects",
        "time_zone": "Time zones",
        "wave_vs_whole": "Wave or whole",
        "revised": "Revised",
        "stance": "Who says it",
        "conflict": "Conflict",
        "unclear": "Unclear",
    }
)
AGREEMENT_NAMES = MappingProxyType({"single": "one witness", "agree": "agree", "differ": "differ"})
STATE_NAMES = MappingProxyType(
    {"said": "said", "silent": "silent", "too_early": "published too early", "unread": "could not be read"}
)
SHORT_NAMES = MappingProxyType({"ddos": "DDoS", "dns": "DNS"})
DASH = "–"


def in_words(label: str | None) -> str:
    """A label of ours for people: "software_update" is "software update", "ddos" is "DDoS"."""
    return "" if label is None else SHORT_NAMES.get(label, label.replace("_", " "))


def label_in_words(metric: str, label: str) -> str:
    """The label of a claim for people: a country's code becomes its name; who did it stands as the text has it."""
    if metric == "actor":
        return label
    return region_name(label) if metric in ("origin", "affected_region") else in_words(label)


def number(value: float | None) -> str:
    """40000.0 is "40,000", 1.5 is "1.5", None is a dash."""
    return DASH if value is None else f"{value:,.10g}" if abs(value) < 1e9 else f"{value:,.0f}"


def number_range(lowest: float | None, highest: float | None) -> str:
    """The two ends, once where they are the same, a dash where there is none."""
    if lowest is None or highest is None or lowest == highest:
        return number(lowest if lowest is not None else highest)
    return f"{number(lowest)}{DASH}{number(highest)}"


def day(value: date | None) -> str:
    """ "10 March 2025"."""
    return DASH if value is None else f"{value.day} {value:%B %Y}"


def clock(value: datetime | None) -> str:
    """ "09:30" in UTC."""
    return DASH if value is None else f"{value:%H:%M}"


def clock_range(earliest: datetime | None, latest: datetime | None) -> str:
    """Both ends in UTC; `days` says which days they are on."""
    if earliest is None or latest is None or earliest == latest:
        return clock(earliest or latest)
    return f"{clock(earliest)}{DASH}{clock(latest)}"


def days(earliest: datetime | None, latest: datetime | None) -> str:
    """The days of two instants: "UTC, 10 March 2025", "UTC, 10 March – 11 March 2025"."""
    if earliest is None or latest is None:
        return "nobody gives a time"
    if earliest.date() == latest.date():
        return f"UTC, {day(earliest)}"
    return f"UTC, {earliest.day} {earliest:%B} {DASH} {day(latest)}"


def instant(value: datetime | None) -> str:
    """ "10 Mar 2025, 09:30 UTC"."""
    return DASH if value is None else f"{value.day} {value:%b %Y, %H:%M} UTC"


def counted(count: int, thing: str) -> str:
    """ "1 outlet", "6 outlets"."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
