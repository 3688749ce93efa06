"""All that says when an article was published, side by side, and which of it to believe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import re2

from pipeline.articles.jsonld import texts
from pipeline.records import DateEvidence, DateKind, Entry, Precision, Source

# The web's first newspapers went online in the early nineties; clocks and embargoes are off by two days at most.
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(hours=48)
RAW_CHARS = 200
# Real pages name at most a dozen dates in meta elements; each becomes a row.
_META_LIMIT = 30
_LIST_KINDS = frozenset({"folder", "urls"})

# Most trusted first: what a user's list says, what the page says of itself in structure, what its feed says.
_TRUST: tuple[DateKind, ...] = ("list", "jsonld", "meta", "feed", "time_element", "url", "archive", "first_seen")
_META_NAMES = frozenset(
    {
        "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "pubdate",
        "publishdate", "publish-date", "publish_date", "publication_date", "date", "dc.date", "dc.date.issued",
        "dcterms.created", "dcterms.issued", "dcterms.date", "parsely-pub-date", "sailthru.date",
        "cxenseparse:recs:publishtime", "article.published", "article.created", "originalpublicationdate",
        "date.created", "rnews:datepublished", "bt:pubdate", "published-date",
    }
)  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re2.compile(
    r"^(\d{4})-?(\d\d)-?(\d\d)"
    r"(?:[T ]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,9})?)?\s*(Z|z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?)?$"
)
_CLOCK = re2.compile(r"\b\d\d?:\d\d(:\d\d)?")
_TWELVE_HOURS = re2.compile(r"(?i)\d ?[ap]\.?m\b")
_SCRIPTED_OFFSET = re2.compile(r" ?(?:GMT|UTC)([+-]\d{4})\b")
_IN_URL = re2.compile(
    r"(?i)[/-]((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[/-]?(0[1-9]|[12]\d|3[01])(?:[/._-]|$)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDate:
    """
    A date as it was found.

    dated_at   Naive where the text names no zone; it is an instant only with the outlet's.
    """

    kind: DateKind
    dated_at: datetime
    precision: Precision
    raw: str


def find_dates(tree: Any, nodes: Sequence[dict[str, Any]]) -> list[FoundDate]:
    """The dates of publication that a page gives: JSON-LD, meta elements, <time> elements."""
    return [*_from_jsonld(nodes), *_from_meta(tree), *_from_time_elements(tree)]


def find_url_date(url: str) -> list[FoundDate]:
    """The day that stands in an address ("/2025/03/10/", "/2025/mar/10/", "-20250310."), if any."""
    found = _IN_URL.search(url)
    if not found:
        return []
    year, month, day = found.groups()
    number = _MONTHS.index(month.casefold()) + 1 if month.isalpha() else int(month)
    try:
        dated_at = datetime(int(year), number, int(day))  # noqa: DTZ001 - a day in an address has no zone
    except ValueError:
        return []
    return [FoundDate(kind="url", dated_at=dated_at, precision="day", raw=found[0].strip("/-_."))]


def entry_dates(entry: Entry, source: Source | None) -> Iterator[FoundDate]:
    """What the source says of an entry's date (a user's list says it otherwise than a feed), and our first sight."""
    if entry.listed_at is not None:
        is_list = source is not None and source.kind in _LIST_KINDS
        yield _of_entry("list" if is_list else "feed", entry.listed_at)
    yield _of_entry("first_seen", entry.first_seen_at)


def _of_entry(kind: DateKind, at: datetime) -> FoundDate:
    return FoundDate(kind=kind, dated_at=at, precision="second", raw=at.isoformat())


def read_date(raw: str) -> tuple[datetime, Precision] | None:
    """
    A date in ISO 8601 or in the form of mail headers, and how precise it is; None where it is neither.

    Naive where no zone is named. Dates in words are not read: "10/3/2025" has two meanings.
    """
    raw = " ".join(raw.split())[:RAW_CHARS]
    found = _ISO.search(raw)
    return _read_iso(found.groups()) if found else _read_mail(raw)


def _read_iso(parts: Sequence[str | None]) -> tuple[datetime, Precision] | None:
    year, month, day, hour, minute, second, zone = parts
    try:
        dated_at = datetime(*(int(part or 0) for part in (year, month, day, hour, minute, second)))  # type: ignore[arg-type]  # noqa: DTZ001
        if zone is not None:
            dated_at = (dated_at - _offset(zone)).replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    if hour is None:
        return dated_at, "day"
    return dated_at, "second" if second is not None else "minute"


def _offset(zone: str) -> timedelta:
    if zone[0] not in "+-":
        return timedelta(0)
    digits = zone[1:].replace(":", "")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return size if zone[0] == "+" else -size


def _read_mail(raw: str) -> tuple[datetime, Precision] | None:
    """The standard library passes over "PM", and over the offset of "GMT+0100" as JavaScript writes it."""
    clock = _CLOCK.search(raw)
    if clock is None or _TWELVE_HOURS.search(raw):
        return None
    try:
        dated_at = parsedate_to_datetime(_SCRIPTED_OFFSET.sub(r" \1", raw))
        return (dated_at.astimezone(UTC) if dated_at.tzinfo else dated_at), "second" if clock[1] else "minute"
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _found(kind: DateKind, raw: str) -> Iterator[FoundDate]:
    read = read_date(raw)
    if read is not None:
        yield FoundDate(kind=kind, dated_at=read[0], precision=read[1], raw=raw[:RAW_CHARS])


def _from_jsonld(nodes: Sequence[dict[str, Any]]) -> Iterator[FoundDate]:
    for node in nodes:
        for raw in (*texts(node.get("datePublished")), *texts(node.get("dateCreated"))):
            for found in _found("jsonld", raw):
                yield found
                return


def _from_meta(tree: Any) -> Iterator[FoundDate]:
    yield from islice(_meta_dates(tree), _META_LIMIT)


def _meta_dates(tree: Any) -> Iterator[FoundDate]:
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if name.casefold() in _META_NAMES:
            yield from _found("meta", element.get("content") or "")


def _from_time_elements(tree: Any) -> Iterator[FoundDate]:
    """A <time> that is marked as the publication's, or else the first of the article or the page's head."""
    elements = [element for element in tree.iter("time") if element.get("datetime")]
    marked = [element for element in elements if _is_marked(element)]
    for element in (marked or elements)[:1]:
        yield from _found("time_element", element.get("datetime"))


def _is_marked(element: Any) -> bool:
    marks = f"{element.get('itemprop', '')} {element.get('class', '')}".casefold()
    return element.get("pubdate") is not None or "publish" in marks or "entry-date" in marks


@dataclass(frozen=True, slots=True, kw_only=True)
class DateChoice:
    """
    All evidence on one article, the chosen piece first; None in `chosen` where nothing dates the article.
    """

    evidence: tuple[DateEvidence, ...]
    chosen: DateEvidence | None


def choose_date(
    article_id: str,
    found: Iterable[FoundDate],
    *,
    fetched_at: datetime,
    outlet_timezone: str | None,
    is_seen_fresh: bool,
) -> DateChoice:
    """
    Every date as evidence with the reason why it was chosen or not.

    A date with hour and zone wins over one whose zone is only the outlet's, and that over a bare day; among equals
    the kinds are trusted in the order list, JSON-LD, meta, feed, time element, address.

    fetched_at       Dates more than 48 hours after it, or before 1990, are kept and never chosen.
    outlet_timezone  Zone of dates that name none; UTC where it is not known.
    is_seen_fresh    Whether first_seen says anything: it does where an earlier poll of the feed lacked the entry.
    """
    ranked = sorted(set(found), key=lambda date: (_rank(date), date.raw))
    judged = [(date, _instant(date, outlet_timezone)) for date in ranked]
    faults = [_fault(date, at, fetched_at, is_seen_fresh) for date, at in judged]
    choice = next((index for index, fault in enumerate(faults) if fault is None), None)
    evidence = []
    for index, (date, at) in enumerate(judged):
        is_chosen = index == choice
        reason = faults[index] or (_why(date, len(judged)) if is_chosen else "less trusted or less precise")
        evidence.append(
            DateEvidence(
                article_id=article_id,
                kind=date.kind,
                dated_at=at,
                precision=date.precision,
                raw=date.raw,
                is_chosen=is_chosen,
                reason=reason,
            )
        )
    return DateChoice(evidence=tuple(evidence), chosen=evidence[choice] if choice is not None else None)


def _rank(date: FoundDate) -> tuple[bool, int, int]:
    vagueness = 2 if date.precision == "day" else 1 if date.dated_at.tzinfo is None else 0
    return date.kind == "first_seen", vagueness, _TRUST.index(date.kind)


def _instant(date: FoundDate, outlet_timezone: str | None) -> datetime:
    if date.dated_at.tzinfo is not None:
        return date.dated_at.astimezone(UTC)
    if date.precision == "day" or outlet_timezone is None:
        return date.dated_at.replace(tzinfo=UTC)
    try:
        return date.dated_at.replace(tzinfo=ZoneInfo(outlet_timezone)).astimezone(UTC)
    except OverflowError:
        return date.dated_at.replace(tzinfo=UTC)


def _fault(date: FoundDate, at: datetime, fetched_at: datetime, is_seen_fresh: bool) -> str | None:
    if at < _EARLIEST:
        return "ignored: before 1990"
    if at > fetched_at + _AHEAD:
        return "ignored: more than 48 hours after it was fetched"
    if date.kind == "first_seen" and not is_seen_fresh:
        return "ignored: a first poll and a backfill see old articles for the first time"
    return None


def _why(date: FoundDate, count: int) -> str:
    if count == 1:
        return "the only evidence"
    if date.precision == "day":
        return "nothing names an hour; most trusted of what names a day"
    zone = "with" if date.dated_at.tzinfo is not None else "without"
    return f"most trusted of what names an hour {zone} a zone"
