"""Why two numbers differ: counts, shares, amounts of money, durations and numbers of waves."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.incidents.said import bare_figure, clock, minutes, region_name, say_figure, say_time
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
# A wave is told from the whole by being at most half as long.
_WHOLE = 2.0
# One counter at one minute shows a little more or less as its chart is smoothed; a tenth more is another reading.
# Shares of few reports waver by points.
_FAR, _FAR_POINTS = 1.1, 5.0
# How a text itself gives the day of a moment; one that we took from other articles proves no conflict.
_OWN_DAY = frozenset({"stated", "weekday", "relative"})
# Figures that fit each other are two moments only where these lie further apart.
_FITTING_MOMENTS = timedelta(hours=1)

# What follows from one account giving two figures tells less than what the texts state.
_DEDUCED = 6


def ordered(one: Voice, other: Voice) -> tuple[Voice, Voice] | None:
    """The lower figure first; None where both give the same."""
    if (one.claim.value, one.claim.value_high) == (other.claim.value, other.claim.value_high):
        return None
    low, high = sorted((one, other), key=lambda voice: (voice.claim.value or 0.0, voice.claim.claim_id))
    return low, high


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


def unclear(low: Voice, high: Voice) -> Finding:
    """What is left: two figures, and what the texts would have to say to tell why."""
    unsaid = _unsaid(low, high)
    if unsaid:
        why = f"the texts do not say {' and '.join(unsaid.values())}"
    elif _is_one_moment(low, high):
        why = "too near in size or in time to contradict each other"
    else:
        why = "the texts do not say enough to tell why"
    return Finding("unclear", f"{_sentence(_told(low))} and {_told(high)}: {why}.", tuple(unsaid) or ("value",))


def _unsaid(low: Voice, high: Voice) -> dict[str, str]:
    """What at least one of the two leaves open that would explain or prove it: the field, and the question."""
    one, other = low.claim, high.claim
    if one.metric == "duration":
        return {"at_local": "from when to when"}
    if one.metric not in ("report_count", "affected_count", "report_share"):
        return {}
    asked = {
        "at_local": ("for what moment", _when(low) is None or _when(high) is None),
        "region": ("for which region", one.region is None or other.region is None),
        "source": ("who counted", one.source is None or other.source is None),
    }
    open_questions = {field: question for field, (question, is_open) in asked.items() if is_open}
    if not open_questions:
        asked = {
            "date_basis": ("on which day", not {one.date_basis, other.date_basis} <= _OWN_DAY),
            "qualifier": ("the exact figure", (one.qualifier, other.qualifier) != ("exact", "exact")),
        }
        open_questions = {field: question for field, (question, is_open) in asked.items() if is_open}
    return open_questions


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


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
    words = say_figure(claim)
    if claim.metric == "report_count" and claim.label in ("peak", "total"):
        words += " at the peak" if claim.label == "peak" else " in all"
    at = _when(voice)
    if at is not None and claim.timezone:
        words += f" at {clock(at, claim.timezone)}"
    elif ":" in (claim.at_local or ""):
        words += f" at {claim.at_local} (no zone named)"
    if claim.region:
        words += f" in {region_name(claim.region)}"
    return words


def peak_and_sum(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    """One moment's count and the sum of all; a sum below it takes another explanation."""
    if _kind(high) != "total" or _kind(low) not in ("peak", "at_time"):
        return None
    return Finding(
        "peak_vs_total",
        f"{_sentence(_told(low))} is one moment's count, {_told(high)} is the sum of all reports.",
        ("label",) if low.claim.label else ("label", "at_local"),
    )


def peak_and_moment(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    """The peak and another moment's count; a peak below another moment's count takes another explanation."""
    if _kind(high) != "peak" or _kind(low) != "at_time" or _is_one_moment(low, high):
        return None
    return Finding(
        "peak_vs_moment", f"{_sentence(_told(high))}; {_told(low)} is another moment's count.", ("label", "at_local")
    )


def _kind(voice: Voice) -> str | None:
    claim = voice.claim
    if claim.metric != "report_count" or claim.label in ("peak", "total"):
        return claim.label
    return "at_time" if claim.at_local else claim.label


def _when(voice: Voice) -> datetime | None:
    """The figure's minute, where the text names its zone; one that we assumed explains nothing."""
    is_minute = ":" in (voice.claim.at_local or "")
    return voice.happened_at if is_minute and voice.claim.timezone_basis in ("stated", "carried") else None


def _gap(one: Voice, other: Voice) -> timedelta | None:
    first, second = _when(one), _when(other)
    return abs(first - second) if first is not None and second is not None else None


def _is_one_moment(one: Voice, other: Voice) -> bool:
    gap = _gap(one, other)
    return gap is not None and gap <= ONE_MOMENT


def other_moment(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    """Each text names the moment of its figure, and not the same."""
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
        f"{bare_figure(low.claim)} is for {clock(before, zone)}, {bare_figure(high.claim)} for {clock(after, zone)}"
        f"{_day_beside(before, after, zone)}: {course}, {minutes(gap.total_seconds() / 60)} apart.",
        ("at_local", "timezone"),
    )


def _day_beside(before: datetime, after: datetime, zone: str) -> str:
    """Where midnight lies between two moments, on which side of it the second is."""
    days = (after.astimezone(ZoneInfo(zone)).date() - before.astimezone(ZoneInfo(zone)).date()).days
    return {0: "", 1: " the next day", -1: " the day before"}.get(
        days, f", {abs(days)} days {'on' if days > 0 else 'before'}"
    )


def other_part_of_day(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    """One figure is for the morning, one for the evening, in one zone."""
    one, other = low.claim, high.claim
    parts = (one.at_local or ":", other.at_local or ":")
    is_told = not any(":" in part for part in parts) and one.timezone is not None and one.timezone == other.timezone
    if not is_told or (parts[0] == parts[1] and low.happened_at == high.happened_at) or _is_fitting(low, high):
        return None
    return Finding(
        "different_moment",
        f"{bare_figure(one)} is for {_part_of_day(one)}, {bare_figure(other)} for {_part_of_day(other)}.",
        ("at_local", "timezone"),
    )


def _part_of_day(claim: Claim) -> str:
    return say_time(claim).removeprefix("in ").removeprefix("at ")


def _is_fitting(low: Voice, high: Voice) -> bool:
    return span_of(low.claim)[1] >= span_of(high.claim)[0]


def rounded(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    """What qualifiers and zeros leave open makes room for both."""
    if not _is_fitting(low, high):
        return None
    figures = f"“{say_figure(low.claim)}” and “{say_figure(high.claim)}”"
    if "vague" in (low.claim.qualifier, high.claim.qualifier):
        return Finding("rounding", f"{figures} leave room for each other.", ("qualifier", "value"))
    return Finding("rounding", f"{figures} are the same figure, rounded.", ("value", "qualifier"))


def one_point_apart(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    """Shares of reports move by the minute; one point is nothing."""
    if (high.claim.value or 0) - (low.claim.value or 0) > _ONE_POINT:
        return None
    return Finding(
        "rounding",
        f"{say_figure(low.claim)} and {say_figure(high.claim)} are one point apart: the same share, rounded or read "
        "a few minutes later.",
        ("value",),
    )


def both_told(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    """One account gives both figures, and sees no contradiction."""
    if not low.is_beside(high) or low.claim.metric != "report_count" or low.claim.region != high.claim.region:
        return None
    return Finding(
        "different_moment",
        f"One account gives both {_told(low)} and {_told(high)}: two readings of one counter, at different moments.",
        ("article_id",),
        discount=_DEDUCED,
    )


def conflicting(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    """Only where all that would explain the difference is stated, and equal, and the figures are well apart."""
    if low.is_beside(high) or not _is_stated_alike(low, high) or not _is_far(low.claim, high.claim):
        return None
    return Finding(
        "conflict",
        f"{_sentence(_told(low))} and {_told(high)}, both from {low.claim.source}: both cannot be right.",
        ("value", "at_local", "timezone", "region", "source", "label", "platform", "qualifier"),
    )


def _is_stated_alike(low: Voice, high: Voice) -> bool:
    one, other = low.claim, high.claim
    is_exact = one.qualifier == other.qualifier == "exact" and one.value_high is other.value_high is None
    is_dated = one.date_basis in _OWN_DAY and other.date_basis in _OWN_DAY
    same_moment = is_dated and _when(low) is not None and _when(low) == _when(high)
    same_place = one.region == other.region and one.region is not None
    same_source = one.source is not None and one.source == other.source
    same_thing = one.platform == other.platform and _kind(low) == _kind(high)
    return is_exact and same_moment and same_place and same_source and same_thing


def _is_far(low: Claim, high: Claim) -> bool:
    """Further than a counter moves within a minute; a share besides by more than it wavers."""
    one, other = low.value or 0.0, high.value or 0.0
    return other >= _FAR * one and (low.metric != "report_share" or other - one > _FAR_POINTS)


def wave_and_whole(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    """A wave ends before the last one begins, the whole does not; with no times for the waves, the longest is it."""
    short, long = low.claim.value, high.claim.value
    if not scene.has_waves or not short or not long or long < _WHOLE * short:
        return None
    is_whole = short < scene.waves_minutes <= long if scene.waves_minutes else long >= scene.longest_minutes
    if not is_whole:
        return None
    return Finding(
        "wave_vs_whole",
        f"“{say_figure(low.claim)}” is one wave; “{say_figure(high.claim)}” the whole outage.",
        ("value", "wave"),
    )


def saw_fewer(low: Voice, high: Voice, scene: Scene) -> Finding | None:
    """Who wrote earlier saw fewer waves."""
    if low.said_on is None or high.said_on is None or low.said_on >= high.said_on:
        return None
    return Finding(
        "different_moment",
        f"{say_figure(low.claim)} was written {minutes((high.said_on - low.said_on).total_seconds() / 60)} before "
        f"{say_figure(high.claim)}: more waves had come by then.",
        ("published_at", "value"),
    )
