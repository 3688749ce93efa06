"""Which platform an article is about, of all that it names: title and first sentences weigh more than the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.claims.lexicon import either, pattern, words
from pipeline.claims.mentions.gather import Mentions, PlatformName
from pipeline.claims.sentences import Passage
from pipeline.claims.spans import within
from pipeline.claims.story import FAILS, LEAD_SENTENCES
from pipeline.platforms import platform

_FALTERS = pattern(
    rf"^(?:'s)?\s+(?:(?:\w+\s+)?{either(words('speakers', 'failures'))}\b|{either(words('speakers', 'falters'))}\b)"
)
_TAKEN_ALONG = pattern(
    r"\b(?:as|after|by|because of|due to|amid|following|when|in|over|from|thanks to|while)\s+(?:[a-z-]+\s+){0,3}$"
)
_IN_LIST = pattern(r"^(?:,|,?\s+(?:and|&)|\s*/)\s*$")
_FIRST_NAMED = 0.6  # of the greatest weight: platforms of a title's list weigh about the same
_FEW_PRODUCTS = 2  # where more fail, so does what they have in common
# "said on Telegram", "a post on X": where something is said, not what is down.
_CHANNEL = pattern(
    rf"\b{either(words('speakers', 'posted'))}\W+(?:\w+\W+){{0,3}}(?:on|to|via|through|in)\s+(?:the\s+|its\s+)?$"
)
TITLE_WEIGHT, _LEAD_WEIGHT = 4, 2


def subject_platforms(title: Mentions, text: Mentions, passage: Passage) -> tuple[str, ...]:
    """The platforms that an article names, the one it is about first: title and lead weigh more than the rest."""
    weights: Counter[str] = Counter()
    first: dict[str, int] = {}
    lead_end = passage.sentences[min(LEAD_SENTENCES, len(passage.sentences)) - 1].end if passage.sentences else 0
    told = [(mention, TITLE_WEIGHT, -1) for mention in title.platforms]
    told += [(m, _LEAD_WEIGHT if m.start < lead_end else 1, m.start) for m in _in_story(text, passage)]
    speaking = {s.speaker.start for s in (*title.statements, *text.statements)}
    for mention, weight, position in told:
        if mention.is_operator and mention.start in speaking:
            weight = 0
        weights[mention.slug] += weight
        first.setdefault(mention.slug, position)
    operators = {platform(slug).operator for slug in weights}
    for mention in _failing_in(title):
        if mention.slug not in operators:
            weights[mention.slug] += TITLE_WEIGHT
    for slug in list(weights):
        known = platform(slug)
        if known.operator and known.operator in weights:
            weights[slug] += min(weights[known.operator], TITLE_WEIGHT)
    named = [slug for slug in weights if not platform(slug).is_company]
    ordered = sorted(named or weights, key=lambda slug: (-weights[slug], first[slug]))
    return tuple(sorted(ordered, key=lambda slug: slug != _main_one(title, weights, ordered)))


def _failing_in(title: Mentions) -> list[PlatformName]:
    """The platforms whose failure a title names, all of a list: "DBS, Citibank outage"."""
    found: list[PlatformName] = []
    for mention in reversed(title.platforms):
        is_listed = bool(found) and _IN_LIST.search(title.plain[mention.end : found[-1].start])
        if is_listed or FAILS.search(title.plain[mention.end : mention.end + 30]):
            found.append(mention)
    return found


def _main_one(title: Mentions, weights: Counter[str], ordered: Sequence[str]) -> str | None:
    """Of the platforms, the one that failed itself: whom the title blames, else the first of its great ones."""
    if not ordered:
        return None
    blamed = next((m.slug for m in title.platforms if _is_blamed(title.plain, m)), None)
    if blamed is not None:
        named = {m.slug for m in title.platforms}
        return _product_of(blamed, [slug for slug in ordered if slug not in named])
    enough = _FIRST_NAMED * weights[ordered[0]]
    owned = [m for m in title.platforms if not title.plain.startswith("'s", m.end)]  # "Singtel's Optus" is Optus
    listed = [m.slug for m in owned if m.slug in ordered and weights[m.slug] >= enough]
    return _product_of(listed[0] if listed and ordered[0] in listed else ordered[0], ordered)


def _is_blamed(plain: str, name: PlatformName) -> bool:
    """Whether others failed with it: "X and ChatGPT down as Cloudflare falters", "shops hit by Square outage"."""
    if not _FALTERS.search(plain[name.end : name.end + 30]):
        return False
    return bool(_TAKEN_ALONG.search(plain[max(0, name.start - 30) : name.start]))


def _product_of(slug: str, ordered: Sequence[str]) -> str:
    """The service that failed where a company is named beside one or two of its own: ChatGPT of OpenAI."""
    own = [other for other in ordered if other != slug and platform(other).operator == slug]
    return own[0] if 0 < len(own) <= _FEW_PRODUCTS else slug


def leads(slugs: Iterable[str], title: Mentions, text: Mentions, passage: Passage) -> bool:
    """Whether title or first sentences name one of the platforms; one further down is not what the article is about."""
    end = passage.sentences[min(LEAD_SENTENCES, len(passage.sentences)) - 1].end if passage.sentences else 0
    wanted = set(slugs)
    return any(mention.slug in wanted for mention in (*title.platforms, *within(text.platforms, 0, end)))


def _in_story(text: Mentions, passage: Passage) -> list[PlatformName]:
    named = [m for s in passage.sentences if s.kind != "noise" for m in within(text.platforms, s.start, s.end)]
    return [m for m in named if not _CHANNEL.search(passage.plain[max(0, m.start - 60) : m.start])]
