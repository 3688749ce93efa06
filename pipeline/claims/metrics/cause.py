"""What caused the outage, who says so, and how firmly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.claims import sources
from pipeline.claims.attach import cost
from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import family_pattern, pattern
from pipeline.claims.mentions.gather import PlatformName
from pipeline.claims.scene import Scene
from pipeline.claims.sources import OUTLET, Source
from pipeline.claims.spans import Span
from pipeline.claims.stances import stance_of
from pipeline.platforms import lineage

_ATTACKS = {label: family_pattern("causes", label) for label in ("ddos", "ransomware", "cyberattack")}
# In order of preference where two match at one place: the more specific first.
_FAULTS = {
    label: family_pattern("causes", label)
    for label in (
        "certificate",
        "third_party",
        "cable_cut",
        "human_error",
        "cooling",
        "power",
        "dns",
        "routing",
        "configuration_change",
        "software_bug",
        "software_update",
        "capacity",
        "hardware",
        "maintenance",
        "network",
        "technical_issue",
    )
}
_VAGUE = family_pattern("causes", "attack_vague")
_CERTAIN = family_pattern("causes", "certain")
_CAUSAL = family_pattern("causes", "causal")
_UNKNOWN = family_pattern("causes", "unknown")
_GENERIC = family_pattern("causes", "generic")
_BECAUSE = family_pattern("causes", "because_of")
_NO_CAUSE = family_pattern("causes", "no_cause")
_DOWN = family_pattern("causes", "down")
_OR = pattern(r"^[\s,\"']*(?:or|and/or)\s+(?:(?:an?|the|some|some kind of|from an?|by an?)\s+)?$")
_WHICH = pattern(r"^\s+which\b|\bfor\s+$")
_AN = pattern(r"^\s+(?:(?:an?|the|its|one)\s+)?$")
_THINGS = frozenset({"routing", "network", "configuration_change", "hardware", "dns"})
_NEAR = 70
_FAR_NAME = 60
_BY_WHAT = 15


def read(scene: Scene) -> Iterator[Draft]:
    """The causes that a sentence names, and whether it says that the cause is not known."""
    unknown = scene.cues(_UNKNOWN)
    for cue in unknown[:1]:
        source = scene.source_for(cue)
        stance = "confirmed" if source.kind in {"operator", "insider"} and _says_itself(scene, cue) else "asserted"
        yield _draft(scene, cue, "unknown", source if stance == "confirmed" else OUTLET, stance)
    if unknown and not scene.statements:
        return
    attacks = list(_attacks(scene))
    yield from _alternatives(scene, [*attacks, *_faults(scene, unknown, attacks)])
    yield from _third_party(scene)


def _alternatives(scene: Scene, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """ "A or B" of the same source is one claim with two labels."""
    ordered = sorted(drafts, key=lambda draft: draft.start)
    second = None
    for draft, following in pairwise([*ordered, None]):
        if draft is None or draft is second:
            continue
        if following is not None and _is_alternative(scene, draft, following):
            second = following
            yield replace(draft, end=following.end, other_label=following.label)
        else:
            yield draft


def _is_alternative(scene: Scene, draft: Draft, following: Draft) -> bool:
    if draft.label == following.label or draft.source != following.source:
        return False
    return bool(_OR.search(scene.plain[draft.end : following.start]))


def _says_itself(scene: Scene, cue: Span) -> bool:
    """ "The company said it did not know why", not "The company did not say why"."""
    return any(s.end <= cue.start for s in scene.statements)


def _draft(scene: Scene, cue: Span, label: str, source: Source, stance: object, rule: str | None = None) -> Draft:
    end = cue.start + len(scene.plain[cue.start : cue.end].rstrip())
    return Draft(
        start=cue.start,
        end=end,
        metric="cause",
        rule=f"cause/{rule or label}",
        label=label,
        platform=scene.platform_for(cue),
        source=source.name,
        stance=stance,  # type: ignore[arg-type]
        background=scene.is_background,
    )


def _attacks(scene: Scene) -> Iterator[Draft]:
    if scene.has(_GENERIC) and not scene.statements:
        return
    taken: list[Span] = []
    for label, words_of in _ATTACKS.items():
        for cue in scene.cues(words_of):
            if not any(cue.overlaps(other) or other.gap(cue) < 4 for other in taken):
                taken.append(cue)
                source = scene.source_for(cue)
                yield _draft(scene, cue, label, source, stance_of(scene, cue, source, is_attack=True), "attack")
    for cue in scene.cues(_VAGUE):
        if not taken:
            taken.append(cue)
            source = scene.source_for(cue)
            stance = stance_of(scene, cue, source, is_attack=True)
            yield _draft(scene, cue, "cyberattack", source, stance, "attack-vague")


def _faults(scene: Scene, unknown: Sequence[Span], attacks: Sequence[Span]) -> Iterator[Draft]:
    causal = scene.cues(_CAUSAL)
    taken: list[Span] = [*unknown, *attacks, *scene.cues(_NO_CAUSE)]
    for label, words_of in _FAULTS.items():
        for cue in scene.cues(words_of):
            if any(cue.overlaps(other) for other in taken) or _is_object(scene, cue, label):
                continue
            if label == "capacity" and _is_means(scene, cue, attacks):
                continue
            if not any(cost(scene.plain, c, cue) <= _NEAR for c in causal) and not _is_certain(scene, cue):
                continue
            source = sources.source_for(scene, cue, is_carried=True)
            if label == "technical_issue" and source.kind == "tracker":
                continue  # what people complain of
            taken.append(cue)
            yield _draft(scene, cue, label, source, stance_of(scene, cue, source), "fault")


def _is_means(scene: Scene, cue: Span, attacks: Sequence[Span]) -> bool:
    """Whether an overload is only how something else did harm: "swamped in an attack", "by routing updates"."""
    after = scene.plain[cue.end : cue.end + _BY_WHAT]
    named = (other for label in ("routing", "dns") for other in scene.cues(_FAULTS[label]))
    return bool(attacks) or (" by " in after and any(0 <= other.start - cue.end < _BY_WHAT for other in named))


def _is_object(scene: Scene, cue: Span, label: str) -> bool:
    """Whether something is only what a person laid hands on: "staff had removed a routing filter"."""
    if label not in _THINGS:
        return False
    mistakes = scene.cues(_FAULTS["human_error"])
    return any(0 <= cue.start - m.end < _BY_WHAT and _AN.search(scene.plain[m.end : cue.start]) for m in mistakes)


def _is_certain(scene: Scene, cue: Span) -> bool:
    return any(certain.overlaps(cue) for certain in scene.cues(_CERTAIN))


def _third_party(scene: Scene) -> Iterator[Draft]:
    """ "down because of Cloudflare": another's service named as the cause of one's own outage."""
    for cue in scene.cues(_BECAUSE):
        named = next((p for p in scene.platforms if cue.end <= p.start <= cue.end + _FAR_NAME), None)
        if named is None or _is_not_cause(scene, cue, named) or not _is_anothers(scene, cue, named):
            continue
        source = scene.source_for(named)
        stance = "confirmed" if source.name else stance_of(scene, named, source)
        yield _draft(scene, Span(start=cue.start, end=named.end), "third_party", source, stance, "because-of")


def _is_not_cause(scene: Scene, cue: Span, named: PlatformName) -> bool:
    """ "because of which X failed", "blames an attack for X": what is named is the victim."""
    between = Span(start=cue.end, end=named.start)
    attacks = (attack for words_of in (*_ATTACKS.values(), _VAGUE) for attack in scene.cues(words_of))
    return bool(_WHICH.search(scene.plain[cue.end : named.start])) or any(
        attack.overlaps(between) for attack in attacks
    )


def _is_anothers(scene: Scene, cue: Span, named: PlatformName) -> bool:
    """Whether what failed before is of another company than what is named as its cause."""
    subject = next((p for p in scene.platforms if p.end <= cue.start), None)
    if subject is not None:
        return not set(lineage(subject.slug)) & set(lineage(named.slug))
    speaker = sources.subject_of(scene)
    return (
        speaker is not None and speaker.end <= cue.start and scene.resolve(speaker).kind == "other" and _is_down(scene)
    )


def _is_down(scene: Scene) -> bool:
    return scene.has(_DOWN)
