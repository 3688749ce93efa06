"""Whose account the sentences after one relay: a post-mortem, a letter, a testimony that the article sums up."""

from __future__ import annotations

from pipeline.claims import sources
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.statements import Statement
from pipeline.claims.scene import Scene

_ACCOUNT = family_pattern("speakers", "relayed")
# "Google's incident report is out", "the regulator's findings", "its account".
_POSSESSOR = pattern(
    rf"\b(?:(?:the|its)\s+)?([\w.& -]{{2,40}}?)'s?\s+(?:[\w-]+\s+){{0,3}}?{either(words('speakers', 'relayed'))}\b"
)


def relayed(scene: Scene, *, opens_timeline: bool) -> str | None:
    """
    Whose account goes on behind a sentence; None where it is the outlet's own story again.

    opens_timeline  Whether a list of times begins, which is that of the operator who spoke before it.
    """
    before = scene.context.account
    told = [s for s in scene.statements if not s.is_counting and sources.is_heard(scene, s)]
    if not scene.is_background and scene.has(_ACCOUNT) and (named := _author(scene, told)):
        return named
    if opens_timeline and before is None:
        return _operator_before(scene)
    if before is None or any(tracker.kind == "counts" for tracker in scene.trackers):
        return None
    if told:
        return _same_author(scene, told, before)
    subject = sources.subject_of(scene)
    is_other = subject is not None and sources.named_source(scene, subject.text).name != before
    return None if is_other and not _is_main(scene, subject.text if subject else "") else before


def _author(scene: Scene, told: list[Statement]) -> str | None:
    """Who gives the account that a sentence mentions: whoever speaks in it, owns it or begins the sentence."""
    spoken = next((name for s in told if (name := scene.resolve(s.speaker).name)), None)
    if spoken:
        return spoken
    owner = _POSSESSOR.search(scene.text)
    if owner and (sources.names_operator(scene, owner.group(1)) or scene.story.is_name(owner.group(1).title())):
        return sources.named_source(scene, owner.group(1)).name
    subject = sources.subject_of(scene)
    return sources.named_source(scene, subject.text).name if subject else None


def _operator_before(scene: Scene) -> str | None:
    spoke = sources.named_source(scene, scene.context.speaker) if scene.context.speaker else sources.OUTLET
    return spoke.name if spoke.kind in {"operator", "insider"} else None


def _same_author(scene: Scene, told: list[Statement], before: str) -> str | None:
    """The author where only they, or a pronoun that may be theirs, speak in a sentence."""
    named = {scene.resolve(s.speaker).name for s in told}
    if named <= {before, None}:
        return before
    is_pronoun = all(s.speaker.kind == "pronoun" for s in told)
    return next(iter(named)) if is_pronoun and len(named) == 1 else None


def _is_main(scene: Scene, name: str) -> bool:
    return sources.names_main(scene, name)
