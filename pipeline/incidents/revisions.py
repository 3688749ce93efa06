"""What an outlet changed: on a page after it was published, and from one article to its next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from pipeline.incidents.amounts import span_of
from pipeline.incidents.coverage import Coverage
from pipeline.incidents.said import minutes
from pipeline.incidents.voices import Finding
from pipeline.records import Claim, PlacedClaim

_FIGURES = frozenset(
    {"report_count", "report_share", "affected_count", "time_point", "duration", "wave_count", "financial_impact"}
)

_EDITED = ("article_id", "value", "at_local")
_TOLD = ("published_at", "value")


def explain_edits(
    pages: Iterable[Sequence[Coverage]], placed: Mapping[str, PlacedClaim]
) -> list[tuple[Claim, Claim, Finding]]:
    """
    The figures that changed between two successive revisions of a page: before, after, and the sentence.

    pages  The revisions of each page, newest first. A figure that was only added or taken out is no change.
    """
    return [
        (before, after, Finding("revised", _sentence(new, placed[before.claim_id], placed[after.claim_id]), _EDITED))
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


def _sentence(new: Coverage, before: PlacedClaim, after: PlacedClaim) -> str:
    return f"{_name(new)} first said “{before.said}” and changed it to “{after.said}”."


def _name(coverage: Coverage) -> str:
    return coverage.article.outlet_name or coverage.article.outlet


def explain_followups(
    newest: Iterable[Coverage], placed: Mapping[str, PlacedClaim]
) -> list[tuple[Claim, Claim, Finding]]:
    """
    The figures that an outlet gave otherwise in its next article: before, after, and the sentence.

    newest  The newest revision of each page. Only where each of two successive articles gives one figure of a kind,
            so that there is no doubt which took the place of which, and neither rounding nor two stated moments
            explain it.
    """
    by_outlet: dict[str, list[tuple[datetime, str, Coverage]]] = defaultdict(list)
    for coverage in newest:
        if coverage.article.published_at is not None:
            key = (coverage.article.published_at, coverage.article_id, coverage)
            by_outlet[coverage.article.outlet].append(key)
    return [
        (before, after, Finding("revised", _followed(old, new, placed[before.claim_id], placed[after.claim_id]), _TOLD))
        for stories in by_outlet.values()
        for (_, _, old), (_, _, new) in pairwise(sorted(stories, key=lambda story: story[:2]))
        for before, after in _replaced(old, new)
    ]


def _replaced(old: Coverage, new: Coverage) -> Iterable[tuple[Claim, Claim]]:
    before, after = _figures(old), _figures(new)
    for kind in before.keys() & after.keys():
        if len(before[kind]) == len(after[kind]) == 1:
            [one], [other] = before[kind], after[kind]
            if one.value and other.value and _is_apart(one, other):
                yield one, other


def _is_apart(one: Claim, other: Claim) -> bool:
    if one.at_local and other.at_local and one.at_local != other.at_local:
        return False
    if "vague" in (one.qualifier, other.qualifier) or one.source != other.source or one.unit != other.unit:
        return False
    low, high = sorted((span_of(one), span_of(other)))
    return low[1] < high[0]


def _followed(old: Coverage, new: Coverage, before: PlacedClaim, after: PlacedClaim) -> str:
    then, now = old.article.published_at, new.article.published_at
    if then is None or now is None:
        raise ValueError("only dated articles follow each other")
    gap = minutes((now - then).total_seconds() / 60)
    return f"{_name(new)} first said “{before.said}”, and {gap} later, in another article, “{after.said}”."
