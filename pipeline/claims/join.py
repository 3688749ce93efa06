"""All drafts of an article -> each thing once: doubles joined, the outlet's own voice dropped for a source's."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.claims.draft import Draft

Field = Literal["text", "title"]
_ATTACKS = frozenset({"cyberattack", "ddos", "ransomware"})
# What a source's word makes needless in the outlet's own voice: "a DDoS attack" the vaguer "cyberattack" as well.
_NARROWER_THAN = {"ddos": ("ddos", "cyberattack")}
# Two people who apologise, and two carriers whose networks work, are two claims.
_PERSONAL = frozenset({"response/apologised", "response/denied"})
_DOUBTS = frozenset({"denied", "disputed"})
_OF_A_NAME = 2  # words that tell people and companies apart
_ONE_BREATH = 30  # characters between an attack and its kind


@dataclass(frozen=True, slots=True)
class Placed:
    """A draft and the field that its span counts in."""

    draft: Draft
    field: Field


def join(placed: Iterable[Placed]) -> list[Placed]:
    """Each claim once, in the order in which the article makes them; the text is preferred to the title."""
    ordered = sorted(placed, key=lambda p: (p.field == "title", p.draft.start, p.draft.end))
    best: dict[Hashable, Placed] = {}
    for candidate in ordered:
        key = _key(candidate.draft)
        known = best.get(key)
        if known is None or _said_of(candidate.draft) > _said_of(known.draft):
            best[key] = candidate
    return sorted(
        _without_echoes(_without_wider_attack(_without_own_voice(list(best.values())))),
        key=lambda p: (p.field == "text", p.draft.start, p.draft.end),
    )


def _key(draft: Draft) -> Hashable:
    """What makes two drafts the same claim."""
    is_whose = draft.metric in {"cause", "origin", "actor"} or draft.rule in _PERSONAL
    who = _short(draft.source) if is_whose and draft.source else None
    where = draft.platform if draft.metric in {"report_count", "affected_count", "response"} else None
    when = (draft.clock.at_local if draft.clock else None) if draft.metric == "time_point" else None
    return (
        draft.metric,
        draft.label_key,
        draft.value,
        draft.value_high,
        draft.unit,
        who,
        where,
        when,
        draft.background,
    )


def _short(name: str) -> str:
    """The end of a name: "Cabinet Secretary Eliud Owalo" and "Secretary Eliud Owalo" are one."""
    return " ".join(name.split()[-_OF_A_NAME:])


def _said_of(draft: Draft) -> int:
    """How much a draft says besides what it is."""
    parts = (draft.clock, draft.zone, draft.region, draft.source, draft.platform)
    return sum(part is not None for part in parts) + (draft.qualifier not in {None, "exact"})


def _without_own_voice(placed: Sequence[Placed]) -> list[Placed]:
    """Drops a cause in the outlet's own voice where a named source says the same or, of attacks, a narrower one."""
    named = {
        (label, p.draft.background)
        for p in placed
        if p.draft.metric == "cause" and p.draft.source and p.draft.stance not in _DOUBTS
        for label in _NARROWER_THAN.get(p.draft.label or "", (p.draft.label,))
    }
    return [
        p
        for p in placed
        if p.draft.metric != "cause"
        or p.draft.source
        or p.draft.stance in _DOUBTS
        or (p.draft.label, p.draft.background) not in named
    ]


def _without_wider_attack(placed: Sequence[Placed]) -> list[Placed]:
    """Drops "attack" where the same source says in one breath what kind: "a cyberattack, a DDoS attack"."""
    attacks = [p for p in placed if p.draft.metric == "cause" and p.draft.label in _ATTACKS]
    wider = {id(p) for p in attacks if p.draft.label == "cyberattack" and any(_is_kind_of(o, p) for o in attacks)}
    return [p for p in placed if id(p) not in wider]


def _is_kind_of(narrow: Placed, wide: Placed) -> bool:
    one, other = narrow.draft, wide.draft
    is_one_word = (one.source, one.background) == (other.source, other.background) and narrow.field == wide.field
    return one.label != "cyberattack" and is_one_word and one.gap(other) <= _ONE_BREATH


def _without_echoes(placed: Sequence[Placed]) -> list[Placed]:
    """Drops a vague attack where another claim names one, and a sum of the title that the text says better."""
    attacks = {
        p.draft.background
        for p in placed
        if p.draft.metric == "cause" and p.draft.label in _ATTACKS and not _is_vague(p)
    }
    sums = {
        (value, p.draft.unit)
        for p in placed
        if p.field == "text" and p.draft.metric == "financial_impact"
        for value in (p.draft.value, p.draft.value_high)
    }
    counts = {p.draft.value for p in placed if p.field == "text" and p.draft.metric == "affected_count"}
    causes = {
        p.draft.label for p in placed if p.field == "text" and p.draft.metric == "cause" and not p.draft.background
    }
    return [
        p
        for p in placed
        if not (_is_vague(p) and p.draft.stance not in _DOUBTS and p.draft.background in attacks)
        and not (p.field == "title" and p.draft.metric == "financial_impact" and (p.draft.value, p.draft.unit) in sums)
        and not (p.field == "title" and p.draft.metric == "affected_count" and p.draft.value in counts)
        and not (p.field == "title" and p.draft.label == "technical_issue" and causes - {"unknown"})
    ]


def _is_vague(placed: Placed) -> bool:
    return placed.draft.rule == "cause/attack-vague"
