"""What caused the outage, who says so, and how firmly."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.claims.attach import cost
from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import family_pattern
from pipeline.claims.mentions.gather import PlatformName
from pipeline.claims.scene import Scene
from pipeline.claims.sources import OUTLET, Source
from pipeline.claims.spans import Span
from pipeline.claims.stances import stance_of
from pipeline.platforms import platform

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
_NEAR = 70


def read(scene: Scene) -> Iterator[Draft]:
    """The causes that a sentence names, and whether it says that the cause is not known."""
    unknown = scene.cues(_UNKNOWN)
    for cue in unknown[:1]:
        source = scene.source_for(cue)
        stance = "confirmed" if source.kind in {"operator", "insider"} and _says_itself(scene, cue) else "asserted"
        yield _draft(scene, cue, "unknown", source if stance == "confirmed" else OUTLET, stance)
    if unknown and not scene.statements:
        return
    yield from _attacks(scene)
    yield from _faults(scene, unknown)
    yield from _third_party(scene)


def _says_itself(scene: Scene, cue: Span) -> bool:
    """ "The company said it did not know why", not "The company did not say why"."""
    return any(s.end <= cue.start for s in scene.statements)


def _draft(scene: Scene, cue: Span, label: str, source: Source, stance: object, rule: str | None = None) -> Draft:
    return Draft(
        start=cue.start,
        end=cue.end,
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


def _faults(scene: Scene, unknown: tuple[Span, ...]) -> Iterator[Draft]:
    causal = scene.cues(_CAUSAL)
    taken: list[Span] = list(unknown)
    for label, words_of in _FAULTS.items():
        for cue in scene.cues(words_of):
            if any(cue.overlaps(other) for other in taken):
                continue
            if not any(cost(scene.plain, c, cue) <= _NEAR for c in causal) and not _is_certain(scene, cue):
                continue
            taken.append(cue)
            source = scene.source_for(cue)
            yield _draft(scene, cue, label, source, stance_of(scene, cue, source), "fault")


def _is_certain(scene: Scene, cue: Span) -> bool:
    return any(certain.overlaps(cue) for certain in scene.cues(_CERTAIN))


def _third_party(scene: Scene) -> Iterator[Draft]:
    """ "down because of Cloudflare": another's service named as the cause of one's own outage."""
    for cue in scene.cues(_BECAUSE):
        named = next((p for p in scene.platforms if cue.end <= p.start <= cue.end + 35), None)
        subject = next((p for p in scene.platforms if p.end <= cue.start), None)
        if named is None or subject is None or subject.slug == named.slug or _is_own(scene, subject, named):
            continue
        source = scene.source_for(named)
        stance = "confirmed" if source.name else stance_of(scene, named, source)
        yield _draft(scene, Span(start=cue.start, end=named.end), "third_party", source, stance, "because-of")


def _is_own(scene: Scene, subject: PlatformName, named: PlatformName) -> bool:
    """Whether one of two names is a company, or the other's: "Veon … the attack on Kyivstar" is no third party."""
    return platform(named.slug).is_company or platform(subject.slug).is_company
