"""Status pages that answer RSS or Atom: what their entries tell of an incident, with the moment of each update.

Atlassian Statuspage stamps each update in the entry's text; Google Cloud says when the incident began and ended;
Azure says it in a sentence; AWS lists each update as an item of its own; Slack and others date the entry alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

import re2

from pipeline.sources.plain import BREAK
from pipeline.sources.status import (
    WORDS,
    StatusReport,
    StatusUpdate,
    UpdateWord,
    in_order,
    is_maintenance,
    plain_text,
    word_of,
)
from pipeline.sources.status_spans import MONTHS, span_of

MARKUP_CHARS = 60_000
# Hours from UTC of the zones that Statuspage's pages are set to; a stamp in any other zone is left out.
_ZONES = {
    "UTC": 0, "GMT": 0, "BST": 1, "IST": 5.5, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "JST": 9, "AEST": 10,
    "AEDT": 11, "NZST": 12, "NZDT": 13, "SGT": 8, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7,
}  # fmt: skip

_STAMP = re2.compile(
    r"([A-Z][a-z]{2}) +(\d{1,2}), +(?:(\d{4})(?:,| -) +)?(\d{1,2}):(\d{2}) +([A-Z]{2,5})\s+"
    r"(Investigating|Identified|Monitoring|Update|Resolved|Postmortem|Scheduled|In progress|Verifying|Completed) - "
)
# incident.io's history feeds: "Status: Resolved", once an entry.
_STATUS_LINE = re2.compile(r"(?i)^\s*status:\s*([a-z ]{3,20}?)\s+(?:$|\S)")
_AFFECTED = re2.compile(r"(?i)\baffected components:?\s+(.*)$")
_COMPONENT = re2.compile(r"([^()]{2,80}?) \((?:Operational|Degraded|Partial|Full|Major|Maintenance)[^()]*\)")
# "https://status.aws.amazon.com/#ec2-us-east-1_1697500000": service and place, and when it was posted.
_AWS_GUID = re2.compile(r"#([A-Za-z0-9-]{2,60})_\d{9,11}$")
# "tag:status.cloud.google.com,2025:feed:<incident>.<update>"
_GOOGLE_GUID = re2.compile(r":feed:([A-Za-z0-9]+)\.[A-Za-z0-9]+$")
# Updates of one service and place that follow each other within this are of one incident.
_SAME_INCIDENT = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEntry:
    """An entry of a status page's feed, as the feed gives it; `markup` is its longest text."""

    guid: str | None
    url: str | None
    title: str | None
    markup: str
    listed_at: datetime | None
    updated_at: datetime | None


def read_posts(entries: Iterable[StatusEntry]) -> tuple[StatusReport, ...]:
    """The incidents that the entries tell of, in their order; an entry that nothing dates is left out."""
    reports: dict[tuple[str, int], StatusReport] = {}
    for entry in entries:
        report = _report_of(entry)
        if report is not None:
            thread = _thread_of(report)
            key = (thread, _number_of(reports, thread, report))
            reports[key] = _joined(reports[key], report) if key in reports else report
    return tuple(reports.values())


def _thread_of(report: StatusReport) -> str:
    """What the items about one incident have in common."""
    guid = report.guid or ""
    for pattern in (_AWS_GUID, _GOOGLE_GUID):
        if found := pattern.search(guid):
            return str(found[1])
    return guid or report.url or ""


def _number_of(reports: dict[tuple[str, int], StatusReport], thread: str, report: StatusReport) -> int:
    """Which of the incidents of a thread the report continues: AWS's thread is a service and place, for ever."""
    number = 0
    while (thread, number) in reports:
        known = reports[thread, number]
        gap = max(report.updates[0].at - known.updates[-1].at, known.updates[0].at - report.updates[-1].at)
        if not _AWS_GUID.search(report.guid or "") or gap <= _SAME_INCIDENT:
            break
        number += 1
    return number


def _joined(known: StatusReport, more: StatusReport) -> StatusReport:
    newest = max((known, more), key=lambda report: report.updates[-1].at)
    # Its first item names it, so that it stays itself when the next update comes.
    oldest = min((known, more), key=lambda report: report.updates[0].at)
    return StatusReport(
        guid=oldest.guid,
        url=newest.url,
        title=newest.title,
        components=tuple(dict.fromkeys([*known.components, *more.components])),
        impact=None,
        updates=in_order([*known.updates, *more.updates]),
        started_at=newest.started_at or known.started_at or more.started_at,
        started_text=newest.started_text or known.started_text or more.started_text,
        is_stamped=known.is_stamped and more.is_stamped,
    )


def _report_of(entry: StatusEntry) -> StatusReport | None:
    text = _lines(entry.markup)
    near = entry.listed_at or entry.updated_at
    updates = list(_stamped(text, near)) if near else []
    span = span_of(text)
    is_stamped = bool(updates)
    if not updates:
        updates = _dated_by_the_feed(entry, text)
    if span and span.ended_at:
        updates = [_told_later(update, span.ended_at) for update in updates if update.word != "resolved"]
        updates.append(StatusUpdate(word="resolved", at=span.ended_at, text=plain_text(span.said)))
        is_stamped = True
    if not updates or not (entry.guid or entry.url):
        return None
    if is_maintenance(entry.title) and not any(update.word == "maintenance" for update in updates):
        updates.append(StatusUpdate(word="maintenance", at=updates[0].at, text=None))
    return StatusReport(
        guid=entry.guid,
        url=entry.url,
        title=entry.title,
        components=_components(entry, text),
        impact=None,
        updates=in_order(updates),
        started_at=span.started_at if span else None,
        started_text=plain_text(span.said) if span else None,
        is_stamped=is_stamped,
    )


def _told_later(update: StatusUpdate, ended_at: datetime) -> StatusUpdate:
    """What is published after the end tells of it, and does not begin it anew."""
    is_later = update.word == "investigating" and update.at > ended_at
    return replace(update, word="update") if is_later else update


def _lines(markup: str) -> str:
    """The text with a line for each paragraph, so that one update's words end where the next begins."""
    pieces = BREAK.sub("\n", markup[:MARKUP_CHARS]).split("\n")
    return "\n".join(filter(None, map(plain_text, pieces)))


def _stamped(text: str, near: datetime) -> Iterator[StatusUpdate]:
    """The updates that bear a time stamp; a stamp without a year has the one that lies next to the entry's date."""
    stamps = list(_STAMP.finditer(text))
    for number, stamp in enumerate(stamps):
        end = stamps[number + 1].start() if number + 1 < len(stamps) else len(text)
        at = _instant(stamp, near)
        if at is not None:
            yield StatusUpdate(word=WORDS[stamp[7].lower()], at=at, text=plain_text(text[stamp.end() : end]))


def _instant(stamp: re2.Match, near: datetime) -> datetime | None:
    offset = _ZONES.get(stamp[6])
    if offset is None or stamp[1] not in MONTHS:
        return None
    month = MONTHS.index(stamp[1]) + 1
    zone = timezone(timedelta(hours=offset))
    years = [int(stamp[3])] if stamp[3] else [near.year - 1, near.year, near.year + 1]
    found = []
    for year in years:
        try:
            at = datetime(year, month, int(stamp[2]), int(stamp[4]), int(stamp[5]), tzinfo=zone)
            found.append(at.astimezone(UTC))
        except (ValueError, OverflowError):
            continue
    return min(found, key=lambda at: abs(at - near)) if found else None


def _dated_by_the_feed(entry: StatusEntry, text: str) -> list[StatusUpdate]:
    """One update, or two where the entry is dated twice: when it was made, and where it stands since it was changed."""
    line = _STATUS_LINE.match(text)
    word = WORDS.get(line[1].lower(), "update") if line else _word_of_entry(entry, text)
    dates = sorted({at for at in (entry.listed_at, entry.updated_at) if at})
    said = plain_text(text)
    if len(dates) == 2:
        return [
            StatusUpdate(word="investigating", at=dates[0], text=None),
            StatusUpdate(word=word, at=dates[1], text=said),
        ]
    return [StatusUpdate(word=word, at=at, text=said) for at in dates]


def _word_of_entry(entry: StatusEntry, text: str) -> UpdateWord:
    of_title = word_of(entry.title)
    return of_title if of_title != "investigating" else word_of(text)


def _components(entry: StatusEntry, text: str) -> tuple[str, ...]:
    if found := _AWS_GUID.search(entry.guid or ""):
        return (str(found[1]),)
    affected = _AFFECTED.search(text.replace("\n", " "))
    names = _COMPONENT.findall(affected[1]) if affected else []
    return tuple(dict.fromkeys(name.strip() for name in names))
