"""A comparison in words for people: the same facts for the terminal, the page and the Markdown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from pipeline.commands.comparison import Comparison
from pipeline.commands.show import Row
from pipeline.dashboard.wording import (
    DASH,
    METRIC_NAMES,
    REASON_NAMES,
    clock_range,
    counted,
    days,
    in_words,
    instant,
    number_range,
)
from pipeline.records import METRICS

NO_DIFFERENCES = "The outlets do not differ in any figure."
_NO_MOMENT = datetime.max.replace(tzinfo=UTC)
# What the states of a cell and the counts mean, for a reader who meets them for the first time.
METHOD = (
    "Outwire reads the articles by fixed rules. No model writes, guesses or sums up anything: each figure, time and "
    "cause here was read from the words quoted beside it, and every quote stands in its article to the letter.",
    "A witness is an outlet that does not merely repeat another: outlets that carry one agency's text, or nearly the "
    "same words, count as one.",
    "“silent” means that an outlet's articles could have said it and do not; “published too early” that its last "
    "article is older than the first of anyone who has it; “could not be read” that nothing was found in its "
    "articles at all.",
    "A difference is a conflict only where all that could explain it is stated and equal: the moment, the place, what "
    "is counted, whose figure it is. Where the texts do not say enough to tell, it is called unclear.",
    "Times were made UTC by the zone that the article states or, where it states none, by that of its outlet.",
    "Rules misread sometimes. Before you print a figure from here, read its quote in the article.",
)


class Saying(NamedTuple):
    """One thing that is said on a metric, by these outlets, so many of them independent, about this moment if any."""

    said: str
    outlets: tuple[str, ...]
    witness_count: int
    happened_at: datetime | None


def summary(found: Comparison) -> list[tuple[str, str]]:
    """What all outlets say together, as pairs of a name and words."""
    overview = found.overview
    starts = overview["earliest_start_at"], overview["latest_start_at"]
    ends = overview["earliest_restored_at"], overview["latest_restored_at"]
    reports = number_range(overview["lowest_report_count"], overview["highest_report_count"])
    facts = [
        ("Told by", coverage_in_words(overview)),
        ("Published", interval(overview["first_published_at"], overview["last_published_at"])),
        ("Said to begin", _moments(*starts)),
        ("Said to be restored", _moments(*ends)),
        ("Reports on trackers", reports if reports == DASH else f"{reports} (lowest to highest)"),
        ("Said to be the cause", ", ".join(in_words(cause) for cause in overview["causes"]) or "nobody names one"),
        ("Differences", _differences(found.differences)),
    ]
    return [(name, words) for name, words in facts if words != DASH]


def coverage_in_words(overview: Row) -> str:
    """ "10 articles, 10 outlets, 9 independent witnesses"."""
    witnesses = overview["witness_count"]
    return (
        f"{counted(overview['article_count'], 'article')}, {counted(overview['outlet_count'], 'outlet')}, "
        f"{witnesses:,} independent {'witness' if witnesses == 1 else 'witnesses'}"
    )


def interval(earliest: datetime | None, latest: datetime | None) -> str:
    """From when to when, or between which moments: "10 Mar 2025, 17:40 – 18:25 UTC", "not after …"."""
    if latest is None or earliest == latest:
        return instant(earliest)
    if earliest is None:
        return f"not after {instant(latest)}"
    if earliest.date() == latest.date():
        return f"{instant(earliest).removesuffix(' UTC')} {DASH} {latest:%H:%M} UTC"
    return f"{instant(earliest)} {DASH} {instant(latest)}"


def _moments(earliest: datetime | None, latest: datetime | None) -> str:
    return DASH if earliest is None and latest is None else f"{clock_range(earliest, latest)} {days(earliest, latest)}"


def _differences(rows: Iterable[Row]) -> str:
    reasons = Counter(row["reason"] for row in rows)
    if not reasons:
        return "none"
    conflicts = reasons.pop("conflict", 0)
    parts = [counted(conflicts, "conflict") if conflicts else "no conflict"]
    parts += [f"{reason_name(reason).lower()} {count}" for reason, count in reasons.most_common()]
    return f"{reasons.total() + conflicts}: {', '.join(parts)}"


def reason_name(reason: str) -> str:
    """A reason for people."""
    return REASON_NAMES.get(reason, in_words(reason).capitalize())


def claimed_metrics(found: Comparison) -> list[str]:
    """The metrics that anyone claims, in their usual order."""
    said = {row["metric"] for row in found.coverage if row["state"] == "said"}
    return [metric for metric in METRICS if metric in said]


def sayings(found: Comparison, metric: str) -> list[Saying]:
    """What is said on a metric, each wording once: what most witnesses say first, then by the moment it is about."""
    by_words: dict[str, list[Row]] = defaultdict(list)
    for claim in found.claims:
        if claim["metric"] == metric:
            by_words[claim["said"]].append(claim)
    told = [
        Saying(
            said,
            tuple(dict.fromkeys(found.name_of(claim["outlet"]) for claim in claims)),
            len({claim["witness_id"] for claim in claims}),
            min((claim["happened_at"] for claim in claims if claim["happened_at"]), default=None),
        )
        for said, claims in by_words.items()
    ]
    return sorted(told, key=lambda one: (-one.witness_count, one.happened_at is None, one.happened_at or _NO_MOMENT))


def unclaimed(found: Comparison) -> str:
    """A sentence on the metrics that no outlet claims; empty where there is none."""
    said = set(claimed_metrics(found))
    missing = [METRIC_NAMES[metric].lower() for metric in METRICS if metric not in said]
    return f"Nobody says anything on: {', '.join(missing)}." if missing else ""


def provenance(found: Comparison) -> str:
    """Where the comparison comes from: the snapshot, when it was made, and which reader read the articles."""
    readers = ", ".join(sorted({row["reader_version"] for row in found.claims}))
    parts = [
        f"Incident {found.incident_id}",
        f"snapshot {found.snapshot_name}" if found.snapshot_name else "",
        f"compared {instant(found.compared_at)}" if found.compared_at else "",
        f"reader version {readers}" if readers else "",
    ]
    return " · ".join(part for part in parts if part)
