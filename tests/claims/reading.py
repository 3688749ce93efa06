"""How the tests here read a text: as the article of an outage, with what each test says of outlet and day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pipeline.claims.reader import read_outage
from pipeline.records import Article, Claim, make_id

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
LEAD = "The video app TikTok had an outage on Monday."


def article(
    text: str, *, title: str = "TikTok goes down", published_at: datetime | None = AT, **fields: Any
) -> Article:
    """An article of a made-up outlet with this text."""
    return Article(
        article_id=make_id(title, text),
        page_id="page",
        entry_id="entry",
        source_id="source",
        canonical_url="https://harbour.example/tiktok",
        outlet="harbour.example",
        title=title,
        text=text,
        text_sha256="0" * 64,
        published_at=published_at,
        fetched_at=AT,
        extractor_version="test",
        **fields,
    )


def read(text: str, metric: str | None = None, **fields: Any) -> list[Claim]:
    """The claims of a text, or those of one metric, in the order of the text; those of the title are left out."""
    _, _, claims = read_outage(article(text, **fields))
    return [c for c in claims if c.field == "text" and metric in {None, c.metric}]


def after_lead(sentence: str, metric: str, **fields: Any) -> list[Claim]:
    """The claims of one metric in a sentence that follows the lead of a story on TikTok."""
    return [c for c in read(f"{LEAD}\n{sentence}", metric, **fields) if c.char_start > len(LEAD)]
