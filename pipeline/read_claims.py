"""Article -> Claim: which articles report an outage, and what each of them claims about it.

In     extract_text: Article
Out    Reading, one for each article that makes claims about an outage; its Claims go with it, and so do the
       Readings of the articles that are dropped, which say why.
Drops  not_an_outage, no_claims, reader_failed
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

from pipeline.addresses import safe_url
from pipeline.claims.reader import read_article
from pipeline.edges.batches import open_batch
from pipeline.edges.clock import now
from pipeline.edges.fail_points import fail_point
from pipeline.edges.logs import Advance, get_log, progress
from pipeline.edges.workers import Outcome, map_in_children
from pipeline.records import Article, Claim, Drop, Reading, Tally
from pipeline.settings import Settings

# The reader takes 0.4 s for as much on a busy machine, and grows faster than its text: a batch with a longer article in
# it is read in child processes, which can be killed. For the others they would cost more than they save.
_SHORT_CHARS = 20_000
# Live blogs of 100,000 characters are read whole in this many times the limit for parsing a document.
_PATIENCE = 4


class Readings(NamedTuple):
    """What became of a batch's articles."""

    passed: list[Reading]
    claims: list[Claim]
    dropped: list[Reading]
    drops: list[Drop]


class Fault(NamedTuple):
    """An exception of the reader: the name of its class, and its traceback for the log."""

    name: str
    trace: str


Read: TypeAlias = tuple[Reading, tuple[Claim, ...]] | Fault


def read_or_say_why(article: Article) -> Read:
    """What the reader makes of an article, or its fault."""
    try:
        return read_article(article)
    except Exception as error:  # noqa: BLE001  a fault of ours may cost this article only; the log has it whole
        return Fault(type(error).__name__, traceback.format_exc())


def read_all(articles: Iterable[Article], at: datetime) -> Readings:
    """Reads every article, in this process; one that the reader fails on is dropped, and costs no other."""
    return _sorted(_read_here(articles), at)


def _read_here(articles: Iterable[Article]) -> Iterator[tuple[Article, Outcome[Read]]]:
    for article in articles:
        yield article, Outcome(read_or_say_why(article))


def _read_apart(articles: Sequence[Article], settings: Settings) -> Iterator[tuple[Article, Outcome[Read]]]:
    outcomes = map_in_children(
        read_or_say_why,
        articles,
        workers=settings.workers,
        seconds=_PATIENCE * settings.document_seconds,
        memory_bytes=settings.document_memory_bytes,
    )
    yield from zip(articles, outcomes, strict=True)


def _sorted(outcomes: Iterable[tuple[Article, Outcome[Read]]], at: datetime) -> Readings:
    found = Readings([], [], [], [])
    for article, outcome in outcomes:
        read = outcome.value
        if read is None or isinstance(read, Fault):
            found.drops.append(_drop(article, "reader_failed", _failure(article, outcome), at))
            continue
        reading, claims = read
        if claims:
            found.passed.append(reading)
            found.claims.extend(claims)
        else:
            reason = "no_claims" if reading.is_relevant else "not_an_outage"
            found.dropped.append(reading)
            found.drops.append(_drop(article, reason, "; ".join(reading.relevance_reasons), at))
    return found


def _failure(article: Article, outcome: Outcome[Read]) -> str:
    """Why an article was not read, for its drop; the log gets all of it."""
    about = {"article_id": article.article_id, "url": article.canonical_url}
    if isinstance(outcome.value, Fault):
        get_log().error("reader_failed", **about, exception=outcome.value.trace)
        return outcome.value.name
    get_log().error("reader_failed", **about, failure=outcome.failure, detail=outcome.detail)
    return outcome.failure or "crashed"


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


def _counted(
    outcomes: Iterable[tuple[Article, Outcome[Read]]], advance: Advance
) -> Iterator[tuple[Article, Outcome[Read]]]:
    for outcome in outcomes:
        yield outcome
        fail_point("read_claims.read_one")
        advance(1)


def _outcomes(articles: Sequence[Article], settings: Settings) -> Iterator[tuple[Article, Outcome[Read]]]:
    if any(len(article.text) > _SHORT_CHARS for article in articles):
        yield from _read_apart(articles, settings)
    else:
        yield from _read_here(articles)


def run(batch_id: str, settings: Settings) -> Tally:
    """Reads the articles of a batch; running it again gives the same."""
    batch = open_batch(settings.home, batch_id)
    articles = batch.read("extract_text", Article)
    with progress("read claims", total=len(articles)) as advance:
        found = _sorted(_counted(_outcomes(articles, settings), advance), now())
    return batch.write(
        "read_claims",
        seen=len(articles),
        passed=found.passed,
        drops=found.drops,
        extra=[*found.claims, *found.dropped],
    )
