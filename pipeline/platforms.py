"""The services that go down, as `schemas/platforms.yml` lists them, and where a text names them.

Names like "WhatsApp" are found wherever they stand. Names that are words ("X", "Signal", "Three", "Teams") count
only with support from the words beside them or from the rest of the text; see the head of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import re2

from pipeline.errors import SettingsError
from pipeline.reference import read_schema

# Words after a name that only a service can have; they carry a doubtful name by themselves.
_OUTAGE_AFTER = (
    r"^(?:['’]s)? (?:(?:is|was|are|were|has been|went|goes|go|back|still) )?"
    r"(?:(?:hit|struck|disrupted) by|outages?|down|downtime|users?|app|website|web|servers?|subscribers|offline|"
    r"unavailable|back up|knocked|crash|crashed)\b"
)
# Words after a name that make it the subject of a sentence; enough where the text supports the name besides.
_SUBJECT_AFTER = (
    r"^(?:['’]s? |(?:, which|, who|, the|, an?|, his|, its|, owned|, has| has| had| is| was| said| says| went| did|"
    r" will| blamed| announced| acknowledged| confirmed| apologi[sz]ed| also| experienced| suffered| stopped|"
    r" declined| tweeted| told| reported| posted| wrote| status| stumble[sd]?| fails?| failed| falls| drops|"
    r" dropped| recovers?| recovered| suffers| service| services| network| customers| platform| site| owner|"
    r" boss| chief| would| could| that| left| faces?| faced| gets?| got| takes?| took| works?| worked| returns?|"
    r" returned| still| now| runs| ran| remains?| remained| became| becomes| finally| later| did| does| do| can| may|"
    r" might| came| comes| pays?| paid| makes?| made| keeps?| kept| gives?| gave| needs?| needed| puts?| put| sends?|"
    r" sent| tries| tried| wants?| wanted| shows?| showed| sells?| sold| offers?| offered| promises?| promised|"
    r" thanks| thanked| admits| admitted| confirms| added| adds| warns| warned| insists| insisted| blames| struggles|"
    r" struggled| limps| limped| sees| saw| counts| serves| uses| used| hopes| plans| restored| restores|"
    r" isn['’]t| wasn['’]t| hasn['’]t| didn['’]t| doesn['’]t| couldn['’]t| won['’]t| can['’]t)\b)"
)
# Words before a name that say what it is.
_KIND_BEFORE = (
    r"(?i)\b(?:platform|site|app|network|service|carrier|provider|operator|giant|messenger|software|formerly|tool|"
    r"retailer|lender|bank|maker|exchange|outage at|outages at|outage on|problems with|issues with|trouble with)"
    r"[,:]? [\"“‘']?$"
)
# "AT&T Stadium", "Rogers Centre": named after a company, and no part of it.
_VENUE = r"^ (?:Stadium|Arena|Centre|Center|Field|Park|Theatre|Theater|Cup|League|Dome|Bowl|Pavilion|Coliseum)\b"
_ON_BEFORE = r"(?:^|[^\w])[Oo]n $"
_BETWEEN = r"(?:, |,? (?:and|or|nor|with) |,? as well as | ?[/&] ?|, (?:the|its|and the) [\w' -]{0,40}?)"
_SENTENCE_BREAKS = frozenset('.!?:"“‘(\n•–—-|')
_NEAR_CHARS = 40  # how far a cue may reach; the longest of them is 22 characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """
    One service, or a company that runs some.

    aliases     Other names that are matched, in the spelling of the file.
    words       Those of its names that are words too, and need support.
    operators   Names of the company that runs it, as the press writes them.
    parent      Slug of the platform that it belongs to and often fails with; None where it stands alone.
    country     ISO 3166 alpha-2 code of its home; for carriers and banks, of their customers.
    timezone    IANA zone of a carrier's or bank's home; None where the country has several that matter.
    is_company  True for a company that is no platform itself: Meta, Microsoft.
    """

    slug: str
    name: str
    aliases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    vetoes: tuple[str, ...] = ()
    operator: str | None = None
    operators: tuple[str, ...] = ()
    parent: str | None = None
    country: str | None = None
    timezone: str | None = None
    is_company: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformMention:
    """
    A name of a platform or of a company in a text; text[char_start:char_end] is what stands there.

    is_operator  The name is (also) that of a company: whether "Google" is down or speaks, the sentence must tell.
    """

    slug: str
    char_start: int
    char_end: int
    text: str
    is_operator: bool


def platform(slug: str) -> Platform:
    """The platform or company with this slug. Raises KeyError where `schemas/platforms.yml` has none."""
    return _catalogue().by_slug[slug]


def platforms() -> tuple[Platform, ...]:
    """All platforms and companies, in the order of the file."""
    return tuple(_catalogue().by_slug.values())


def operated_by(operator: str) -> tuple[Platform, ...]:
    """The platforms that a company runs, by the company's slug."""
    return tuple(found for found in platforms() if found.operator == operator and not found.is_company)


def slug_named(name: str) -> str | None:
    """The slug of the platform or company that a name is, in the spelling of the press; None where it is none."""
    found = _catalogue().by_name.get(_plain(name))
    return found[0] if found else None


def operator_of(slug: str) -> str | None:
    """The slug of the company that runs a platform; None where it stands alone or the slug is not in the file."""
    known = _catalogue().by_slug.get(slug)
    return known.operator if known else None


def lineage(slug: str) -> tuple[str, ...]:
    """The slug, then the platforms above it: youtube-tv, youtube, google. An unknown slug stands alone."""
    line = [slug]
    known = _catalogue().by_slug
    while (found := known.get(line[-1])) is not None and found.parent is not None:
        line.append(found.parent)
    return tuple(line)


def find_platforms(text: str, context: str = "") -> list[PlatformMention]:
    """
    Where a text names platforms and companies, in order, without overlaps; the longest name wins.

    context  More text that may support doubtful names, but is not searched: the title, or the article's body.
    """
    spans = [span for span in _spans(text) if not _cue(_VENUE)(text[span.end : span.end + _NEAR_CHARS])]
    spans = [span for span in spans if not span.doubtful or not _is_vetoed(text, span)]
    evident = _evident_slugs(spans, f"{context}\n{text}")
    accepted = [not span.doubtful or _is_supported(text, span, evident) for span in spans]
    _accept_lists(text, spans, accepted)
    evident |= {span.slug for span, is_accepted in zip(spans, accepted, strict=True) if is_accepted}
    accepted = [known or _is_supported(text, span, evident) for span, known in zip(spans, accepted, strict=True)]
    companies = _catalogue().company_names
    return [
        PlatformMention(
            slug=span.slug,
            char_start=span.start,
            char_end=span.end,
            text=text[span.start : span.end],
            is_operator=_plain(text[span.start : span.end]).casefold() in companies,
        )
        for span, is_accepted in zip(spans, accepted, strict=True)
        if is_accepted
    ]


class _Span(NamedTuple):
    start: int
    end: int
    slug: str
    doubtful: bool


class _Catalogue(NamedTuple):
    by_slug: dict[str, Platform]
    by_name: dict[str, tuple[str, bool]]
    company_names: frozenset[str]
    pattern: Any


def _plain(name: str) -> str:
    return name.replace("’", "'").replace("\xa0", " ")


def _spans(text: str) -> Iterator[_Span]:
    catalogue = _catalogue()
    for match in catalogue.pattern.finditer(text):
        start, end = match.span()
        if _stands_alone(text, start, end):
            slug, doubtful = catalogue.by_name[_plain(match[0])]
            yield _Span(start, end, slug, doubtful)


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if before.isalnum() or after.isalnum() or before in {"_", ".", "@", "/"} or after == "_":
        return before == "/" and not after.isalnum() and text[start - 2 : start - 1].isalpha()
    is_short = end - start <= 2
    return not (is_short and ("-" in {before, after} or (after in {".", "+"} and text[end + 1 : end + 2].isalnum())))


def _is_vetoed(text: str, span: _Span) -> bool:
    after, before = (
        text[span.end : span.end + _NEAR_CHARS].lstrip(),
        text[max(0, span.start - _NEAR_CHARS) : span.start],
    )
    for veto in platform(span.slug).vetoes:
        if veto.endswith(" ") and before.endswith(veto):
            return True
        if after.startswith(veto) and not after[len(veto) : len(veto) + 1].isalnum():
            return True
    return False


def _evident_slugs(spans: Iterable[_Span], text: str) -> set[str]:
    """The platforms that the text supports: named without doubt, or by one of their evidence words."""
    certain = {span.slug for span in spans if not span.doubtful}
    doubtful = {span.slug for span in spans} - certain
    return certain | {slug for slug in doubtful if any(word in text for word in platform(slug).evidence)}


def _is_supported(text: str, span: _Span, evident: set[str]) -> bool:
    after, before = text[span.end : span.end + _NEAR_CHARS], text[max(0, span.start - _NEAR_CHARS) : span.start]
    if _cue(_OUTAGE_AFTER)(after) or _cue(_KIND_BEFORE)(before):
        return True
    if span.slug not in evident:
        return False
    return not _starts_sentence(text, span.start) or bool(_cue(_SUBJECT_AFTER)(after) or _cue(_ON_BEFORE)(before))


def _starts_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start].rstrip(" \xa0")
    return not before or before[-1] in _SENTENCE_BREAKS


def _accept_lists(text: str, spans: list[_Span], accepted: list[bool]) -> None:
    """A doubtful name in a list with an accepted one is accepted: "Canvas, Ring and Snapchat"."""
    joined = _cue(f"^{_BETWEEN}$")
    pairs = range(len(spans) - 1)
    for first in (*pairs, *reversed(pairs)):
        second = first + 1
        if accepted[first] != accepted[second] and joined(text[spans[first].end : spans[second].start]):
            accepted[first] = accepted[second] = True


@cache
def _cue(pattern: str) -> Callable[[str], Any]:
    search: Callable[[str], Any] = re2.compile(pattern).search
    return search


@cache
def _catalogue() -> _Catalogue:
    known = _load(read_schema("platforms.yml"))
    by_name: dict[str, tuple[str, bool]] = {}
    for found in known.values():
        certain = (found.name, *found.aliases) if found.name not in found.words else found.aliases
        for name in certain:
            for spelling in _spellings(name):
                by_name.setdefault(spelling, (found.slug, False))
        for word in found.words:
            by_name[word] = (found.slug, True)
    companies = {
        name.casefold() for found in known.values() if found.is_company for name in (found.name, *found.aliases)
    }
    companies |= {name.casefold() for found in known.values() for name in found.operators}
    return _Catalogue(known, by_name, frozenset(companies), _pattern(by_name))


def _spellings(name: str) -> set[str]:
    if len(name) < 5 or "." in name:
        return {name}
    return {name, name.upper(), name.capitalize()} if " " not in name else {name, name.upper()}


def _pattern(names: Iterable[str]) -> Any:
    options = re2.Options()
    options.longest_match = True
    options.max_mem = 64 * 1024**2
    written = (re2.escape(name).replace(r"\'", "'").replace("'", "['’]").replace(r"\ ", "[ \xa0]") for name in names)
    return re2.compile("|".join(sorted(written)), options)


def _load(schema: Any) -> dict[str, Platform]:
    """Platforms and companies by slug; a company that is a platform too is kept as the platform."""
    faults: list[str] = []
    companies = {row["slug"]: row for row in schema["operators"]}
    known = {row["slug"]: _platform(row, companies, faults) for row in schema["platforms"]}
    if len(known) != len(schema["platforms"]):
        faults.append("a slug stands there twice")
    faults += [
        f"{found.slug}: no platform {found.parent!r}" for found in known.values() if (found.parent or "x") not in known
    ]
    if faults:
        raise SettingsError("schemas/platforms.yml cannot be used:\n" + "\n".join(f"  {fault}" for fault in faults))
    for slug, row in companies.items():
        if slug in known:
            continue
        known[slug] = Platform(slug=slug, name=row["name"], aliases=tuple(row.get("aliases", ())), is_company=True)
    return known


def _platform(row: dict[str, Any], companies: dict[str, Any], faults: list[str]) -> Platform:
    operator = row.get("operator")
    if operator is not None and operator not in companies:
        faults.append(f"{row['slug']}: no operator {operator!r}")
    company = companies.get(operator or "", {})
    return Platform(
        slug=row["slug"],
        name=row["name"],
        aliases=tuple(row.get("aliases", ())),
        words=tuple(row.get("words", ())),
        evidence=tuple(row.get("evidence", ())),
        vetoes=tuple(row.get("not", ())),
        operator=operator,
        operators=(company["name"], *company.get("aliases", ())) if company else (),
        parent=row.get("parent"),
        country=row.get("country"),
        timezone=row.get("timezone"),
    )
