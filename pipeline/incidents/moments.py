"""Why two clock times for one event differ: zones, rounding, or the wave that they are counted from."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.incidents.said import clock, minutes, zone_name
from pipeline.incidents.voices import Finding, Scene, Voice

# How far a writer's clock time may be from the event, in minutes, by how round the time is: "6 a.m." covers twenty
# either way, "5:30" a quarter of an hour, "9:45" half of that, "9:43" a minute.
_SLACK_MINUTES = ((60, 20.0), (30, 15.0), (15, 7.5), (5, 5.0), (1, 1.0))
# That two times are the same moment tells less than that they are not.
_NO_GAP = 20
# Events that an outage can have several of: two waves hours apart are two waves, and no difference.
_SEVERAL = frozenset({"wave", "ongoing"})
# A later start is that of a later wave where somebody puts a wave this close to it.
_AT_A_WAVE = timedelta(minutes=30)
_LATER = timedelta(minutes=60)
# Two minute-exact times from one source contradict each other from here on; below, a source may have revised itself.
_TOO_FAR = timedelta(minutes=10)
# What happens once in an outage without waves, and how a text itself gives the day.
_ONCE = frozenset({"start", "peak"})
_OWN_DAY = frozenset({"stated", "weekday", "relative"})


def ordered(one: Voice, other: Voice) -> tuple[Voice, Voice] | None:
    """The earlier first; None where one of them names no minute of a known day."""
    if not (_has_clock(one) and _has_clock(other)):
        return None
    early, late = sorted((one, other), key=lambda voice: (_at(voice), _zone(voice), voice.claim.claim_id))
    return early, late


def _has_clock(voice: Voice) -> bool:
    """Whether it names a minute of a known day; "in the afternoon" leaves too much open to differ from anything."""
    return voice.happened_at is not None and ":" in (voice.claim.at_local or "")


def _at(voice: Voice) -> datetime:
    if voice.happened_at is None:
        raise ValueError("only instants are compared")
    return voice.happened_at


def _gap(early: Voice, late: Voice) -> timedelta:
    return _at(late) - _at(early)


def _slack(voice: Voice) -> timedelta:
    minute = int((voice.claim.at_local or "0:0").partition(":")[2]) or 60
    return timedelta(minutes=next(slack for step, slack in _SLACK_MINUTES if minute % step == 0))


def _is_within_slack(early: Voice, late: Voice) -> bool:
    return _gap(early, late) <= _slack(early) + _slack(late)


def _zone(voice: Voice) -> str:
    return voice.claim.timezone or "UTC"


def _is_assumed(*voices: Voice) -> bool:
    """Whether a text names no zone, so that the outlet's own was taken."""
    return any(voice.claim.timezone_basis not in ("stated", "carried") for voice in voices)


def _clock(voice: Voice, zone: str | None = None) -> str:
    return clock(_at(voice), zone or _zone(voice))


def other_zone(early: Voice, late: Voice, scene: Scene) -> Finding | None:
    """Two zones' names for what is one moment, give or take what round times leave open."""
    if _zone(early) == _zone(late) or not _is_within_slack(early, late) or _is_assumed(early, late):
        return None
    told, base = (late, early) if _zone(early) != "UTC" else (early, late)
    same = f"{_clock(told)} is {_in_zone_of(told, base)}"
    gap = _gap(early, late)
    if not gap:
        return Finding("time_zone", f"{same}: the same moment.", ("timezone", "at_local"), discount=_NO_GAP)
    side = "after" if told is late else "before"
    return Finding(
        "time_zone", f"{same}: {minutes(gap.total_seconds() / 60)} {side} {_clock(base)}.", ("timezone", "at_local")
    )


def _in_zone_of(told: Voice, base: Voice) -> str:
    zone = _zone(base)
    time = _clock(told, zone).removesuffix(zone_name(zone)).strip()
    return f"{time} in {zone.rpartition('/')[2].replace('_', ' ')}" if "/" in zone else _clock(told, zone)


def rounded(early: Voice, late: Voice, scene: Scene) -> Finding | None:
    """As far apart as round times leave open."""
    gap = _gap(early, late)
    if not gap or not _is_within_slack(early, late):
        return None
    return Finding(
        "rounding",
        f"{_clock(early)} and {_clock(late)} are {minutes(gap.total_seconds() / 60)} apart, no more than such round "
        "times leave open.",
        ("at_local",),
    )


def later_wave(early: Voice, late: Voice, scene: Scene) -> Finding | None:
    """The later start is that of a wave which somebody tells of."""
    if late.claim.label != "start" or _gap(early, late) < _LATER or _is_assumed(early, late):
        return None
    if not any(abs(wave - _at(late)) <= _AT_A_WAVE for wave in scene.wave_starts):
        return None
    return Finding(
        "wave_vs_whole",
        f"{_clock(early)} is the start of the first wave; {_clock(late, _zone(early))} that of a later one.",
        ("happened_at", "wave"),
    )


def other_peak(early: Voice, late: Voice, scene: Scene) -> Finding | None:
    """Each wave peaks and eases for itself."""
    if late.claim.label not in ("peak", "eased") or not scene.has_waves or _gap(early, late) < _LATER:
        return None
    if _is_assumed(early, late):
        return None
    what = "a peak" if late.claim.label == "peak" else "an easing"
    return Finding(
        "wave_vs_whole",
        f"Each wave has {what} of its own: {_clock(early)} and {_clock(late, _zone(early))}, "
        f"{minutes(_gap(early, late).total_seconds() / 60)} apart.",
        ("happened_at", "wave"),
    )


def conflicting(early: Voice, late: Voice, scene: Scene) -> Finding | None:
    """
    Only minute-exact times that one source gives, in stated zones of a day that each text itself names.

    And only where nobody tells of waves, for the start and the peak: service comes back in stages.
    """
    one, other = early.claim, late.claim
    if scene.has_waves or early.is_beside(late) or _gap(early, late) < _TOO_FAR or one.label not in _ONCE:
        return None
    same = one.source is not None and (one.source, one.platform, one.region) == (
        other.source, other.platform, other.region
    )  # fmt: skip
    if not same or not (_is_exact(early) and _is_exact(late)):
        return None
    return Finding(
        "conflict",
        f"{_clock(early)} and {_clock(late)}, both from {one.source}: both cannot be right.",
        ("at_local", "timezone", "source", "platform", "region", "label"),
    )


def _is_exact(voice: Voice) -> bool:
    claim = voice.claim
    is_dated = claim.happened_at is not None and claim.date_basis in _OWN_DAY
    return is_dated and claim.timezone_basis == "stated" and _slack(voice) <= timedelta(minutes=1)


def unclear(early: Voice, late: Voice) -> Finding | None:
    """What is left: two moments of one kind of event; None where it is one moment, or of a kind that comes twice."""
    gap = _gap(early, late)
    if not gap or early.claim.label in _SEVERAL:
        return None
    why = "the texts do not say enough to tell why"
    if _is_assumed(early, late):
        why = "one text names no zone"
    elif early.claim.at_local == late.claim.at_local:
        why = "the same clock time in two zones, of which one may be a slip"
    both = f"{_clock(early)} and {_clock(late)}"
    if _zone(early) != _zone(late) and _same_offset(early, late):
        both = f"{_clock(early)} and {_clock(late, _zone(early))}"
    return Finding(
        "unclear", f"{both} are {minutes(gap.total_seconds() / 60)} apart; {why}.", ("happened_at", "timezone_basis")
    )


def _same_offset(early: Voice, late: Voice) -> bool:
    offsets = {_at(early).astimezone(ZoneInfo(_zone(voice))).utcoffset() for voice in (early, late)}
    return len(offsets) == 1
