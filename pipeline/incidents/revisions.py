"""What an outlet changed on a page after it was published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise

from pipeline.incidents.coverage import Coverage
from pipeline.incidents.voices import Finding
from pipeline.records import Claim, PlacedClaim

_FIGURES = frozenset(
    {"report_count", "report_share", "affected_count", "time_point", "duration", "wave_count", "financial_impact"}
)


def explain_edits(
    pages: Iterable[Sequence[Coverage]], placed: Mapping[str, PlacedClaim]
) -> list[tuple[Claim, Claim, Finding]]:
    """
    The figures that changed between two successive revisions of a page: before, after, and the sentence.

    pages  The revisions of each page, newest first. A figure that was only added or taken out is no change.
    """
    return [
        (before, after, Finding("revised", _sentence(old, new, placed[before.claim_id], placed[after.claim_id])))
        for revisions in pages
        for new, old in pairwise(revisions)
        for before, after in _changed(old, new, placed)
    ]


def _changed(old: Coverage, new: Coverage, placed: Mapping[str, PlacedClaim]) -> Iterable[tuple[Claim, Claim]]:
    before, after = _figures(old), _figures(new)
    for kind in before.keys() & after.keys():
        kept = {placed[c.claim_id].said for c in before[kind]} & {placed[c.claim_id].said for c in after[kind]}
        gone = [claim for claim in before[kind] if placed[claim.claim_id].said not in kept]
        come = [claim for claim in after[kind] if placed[claim.claim_id].said not in kept]
        yield from zip(gone, come, strict=False)


def _figures(coverage: Coverage) -> dict[Hashable, list[Claim]]:
    kinds: dict[Hashable, list[Claim]] = defaultdict(list)
    for claim in sorted(coverage.own_claims, key=lambda claim: (claim.char_start, claim.claim_id)):
        if claim.metric in _FIGURES:
            kinds[claim.metric, claim.label, claim.platform, claim.region].append(claim)
    return kinds


def _sentence(old: Coverage, new: Coverage, before: PlacedClaim, after: PlacedClaim) -> str:
    outlet = new.article.outlet_name or new.article.outlet
    return f"{outlet} first said “{before.said}” and changed it to “{after.said}”."
