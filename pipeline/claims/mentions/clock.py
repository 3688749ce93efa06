"""Clock times and parts of the day, with the zone where the writer gives one.

"5:30 a.m. ET", "8.30 pm IST", "0945 UTC", "13:17 (UTC)", "noon", "around 11pm Singapore time", "in the evening".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pipeline.claims.lexicon import either, pattern, words
from pipeline.claims.mentions.places import ZONES, country_of, find_places
from pipeline.claims.spans import Span

_ZONES: dict[str, Any] = words("clock", "zones")
_ZONE_WORDS = [(pattern(rf"^(?:{phrase})$"), zone) for phrase, zone in words("clock", "zone_words").items()]
_ZONE_PLACES: dict[str, str] = words("clock", "zone_places")
_PARTS: dict[str, str] = words("clock", "parts_of_day")

_AMBIGUOUS = pattern(rf"\b({either(name for name, zone in _ZONES.items() if isinstance(zone, dict))})\b", is_cased=True)
_MINUTES: dict[str, str] = words("clock", "minutes")
_HOURS: dict[str, str] = words("clock", "hours")
_APPROXIMATE = either(words("clock", "approximate"))
_WEEKDAY = either(words("days", "weekdays"))
_PLACE_TIME = r"(?-i:[A-Z][\w.]*(?:\s[A-Z]\w+)?)\s+(?:standard\s+|local\s+)?time"
# "at 10.51am on Thursday in California", "at 20:15, Paris time", "at 9 a.m. local time in Japan"
_IN_PLACE = pattern(rf"^(?:\s+on\s+{_WEEKDAY})?,?\s+in\s+((?-i:{either(_ZONE_PLACES)}))\b")
_AFTER_COMMA = pattern(rf"^,\s+((?-i:{either(_ZONES)})|{_PLACE_TIME})\b")
_LOCAL = pattern(r"^,?\s*\(?local(?:\s+time)?\b(?:\s+on\s+\w+)?")
_IN_LOCAL = pattern(r"^,?\s+in\s+(?:the\s+)?((?-i:[A-Z][\w']+(?:\s[A-Z]\w+)?))")
_LONGEST_LINE = 1500  # characters of a line of times
_LONGEST_LEAD = 300  # characters before "local time" in which its place stands
_ZONE = (
    rf"(?:\s*\(?\s*\b((?-i:{either(_ZONES)})\b(?:/(?-i:[A-Z]{{2,4}}))?"
    rf"|{either(words('clock', 'zone_words'))}\b|{_PLACE_TIME})"
    r"(?:\s+time)?)?"
)
_HOUR = r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?"
_TWELVE = pattern(
    r"\b(?:((?:\d{1,2}(?:[:.]\d{2})?,\s+)*)(\d{1,2})(?:[:.](\d{2}))?(?:\s*-\s*|,?\s+(?:to|and|or|until|till|through)\s+))?"
    rf"{_HOUR}\s?(a|p)(?:\.\s?m\b\.?|m\b){_ZONE}"
)
_LISTED_HOUR = pattern(r"(\d{1,2})(?:[:.](\d{2}))?")
_TWENTY_FOUR = pattern(rf"\b([01]?\d|2[0-3])[:h]([0-5]\d)(?::[0-5]\d)?(?:\s*(?:hrs|hours|h)\b)?{_ZONE}")
_MILITARY = pattern(rf"\b([01]\d|2[0-3])([0-5]\d)\s*(?:hrs|hours)?\s*\(?((?-i:{either(_ZONES)}))\b")
# "17.30": with a point only after a word that times follow, and not where it is a quantity.
_POINTED = pattern(
    rf"\b(at|by|until|till|since|after|before|from|around)\s+(?:{_APPROXIMATE}\s+)?([01]?\d|2[0-3])\.([0-5]\d)\b"
    rf"(?:\s*(?:hrs|hours|h)\b)?{_ZONE}"
)
_QUANTITY = pattern(rf"^(?:[.,]?\d|\s*{either(words('clock', 'quantities'))})")
# "around 9 servers", "by 8,400": no hour.
_COUNTS = pattern(r"^(?:[.,:]?\d|\s?[ap]\.?m\b|%|\s+[a-z]+s\b|\s+(?:per|percent|people|million|thousand|hundred)\b)")
_CLOCK_HOURS = [hour for hour in _HOURS if hour not in {"noon", "midday", "midnight"}]
_HOUR_WORD = rf"(1[0-2]|[1-9]|{either(_HOURS)})"
_OF_DAY = (
    rf"(?:\s?([ap])(?:\.\s?m\b\.?|m\b)|(?:\s+o'clock)?\s+(?:in\s+the|at|that|this|yesterday|on\s+{_WEEKDAY})\s+"
    r"(morning|afternoon|evening|night)\b)"
)
# "half past nine", "five past midnight", "a quarter to ten in the evening".
_PAST = pattern(
    rf"\b(half|quarter|{either(_MINUTES)}|\d{{1,2}})(\s+minutes?)?\s+(past|to)\s+{_HOUR_WORD}\b(?:{_OF_DAY})?{_ZONE}"
)
# "before half eleven", as the British say half past eleven.
_HALF = pattern(
    rf"\b(?:at|by|around|about|from|until|since|before|after|past)\s+half\s+({either(_CLOCK_HOURS)})\b(?:{_OF_DAY})?{_ZONE}"
)
# "at nine in the morning", "around 8.30 on Tuesday evening": an hour beside its part of the day.
_HOUR_OF = pattern(
    rf"\b(?:at|by|around|about|from|until|since|before|after|past|nearly|almost)\s+"
    rf"{_HOUR_WORD}(?:[:.]([0-5]\d))?{_OF_DAY}{_ZONE}"
)
# "on Sunday evening at 6:30"
_PART_AT = pattern(
    rf"\b(morning|afternoon|evening|night),?\s+(?:at|around|about|by)\s+(?:{_APPROXIMATE}\s+)?{_HOUR_WORD}(?:[:.]([0-5]\d))?\b{_ZONE}"
)
_O_CLOCK = pattern(rf"\b(\d{{1,2}})\s*o'clock(?:\s+in\s+the\s+(morning|afternoon|evening))?{_ZONE}")
_PART = pattern(rf"\b({either(_PARTS)})\b{_ZONE}")
# "one night", "late-night" and "Good morning" are no times.
_NO_PART = pattern(r"\b(?:one|good|every|each|late|opening|all|(?:in|for|of) a|a|whole|through(?:out)? the)[\s-]$")
_PART_OF = pattern(rf"^(?:'s)?\s{either(words('clock', 'not_part_before'))}\b")
_ZONE_ALONE = pattern(
    rf"(?:\b{either(words('clock', 'zone_follows'))}\s+|\()((?-i:{either(_ZONES)})"
    rf"|{either(words('clock', 'zone_words'))})"
    r"(?:\s+time)?\b"
)
# "10:51 - errors start", "- 11:45 UTC: …": a line of a timeline.
_LISTED = pattern(rf"(?m)^[ \t*-]*([01]?\d|2[0-3])[:.]([0-5]\d)(?:\s*(?:hrs|hours|h)\b)?{_ZONE}\)?\s*(?:-|:|\|)\s")
# "* 17:06 Everything works": the same without a dash.
_BULLET = pattern(
    rf"(?m)^[ \t]*[*-]?[ \t]*([01]?\d|2[0-3])[:.]([0-5]\d)(?:\s*(?:hrs|hours|h)\b)?{_ZONE}\)?[ \t]+(?-i:[A-Z\"'])[\w' ]"
)
# "quarter to six": nothing says which.
_UNHALVED = pattern(
    r"^(?:[\w-]+\s+(?:minutes?\s+)?(?:past|to)\s+(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)|\d{1,2}\s*o'clock)$"
)
_MONTH_BEFORE = pattern(rf"\b{either(words('days', 'months'))}\s+$")
_SAME_MOMENT = pattern(r"^\s*(?:,\s*or\s|\(|/|or\s)\s*(?:about\s|around\s)?$")
_JOINED = pattern(rf"^\s*(?:-|,?\s*(?:and|to|until|till|through|or|,)\s)\s*(?:{_APPROXIMATE}\s+)?$")
_NAMED_HOURS = frozenset({"midnight", "noon", "midday"})
_NIGHTFALL = 6
_IS_TIME = pattern(
    r"(?:\b(?:at|by|around|about|from|until|till|since|between|before|after|past|of|and|to)\s+|\(|[:;]\s)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTime(Span):
    """
    A time of day as a writer gave it, not yet an instant.

    at_local  "HH:MM" on the 24-hour clock, or a part of the day: morning, afternoon, evening, night.
    zone      IANA name, or None where the text gives none with it; "ET" is America/New_York, never a fixed offset,
              since it is UTC-4 in summer and UTC-5 in winter.
    """

    at_local: str
    zone: str | None = None

    @property
    def is_part_of_day(self) -> bool:
        """Whether it is only "morning" and the like."""
        return ":" not in self.at_local


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneMention(Span):
    """A zone named for the times that follow: "all times in Pacific time"."""

    zone: str


def find_clock_times(plain: str, country: str | None) -> list[ClockTime]:
    """All times of day of a passage, in order; `country` (the outlet's) says what "IST" is."""
    country = country or _home_told(plain)
    exact = sorted(
        [
            *_hour_of(plain, country),
            *_half(plain, country),
            *(time for match in _TWELVE.finditer(plain) for time in _twelve_hour(match, country)),
            *(_time(m, m.group(1), m.group(2), m.group(3), country) for m in _MILITARY.finditer(plain)),
            *_twenty_four_hour(plain, country),
            *(_listed(m, country) for listed in (_LISTED, _BULLET) for m in listed.finditer(plain)),
            *_o_clock(plain, country),
            *_pointed(plain, country),
            *_past(plain, country),
        ],
        key=lambda time: (time.start, -time.end),
    )
    exact = _with_half_before(plain, exact)
    parts = [
        ClockTime(start=m.start(1), end=m.end(), at_local=_PARTS[m.group(1).lower()], zone=zone_of(m.group(2), country))
        for m in _PART.finditer(plain)
        if not _NO_PART.search(plain[max(0, m.start() - 16) : m.start()])
        and not _PART_OF.search(plain[m.end() : m.end() + 16])
    ]
    times = _without_doubles(plain, sorted([*exact, *parts], key=lambda time: time.start))
    times = _with_shared_zones(plain, [_in_place(plain, time, country) for time in times])
    return _with_zone_of_line(plain, times, find_zones(plain, country))


def _home_told(plain: str) -> str | None:
    """The country of a text with an abbreviation that stands for several zones: of those, the one named most."""
    found = _AMBIGUOUS.search(plain)
    if not found:
        return None
    named = Counter(place.code for place in find_places(plain) if place.code in _ZONES[found.group(1)])
    return named.most_common(1)[0][0] if named else None


def find_zones(plain: str, country: str | None) -> list[ZoneMention]:
    """Zones that stand without a time and hold for what follows."""
    found = ((m, zone_of(m.group(1), country)) for m in _ZONE_ALONE.finditer(plain))
    return [ZoneMention(start=m.start(1), end=m.end(), zone=zone) for m, zone in found if zone]


def zone_of(phrase: str | None, country: str | None) -> str | None:
    """The IANA zone of "ET", "Eastern", "UK time", "Brasilia time"; None for "local time" and what is not known."""
    if not phrase:
        return None
    phrase = " ".join(phrase.split()).strip("() ")
    known = _ZONES.get(phrase.split("/")[0])
    if isinstance(known, dict):
        return str(known.get(country, known["*"]))
    if known:
        return str(known)
    worded = next((zone for known_as, zone in _ZONE_WORDS if known_as.search(phrase)), None)
    if worded:
        return str(worded)
    place = phrase.removesuffix(" time").removesuffix(" Time").removesuffix(" local").removesuffix(" standard")
    return _zone_of_place(place)


def _in_place(plain: str, time: ClockTime, country: str | None) -> ClockTime:
    """A time with the zone of the place that follows it, "by 1:05 a.m. in Kyiv", or whose local time it is."""
    if time.zone or time.is_part_of_day:
        return time
    after = plain[time.end : time.end + 60]
    if place := _IN_PLACE.search(after):
        return replace(time, zone=_ZONE_PLACES[place.group(1)])
    if named := _AFTER_COMMA.search(after):
        zone = zone_of(named.group(1), country)
        return replace(time, zone=zone, end=time.end + named.end()) if zone else time
    local = _LOCAL.search(after)
    return replace(time, zone=_local_zone(plain, time, after[local.end() :])) if local else time


def _local_zone(plain: str, time: ClockTime, after: str) -> str | None:
    """The zone of the place whose local time it is: the one named right after it, or last before it."""
    if following := _IN_LOCAL.search(after):
        return _zone_of_place(following.group(1))
    lead = plain[max(0, time.start - _LONGEST_LEAD) : time.start]
    named = [lead[place.start : place.end] for place in find_places(lead) if place.kind in {"name", "town"}]
    return next((zone for name in reversed(named) if (zone := _zone_of_place(name))), None)


def _zone_of_place(name: str) -> str | None:
    return _ZONE_PLACES.get(name) or ZONES.get(country_of(name) or "")


def _twelve_hour(match: Any, country: str | None) -> Iterator[ClockTime]:
    listed, early_hour, early_minute, hour, minute, half, zone = match.groups()
    noon, zone = 12 if half.lower() == "p" else 0, zone_of(zone, country)
    if early_hour and not _MONTH_BEFORE.search(match.string[: match.start()][-12:]):
        earlier = [
            (match.start(1) + m.start(), match.start(1) + m.end(), *m.groups()) for m in _LISTED_HOUR.finditer(listed)
        ]
        earlier.append((match.start(2), max(match.end(2), match.end(3)), early_hour, early_minute))
        for start, end, hour_of, minute_of in earlier:
            if 1 <= int(hour_of) <= 12 and int(minute_of or 0) < 60:
                yield ClockTime(start=start, end=end, at_local=_clock(int(hour_of) % 12 + noon, minute_of), zone=zone)
    if 1 <= int(hour) <= 12 and int(minute or 0) < 60:
        yield ClockTime(
            start=match.start(4), end=match.end(), at_local=_clock(int(hour) % 12 + noon, minute), zone=zone
        )


def _twenty_four_hour(plain: str, country: str | None) -> Iterator[ClockTime]:
    is_timed = bool(_ZONE_ALONE.search(plain))  # "Incident report, times in UTC": all that looks like a time is one
    for m in _TWENTY_FOUR.finditer(plain):
        before = plain[max(0, m.start() - 12) : m.start()]
        follows_half = plain[m.end() : m.end() + 3].lstrip()[:1].lower() in {"a", "p"} and m.group(3) is None
        if not (follows_half and _TWELVE.search(plain[m.start() : m.end() + 6])) and (
            is_timed or m.group(3) or _IS_TIME.search(before)
        ):
            yield _time(m, m.group(1), m.group(2), m.group(3), country)


def _listed(match: Any, country: str | None) -> ClockTime:
    at_local = _clock(int(match.group(1)), match.group(2))
    end = match.end(3) if match.group(3) else match.end(2)
    return ClockTime(start=match.start(1), end=end, at_local=at_local, zone=zone_of(match.group(3), country))


def _o_clock(plain: str, country: str | None) -> Iterator[ClockTime]:
    for m in _O_CLOCK.finditer(plain):
        late = (m.group(2) or "").lower() in {"afternoon", "evening"}
        yield _time(m, str(int(m.group(1)) % 12 + (12 if late else 0)), None, m.group(3), country)


def _pointed(plain: str, country: str | None) -> Iterator[ClockTime]:
    """ "at 17.30": on the 24-hour clock, as its hour, its zone or its "at" shows."""
    for m in _POINTED.finditer(plain):
        hour, zone = m.group(2), m.group(4)
        is_clear = int(hour) > 12 or hour.startswith("0") or zone or m.group(1).lower() not in {"by", "around"}
        if is_clear and not _QUANTITY.search(plain[m.end(3) : m.end(3) + 12]):
            at_local = _clock(int(hour), m.group(3))
            yield ClockTime(start=m.start(2), end=m.end(), at_local=at_local, zone=zone_of(zone, country))


def _past(plain: str, country: str | None) -> Iterator[ClockTime]:
    """ "half past nine", "five past midnight"; "five to six" is a range."""
    for m in _PAST.finditer(plain):
        words_of, counted, side, hour, half, part, zone = m.groups()
        is_before = side.lower() == "to"
        is_clear = words_of.lower() == "quarter" or counted or hour.lower() in _NAMED_HOURS
        minutes = int(_MINUTES.get(words_of.lower(), words_of))
        if minutes > 59 or (is_before and not is_clear):
            continue
        since = _hour(hour, half, part) * 60 + (-minutes if is_before else minutes)
        at_local = _clock(since // 60 % 24, f"{since % 60}")
        yield ClockTime(start=m.start(), end=m.end(), at_local=at_local, zone=zone_of(zone, country))


def _with_half_before(plain: str, times: list[ClockTime]) -> list[ClockTime]:
    """ "half past four in the afternoon … by quarter to six": the half of the day is that of the time before."""
    whole = times[:1]
    for time in times[1:]:
        before = whole[-1]
        is_unsaid = time.start - before.end <= _LONGEST_LEAD and _UNHALVED.search(plain[time.start : time.end])
        is_later = is_unsaid and time.at_local < before.at_local and time.at_local < "12" <= before.at_local
        whole.append(replace(time, at_local=f"{int(time.at_local[:2]) + 12}{time.at_local[2:]}") if is_later else time)
    return whole


def _half(plain: str, country: str | None) -> Iterator[ClockTime]:
    for m in _HALF.finditer(plain):
        hour, half, part, zone = m.groups()
        at_local = _clock(_hour(hour, half, part), "30")
        start = m.start(1) - len("half ")
        yield ClockTime(start=start, end=m.end(), at_local=at_local, zone=zone_of(zone, country))


def _hour_of(plain: str, country: str | None) -> Iterator[ClockTime]:
    for m in _HOUR_OF.finditer(plain):
        hour, minute, half, part, zone = m.groups()
        at_local = _clock(_hour(hour, half, part), minute)
        yield ClockTime(start=m.start(1), end=m.end(), at_local=at_local, zone=zone_of(zone, country))
    for m in _PART_AT.finditer(plain):
        part, hour, minute, zone = m.groups()
        if not _COUNTS.search(plain[m.end() : m.end() + 12]):
            at_local = _clock(_hour(hour, None, part), minute)
            yield ClockTime(start=m.start(2), end=m.end(), at_local=at_local, zone=zone_of(zone, country))


def _hour(word: str, half: str | None, part: str | None) -> int:
    """The hour of 24 of "nine", "9" or "noon" with "p.m." or a part of the day; "two at night" is early."""
    if word.lower() in _NAMED_HOURS:
        return int(_HOURS[word.lower()])
    hour = int(_HOURS.get(word.lower(), word)) % 12
    part = (part or "").lower()
    is_late = (
        (half or "").lower() == "p" or part in {"afternoon", "evening"} or (part == "night" and hour >= _NIGHTFALL)
    )
    return hour + 12 if is_late else hour


def _time(match: Any, hour: str, minute: str | None, zone: str | None, country: str | None) -> ClockTime:
    at_local = _clock(int(hour), minute)
    return ClockTime(start=match.start(), end=match.end(), at_local=at_local, zone=zone_of(zone, country))


def _clock(hour: int, minute: str | None) -> str:
    return f"{hour:02d}:{int(minute or 0):02d}"


def _without_doubles(plain: str, times: list[ClockTime]) -> list[ClockTime]:
    """Drops overlaps, and the second of "8:15 a.m. ET (1315 GMT)": one moment, the first is recorded."""
    kept: list[ClockTime] = []
    for time in times:
        if kept and time.overlaps(kept[-1]):
            continue
        if kept and time.zone and kept[-1].zone != time.zone and _SAME_MOMENT.search(plain[kept[-1].end : time.start]):
            kept[-1] = replace(kept[-1], end=time.end)
            continue
        kept.append(time)
    return kept


def _with_zone_of_line(plain: str, times: list[ClockTime], zones: list[ZoneMention]) -> list[ClockTime]:
    """ "Timeline (UTC): 13:37 …; 13:50 …": the zone is that of the times after it in its line."""
    told: list[ClockTime] = []
    first = 0
    for time in times:
        while first < len(zones) and zones[first].end <= time.start:
            first += 1
        named = zones[first - 1] if first and time.zone is None and not time.is_part_of_day else None
        is_same_line = named is not None and "\n" not in plain[named.end : min(time.start, named.end + _LONGEST_LINE)]
        is_near = named is not None and time.start - named.end <= _LONGEST_LINE
        told.append(replace(time, zone=named.zone) if named and is_same_line and is_near else time)
    return told


def _with_shared_zones(plain: str, times: list[ClockTime]) -> list[ClockTime]:
    """ "between 4:31 a.m. and 6:10 a.m. PDT": the zone is that of both."""
    for n in range(len(times) - 2, -1, -1):
        time, following = times[n], times[n + 1]
        if time.zone is None and following.zone and _JOINED.search(plain[time.end : following.start]):
            times[n] = replace(time, zone=following.zone)
    return times
