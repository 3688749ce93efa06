"""
Who contradicts whom on what caused an outage, where it came from and who was behind it.

Always by stance. That two sources blame different things without speaking of each other's is no difference.
"""

from __future__ import annotations

from pipeline.incidents.said import label_name
from pipeline.incidents.voices import Finding, Scene, Voice
from pipeline.records import Claim

_FOR = frozenset({"asserted", "suggested", "confirmed"})
_AGAINST = frozenset({"disputed", "denied"})
# Who doubts any attack doubts each kind of it; who doubts that it was a flood of requests does not doubt an attack.
_ATTACKS = frozenset({"cyberattack", "ddos", "ransomware"})
# The labels of a cause as a sentence needs them; the rest stand as they are.
_CAUSES = {
    "cyberattack": "a cyberattack",
    "ddos": "a DDoS attack",
    "configuration_change": "a configuration change",
    "software_update": "a software update",
    "software_bug": "a software bug",
    "dns": "DNS",
    "network": "a network fault",
    "power": "a power failure",
    "cooling": "a cooling failure",
    "hardware": "a hardware fault",
    "capacity": "a lack of capacity",
    "third_party": "a third party",
    "cable_cut": "a cut cable",
    "human_error": "a human error",
    "certificate": "a certificate",
    "technical_issue": "a technical issue",
    "unknown": "not known",
}
# That one source is quoted more or less surely tells less than that two contradict each other.
_SHADE = 10
# What is no finding on the cause itself: that it is not known, is vague, or lies with somebody else.
_NO_FINDING = frozenset({"unknown", "technical_issue", "third_party"})
# The press's words for a culprit that is a country.
_STATES = frozenset({"state", "nation-state", "nation state", "country", "government", "state actor"})


_WHO = ("stance", "label", "source")


def contradicted(one: Voice, other: Voice, scene: Scene) -> Finding | None:
    """One stands for what the other doubts."""
    for_it, against_it = _sides(one, other)
    return _opposed(for_it, against_it) if for_it is not None and against_it is not None else None


def _sides(one: Voice, other: Voice) -> tuple[Voice | None, Voice | None]:
    for first, second in ((one, other), (other, one)):
        if first.claim.stance in _FOR and second.claim.stance in _AGAINST and _is_doubted(first.claim, second.claim):
            return first, second
    return None, None


def _is_doubted(stated: Claim, doubted: Claim) -> bool:
    if stated.metric == "cause" and doubted.label == "cyberattack":
        return bool(_labels(stated) & _ATTACKS)
    return bool(_labels(stated) & _labels(doubted))


def _labels(claim: Claim) -> set[str]:
    found = {label.casefold() for label in (claim.label, claim.other_label) if label}
    return found | _STATES if claim.metric == "actor" and found & _STATES else found


def _by(voice: Voice) -> str:
    return f"{voice.claim.stance} by {voice.claim.source or 'the outlet itself'}"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _what(claim: Claim) -> str:
    if claim.metric == "origin":
        return f"that it came from {label_name(claim)}"
    if claim.metric == "actor":
        return f"that “{label_name(claim)}” was behind it"
    labels = [label for label in (claim.label, claim.other_label) if label]
    return f"that the cause was {' or '.join(_CAUSES.get(label, label.replace('_', ' ')) for label in labels)}"


def _opposed(for_it: Voice, against_it: Voice) -> Finding:
    stated, doubted = for_it.claim, against_it.claim
    what = "," if _labels(stated) == _labels(doubted) else f"; {_what(doubted)} is"
    return Finding("stance", f"{_sentence(_what(stated))} is {_by(for_it)}{what} {_by(against_it)}.", _WHO)


def more_or_less_sure(one: Voice, other: Voice, scene: Scene) -> Finding | None:
    """One source is quoted more surely in one account than in the other."""
    is_same = _labels(one.claim) == _labels(other.claim) and one.claim.source == other.claim.source
    if not is_same or one.claim.source is None or {one.claim.stance, other.claim.stance} != {"asserted", "suggested"}:
        return None
    sure, unsure = (one, other) if one.claim.stance == "asserted" else (other, one)
    if _cut(sure) == _cut(unsure):
        return None
    return Finding(
        "stance",
        f"{_sentence(_what(sure.claim))} is {_by(sure)} in one account (“{_cut(sure)}”), and only suggested in another "
        f"(“{_cut(unsure)}”).",
        ("stance", "quote"),
        discount=_SHADE,
    )


def _cut(voice: Voice) -> str:
    quote = " ".join(voice.claim.quote.split())
    return quote if len(quote) <= 80 else quote[:79].rstrip() + "…"


def found_and_guessed(one: Voice, other: Voice, scene: Scene) -> Finding | None:
    """A cause that the operator or an official finding confirms, beside another one that somebody else asserts."""
    if {one.claim.stance, other.claim.stance} not in ({"confirmed", "asserted"}, {"confirmed", "suggested"}):
        return None
    found, guess = (one, other) if one.claim.stance == "confirmed" else (other, one)
    if found.claim.metric != "cause" or not _is_elsewhere(found.claim, guess.claim):
        return None
    return Finding(
        "stance",
        f"{_sentence(_what(guess.claim))} is {_by(guess)}; {_what(found.claim)} is {_by(found)}.",
        _WHO,
    )


def _is_elsewhere(found: Claim, guess: Claim) -> bool:
    """An attack where a fault was found, or the other way round; faults shade into each other."""
    kinds = (_labels(found), _labels(guess))
    is_vague = any(kind & _NO_FINDING for kind in kinds)
    return not is_vague and bool(kinds[0] & _ATTACKS) != bool(kinds[1] & _ATTACKS)
