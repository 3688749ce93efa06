"""What operators say about their own incidents, kept apart from what the press says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipeline.records.checks import Checked
from pipeline.records.words import StatusWord


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPost(Checked):
    """
    One incident as the operator's status page tells it, as it was last seen.

    post_id         make_id(source_id, guid or post_url): the id of its entry too, where the page is one entry a post.
    post_url        Address of the post; None where it has none of its own.
    component       The services that the operator names, joined with "; "; None where it names none.
    impact          The operator's own word for how bad it is: none, minor, major, critical, "SERVICE_OUTAGE".
    status          Where it stands by its last update; maintenance for planned work.
    basis           updates: the moments are the time stamps of its updates; feed: those of the feed's items.
    started_at      When the trouble began, where the operator says so. Not when it was acknowledged.
    acknowledged_at The first update.
    resolved_at     The last update that calls it resolved; None where a later one takes that back.
    *_text          What the update of that moment says, as plain text of at most 2,000 characters.
    update_count    Updates that the page shows.
    seen_at         When it was there so.
    """

    post_id: str
    source_id: str
    post_url: str | None
    title: str | None
    component: str | None
    impact: str | None
    status: StatusWord
    basis: Literal["updates", "feed"]
    started_at: datetime | None
    started_text: str | None
    acknowledged_at: datetime
    acknowledged_text: str | None
    identified_at: datetime | None
    identified_text: str | None
    monitoring_at: datetime | None
    monitoring_text: str | None
    resolved_at: datetime | None
    resolved_text: str | None
    update_count: int
    seen_at: datetime
