"""What part of the reports is about the app, the website, the login …: "57% concern the app"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.percents import Percent
from pipeline.claims.metrics.report_count import goes_on_counting, region_of_counts
from pipeline.claims.patterns import Pattern
from pipeline.claims.scene import Scene
from pipeline.claims.spans import Span

_LABELS: dict[str, list[str]] = words("figures", "shares")
_LABEL = {label: pattern(rf"\b{either(names)}\b") for label, names in _LABELS.items()}
_ANY = pattern(rf"\b{either(name for names in _LABELS.values() for name in names)}\b")
_CONCERNS = pattern(
    rf"^(?:[^.;]{{0,40}}?\b{either(words('figures', 'share_of'))}|\s+(?:with|about))\s+\"?"
    r"((?:\w[\w'-]*\s+){0,2}\w[\w'-]*)"
)
# "Streaming was the issue for 86% of people"
_IS_FOR = pattern(r"^\s+(?:[\w-]+\s+){0,6}?(?:was|were|is|are|for|by|with|at|of|about|in)\s+(?:[\w-]+\s+){0,2}$")
# "79%, 20% and 1% …", "… the app, the website and the feed": pairs by their order.
_SHARES_JOIN = pattern(r"^%?(?:,|,?\s+and|,?\s+with)\s+(?:(?:about|some|around|roughly|just|only)\s+)?$")
_LABELS_JOIN = pattern(
    r"^\s*(?:,|,?\s*\band\b|/)\s*(?:with\s+|for\s+)?(?:(?:the|their|its|a|an)\s+)?(?:[\w-]+\s+){0,2}$"
)
_BRACKET = 3  # characters between "the server" and the share in "the server (22%)"
# "Of the American users, 51 per cent were unable to reach the server"
_STANDS_AT = pattern(r"^\s+(?:on|at|with|stood at|came to)\s+(?:about\s+|around\s+|some\s+|roughly\s+|nearly\s+)?$")
_OF_THOSE = pattern(
    r"^\W*(?:of|among)\s+(?:the|those|these|its)\s+(?:\w+\s+)?(?:users|people|customers|complainants|respondents)\b"
)
_NOUNS = family_pattern("figures", "report_nouns")
_VERBS = family_pattern("figures", "report_verbs")


def read(scene: Scene) -> Iterator[Draft]:
    """The shares of reports in a sentence that says, or goes on saying, what reports are about."""
    percents = scene.percents
    if not percents or not _is_about_reports(scene):
        return
    cues = scene.cues(_ANY)
    is_before = _labels_come_first(scene, percents, cues)
    in_order = _in_order(scene, percents, cues)
    for n, percent in enumerate(percents):
        cue = in_order[n] if in_order else _cue(scene, percents, n, cues, is_before)
        label = label_of(scene.plain[cue.start : cue.end]) if cue else "other"
        cue = cue or (None if is_before else _something(scene, percents, n))
        if cue is None:
            continue
        yield Draft(
            start=min(percent.start, cue.start),
            end=max(percent.end, cue.end),
            metric="report_share",
            rule="report_share/label-before" if is_before else "report_share/label-after",
            label=label,
            value=percent.value,
            unit="percent",
            qualifier=percent.qualifier,
            platform=scene.platform_for(percent),
            region=scene.region_for(percent) or region_of_counts(scene, percent.start) or scene.context.region,
            source=scene.tracker(),
            background=scene.is_background_at(percent),
        )


def _in_order(scene: Scene, percents: Sequence[Percent], cues: Sequence[Span]) -> Sequence[Span]:
    """As many labels as shares, each in a list of its own, so that the first is that of the first."""
    if len(percents) < 2 or not _are_joined(scene, percents, _SHARES_JOIN):
        return ()
    after = [cue for cue in cues if cue.start >= percents[-1].end][: len(percents)]
    before = [cue for cue in cues if cue.end <= percents[0].start][-len(percents) :]
    rows = (row for row in (after, before) if len(row) == len(percents) and _are_joined(scene, row, _LABELS_JOIN))
    return next(rows, ())


def _are_joined(scene: Scene, spans: Sequence[Span], joint: Pattern) -> bool:
    return all(joint.search(scene.plain[one.end : other.start]) for one, other in pairwise(spans))


def _something(scene: Scene, percents: Sequence[Percent], n: int) -> Span | None:
    """What a share is about where the lexicon has no word for it: "7 per cent had trouble with the set-top box"."""
    ceiling = percents[n + 1].start if n + 1 < len(percents) else scene.sentence.end
    found = _CONCERNS.search(scene.plain[percents[n].end : ceiling])
    return Span(start=percents[n].end + found.start(1), end=percents[n].end + found.end(1)) if found else None


def label_of(phrase: str) -> str:
    """The label of a phrase that `_ANY` matched: the one with the longest name in it."""
    lengths = {label: max((m.end() - m.start() for m in p.finditer(phrase)), default=0) for label, p in _LABEL.items()}
    return max(lengths, key=lambda label: lengths[label])


def _is_about_reports(scene: Scene) -> bool:
    has_tracker = scene.tracker() is not None or any(t.kind == "counts" for t in scene.trackers)
    says_so = scene.has(_NOUNS) or scene.has(_VERBS) or any(t.kind == "counts" for t in scene.trackers)
    return has_tracker and (says_so or goes_on_counting(scene) or bool(_OF_THOSE.search(scene.text)))


def _named_at(scene: Scene, percent: Percent, cues: Sequence[Span]) -> Span | None:
    """What a share stands right behind, however the others are told: "with mobile internet on 22 per cent"."""
    close = [c for c in cues if c.end <= percent.start and _STANDS_AT.search(scene.plain[c.end : percent.start])]
    return close[-1] if close else None


def _labels_come_first(scene: Scene, percents: Sequence[Percent], cues: Sequence[Span]) -> bool:
    """ "the app accounted for 57%, the website for 33%" rather than "57% concern the app"."""
    last = percents[-1].end
    has_after = any(c.start >= last for c in cues)
    return not has_after and any(percents[0].start - 45 <= c.start < percents[0].start for c in cues)


def _cue(scene: Scene, percents: Sequence[Percent], n: int, cues: Sequence[Span], is_before: bool) -> Span | None:
    if is_before:
        floor = percents[n - 1].end if n else scene.sentence.start
        return next((c for c in reversed(cues) if floor <= c.start and c.end <= percents[n].start), None)
    if scene.plain[percents[n].start - 1] == "(":
        close = [c for c in cues if 0 <= percents[n].start - c.end <= _BRACKET]
        if close:
            return close[-1]
    floor = percents[n - 1].end if n else scene.sentence.start
    ceiling = percents[n + 1].start if n + 1 < len(percents) else scene.sentence.end
    semicolon = scene.plain.find(";", percents[n].end, ceiling)
    ceiling = ceiling if semicolon < 0 else semicolon
    if own := _named_at(scene, percents[n], cues):
        return own
    taken = [named for other in percents if (named := _named_at(scene, other, cues))]
    after = next((c for c in cues if percents[n].end <= c.start < ceiling and c not in taken), None)
    before = [c for c in cues if floor <= c.start and c.end <= percents[n].start]
    return after or (before[-1] if before and _IS_FOR.search(scene.plain[before[-1].end : percents[n].start]) else None)
