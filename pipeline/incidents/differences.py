"""Which claims of an incident differ, for which reason, and which of them a reader should see first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import combinations
from math import log2

from pipeline.incidents.amounts import span_of
from pipeline.incidents.coverage import Coverage, current_revisions
from pipeline.incidents.precedence import RULES, explain_pair
from pipeline.incidents.revisions import explain_edits, explain_followups
from pipeline.incidents.voices import Finding, Scene, Voice, voices_of
from pipeline.records import Claim, Difference, Incident, IncidentArticle, PlacedClaim, make_id

# Distinct values of one figure that are compared with each other; the rest have fewer witnesses. 20 make 190 pairs.
VALUES_COMPARED = 20
# What is kept of an incident, most interesting first.
PAIRS_KEPT = 200
# What a reader learns from a difference, by its reason: a conflict is news, a rounding is not.
_INTEREST = {
    "conflict": 100,
    "revised": 90,
    "time_zone": 80,
    "stance": 75,
    "wave_vs_whole": 70,
    "different_moment": 65,
    "peak_vs_total": 60,
    "peak_vs_moment": 58,
    "different_region": 55,
    "different_subject": 45,
    "rounding": 40,
    "unclear": 15,
}
# The second difference of a metric tells less than the first of another, and one of the same reason still less.
_SAME_METRIC, _SAME_REASON = 6, 20
_VAGUE = 30
# What a figure twice as high adds; neighbours add next to nothing.
_TWICE = 10

# Whom an outage cut off, as against what a tracker counts.
_PEOPLE = frozenset({"users", "customers", "people", "accounts"})
_BLAME = frozenset({"cause", "origin", "actor"})


Topic = tuple[str | None, ...]


def explain(
    incident: Incident,
    coverages: Sequence[Coverage],
    members: Iterable[IncidentArticle],
    placed: Iterable[PlacedClaim],
) -> tuple[Difference, ...]:
    """
    The pairs of claims that speak of the same thing and differ, most interesting first.

    coverages  The articles of the incident, with all their revisions; members and placed say where they and their
               claims stand in it. The order of none of them matters.
    """
    by_claim = {claim.claim_id: claim for claim in placed}
    witnesses = {member.article_id: member.witness_id for member in members}
    pages = current_revisions(coverages)
    newest = [revisions[0] for revisions in pages.values()]
    scene = _scene(incident, newest, by_claim)
    topics = _topics(incident, newest, by_claim, witnesses)
    found = [
        (one.claim, other.claim, finding, len(one.witnesses | other.witnesses))
        for one, other in pairs_of(topics, incident)
        if (finding := explain_pair(one, other, scene)) is not None
    ]
    edits = (*explain_edits(pages.values(), by_claim), *explain_followups(newest, by_claim))
    edited = {_pair_id(incident, pair): pair for one, other, finding in edits if (pair := (one, other, finding, 1))}
    # What an outlet wrote later of the same explains a pair before anything that sets two claims side by side.
    found = [pair for pair in found if _pair_id(incident, pair) not in edited] + list(edited.values())
    return _ranked(incident, found, by_claim)


def pairs_of(topics: Mapping[Topic, Sequence[Voice]], incident: Incident) -> Iterable[tuple[Voice, Voice]]:
    """
    The pairs of voices to compare: all within a topic, up to VALUES_COMPARED values, and one for each two topics side
    by side. So there are as many as there are topics, times a constant, however many articles say it.
    """
    for voices in topics.values():
        for one, other in combinations(voices[:VALUES_COMPARED], 2):
            if one.can_differ_from(other):
                yield one, other
    for one, other in _beside(topics, incident):
        if one.can_differ_from(other) and not one.is_beside(other) and _is_apart(one.claim, other.claim):
            yield one, other


def _beside(topics: Mapping[Topic, Sequence[Voice]], incident: Incident) -> Iterable[tuple[Voice, Voice]]:
    """What most say of one service, part or kind of count beside what most say of the next."""
    families: dict[Hashable, list[Topic]] = defaultdict(list)
    for topic in topics:
        if (family := _family(topic)) is not None:
            families[family].append(topic)
    for members in families.values():
        main, *others = sorted(members, key=lambda topic: _rank(topic, topics[topic], incident))
        yield from ((topics[main][0], topics[other][0]) for other in others)
    for topic, voices in topics.items():
        if topic[0] == "affected_count" and topic[2] in _PEOPLE and (counted := topics.get(("report_count", topic[1]))):
            yield voices[0], counted[0]


def _family(topic: Topic) -> Hashable | None:
    """Topics of one family differ in the service, or in its part, and in nothing else."""
    metric = topic[0]
    if metric in ("report_count", "affected_count", "duration"):
        return metric, *topic[2:]
    return topic[:2] if metric == "report_share" else None


def _rank(topic: Topic, voices: Sequence[Voice], incident: Incident) -> tuple[bool, int, str]:
    """The incident's own platform first, then what most witnesses speak of."""
    return topic[1] != incident.platform, -len(voices[0].witnesses), repr(topic)


def _is_apart(one: Claim, other: Claim) -> bool:
    if "vague" in (one.qualifier, other.qualifier):
        return False
    low, high = sorted((span_of(one), span_of(other)))
    return low[1] < high[0]


def _scene(incident: Incident, coverages: Iterable[Coverage], placed: Mapping[str, PlacedClaim]) -> Scene:
    claims = [claim for coverage in coverages for claim in coverage.own_claims]
    times = [claim for claim in claims if claim.metric == "time_point"]
    waves = [claim for claim in times if "wave" in (claim.label, claim.other_label)]
    counted = any(claim.metric == "wave_count" and (claim.value or 0) > 1 for claim in claims)
    wave_starts = _instants(waves, placed)
    starts = _instants([claim for claim in times if claim.label == "start"], placed)
    return Scene(
        incident=incident,
        wave_starts=wave_starts,
        has_waves=counted or bool(waves),
        waves_minutes=(wave_starts[-1] - starts[0]).total_seconds() / 60 if wave_starts and starts else 0.0,
        longest_minutes=max((claim.value or 0.0 for claim in claims if claim.metric == "duration"), default=0.0),
    )


def _instants(claims: Iterable[Claim], placed: Mapping[str, PlacedClaim]) -> tuple[datetime, ...]:
    """The instants of clock times; a part of the day is none."""
    found = (placed[claim.claim_id] for claim in claims)
    return tuple(
        sorted({one.happened_at for one in found if one.happened_at and one.happened_at_precision != "part_of_day"})
    )


def _topics(
    incident: Incident,
    coverages: Sequence[Coverage],
    placed: Mapping[str, PlacedClaim],
    witnesses: Mapping[str, str],
) -> dict[Topic, list[Voice]]:
    """The voices that speak of one thing, together; in an order that depends on nothing but them."""

    def key(claim: Claim, happened_at: datetime | None) -> Hashable | None:
        return _voice_key(claim, happened_at) if claim.metric in RULES else None

    topics: dict[Topic, list[Voice]] = defaultdict(list)
    for voice in voices_of(coverages, placed, witnesses, key):
        topics[_topic(voice.claim, incident)].append(voice)
    return topics


def _topic(claim: Claim, incident: Incident) -> Topic:
    """What a claim speaks of; only claims on one topic can differ."""
    if claim.metric in _BLAME:
        return (claim.metric,)
    about = claim.platform or incident.platform
    if claim.metric in ("report_count", "duration", "wave_count"):
        return claim.metric, about
    if claim.metric == "affected_count":
        return claim.metric, about, claim.unit
    if claim.metric == "financial_impact":
        return claim.metric, claim.label, claim.unit
    return claim.metric, about, claim.label


def _voice_key(claim: Claim, happened_at: datetime | None) -> Hashable | None:
    """Claims with the same key say the same; None leaves out what has nothing to compare."""
    if claim.metric in _BLAME:
        return claim.metric, claim.label, claim.other_label, claim.source, claim.stance
    if claim.metric == "time_point":
        zone = claim.timezone if happened_at else None
        return (claim.metric, claim.label, claim.platform, happened_at, zone) if happened_at else None
    if claim.value is None:
        return None
    statistic = claim.label if claim.metric == "report_count" else None
    label = None if claim.metric == "report_count" else claim.label
    figure = (claim.value, claim.value_high, claim.unit, claim.qualifier == "vague")
    return (claim.metric, label, claim.platform, figure, statistic, claim.region, happened_at)


Found = tuple[Claim, Claim, Finding, int]


def _ranked(incident: Incident, found: Iterable[Found], placed: Mapping[str, PlacedClaim]) -> tuple[Difference, ...]:
    """The most interesting pairs, numbered; what repeats a metric or a reason falls behind what is new."""
    seen: Counter[Hashable] = Counter()
    scored: list[tuple[int, str, Found]] = []
    for pair in sorted(found, key=lambda pair: (-_worth(pair), _pair_id(incident, pair))):
        metric, reason = pair[0].metric, (pair[0].metric, pair[2].reason)
        repeated = _SAME_METRIC * seen[metric] + _SAME_REASON * seen[reason]
        scored.append((_worth(pair) - repeated, _pair_id(incident, pair), pair))
        seen.update((metric, reason))
    scored.sort(key=lambda row: (-row[0], row[1]))
    return tuple(
        _difference(incident, pair, interest, placed)
        for interest, (_, _, pair) in enumerate(scored[:PAIRS_KEPT], start=1)
    )


def _worth(pair: Found) -> int:
    one, other, finding, witness_count = pair
    vague = _VAGUE if "vague" in (one.qualifier, other.qualifier) else 0
    return _INTEREST[finding.reason] + min(witness_count, 10) + _apart(one, other) - vague - finding.discount


def _apart(one: Claim, other: Claim) -> int:
    if not one.value or not other.value:
        return 0
    return round(_TWICE * min(1.0, abs(log2(one.value / other.value))))


def _pair_id(incident: Incident, pair: Found) -> str:
    return make_id(incident.incident_id, *sorted((pair[0].claim_id, pair[1].claim_id)))


def _difference(incident: Incident, pair: Found, interest: int, placed: Mapping[str, PlacedClaim]) -> Difference:
    one, other, finding, _ = pair
    return Difference(
        difference_id=_pair_id(incident, pair),
        incident_id=incident.incident_id,
        metric=one.metric,
        platform=one.platform if one.platform == other.platform else None,
        claim_id=one.claim_id,
        other_claim_id=other.claim_id,
        reason=finding.reason,
        explanation=finding.explanation,
        evidence=finding.evidence,
        ratio=_ratio(one, other),
        minutes_apart=_minutes_apart(one, other, placed),
        interest=interest,
    )


def _ratio(one: Claim, other: Claim) -> float | None:
    if not one.value or not other.value or one.metric == "time_point":
        return None
    return round(max(one.value, other.value) / min(one.value, other.value), 4)


def _minutes_apart(one: Claim, other: Claim, placed: Mapping[str, PlacedClaim]) -> float | None:
    if one.metric == other.metric == "duration" and one.value is not None and other.value is not None:
        return abs(one.value - other.value)
    if ":" not in (one.at_local or "") or ":" not in (other.at_local or ""):
        return None
    first, second = placed[one.claim_id].happened_at, placed[other.claim_id].happened_at
    return abs(first - second).total_seconds() / 60 if first and second else None
