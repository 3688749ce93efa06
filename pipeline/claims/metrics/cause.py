"""What caused the outage, who says so, and how firmly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.claims import sources
from pipeline.claims.attach import cost
from pipeline.claims.bare_causes import find_bare
from pipeline.claims.draft import Draft
from pipeline.claims.fault_words import ATTACKS, FAULTS, SURE, VAGUE_ATTACK
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.scene import Scene
from pipeline.claims.sources import OUTLET, Source
from pipeline.claims.spans import Span
from pipeline.claims.stances import stance_of
from pipeline.claims.third_party import find_third_parties
from pipeline.claims.unknown_cause import asks_why, find_unknown

_DOUBTED = family_pattern("causes", "doubted")
_ANSWERS = family_pattern("causes", "answers")
_CAUSAL = family_pattern("causes", "causal")
_CAUSAL_BEFORE = family_pattern("causes", "causal_before")
_CAUSAL_AFTER = family_pattern("causes", "causal_after")
_GENERIC = family_pattern("causes", "generic")
_NO_CAUSE = family_pattern("causes", "no_cause")
_OR = pattern(r"^[\s,\"']*(?:or|and/or)\s+(?:(?:an?|the|some|some kind of|from an?|by an?)\s+)?$")
_AN = pattern(r"^\s+(?:(?:an?|the|its|one)\s+)?$")
_NAMED = pattern(r"^\s+[A-Z]", is_cased=True)
_OF_ONES_OWN = pattern(r"\b(?:its|our|their|another)\s")
_FIRST_PERSON = pattern(r"\b(?-i:I)\b|\bmy\b")
# "If an outage is caused by an attack, …" tells of none.
_SUPPOSED = pattern(rf"(?:^|[,;:]\s+|\band\s+)\W*{either(words('causes', 'supposing'))}\b[^,;]*$")
_GENERAL = family_pattern("causes", "general")
_FEARED = pattern(rf"\b{either(words('causes', 'feared'))}\s+(?:[\w'-]+\s+){{0,3}}$")
_BESIDE = family_pattern("causes", "beside_the_point")
_LAYMEN = family_pattern("causes", "laymen")
_DURING = pattern(r"\b(?:during|amid|amidst|in\s+the\s+course\s+of|as\s+part\s+of|part\s+of)\s+(?:[\w'-]+\s+){0,2}$")
_WHILE = pattern(r"^\s*(?:during|while|as|when)\b")
# "Before the data centre failure": what happened, not why.
_EVENT = pattern(r"\b(?:before|since|throughout|ahead\s+of|in\s+the\s+worst)\s+(?:[\w'-]+\s+){0,3}$")
_SUCH = pattern(r"\bsuch\b")
_THINGS = frozenset({"routing", "network", "configuration_change", "hardware", "dns"})
_TRAFFIC = pattern(r"\b(?:traffic|requests|packets|data)\b")
_DENIALS = frozenset({"denied", "disputed"})  # "neither A nor B", "not caused by A or B" are two
_OPENING = 3  # characters, such as a quotation mark, before the first word of an answer
# "The issue was …": no cause itself, but what it was not may follow.
_SUBJECT = pattern(r"\b(?:has|have|had|was|were|is|are)$")
_TURNS = pattern(r"\b(?:but|without|though|although|while|yet)\b|\band\s+$|,\s+$")
_NEAR = 90
_BY_WHAT = 15
_SENTENCE_BEFORE = 200  # characters


def read(scene: Scene) -> Iterator[Draft]:
    """The causes that a sentence names, and whether it says that the cause is not known."""
    unknown = find_unknown(scene)
    if unknown is not None:
        source = scene.source_for(unknown) if _says_itself(scene, unknown) else OUTLET
        is_own = source.kind in {"operator", "insider"}
        yield _draft(scene, unknown, "unknown", source, "confirmed" if is_own else "asserted")
        if not scene.statements and ";" not in scene.text:
            return
    attacks = list(_attacks(scene))
    attacks += [d for d in _doubted(scene) if all(d.source != a.source for a in attacks)]
    drafts = [*attacks, *_faults(scene, [unknown] if unknown else [], attacks)]
    third = list(_third_party(scene))
    drafts += _bare(scene, [*drafts, *third, *([unknown] if unknown else [])])
    yield from _alternatives(scene, drafts)
    yield from third


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
    if draft.label == following.label or draft.source != following.source or draft.stance in _DENIALS:
        return False
    return bool(_OR.search(scene.plain[draft.end : following.start]))


def _says_itself(scene: Scene, cue: Span) -> bool:
    """ "The company said it did not know why", not "The company apologised but did not say why"."""
    told = [s for s in scene.statements if s.end <= cue.start]
    return bool(told) and not _TURNS.search(scene.plain[told[-1].end : cue.start])


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
    if (scene.has(_GENERIC) and not scene.statements) or scene.has(_LAYMEN) or scene.has(_BESIDE):
        return
    if scene.text.rstrip().endswith("?"):
        return
    taken = [cue for cue in scene.cues(_NO_CAUSE) if not _SUBJECT.search(scene.plain[cue.start : cue.end])]
    for label, words_of in ATTACKS.items():
        for cue in scene.cues(words_of):
            if not any(cue.overlaps(other) or other.gap(cue) < 4 for other in taken) and not _is_supposed(scene, cue):
                taken.append(cue)
                source = sources.source_for(scene, cue, is_carried=True)
                yield _draft(scene, cue, label, source, stance_of(scene, cue, source, is_attack=True), "attack")
    for cue in scene.cues(VAGUE_ATTACK)[:1]:
        if not taken and not _is_supposed(scene, cue):
            label = (_SUCH.search(scene.plain[cue.start : cue.end]) and _attack_before(scene)) or "cyberattack"
            source = scene.source_for(cue)
            stance = stance_of(scene, cue, source, is_attack=True)
            yield _draft(scene, cue, label, source, stance, "attack-vague")


def _is_supposed(scene: Scene, cue: Span) -> bool:
    """Whether something is only imagined or feared: advice on what to do if it happens, a target for attacks."""
    before = scene.plain[scene.sentence.start : cue.start]
    return bool(_SUPPOSED.search(before) or _FEARED.search(before))


def _attack_before(scene: Scene) -> str | None:
    """The kind of attack that the sentences right before name."""
    before = scene.plain[max(0, scene.sentence.start - _SENTENCE_BEFORE) : scene.sentence.start]
    named = next((label for label, words_of in ATTACKS.items() if words_of.search(before)), None)
    return named or ("cyberattack" if VAGUE_ATTACK.search(before) else None)


def _doubted(scene: Scene) -> Iterator[Draft]:
    """An answer on the attack that the sentence before names: "Is it a hack? There is nothing to suggest that"."""
    answers = scene.cues(_ANSWERS)[:1] if _asks_before(scene) else ()
    opening = [cue for cue in answers if cue.start - scene.sentence.start <= _OPENING]
    for cue in (*scene.cues(_DOUBTED), *opening)[:1]:
        if label := _attack_before(scene):
            source = scene.source_for(cue)
            yield _draft(scene, cue, label, source, stance_of(scene, cue, source, is_attack=True), "doubted")


def _asks_before(scene: Scene) -> bool:
    """Whether the sentence before is a question."""
    return scene.plain[: scene.sentence.start].rstrip().endswith("?")


def _faults(scene: Scene, unknown: Sequence[Span], attacks: Sequence[Draft]) -> Iterator[Draft]:
    if scene.has(_GENERAL) or scene.has(_LAYMEN) or scene.has(_BESIDE):
        return
    taken: list[Span] = [*unknown, *attacks, *scene.cues(_NO_CAUSE)]
    named = False
    for label, cue in _longest(scene):
        if any(cue.overlaps(other) for other in taken) or _is_object(scene, cue, label) or _is_supposed(scene, cue):
            continue
        if label == "third_party" and _is_description(scene, cue):
            taken.append(cue)
            continue
        if label == "capacity" and _is_means(scene, cue, attacks):
            continue
        if not _is_blamed(scene, cue) or (label == "maintenance" and named and _is_while(scene, cue)):
            continue
        source = sources.source_for(scene, cue, is_carried=True)
        is_event = bool(_EVENT.search(scene.plain[scene.sentence.start : cue.start]))
        if label == "technical_issue" and (source.kind == "tracker" or scene.percents or is_event):
            continue  # what people complain of, or what happened
        if label == "human_error" and source.kind == "other" and _FIRST_PERSON.search(scene.text):
            continue  # a customer's own slip
        taken.append(cue)
        named = True
        yield _draft(scene, cue, label, source, stance_of(scene, cue, source), "fault")


def _bare(scene: Scene, named: Sequence[Span]) -> Iterator[Draft]:
    """Things that nothing but a word for causing beside them makes a cause."""
    if scene.has(_GENERAL) or scene.has(_LAYMEN) or scene.has(_BESIDE):
        return
    no_cause = scene.cues(_NO_CAUSE)
    for label, cue in find_bare(scene, named):
        if not _is_supposed(scene, cue) and not any(cue.overlaps(other) for other in no_cause):
            source = sources.source_for(scene, cue, is_carried=True)
            yield _draft(scene, cue, label, source, stance_of(scene, cue, source), "bare")


def _is_while(scene: Scene, cue: Span) -> bool:
    """Whether work was only going on when something else went wrong: "sent the wrong command during maintenance"."""
    return bool(_DURING.search(scene.plain[scene.sentence.start : cue.start].rstrip() + " ")) or bool(
        _WHILE.search(scene.plain[cue.start : cue.end])
    )


def _is_description(scene: Scene, cue: Span) -> bool:
    """ "The DNS provider Dyn" is only what Dyn is, "its supplier Dyn" is whom the sentence blames."""
    is_named = bool(_NAMED.search(scene.plain[cue.end : cue.end + 3]))
    return is_named and not _OF_ONES_OWN.search(scene.plain[cue.start : cue.end])


def _longest(scene: Scene) -> Iterator[tuple[str, Span]]:
    """What can be a fault here, in order of preference, without what is only part of a longer and clear phrase."""
    found = [(label, cue) for label, words_of in FAULTS.items() for cue in scene.cues(words_of)]
    clear = [cue for label, cue in found if label != "technical_issue"]
    own = [cue for label, cue in found if label not in {"technical_issue", "third_party"}]
    for label, cue in found:
        is_inner = any(other.start <= cue.start and cue.end <= other.end and other != cue for other in clear)
        if is_inner and label != "configuration_change":
            continue
        if label == "hardware" and any(inner == "configuration_change" and cue.overlaps(c) for inner, c in found):
            continue  # "an equipment configuration error"
        if label == "third_party" and any(other.start < cue.start < other.end for other in own):
            continue  # "an electrical fault at a supplier"
        yield label, cue


def _is_blamed(scene: Scene, cue: Span) -> bool:
    """Whether the sentence says that it caused something, or nobody would name it otherwise."""
    near = (
        *scene.cues(_CAUSAL),
        *(causal for causal in scene.cues(_CAUSAL_BEFORE) if causal.start < cue.start),
        *(causal for causal in scene.cues(_CAUSAL_AFTER) if causal.end >= cue.end and causal.start > cue.start),
    )
    if any(cost(scene.plain, causal, cue) <= _NEAR for causal in near) or asks_why(scene):
        return True
    return any(sure.overlaps(cue) for words_of in SURE for sure in scene.cues(words_of))


def _is_means(scene: Scene, cue: Span, attacks: Sequence[Draft]) -> bool:
    """Whether an overload is only how something else did harm: "swamped in an attack", "by routing updates"."""
    after = scene.plain[cue.end : cue.end + _BY_WHAT]
    named = (other for label in ("routing", "dns") for other in scene.cues(FAULTS[label]))
    is_traffic = bool(_TRAFFIC.search(scene.plain[cue.start : cue.end])) and _attack_before(scene) == "ddos"
    return (
        bool(attacks)
        or is_traffic
        or (" by " in after and any(0 <= other.start - cue.end < _BY_WHAT for other in named))
    )


def _is_object(scene: Scene, cue: Span, label: str) -> bool:
    """Whether something is only what a person laid hands on: "staff had removed a routing filter"."""
    if label not in _THINGS:
        return False
    mistakes = scene.cues(FAULTS["human_error"])
    return any(0 <= cue.start - m.end < _BY_WHAT and _AN.search(scene.plain[m.end : cue.start]) for m in mistakes)


def _third_party(scene: Scene) -> Iterator[Draft]:
    """ "down because of Cloudflare": whoever says so of its own service knows."""
    for cue, named in find_third_parties(scene):
        source = scene.source_for(named)
        stance = stance_of(scene, cue, source)
        yield _draft(
            scene,
            cue,
            "third_party",
            source,
            "confirmed" if stance == "asserted" and source.name else stance,
            "because-of",
        )
