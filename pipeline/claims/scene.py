"""One sentence with all that a rule may ask about it: its mentions, the story, and what came before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.claims import sources
from pipeline.claims.attach import closest, cost
from pipeline.claims.context import Context
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.clock import ClockTime
from pipeline.claims.mentions.days import Day
from pipeline.claims.mentions.durations import Duration
from pipeline.claims.mentions.gather import Mentions, PlatformName
from pipeline.claims.mentions.money import Money
from pipeline.claims.mentions.numbers import Number
from pipeline.claims.mentions.percents import Percent
from pipeline.claims.mentions.places import Place
from pipeline.claims.mentions.statements import Speaker, Statement
from pipeline.claims.mentions.trackers import Tracker
from pipeline.claims.sentences import Sentence
from pipeline.claims.sources import Source
from pipeline.claims.spans import Span
from pipeline.claims.story import Story
from pipeline.platforms import lineage, operator_of, platform
from pipeline.records import TimezoneBasis

_LOCAL = family_pattern("figures", "local")
_THERE = family_pattern("figures", "there")
_OPENS = pattern(
    r"^\W*(?:(?:and|but|while|meanwhile|back|over|here|elsewhere),?\s+)?(?:in|across|for|from|within)\s+(?:the\s+)?$"
)
_HAD_FAILED = pattern(r"^,\s+(?:when\b|[^,;]{0,60}\bhad\s+\w)")
_OF_SERVICE = pattern(r"^(?:'s)?\s+(?:users|customers|services?|servers?|outage|reports|complaints)\b")
_FOUNDED = pattern(
    r"\b(?:surfaced|founded|launched|formed|emerged|created|started|established|opened|acquired|bought|set up|joined)"
    r"\s+(?:(?:the|its?)\s+\w+\s+)?(?:back\s+)?(?:in|since)?\s*(?:in|since|\d{2,3})?$"
)
_COMPARED = pattern(rf"\b{either(words('days', 'compared'))}\s+[^;]{{0,120}}$")
# ", which failed last year", "the software that also powered last month's attack": what follows is not the subject.
_ASIDE = pattern(
    r"(?:,\s+(?:which|who|whose|where)|\s(?:that|which|who)\s+(?:also|once|already|had|has)|"
    r",?\s+(?:after|since|(?:just\s+|much\s+)?(?:like|as))\s+(?:[\w'-]+\s+){0,12}?(?:in|of|at|on|back|during|from)\b)\b[^,;]*$"
)
_DESCRIBED = pattern(r"^,\s+(?:which|who|whose|an?|the|its|one)\b")
_SOWN = family_pattern("days", "sown")
_SOWN_DAYS = 60  # before an outage in which what caused it later was changed
_OWN_DAYS = 2  # before the story's outage, from which on a day is another outage's
_OPENING = 4  # characters, such as a quotation mark, before a sentence's subject
_ONGOING = pattern(r"\b(?:has|have|had)\b[^.;]{0,80}\bsince\s+(?:\w+\s+)?$")
_GOES_ON = pattern(r"^\s+[a-z]", is_cased=True)
_NOW = family_pattern("days", "now")
_BESIDE = family_pattern("days", "beside")
_COUNTRY_KINDS = frozenset({"name", "town", "people", "adjective", "here"})
_ADJACENT = 2  # characters
_NEAR = 70  # characters (see attach.cost) within which a place, a time or a platform is a figure's


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence, ready for the rules. Spans are the passage's; `plain` is the whole passage."""

    plain: str
    sentence: Sentence
    mentions: Mentions
    story: Story
    context: Context

    @property
    def text(self) -> str:
        """The sentence in plain characters."""
        return self.plain[self.sentence.start : self.sentence.end]

    def cues(self, words: Any) -> tuple[Span, ...]:
        """Where a compiled pattern matches in the sentence."""
        return self.mentions.cues_of(self.sentence, words)

    def has(self, words: Any) -> bool:
        """Whether a compiled pattern matches in the sentence."""
        return bool(self.cues(words))

    def own(self, mentions: Sequence[Any]) -> tuple[Any, ...]:
        """The sentence's share of one of the passage's lists of mentions."""
        return self.mentions.share_of(self.sentence, mentions)

    @property
    def numbers(self) -> tuple[Number, ...]:
        """Quantities that are no time, length, share or sum."""
        return self.own(self.mentions.numbers)

    @property
    def percents(self) -> tuple[Percent, ...]:
        """Shares."""
        return self.own(self.mentions.percents)

    @property
    def clocks(self) -> tuple[ClockTime, ...]:
        """Times of day."""
        return self.own(self.mentions.clocks)

    @property
    def durations(self) -> tuple[Duration, ...]:
        """Lengths of time."""
        return self.own(self.mentions.durations)

    @property
    def money(self) -> tuple[Money, ...]:
        """Sums."""
        return self.own(self.mentions.money)

    @property
    def places(self) -> tuple[Place, ...]:
        """Places."""
        return self.own(self.mentions.places)

    @property
    def days(self) -> tuple[Day, ...]:
        """Dates and weekdays."""
        return self.own(self.mentions.days)

    @property
    def trackers(self) -> tuple[Tracker, ...]:
        """Trackers."""
        return self.own(self.mentions.trackers)

    @property
    def platforms(self) -> tuple[PlatformName, ...]:
        """Platforms and companies."""
        return self.own(self.mentions.platforms)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Who says something, with which verb."""
        return self.own(self.mentions.statements)

    @property
    def is_same_paragraph(self) -> bool:
        """Whether the sentence before stands in the same line."""
        return self.context.line == self.sentence.line

    def tracker(self) -> str | None:
        """The counting tracker named here, else the one that earlier sentences named."""
        here = [t for t in self.trackers if t.kind == "counts"]
        return next((t.name for t in here if t.name), None) or self.context.tracker

    def zone_of(self, clock: ClockTime) -> tuple[str | None, TimezoneBasis]:
        """The zone of a time, and whether this sentence or an earlier one states it."""
        if clock.zone:
            return clock.zone, "stated"
        before = [c.zone for c in self.clocks if c.zone and c.start < clock.start]
        if before:
            return before[-1], "carried"
        if self.context.zone:
            return self.context.zone, "carried"
        later = next((c.zone for c in self.clocks if c.zone and c.start > clock.start), None)
        return later, "carried" if later else "none"

    def clock_near(self, span: Span, at_most: int = 75) -> ClockTime | None:
        """The exact time that belongs to a figure."""
        return closest(self.plain, span, (c for c in self.clocks if not c.is_part_of_day), at_most)

    def day_near(self, span: Span) -> Day | None:
        """The day that belongs to something, here or carried."""
        here = [d for d in self.days if d.kind in {"date", "weekday", "relative"}]
        return closest(self.plain, span, here) or self.context.day

    def platform_for(self, span: Span, limits: Sequence[Span] = ()) -> str | None:
        """
        The platform that something is about: named after it, before it, in the sentence before, or the story's.

        limits  Other figures of the sentence; a platform beyond one of them is that one's.
        """
        named = [p for p in self.platforms if self._can_be_down(p)]
        if not limits and (subject := self._subject_platform()):
            return subject
        if len({p.slug for p in named}) == 1:
            return named[0].slug
        reachable = [p for p in named if not any(_between(limit, span, p) for limit in limits)]
        after = closest(self.plain, span, (p for p in reachable if p.start >= span.end), _NEAR)
        before = closest(self.plain, span, (p for p in reachable if p.end <= span.start), _NEAR)
        if after and (before is None or cost(self.plain, span, after) <= cost(self.plain, span, before) + 20):
            return after.slug
        if before:
            return before.slug
        carried = self.context.platform if self.is_same_paragraph and not named else None
        return carried or self.story.main

    def _subject_platform(self) -> str | None:
        """The service that opens a sentence and is described there: "Cloudflare, which rents from Google, lost …"."""
        first = self.platforms[0] if self.platforms else None
        if first is None or first.start - self.sentence.start > _OPENING or self._is_channel(first):
            return None
        is_owner = self.story.main is not None and operator_of(self.story.main) == first.slug
        if not is_owner and not _DESCRIBED.search(self.plain[first.end : first.end + 12]):
            return None
        return self.story.main if is_owner else None if platform(first.slug).is_company else first.slug

    def region_for(self, span: Span, limits: Sequence[Span] = ()) -> str | None:
        """The country that a figure is limited to: "10,800 people in the UK", "In Indonesia the peak was 1,743"."""
        place = self.place_for(span, limits)
        if place is not None:
            return None if place.kind == "region" else place.code or self.home_of(place)
        around = self.plain[max(self.sentence.start, span.start - 40) : span.end + 30]
        if _LOCAL.search(self.plain[span.end : span.end + 24]):
            return self.story.country or self.context.country
        if _THERE.search(around):
            return self.country_before(span.start) or self.story.country
        return None

    def place_for(self, span: Span, limits: Sequence[Span] = ()) -> Place | None:
        """The place in the sentence that a figure is limited to: beside it, or opening the sentence."""
        countries = [p for p in self.places if p.kind in _COUNTRY_KINDS]
        reachable = [p for p in self.places if not any(_between(limit, span, p) for limit in limits)]
        after = closest(self.plain, span, (p for p in reachable if p.start >= span.end), _NEAR - 20)
        before = closest(self.plain, span, (p for p in reachable if p.end <= span.start), _NEAR + 30)
        beside = min((p for p in (after, before) if p), key=lambda p: cost(self.plain, span, p), default=None)
        if beside is not None or not countries:
            return beside
        first = countries[0]
        opens = self.plain[self.sentence.start : first.start]
        is_only = len({p.code for p in countries if p.end <= span.start}) == 1
        return first if first.end <= span.start and is_only and _OPENS.search(opens) else None

    def home_of(self, place: Place) -> str | None:
        """The country meant by "across the country" or "here": the one named last, else the outlet's."""
        return self._home_of_failed(place) or self.country_before(place.start) or self.story.country

    def _home_of_failed(self, place: Place) -> str | None:
        """The country of the carrier or bank that stands right behind: "a nationwide Optus outage"."""
        named = next((p for p in self.platforms if 0 <= p.start - place.end <= _ADJACENT), None)
        known = platform(named.slug) if named else None
        return known.country if known and known.timezone else None

    def country_before(self, position: int) -> str | None:
        """The country that the text named last before a place in the sentence."""
        named = [p.code for p in self.places if p.kind in {"name", "town", "people"} and p.start < position]
        return named[-1] if named else self.context.country

    @property
    def is_background(self) -> bool:
        """Whether the sentence is about an earlier or another outage than the story's."""
        if any(reach == self.sentence.start for reach in self._elsewhen()):
            return True
        if self.days and self._opens_with_earlier(self.days[0]):
            return True
        return self.context.is_background and self.is_same_paragraph and not self._is_back()

    def is_background_at(self, span: Span) -> bool:
        """The same for one thing in the sentence: what follows "the worst since" is of another outage."""
        return self.is_background or any(reach <= span.start for reach in self._elsewhen())

    def _is_back(self) -> bool:
        """Whether a sentence turns back to the story's outage: "the latest", or somebody's word with a clock time."""
        is_told = any(clock for clock in self.clocks if not clock.is_part_of_day) and bool(self.statements)
        return self.has(_NOW) or (is_told and not self.days)

    def _elsewhen(self) -> list[int]:
        """From where on each mention of another time holds: the sentence, an aside of it, or what it compares with."""
        told = self.own(self.mentions.earlier) if self.mentions.earlier else ()
        days = (
            d
            for d in self.days
            if d.kind in {"date", "month", "year"} and self.story.is_other_time(d) and not self._is_seed(d)
        )
        other = [phrase for phrase in told if not self._is_subject_time(phrase) and not self._is_length(phrase)]
        other += [d for d in days if not self._is_founding(d) and not self._is_ongoing(d)]
        found = [self._reach_of(phrase) for phrase in other]
        if self._is_anothers_day():
            found.append(self.sentence.start)
        if self.has(_BESIDE) and self.platforms and not any(self._is_of_story(p) for p in self.platforms):
            found.append(self.sentence.start)
        return found

    def _is_anothers_day(self) -> bool:
        """Whether a sentence is only about others, on a date of their own: "On June 8, a bug at Fastly took …"."""
        began = self.story.started_on
        if began is None or not self.platforms or any(self._is_of_story(p) for p in self.platforms):
            return False
        dates = (d.resolve(self.story.published_on) for d in self.days if d.kind == "date")
        return any(on is not None and (began - on).days >= _OWN_DAYS for on in dates)

    def _reach_of(self, phrase: Span) -> int:
        left = self.plain[self.sentence.start : phrase.end]
        if _COMPARED.search(left):
            return phrase.end
        aside = _ASIDE.search(left)
        return self.sentence.start + (aside.start() if aside else 0)

    def _is_of_story(self, name: PlatformName) -> bool:
        main = self.story.main
        return main is None or main in lineage(name.slug) or name.slug in {*lineage(main), operator_of(main)}

    def _is_seed(self, day: Day) -> bool:
        """Whether a day is when a later failure was sown: "on May 12 it shipped a software update with a bug in it"."""
        began = self.story.started_on
        on = day.resolve(self.story.published_on) if day.kind == "date" else None
        if on is None or began is None or not 0 <= (began - on).days <= _SOWN_DAYS:
            return False
        return any(cue.start >= day.end or cue.end <= day.start for cue in self.cues(_SOWN))

    def _is_ongoing(self, day: Day) -> bool:
        """Whether what began on a day goes on: "has been out of action since April 20"."""
        return bool(_ONGOING.search(self.plain[self.sentence.start : day.start]))

    def _opens_with_earlier(self, day: Day) -> bool:
        """Whether a sentence turns to an earlier day: "On Friday, …" in a story of Monday."""
        if day.kind != "weekday" or self.story.started_on is None:
            return False
        on = day.resolve(self.story.published_on)
        opens = self.plain[self.sentence.start : day.start].strip().lower()
        if opens != "on" or on is None or on >= self.story.started_on:
            return False
        return bool(_HAD_FAILED.search(self.plain[day.end : self.sentence.end]))

    def _is_founding(self, day: Day) -> bool:
        """Whether a year is only when something was set up: "a group that surfaced in 2023"."""
        return bool(_FOUNDED.search(self.plain[max(self.sentence.start, day.start - 24) : day.start + 3]))

    def _is_length(self, phrase: Span) -> bool:
        """Whether "three weeks before" goes on with what ended it: "… before play was switched on again"."""
        return self.plain.endswith("before", phrase.start, phrase.end) and bool(
            _GOES_ON.search(self.plain[phrase.end : phrase.end + 4])
        )

    def _is_subject_time(self, phrase: Span) -> bool:
        """Whether a phrase names the year that the article's first words give as the outage's."""
        words_of = self.plain[phrase.start : phrase.end]
        return any(day.year is not None and str(day.year) in words_of for day in self.story.told_of)

    def _can_be_down(self, name: PlatformName) -> bool:
        """Whether a name is a service that a figure may be about, rather than who runs it or where it was said."""
        main = self.story.main
        is_owner = main is not None and name.slug != main and operator_of(main) == name.slug
        if is_owner and _OF_SERVICE.search(self.plain[name.end : name.end + 14]):
            is_owner = False
        return not platform(name.slug).is_company and not is_owner and not self._is_channel(name)

    def _is_channel(self, name: PlatformName) -> bool:
        """Whether a platform is only where something is said: "wrote on X", "posts on Telegram"."""
        before = self.plain[max(0, name.start - 30) : name.start].lower()
        said = before.split()
        return bool(said) and said[-1] in {"on", "via"} and name.slug != self.story.main

    def source_for(self, span: Span) -> Source:
        """Whose word something in the sentence is."""
        return sources.source_for(self, span)

    def resolve(self, speaker: Speaker) -> Source:
        """Who is meant by a name, a role or a pronoun."""
        return sources.resolve(self, speaker)


def _between(limit: Span, one: Span, other: Span) -> bool:
    low, high = min(one.end, other.end), max(one.start, other.start)
    return low <= limit.start and limit.end <= high
