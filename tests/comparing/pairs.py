"""Reads pairs.yml: claims in a few words as records, and the articles that make them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from pipeline.incidents.coverage import Coverage
from tests.comparing.drawn import MONDAY, TUESDAY, Spec, at, blamed, coverage, event, lasted, reports, told, utc

FILE = Path(__file__).with_name("pairs.yml")
ZONES = {
    "ET": "America/New_York", "CT": "America/Chicago", "PT": "America/Los_Angeles", "UTC": "UTC", "UK": "Europe/London",
    "CET": "Europe/Berlin", "IST": "Asia/Kolkata",
}  # fmt: skip
EVENTS = ("start", "wave", "peak", "eased", "restored", "ongoing")
BLAME = ("cause", "origin", "actor")
SAME_NAMES = {"to": "value_high", "kind": "label", "in": "region", "on": "platform", "unit": "unit", "says": "quote"}
# When a part of a day is taken to be; only its order matters.
PARTS = {"morning": "09:00", "evening": "19:00"}


@dataclass(frozen=True)
class Pair:
    """
    Two claims, what a third account says besides, and the reason that sets them apart; None where nothing does.

    is_conflict_near  Whether it stands among the near misses of a conflict.
    """

    reason: str | None
    one: dict[str, Any]
    other: dict[str, Any]
    why: str
    context: list[dict[str, Any]] = field(default_factory=list)
    is_conflict_near: bool = False

    def __str__(self) -> str:
        return f"{self.reason or 'none'}: {self.why}"

    @property
    def articles(self) -> tuple[Coverage, Coverage]:
        """One and other as articles, each with its claim alone; of one outlet where the reason is a revision."""
        if self.reason != "revised":
            return article("one.example", self.one), article("other.example", self.other)
        if "written" in self.one:
            return article("one.example", self.one, slug="first"), article("one.example", self.other, slug="second")
        late = utc(MONDAY, "20:00")
        return (
            article("one.example", self.one, fetched_at=late, text="Before."),
            article("one.example", self.other, fetched_at=late + timedelta(hours=2), text="After."),
        )

    @property
    def third(self) -> Coverage:
        """Who says what the pair is explained with."""
        return coverage("third.example", *map(claim, self.context))


def article(outlet: str, words: dict[str, Any], **more: Any) -> Coverage:
    """An article with one claim."""
    if "written" in words:
        more["published_at"] = utc(MONDAY, words["written"])
    return coverage(outlet, claim(words), **more)


def claim(words: dict[str, Any]) -> Spec:
    """The claim that a few words of pairs.yml name; raises KeyError for a word that is none."""
    rest = dict(words)
    rest.pop("written", None)
    spec = _begun(rest)
    if "at" in rest:
        spec |= moment(str(rest.pop("at")))
    if not rest.pop("dated", True):
        spec |= {"happened_at": None, "happened_at_precision": None, "date_basis": "none"}
    if "is" in rest:
        spec["qualifier"] = rest.pop("is")
    if "by" in rest:
        spec["source"] = rest.pop("by")
    if "stance" in rest:
        spec["stance"] = rest.pop("stance")
    return spec | {SAME_NAMES[word]: value for word, value in rest.items()}


def _begun(rest: dict[str, Any]) -> Spec:
    for label in EVENTS:
        if label in rest:
            when = moment(rest.pop(label))
            return event(label, MONDAY, "00:00") | when
    for metric in BLAME:
        if metric in rest:
            return blamed(rest.pop(metric), None, "asserted", metric=metric)
    if "reports" in rest:
        return reports(float(rest.pop("reports")))
    if "lasted" in rest:
        return lasted(float(rest.pop("lasted")), qualifier="exact")
    units = {
        "users": ("affected_count", "users"), "affected": ("affected_count", None), "waves": ("wave_count", "waves"),
        "share": ("report_share", "percent"), "money": ("financial_impact", "USD"),
    }  # fmt: skip
    word = next(word for word in units if word in rest)
    metric, unit = units[word]
    source = {"source": "Downdetector"} if word == "share" else {}
    return told(metric, value=float(rest.pop(word)), unit=unit, qualifier="exact", **source)


def moment(words: str) -> Spec:
    """The fields of "05:30 ET", "05:30 ET assumed", "05:30", "morning ET" or "02:00 ET Tue"."""
    clock, *more = words.split()
    if not more:
        return {"at_local": clock}
    day = TUESDAY if "Tue" in more else MONDAY
    fields = at(day, PARTS.get(clock, clock), ZONES[more[0]])
    if clock in PARTS:
        fields |= {"at_local": clock, "happened_at_precision": "part_of_day"}
    return fields | ({"timezone_basis": "outlet"} if "assumed" in more else {})


def read_pairs() -> list[Pair]:
    """All pairs of the file, in its order."""
    sections: dict[str, list[dict[str, Any]]] = yaml.load(FILE.read_text(encoding="utf-8"), Loader=_PlainLoader)
    return [
        Pair(
            reason=None if (reason := row.get("reason", section)) == "none" else reason,
            one=row["one"],
            other=row["other"],
            why=row["why"],
            context=row.get("with", []),
            is_conflict_near=section == "near_misses",
        )
        for section, rows in sections.items()
        for row in rows
    ]


class _PlainLoader(yaml.SafeLoader):
    """YAML in which 10:00 is no number in base 60, and "on" no truth value."""


_PlainLoader.yaml_implicit_resolvers = {
    start: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:timestamp"]
    for start, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    if start not in "oOyYnN"
} | {"n": [(tag, p) for tag, p in yaml.SafeLoader.yaml_implicit_resolvers["n"] if tag.endswith("null")]}
