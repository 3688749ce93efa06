"""A claim in a few words for people: "at least 40,000 reports at 10:00 ET"."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from math import isclose
from zoneinfo import ZoneInfo

from pipeline.incidents.naming import platform_name
from pipeline.records import Claim

# What the press calls these zones; every other zone is called after its city.
ZONE_NAMES = {
    "UTC": "UTC",
    "America/New_York": "ET",
    "America/Chicago": "CT",
    "America/Denver": "MT",
    "America/Los_Angeles": "PT",
    "Asia/Kolkata": "IST",
    "Asia/Tokyo": "JST",
    "Europe/London": "UK time",
    "Europe/Berlin": "CET",
}
_TWELVE_HOURS = frozenset({"America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"})
_QUALIFIERS = {"about": "about ", "at_least": "at least ", "at_most": "at most "}
_VAGUE = {
    10: "dozens of ",
    100: "hundreds of ",
    1_000: "thousands of ",
    10_000: "tens of thousands of ",
    100_000: "hundreds of thousands of ",
    1_000_000: "millions of ",
}
_REGIONS = {
    "WORLD": "the world",
    "EUROPE": "Europe",
    "ASIA": "Asia",
    "AFRICA": "Africa",
    "NORTH-AMERICA": "North America",
    "SOUTH-AMERICA": "South America",
    "OCEANIA": "Oceania",
    "US": "the US",
    "GB": "the UK",
}
_LABELS = {"ddos": "DDoS", "dns": "DNS"}
_TIME_POINTS = {
    "start": "began",
    "wave": "a further wave",
    "peak": "peaked",
    "eased": "eased",
    "restored": "was restored",
    "ongoing": "was still down",
}


def said(claim: Claim, incident_platform: str | None = None) -> str:
    """
    The claim for people, without its source but for causes, origins and actors.

    incident_platform  Where the claim is about another platform than this one, the words name it.
    """
    words = _WORDINGS.get(claim.metric, _say_label)(claim)
    if claim.platform and incident_platform and claim.platform != incident_platform:
        words += f" for {platform_name(claim.platform)}"
    if claim.region and claim.metric != "affected_region":
        words += f" in {region_name(claim.region)}"
    if claim.at_local and claim.metric != "time_point":
        words += f" {say_time(claim)}"
    return words


def say_figure(claim: Claim) -> str:
    """The figure alone, with its qualifier: "at least 40,000", "56%", "about 8 hours", "for hours"."""
    if claim.value is None:
        return "for hours" if claim.metric == "duration" else "a number"
    return f"{_QUALIFIERS.get(claim.qualifier or '', '')}{bare_figure(claim)}"


def bare_figure(claim: Claim) -> str:
    """The figure without its qualifier: "40,000", "56%", "8 hours", "thousands"."""
    value, high = claim.value or 0.0, claim.value_high
    if claim.qualifier == "vague" and value in _VAGUE:
        return _VAGUE[int(value)].removesuffix(" of ")
    write = minutes if claim.metric == "duration" else number
    unit = "%" if claim.unit == "percent" else ""
    return write(value) + (f" to {write(high)}" if high is not None else "") + unit


def say_time(claim: Claim) -> str:
    """When a claim's clock time is, as written: "at 10:00 ET", "in the evening"."""
    if claim.at_local is None:
        return ""
    if not claim.at_local[0].isdigit():
        return f"at {claim.at_local}" if claim.at_local == "night" else f"in the {claim.at_local}"
    return f"at {claim.at_local}" + (f" {zone_name(claim.timezone)}" if claim.timezone else "")


def clock(at: datetime, zone: str) -> str:
    """An instant as people in a zone read it off their clocks: "5:30 a.m. ET", "9:45 UTC"."""
    local = at.astimezone(ZoneInfo(zone))
    if zone not in _TWELVE_HOURS:
        return f"{local.hour}:{local:%M} {zone_name(zone)}"
    return f"{local.hour % 12 or 12}:{local:%M} {'a.m.' if local.hour < 12 else 'p.m.'} {zone_name(zone)}"


def zone_name(zone: str) -> str:
    """What people call a zone: "ET", "UTC", "Sydney time"."""
    return ZONE_NAMES.get(zone, zone.rpartition("/")[2].replace("_", " ") + " time")


def minutes(value: float) -> str:
    """A number of minutes in the unit that suits it: "15 minutes", "8 hours", "1 hour 47 minutes", "3 days"."""
    whole = round(value)
    if whole >= 2880 and whole % 1440 == 0:
        return f"{whole // 1440} days"
    hours, rest = divmod(whole, 60)
    parts = [_count(hours, "hour")] if hours else []
    if rest or not hours:
        parts.append(_count(rest, "minute"))
    return " ".join(parts)


def number(value: float) -> str:
    """A number as the press writes it: "28,570", "8.5 million", "7.3"."""
    for size, name in ((1e9, "billion"), (1e6, "million")):
        if abs(value) >= size and isclose(round(value / size, 2) * size, value, abs_tol=0.5, rel_tol=0):
            return f"{value / size:g} {name}"
    return f"{value:,.0f}" if value == round(value) else f"{value:,g}"


@cache
def region_name(code: str) -> str:
    """What people call a region: "the US", "India", "the world"; the code itself where we know no name."""
    if code in _REGIONS:
        return _REGIONS[code]
    import pycountry  # takes 30 ms; not every incident names a country

    country = pycountry.countries.get(alpha_2=code) if len(code) == 2 else None
    return str(getattr(country, "common_name", country.name)) if country else code


def label_name(claim: Claim) -> str:
    """The label for people, both where there are two: "DDoS", "nation-state or organised group"."""
    labels = [label for label in (claim.label, claim.other_label) if label]
    if claim.metric in ("origin", "affected_region"):
        return " or ".join(map(region_name, labels))
    if claim.metric == "actor":
        return " or ".join(labels)
    return " or ".join(_LABELS.get(label, label.replace("_", " ")) for label in labels)


def _count(value: int, word: str) -> str:
    return f"{value} {word}" if value == 1 else f"{value} {word}s"


def _say_count(claim: Claim) -> str:
    unit = claim.unit or "reports"
    if claim.qualifier == "vague":
        return f"{_VAGUE.get(int(claim.value or 0), 'many ')}{unit}"
    statistic = {"peak": " at the peak", "total": " in all"}.get(claim.label or "", "")
    return f"{say_figure(claim)} {unit}{statistic if claim.metric == 'report_count' else ''}"


def _say_share(claim: Claim) -> str:
    return f"{say_figure(claim)} {label_name(claim)}".rstrip()


def _say_time_point(claim: Claim) -> str:
    labels = [_TIME_POINTS.get(label, label) for label in (claim.label, claim.other_label) if label]
    return f"{' or '.join(labels)} {say_time(claim)}".strip()


def _say_blame(claim: Claim) -> str:
    what = f"from {label_name(claim)}" if claim.metric == "origin" else label_name(claim)
    return f"{what} ({claim.stance or 'said'}{f' by {claim.source}' if claim.source else ''})"


def _say_money(claim: Claim) -> str:
    what = label_name(claim)
    figure = say_figure(claim) if claim.value is not None else ""
    unit = "" if claim.unit in (None, "percent") else f" {claim.unit}"
    return f"{what} {figure}{unit}".strip()


def _say_label(claim: Claim) -> str:
    return label_name(claim) or claim.metric.replace("_", " ")


_WORDINGS = {
    "report_count": _say_count,
    "affected_count": _say_count,
    "wave_count": _say_count,
    "report_share": _say_share,
    "time_point": _say_time_point,
    "duration": say_figure,
    "cause": _say_blame,
    "origin": _say_blame,
    "actor": _say_blame,
    "financial_impact": _say_money,
}
