"""Why two numbers differ: counts, shares, amounts of money, durations and numbers of waves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from pipeline.incidents.said import bare_figure, clock, minutes, region_name, say_figure
from pipeline.incidents.voices import Finding, Scene, Voice
from pipeline.records import Claim

# Two times this close are one moment to a writer who looks at a tracker's chart, which has a point every 15 minutes.
ONE_MOMENT = timedelta(minutes=20)
# What a round figure leaves open: half of its last digit that counts, but never more than this share of it.
_ROUND_SHARE = 0.05
# "Over 39,000" was said where 40,000 would have been said a little later: so far does "over" reach.
_OVER_SHARE = 0.10
# Shares of a tracker's reports move by the minute; one point is nothing.
_ONE_POINT = 1.0
# A wave is told from the whole by being at most half as long, and a country from the world by a third of its count:
# the largest countries have a half of a tracker's reports by themselves.
_WHOLE, _WORLD = 2.0, 3.0
# Figures that fit each other are two moments only where these lie further apart.
_FITTING_MOMENTS = timedelta(hours=1)

# What follows from one account giving two figures tells less than what the texts state.
_DEDUCED = 6

Rule = Callable[[Voice, Voice, Scene], Finding | None]


def explain_count(one: Voice, other: Voice, scene: Scene) -> Finding | None:
    """Why two counts of one thing differ; None where they are equal. The rules stand in order of precedence."""
    return _first((_region, _part, _statistic, _moment, _rounded, _subject, _both_told, _conflict), one, other, scene)


def explain_share(one: Voice, other: Voice, scene: Scene) -> Finding | None:
    """Why two shares of reports differ."""
    return _first((_region, _moment, _one_point, _subject), one, other, scene)


def explain_amount(one: Voice, other: Voice, scene: Scene) -> Finding | None:
    """Why two amounts of money differ."""
    return _first((_rounded,), one, other, scene)


def explain_duration(one: Voice, other: Voice, scene: Scene) -> Finding | None:
    """Why two durations differ: a wave and the whole, or rounding."""
    return _first((_rounded, _wave), one, other, scene)


def explain_waves(one: Voice, other: Voice, scene: Scene) -> Finding | None:
    """Why two numbers of waves differ: who wrote earlier saw fewer."""
    return _first((_saw_fewer,), one, other, scene)


def span_of(claim: Claim) -> tuple[float, float]:
    """The lowest and the highest figure that the writer can have had before them."""
    value = claim.value or 0.0
    if claim.value_high is not None:
        return value, claim.value_high
    slack = min(_last_digit(claim) / 2, _ROUND_SHARE * value)
    return {
        "vague": (value, 10 * value),
        "at_least": (value, value + min(_last_digit(claim), _OVER_SHARE * value)),
        "at_most": (value - min(_last_digit(claim), _OVER_SHARE * value), value),
        "about": (value - _ROUND_SHARE * value, value + _ROUND_SHARE * value),
    }.get(claim.qualifier or "exact", (value - slack, value + slack))


def _first(rules: tuple[Rule, ...], one: Voice, other: Voice, scene: Scene) -> Finding | None:
    if (one.claim.value, one.claim.value_high) == (other.claim.value, other.claim.value_high):
        return None
    low, high = sorted((one, other), key=lambda voice: (voice.claim.value or 0.0, voice.claim.claim_id))
    for rule in rules:
        found = rule(low, high, scene)
        if found is not None:
            return found
    return Finding("unclear", f"{_told(low)} and {_told(high)}: the texts do not say enough to tell why.")


def _last_digit(claim: Claim) -> float:
    """The worth of the last digit that counts: 1,000 for 39,000, 1 for 39,021; for minutes, 60 for whole hours."""
    value = round(claim.value or 0.0)
    if claim.metric == "duration":
        return next(step for step in (1440, 60, 30, 15, 5, 1) if value % step == 0)
    digits = str(value)
    return float(10 ** (len(digits) - len(digits.rstrip("0"))))


def _told(voice: Voice) -> str:
    """The figure and all that the text says of it."""
    claim = voice.claim
    words = bare_figure(claim)
    if claim.metric == "report_count" and claim.label in ("peak", "total"):
        words += " at the peak" if claim.label == "peak" else " in all"
    at = _when(voice)
    if at is not None and claim.timezone:
        words += f" at {clock(at, claim.timezone)}"
    if claim.region:
        words += f" in {region_name(claim.region)}"
    return words


def _statistic(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    """Peak, moment and sum; a peak below another moment, or a sum below either, takes another explanation."""
    if _kind(high) == "total" and _kind(low) in ("peak", "at_time"):
        return Finding("peak_vs_total", f"{_told(low)} is one moment's count, {_told(high)} the sum of all reports.")
    if _kind(high) == "peak" and _kind(low) == "at_time" and not _is_one_moment(low, high):
        return Finding("peak_vs_moment", f"{_told(high)}; {_told(low)} is another moment's count.")
    return None


def _kind(voice: Voice) -> str | None:
    claim = voice.claim
    if claim.metric != "report_count" or claim.label in ("peak", "total"):
        return claim.label
    return "at_time" if claim.at_local else claim.label


def _when(voice: Voice) -> datetime | None:
    """The figure's moment, where the text names its zone; one that we assumed explains nothing."""
    return voice.happened_at if voice.claim.timezone_basis in ("stated", "carried") else None


def _gap(one: Voice, other: Voice) -> timedelta | None:
    first, second = _when(one), _when(other)
    return abs(first - second) if first is not None and second is not None else None


def _is_one_moment(one: Voice, other: Voice) -> bool:
    gap = _gap(one, other)
    return gap is not None and gap <= ONE_MOMENT


def _region(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    one, other = low.claim.region, high.claim.region
    if one is None or other is None or one == other:
        return None
    return Finding(
        "different_region",
        f"{bare_figure(low.claim)} is for {region_name(one)}, {bare_figure(high.claim)} for {region_name(other)}.",
    )


def _part(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    """A figure for one country is a part of one that the text does not limit, where it is well below it."""
    part, whole = low.claim, high.claim
    if part.region is None or whole.region is not None or (whole.value or 0) < _WORLD * (part.value or 0):
        return None
    return Finding(
        "different_region",
        f"{bare_figure(part)} is for {region_name(part.region)} alone, {bare_figure(whole)} is not limited to a "
        "country.",
    )


def _moment(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    before, after = _when(low), _when(high)
    if before is None or after is None or _is_one_moment(low, high):
        return None
    gap = abs(before - after)
    if _is_fitting(low, high) and gap <= _FITTING_MOMENTS:
        return None
    zone = low.claim.timezone or "UTC"
    course = "two moments of the same rise" if after > before else "two moments of one outage"
    return Finding(
        "different_moment",
        f"{bare_figure(low.claim)} is for {clock(before, zone)}, {bare_figure(high.claim)} for {clock(after, zone)}: "
        f"{course}, {minutes(gap.total_seconds() / 60)} apart.",
    )


def _is_fitting(low: Voice, high: Voice) -> bool:
    return span_of(low.claim)[1] >= span_of(high.claim)[0]


def _rounded(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    if not _is_fitting(low, high):
        return None
    figures = f"“{say_figure(low.claim)}” and “{say_figure(high.claim)}”"
    if "vague" in (low.claim.qualifier, high.claim.qualifier):
        return Finding("rounding", f"{figures} leave room for each other.")
    return Finding("rounding", f"{figures} are the same figure, rounded.")


def _one_point(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    if (high.claim.value or 0) - (low.claim.value or 0) > _ONE_POINT:
        return None
    return Finding(
        "rounding",
        f"{say_figure(low.claim)} and {say_figure(high.claim)} are one point apart: the same share, rounded or read "
        "a few minutes later.",
    )


def _subject(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    one, other = low.claim.source, high.claim.source
    if one is None or other is None or one.casefold() == other.casefold():
        return None
    if one.casefold() in other.casefold() or other.casefold() in one.casefold():
        return None
    return Finding(
        "different_subject",
        f"{bare_figure(low.claim)} was counted by {one}, {bare_figure(high.claim)} by {other}: they count different "
        "things.",
    )


def _both_told(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    if not low.is_beside(high) or low.claim.metric != "report_count" or low.claim.region != high.claim.region:
        return None
    return Finding(
        "different_moment",
        f"One account gives both {_told(low)} and {_told(high)}: two readings of one counter, at different moments.",
        discount=_DEDUCED,
    )


def _conflict(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    """Only where all that would explain the difference is stated, and equal."""
    if low.is_beside(high) or not _is_stated_alike(low, high):
        return None
    return Finding(
        "conflict",
        f"{_told(low)} and {_told(high)}, both from {low.claim.source}: both cannot be right.",
    )


def _is_stated_alike(low: Voice, high: Voice) -> bool:
    one, other = low.claim, high.claim
    exact = {one.qualifier, other.qualifier} <= {"exact"}
    same_moment = _is_one_moment(low, high)
    same_place = one.region == other.region and one.region is not None
    same_source = one.source is not None and one.source == other.source
    return exact and same_moment and same_place and same_source and _kind(low) == _kind(high)


def _wave(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    """A wave ends before the last one begins, the whole does not; with no times for the waves, the longest is it."""
    short, long = low.claim.value, high.claim.value
    if not scene.has_waves or not short or not long or long < _WHOLE * short:
        return None
    is_whole = short < scene.waves_minutes <= long if scene.waves_minutes else long >= scene.longest_minutes
    if not is_whole:
        return None
    return Finding(
        "wave_vs_whole", f"“{say_figure(low.claim)}” is one wave; “{say_figure(high.claim)}” the whole outage."
    )


def _saw_fewer(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    if low.said_on is None or high.said_on is None or low.said_on >= high.said_on:
        return None
    return Finding(
        "different_moment",
        f"{say_figure(low.claim)} was written {minutes((high.said_on - low.said_on).total_seconds() / 60)} before "
        f"{say_figure(high.claim)}: more waves had come by then.",
    )
