"""Whether two claims are about one thing: one region, one service, one part of it, one kind of count."""

from __future__ import annotations

from pipeline.incidents.naming import platform_name
from pipeline.incidents.said import bare_figure, clock, label_name, region_name, say_figure
from pipeline.incidents.voices import Finding, Scene, Voice
from pipeline.records import Claim

# A country is told from the world by a third of its count: the largest have a half of a tracker's by themselves.
_WORLD = 3.0
# That two things have two figures tells less than that one thing has.
_OTHER_THING = 15


def other_region(one: Voice, other: Voice, scene: Scene) -> Finding | None:
    """Each text limits its claim to a region, and not to the same."""
    here, there = one.claim.region, other.claim.region
    if here is None or there is None or here == there:
        return None
    return Finding(
        "different_region",
        f"{_subject(one)} is for {region_name(here)}, {_subject(other)} for {region_name(there)}.",
        ("region",),
    )


def part_of_world(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    """A figure for one country is a part of one that the text does not limit, where it is well below it."""
    part, whole = low.claim, high.claim
    if part.region is None or whole.region is not None or (whole.value or 0) < _WORLD * (part.value or 0):
        return None
    return Finding(
        "different_region",
        f"{bare_figure(part)} is for {region_name(part.region)} alone, {bare_figure(whole)} is not limited to a "
        "country.",
        ("region", "value"),
    )


def other_counter(one: Voice, other: Voice, scene: Scene) -> Finding | None:
    """Two sources counted, neither a part of the other's name: they count different things."""
    here, there = one.claim.source, other.claim.source
    if here is None or there is None or here.casefold() in there.casefold() or there.casefold() in here.casefold():
        return None
    return Finding(
        "different_subject",
        f"{bare_figure(one.claim)} was counted by {here}, {bare_figure(other.claim)} by {there}: they count different "
        "things.",
        ("source",),
    )


def other_service(one: Voice, other: Voice, scene: Scene) -> Finding | None:
    """One claim is about one service and one about another: Facebook and Instagram."""
    here, there = (voice.claim.platform or scene.incident.platform for voice in (one, other))
    if here == there:
        return None
    return Finding(
        "different_subject",
        f"{_subject(one)} is for {platform_name(here)}, {_subject(other)} for {platform_name(there)}: two services.",
        ("platform",),
        discount=_OTHER_THING,
    )


def other_part(one: Voice, other: Voice, scene: Scene) -> Finding | None:
    """Shares of reports on two parts of a service: the app and the website."""
    if one.claim.label == other.claim.label or one.claim.metric != "report_share":
        return None
    return Finding(
        "different_subject",
        f"{_sentence(say_figure(one.claim))} is the share of reports on “{label_name(one.claim)}”, "
        f"{say_figure(other.claim)} that on “{label_name(other.claim)}”: two parts of the service.",
        ("label",),
        discount=_OTHER_THING,
    )


def users_and_reports(one: Voice, other: Voice, scene: Scene) -> Finding | None:
    """How many were cut off, and how many of them complained to a tracker."""
    pair = {voice.claim.metric: voice for voice in (one, other)}
    if pair.keys() != {"report_count", "affected_count"}:
        return None
    reported, affected = pair["report_count"].claim, pair["affected_count"].claim
    by = f" on {reported.source}" if reported.source else ""
    return Finding(
        "different_subject",
        f"{_sentence(_figure_of(affected))} were cut off, {_figure_of(reported)} were counted{by}: few of those whom "
        "an outage hits report it.",
        ("metric", "unit"),
        discount=_OTHER_THING,
    )


def _figure_of(claim: Claim) -> str:
    return f"{say_figure(claim)} {claim.unit or ''}".strip()


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _subject(voice: Voice) -> str:
    claim = voice.claim
    if claim.metric == "time_point" and voice.happened_at is not None:
        return clock(voice.happened_at, claim.timezone or "UTC")
    return bare_figure(claim)
