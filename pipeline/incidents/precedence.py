"""
Which explanation of a difference holds, where several could: the one place that decides it.

For each metric the rules stand in the order in which they are asked, and the first that answers gives the reason.
The order follows three principles:

1. What the claims are about goes before what they say: a figure for another country or service is no other figure of
   this one, whatever else differs. So `different_region` and `different_subject` by service, part and unit come first.
2. What the texts state goes before what is worked out: the named statistic (peak, moment, sum), then the named moment,
   then the rounding that qualifiers and zeros leave open, and only then the counter and what one account's two figures
   show. Among times the zone comes before rounding, since 9:45 UTC beside 5:30 a.m. ET is first of all 5:45 a.m.
3. `conflict` comes last, after all that could explain the difference, and demands besides that all of it is stated
   and equal. What then is left is `unclear`.

`revised` is found apart, between revisions of one page and articles of one outlet (revisions.py), which are never
compared as witnesses; the two do not meet.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.incidents import amounts, blame, moments, scopes
from pipeline.incidents.voices import Finding, Rule, Scene, Voice
from pipeline.records import Metric

_BLAME: tuple[Rule, ...] = (blame.contradicted, blame.more_or_less_sure, blame.found_and_guessed)
_COUNT: tuple[Rule, ...] = (
    scopes.other_service,
    scopes.other_region,
    scopes.part_of_world,
    amounts.peak_and_sum,
    amounts.peak_and_moment,
    amounts.other_moment,
    amounts.other_part_of_day,
    amounts.rounded,
    scopes.other_counter,
    amounts.both_told,
    amounts.conflicting,
)
RULES: Mapping[Metric, tuple[Rule, ...]] = {
    "report_count": _COUNT,
    "affected_count": _COUNT,
    "report_share": (
        scopes.other_service,
        scopes.other_region,
        scopes.other_part,
        amounts.other_moment,
        amounts.other_part_of_day,
        amounts.one_point_apart,
        scopes.other_counter,
        amounts.conflicting,
    ),
    "financial_impact": (scopes.other_region, amounts.rounded),
    "duration": (scopes.other_service, scopes.other_region, amounts.rounded, amounts.wave_and_whole),
    "wave_count": (scopes.other_service, scopes.other_region, amounts.saw_fewer),
    "time_point": (
        scopes.other_service,
        scopes.other_region,
        moments.other_zone,
        moments.rounded,
        moments.later_wave,
        moments.other_peak,
        moments.conflicting,
    ),
    "cause": _BLAME,
    "origin": _BLAME,
    "actor": _BLAME,
}


def explain_pair(one: Voice, other: Voice, scene: Scene) -> Finding | None:
    """Why two voices differ; None where they say the same, or nothing that touches. Their order does not matter."""
    metrics = {one.claim.metric, other.claim.metric}
    if len(metrics) == 2:
        return scopes.users_and_reports(one, other, scene)
    [metric] = metrics
    pair = _ordered(one, other)
    if pair is None:
        return None
    found = (rule(*pair, scene) for rule in RULES[metric])
    return next(filter(None, found), None) or _left_over(*pair)


def _ordered(one: Voice, other: Voice) -> tuple[Voice, Voice] | None:
    """The lower figure or the earlier time first; None where nothing differs or can be compared."""
    if one.claim.metric in ("cause", "origin", "actor"):
        return one, other
    if one.claim.metric == "time_point":
        return moments.ordered(one, other)
    return amounts.ordered(one, other)


def _left_over(one: Voice, other: Voice) -> Finding | None:
    if one.claim.metric in ("cause", "origin", "actor"):
        return None
    return moments.unclear(one, other) if one.claim.metric == "time_point" else amounts.unclear(one, other)
