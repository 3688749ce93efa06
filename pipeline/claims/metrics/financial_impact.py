"""What it cost: lost revenue, compensation, fines, damage, and what the share price did."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.claims.attach import cost
from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import family_pattern
from pipeline.claims.mentions.money import Money
from pipeline.claims.scene import Scene

_LABELS = {
    label: family_pattern("money", label) for label in ("compensation", "fine", "revenue_loss", "share_price", "damage")
}
_FELL = family_pattern("money", "fell")
_SHARES = family_pattern("money", "share_price")
_NOT = family_pattern("money", "not_impact")
# "cost the company $10m in lost revenue": of two words the one that says more.
_LOOSE = 25
_NEAR = 75


def read(scene: Scene) -> Iterator[Draft]:
    """The sums of a sentence that the outage cost, and falls of a share."""
    for money in scene.money:
        label = _label(scene, money)
        if label:
            yield _draft(scene, money, label)
    if not scene.percents or not scene.has(_SHARES) or not scene.has(_FELL):
        return
    for percent in scene.percents:
        if any(cost(scene.plain, cue, percent) <= _NEAR for cue in scene.cues(_FELL)):
            yield Draft(
                start=percent.start,
                end=percent.end,
                metric="financial_impact",
                rule="financial_impact/share_price",
                label="share_price",
                value=percent.value,
                unit="percent",
                qualifier=percent.qualifier,
                platform=scene.story.main,
                source=scene.source_for(percent).name,
                background=scene.is_background,
            )


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
        background=scene.is_background,
    )


def _label(scene: Scene, money: Money) -> str | None:
    """What a sum is, by the nearest word that says so; None where it is a price, a deal or a ransom."""
    near = [
        (cost(scene.plain, cue, money) + (_LOOSE if label == "damage" else 0), label)
        for label, words_of in _LABELS.items()
        for cue in scene.cues(words_of)
    ]
    best = min(near, default=None)
    if best is None or best[0] > _NEAR:
        return None
    against = min((cost(scene.plain, cue, money) for cue in scene.cues(_NOT)), default=_NEAR + 1)
    return best[1] if against > _NEAR else None
