"""Where one's own outage is put down to another's service: "down because of Cloudflare"."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.claims import sources
from pipeline.claims.fault_words import ATTACKS, VAGUE_ATTACK
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.gather import PlatformName
from pipeline.claims.scene import Scene
from pipeline.claims.spans import Span
from pipeline.platforms import lineage, operator_of, slug_named

_BECAUSE = family_pattern("causes", "because_of")
_DEPENDS = family_pattern("causes", "depends")
_BECAUSE_IT = pattern(
    r"\bbecause\s+(?:it|they|its|their|some|parts|much|most)\s(?:[\w']+\s+){0,4}?"
    rf"{either(words('causes', 'depends'))}"
)
_SO = family_pattern("causes", "as_a_result")
_TO_BLAME = family_pattern("causes", "to_blame")
_DOWN = family_pattern("causes", "down")
_WHICH = pattern(r"^\s+which\b|\bfor\s+$")
# Between a service and its blame: "Amazon's cloud, on which the app runs, was …".
_BLAMED = pattern(r"^(?:'s)?(?:\s+[\w-]+)?(?:,\s[^,.;]{3,40},)?\s$")
_FAILURE_AT = family_pattern("causes", "failure_at")
_NEXT_CLAUSE = pattern(r";|,\s+(?:and|but|while)\b")
_ENDS = pattern(r"[,;.]")
_AFTER = pattern(r"\b(?:after|following|because\s+of|due\s+to|owing\s+to|amid)\s+(?:an?\s+|the\s+)?(?:\w+\s+)?$")
# "…, which shields a fifth of the web, broke X": what the failure did, behind what the other one is.
_TOOK_ALONG = pattern(
    rf"^(?:'s)?(?:,\s+(?:an?|the|which|who|whose)\b[^;.]{{3,90}},)?\s+"
    rf"(?:had\s+|has\s+|have\s+|also\s+|already\s+|briefly\s+)*{either(words('causes', 'takes_along'))}\b"
)
_SEVERAL = 2  # platforms of a story in which one can take another along
_VICTIM = pattern(r"\b(?:after|for)\b[^,;]*$")
_ITS_OUTAGE = pattern(rf"^(?:'s)?\s+(?:[\w-]+\s+)?{either(words('durations', 'outage_nouns'))}\s+on\b")
_LEAD, _TRAIL = 40, 140  # characters
_FAR_NAME = 60


def find_third_parties(scene: Scene) -> Iterator[tuple[Span, PlatformName]]:
    """The words that put an outage down to another's service, with that service."""
    if not scene.platforms:
        return
    for cue in scene.cues(_BECAUSE):
        named = _named_after(scene, cue)
        if named and not _is_victim(scene, cue, named) and _is_anothers(scene, cue, named):
            yield Span(start=cue.start, end=named.end), named
    for cue in scene.cues(_DEPENDS):
        named = _named_after(scene, cue)
        if named and scene.has(_SO) and scene.has(_DOWN) and _is_anothers(scene, cue, named):
            yield Span(start=cue.start, end=named.end), named
    yield from _failures_at(scene)
    for cue in scene.cues(_TO_BLAME):
        named = next((p for p in scene.platforms if _BLAMED.search(scene.plain[p.end : cue.start])), None)
        if named and (not _is_subject(scene, named) or _is_anothers_word(scene, named)):
            yield Span(start=named.start, end=cue.end), named


def _is_anothers_word(scene: Scene, named: PlatformName) -> bool:
    """Whether whoever blames a service is not that service: "Zerodha told clients that Cloudflare was to blame"."""
    source = scene.source_for(named)
    slug = slug_named(source.name) if source.name else None
    return source.kind == "other" or (slug is not None and not set(lineage(slug)) & set(lineage(named.slug)))


def _failures_at(scene: Scene) -> Iterator[tuple[Span, PlatformName]]:
    """ "A fault at Akamai rippled across the banks": another's failure that takes along who relies on it."""
    if len(scene.story.platforms) < _SEVERAL:
        return
    for cue in scene.cues(_FAILURE_AT):
        named = _named_after(scene, cue)
        if named is None or _ENDS.search(scene.plain[cue.end : named.start]) or _is_alone(scene, named):
            continue
        before = scene.plain[max(scene.sentence.start, cue.start - _LEAD) : cue.start]
        after = scene.plain[named.end : min(scene.sentence.end, named.end + _TRAIL)]
        if _AFTER.search(before) or _TOOK_ALONG.search(after):
            yield Span(start=cue.start, end=named.end), named


def _is_alone(scene: Scene, named: PlatformName) -> bool:
    """Whether what failed is the article's own subject, and the sentence names nobody that it took along."""
    is_ours = scene.story.main is not None and operator_of(scene.story.main) == named.slug
    others = (p for p in scene.platforms if not set(lineage(p.slug)) & set(lineage(named.slug)))
    return (is_ours or _is_subject(scene, named)) and not any(True for _ in others)


def _named_after(scene: Scene, cue: Span) -> PlatformName | None:
    named = next((p for p in scene.platforms if cue.end <= p.start <= cue.end + _FAR_NAME), None)
    return None if named is None or _NEXT_CLAUSE.search(scene.plain[cue.end : named.start]) else named


def _is_subject(scene: Scene, named: PlatformName) -> bool:
    """Whether a service is, or belongs to, what the article says is down."""
    return any(set(lineage(slug)) & set(lineage(named.slug)) for slug in scene.story.platforms)


def _is_victim(scene: Scene, cue: Span, named: PlatformName) -> bool:
    """ "because of which X failed", "blames an attack for X": what is named is the victim."""
    between = Span(start=cue.end, end=named.start)
    is_relative = bool(_WHICH.search(scene.plain[cue.end : named.start]))
    if _VICTIM.search(scene.plain[cue.end : named.start]) or _ITS_OUTAGE.search(
        scene.plain[named.end : named.end + 40]
    ):
        return True
    attacks = (attack for words_of in (*ATTACKS.values(), VAGUE_ATTACK) for attack in scene.cues(words_of))
    return is_relative or any(attack.overlaps(between) for attack in attacks)


def _is_anothers(scene: Scene, cue: Span, named: PlatformName) -> bool:
    """Whether what failed before is of another company than what is named as its cause."""
    before = next((p for p in scene.platforms if p.end <= cue.start), None)
    if before is not None:
        return not set(lineage(before.slug)) & set(lineage(named.slug))
    if _BECAUSE_IT.search(scene.plain[cue.start : named.start]):
        return True
    speaker = sources.subject_of(scene)
    if speaker is None or speaker.end > cue.start:
        return False
    kind = scene.resolve(speaker).kind
    if kind in {"operator", "insider"}:
        return not _is_subject(scene, named)
    return scene.has(_DOWN)
