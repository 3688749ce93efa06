"""Where the outage was felt: countries, continents, the world."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.claims.attach import cost
from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.numbers import Number
from pipeline.claims.mentions.places import ZONES, Place
from pipeline.claims.metrics.report_count import find_counts
from pipeline.claims.scene import Scene
from pipeline.claims.spans import Span
from pipeline.platforms import platforms

_WHO = family_pattern("regions", "who")
_WHAT = family_pattern("regions", "what")
_DETERMINER = r"(?:the\s+|all\s+(?:\d+\s+)?|much\s+of\s+|most\s+of\s+|parts\s+of\s+|\w+ern\s+)?"
_IN = pattern(rf"\b{either(words('regions', 'in'))}:?\s+{_DETERMINER}$")
_NOT_HERE = family_pattern("regions", "not_here")
# "…, particularly in Canada": the whole sentence was felt there.
_MOSTLY = pattern(
    r"\b(?:particularly|especially|mainly|mostly|chiefly|notably|primarily|largely)\s+(?:in|across|among)\s+(?:the\s+)?$"
)
_COUNTS = pattern(rf"^\s+(?:{either(words('regions', 'counts'))})\b")
_SHARES = family_pattern("money", "share_price")
_OF_PEOPLE = pattern(rf"^(?:'s|-based)?\s+(?:\w+\s+)?{either(words('regions', 'who'))}\b")
# "The disruption affected the US", "Brazil was hit hardest"
_HITTING = pattern(rf"\b{either(words('regions', 'hitting'))}\s+{_DETERMINER}$")
_WAS_HIT = pattern(rf"^,?\s+{either(words('regions', 'was_hit'))}\b")
_PEOPLE_OF = pattern(rf"(?:ans|\s{either(words('regions', 'who'))})$")
_OF_REPORTS = pattern(rf"^\s+{either(words('regions', 'counted_there'))}\b")
# "Mozambique was not affected", "Canada was spared", "reported no trouble in Sydney": not there.
_SPARED = pattern(rf"^,?\s+{either(words('regions', 'spared'))}\b")
_NO_TROUBLE = pattern(rf"\b{either(words('regions', 'no_trouble'))}\s+(?:in|across|from|for)\s+(?:the\s+)?$")
# "The Irish bank AIB", "Italy's consumer group": whose it is, not where people were hit.
_OF_BODY = pattern(rf"^(?:'s|-based)?\s+(?:[\w-]+\s+){{0,2}}?{either(words('regions', 'bodies'))}\b")
# "… and other Japanese cities"
_NONE = pattern(r"\b(?:no|not|hardly an?|barely an?)\s+(?:\w+\s+){0,3}$")
_OF_TOWNS = pattern(
    r"^\s+(?:\w+\s+)?(?:cities|towns|regions|provinces|states|prefectures|villages|districts|counties)\b"
)
# "a fire south of Seoul" is not where service failed.
_BESIDE = pattern(r"\b(?:north|south|east|west|outskirts|university|bank|institute|government)\s+of\s+(?:the\s+)?$")
# "In Dar es Salaam, the United States embassy shut"
_OF_EMBASSY = pattern(rf"^\s+(?:\w+\s+)?{either(words('regions', 'not_here'))}\b")
_LIST = pattern(
    r"^(?:,|,?\s+(?:and|or|to|as\s+well\s+as|plus|along\s+with|then|followed\s+by|but\s+also)(?:\s+(?:also|then|later))?"
    r"(?:\s+(?:in|from|across|to))?|,\s+(?:in|from|across|to)|\s*/)?\s*(?:the\s+|(?:parts|much|most|all)\s+of\s+)?$"
)
_AND = pattern(r"^(?:,|,?\s+(?:and|or|as\s+well\s+as))\s+(?:the\s+)?$")
_HOME_OF_ZONE: dict[str, str] = {zone: code for code, zone in ZONES.items()} | words("regions", "home_of_zone")
# "A power fault in Atlanta", "a data centre in Virginia": where something broke, not where people felt it.
_SITE = pattern(
    rf"\b{either(words('regions', 'sites'))}\s+(?:[\w'-]+\s+){{0,3}}?(?:in|at|near|outside|of)\s+(?:the\s+)?"
    r"(?:\w+ern\s+)?$"
)
_NEAR = 115
_NEAR_COUNT = 55


def read(scene: Scene) -> Iterator[Draft]:
    """The places of a sentence in which something did not work."""
    accepted: list[Place] = []
    for place in scene.places:
        if any(place.overlaps(name) for name in scene.platforms) or _is_spared(scene, place):  # the bank Nationwide
            continue
        if _is_site(scene, place):
            continue
        if _goes_on_list(scene, place, accepted) or _is_felt(scene, place) or _is_counted(scene, place):
            accepted.append(place)
    accepted = _with_list_before(scene, accepted)
    for place in accepted:
        code = place.code or scene.home_of(place) or _home_of_main(scene)
        if code:
            first, last = _run(scene, place, accepted)
            yield Draft(
                start=first.start,
                end=last.end,
                metric="affected_region",
                rule=f"affected_region/{place.kind}",
                label=code,
                platform=scene.platform_for(place),
                source=scene.source_for(place).name,
                background=scene.is_background_at(place),
            )


def _home_of_main(scene: Scene) -> str | None:
    """The country of a carrier or bank, all of whose customers live there, or that whose time the article gives."""
    main = next((known for known in platforms() if known.slug == scene.story.main), None)
    if main and main.timezone:
        return main.country
    zones = {clock.zone for clock in scene.mentions.clocks if clock.zone}
    return _HOME_OF_ZONE.get(scene.context.zone or (zones.pop() if len(zones) == 1 else ""))


def _is_spared(scene: Scene, place: Place) -> bool:
    """Whether a place is said to have been spared, or only to be that of a company or another body."""
    before = scene.plain[max(scene.sentence.start, place.start - 40) : place.start]
    after = scene.plain[place.end : min(scene.sentence.end, place.end + 60)]
    if before.endswith("-"):  # the company Hydro-Quebec
        return True
    is_spared = _SPARED.search(after) and not _NONE.search(before)
    return bool(is_spared or _OF_BODY.search(after) or _NO_TROUBLE.search(before))


def _is_site(scene: Scene, place: Place) -> bool:
    """Whether a place is only where the fault or the machine was, or where shares are traded."""
    if scene.percents and scene.has(_SHARES) and not scene.trackers:
        return True
    before = scene.plain[max(scene.sentence.start, place.start - 60) : place.start]
    return place.kind in {"name", "town"} and bool(_SITE.search(before))


def _is_felt(scene: Scene, place: Place) -> bool:
    if place.kind == "adjective":
        after = scene.plain[place.end : place.end + 40]
        if _OF_REPORTS.search(after):
            return not scene.has(_NOT_HERE) and any(True for _ in find_counts(scene))
        return bool(_OF_PEOPLE.search(after)) and not scene.has(_NOT_HERE)
    what, who = scene.cues(_WHAT), scene.cues(_WHO)
    near = [cue for cue in (*what, *who) if cost(scene.plain, cue, place) <= _NEAR]
    if place.kind == "here" and scene.plain[place.start : place.end].lower() == "here":
        return any(cue.end + 1 == place.start for cue in who)
    before = scene.plain[max(scene.sentence.start, place.start - 40) : place.start]
    if _OF_REPORTS.search(scene.plain[place.end : place.end + 30]) and any(True for _ in find_counts(scene)):
        return True
    if place.code == "WORLD" or place.kind == "here" or _MOSTLY.search(before):
        return bool(what or who)
    if not near or _is_elsewhere(scene, place):
        return False
    if place.kind == "people" or _PEOPLE_OF.search(scene.plain[place.start : place.end]):
        return bool(what)
    after = scene.plain[place.end : place.end + 40]
    if any(known.search(after) for known in (_OF_PEOPLE, _OF_REPORTS, _WAS_HIT)):
        return True
    return bool(_IN.search(before) or _HITTING.search(before)) and not _BESIDE.search(before)


def _is_counted(scene: Scene, place: Place) -> bool:
    """Whether reports were counted there: "7,939 from the US", "Germany accounted for 1.3 million"."""
    if place.kind not in {"name", "town", "people"} or not scene.numbers:
        return False
    before = scene.plain[max(scene.sentence.start, place.start - 24) : place.start]
    after = scene.plain[place.end : place.end + 30]
    counts = [number for number, _, _ in find_counts(scene)]
    if not _IN.search(before) and not _COUNTS.search(after):
        return False
    return any(
        cost(scene.plain, number, place) <= _NEAR_COUNT or scene.place_for(number, _without(counts, number)) is place
        for number in counts
    )


def _without(numbers: Sequence[Number], number: Number) -> list[Number]:
    return [other for other in numbers if other is not number]


def _is_elsewhere(scene: Scene, place: Place) -> bool:
    """Whether what stands nearest to a place is about attackers, companies or politics."""
    return any(cost(scene.plain, cue, place) <= 45 for cue in scene.cues(_NOT_HERE))


def _goes_on_list(scene: Scene, place: Place, accepted: Sequence[Place]) -> bool:
    if not accepted:
        return False
    last = accepted[-1]
    between = scene.plain[last.end : place.start] if place.start >= last.end else ""
    if place.kind == "adjective":
        return bool(_LIST.search(between.removesuffix("other "))) and bool(
            _OF_TOWNS.search(scene.plain[place.end : place.end + 40])
        )
    is_place = place.kind in {"name", "region", "town"} and bool(_LIST.search(between))
    return is_place and not _OF_EMBASSY.search(scene.plain[place.end : place.end + 30])


def _with_list_before(scene: Scene, accepted: Sequence[Place]) -> list[Place]:
    """What is felt at the end of a list is felt in all of it: "Brazil and Mexico were hit"."""
    felt = list(accepted)
    for place in reversed([p for p in scene.places if p not in accepted]):
        following = min((p for p in felt if p.start >= place.end), key=lambda p: p.start, default=None)
        if following is None or place.kind == "here" or following.kind == "here" or _is_elsewhere(scene, place):
            continue
        is_alike = (place.kind == "adjective") == (following.kind == "adjective")
        if is_alike and _AND.search(scene.plain[place.end : following.start]):
            felt.append(place)
    return sorted(felt, key=lambda place: place.start)


def _run(scene: Scene, place: Place, accepted: Sequence[Place]) -> tuple[Span, Span]:
    """The first and the last place of the list that a place stands in: the quote of all of them."""
    first = last = accepted.index(place)
    while first and _LIST.search(scene.plain[accepted[first - 1].end : accepted[first].start]):
        first -= 1
    while last + 1 < len(accepted) and _LIST.search(scene.plain[accepted[last].end : accepted[last + 1].start]):
        last += 1
    return accepted[first], accepted[last]
