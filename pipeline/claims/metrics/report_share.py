"""What part of the reports is about the app, the website, the login …: "57% concern the app"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.percents import Percent
from pipeline.claims.metrics.report_count import region_of_counts
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
_IS_FOR = pattern(r"^\s+(?:[\w-]+\s+){0,6}?(?:was|were|is|are|for|by|with|at|of|about)\s+(?:[\w-]+\s+){0,2}$")
_BRACKET = 3  # characters between "the server" and the share in "the server (22%)"
_NOUNS = family_pattern("figures", "report_nouns")
_VERBS = family_pattern("figures", "report_verbs")


def read(scene: Scene) -> Iterator[Draft]:
    """The shares of reports in a sentence that says, or goes on saying, what reports are about."""
    percents = scene.percents
    if not percents or not _is_about_reports(scene):
        return
    cues = scene.cues(_ANY)
    is_before = _labels_come_first(scene, percents, cues)
    for n, percent in enumerate(percents):
        cue = _cue(scene, percents, n, cues, is_before)
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
    has_tracker = scene.tracker() is not None
    says_so = scene.has(_NOUNS) or scene.has(_VERBS) or any(t.kind == "counts" for t in scene.trackers)
    return has_tracker and (says_so or (scene.context.is_counting and scene.is_same_paragraph))


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
    after = next((c for c in cues if percents[n].end <= c.start < ceiling), None)
    before = [c for c in cues if floor <= c.start and c.end <= percents[n].start]
    return after or (before[-1] if before and _IS_FOR.search(scene.plain[before[-1].end : percents[n].start]) else None)
