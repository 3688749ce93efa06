"""`outwire read --explain`: the text with each claim's quote marked, and beside each sentence what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from pipeline.claims.explain import Told, explain
from pipeline.commands.html_page import html_page, safe
from pipeline.commands.reading import FileReading, verdict_of
from pipeline.commands.show import plain
from pipeline.incidents.said import said
from pipeline.records import Claim

_TITLE = "How Outwire read it"
_STYLE = """p { margin: 1.1rem 0 0.2rem } p.skipped { color: #6b6b6b }
mark { background: #ffe08a; padding: 0 0.1em }
ul { margin: 0; padding-left: 1.2rem; font-size: 0.85rem; color: #444 }
li.claim { color: #1a1a1a } li.unused { color: #9a3412 }
"""


def print_explanations(readings: Sequence[FileReading]) -> None:
    """Prints each article with its claims marked in brackets, and why figures made none."""
    console = Console(highlight=False)
    for reading in readings:
        console.print(plain(verdict_of(reading)), style="bold", soft_wrap=True)
        console.print(plain("; ".join(reading.reading.relevance_reasons)), style="dim", soft_wrap=True)
        for told in explain(reading.article):
            console.print(_marked_text(told), soft_wrap=True)
            for kind, line in _lines(told):
                console.print(plain(f"    {_SIGNS[kind]} {line}"), style=_STYLES[kind], soft_wrap=True)
        console.print()


def explanations_page(readings: Sequence[FileReading]) -> str:
    """The same as one HTML page that needs nothing else; all text from outside is escaped."""
    return html_page(_TITLE, map(_article_html, readings), style=_STYLE)


_SIGNS = {"claim": "=", "mentions": "·", "repeated": "~", "unused": "?"}
_STYLES = {"claim": "green", "mentions": "dim", "repeated": "dim", "unused": "yellow"}


def _lines(told: Told) -> Iterator[tuple[str, str]]:
    """What is told under a sentence, each with its kind."""
    for claim in told.claims:
        yield "claim", _claim_line(claim)
    for repeated in told.repeats:
        yield "repeated", repeated
    for reason in told.unused:
        yield "unused", reason
    if told.mentions:
        yield "mentions", "; ".join(f"{m.kind} {m.meaning}" for m in told.mentions)


def _claim_line(claim: Claim) -> str:
    """ "report_count: at least 40,000 reports at 10:00 ET, by Downdetector, rule report_count/reports"."""
    parts = [f"{claim.metric}: {said(claim)}"]
    if claim.source and claim.metric not in {"cause", "origin", "actor"}:
        parts.append(f"by {claim.source}")
    if claim.background:
        parts.append("another outage than the article's")
    return ", ".join([*parts, f"rule {claim.rule}"])


def _pieces(told: Told) -> Iterator[tuple[str, bool]]:
    """The sentence in pieces, each with whether a claim quotes it; quotes that overlap are one piece."""
    position = 0
    for start, end in _quoted(told):
        yield told.text[position:start], False
        yield told.text[start:end], True
        position = end
    yield told.text[position:], False


def _quoted(told: Told) -> list[tuple[int, int]]:
    """Where the sentence is quoted, from its first character; none overlaps another."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted((c.char_start - told.start, c.char_end - told.start) for c in told.claims):
        if merged and start < merged[-1][1]:
            start, end = merged[-1][0], max(end, merged.pop()[1])
        merged.append((start, end))
    return merged


def _marked_text(told: Told) -> Text:
    marked = Text(f"{told.field:5} ", style="dim")
    for piece, is_quoted in _pieces(told):
        shown = plain(piece).plain
        marked.append(f"[{shown}]" if is_quoted else shown, style="bold" if is_quoted else "not dim")
    return marked


def _article_html(reading: FileReading) -> str:
    parts = [f"<h2>{safe(verdict_of(reading))}</h2>", f"<p>{safe('; '.join(reading.reading.relevance_reasons))}</p>"]
    return "\n".join([*parts, *(_sentence_html(told) for told in explain(reading.article))])


def _sentence_html(told: Told) -> str:
    text = "".join(f"<mark>{safe(piece)}</mark>" if quoted else safe(piece) for piece, quoted in _pieces(told))
    items = "".join(_items(_lines(told)))
    is_skipped = told.unused and not (told.claims or told.mentions)
    return f"<p{' class=skipped' if is_skipped else ''}>{text}</p>\n<ul>{items}</ul>"


def _items(lines: Iterable[tuple[str, str]]) -> Iterator[str]:
    for kind, line in lines:
        yield f'<li class="{kind}">{safe(line)}</li>'
