"""The patterns of each label of `cause`: its own phrases, and what can fail times the words for failing.

"Database failure", "a fault in one of its databases", "a faulty database", "the database had crashed" are one family:
the lexicon names the parts of a label and the words for failing, the grammar is here.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.patterns import Pattern

_ATTACK_LABELS = ("ddos", "ransomware", "cyberattack")
# In order of preference where two match at one place: the more specific first.
_FAULT_LABELS = (
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
_PARTS: Mapping[str, list[str]] = words("causes", "parts")
_SURE: Mapping[str, list[str]] = words("causes", "sure")
_FAULT = either(words("causes", "faults"))
_BROKEN = either(words("causes", "broken"))
_BREAKS = either(words("causes", "breaks"))
_DET = r"(?:(?:an?|the|its|our|their|that|this|some|any|one|two|several)\s+)?(?:(?:parts?|one|some)\s+of\s+\w+\s+)?"


_LAY = r"(?:(?:lay|lies|was|is|started|began|originated|arose|occurred|broke\s+out)\s+)?"
_IN = rf"{_LAY}(?:in|with|of|on|at|to|within|affecting|involving|inside)"


def _forms(parts: list[str]) -> list[str]:
    """The ways of saying that one of the parts failed."""
    part = either(parts)
    return [
        rf"{part}(?:\s+[\w-]+)?\s+{_FAULT}",
        rf"{_FAULT}\s+{_IN}\s+{_DET}(?:[\w'-]+\s+){{0,3}}?{part}",
        rf"{_BROKEN}\s+(?:[\w-]+\s+){{0,2}}?{part}",
        rf"{part}\s+(?:in|of|at|on|inside|near|for)\s+(?:[\w'-]+\s+){{1,5}}?{_BREAKS}",
        rf"{part}(?:\s+(?:that|which|had|has|have|was|were|then|both|all|also|\w+ly)){{0,3}}\s+{_BREAKS}",
    ]


def _cause_pattern(label: str) -> Pattern:
    """A pattern for all that names the cause of one label."""
    forms = _forms(_PARTS[label]) if label in _PARTS else []
    own = either([*words("causes", label), *_SURE.get(label, [])])
    return pattern(rf"\b(?:{'|'.join([own, *forms])})(?:\b|$)")


def _sure_patterns() -> tuple[Pattern, ...]:
    """What is a cause without another word for it: a part of a kind that nobody but the operator sees, by label."""
    forms = ["|".join(_forms(_PARTS[label])) for label in words("causes", "sure_parts")]
    phrases = [phrase for told in (words("causes", "certain"), *_SURE.values()) for phrase in told]
    # One pattern for all of it would be too large for RE2's automaton, and a hundred times as slow.
    return tuple(pattern(rf"\b(?:{told})(?:\b|$)") for told in (*forms, either(phrases)))


ATTACKS = {label: _cause_pattern(label) for label in _ATTACK_LABELS}
FAULTS = {label: _cause_pattern(label) for label in _FAULT_LABELS}
VAGUE_ATTACK = family_pattern("causes", "attack_vague")
SURE = _sure_patterns()
