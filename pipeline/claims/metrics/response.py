"""What the operator says and does: acknowledges, investigates, works on a fix, restores, apologises, stays silent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.claims.attach import cost
from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.clock import ClockTime
from pipeline.claims.mentions.gather import PlatformName
from pipeline.claims.mentions.speakers import subject_before
from pipeline.claims.mentions.statements import Speaker
from pipeline.claims.no_response import explains, is_anothers_return, is_negated, is_no_end, is_part, is_past
from pipeline.claims.scene import Scene
from pipeline.claims.sources import OUTLET, Source, governing, is_person, named_source, names_main
from pipeline.claims.spans import Span
from pipeline.platforms import operator_of, slug_named

_ORDER = ("no_comment", "apologised", "investigating", "fix_in_progress", "denied", "restored", "acknowledged")
# "admitted that some users were facing problems", "its status page showed an outage"
_ADMITTED = pattern(
    rf"\b(?:{either(words('responses', 'acknowledged'))}(?:\b|$)|"
    rf"{either(words('responses', 'admits'))}\b[^.;:\n]{{1,70}}?\b{either(words('responses', 'trouble'))}\b)"
)
_LABELS = {label: family_pattern("responses", label) for label in _ORDER[:-1]} | {"acknowledged": _ADMITTED}
_TROUBLED = family_pattern("responses", "troubled")
_AGAIN = family_pattern("responses", "again")
_REQUESTS = family_pattern("responses", "requests")
_DECLARES = pattern(rf"^{either(words('responses', 'declares'))}\b")
_RUNS = family_pattern("responses", "runs")
_THEIRS = family_pattern("responses", "theirs")
_OWN_PAGES = family_pattern("responses", "own_pages")
_OFFICE = family_pattern("speakers", "insider")
_OUTSIDERS = family_pattern("responses", "outsiders")
_DIGIT = pattern(r"\d")  # "some 600 people were affected" is a figure, no acknowledgement
_OURS = frozenset({"operator", "insider"})
# What only an operator says of itself in the first person: "We're looking into it."
_FIRST_HAND = frozenset({"apologised", "investigating", "fix_in_progress"})
# "No one at Vodacom could be reached": whose silence it is stands among the words.
_NOBODY = pattern(r"^no(?:body|ne|\s?one)\b")
# "Alaska Airlines travelers were trying to get home": those who use a service are not the service.
_OF_CUSTOMERS = pattern(rf"^\s+{either(words('speakers', 'customers'))}\b")
_WROTE_USER = pattern(
    r"\b(?:wrote|said|posted|tweeted|asked|joked|complained|quipped)\s+(?:one|an?|another)\s+(?:\w+\s+)?"
    r"(?:user|customer|subscriber|player|gamer|passenger|reader|client|fan|person|poster|commenter)\b"
)
_FROM = pattern(r"\b(?:from|by)$")
# "He", "Ms Hogg", "an apology of his own": who regrets is a person.
_PERSONAL = pattern(r"\b(?:[Hh]e|[Ss]he|his|her|Mr|Ms|Mrs|Dr)\b", is_cased=True)
_BOTH = pattern(r"^Both\s+(?:\w+\s+){0,2}?(?:say|said|told|insist|insisted|maintain)\b", is_cased=True)
_SAME = pattern(r"\b(?:says?|said|told\s+us|reported|insisted)\s+(?:much\s+)?the\s+same\b")
_REFERENCE = 400  # characters back to the denial that "the same" means
_FIRST_PERSON = pattern(r"\b(?:we|our|us)\b")
_LONGEST_QUOTATION = 1500
_CONCERNED = 4  # services of an article whose companies are asked
_OPENING = 12  # characters of "By ", "At around " before a sentence's first time


def read(scene: Scene) -> Iterator[Draft]:
    """The operator's responses in a sentence."""
    taken: list[Span] = []
    for label in _ORDER:
        for cue in scene.cues(_LABELS[label]):
            if any(cue.overlaps(other) for other in taken) or is_negated(scene, cue, label):
                continue
            found = _response(scene, cue, label)
            if found:
                taken.append(cue)
                yield from [found, *_of_others(scene, found)]
    yield from _troubled(scene, taken)
    yield from _alike(scene)


def _troubled(scene: Scene, taken: Sequence[Span]) -> Iterator[Draft]:
    """An operator that says that its service has problems acknowledges them, unless it explains them."""
    cues = scene.cues(_TROUBLED)
    if not cues or explains(scene) or scene.has(_LABELS["denied"]):
        return
    if taken and (scene.has(_LABELS["investigating"]) or scene.has(_LABELS["restored"])):
        return  # "We're investigating an issue that may affect users": what it looks into, no word of its own
    for cue in cues:
        if any(cue.overlaps(other) for other in taken) or is_negated(scene, cue, "troubled"):
            continue
        source = _told(scene, cue)
        if source.kind in _OURS and not _DIGIT.search(scene.plain[cue.start : cue.end]):
            yield _draft(scene, cue, "acknowledged", source)
            return


def _response(scene: Scene, cue: Span, label: str) -> Draft | None:
    told = _told(scene, cue)
    source = _doer(scene, cue, label, told)
    if label == "fix_in_progress" and told.kind not in _OURS and not _is_quoted(scene, cue) and is_past(scene, cue):
        return None
    is_told = told.kind in _OURS or (source.kind in _OURS and (_is_quoted(scene, cue) or _is_declared(scene, cue)))
    if not is_told and label in {"restored", "denied"}:
        if told.name:
            return None
        is_theirs = bool(scene.platforms) or source.kind == "other"
        is_running = not is_theirs and _RUNS.search(scene.plain[cue.start : cue.end])
        source, label = OUTLET, "restored" if is_running else label
    if label == "denied" and scene.percents:
        return None
    if source.kind == "outlet" and (label == "denied" or is_no_end(scene, cue)):
        return None
    if label == "restored" and (is_anothers_return(scene, cue) or (is_told and is_part(scene, cue))):
        return None
    if label == "denied" and _is_over(scene, source):
        label = "restored"
    if label == "no_comment" and source.kind == "operator" and not _is_concerned(scene, source.name or ""):
        return None
    if source.kind not in _OURS and not (label == "restored" and source == OUTLET):
        return None
    return _draft(scene, cue, label, source)


def _told(scene: Scene, cue: Span) -> Source:
    """Whose words a cue is among: a statement's in its sentence or a quotation's, not an account that only goes on."""
    statement = governing(scene, cue)
    if statement is not None and _FIRST_PERSON.search(statement.speaker.text.lower()):
        return OUTLET
    if statement is not None and not statement.is_phrase:
        return _who(scene, statement.speaker)
    paragraph = scene.plain.rfind("\n", 0, scene.sentence.start) + 1
    quotes = scene.plain.count('"', max(paragraph, cue.start - _LONGEST_QUOTATION), cue.start)
    return scene.source_for(cue) if quotes or statement else OUTLET


def _is_declared(scene: Scene, cue: Span) -> bool:
    """Whether to restore is to say so: "pronounced its systems back to normal"."""
    return bool(_DECLARES.search(scene.plain[cue.start : cue.end]))


def _is_quoted(scene: Scene, cue: Span) -> bool:
    """Whether words stand in quotation marks and in the first person, so that they are the subject's: "We're back"."""
    return _is_quoted_word(scene, cue) and scene.has(_FIRST_PERSON)


def _is_quoted_word(scene: Scene, cue: Span) -> bool:
    return scene.plain.count('"', scene.sentence.start, cue.end) % 2 == 1


def _is_over(scene: Scene, source: Source) -> bool:
    """Whether service that works works again: the text says so, or gives a time at which its operator found it so."""
    return scene.has(_AGAIN) or (bool(scene.clocks) and names_main(scene, source.name or ""))


def _draft(scene: Scene, cue: Span, label: str, source: Source) -> Draft:
    clock = _clock(scene, cue)
    zone, zone_basis = scene.zone_of(clock) if clock else (None, "none")
    return Draft(
        start=cue.start,
        end=cue.start + len(scene.plain[cue.start : cue.end].rstrip()),
        metric="response",
        rule=f"response/{label}",
        label=label,
        platform=_platform_of(scene, cue, source) if label == "denied" else _platform_for(scene, cue),
        clock=clock,
        zone=zone,
        zone_basis=zone_basis,
        source=source.name,
        background=scene.is_background,
    )


def _clock(scene: Scene, cue: Span) -> ClockTime | None:
    """The time beside a response, or the one that opens its sentence: "By 14:42 UTC, the company said, the fix …"."""
    first = next((c for c in scene.clocks if not c.is_part_of_day), None)
    if first is not None and first.start <= scene.sentence.start + _OPENING and len(scene.clocks) == 1:
        return first
    return scene.clock_near(cue)


def _platform_for(scene: Scene, cue: Span) -> str | None:
    """The service that the cue's own words name ("confirmed that its Azure cloud was hit"), else the nearest."""
    named = (p.slug for p in scene.platforms if cue.start <= p.start < cue.end)
    return next(named, None) or scene.platform_for(cue)


def _platform_of(scene: Scene, cue: Span, source: Source) -> str | None:
    """The platform that a source runs, by its name: a rival whose network works speaks of that."""
    named = (p.slug for p in scene.platforms if scene.plain[p.start : p.end] == source.name)
    return next(named, None) or scene.platform_for(cue)


def _of_others(scene: Scene, draft: Draft) -> Iterator[Draft]:
    """ "AT&T and T-Mobile said their networks …": the same of each that the sentence names before."""
    if draft.label != "denied" or not scene.has(_THEIRS):
        return
    for name in scene.platforms:
        if name.end <= draft.start and name.slug != draft.platform:
            yield replace(draft, platform=name.slug, source=scene.plain[name.start : name.end])


def _alike(scene: Scene) -> Iterator[Draft]:
    """Denials by reference to others: "Both say their networks are fine", "Vodafone said the same"."""
    both, same = _BOTH.search(scene.text), scene.cues(_SAME)
    if not both and not same:
        return
    first = scene.sentence.start - _REFERENCE if same else scene.sentence.start
    denials = scene.mentions.cues(
        _LABELS["denied"], max(0, first), scene.sentence.start if same else scene.sentence.end
    )
    if not denials:
        return
    earlier = [p for p in scene.mentions.platforms if p.end <= scene.sentence.start]
    named = _last_two(earlier) if both else [p for p in scene.platforms if 0 <= same[0].start - p.end <= 2]
    cue = denials[0] if both else same[0]
    for name in named:
        source = Source(scene.plain[name.start : name.end], "operator")
        yield replace(_draft(scene, cue, "denied", source), platform=name.slug)


def _last_two(names: Sequence[PlatformName]) -> list[PlatformName]:
    """The two services that were named last."""
    last = {name.slug: name for name in names[-6:]}
    return list(last.values())[-2:]


def _doer(scene: Scene, cue: Span, label: str, told: Source) -> Source:
    """Whose response it is: the speaker that governs it, else the subject right before it."""
    if told.kind in _OURS and label != "no_comment":
        return told
    source = told
    if label == "apologised" and told.name and _is_quoted_word(scene, cue):
        return _sorry(scene, told)
    if told.name is None or label in {"no_comment", "apologised"}:
        source = _subject(scene, cue)
    if label == "no_comment" and source.kind not in _OURS:
        return _asked(scene, cue) or source
    is_ours = source.kind in _OURS or told.name is not None
    if not is_ours and label in _FIRST_HAND and _is_quoted(scene, cue) and not scene.has(_WROTE_USER):
        spoke = scene.context.speaker
        return named_source(scene, spoke) if spoke else Source(scene.story.operator, "operator")
    if label == "apologised" and source.kind not in _OURS:
        return next((who for who in (_sorry(scene, s) for s in (source, told)) if who.kind in _OURS), source)
    return source


def _asked(scene: Scene, cue: Span) -> Source | None:
    """The operator that silence is from where it is no subject: "Emails to TikTok were not answered"."""
    others = [s for s in scene.own(scene.mentions.speakers) if s.kind != "pronoun" and not s.overlaps(cue)]
    named = [scene.resolve(speaker) for speaker in others]
    silent = next((source for source in named if source.kind in _OURS), None)
    if not scene.has(_REQUESTS) or (named and silent is None):
        return None
    return silent or Source(scene.story.operator, "operator")


def _sorry(scene: Scene, source: Source) -> Source:
    """Who says sorry for an outage and is a person, no customer and no minister, speaks for its operator."""
    name = source.name or ""
    if not name[:1].isupper() or scene.has(_OUTSIDERS):
        return source
    is_human = is_person(scene, name) or scene.has(_PERSONAL) or scene.has(_OFFICE)
    return Source(name, "insider") if is_human or scene.story.operator is None else source


def _subject(scene: Scene, cue: Span) -> Source:
    times = (*scene.clocks, *scene.own(scene.mentions.zones))
    speakers = [s for s in scene.own(scene.mentions.speakers) if s.start != cue.start and not _is_any(s, times)]
    speakers = [s for s in speakers if not _FIRST_PERSON.search(s.text.lower())]
    named = next((s for s in speakers if cue.start < s.start and s.end < cue.end), None)
    if named is not None and _NOBODY.search(scene.plain[cue.start : cue.end]):
        return _who(scene, named)
    inside = next((s for s in speakers if s.start < cue.start < s.end or 0 <= s.start - cue.end <= 2), None)
    if inside is not None and (inside.start < cue.start or _FROM.search(scene.plain[cue.start : cue.end])):
        return _who(scene, inside)
    grammatical = subject_before(scene.plain, scene.sentence, cue.start, speakers)
    if grammatical is not None:
        return _who(scene, grammatical)
    before = [s for s in speakers if s.end <= cue.start + 1]
    nearest_first = sorted(before, key=lambda speaker: cost(scene.plain, speaker, cue))
    return _who(scene, nearest_first[0]) if nearest_first else OUTLET


def _is_any(speaker: Speaker, spans: Sequence[Span]) -> bool:
    return any(speaker.overlaps(span) for span in spans)


def _who(scene: Scene, speaker: Speaker) -> Source:
    """Who is meant by a subject; an operator's status page and press office are itself."""
    if speaker.kind == "role" and _OWN_PAGES.search(speaker.text):
        return Source(scene.story.operator, "operator")
    if _OF_CUSTOMERS.search(scene.plain[speaker.end : speaker.end + 20]):
        return Source(speaker.text, "other")
    source = scene.resolve(speaker)
    return Source(source.name, "operator") if _is_short(scene, source.name or "") else source


def _is_main(scene: Scene, name: str) -> bool:
    return names_main(scene, name) or _is_short(scene, name)


def _is_concerned(scene: Scene, name: str) -> bool:
    """Whether a name is that of who runs one of the services that the article is about first."""
    slug = slug_named(name)
    runs = {operator_of(own) for own in scene.story.platforms[:_CONCERNED]}
    return _is_main(scene, name) or (slug is not None and slug in runs)


def _is_short(scene: Scene, name: str) -> bool:
    """Whether a name begins the operator's: "CDK" for CDK Global."""
    return len(name) > 1 and (scene.story.operator or "").startswith(f"{name} ")
