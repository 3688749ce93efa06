"""Which country an attack is said to come from."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.claims.attach import cost
from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.places import Place
from pipeline.claims.scene import Scene
from pipeline.claims.stances import stance_of

_ATTACK = family_pattern("origins", "attack")
_FROM = family_pattern("origins", "from")
_NOT = family_pattern("origins", "not_origin")
_THINGS = pattern(rf"^\s+{either(words('origins', 'things'))}\b")
_WERE = pattern(r"\b(?:were|was|are|is)\s+(?:\w+\s+)?$")
_LIST = pattern(r"^(?:,|,?\s+(?:and|or))\s*(?:the\s+)?$")
_PRONOUN = pattern(
    r"\b(?:of|sent|behind)\s+(?:most\s+of\s+|much\s+of\s+)?(?:it|them|this|these)\b|"
    r"\b(?:it|they|these|those)\s+(?:(?:all|mostly|had|has|have|probably|likely|really|in\s+fact)\s+)*"
    r"(?:came|comes?|originated|stemmed|(?:is|was|were|are|been)\s+(?:\w+\s+)?(?:run|traced|launched|sent|controlled|directed|based|steered))\b"
)
_NEAR = 70
_SENTENCE_BEFORE = 220  # characters


def read(scene: Scene) -> Iterator[Draft]:
    """The countries of a sentence that an attack, its traffic or its makers are said to come from."""
    if not scene.places or not _is_about_attack(scene) or not scene.has(_FROM) or scene.has(_NOT):
        return
    previous: Place | None = None
    for place in scene.places:
        is_next = previous is not None and bool(_LIST.search(scene.plain[previous.end : place.start]))
        if place.kind in {"region", "here", "people"} or not (is_next or _comes_from(scene, place)):
            continue
        previous = place
        source = scene.source_for(place)
        stance = stance_of(scene, place, source, is_attack=True, is_culprit=True)
        if stance == "denied" and source.kind == "other":
            stance = "disputed"  # an outsider can only doubt where others come from
        yield Draft(
            start=place.start,
            end=place.end,
            metric="origin",
            rule="origin/from",
            label=place.code,
            platform=scene.story.main,
            source=source.name,
            stance=stance,
            background=scene.is_background,
        )


def _is_about_attack(scene: Scene) -> bool:
    """Whether the sentence names an attack or its traffic, or goes on about one: "Most of it came from …"."""
    if scene.has(_ATTACK):
        return True
    before = scene.plain[max(0, scene.sentence.start - _SENTENCE_BEFORE) : scene.sentence.start]
    return bool(_PRONOUN.search(scene.text)) and bool(_ATTACK.search(before))


def _comes_from(scene: Scene, place: Place) -> bool:
    if scene.plain[place.end : place.end + 2] == "'s":
        return False
    if place.kind == "adjective":
        before = scene.plain[max(scene.sentence.start, place.start - 20) : place.start]
        if _THINGS.search(scene.plain[place.end : place.end + 25]):
            return True
        return bool(_WERE.search(before)) and any(cost(scene.plain, c, place) <= _NEAR for c in scene.cues(_ATTACK))
    return any(cost(scene.plain, cue, place) <= _NEAR for cue in scene.cues(_FROM))
