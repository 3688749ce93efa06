"""Whose word a claim is: which statement governs a place in a sentence, and who its speaker is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.statements import Speaker, Statement, without_title
from pipeline.claims.spans import Span

if TYPE_CHECKING:
    from pipeline.claims.scene import Scene

SourceKind = Literal["outlet", "operator", "insider", "tracker", "other"]

_OPERATOR_ROLE = family_pattern("speakers", "operator_roles")
_FOREIGN_ROLE = family_pattern("speakers", "foreign_roles")
_CHIEF = family_pattern("speakers", "chiefs")
_CHIEF_ALONE = pattern(rf"^(?:its |the )?{either(words('speakers', 'chiefs'))}$")
_TRACKER_ROLE = family_pattern("speakers", "tracker_roles")
# "X users" are not X.
_CUSTOMERS = frozenset(words("speakers", "customers"))
_OPENING_CHARS = 40  # "At La Banque Postale", "On the same day Mitsubishi UFJ's …"
_TITLE = r"(?:(?:Mr|Ms|Mrs|Dr)\.?\s+)?"
_WORD = r"[A-Z][\w'.&-]*"
CAPITAL = rf"{_TITLE}({_WORD}(?:\s+(?:(?:of|de|van|von|bin|al|di|da)\s+){{0,2}}{_WORD})*)"
_INSIDER = either(words("speakers", "insider"))
_OFFICES = either([*words("speakers", "insider"), *words("speakers", "roles"), *words("speakers", "bodies")])
# "X owner Elon Musk", "its chief executive, Ada Holt", "Chief Executive Ada Holt", "firm Kentik": the name remains.
_PROPER = pattern(
    rf"^(?:.*\s)?(?:{_OFFICES}|(?i:{_INSIDER})|[Mm]inister|[Pp]rofessor|[Ss]enator),?\s+{CAPITAL}$", is_cased=True
)
_DOCUMENT = family_pattern("speakers", "documents")
_COLLECTIVE = family_pattern("speakers", "collectives")
_SET_OFF = pattern(r"^,\s+(?:an?|the|which|who|whose)\b")
_CITED_NEAR = 3  # characters: "the channel reported, citing sources" is the channel's word
_TOGETHER = frozenset(words("speakers", "operators_together"))
_BODIES_NAMED = frozenset(words("speakers", "bodies_named"))
# "the agency", where no other has spoken, is the one whose system failed.
_PUBLIC_BODIES = frozenset({"agency", "authority", "department", "body", "organisation", "organization", "non-profit"})
# Who speaks for a company without a name is called so after it: "Optus spokesman".
_VOICES = frozenset({"spokesperson", "spokesman", "spokeswoman", "representative"})
_PUBLIC_NAME = pattern(
    r"\b(?:Commission|Agency|Authority|Ministry|Department|Bureau|Board|Council|Committee|Institute|Office|Administration|Regulator)$",
    is_cased=True,
)
_VOICE = pattern(rf"\b{either(sorted(_VOICES))}$")
_SITES = frozenset({"site", "website", "service", "portal", "page"})
_OUR_WORDS = pattern(r"^\"[^\"]*\b(?:we|we're|we've|our|us)\b")
_FIRST_PERSON = pattern(r"\b(?:I|[Ww]e|[Oo]ur|[Mm]y|us)(?:[^\w-]|$)", is_cased=True)
# Reported speech that goes on, and the parts of what somebody said: "The first began at 7:10".
_GOES_ON = pattern(
    r"^(?:(?:The|A)\s+(?:first|second|third|fourth|last|other)\b|[^\"]{0,120}?\b(?:had|might have)\s+[a-z])"
)
# ", which has been hit by ransomware" up to a phrase that belongs to it.
_RELATIVE = pattern(r",\s+(?:which|who|whose)\s[^,;]*,?\s*$")
_HANDLE_CHARS = 4  # of a name that a handle begins with: "BlizzardCS", "OpenAIStatus"
_LONGEST_QUOTATION = 1500
_NO_MARKS = str.maketrans(",()", "   ")
_TRAITS = {
    "operator": _OPERATOR_ROLE,
    "foreign": _FOREIGN_ROLE,
    "chief": _CHIEF,
    "chief alone": _CHIEF_ALONE,
    "tracker": _TRACKER_ROLE,
    "document": _DOCUMENT,
    "collective": _COLLECTIVE,
}


@dataclass(frozen=True, slots=True)
class Source:
    """
    Whose word a claim is.

    name  As the article names it, without office or title; None for the outlet's own voice.
    kind  operator (the company or its spokespeople), insider (its chief or owner by name), tracker, other.
    """

    name: str | None = None
    kind: SourceKind = "outlet"


OUTLET = Source()


def source_for(scene: Scene, span: Span, *, is_carried: bool = False) -> Source:
    """
    Whose word something in a sentence is.

    is_carried  Whether it may be the operator's who spoke in the sentence before, since only they know: a cause.
    """
    statement = governing(scene, span)
    if statement is not None:
        return resolve(scene, statement.speaker)
    if _is_quotation(scene) and scene.context.speaker:
        return named_source(scene, scene.context.speaker)
    if _is_own_words(scene, span):
        return Source(scene.context.called or scene.story.operator, "operator")
    return (_carried(scene) if is_carried else None) or _relayed(scene) or OUTLET


def _relayed(scene: Scene) -> Source | None:
    """Whose account an article sums up, or goes on with in the pluperfect: "The network had come back at 9.30 pm"."""
    if scene.is_background or _FIRST_PERSON.search(scene.text):
        return None
    is_counted = any(tracker.kind == "counts" and tracker.name for tracker in scene.trackers)
    if scene.context.account and not is_counted:
        return named_source(scene, scene.context.account)
    if not scene.is_same_paragraph or not scene.context.voice or not _GOES_ON.search(scene.text):
        return None
    spoke = named_source(scene, scene.context.voice)
    return spoke if spoke.kind in {"operator", "insider"} else None


def _carried(scene: Scene) -> Source | None:
    """The operator in whose words an account goes on; a person's words end with the paragraph."""
    if not scene.is_same_paragraph or scene.is_background or _FIRST_PERSON.search(scene.text):
        return None
    spoke = named_source(scene, scene.context.speaker) if scene.context.speaker else OUTLET
    is_going_on = spoke.kind == "operator" or (spoke.kind == "insider" and scene.context.voice is not None)
    return spoke if is_going_on else None


def _is_quotation(scene: Scene) -> bool:
    """Whether a sentence stands in a quotation that began with it, or before it in its paragraph."""
    if not scene.is_same_paragraph:
        return False
    line = scene.plain.rfind("\n", 0, scene.sentence.start) + 1
    opened = scene.plain.count('"', max(line, scene.sentence.start - _LONGEST_QUOTATION), scene.sentence.start)
    return scene.plain[scene.sentence.start] == '"' or opened % 2 == 1


def _is_own_words(scene: Scene, span: Span) -> bool:
    """Whether something stands in a quotation of the company's without its name: 'A tweet: "We are back."'."""
    quote = scene.plain.find('"', scene.sentence.start, span.end)
    is_told = quote >= 0 and not scene.statements and scene.story.operator is not None
    return is_told and bool(_OUR_WORDS.search(scene.plain[quote : scene.sentence.end]))


def governing(scene: Scene, span: Span) -> Statement | None:
    """The statement that holds for a span: the last verb before it, a phrase, or the verb after it."""
    told = [s for s in scene.statements if is_heard(scene, s)]
    statements = [s for s in told if not span.overlaps(s.speaker) or s.end <= span.end]
    verbs = [s for s in statements if not s.is_phrase]
    before = [s for s in verbs if s.end <= span.start + 1 or (s.start < span.start and s.end < span.end)]
    phrases = [s for s in statements if s.is_phrase and not s.overlaps(span) and not _is_aside(scene, s, span)]
    if phrases and not (before and before[-1].start > phrases[-1].start):
        relayed = [s for s in verbs if s.speaker.kind == "name" and 0 <= phrases[-1].start - s.end <= _CITED_NEAR]
        return relayed[-1] if relayed and phrases[-1].speaker.kind == "role" else phrases[-1]
    if before:
        return _outermost(before)
    inside = [s for s in verbs if span.start <= s.start < span.end]
    after = [s for s in verbs if s.start >= span.end]
    return next(iter([*inside, *after]), None)


def _is_aside(scene: Scene, phrase: Statement, span: Span) -> bool:
    """Whether a phrase holds only for its clause: "the firm, which was hacked, according to staff, said …"."""
    opens = _RELATIVE.search(scene.plain[scene.sentence.start : phrase.start])
    if opens is None:
        return False
    closes = scene.plain.find(",", phrase.end + 1, scene.sentence.end)
    start = scene.sentence.start + opens.start()
    return closes >= 0 and not start <= span.start < closes


def _outermost(before: Sequence[Statement]) -> Statement:
    """Of nested verbs ("Optus said it saw …") the first of those whose later subjects are only pronouns."""
    last = len(before) - 1
    while last > 0 and before[last].speaker.kind == "pronoun":
        last -= 1
    return before[last]


def is_heard(scene: Scene, statement: Statement) -> bool:
    """Whether a statement says something: no complaint, no "Error reports", and "saw" only of trackers."""
    speaker = statement.speaker
    if speaker.kind == "name" and _is_place(scene, speaker) and not names_operator(scene, speaker.text):
        return False
    if statement.is_complaint or (statement.is_counting and not _counts(scene, speaker)):
        return False
    return not statement.is_noun_too or speaker.kind != "name" or scene.story.is_name(speaker.text)


def _counts(scene: Scene, speaker: Speaker) -> bool:
    """Whether a speaker is a tracker: only those "see" and "record" something."""
    return resolve(scene, speaker).kind == "tracker"


def resolve(scene: Scene, speaker: Speaker) -> Source:
    """Who is meant by a name, a role or a pronoun."""
    if speaker.kind == "pronoun":
        known = _meant(scene, speaker)
        if known is None and (before := _operator_role_before(scene, speaker)):
            return resolve(scene, before)
        role = next((s.speaker for s in scene.statements if s.speaker.kind == "role" and s.speaker.text == known), None)
        return resolve(scene, role) if role else named_source(scene, known) if known else OUTLET
    if speaker.kind == "role" and scene.context.tracker and _is_tracker(scene, speaker.text):
        return Source(scene.context.tracker, "tracker")
    if proper_name(speaker.text) == speaker.text:
        return _of_role(scene, speaker) or named_source(scene, speaker.text)
    return named_source(scene, speaker.text)


def _operator_role_before(scene: Scene, pronoun: Speaker) -> Speaker | None:
    """The company that a sentence calls so before a pronoun: "The bank has set aside £5m, it told MPs"."""
    speakers: tuple[Speaker, ...] = scene.own(scene.mentions.speakers)
    roles = [s for s in speakers if s.end < pronoun.start and s.kind == "role" and "operator" in _traits(s.text)]
    return roles[-1] if roles else None


def _is_tracker(scene: Scene, role: str) -> bool:
    """Whether a role is the tracker named before: "the tracker", and behind its figures "the site" with more."""
    is_counting = scene.context.is_counting and bool(scene.numbers)
    return "tracker" in _traits(role) or (is_counting and role.split(" ")[-1] in _SITES)


def _of_role(scene: Scene, speaker: Speaker) -> Source | None:
    """Whom an office, a document, a group or a kind of company means in this article; None for any other role."""
    text, traits = speaker.text.lower(), _traits(speaker.text)
    is_chief = "chief alone" in traits or ("chief" in traits and names_operator(scene, text))
    holder = next((name for office, name in scene.story.offices if text.endswith(office)), None)
    if holder is None and is_chief:
        holder = next(iter(scene.story.insiders)) if len(scene.story.insiders) == 1 else scene.context.person
    if holder and (speaker.kind == "role" or names_operator(scene, text)):
        return Source(holder, "insider")
    if speaker.kind != "role" or text != speaker.text:
        return None
    if text in {"source", "sources"} and (scene.context.speaker or "").endswith(text):
        return Source(scene.context.speaker, "other")
    if scene.context.group and "collective" in traits:
        return Source(scene.context.group, "other")
    if "document" in traits and (author := scene.context.author or scene.context.body or scene.story.operator):
        return named_source(scene, author)
    if text in _BODIES_NAMED | _PUBLIC_BODIES and (body := _body_before(scene, speaker)):
        return named_source(scene, body)
    if text in _BODIES_NAMED and scene.context.body and not names_operator(scene, scene.context.body):
        return named_source(scene, scene.context.body)
    if text in _PUBLIC_BODIES and scene.context.body and names_main(scene, scene.context.body):
        return named_source(scene, scene.context.body)
    if text in _PUBLIC_BODIES and scene.story.operator and not scene.context.body:
        return Source(scene.story.operator, "operator")
    if text in _TOGETHER:
        return Source(text, "operator")
    if "operator" in traits and "foreign" not in traits:
        company = _company_meant(scene, speaker)
        is_voice = company is not None and text in _VOICES and " spokes" not in company
        return Source(f"{company} {text}" if is_voice else company or text, "operator")
    return None


def _body_before(scene: Scene, role: Speaker) -> str | None:
    """The public body that the sentence names before a role: "a Federal Trade Commission inquiry, the agency said"."""
    speakers: tuple[Speaker, ...] = scene.own(scene.mentions.speakers)
    named = [s.text for s in speakers if s.end < role.start and s.kind == "name" and _PUBLIC_NAME.search(s.text)]
    return named[-1] if named else None


def _company_meant(scene: Scene, role: Speaker) -> str | None:
    """Which company "the bank" is: the one that the paragraph is about, or that of the story as it was called last."""
    spoke = [s.speaker.text for s in scene.statements if s.end < role.start and s.speaker.kind == "name"]
    if spoke and names_operator(scene, spoke[-1]):
        return proper_name(spoke[-1])
    other = other_company(scene) or (scene.context.company if scene.is_same_paragraph else None)
    return other or scene.context.called or scene.story.operator or scene.context.body


def other_company(scene: Scene) -> str | None:
    """The only company that a sentence begins with, or that its paragraph is about, where it is not the story's."""
    named = [p for p in scene.platforms if p.start - scene.sentence.start <= _OPENING_CHARS]
    if not named:
        return scene.context.company if scene.is_same_paragraph and not scene.platforms else None
    name = scene.plain[named[0].start : named[0].end].removesuffix("'s")
    return None if len({p.slug for p in named}) > 1 or names_main(scene, name) else name


@lru_cache(maxsize=4096)
def _traits(text: str) -> frozenset[str]:
    """What kinds of speaker a role or a name sounds like."""
    return frozenset(name for name, words_of in _TRAITS.items() if words_of.search(text))


def _meant(scene: Scene, pronoun: Speaker) -> str | None:
    """Whom a pronoun means: who speaks earlier in the sentence, else the person or the body named before it."""
    speakers: tuple[Speaker, ...] = scene.own(scene.mentions.speakers)
    here = [s.speaker for s in scene.statements if s.speaker.end < pronoun.start and s.speaker.kind != "pronoun"]
    if pronoun.text.lower() in {"he", "she"} and not here and _VOICE.search(scene.context.voice or ""):
        return scene.context.voice
    if pronoun.text.lower() in {"he", "she"}:
        named = [s for s in scene.own(scene.mentions.speakers) if s.end < pronoun.start and s.kind != "pronoun"]
        people = [s.text for s in (*here, *named) if is_person(scene, s.text)]
        return people[-1] if people else scene.context.person or (here[-1].text if here else scene.context.speaker)
    if here:
        return here[-1].text
    if pronoun.text.lower() == "they":
        before = [s for s in speakers if s.kind == "role" and s.end < pronoun.start and s.text.endswith("s")]
        roles = [s for s in before if scene.plain.count('"', scene.sentence.start, s.start) % 2 == 0]
        if roles:
            return roles[-1].text
        is_opening = pronoun.start == scene.sentence.start
        if scene.context.speaker and (is_opening or scene.plain[pronoun.start - 2 : pronoun.start] in {", ", '" '}):
            return scene.context.speaker
    subject = subject_of(scene)
    if subject is not None and subject.end < pronoun.start and not is_person(scene, subject.text):
        return subject.text
    return scene.context.body or scene.context.speaker


def subject_of(scene: Scene) -> Speaker | None:
    """The name that a sentence begins with, or that follows its first words up to a comma."""
    speakers: tuple[Speaker, ...] = scene.own(scene.mentions.speakers)
    start = scene.sentence.start
    for speaker in speakers:
        if speaker.start > start + 80:
            return None
        if speaker.start < start or (
            speaker.start > start + 4 and scene.plain[start : speaker.start].rstrip()[-1:] != ","
        ):
            continue
        is_set_off = bool(_SET_OFF.search(scene.plain[speaker.end : speaker.end + 8]))
        is_name = speaker.kind == "name" and (is_set_off or scene.story.is_name(speaker.text))
        if is_name and not _is_place(scene, speaker):
            return speaker
    return None


def has_collective(scene: Scene) -> bool:
    """Whether a group of attackers acts in a sentence, by what it is: "the outfit"."""
    return any(s.kind == "role" and "collective" in _traits(s.text) for s in scene.own(scene.mentions.speakers))


def _is_place(scene: Scene, speaker: Speaker) -> bool:
    spans = (*scene.places, *scene.days)
    return any(span.start <= speaker.start and span.end >= speaker.end for span in spans)


def is_person(scene: Scene, name: str) -> bool:
    """Whether the article calls somebody so."""
    return scene.story.full_name(proper_name(name)).split(" ")[-1] in dict(scene.story.people)


@lru_cache(maxsize=4096)
def proper_name(text: str) -> str:
    """The name in what somebody is called: "X owner Elon Musk" -> "Elon Musk", "firm Kentik" -> "Kentik"."""
    found = _PROPER.search(text)
    return without_title(found.group(1) if found else text).removesuffix("'s").rstrip(".,")


def named_source(scene: Scene, name: str) -> Source:
    """The source of a name, in full where the article gives it so, with what it is to the operator."""
    full = scene.story.full_name(proper_name(name))
    tracker = next((t.name for t in scene.mentions.trackers if t.name and t.name.lower() in name.lower()), None)
    if tracker:
        return Source(tracker, "tracker")
    if any(person in full for person in scene.story.insiders):
        return Source(full, "insider")
    if not names_operator(scene, name) and not names_operator(scene, full):
        return Source(full, "other")
    return Source(full, "insider" if "chief" in _traits(name) else "operator")


def names_operator(scene: Scene, name: str) -> bool:
    """Whether a name is, begins or ends with the operator's: "Meta", "Meta spokesman", "Alphabet's YouTube"."""
    words_of = name.lower().translate(_NO_MARKS).replace("'s", " ").split()
    if _CUSTOMERS.intersection(words_of):
        return False
    return _begins_or_ends(words_of, scene.story.names)


def names_main(scene: Scene, name: str) -> bool:
    """Whether a name is that of the main platform or of its company, not of another that the article is about."""
    words_of = name.lower().translate(_NO_MARKS).replace("'s", " ").split()
    return not scene.story.main_names or _begins_or_ends(words_of, scene.story.main_names)


def _begins_or_ends(words_of: Sequence[str], names: frozenset[str]) -> bool:
    if len(words_of) == 1 and any(words_of[0].startswith(n) for n in names if len(n) >= _HANDLE_CHARS):
        return True
    return " ".join(words_of) in names or any(
        " ".join(words_of[:size]) in names or " ".join(words_of[-size:]) in names
        for size in range(1, min(4, len(words_of)) + 1)
    )


def is_own_name(scene: Scene, name: str) -> bool:
    """Whether a name is no more than that of the main platform or its company: "Meta", but not "Meta spokesman"."""
    return name.lower() in scene.story.main_names
