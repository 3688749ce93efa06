"""Equal claims of an incident as one voice: what differs is compared once, not once for every pair of outlets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.incidents.coverage import Coverage
from pipeline.records import Claim, Incident, PlacedClaim, Reason


@dataclass(frozen=True, kw_only=True)
class Voice:
    """
    Claims that say the same, by the one that said it first.

    happened_at  The instant of the claim's clock time, resolved with the incident's date.
    said_on      When the first of the articles was published; None where nothing dates them.
    articles, outlets, witnesses  All who say it.
    """

    claim: Claim
    happened_at: datetime | None
    said_on: datetime | None
    articles: frozenset[str]
    outlets: frozenset[str]
    witnesses: frozenset[str]

    def can_differ_from(self, other: Voice) -> bool:
        """Whether somebody independent says the other; a wire's text does not disagree with itself."""
        return len(self.witnesses | other.witnesses) > 1

    def is_beside(self, other: Voice) -> bool:
        """Whether one account says both, and so sees no contradiction in them."""
        return bool(self.articles & other.articles)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """
    What the claims of an incident are explained with.

    wave_starts  Instants at which somebody says a further wave began.
    has_waves    Whether somebody tells of more than one wave.
    waves_minutes    From the first start to the last wave; 0 where nobody gives the times.
    longest_minutes  The longest duration that somebody gives; 0 with none.
    """

    incident: Incident
    wave_starts: tuple[datetime, ...]
    has_waves: bool
    waves_minutes: float = 0.0
    longest_minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """
    Why two voices differ, and the sentence for people.

    evidence  The fields of the claims that decided, most telling first; "published_at", "wave_count" and such are of
              their articles and their incident.
    discount  How much less a reader learns from it than from others with this reason.
    """

    reason: Reason
    explanation: str
    evidence: tuple[str, ...] = ()
    discount: int = 0


Rule = Callable[[Voice, Voice, Scene], Finding | None]


def voices_of(
    coverages: Iterable[Coverage],
    placed: Mapping[str, PlacedClaim],
    witnesses: Mapping[str, str],
    key: Callable[[Claim, datetime | None], Hashable | None],
) -> list[Voice]:
    """Claims with one key as one voice each, those with most witnesses first; a key of None leaves a claim out."""
    same: dict[Hashable, list[tuple[Coverage, Claim]]] = defaultdict(list)
    for coverage in coverages:
        for claim in coverage.own_claims:
            found = key(claim, placed[claim.claim_id].happened_at)
            if found is not None:
                same[found].append((coverage, claim))
    voices = [_voice(group, placed, witnesses) for group in same.values()]
    return sorted(voices, key=lambda voice: (-len(voice.witnesses), voice.claim.claim_id))


def _voice(
    group: list[tuple[Coverage, Claim]], placed: Mapping[str, PlacedClaim], witnesses: Mapping[str, str]
) -> Voice:
    first, claim = min(group, key=lambda pair: (_age(pair[0]), pair[1].claim_id))
    return Voice(
        claim=claim,
        happened_at=placed[claim.claim_id].happened_at,
        said_on=first.article.published_at,
        articles=frozenset(coverage.article_id for coverage, _ in group),
        outlets=frozenset(coverage.article.outlet for coverage, _ in group),
        witnesses=frozenset(witnesses[coverage.article_id] for coverage, _ in group),
    )


def _age(coverage: Coverage) -> datetime:
    return coverage.article.published_at or datetime.max.replace(tzinfo=UTC)
