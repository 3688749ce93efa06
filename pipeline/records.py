"""The records that stages exchange, and the files' lines that they become.

Field names are the words of the README, the same in Python, in the batch files, in the tables and on the
dashboard. `_at` is a UTC instant, `_on` a date, `_bytes`, `_chars` and `_seconds` are what they say. None means
"not known" unless a field says otherwise. Ids are the first 16 hex digits of a SHA-256 over the natural key,
so the same thing has the same id on every run and every machine.
"""

from __future__ import annotations

import dataclasses
import hashlib
import types
import typing
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

SourceKind = Literal["feed", "statuspage", "folder", "urls"]
BatchKind = Literal["watch", "backfill"]
DateKind = Literal["feed", "jsonld", "meta", "time_element", "url", "list", "archive", "first_seen"]
Precision = Literal["second", "minute", "hour", "day", "part_of_day"]
TimezoneBasis = Literal["stated", "carried", "outlet", "none"]
DateBasis = Literal["stated", "weekday", "relative", "published", "incident", "none"]
Stance = Literal["asserted", "suggested", "confirmed", "disputed", "denied"]
Qualifier = Literal["exact", "about", "at_least", "at_most", "range", "vague"]
Metric = Literal[
    "report_count",
    "report_share",
    "affected_count",
    "time_point",
    "duration",
    "wave_count",
    "affected_region",
    "cause",
    "origin",
    "actor",
    "response",
    "financial_impact",
]
METRICS: tuple[str, ...] = get_args(Metric)
Reason = Literal[
    "rounding",
    "different_moment",
    "peak_vs_moment",
    "peak_vs_total",
    "different_region",
    "different_subject",
    "time_zone",
    "wave_vs_whole",
    "revised",
    "stance",
    "conflict",
    "unclear",
]


def make_id(*key: object) -> str:
    """The id of the thing with this natural key; the parts are joined so that ("a", "bc") and ("ab", "c") differ."""
    joined = "\x1f".join("" if part is None else str(part) for part in key)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


class InvalidRecord(ValueError):
    """Raised where a record is made that breaks its own rules; the message names the record and the field."""


def _check_fields(record: Any) -> None:
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if isinstance(value, datetime) and value.utcoffset() != timedelta(0):
            raise InvalidRecord(f"{type(record).__name__}.{field.name}: {value!r} is not an aware UTC instant")


class _Checked:
    """What every record checks of itself: instants are aware and UTC."""

    __slots__ = ()

    def __post_init__(self) -> None:
        _check_fields(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(_Checked):
    """
    Somewhere entries come from.

    source_id    A slug, unique among all sources: "harbourpost-tech".
    url          The feed's address; for a folder or a list, its path.
    outlet       Registrable domain of who publishes it, or None where the entries say it themselves.
    outlet_name  What people call the outlet.
    country      ISO 3166 alpha-2 code of the outlet's home. It decides what "IST" means.
    timezone     IANA zone of the outlet's newsroom; used only where the text states none, and then said so.
    platform     For a status page: the platform's slug, since its entries never name it.
    """

    source_id: str
    kind: SourceKind
    url: str
    outlet: str | None = None
    outlet_name: str | None = None
    country: str | None = None
    timezone: str | None = None
    language: str | None = None
    platform: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPlan(_Checked):
    """
    What one batch is to do; written before its first stage, read by all of them.

    batch_id               Slug of lower-case letters, digits and hyphens; names the batch's folder.
    source_kind            Which module of `pipeline/sources` lists its entries.
    source_ids             The sources to poll (feeds), in order; empty for a folder or a list.
    input_path             The folder or the list of a backfill; None for feeds.
    window_from, window_to Half-open window of listed_at; None is open. Entries without a date fall outside any
                           window that has an end.
    code_version           Version of the program that planned it.
    is_forced              Whether sources are polled, and recent articles looked at again, that are not due yet.
    """

    batch_id: str
    kind: BatchKind
    source_kind: SourceKind
    source_ids: tuple[str, ...] = ()
    input_path: str | None = None
    window_from: datetime | None = None
    window_to: datetime | None = None
    planned_at: datetime
    code_version: str
    is_forced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll(_Checked):
    """
    One visit to a source, and the cursor for the next.

    outcome       ok, not_modified (the server said so), unchanged (the body hash said so), failed.
    reason        Why it failed, a drop reason such as feed_not_xml; None where it did not.
    etag, last_modified  What to send next time. Kept from the poll before where the answer gave none.
    entry_count   Entries in the feed, None where it was not parsed.
    next_poll_at  Not before this.
    failure_count Failures in a row, 0 after a success.
    """

    poll_id: str
    source_id: str
    polled_at: datetime
    outcome: Literal["ok", "not_modified", "unchanged", "failed"]
    reason: str | None = None
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    entry_count: int | None = None
    next_poll_at: datetime
    failure_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(_Checked):
    """
    One item that a source lists.

    entry_id       make_id(source_id, guid or entry_url).
    entry_url      Canonical form of the address asked for (courlan, tracking parameters gone).
    listed_at      When the source says that it was published.
    updated_at     When the source says that it was last changed.
    first_seen_at  When we first saw it listed. Never from the source.
    local_path     For a folder: the file, relative to BatchPlan.input_path. None where it must be fetched.
    outlet         Registrable domain, where the source or the list says it.
    """

    entry_id: str
    source_id: str
    guid: str | None = None
    entry_url: str
    title: str | None = None
    listed_at: datetime | None = None
    updated_at: datetime | None = None
    first_seen_at: datetime
    local_path: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(_Checked):
    """
    What answered when an entry's address was fetched; the bytes lie in the archive.

    page_id         make_id(entry_url, body_sha256).
    page_url        The address that answered, after redirects.
    content_type    As the server said it, parameters and all; for a folder, from the file's name.
    body_bytes      Size after decoding of transfer and content encodings.
    archive_file    WARC file, relative to the archive; archive_offset is where the record starts in it.
    """

    page_id: str
    entry_id: str
    entry_url: str
    page_url: str
    status: int
    content_type: str | None
    etag: str | None = None
    last_modified: str | None = None
    fetched_at: datetime
    body_sha256: str
    body_bytes: int
    archive_file: str
    archive_offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DateEvidence(_Checked):
    """
    One thing that says when an article was published.

    kind       Who says so: the feed's entry, JSON-LD, a meta element, a <time> element, the address, the list
               that a backfill came with, the archive, or that we first saw it then.
    precision  What of dated_at the evidence really says; with "day" the clock part is 00:00 and means nothing.
    raw        As it stood there, cut at 200 characters.
    is_chosen  Whether Article.published_at rests on it.
    """

    article_id: str
    kind: DateKind
    dated_at: datetime
    precision: Precision
    raw: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(_Checked):
    """
    One revision: the readable text of a page at one time.

    article_id           make_id(canonical_url, text_sha256).
    canonical_url        The page's own canonical address where it names one on the same domain, else page_url.
    text                 NFC, no control characters but newline, paragraphs separated by one newline.
    published_at         Chosen from the date evidence; None where nothing dates it (first_seen never counts for
                         a backfill).
    published_at_basis   The kind of evidence chosen, None with published_at.
    outlet_timezone      IANA zone of the outlet, where known; the reader falls back on it and says so.
    extractor_version    Name and version of what made the text.
    """

    article_id: str
    page_id: str
    entry_id: str
    source_id: str
    canonical_url: str
    outlet: str
    outlet_name: str | None = None
    outlet_country: str | None = None
    outlet_timezone: str | None = None
    title: str
    authors: tuple[str, ...] = ()
    language: str | None = None
    text: str
    text_sha256: str
    published_at: datetime | None = None
    published_at_basis: DateKind | None = None
    published_at_precision: Precision | None = None
    fetched_at: datetime
    extractor_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(_Checked):
    """
    What the reader made of one article as a whole.

    is_relevant        Whether it reports an actual, unplanned outage as its subject.
    relevance_reasons  What spoke for and against, in words, strongest first.
    platforms          Slugs of the platforms that are down, the subject first; empty where not relevant.
    dated_on           Local date of the outage as the text and its publication date give it; None where neither
                       does. It is what incidents are grouped by.
    dated_on_basis     How dated_on is known: stated, weekday, published, status_id (a post's id in a link encodes
                       its time), none.
    """

    article_id: str
    is_relevant: bool
    relevance_reasons: tuple[str, ...]
    platforms: tuple[str, ...] = ()
    dated_on: date | None = None
    dated_on_basis: Literal["stated", "weekday", "published", "status_id", "none"] = "none"
    reader_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(_Checked):
    """
    One thing that a revision says about an outage.

    claim_id               make_id(article_id, field, char_start, char_end, metric, label, value, at_local).
    label, other_label     The categorical part; other_label only where the text says "A or B".
                           For report_count the statistic: peak, at_time, total, or None where the text is silent.
    value, value_high      In `unit`; value_high only for a range. None with a value means "for hours".
    platform               Slug of what the claim is about.
    at_local, timezone     Clock time as written ("HH:MM" or a part of the day) and IANA zone.
    timezone_basis         stated in the sentence, carried from an earlier one, the outlet's own, or none.
    region                 ISO 3166 alpha-2 code that the text limits a figure to.
    source                 Whom the article names for it; None is the outlet's own voice.
    source_via             Through whom ("Downdetector, cited by Reuters": Reuters).
    background             True for an earlier or another outage; never counted for this one.
    happened_at            UTC instant of at_local, where both day and zone are known; its trap: look at
                           timezone_basis and date_basis before relying on it.
    quote                  The exact text, field[char_start:char_end].
    field                  Whether the quote stands in the article's text or its title.
    rule                   Id of the rule that made it, "report_count/tracker-subject".
    confidence             0 to 1, the rule's precision on the articles it was measured on.
    """

    claim_id: str
    article_id: str
    metric: Metric
    label: str | None = None
    other_label: str | None = None
    value: float | None = None
    value_high: float | None = None
    unit: str | None = None
    qualifier: Qualifier | None = None
    platform: str | None = None
    at_local: str | None = None
    timezone: str | None = None
    timezone_basis: TimezoneBasis = "none"
    region: str | None = None
    source: str | None = None
    source_via: str | None = None
    stance: Stance | None = None
    background: bool = False
    happened_at: datetime | None = None
    happened_at_precision: Precision | None = None
    date_basis: DateBasis = "none"
    quote: str
    field: Literal["text", "title"] = "text"
    char_start: int
    char_end: int
    rule: str
    reader_version: str
    confidence: float

    def __post_init__(self) -> None:
        _check_fields(self)
        if self.char_end - self.char_start != len(self.quote) or not self.quote:
            raise InvalidRecord(f"Claim {self.rule}: the quote is not as long as its span")


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(_Checked):
    """
    One real-world outage.

    incident_id       "<platform>-<YYYY-MM-DD>", with "-2" … for a second one that day.
    platform          The platform at the root: Snapchat down because of AWS is an incident of AWS.
    started_on        Local date of the start as most articles give it.
    name              What it is called on pages: "X, 10 March 2025".
    """

    incident_id: str
    platform: str
    started_on: date
    ordinal: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentArticle(_Checked):
    """
    One article's place in an incident.

    basis       Why it is in: date, platform_root, shared_figures, wording.
    witness_id  The same for all articles of an incident that are not independent of each other (wire copy,
                near-identical text); article_id of the earliest of them.
    """

    incident_id: str
    article_id: str
    basis: str
    witness_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference(_Checked):
    """
    Two claims of one incident that differ, with one reason.

    explanation  One sentence for people, with both figures and what sets them apart.
    interest     Rank among the incident's differences by what a reader learns from it; 1 is the first to show.
    """

    difference_id: str
    incident_id: str
    metric: Metric
    platform: str | None
    claim_id: str
    other_claim_id: str
    reason: Reason
    explanation: str
    interest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedClaim(_Checked):
    """
    A claim as its incident sees it; one for each claim of an incident's articles that is not background.

    happened_at     As in Claim; where the article itself has no date, resolved with the incident's. Then
                    date_basis is "incident".
    said            The claim in a few words for people: "at least 40,000 reports at 10:00 ET".
    """

    incident_id: str
    claim_id: str
    timezone: str | None
    timezone_basis: TimezoneBasis
    happened_at: datetime | None
    happened_at_precision: Precision | None
    date_basis: DateBasis
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop(_Checked):
    """
    Something that a stage did not pass on.

    stage         The stage's module name.
    kind          What was dropped: source, entry, page, article, claim.
    record_id     Its id (source_id, entry_id, page_id, article_id, claim_id).
    reason        A name out of errors.DROP_REASONS.
    detail        For people; untrusted parts escaped, no query strings, at most 300 characters.
    url           Address without query and user information, or None.
    """

    stage: str
    kind: Literal["source", "entry", "page", "article", "claim"]
    record_id: str
    reason: str
    detail: str = ""
    url: str | None = None
    dropped_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined(_Checked):
    """
    A row that broke an expectation, kept whole.

    quarantine_id  make_id(table_name, record_id, expectation).
    row_json       The record as `to_json` gives it; replayable.
    """

    quarantine_id: str
    table_name: str
    record_id: str
    expectation: str
    reason: str
    row_json: str
    quarantined_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityResult(_Checked):
    """
    What one expectation found in one batch.

    action            What failing means: quarantine, stop or warn.
    unexpected_count  Rows that broke it; None where it is about the table as a whole.
    observed          What was seen, for people; at most 300 characters.
    """

    suite: str
    expectation: str
    table_name: str
    action: Literal["quarantine", "stop", "warn"]
    is_success: bool
    row_count: int
    unexpected_count: int | None = None
    observed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityVerdict(_Checked):
    """
    Whether a batch may be loaded.

    is_parked  True where it failed a `stop` expectation; then nothing of it goes into the warehouse but its results.
    reason     Which expectations, for people; empty where it is not parked.
    checked_sha256  Batch.content_sha256 of the stages that were checked; where theirs is another by now, the
                    verdict is about something else.
    """

    is_parked: bool
    reason: str = ""
    checked_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally(_Checked):
    """What a stage saw, passed on and dropped; seen = passed + dropped, or the record cannot be made."""

    stage: str
    seen: int
    passed: int
    dropped: int

    def __post_init__(self) -> None:
        if self.seen != self.passed + self.dropped:
            raise InvalidRecord(f"{self.stage}: saw {self.seen}, passed {self.passed}, dropped {self.dropped}")


T = TypeVar("T")

RECORDS: tuple[type, ...] = (
    Source,
    BatchPlan,
    Poll,
    Entry,
    Page,
    DateEvidence,
    Article,
    Reading,
    Claim,
    Incident,
    IncidentArticle,
    Difference,
    PlacedClaim,
    Drop,
    Quarantined,
    QualityResult,
    QualityVerdict,
    Tally,
)


def to_json(record: Any) -> dict[str, Any]:
    """The record as a JSON object: instants as "2025-03-10T09:45:00Z", tuples as lists, None kept."""
    return {field.name: _plain(getattr(record, field.name)) for field in dataclasses.fields(record)}


def from_json(kind: type[T], fields: dict[str, Any]) -> T:
    """
    The record that `to_json` wrote.

    Raises InvalidRecord where a field is unknown, missing or not of its type.
    """
    readers = _readers(cast(Hashable, kind))
    unknown = set(fields) - set(readers)
    if unknown:
        raise InvalidRecord(f"{kind.__name__}: unknown fields {sorted(unknown)}")
    try:
        return kind(**{name: readers[name](value) for name, value in fields.items()})
    except (TypeError, AttributeError, ValueError) as error:
        raise InvalidRecord(f"{kind.__name__}: {error}") from error


def read_instant(text: str) -> datetime:
    """A UTC instant from RFC 3339 text; raises ValueError where it names no zone."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} names no zone")
    return instant.astimezone(UTC)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


@cache
def _readers(kind: Any) -> dict[str, Callable[[Any], Any]]:
    hints = get_type_hints(kind)
    return {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)}


def _reader(hint: Any) -> Callable[[Any], Any]:
    """What turns a JSON value into a value of this type; one level of `| None` and `tuple[x, ...]`."""
    if get_origin(hint) in (types.UnionType, typing.Union):
        inner = _reader(next(part for part in get_args(hint) if part is not type(None)))
        return lambda value: None if value is None else inner(value)
    if get_origin(hint) is tuple:
        item = _reader(get_args(hint)[0])
        return lambda value: tuple(item(part) for part in value)
    if hint is datetime:
        return read_instant
    if hint is date:
        return date.fromisoformat
    if get_origin(hint) is Literal:
        return _one_of(get_args(hint))
    if hint is float:
        return lambda value: _of_type(float, float(value) if type(value) is int else value)
    return lambda value: _of_type(hint, value)


def _one_of(allowed: tuple[Any, ...]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if value not in allowed:
            raise ValueError(f"{value!r} is none of {', '.join(map(str, allowed))}")
        return value

    return read


def _of_type(hint: type, value: Any) -> Any:
    if type(value) is not hint:
        raise ValueError(f"{value!r} is not of type {hint.__name__}")
    return value
