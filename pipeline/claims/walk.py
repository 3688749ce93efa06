"""From sentence to sentence: each read in the light of those before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.claims import sources
from pipeline.claims.context import Context
from pipeline.claims.draft import Draft
from pipeline.claims.mentions.gather import Mentions
from pipeline.claims.metrics import (
    actor,
    affected_count,
    affected_region,
    cause,
    duration,
    financial_impact,
    origin,
    report_count,
    report_share,
    response,
    time_point,
    wave_count,
)
from pipeline.claims.roundups import told_sentences
from pipeline.claims.scene import Scene
from pipeline.claims.sentences import Passage
from pipeline.claims.story import Story
from pipeline.platforms import platform

RULES = (
    report_count,
    report_share,
    affected_count,
    time_point,
    duration,
    wave_count,
    affected_region,
    cause,
    origin,
    actor,
    response,
    financial_impact,
)
_GROUPS = frozenset({"actor/group", "actor/introduced"})
_COUNTS = frozenset({"report_count", "report_share"})


def read_scenes(passage: Passage, mentions: Mentions, story: Story) -> Iterator[tuple[Scene, list[Draft]]]:
    """The sentences of a passage that belong to the story, each with the claims that it makes, in order."""
    context = Context()
    for sentence in told_sentences(passage, mentions, story.main):
        if sentence.kind in {"noise", "stamp"}:
            continue
        scene = Scene(plain=passage.plain, sentence=sentence, mentions=mentions, story=story, context=context)
        drafts = [_with_channel(scene, draft) for rule in RULES for draft in rule.read(scene)]
        yield scene, drafts
        context = after(scene, drafts)


def _with_channel(scene: Scene, draft: Draft) -> Draft:
    """A claim with the outlet that its source spoke through, where the sentence names one."""
    through = sources.told_through(scene, draft.source) if draft.source else None
    return replace(draft, source_via=through) if through else draft


def after(scene: Scene, drafts: Sequence[Draft]) -> Context:
    """What holds after a sentence, given what held before it and what it claimed."""
    before = scene.context
    trackers = [t.name for t in scene.trackers if t.kind == "counts" and t.name]
    zones = [c.zone for c in scene.clocks if c.zone] + [z.zone for z in scene.own(scene.mentions.zones)]
    days = [d for d in scene.days if d.kind in {"date", "weekday", "relative"}]
    countries = [p.code for p in scene.places if p.kind in {"name", "town", "people"}]
    person, body = _actors(scene)
    speakers = [scene.resolve(s.speaker).name for s in scene.statements if not s.is_counting and not s.is_complaint]
    return Context(
        line=scene.sentence.line,
        tracker=trackers[0] if trackers else before.tracker,
        is_counting=any(d.metric in _COUNTS for d in drafts) or bool(trackers),
        platform=_platform(scene),
        zone=zones[-1] if zones else before.zone,
        day=days[-1] if days else before.day,
        person=person or before.person,
        body=body or before.body,
        speaker=next((s for s in reversed(speakers) if s), before.speaker),
        voice=next((s for s in reversed(speakers) if s), before.voice if scene.is_same_paragraph else None),
        group=next((d.label for d in reversed(drafts) if d.rule in _GROUPS), actor.group_named(scene) or before.group),
        is_background=scene.is_background,
        country=countries[-1] if countries else before.country,
        region=next((d.region for d in reversed(drafts) if d.metric == "report_count"), None),
        unit=next((d.unit for d in reversed(drafts) if d.metric == "affected_count"), None),
        is_timeline=time_point.opens_timeline(scene) or (before.is_timeline and time_point.is_entry(scene)),
        is_market=any(d.label == "share_price" for d in drafts) or financial_impact.opens_market(scene),
    )


def _platform(scene: Scene) -> str | None:
    """The only service that a sentence names, or the one that opens it; else the one before in the paragraph."""
    named = [p for p in scene.platforms if not platform(p.slug).is_company]
    if not named:
        return scene.context.platform if scene.is_same_paragraph else None
    opens = named[0].start == scene.sentence.start and not platform(named[0].slug).is_company
    return named[0].slug if opens or len({p.slug for p in named}) == 1 else None


def _actors(scene: Scene) -> tuple[str | None, str | None]:
    """The last person and the last body that a sentence names as speaking or acting."""
    person = body = None
    subject = sources.subject_of(scene)
    if subject is not None:
        named = sources.named_source(scene, subject.text).name
        person, body = (named, None) if sources.is_person(scene, subject.text) else (None, named)
    if sources.has_collective(scene):
        body = actor.group_named(scene) or body
    for statement in scene.statements:
        if statement.speaker.kind == "pronoun" or statement.is_counting or statement.is_complaint:
            continue
        if sources.is_person(scene, statement.speaker.text):
            person = scene.story.full_name(sources.proper_name(statement.speaker.text))
        else:
            body = scene.resolve(statement.speaker).name
    return person, body
