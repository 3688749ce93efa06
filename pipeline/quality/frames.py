"""Records to the rows that expectations look at: ids, and columns derived for one question each.

The texts themselves stay out, so that no report of a check ever carries a page. A column that is None asks nothing
of that row.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import re2

from pipeline.quality.vocabulary import PLAUSIBLE, is_label_known, is_region_known, is_timezone_known, is_unit_known
from pipeline.records import Article, Claim, Entry, Tally

Row = dict[str, Any]
_COUNTS = frozenset({"report_count", "affected_count", "wave_count"})
# Control characters, separators that break lines, and lone surrogates; a newline is what parts paragraphs.
_WEB = re2.compile(r"^https?://[^/\s]+")
_UNCLEAN = re2.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\x{2028}\x{2029}]")


def entry_row(entry: Entry) -> Row:
    """
    What entries.json asks.

    author_chars        Of the longest name; None where nobody is named.
    is_clean            Neither title nor summary nor a name has a control character or a lone surrogate.
    listed_hours_ahead  How far listed_at lies after we first saw the entry.
    """
    return {
        "entry_id": entry.entry_id,
        "entry_url": entry.entry_url,
        "entry_url_chars": len(entry.entry_url),
        "first_seen_at": entry.first_seen_at.isoformat() if entry.first_seen_at else None,
        "title_chars": None if entry.title is None else len(entry.title),
        "author_count": len(entry.authors),
        "author_chars": max(map(len, entry.authors), default=None),
        "summary_chars": None if entry.summary is None else len(entry.summary),
        "is_clean": _is_clean("\n".join([entry.title or "", entry.summary or "", *entry.authors])),
        "listed_year": entry.listed_at.year if entry.listed_at else None,
        "listed_hours_ahead": hours_between(entry.first_seen_at, entry.listed_at),
    }


def article_row(article: Article) -> Row:
    """
    What articles.json asks.

    is_clean        Neither text nor title has a control character or a lone surrogate.
    is_composed     The text is in Unicode's composed form, NFC.
    has_its_sha256  text_sha256 is that of the text.
    """
    written = f"{article.title}\n{article.text}"
    return {
        "article_id": article.article_id,
        "canonical_url": article.canonical_url,
        "text_chars": len(article.text),
        "title_chars": len(article.title),
        "is_clean": _is_clean(written),
        "is_composed": unicodedata.is_normalized("NFC", article.text),
        "has_its_sha256": article.text_sha256 == _sha256(article.text),
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "published_year": article.published_at.year if article.published_at else None,
        "published_hours_after_fetch": hours_between(article.fetched_at, article.published_at),
        "outlet": article.outlet or None,
    }


def claim_row(claim: Claim, article: Article | None) -> Row:
    """
    What claims.json asks.

    percent             The value, where it is in per cent.
    has_whole_count     The value, and the high end, of something counted is whole.
    share_of_plausible  The value, or its high end, as a share of the most that its unit can mean.
    days_…              From publication to happened_at; negative before it. None for another outage, or undated.
    """
    figures = [value for value in (claim.value, claim.value_high) if value is not None]
    is_percent = claim.unit == "percent"
    counted = figures if claim.metric in _COUNTS else []
    return {
        "claim_id": claim.claim_id,
        "has_article": article is not None,
        "has_quote_at_span": None if article is None else _quote_stands(claim, article),
        "metric": claim.metric,
        "has_known_label": _labels_known(claim),
        "has_known_unit": is_unit_known(claim.metric, claim.unit, has_value=bool(figures)),
        "has_known_region": None if claim.region is None else is_region_known(claim.region),
        "has_known_timezone": None if claim.timezone is None else is_timezone_known(claim.timezone),
        "percent": claim.value if is_percent else None,
        "percent_high": claim.value_high if is_percent else None,
        "has_whole_count": all(value.is_integer() for value in counted),
        "share_of_plausible": max((value / PLAUSIBLE.get(claim.unit or "", 1e12) for value in counted), default=None),
        "has_range_upwards": len(figures) < 2 or figures[0] <= figures[1],
        "minutes": max(figures, default=None) if claim.unit == "minutes" else None,
        "at_local": claim.at_local,
        "confidence": claim.confidence,
        "platform": claim.platform,
        "quote_chars": len(claim.quote),
        **_days(claim, article),
    }


def tally_rows(
    tallies: Sequence[Tally], listed: Mapping[str, int], held: Mapping[str, int], checked_count: int | None = None
) -> list[Row]:
    """
    What tallies.json asks, of the stages in their order.

    listed         How many drops each stage names, without those for quarantine.
    held           How many records each stage holds in quarantine.
    checked_count  How many entries, pages and articles check_quality saw; None where it is not among the stages.

    unaccounted  Seen, and neither passed on nor dropped nor in quarantine.
    undropped    Counted as not passed on, and neither listed as a drop nor in quarantine; negative for the contrary.
    lost_before  Passed on by the stage before, and not seen; for check_quality, by the first three. None for the first.
    """
    rows = []
    for number, tally in enumerate(tallies):
        kept_back = listed.get(tally.stage, 0) + held.get(tally.stage, 0)
        before = tallies[number - 1].passed - tally.seen if number else None
        if checked_count is not None and tally.stage == "check_quality":
            before = sum(one.passed for one in tallies[:3]) - checked_count
        rows.append(
            {
                "stage": tally.stage,
                "unaccounted": tally.seen - tally.passed - kept_back,
                "undropped": tally.dropped - kept_back,
                "lost_before": before,
            }
        )
    return rows


# Fewer rows than this say nothing about the batch: one bad article of two is a bad article.
FEW_ROWS = 5


def quarantine_row(table_name: str, row_count: int, held_count: int, limit: float) -> Row:
    """
    What quarantine.json asks.

    share_of_limit  The share of the table's rows that is in quarantine, as a multiple of the share allowed; 0 for
                    a handful of rows.
    """
    share = held_count / row_count if held_count >= FEW_ROWS else 0.0
    over = share / limit if limit else share * 1e9
    return {"table_name": table_name, "share_of_limit": over}


def _quote_stands(claim: Claim, article: Article) -> bool:
    written = article.title if claim.field == "title" else article.text
    return written[claim.char_start : claim.char_end] == claim.quote


def _labels_known(claim: Claim) -> bool:
    if claim.other_label is not None and not is_label_known(claim.metric, claim.other_label):
        return False
    return is_label_known(claim.metric, claim.label)


def _days(claim: Claim, article: Article | None) -> Row:
    hours = None
    if article is not None and not claim.background:
        hours = hours_between(article.published_at, claim.happened_at)
    days = None if hours is None else hours / 24
    is_stated = claim.date_basis == "stated"
    return {
        "days_from_publication": None if is_stated else days,
        "stated_days_from_publication": days if is_stated else None,
        "days_after_publication": days,
    }


def is_web_address(url: str) -> bool:
    """Whether it is asked for over http or https, and names a host."""
    return _WEB.search(url) is not None


def hours_between(start: datetime | None, end: datetime | None) -> float | None:
    """Negative where the end lies before the start; None where one of them is not known."""
    return None if start is None or end is None else (end - start).total_seconds() / 3600


def _is_clean(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return _UNCLEAN.search(text) is None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
