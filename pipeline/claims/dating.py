"""The local date of the outage that an article is about, and how it is known.

An article names many days: of the outage, of an earlier one, of a statement, of a planned repair. Each of them is
weighed by what its sentence says of it and where it stands; the weights were set on some 190 annotated articles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.days import Day, find_days
from pipeline.claims.mentions.gather import Mentions
from pipeline.claims.sentences import Passage, Sentence
from pipeline.claims.spans import Span, within
from pipeline.platforms import lineage, operator_of

DatedBasis = Literal["stated", "weekday", "published", "status_id", "none"]
Dated = tuple[date | None, DatedBasis]

# The id of a post on X holds its time: milliseconds since 2010-11-04T01:42:54.657Z in the bits above the 22nd.
_STATUS = pattern(r"(?:twitter|x)\.com/\w+/status(?:es)?/(\d{15,19})\b")
_EPOCH_MS = 1288834974657
# An inquiry's report comes up to eight months after its outage; older dates are of other outages.
_OLDEST_DAYS = 240
_NEWS_DAYS = 14

_FAILING = family_pattern("durations", "failing")
_BEGAN = family_pattern("events", "start")
_ABOUT = family_pattern("events", "about_outage")
_BACK = family_pattern("events", "restored")
_PLANNED = pattern(rf"\b{either(words('events', 'planned'))}\b")
_COMPARED = pattern(rf"\b{either(words('days', 'compared'))}\s+[^;]{{0,60}}$")
_CAME_TO = pattern(r"\bc[ao]m(?:e|es|ing)\s+to\b")
_DATELINE = pattern(r"^(?:[A-Z][A-Za-z .,]*,\s*)?$")
# "Down since Saturday", "it began on June 19", "the attack of 23 March": the day that it counts from.
_FROM = pattern(
    r"\b(?:since|from|beg[aiu]n(?:ning)?|start(?:ed|ing|s)?|broke\s+out|"
    rf"{either(words('durations', 'outage_nouns'))}\s+(?:of|on))"
    r"(?:\s+(?:at|around|about|shortly|just|early|late|on|in|the|morning|evening|night|hours|of|[\d:.]+|[ap]\.?m\.?|"
    r"(?-i:[A-Z]{2,4})|after|before|[A-Z]\w+day,?))*\s*$"
)
_HAD = pattern(r"\bhad\s+(?:\w+ly\s+|also\s+|once\s+)*\w+")
# "The November 8 outage", "Friday's crash".
_OF_OUTAGE = pattern(rf"^(?:'s)?\s+(?:\w{{4,}}\s+)?{either(words('durations', 'outage_nouns'))}\b")
# "On May 12 it shipped a bug": how it came about, weeks before.
_SEED = family_pattern("days", "sown")
# "Rogers' 2022 network change", "the 2022 blackout".
_YEAR_OF_OUTAGE = pattern(r"\b((?:19|20)\d\d)\s+[a-z]")
# "One year after the crash", "Two years on".
_NUMBERS = {word: number for number, word in enumerate(words("days", "years_ago"), start=1)}
_YEARS_AGO = pattern(
    rf"(?:^|\n)\W*({either(words('days', 'years_ago'))}|an?)\s+years?\s+(?:after|ago|on|since|later)\b"
)
_LEAD_WORDS = 30  # characters of the first sentence
# "Delta on Thursday put a price on last month's outage": the weekday is not its day.
_OF_PAST = pattern(
    rf"\b(?:last\s+(?:week|month|year|spring|summer|autumn|fall|winter)|{either(words('days', 'months'))})'s\s+"
    rf"(?:[\w'-]+\s+){{0,3}}{either(words('durations', 'outage_nouns'))}\b"
)
_MARKET = pattern(
    r"\b(?:shares?|stocks?|trading)\s+(?:of|in|fell|rose|closed|dropped|slid|lost|were|was|ended|price)\b"
)
_AS_NAME = pattern(r"\b(?:the|an?|that|this|its)\s+$")
# "In a report on Sunday", "told Parliament on Nov 6".
_SAID_IN = pattern(rf"\b{either(words('days', 'said_in'))}\b([^.;,]{{0,34}})$")
# "Has been out since Friday", unlike "the worst since March 3".
_ONGOING = pattern(
    r"\b(?:been|down|out|offline|dark|unavailable|unable|closed|shut|lasted|lasting|going on)\b(?:\s+[\w']+){0,6}?\s+"
    r"since\s+(?:(?:early|late|on|the)\s+)*$"
)
# "for a third day running": it began two days before the article.
_NTH_DAY = pattern(
    r"\b(?:for|into|on|of|enter(?:s|ed)?|spen[dt]|face[ds]?|suffer(?:s|ed)?)\s+(?:an?|its|the|their)\s+"
    rf"({either(words('days', 'nth'))})\s+(?:\w+\s+)?day\b"
)
_NTH = {word: number for number, word in enumerate(words("days", "nth"), start=2)}

# What speaks for a day and against it.
_FAILS_THEN, _IS_ABOUT, _IS_FROM, _IS_OF_OUTAGE, _HAS_CLOCK, _IS_START = 1.0, 0.4, 1.2, 0.8, 0.4, 2.5
_IN_LEAD, _NEAR_LEAD, _LEAD_LINE, _NEAR_LINE = 0.8, 0.4, 1, 4
_IS_SAID_THEN, _IS_AHEAD, _IS_EARLIER, _IS_OF_OTHER, _IS_BACK = -1.6, -1.4, -1.6, -1.5, -0.8
_IS_SEED, _IS_MARKET, _IS_RELATIVE = -0.8, -1.2, -0.4
_NAMED_AGAIN = 0.4
_ENOUGH, _ENOUGH_ALONE = 0.8, 0.4
_ABOUT_AS_MUCH, _A_ROW, _A_WEEK = 0.3, timedelta(days=4), timedelta(days=6)
_IN_TITLE = 1.5
# Characters between a weekday and its date or an hour and its day; a day and its hour; a verb and the day of its word.
_BESIDE, _WITH_CLOCK, _SAID_NEAR = 12, 40, 26


@dataclass(frozen=True, slots=True)
class _Named:
    """A day that a sentence names, and how much speaks for it."""

    on: date
    day: Day
    weight: float


def date_of_outage(
    passage: Passage,
    mentions: Mentions,
    published_on: date | None,
    *,
    title: str = "",
    main: str | None = None,
    starts: Iterable[Draft] = (),
) -> Dated:
    """
    The day that the outage began, as the text and its publication give it.

    title   The article's headline, which may count its days.
    main    The platform that it is about; what failed on the day of another platform's outage is another.
    starts  Times at which it began, where they were read already; a day beside one of them counts most.
    """
    told = [draft.day for draft in starts if draft.day and _is_told_beside(draft)]
    by_date: dict[date, list[_Named]] = defaultdict(list)
    year = _told_year(title, passage, mentions, published_on)
    for one in (*_in_title(title, published_on), *_named_days(passage, mentions, published_on, main, told, year)):
        if one.weight > 0:
            by_date[one.on].append(one)
    weights = {on: _weight(named) for on, named in by_date.items()}
    best = _first_of_best(weights, {on: named[0].day.start for on, named in by_date.items()})
    counted = _counted_day(f"{title}\n{_lead(passage)}", published_on)
    if counted and (best is None or best > counted):
        return counted, "weekday"
    is_only_news = len(weights) == 1 and best is not None and _recent(best, published_on, _NEWS_DAYS) is not None
    if best is not None and weights[best] >= (_ENOUGH_ALONE if is_only_news else _ENOUGH):
        return best, "stated" if any(one.day.kind == "date" for one in by_date[best]) else "weekday"
    return _by_status(passage) or _published(published_on)


def _in_title(title: str, published_on: date | None) -> Iterator[_Named]:
    for day in find_days(title):
        on = _recent(day.resolve(published_on), published_on) if day.kind == "date" else None
        if on:
            yield _Named(on, day, _IN_TITLE)


def _is_told_beside(draft: Draft) -> bool:
    """Whether a time at which it began stands with its day, not with one that earlier sentences named."""
    if draft.day is None or draft.clock is None or draft.background:
        return False
    return draft.day.gap(draft.clock) <= _WITH_CLOCK


def _first_of_best(weights: dict[date, float], places: dict[date, int]) -> date | None:
    """The day that most speaks for; of the days of a longer outage, told of in a row, the first."""
    best = max(weights, key=lambda on: (weights[on], -places[on]), default=None)
    if best is None:
        return None
    row = [
        on for on in weights if timedelta(0) <= best - on <= _A_ROW and weights[on] >= weights[best] - _ABOUT_AS_MUCH
    ]
    return min(row)


def _weight(named: list[_Named]) -> float:
    """What speaks for a date: its best naming, and a little for each other one."""
    ordered = sorted((one.weight for one in named), reverse=True)
    return ordered[0] + _NAMED_AGAIN * len(ordered[1:])


def _named_days(
    passage: Passage,
    mentions: Mentions,
    published_on: date | None,
    main: str | None,
    told: list[Day],
    year: int | None,
) -> Iterator[_Named]:
    dates = _dates_of_old_story(passage, mentions, published_on)
    family = frozenset({main, operator_of(main), *lineage(main)} if main else ())
    for sentence in passage.sentences:
        if sentence.kind == "noise":
            continue
        days = within(mentions.days, sentence.start, sentence.end)
        for day in days:
            on = _in_year(day, year) or _recent(_resolve(day, dates, published_on), published_on)
            if on is None or _is_day_of_date(day, days) or _is_dateline(passage, sentence, day):
                continue
            weight = _in_sentence(passage, mentions, sentence, day, family) + (_IS_START if day in told else 0.0)
            yield _Named(on, day, weight)


def _told_year(title: str, passage: Passage, mentions: Mentions, published_on: date | None) -> int | None:
    """The year of an outage of long ago that title or first sentence names: "Report on the 2022 blackout"."""
    lead = passage.sentences[0] if passage.sentences else None
    named = list(find_days(title))
    if lead is not None and mentions.cues(_FAILING, lead.start, lead.end):
        first = within(mentions.days, lead.start, lead.end)
        named += [day for day in first if not _COMPARED.search(passage.plain[lead.start : day.start])]
    years = {day.year for day in named if day.year} | {int(m.group(1)) for m in _YEAR_OF_OUTAGE.finditer(title)}
    ago = _YEARS_AGO.search(f"{title}\n{passage.plain[lead.start : lead.start + _LEAD_WORDS] if lead else ''}")
    if ago and published_on:
        years.add(published_on.year - _NUMBERS.get(ago.group(1).lower(), 1))
    past = {year for year in years if published_on and year < published_on.year}
    return past.pop() if len(past) == 1 else None


def _in_year(day: Day, year: int | None) -> date | None:
    """The date of a day in the year that the article looks back to; None where it names no day of that year."""
    if year is None or day.kind != "date" or day.year not in {None, year}:
        return None
    return replace(day, year=year).resolve(None)


def _dates_of_old_story(passage: Passage, mentions: Mentions, published_on: date | None) -> list[date]:
    """The dates of a story that is told by them, since its week is over; none where the first day is a weekday."""
    told = (day for day in mentions.days if day.kind in {"date", "weekday"})
    first = next((day for day in told if not _is_dateline(passage, passage.sentences[0], day)), None)
    if first is None or first.kind != "date" or published_on is None:
        return []
    dates = [day.resolve(published_on) for day in mentions.days if day.kind == "date"]
    return [on for on in dates if on and published_on - on > _A_WEEK]


def _resolve(day: Day, dates: Iterable[date], published_on: date | None) -> date | None:
    """The date of a day; a weekday of a story of the week before is that of a date which the story names."""
    same = [on for on in dates if on.weekday() == day.weekday] if day.kind == "weekday" else []
    return same[0] if same else day.resolve(published_on)


def _in_sentence(
    passage: Passage, mentions: Mentions, sentence: Sentence, day: Day, family: frozenset[str | None]
) -> float:
    """How much a sentence says that the outage began on a day that it names."""
    bounds = (sentence.start, sentence.end)
    before = passage.plain[sentence.start : day.start]
    is_failing = bool(mentions.cues(_FAILING, *bounds) or mentions.cues(_BEGAN, *bounds))
    is_only_back = not is_failing and bool(mentions.cues(_BACK, *bounds))
    is_since = bool(_ONGOING.search(before))
    is_owned = passage.plain.startswith("'s", day.end)
    is_compared = not is_since and bool(_COMPARED.search(before)) and not _CAME_TO.search(before)
    is_earlier = (
        is_compared or bool(within(mentions.earlier, sentence.start, day.start)) or _had_failed(passage, sentence, day)
    )
    is_earlier = is_earlier and not is_since
    facts = (
        (_FAILS_THEN, is_failing),
        (_IS_ABOUT, not is_failing and bool(mentions.cues(_ABOUT, *bounds))),
        (_IN_LEAD, sentence.line <= _LEAD_LINE),
        (_NEAR_LEAD, _LEAD_LINE < sentence.line <= _NEAR_LINE),
        (_IS_FROM, is_since or (not is_compared and not is_owned and bool(_FROM.search(before[-60:])))),
        (_IS_OF_OUTAGE, _is_its_name(passage, sentence, day)),
        (_HAS_CLOCK, any(day.gap(clock) <= _BESIDE for clock in within(mentions.clocks, *bounds))),
        (_IS_SAID_THEN, _is_said_then(passage, mentions, sentence, day)),
        (_IS_AHEAD, _is_planned(before[-60:])),
        (_IS_SEED, bool(mentions.cues(_SEED, day.end, min(sentence.end, day.end + 60)))),
        (_IS_MARKET, bool(mentions.cues(_MARKET, *bounds))),
        (_IS_RELATIVE, day.kind == "relative" and sentence.line > _LEAD_LINE),
        (_IS_EARLIER, is_earlier or (day.kind == "weekday" and bool(mentions.cues(_OF_PAST, *bounds)))),
        (_IS_OF_OTHER, _opens_with_other(mentions, sentence, family)),
        (_IS_BACK, is_only_back or bool(mentions.cues(_BACK, max(sentence.start, day.start - 40), day.start))),
    )
    return sum(weight for weight, holds in facts if holds)


def _had_failed(passage: Passage, sentence: Sentence, day: Day) -> bool:
    """Whether a sentence that opens with a day looks back: "On March 26 the network had gone down"."""
    opens = passage.plain[sentence.start : day.start].strip(" \"'").lower() in {"", "on", "last", "back on"}
    return opens and bool(_HAD.search(passage.plain[day.end : min(sentence.end, day.end + 50)]))


def _opens_with_other(mentions: Mentions, sentence: Sentence, family: frozenset[str | None]) -> bool:
    """Whether a sentence is about another platform: its first words name one that is none of the story's."""
    named = within(mentions.platforms, sentence.start, sentence.start + _BESIDE)
    return bool(named and family) and family.isdisjoint((*lineage(named[0].slug), operator_of(named[0].slug)))


def _is_planned(before: str) -> bool:
    """Whether a day is looked ahead to; "if your app froze on Friday" looks back."""
    found = _PLANNED.search(before)
    return found is not None and found.group().lower() not in {"if", "once"}


def _is_its_name(passage: Passage, sentence: Sentence, day: Day) -> bool:
    """Whether a day names the outage: "the November 8 outage"; further down "Friday's crash" may be another one."""
    is_told = day.kind == "date" or sentence.line <= _LEAD_LINE
    return is_told and bool(_OF_OUTAGE.search(passage.plain[day.end : day.end + 40]))


def _is_said_then(passage: Passage, mentions: Mentions, sentence: Sentence, day: Day) -> bool:
    """Whether a day is when something was said: the verb stands right before it, and nothing that fails between."""
    before = passage.plain[sentence.start : day.start]
    if _AS_NAME.search(before):
        return False
    said = [statement.end for statement in within(mentions.statements, sentence.start, day.start)]
    found = _SAID_IN.search(before[-60:])
    if found:
        said.append(day.start - len(found.group(1)))
    return any(
        day.start - end <= _SAID_NEAR and not mentions.cues(_FAILING, min(end, day.start), day.start) for end in said
    )


def _is_day_of_date(day: Day, days: Iterable[Day]) -> bool:
    """Whether a weekday only belongs to the date beside it: "Wednesday, June 19"."""
    return day.kind == "weekday" and any(other.kind == "date" and day.gap(other) <= _BESIDE for other in days)


def _is_dateline(passage: Passage, sentence: Span, day: Day) -> bool:
    return day.kind == "date" and bool(_DATELINE.search(passage.plain[sentence.start : day.start]))


def _lead(passage: Passage) -> str:
    return "\n".join(passage.plain[s.start : s.end] for s in passage.sentences[:3])


def _counted_day(told: str, published_on: date | None) -> date | None:
    """The first of several days of which the article is written on the last."""
    found = _NTH_DAY.search(told)
    if found is None or published_on is None:
        return None
    return published_on - timedelta(days=_NTH[found.group(1).lower()] - 1)


def _recent(on: date | None, published_on: date | None, oldest_days: int = _OLDEST_DAYS) -> date | None:
    """The date, where an article of that day can be news of it."""
    if on is None or published_on is None:
        return on
    return on if timedelta(days=-1) <= published_on - on <= timedelta(days=oldest_days) else None


def _by_status(passage: Passage) -> Dated | None:
    found = _STATUS.search(passage.plain)
    if not found:
        return None
    posted_at = datetime.fromtimestamp(((int(found.group(1)) >> 22) + _EPOCH_MS) / 1000, tz=UTC)
    return posted_at.date(), "status_id"


def _published(published_on: date | None) -> Dated:
    return (published_on, "published") if published_on else (None, "none")
