"""Article -> Reading and Claims: what an article says about an outage, with the words that say it.

Deterministic and explainable: sentences, the mentions in them, and rules that join mentions to claims, with what
earlier sentences established carried along. Each claim names its rule and quotes its words.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from pipeline.claims.confidence import confidence_of
from pipeline.claims.dating import Dated, date_of_outage
from pipeline.claims.draft import Draft
from pipeline.claims.instants import resolve
from pipeline.claims.join import Field, Placed, join
from pipeline.claims.mentions.gather import Mentions, find_mentions
from pipeline.claims.owners import owners_named
from pipeline.claims.principals import names_of_body, principal, slug_of
from pipeline.claims.scene import Scene
from pipeline.claims.sentences import Passage, read_passage
from pipeline.claims.story import (
    Story,
    find_acronyms,
    find_insiders,
    find_offices,
    find_people,
    full_names,
    operator_name,
    operator_names,
    proper_words,
    subject_times,
    with_acronyms,
)
from pipeline.claims.subject import leads, subject_platforms
from pipeline.claims.walk import read_scenes
from pipeline.platforms import operator_of
from pipeline.records import Article, Claim, Reading, make_id
from pipeline.relevance.decision import decide
from pipeline.relevance.second_look import WORTH_READING, look_again

READER_VERSION = "4"


def read_article(article: Article) -> tuple[Reading, tuple[Claim, ...]]:
    """Decides whether an article reports an outage as its subject, and reads its claims if it does."""
    decision = decide(article.title, article.text)
    if decision.score < WORTH_READING:
        return _reading(article, False, decision.reasons, (), (None, "none")), ()
    platforms, dated, claims = read_outage(article)
    own = [claim.metric for claim in claims if not claim.background]
    decision = look_again(decision, claim_count=len(own), kind_count=len(set(own)), chars=len(article.text))
    if not decision.is_relevant:
        return _reading(article, False, decision.reasons, (), (None, "none")), ()
    return _reading(article, True, decision.reasons, platforms, dated), claims


def read_outage(article: Article) -> tuple[tuple[str, ...], Dated, tuple[Claim, ...]]:
    """The platforms, the day and the claims of an article that is taken to be about an outage."""
    account = follow(article)
    passages = account.passages
    claims = tuple(claim_of(article, passages[p.field], p, account.story) for p in account.kept)
    return account.story.platforms, account.dated, claims


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """
    How an article was read.

    passages  Title and text, by field.
    mentions  What each mentions, by field.
    scenes    Its sentences that are the story's, with the drafts that rules made of each, by field.
    kept      The drafts that became claims, each thing once.
    """

    passages: Mapping[Field, Passage]
    mentions: Mapping[Field, Mentions]
    story: Story
    dated: Dated
    scenes: Mapping[Field, Sequence[tuple[Scene, Sequence[Draft]]]]
    kept: Sequence[Placed]


def follow(article: Article) -> Account:
    """Reads an article sentence by sentence, taken to be about an outage."""
    title, text = read_passage(article.title), read_passage(article.text)
    told = (
        find_mentions(title, country=article.outlet_country, context=article.text),
        find_mentions(text, country=article.outlet_country, context=article.title),
    )
    story = _story(article, title, text, told)
    scenes: dict[Field, list[tuple[Scene, list[Draft]]]] = {
        "text": list(read_scenes(text, told[1], story)),
        "title": list(read_scenes(title, told[0], story)),
    }
    placed = [Placed(draft, field) for field, read in scenes.items() for _, drafts in read for draft in drafts]
    starts = [p.draft for p in placed if p.draft.metric == "time_point" and p.draft.label == "start"]
    dated = date_of_outage(text, told[1], story.published_on, title=title.plain, main=story.main, starts=starts)
    story = dataclasses.replace(story, started_on=dated[0])
    if dated[1] == "published":
        dated = (_day_of_start(starts, story) or dated[0], "published")
    return Account(
        passages={"title": title, "text": text},
        mentions={"title": told[0], "text": told[1]},
        story=story,
        dated=dated,
        scenes=scenes,
        kept=join(placed),
    )


def _day_of_start(starts: list[Draft], story: Story) -> date | None:
    """The local day on which it began, where that can only have been before the article: 8.30 pm, told at 4 am."""
    for draft in starts:
        moment = resolve(draft, story)
        if draft.zone and moment.happened_at and not draft.background and draft.clock and ":" in draft.clock.at_local:
            on = moment.happened_at.astimezone(ZoneInfo(draft.zone)).date()
            is_near = story.published_on is not None and abs((story.published_on - on).days) <= 1
            return on if is_near or moment.date_basis == "weekday" else None
    return None


def _reading(
    article: Article, is_relevant: bool, reasons: tuple[str, ...], platforms: tuple[str, ...], dated: Dated
) -> Reading:
    return Reading(
        article_id=article.article_id,
        is_relevant=is_relevant,
        relevance_reasons=reasons,
        platforms=platforms,
        dated_on=dated[0],
        dated_on_basis=dated[1],
        reader_version=READER_VERSION,
    )


def _story(article: Article, title: Passage, text: Passage, told: tuple[Mentions, Mentions]) -> Story:
    platforms = subject_platforms(told[0], told[1], text)
    names = operator_names(platforms[:1])
    people = [*find_people(title, told[0]), *find_people(text, told[1])]
    published_on = _published_on(article)
    is_led = leads([s for main in platforms[:1] for s in (main, operator_of(main)) if s], told[0], told[1], text)
    body = None if is_led else principal(((title, told[0]), (text, told[1])), people)
    names = names_of_body(body, (s.text for s in told[1].speakers)) if body else names
    acronyms = find_acronyms(text.plain)
    names = with_acronyms(names, acronyms)
    names = with_acronyms(names | owners_named(text.plain, names), acronyms)
    return Story(
        platforms=(slug_of(body), *platforms) if body else platforms,
        operator=body or operator_name(text, told[1], platforms[0] if platforms else None, names),
        main_names=names,
        names=operator_names(platforms) | names,
        people=full_names(people),
        insiders=find_insiders(people, names),
        offices=find_offices(people),
        acronyms=acronyms,
        proper=proper_words(((title, told[0]), (text, told[1]))),
        country=article.outlet_country,
        timezone=article.outlet_timezone,
        published_on=published_on,
        published_at=article.published_at,
        started_on=date_of_outage(
            text, told[1], published_on, title=title.plain, main=platforms[0] if platforms else None
        )[0],
        told_of=subject_times(told[0], told[1], text),
    )


def _published_on(article: Article) -> date | None:
    """The local date of publication: the outlet's own where its zone is known."""
    if article.published_at is None:
        return None
    zone = ZoneInfo(article.outlet_timezone) if article.outlet_timezone else article.published_at.tzinfo
    return article.published_at.astimezone(zone).date()


def _as_written(name: str | None, passage: Passage) -> str | None:
    """A name with the accents that the text gives it; rules see it in plain letters."""
    at = passage.plain.find(name) if name and not passage.text.isascii() else -1
    return passage.text[at : at + len(name)] if name and at >= 0 else name


def claim_of(article: Article, passage: Passage, placed: Placed, story: Story) -> Claim:
    """The claim that a draft makes, with its moment, its quote and its id."""
    draft, moment = placed.draft, resolve(placed.draft, story)
    at_local = draft.clock.at_local if draft.clock else None
    key = (placed.field, draft.start, draft.end, draft.metric, draft.label, draft.value, at_local)
    return Claim(
        claim_id=make_id(article.article_id, *key),
        article_id=article.article_id,
        metric=draft.metric,
        label=_as_written(draft.label, passage) if draft.metric == "actor" else draft.label,
        other_label=draft.other_label,
        value=draft.value,
        value_high=draft.value_high,
        unit=draft.unit,
        qualifier=draft.qualifier,
        platform=draft.platform,
        at_local=at_local,
        timezone=draft.zone,
        timezone_basis=moment.timezone_basis,
        region=draft.region,
        source=_as_written(draft.source, passage),
        source_via=_as_written(draft.source_via, passage),
        stance=draft.stance,
        background=draft.background,
        happened_at=moment.happened_at,
        happened_at_precision=moment.precision,
        date_basis=moment.date_basis,
        quote=passage.text[draft.start : draft.end],
        field=placed.field,
        char_start=draft.start,
        char_end=draft.end,
        rule=draft.rule,
        reader_version=READER_VERSION,
        confidence=confidence_of(draft.rule),
    )
