"""What it cost: lost revenue, compensation, fines, damage, and what the share price did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.claims.attach import cost
from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import family_pattern, pattern
from pipeline.claims.mentions.money import Money
from pipeline.claims.mentions.percents import Percent
from pipeline.claims.scene import Scene
from pipeline.claims.spans import Span
from pipeline.platforms import lineage, operator_of, platform

_LABELS = {
    label: family_pattern("money", label) for label in ("compensation", "fine", "revenue_loss", "share_price", "damage")
}
_INDICES = family_pattern("money", "indices")
_OTHER_REASONS = family_pattern("money", "other_reasons")
_ROSE = family_pattern("money", "rose")
_FELL = family_pattern("money", "fell")
_SHARES = family_pattern("money", "share_price")
_MARKET = family_pattern("money", "market")
# "the council imposed £29m and the agency £18m"
_AND = pattern(r"^(?:\s+of\s+(?:it|the\s+\w+))?,?\s+(?:and|while)\s+[^.;:,]{0,60}$")
# "4 billion yen ($26 million)" is one sum.
_SAME_SUM = pattern(r"^(?:\s+\(|,\s+or\s+)(?:about|around|roughly|some|or|nearly|almost)?\s*$")
_LEVEL = pattern(r"\b(?:to|at)\s+$")
_NOT = family_pattern("money", "not_impact")
_PLAINLY = family_pattern("money", "plainly")
_SPENDING = family_pattern("money", "spending")
# "pay $12.6 million to customers who were harmed"
_TO_CUSTOMERS = pattern(
    r"^\s+(?:in\s+\w+\s+)?(?:back\s+)?to\s+(?:(?:its|the|affected|those|eligible|some|all)\s+)*(?:customers|clients|users|subscribers|"
    r"passengers|victims|investors|merchants|those|account\s+holders|travell?ers)\b"
)
# "has set aside $80 million to make its systems more resilient"
_TO_IMPROVE = pattern(
    r"^\s+(?:over\s+\w+\s+\w+\s+)?to\s+(?:make|improve|upgrade|strengthen|boost|overhaul|bolster|shore|build|replace|modernise|modernize|harden)\b"
)
_OWNER = pattern(r"\b(?:owner|parent),?\s+$")
_APIECE = pattern(r"^\s+(?:apiece|each|a\s+head|per\s+(?:\w+))\b")
_SAID_ASIDE = pattern(
    r",\s+(?:[\w'-]+\s+){0,4}?(?:says?|said|reckons?|reckoned|estimates?|estimated|thinks?|believes?|told\s+\w+|according\s+to)"
    r"(?:\s+[\w'-]+){0,5},"
)
_CLAUSES = 70  # what attach.cost counts for the two commas of an aside
# "cost the company $10m in lost revenue": of two words the one that says more.
_LOOSE = 25
_NEAR = 75
_FAR = 10_000
# "slid 5.9 percent to 48,350 won" is the price of one share; a company's value is above this in any currency.
_LEAST_VALUE = 1_000_000
# Less than this is what one customer paid, or the price of a thing.
_LEAST_DAMAGE = 1_000
_LARGE = frozenset({"damage", "revenue_loss"})
_NEAR_CREDIT = 130  # "… are being credited with five days of service, which will cost the carrier about $150 million"


def read(scene: Scene) -> Iterator[Draft]:
    """The sums of a sentence that the outage cost, and falls of a share."""
    if scene.sentence.kind == "heading" and not _is_on_story(scene):
        return
    before: Money | None = None
    label: str | None = None
    for money in scene.money:
        if before is not None and _SAME_SUM.search(scene.plain[before.end : money.start]):
            continue
        is_next = before is not None and _AND.search(scene.plain[before.end : money.start])
        label = _label(scene, money) or (label if is_next else None)
        before = money
        if label:
            yield _draft(scene, money, label)
    yield from _falls(scene)


def _is_on_story(scene: Scene) -> bool:
    """Whether a heading names none but the story's platforms: "Apple fined …" leads to another article."""
    return all(name.slug in scene.story.platforms for name in scene.platforms)


def _falls(scene: Scene) -> Iterator[Draft]:
    """By how many per cent the shares of a company fell, not an index and not its sales."""
    if not scene.percents or scene.trackers or not scene.has(_FELL) or scene.has(_OTHER_REASONS):
        return
    if not (scene.context.is_market or scene.has(_SHARES) or scene.has(_MARKET)):
        return
    last: Percent | None = None
    for percent in scene.percents:
        goes_on = last is not None and _AND.search(scene.plain[last.end : percent.start])
        if goes_on or _has_fallen(scene, percent):
            last = percent
            yield Draft(
                start=percent.start,
                end=percent.end,
                metric="financial_impact",
                rule="financial_impact/share_price",
                label="share_price",
                value=percent.value,
                unit="percent",
                qualifier=percent.qualifier,
                platform=_listed(scene, percent),
                source=scene.source_for(percent).name,
                background=scene.is_background_at(percent),
            )


def _listed(scene: Scene, percent: Percent) -> str | None:
    """Whose share it is: that of another service which the sentence names before, else the story's."""
    main = scene.story.main
    before = [p for p in scene.platforms if p.end <= percent.start]
    if not before or main is None:
        return main
    name = before[-1]
    is_owner = _OWNER.search(scene.plain[max(scene.sentence.start, name.start - 12) : name.start])
    is_ours = platform(name.slug).is_company or name.slug in {*lineage(main), operator_of(main)}
    return main if is_owner or is_ours else name.slug


def _has_fallen(scene: Scene, percent: Percent) -> bool:
    """Whether the nearest word of movement is one of falling, and the nearest thing that moves is a share."""
    fell, rose = _nearest(scene, _FELL, percent), _nearest(scene, _ROSE, percent)
    share, index = _nearest(scene, _SHARES, percent), _nearest(scene, _INDICES, percent)
    return fell <= _NEAR and fell <= rose and (index > _NEAR or share <= index)


def _nearest(scene: Scene, words_of: Any, to: Span) -> int:
    """The cost of the nearest of some words; more than any limit where the sentence has none."""
    return min((cost(scene.plain, cue, to) for cue in scene.cues(words_of)), default=_FAR)


def opens_market(scene: Scene) -> bool:
    """Whether a heading turns to the stock market, so that the falls below it are of shares."""
    return scene.sentence.kind == "heading" and bool(scene.mentions.percents) and scene.has(_MARKET)


def _draft(scene: Scene, money: Money, label: str) -> Draft:
    return Draft(
        start=money.start,
        end=money.end,
        metric="financial_impact",
        rule=f"financial_impact/{label}",
        label=label,
        value=money.value,
        value_high=money.value_high,
        unit=money.unit,
        qualifier=money.qualifier,
        platform=scene.platform_for(money),
        source=scene.source_for(money).name,
        background=scene.is_background_at(money),
    )


def _aside_cost(scene: Scene) -> int:
    """What an aside adds to distances in a sentence: "The bill, reckons the regulator, was £75m"."""
    asides = scene.cues(_SAID_ASIDE)
    return _CLAUSES + asides[0].end - asides[0].start if asides else 0


def _label(scene: Scene, money: Money) -> str | None:
    """What a sum is, by the nearest word that says so; None where it is a price, a deal or a ransom."""
    after = scene.plain[money.end : money.end + 60]
    if _TO_CUSTOMERS.search(after):
        return "compensation"
    if _TO_IMPROVE.search(after):
        return None
    aside = _aside_cost(scene)
    near = [
        (_nearest(scene, words_of, money) - aside + (_LOOSE if label == "damage" else 0), label)
        for label, words_of in _LABELS.items()
    ]
    price, label = min(near)
    is_credited = _nearest(scene, _LABELS["compensation"], money) <= _NEAR_CREDIT
    if is_credited and (price > _NEAR or label == "damage"):
        price, label = _NEAR, "compensation"
    is_plain = scene.has(_PLAINLY)
    if price > _NEAR or (not is_plain and _nearest(scene, _NOT, money) <= _NEAR):
        return None
    if label in _LARGE and (_APIECE.search(after) or (scene.has(_SPENDING) and not is_plain)):
        return None
    before = scene.plain[max(scene.sentence.start, money.start - 4) : money.start]
    if label == "share_price" and money.value < _LEAST_VALUE and _LEVEL.search(before):
        return None
    return None if label in _LARGE and money.value < _LEAST_DAMAGE else label
