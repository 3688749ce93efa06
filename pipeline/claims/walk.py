"""From sentence to sentence: each read in the light of those before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.claims import accounts, sources
from pipeline.claims.channels import told_through
from pipeline.claims.context import Context
from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import family_pattern, pattern
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
from pipeline.platforms import lineage, operator_of, platform, slug_named

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
# What of a tracker's curve a time may be of, and what the curve is called in the sentences behind its name.
_CURVE = family_pattern("speakers", "curves")
_CURVE_LABELS = frozenset({"start", "wave", "peak", "eased"})
_NO_EXPLANATION = frozenset({"unknown", "technical_issue"})
# "Payments over Interac were refused": no more than a means of what the sentence is about.
_ASIDE = pattern(r"\b(?:over|via|through|by|than|unlike|like|rival|from|with|using)\s+(?:the\s+)?$")
_COUNTS = frozenset({"report_count", "report_share"})


def read_scenes(passage: Passage, mentions: Mentions, story: Story) -> Iterator[tuple[Scene, list[Draft]]]:
    """The sentences of a passage that belong to the story, each with the claims that it makes, in order."""
    context = Context(country=_dateline_country(passage, mentions))
    for sentence in told_sentences(passage, mentions, story.main):
        if sentence.kind in {"noise", "stamp"}:
            continue
        scene = Scene(plain=passage.plain, sentence=sentence, mentions=mentions, story=story, context=context)
        drafts = _without_explained([draft for rule in RULES for draft in rule.read(scene)])
        drafts = _with_counter(scene, drafts)
        drafts = [_downstream(scene, _of_speaker(scene, _with_channel(scene, _in_time(scene, d)))) for d in drafts]
        yield scene, drafts
        context = after(scene, drafts)


def _without_explained(drafts: list[Draft]) -> list[Draft]:
    """Who names a cause says more than that there is trouble: "confirmed that an attack had taken its sites down"."""
    causes = [d for d in drafts if d.metric == "cause" and d.label not in _NO_EXPLANATION and d.source]
    return [
        d
        for d in drafts
        if d.label != "acknowledged" or not any(c.overlaps(d) and c.source == d.source for c in causes)
    ]


def _dateline_country(passage: Passage, mentions: Mentions) -> str | None:
    """Where an article was written, "SINGAPORE - …": "the country" is that one until another is named."""
    if not passage.sentences:
        return None
    first = passage.sentences[0].start
    return next((place.code for place in mentions.places if place.end <= first), None)


def _with_channel(scene: Scene, draft: Draft) -> Draft:
    """A claim with the outlet that its source spoke through, where the sentence names one."""
    through = told_through(scene, draft.source) if draft.source else None
    return replace(draft, source_via=through) if through else draft


def _in_time(scene: Scene, draft: Draft) -> Draft:
    """A claim of another outage marked as such: one in "whose update took out 8.5 million machines last year"."""
    is_other = not draft.background and scene.is_background_at(draft)
    return replace(draft, background=True) if is_other else draft


def _downstream(scene: Scene, draft: Draft) -> Draft:
    """What another's failure caused is about the service that it took along: "X failed because of Cloudflare"."""
    if draft.metric != "cause" or draft.label != "third_party":
        return draft
    blamed = {p.slug for p in scene.platforms if p.overlaps(draft)}
    before = [p.slug for p in scene.platforms if p.end <= draft.start and p.slug not in blamed]
    own = next((slug for slug in before if not platform(slug).is_company), None)
    return replace(draft, platform=own) if own and blamed else draft


def _of_speaker(scene: Scene, draft: Draft) -> Draft:
    """What a service says of itself is about it, "Citi said that it was sorry"; an owner's word about what failed."""
    slug = slug_named(draft.source) if draft.source and draft.metric == "response" else None
    main = scene.story.main
    is_alone = main is not None and {main, slug} >= set(scene.story.platforms)
    if slug and main and slug != main and is_alone and slug in {operator_of(main), *lineage(main)}:
        return replace(draft, platform=main)
    return replace(draft, platform=slug) if slug and not platform(slug).is_company else draft


def _with_counter(scene: Scene, drafts: list[Draft]) -> list[Draft]:
    """Times of a curve with the tracker whose it is: of the figure beside them, or of "they" and "the count" before."""
    drafts = [_of_count(draft, drafts) for draft in drafts]
    if not any(draft.metric == "time_point" and draft.source is None for draft in drafts):
        return drafts
    counter = next((d.source for d in drafts if d.metric == "report_count"), None)
    if counter is None and scene.context.is_counting and scene.has(_CURVE):
        counter = scene.tracker()
    return [
        replace(draft, source=counter)
        if counter and draft.source is None and draft.metric == "time_point" and draft.label in _CURVE_LABELS
        else draft
        for draft in drafts
    ]


def _of_count(draft: Draft, drafts: Sequence[Draft]) -> Draft:
    """A place where reports were counted, as the word of who counted them."""
    if draft.metric != "affected_region" or draft.source is not None:
        return draft
    counted = (d.source for d in drafts if d.metric == "report_count" and d.region == draft.label)
    counter = next(counted, None)
    return replace(draft, source=counter) if counter else draft


def after(scene: Scene, drafts: Sequence[Draft]) -> Context:
    """What holds after a sentence, given what held before it and what it claimed."""
    before = scene.context
    trackers = [t.name for t in scene.trackers if t.kind == "counts" and t.name]
    zones = [c.zone for c in scene.clocks if c.zone] + [z.zone for z in scene.own(scene.mentions.zones)]
    days = [d for d in scene.days if d.kind in {"date", "weekday", "relative"}]
    countries = [p.code for p in scene.places if p.kind in {"name", "town", "people"}]
    person, body = _actors(scene)
    is_opening = time_point.opens_timeline(scene)
    heard = [s for s in scene.statements if not s.is_counting and sources.is_heard(scene, s)]
    speakers = [scene.resolve(s.speaker).name for s in heard]
    account = accounts.relayed(scene, opens_timeline=is_opening)
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
        account=account,
        author=account or before.author,
        called=next((s for s in reversed(speakers) if s and sources.is_own_name(scene, s)), before.called),
        company=sources.other_company(scene),
        group=next((d.label for d in reversed(drafts) if d.rule in _GROUPS), actor.group_named(scene) or before.group),
        is_background=scene.is_background,
        country=countries[-1] if countries else before.country,
        region=next((d.region for d in reversed(drafts) if d.metric == "report_count"), None),
        unit=next((d.unit for d in reversed(drafts) if d.metric == "affected_count" and d.unit != "percent"), None),
        is_timeline=is_opening or (before.is_timeline and time_point.is_entry(scene)),
        is_market=any(d.label == "share_price" for d in drafts) or financial_impact.opens_market(scene),
    )


def _platform(scene: Scene) -> str | None:
    """The only service that a sentence names, or the one that opens it; else the one before in the paragraph."""
    owner = operator_of(scene.story.main) if scene.story.main else None
    named = [p for p in scene.platforms if not platform(p.slug).is_company and p.slug != owner]
    if not named:
        return scene.context.platform if scene.is_same_paragraph else None
    first = named[0]
    if first.start == scene.sentence.start or len({p.slug for p in named}) == 1:
        is_aside = first.slug != scene.story.main and _ASIDE.search(
            scene.plain[max(scene.sentence.start, first.start - 12) : first.start]
        )
        return None if is_aside else first.slug
    return None


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
        if statement.speaker.kind == "pronoun" or statement.is_counting or not sources.is_heard(scene, statement):
            continue
        if sources.is_person(scene, statement.speaker.text):
            person = scene.story.full_name(sources.proper_name(statement.speaker.text))
        else:
            body = scene.resolve(statement.speaker).name
    return person, body
