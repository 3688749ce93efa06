"""Whether to believe a server that says that nothing has changed: asked whole from time to time, and caught by that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from pipeline.records import Entry, Poll

# A feed that has not sent a body for so long is asked for it without a condition. In so many polls of a feed in which
# items appear regularly, six would have come.
_WHOLE_AFTER = timedelta(days=1)
_WHOLE_AFTER_POLLS = 36
# For so long after it was caught, a server is asked for the whole body at each poll; its hash says whether it is new.
DISTRUST = timedelta(days=7)
# A page that is so many times as old as when its body came last, and so much older, is asked for it: at three of the
# fifteen looks of three days, the first after two and a half hours, since most edits come early.
_PAGE_AGES = 3
_PAGE_PATIENCE = timedelta(hours=2)
# What the drop of an unchanged page says where a body came, rather than the server's word.
SAME_BODY = "the same body"
# An item may stand in a feed a while after its own date. One that is so much older than a "not modified" was there.
_BACKDATED = timedelta(hours=1)


def is_to_be_asked_whole(cursor: Poll, at: datetime) -> bool:
    """Whether to ask without validators, since the server's "not modified" is untested for long, or was a lie."""
    if cursor.lied_at is not None and at - cursor.lied_at < DISTRUST:
        return True
    if cursor.whole_at is None:
        return False
    patience = timedelta(seconds=_WHOLE_AFTER_POLLS * (cursor.interval_seconds or _WHOLE_AFTER.total_seconds()))
    return at - cursor.whole_at >= min(_WHOLE_AFTER, patience)


def is_page_to_be_asked_whole(
    first_seen_at: datetime, whole_at: datetime, *, is_distrusted: bool, at: datetime
) -> bool:
    """
    Whether to ask for a page without validators, since the server's "not modified" is untested for long.

    whole_at       When a body of the page came last.
    is_distrusted  Whether its outlet was caught: a text changed under the same validator.
    """
    age_then = max(whole_at - first_seen_at, timedelta(0))
    return is_distrusted or at - first_seen_at >= _PAGE_AGES * age_then + _PAGE_PATIENCE


def has_lied(
    cursor: Poll | None, etag: str | None, last_modified: str | None, body_sha256: str, news: Iterable[Entry]
) -> bool:
    """
    Whether a body that was asked for whole proves that the "not modified" of the poll before was wrong.

    Another body under the same validators proves it, and so does a new item that is much older than that answer.
    """
    if cursor is None or cursor.outcome != "not_modified" or body_sha256 == cursor.body_sha256:
        return False
    entries = list(news)
    if not entries:
        return False  # an advertisement or a date of the feed itself is no news
    is_same_validator = etag == cursor.etag if etag else bool(last_modified) and last_modified == cursor.last_modified
    return is_same_validator or any(
        entry.listed_at is not None and entry.listed_at < cursor.polled_at - _BACKDATED for entry in entries
    )
