"""How an article was read, sentence by sentence: what each mentions, which claims came of it, and why none did.

It shows the reader's own work (`reader.follow`), so that it cannot tell another story than the claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.claims.draft import Draft
from pipeline.claims.join import Field, Placed
from pipeline.claims.mentions.gather import Mentions
from pipeline.claims.nouns import noun_after
from pipeline.claims.reader import Account, claim_of, follow
from pipeline.claims.scene import Scene
from pipeline.claims.sentences import Passage, Sentence
from pipeline.claims.spans import Span, within
from pipeline.records import Article, Claim

_SKIPPED = {
    "noise": "not read: a teaser, a comment, a caption of another story or what stands under one",
    "stamp": "not read: the clock of a live blog's entry",
}
_ELSEWHERE = "not read: its section is about another story"
_LONELY_TIME = "no claim: nothing in reach tells of a beginning, a surge, a peak, an easing or an end at this time"
_LONELY = {
    "share": "no claim: not said to be a part of a tracker's reports, nor a fall of a share price",
    "length": "no claim: nothing in reach tells that the outage, or a wave of it, lasted so long",
    "sum": "no claim: nothing in reach tells of a loss, a fall in value, a compensation, a fine or a damage",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned(Span):
    """Something that a sentence mentions: its kind ("clock", "number", "place" …) and how it was understood."""

    kind: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Span):
    """
    One sentence and what came of it. Spans count in its field.

    mentions  What it mentions, in order.
    claims    The claims that quote it.
    repeats   For each further reading in it that made no claim of its own, why: it is said elsewhere.
    unused    For each figure that no claim took, why; the whole sentence's reason where it was not read.
    """

    field: Field
    text: str
    mentions: tuple[Mentioned, ...] = ()
    claims: tuple[Claim, ...] = ()
    repeats: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


def explain(article: Article) -> tuple[Told, ...]:
    """Every sentence of title and text, in order, as read if the article is taken to be about an outage."""
    account = follow(article)
    fields: tuple[Field, Field] = ("title", "text")
    return tuple(told for field in fields for told in _tell(article, account, field))


def _tell(article: Article, account: Account, field: Field) -> Iterator[Told]:
    passage, mentions = account.passages[field], account.mentions[field]
    read = {scene.sentence.start: (scene, drafts) for scene, drafts in account.scenes[field]}
    for sentence in passage.sentences:
        scene, drafts = read.get(sentence.start, (None, ()))
        kept = [p for p in account.kept if p.field == field and sentence.start <= p.draft.start < sentence.end]
        yield Told(
            start=sentence.start,
            end=sentence.end,
            field=field,
            text=passage.text[sentence.start : sentence.end],
            mentions=tuple(_mentioned(passage, mentions, sentence)),
            claims=tuple(claim_of(article, passage, p, account.story) for p in kept),
            repeats=tuple(_repeats(passage, drafts, kept)),
            unused=tuple(_unused(scene, drafts)) if scene else (_SKIPPED.get(sentence.kind, _ELSEWHERE),),
        )


def _mentioned(passage: Passage, mentions: Mentions, sentence: Sentence) -> Iterator[Mentioned]:
    found = [
        Mentioned(start=span.start, end=span.end, kind=kind, meaning=meaning(span))
        for kind, spans, meaning in _kinds(mentions)
        for span in within(spans, sentence.start, sentence.end)
    ]
    yield from sorted(found, key=lambda mentioned: (mentioned.start, mentioned.kind))


def _kinds(mentions: Mentions) -> Sequence[tuple[str, Sequence[Any], Callable[[Any], str]]]:
    """Each kind of mention with how one is told in a few words."""
    return (
        ("number", mentions.numbers, lambda n: _amount(n.value, n.value_high, n.qualifier)),
        ("share", mentions.percents, lambda p: _amount(p.value, p.value_high, p.qualifier, " %")),
        ("length", mentions.durations, lambda d: _amount(d.minutes, d.minutes_high, d.qualifier, " minutes")),
        ("sum", mentions.money, lambda m: _amount(m.value, m.value_high, m.qualifier, f" {m.unit}")),
        ("clock", mentions.clocks, lambda c: f"{c.at_local} {c.zone or ''}".strip()),
        ("day", mentions.days, lambda d: d.kind),
        ("place", mentions.places, lambda p: p.code),
        ("tracker", mentions.trackers, lambda t: t.name or "the tracker before"),
        ("platform", mentions.platforms, lambda p: p.slug),
        ("statement", mentions.statements, lambda s: s.speaker.text),
    )


def _amount(value: float | None, high: float | None, qualifier: str, unit: str = "") -> str:
    figure = "some" if value is None else f"{round(value, 2):,.10g}"
    figure += f" to {round(high, 2):,.10g}" if high is not None else ""
    return f"{figure}{unit}" + ("" if qualifier in {"exact", "range"} else f" ({qualifier})")


def _repeats(passage: Passage, drafts: Sequence[Draft], kept: Sequence[Placed]) -> Iterator[str]:
    """The readings that joining dropped: the same claim, or a better one, stands elsewhere in the article."""
    claimed = {id(p.draft) for p in kept}
    for draft in drafts:
        if id(draft) not in claimed and not any(_is_same(draft, p.draft) for p in kept):
            quote = passage.text[draft.start : draft.end]
            yield f'{draft.metric} "{quote}" ({draft.rule}): claimed elsewhere in the article'


def _is_same(draft: Draft, other: Draft) -> bool:
    return (draft.start, draft.end, draft.rule) == (other.start, other.end, other.rule)


def _unused(scene: Scene, drafts: Sequence[Draft]) -> Iterator[str]:
    """Why a figure of a sentence is in no claim, for each such figure."""
    used: list[Span] = [*drafts, *(draft.clock for draft in drafts if draft.clock)]
    for kind, spans in (
        ("number", scene.numbers),
        ("share", scene.percents),
        ("length", scene.durations),
        ("sum", scene.money),
        ("clock", scene.clocks),
    ):
        for span in spans:
            if not any(span.overlaps(other) for other in used):
                yield f'{kind} "{scene.plain[span.start : span.end]}": {_reason(scene, kind, span)}'


_COUNTED: dict[Literal["report", "unit", "other", "none"], str] = {
    "report": "counts reports, but neither a tracker nor its reports of this outage are meant",
    "unit": "counts those who may be affected, but nothing in reach tells that they were",
    "other": "counts neither reports nor those affected",
    "none": "counts nothing that a rule knows",
}


def _reason(scene: Scene, kind: str, span: Span) -> str:
    if kind == "clock":
        return _LONELY_TIME
    if kind != "number":
        return _LONELY[kind]
    noun = noun_after(scene.plain, span.end, scene.sentence.end)
    return f"no claim: {_COUNTED[noun.kind]}" + (f' ("{noun.word}")' if noun.word else "")
