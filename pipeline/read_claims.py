"""Article -> Claim: which articles report an outage, and what each of them claims about it.

In     extract_text: Article
Out    Reading, one for each article that makes claims about an outage; its Claims go with it, and so do the
       Readings of the articles that are dropped, which say why.
Drops  not_an_outage, no_claims, reader_failed
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from pipeline.addresses import safe_url
from pipeline.claims.reader import read_article
from pipeline.edges.batches import open_batch
from pipeline.edges.clock import now
from pipeline.edges.logs import Advance, get_log, progress
from pipeline.records import Article, Claim, Drop, Reading, Tally
from pipeline.settings import Settings


class Readings(NamedTuple):
    """What became of a batch's articles."""

    passed: list[Reading]
    claims: list[Claim]
    dropped: list[Reading]
    drops: list[Drop]


def read_all(articles: Iterable[Article], at: datetime) -> Readings:
    """Reads every article; one that the reader fails on is dropped, and costs no other."""
    found = Readings([], [], [], [])
    for article in articles:
        try:
            reading, claims = read_article(article)
        except Exception as error:  # noqa: BLE001  a fault of ours may cost this article only; the log has it whole
            get_log().exception("reader_failed", article_id=article.article_id, url=article.canonical_url)
            found.drops.append(_drop(article, "reader_failed", type(error).__name__, at))
            continue
        if claims:
            found.passed.append(reading)
            found.claims.extend(claims)
        else:
            reason = "no_claims" if reading.is_relevant else "not_an_outage"
            found.dropped.append(reading)
            found.drops.append(_drop(article, reason, "; ".join(reading.relevance_reasons), at))
    return found


def _drop(article: Article, reason: str, detail: str, at: datetime) -> Drop:
    return Drop(
        stage="read_claims",
        kind="article",
        record_id=article.article_id,
        reason=reason,
        detail=detail[:300],
        url=safe_url(article.canonical_url),
        dropped_at=at,
    )


def _counted(articles: Iterable[Article], advance: Advance) -> Iterator[Article]:
    for article in articles:
        yield article
        advance(1)


def run(batch_id: str, settings: Settings) -> Tally:
    """Reads the articles of a batch; running it again gives the same."""
    batch = open_batch(settings.home, batch_id)
    articles = batch.read("extract_text", Article)
    with progress("read claims", total=len(articles)) as advance:
        found = read_all(_counted(articles, advance), now())
    return batch.write(
        "read_claims",
        seen=len(articles),
        passed=found.passed,
        drops=found.drops,
        extra=[*found.claims, *found.dropped],
    )
