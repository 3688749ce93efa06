"""Who is said to be behind an attack, by name or by kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.claims.attach import cost
from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.statements import Statement
from pipeline.claims.scene import Scene
from pipeline.claims.sources import Source
from pipeline.claims.spans import Span
from pipeline.claims.stances import stance_of

_NAME = r"(?-i:[A-Z][\w_.-]*(?:\s+(?:of\s+)?[A-Z][\w_.-]*){0,3})"
_GROUP = family_pattern("actors", "groups", is_cased=True)
_BOTNET = family_pattern("actors", "botnets", is_cased=True)
_INTRODUCED = pattern(
    rf"\b(?:{either([*words('actors', 'introduces'), *words('actors', 'called')])})\s*,?\s+\"?({_NAME})"
)
_CLAIMS = family_pattern("actors", "claims")
_BEHIND = family_pattern("actors", "behind")
_KINDS: dict[str, list[str]] = words("actors", "kinds")
_KIND = {label: pattern(rf"\b{either(names)}\b") for label, names in _KINDS.items()}
_CREDIT = pattern(rf"^{either(words('actors', 'credit'))}\b")
_STATE_BODY = pattern(rf"^\s+{either(words('actors', 'state_bodies'))}\b")
_BLAMED = pattern(rf"\b{either(words('actors', 'blamed_before'))}\s+$")
_WAS_BEHIND = pattern(rf"^\s+{either(words('actors', 'blamed_after'))}\b")
_APART = pattern(r",\s+\"?$")
_CLOSED = pattern(r"^\W*(?:[,;.:)]|$)")
_WHERE = pattern(r"\b(?:in|at|near|across|outside|within|around)\s+(?:the\s+)?$")
_EITHER = pattern(r"^[\s,\"']*(?:and/or|or)\s+(?:an?\s+|the\s+|from\s+an?\s+)?$")
_ATTRIBUTED = pattern(rf"\b{either(words('actors', 'attributed'))}\s+(?:the\s+)?\"?({_NAME})")
# "the RedHeron gang": the name before what it is.
_BEFORE_GROUP = pattern(
    rf"\bthe\s+({_NAME})\s+(?:\w+\s+)?(?:gang|hackers|hacktivists|hacking\s+group|group|collective|crew|outfit)\b"
)
# "RedHeron, a ransomware gang, …": what it is after the name.
# "On Telegram, an outfit …" opens a sentence; the outfit is another name.
_OPENING = pattern(r"^(?:On|In|At|By|From|After|Before|For|With|Over|Via|Through|Since|As|To)\s", is_cased=True)
_APPOSED = pattern(
    rf"\b({_NAME}),\s+(?:an?|the)\s+(?:[\w-]+\s+){{0,3}}?(?:gang|hackers|hacktivists|hacking\s+group|hacker\s+group|ransomware\s+group|"
    r"hacktivist\s+group|collective|crew|outfit)\b"
)
# "used the Hydrant botnet", of a family that no list has.
_ITS_BOTNET = pattern(rf"\b(?:the|an?|its|their)\s+({_NAME}\s+botnet)\b")
_CAPITALS = frozenset(words("actors", "capitals"))
_FOLLOWERS = pattern(rf"\b(?:its|their)\s+({either(words('actors', 'followers'))})\b")
_HUNTED = pattern(rf"\b{either(words('actors', 'hunted'))}$")
_THE_GROUP = pattern(
    r"\bthe\s+(?:\w+\s+)?(?:group|hackers|gang|collective|outfit|crew)\b|\b(?:the|that|this|its|their)\s+(?:claim|boast)\b"
)
_SAME = pattern(
    r"^\W*(?:(?:in|on|by|last|since|within|soon|after)\s+\w+(?:\s+\w+)?,?\s+)?(?:(?:later|it|they|but|and|also|earlier),?\s+)*(?:it|they|the\s+(?:\w+\s+)?(?:group|hackers|gang|collective|attackers|outfit))\b|\bsame\s+group\b"
)
_WHO = pattern(r"\bwho\s+(?:did\s+it|(?:is|was|were|are)\s+(?:behind|responsible|to\s+blame)[^.?]*)\?\s*$")
_QUESTION = 60  # characters before the sentence
_NEAR = 90
_BESIDE = 40  # characters: "Killnet, a Russian group"
_NOT_NAMES = frozenset(words("speakers", "not_names"))
_SHORTEST_NAME = 2  # "IP" is no group


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named(Span):
    label: str
    rule: str
    is_group: bool = False
    told: str | None = None


def read(scene: Scene) -> Iterator[Draft]:
    """The culprits that a sentence names, where it says what they did or who thinks so."""
    claims, behind = scene.cues(_CLAIMS), (*scene.cues(_BEHIND), *_asked(scene))
    if not claims and not behind:
        return
    named = _without_overlaps(
        [
            *_groups(scene),
            *_botnets(scene),
            *_kinds(scene),
            *_state_bodies(scene),
            *_states(scene),
            *_attributed(scene),
            *_followers(scene),
        ]
    )
    named = [actor for actor in named if not _is_hunted(scene, actor)]
    if any(actor.rule == "botnet" for actor in named):
        named = [actor for actor in named if actor.label != "botnet"]
    if any(actor.is_group for actor in named):
        named = [actor for actor in named if actor.rule != "kind" or actor.label != "hacktivists"]
    others = [actor for actor in named if actor.rule != "state-body"]
    named = [a for a in named if a in others or not any(0 <= a.start - g.end < _BESIDE for g in others)]
    if claims and not any(actor.is_group for actor in named) and scene.context.group and _SAME.search(scene.text):
        cue = claims[0]
        label = scene.context.group
        yield _draft(
            scene, _Named(start=cue.start, end=cue.end, label=label, rule="same-group", is_group=True), None, claims
        )
    elif not any(actor.is_group for actor in named):
        yield from _doubted(scene, behind)
    skip: set[int] = set()
    for n, actor in enumerate(named):
        cues = (*claims, *behind) if actor.is_group else behind
        reach = 3 * _NEAR if actor.is_group else _NEAR
        if n in skip or not any(cost(scene.plain, cue, actor) <= reach for cue in cues):
            continue
        other = named[n + 1] if n + 1 < len(named) and _is_alternative(scene, actor, named[n + 1]) else None
        if other:
            skip.add(n + 1)
        yield _draft(scene, actor, other, claims)


def _asked(scene: Scene) -> Iterator[Span]:
    """The question that a sentence answers: "Who did it?"."""
    if _WHO.search(scene.plain[max(0, scene.sentence.start - _QUESTION) : scene.sentence.start]):
        yield Span(start=scene.sentence.start, end=scene.sentence.start)


def _draft(scene: Scene, actor: _Named, other: _Named | None, claims: Sequence[Span]) -> Draft:
    is_own = actor.is_group and any(actor.start <= c.start and cost(scene.plain, actor, c) <= 2 * _NEAR for c in claims)
    source = Source(actor.label, "other") if is_own else scene.source_for(actor)
    stance = stance_of(scene, actor, source, is_attack=True, is_culprit=True)
    if stance != "denied" and (is_own or (stance == "confirmed" and source.kind == "other" and not actor.is_group)):
        stance = "asserted"  # a government that names a foreign state finds nothing
    return Draft(
        start=actor.start,
        end=other.end if other else actor.end,
        metric="actor",
        rule=f"actor/{actor.rule}",
        label=actor.label,
        other_label=other.label if other else actor.told,
        platform=scene.story.main,
        source=source.name,
        stance=stance,
        background=scene.is_background,
    )


def _doubted(scene: Scene, behind: Sequence[Span]) -> Iterator[Draft]:
    """What others think of the group named before: "She sees no proof that the group did it"."""
    for cue in scene.cues(_THE_GROUP):
        source = scene.source_for(cue)
        is_others = source.name is not None and source.name != scene.context.group
        if scene.context.group and is_others and any(cost(scene.plain, c, cue) <= _NEAR for c in behind):
            group = _Named(start=cue.start, end=cue.end, label=scene.context.group, rule="same-group")
            yield _draft(scene, group, None, ())
            return


def _attributed(scene: Scene) -> Iterator[_Named]:
    """Names that a sentence gives the attack to: "identified the gang as BlackSuit", "the work of Killnet"."""
    taken = [*scene.platforms, *scene.places, *scene.trackers]
    for match in (
        *_ATTRIBUTED.finditer(scene.text),
        *_BEFORE_GROUP.finditer(scene.text),
        *_APPOSED.finditer(scene.text),
    ):
        start = scene.sentence.start + match.start(1)
        label = match.group(1).rstrip(".").removesuffix("'s")
        actor = _Named(start=start, end=start + len(label), label=label, rule="attributed")
        if len(label) > _SHORTEST_NAME and not any(actor.overlaps(span) for span in taken):
            yield actor


def _followers(scene: Scene) -> Iterator[_Named]:
    """ "WikiLeaks suggested that its supporters were behind it": the supporters of who speaks."""
    for match in _FOLLOWERS.finditer(scene.text):
        cue = Span(start=scene.sentence.start + match.start(), end=scene.sentence.start + match.end())
        source = scene.source_for(cue)
        if source.name and source.kind == "other":
            yield _Named(start=cue.start, end=cue.end, label=f"{source.name} {match.group(1)}", rule="followers")


def _is_hunted(scene: Scene, actor: _Named) -> bool:
    """Whether culprits are only looked for, or somebody only speaks for them."""
    return bool(_HUNTED.search(scene.plain[max(scene.sentence.start, actor.start - 50) : actor.start]))


def _groups(scene: Scene) -> Iterator[_Named]:
    for cue in scene.cues(_GROUP):
        yield _Named(start=cue.start, end=cue.end, label=scene.plain[cue.start : cue.end], rule="group", is_group=True)
    for match in _INTRODUCED.finditer(scene.text):
        if _APART.search(scene.text[: match.start(1)]) and not _CLOSED.search(scene.text[match.end(1) :]):
            continue  # "a ransomware crew, Bloomberg reported"
        start = scene.sentence.start + match.start(1)
        label = match.group(1).rstrip(".")
        yield _Named(start=start, end=start + len(label), label=label, rule="introduced", is_group=True)
    for match in _APPOSED.finditer(scene.text):
        if match.group(1) in _NOT_NAMES or _OPENING.search(match.group(1)):
            continue
        start, end = scene.sentence.start + match.start(1), scene.sentence.start + match.end(1)
        yield _Named(start=start, end=end, label=match.group(1), rule="introduced", is_group=True)
    for statement in scene.statements:
        who = statement.speaker
        if who.kind == "name" and scene.resolve(who).kind == "other" and _claims_it(scene, statement):
            yield _Named(start=who.start, end=who.end, label=who.text, rule="claimed", is_group=True)


def _claims_it(scene: Scene, statement: Statement) -> bool:
    """Whether a statement takes the credit for an attack: "X claimed responsibility"."""
    after = scene.plain[statement.start : statement.end + 60]
    return bool(_CREDIT.search(after))


def _botnets(scene: Scene) -> Iterator[_Named]:
    for cue in scene.cues(_BOTNET):
        name = scene.plain[cue.start : cue.end]
        end = cue.end + len(" botnet") if scene.plain[cue.end :].startswith(" botnet") else cue.end
        yield _Named(start=cue.start, end=end, label=f"{name} botnet", rule="botnet")
    for match in _ITS_BOTNET.finditer(scene.text):
        start, end = scene.sentence.start + match.start(1), scene.sentence.start + match.end(1)
        yield _Named(start=start, end=end, label=match.group(1), rule="botnet")


def _kinds(scene: Scene) -> Iterator[_Named]:
    for label, words_of in _KIND.items():
        for cue in scene.cues(words_of):
            told = scene.plain[cue.start : cue.end].lower()
            yield _Named(start=cue.start, end=cue.end, label=label, rule="kind", told=told if told != label else None)


def _state_bodies(scene: Scene) -> Iterator[_Named]:
    for place in scene.places:
        is_leaning = scene.plain.endswith("pro-", 0, place.start)
        if (
            place.kind == "adjective"
            and not is_leaning
            and (body := _STATE_BODY.search(scene.plain[place.end : place.end + 40]))
        ):
            end = place.end + body.end()
            yield _Named(start=place.start, end=end, label=scene.plain[place.start : end], rule="state-body")


def _states(scene: Scene) -> Iterator[_Named]:
    """Countries named as the culprit: "blamed Russia", "Iran was behind the attack"."""
    for place in scene.places:
        if place.kind != "name" and scene.plain[place.start : place.end] not in _CAPITALS:
            continue
        before = scene.plain[max(scene.sentence.start, place.start - 30) : place.start]
        after = scene.plain[place.end : place.end + 40]
        if _BLAMED.search(before) or (_WAS_BEHIND.search(after) and not _WHERE.search(before)):
            yield _Named(start=place.start, end=place.end, label=scene.plain[place.start : place.end], rule="state")


def _without_overlaps(named: Sequence[_Named]) -> list[_Named]:
    kept: list[_Named] = []
    for actor in sorted(named, key=lambda a: (a.rule == "claimed", a.start, -a.end)):
        if not any(actor.overlaps(other) for other in kept):
            kept.append(actor)
    return sorted(kept, key=lambda a: a.start)


def _is_alternative(scene: Scene, actor: _Named, other: _Named) -> bool:
    return bool(_EITHER.search(scene.plain[actor.end : other.start]))


def group_named(scene: Scene) -> str | None:
    """The last group that a sentence names, whether or not it says what the group did."""
    groups = list(_groups(scene))
    return groups[-1].label if groups else None
