"""What an article is about, as far as its sentences need to know: whose outage, who speaks for the operator, when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.days import Day
from pipeline.claims.mentions.gather import Mentions
from pipeline.claims.mentions.statements import Speaker, without_title
from pipeline.claims.sentences import Passage
from pipeline.claims.spans import within
from pipeline.platforms import lineage, platform

_INSIDER = family_pattern("speakers", "insider")
_OWNED = pattern(rf"'s\s+(?:\w+\s+)?{either(words('speakers', 'owned'))}\b")
_CHIEFS = either(words("speakers", "chiefs"))
_OFFICE_BEFORE = pattern(rf"\b({_CHIEFS}),?\s+(?:(?:Mr|Ms|Mrs|Dr)\.?\s+)?(?-i:[A-Z][\w.'-]+\s?){{1,4}}$")
# ", its technology chief": an insider unless it goes on "of Orbit".
_OFFICE_BEHIND = pattern(
    rf"^,\s+(?:who\s+is\s+)?(?:(?:its|the|the company's|the firm's|the bank's)\s+)?(?:(?:\w+|vice)[\s-]){{0,2}}?"
    rf"{either([*words('speakers', 'alone'), *words('speakers', 'insider')])}\b"
)
_OF_OTHERS = pattern(r"^(?:\s+[a-z]+){0,6}?\s+(?:of|at|for|with)\s+(?:the\s+)?[A-Z]", is_cased=True)
# "Ada Holt, a customer, told her boss": no insider, whatever stands near.
_OUTSIDE = pattern(
    r"^,\s+(?:\d+,\s+)?(?:an?|one)\s+(?:[\w-]+\s+){0,3}?(?:customer|user|passenger|subscriber|client|player|gamer|analyst|"
    r"researcher|expert|resident|student|teacher|trader|shopper|driver|reader|lawyer|patient|nurse|barista|freelancer)\b"
)
# "Andy Stone, of Meta, says", "Ada Holt of Orbit said".
_OF_BODY = pattern(
    r"^,?\s+(?:of|at|from|for)\s+(?:the\s+)?([A-Z][\w&.-]*(?:\s+[A-Z][\w&.-]*){0,3})(?:,|\s+[a-z])", is_cased=True
)
# "the Musk-owned site", "Ada Holt-led carrier"
_OWNED_BY = pattern(r"-(?:owned|led|run|founded|backed|controlled)$")
_OWNS = pattern(r"^,\s+who\s+(?:also\s+)?(owns|bought)\b")
_OFFICE_AFTER = pattern(rf"^,\s+(?:who\s+(?:is|was)\s+)?(?:(?:the|its|a)\s+)?(?:[\w.']+\s+){{0,3}}?({_CHIEFS})\b")
# Words that a paper uses for the same person.
_OWNERS = ("owner", "billionaire", "tycoon", "entrepreneur", "boss")
_EXECUTIVES = ("chief executive", "chief executive officer", "ceo", "boss")
_SAME_OFFICE = dict.fromkeys(_OWNERS[:-1], _OWNERS) | dict.fromkeys(_EXECUTIVES, _EXECUTIVES)
_NOT_PEOPLE = frozenset(words("speakers", "not_people"))
# Reports on an outage name days up to two weeks from it; further away it is another one.
_SAME_OUTAGE_DAYS = 14
# "Chief Executive John Stankey" with no company named is that of the story; a bare "President" may be the country's.
_OFFICE_ALONE = pattern(
    r"(?:^|[.,;:\"(]\s*|\n|\s[a-z]+\s|\b(?:company|firm|bank|carrier|operator|provider|network|platform)'s\s)"
    rf"(?:(?i:{either(words('speakers', 'alone'))})|"
    rf"(?:its|the company's|the firm's)\s+(?i:{either(words('speakers', 'insider'))}))"
    r",?\s+(?:(?:Mr|Ms|Mrs|Dr)\.?\s+)?[A-Z]",
    is_cased=True,
)
_THE = pattern(r"\bthe\s+$")
_ELSEWHEN = pattern(rf"\b{either(words('days', 'compared'))}\b[^.;]*$|\blast\s+$")
_AFTERMATH_MONTHS = 3
_SHORT = pattern(r"\b([A-Z]{3,6})\b", is_cased=True)
_LONG = pattern(r"\b([A-Z][a-z]+(?:\s+(?:of|for|the|and|on)|\s+[A-Z][a-z]+){2,7})\b", is_cased=True)
_ACRONYM = pattern(
    r"\b((?:[A-Z][\w'.&-]*\s+)(?:(?:of|for|the|and|on|[A-Z][\w'.&-]*)\s+){1,7})\(([A-Z]{2,7})\)", is_cased=True
)
# "Fastly failure takes Reddit offline": what fails, not what it takes along.
FAILS = pattern(rf"^(?:'s)?(?:\s+\w+)?\s+{either(words('speakers', 'failures'))}\b")
LEAD_SENTENCES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """
    The facts of an article that hold for all of its sentences.

    platforms     Slugs of the platforms that it is about, the main one first; empty where it names none.
    operator      What the article calls the company behind the main platform; None where it names none.
    names         Lower-case names of the platforms and companies that count as the operator.
    main_names    Those of the main platform and its company alone.
    people        Last name to the full name that the article gives.
    insiders      Full names of those who speak for the operator.
    offices       What a person is, in lower case ("owner"), to the full name of the first who is that.
    acronyms      Short and long forms of bodies to both together: "FCC" to "Federal Communications Commission (FCC)".
    proper        Words that the article writes with a capital inside a sentence, so that they are names.
    country       ISO 3166 code of the outlet's home, None where not known.
    timezone      IANA zone of the outlet, None where not known.
    published_on  Local date of publication, None where not known.
    published_at  Its instant; what the article tells of was before.
    started_on    Local date of the outage, None where not known.
    told_of       Months and years that title and first sentence name: an inquiry's subject may lie years back.
    """

    platforms: tuple[str, ...] = ()
    operator: str | None = None
    names: frozenset[str] = frozenset()
    main_names: frozenset[str] = frozenset()
    people: tuple[tuple[str, str], ...] = ()
    insiders: frozenset[str] = frozenset()
    offices: tuple[tuple[str, str], ...] = ()
    acronyms: tuple[tuple[str, str], ...] = ()
    proper: frozenset[str] = frozenset()
    country: str | None = None
    timezone: str | None = None
    published_on: date | None = None
    published_at: datetime | None = None
    started_on: date | None = None
    told_of: tuple[Day, ...] = ()

    def is_other_time(self, day: Day) -> bool:
        """Whether a date, month or year is clearly not that of the outage: over two weeks from it, or another year."""
        reference = self.started_on or self.published_on
        if any(_is_same_time(day, told) for told in self.told_of):
            return False
        if reference is None:
            return day.kind in {"month", "year"}
        if day.kind == "date":
            resolved = day.resolve(self.published_on)
            return resolved is not None and abs((resolved - reference).days) > _SAME_OUTAGE_DAYS
        if day.year is not None and day.year != reference.year:
            return True
        return day.month is not None and day.month != reference.month and not self._is_since(day.month, reference)

    def _is_since(self, month: int, reference: date) -> bool:
        """Whether a month without a year lies between the outage and the article, which tells what came of it."""
        told_on = self.published_on
        after = (month - reference.month) % 12
        return after <= ((told_on.month - reference.month) % 12 if told_on else _AFTERMATH_MONTHS)

    @property
    def main(self) -> str | None:
        """The platform that a figure is about where nothing says otherwise."""
        return self.platforms[0] if self.platforms else None

    def is_name(self, text: str) -> bool:
        """Whether a capitalised word or phrase is a name, not only the first word of a sentence."""
        first, _, rest = text.partition(" ")
        is_known = first in self.proper or first in dict(self.people) or first.lower() in self.names
        return bool(rest) or is_known or first.isupper()

    def full_name(self, name: str) -> str:
        """ "Musk" -> "Elon Musk", where the article has said so."""
        both = next((both for known, both in self.acronyms if known == name or known.endswith(f" {name}")), None)
        if both:
            return both
        full = dict(self.people).get(name.split(" ")[-1], name)
        return full if full.endswith(name) else name


def _is_same_time(day: Day, told: Day) -> bool:
    if day.year is not None and told.year is not None and day.year != told.year:
        return False
    return day.month == told.month if day.month is not None and told.month is not None else day.year == told.year


def subject_times(title: Mentions, text: Mentions, passage: Passage) -> tuple[Day, ...]:
    """The months and years of the title and the first sentence that no "since" or "last" puts elsewhere."""
    lead = passage.sentences[0] if passage.sentences else None
    told = [*title.days, *(within(text.days, lead.start, lead.end) if lead else ())]
    last = passage.sentences[min(LEAD_SENTENCES, len(passage.sentences)) - 1].end if passage.sentences else 0
    dated = [day for day in text.days if day.end <= last and day.kind == "date" and _is_of_outage(passage.plain, day)]
    plains = {id(day): (title.plain if day in title.days else passage.plain) for day in told}
    return (
        *dated,
        *(
            day
            for day in told
            if day.kind in {"month", "year"}
            and not _ELSEWHEN.search(plains[id(day)][max(0, day.start - 40) : day.start])
        ),
    )


def _is_of_outage(plain: str, day: Day) -> bool:
    """Whether a date is the subject's by grammar: "the September 18 outage"."""
    return bool(_THE.search(plain[max(0, day.start - 6) : day.start]) and FAILS.search(plain[day.end : day.end + 30]))


def with_acronyms(names: frozenset[str], acronyms: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Lower-case names and their other forms: where the IRS runs the site, so does the Internal Revenue Service."""
    forms = {full.lower() for short, full in acronyms if short.lower() in names}
    return names | forms | {short.lower() for short, full in acronyms if full.lower() in forms}


def operator_names(slugs: Iterable[str]) -> frozenset[str]:
    """Lower-case names of platforms and of the companies that run them."""
    names: set[str] = set()
    for slug in slugs:
        for step in lineage(slug):
            try:
                known = platform(step)
            except KeyError:
                continue
            names.update(n.lower() for n in (known.name, *known.aliases, *known.words, *known.operators))
            names.add(known.name.lower().removesuffix(" website"))
            if known.operator:
                try:
                    company = platform(known.operator)
                    names.update(n.lower() for n in (company.name, *company.aliases, *company.words))
                except KeyError:
                    names.add(known.operator)
    return frozenset(names)


def operator_name(passage: Passage, mentions: Mentions, slug: str | None, names: frozenset[str]) -> str | None:
    """
    What the text calls the company behind the main platform: its owner where that speaks or stands in the lead.

    "LinkedIn" stays the company of its story, though Microsoft, "which bought it in 2016", is named further down.
    """
    if slug is None:
        return None
    lead_end = passage.sentences[min(LEAD_SENTENCES, len(passage.sentences)) - 1].end if passage.sentences else 0
    speaking = {statement.speaker.start for statement in mentions.statements}
    for mention in mentions.platforms:
        name = passage.plain[mention.start : mention.end]
        if mention.is_operator and name.lower() in names and (mention.start < lead_end or mention.start in speaking):
            return name
    return platform(slug).name


def find_people(passage: Passage, mentions: Mentions) -> list[tuple[Passage, Speaker]]:
    """Everyone whom a passage calls by first and last name, in order; places and platforms are none."""
    named = [*mentions.platforms, *mentions.places, *mentions.trackers]
    taken = sorted(named, key=lambda span: span.start)
    return [
        (passage, speaker)
        for speaker in mentions.speakers
        if speaker.kind != "pronoun" and person_in(speaker.text)
        if not within(taken, speaker.end - len(person_in(speaker.text)), speaker.end)
    ]


def person_in(text: str) -> str:
    """The first and last name at the end of "Meta spokesman Andy Stone"; empty where there is none."""
    parts = without_title(text).replace(",", " ").split()
    names: list[str] = []
    if parts and _OWNED_BY.search(parts[-1]):
        parts[-1] = parts[-1].rpartition("-")[0]
    for part in reversed(parts):
        if (
            not part[0].isupper()
            or part.endswith("'s")
            or part in _NOT_PEOPLE
            or not part.replace("-", "").replace("'", "").isalpha()
        ):
            break
        names.insert(0, part)
    return " ".join(names[-3:]) if len(names) >= 2 and parts[-1] == names[-1] else ""


def full_names(people: Iterable[tuple[Passage, Speaker]]) -> tuple[tuple[str, str], ...]:
    """Last name to the first full name that ends in it."""
    known: dict[str, str] = {}
    for _, speaker in people:
        name = person_in(speaker.text)
        known.setdefault(name.split(" ")[-1], name)
    return tuple(known.items())


def find_insiders(people: Iterable[tuple[Passage, Speaker]], names: frozenset[str]) -> frozenset[str]:
    """Full names beside which the passage says that they run, own or speak for the operator."""
    found = set()
    for passage, speaker in people:
        line = passage.plain.rfind("\n", max(0, speaker.start - 60), speaker.start) + 1
        around = passage.plain[max(line, speaker.start - 60) : speaker.end + 90]
        after = passage.plain[speaker.end : speaker.end + 60]
        before = passage.plain[max(line, speaker.start - 40) : speaker.start + len(speaker.text)]
        office = _OFFICE_BEHIND.search(after)
        others = _OF_OTHERS.search(after[office.end() :]) if office else None
        if others and office and not any(name in after.lower() for name in names):
            continue
        names_operator = any(name in around.lower() for name in names if len(name) > 1) or " X" in around
        is_officer = _OFFICE_ALONE.search(before) or (office and not others)
        if _OUTSIDE.search(after):
            continue
        body = _OF_BODY.search(after)
        if body and body.group(1).lower() in names:
            is_officer = True
        if _OWNED.search(after) or is_officer or (names_operator and _INSIDER.search(around)):
            found.add(person_in(speaker.text))
    return frozenset(found)


def find_offices(people: Iterable[tuple[Passage, Speaker]]) -> tuple[tuple[str, str], ...]:
    """Offices with the full name of the first person beside whom each stands: "the owner", "the chief executive"."""
    found: dict[str, str] = {}
    for passage, speaker in people:
        before = passage.plain[max(0, speaker.start - 40) : speaker.end]
        after = passage.plain[speaker.end : speaker.end + 50].split(".")[0]
        name = person_in(speaker.text)
        if _OWNS.search(after) or _OWNED_BY.search(speaker.text):
            for word in _OWNERS:
                found.setdefault(word, name)
        for office in (*_OFFICE_BEFORE.finditer(before), *_OFFICE_AFTER.finditer(after)):
            for word in _SAME_OFFICE.get(office.group(1).lower(), (office.group(1).lower(),)):
                if before.endswith(name):
                    found.setdefault(word, name)
    return tuple(found.items())


def proper_words(passages: Iterable[tuple[Passage, Mentions]]) -> frozenset[str]:
    """First words of names that stand inside a sentence."""
    return frozenset(
        speaker.text.split(" ")[0]
        for passage, mentions in passages
        for speaker in mentions.speakers
        if speaker.kind == "name" and passage.plain[max(0, speaker.start - 2) : speaker.start - 1].isalnum()
    )


def find_acronyms(plain: str) -> tuple[tuple[str, str], ...]:
    """Both forms of "the Federal Communications Commission (FCC)", also where each stands alone: its letters tell."""
    found: dict[str, str] = {}
    for match in _ACRONYM.finditer(plain):
        words_of, short = match.group(1).split(), match.group(2)
        capitals = [n for n, word in enumerate(words_of) if word[0].isupper()]
        first = capitals[-len(short)] if len(capitals) >= len(short) else None
        if first is not None and "".join(words_of[n][0] for n in capitals[-len(short) :]) == short:
            name = " ".join(words_of[first:])
            found[short] = found[name] = f"{name} ({short})"
    shorts = {match.group(1) for match in _SHORT.finditer(plain)} - found.keys()
    for match in _LONG.finditer(plain) if shorts else ():
        name = match.group(1).removeprefix("The ")
        short = "".join(word[0] for word in name.split() if word[0].isupper())
        if short in shorts and name not in found:
            found[short] = found[name] = f"{name} ({short})"
    return tuple(found.items())
