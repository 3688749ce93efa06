"""What is read: articles with the evidence of their dates, and the claims that they make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pipeline.records.checks import Checked, InvalidRecord, check_fields
from pipeline.records.words import DateBasis, DateKind, Metric, Precision, Qualifier, Stance, TimezoneBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class DateEvidence(Checked):
    """
    One thing that says when an article was published.

    kind       Who says so: the feed's entry, JSON-LD, a meta element, a <time> element, the address, the list
               that a backfill came with, the archive, or that we first saw it then.
    precision  What of dated_at the evidence really says; with "day" the clock part is 00:00 and means nothing.
    raw        As it stood there, cut at 200 characters.
    is_chosen  Whether Article.published_at rests on it.
    reason     Why it was chosen, or not, or could not be: "ignored: before 1990".
    """

    article_id: str
    kind: DateKind
    dated_at: datetime
    precision: Precision
    raw: str
    is_chosen: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Checked):
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
class Reading(Checked):
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
class Claim(Checked):
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
        check_fields(self)
        if self.char_end - self.char_start != len(self.quote) or not self.quote:
            raise InvalidRecord(f"Claim {self.rule}: the quote is not as long as its span")
