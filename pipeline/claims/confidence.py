"""How sure a rule is, as measured; the figures are in `schemas/lexicon/confidence.yml`."""

from __future__ import annotations

from pipeline.claims.lexicon import words

_MEASURED: dict[str, float] = words("confidence", "rules")
_UNMEASURED: float = words("confidence", "unmeasured")["any"]


def confidence_of(rule: str) -> float:
    """The precision of a rule on the articles that it was measured on; a modest figure for one that made no claim."""
    return _MEASURED.get(rule, _UNMEASURED)
