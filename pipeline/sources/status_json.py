"""Status pages that answer JSON: Atlassian's `/api/v2/incidents.json`, Google Cloud's `incidents.json`, Slack's API.

The shapes are those of their documentation (developer.statuspage.io, status.cloud.google.com/incidents.schema.json,
docs.slack.dev); what is missing or of another type is left out, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pipeline.sources.document import FeedContents, FeedDocument, first_address
from pipeline.sources.listing import Item, instant_of, one_line
from pipeline.sources.plain import plain_summary, plain_title
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


def read_status_json(content: Any, document: FeedDocument) -> FeedContents | None:
    """What a status page's JSON tells; None where it is of none of the shapes that we know."""
    reports: list[StatusReport]
    if (
        isinstance(content, dict)
        and isinstance(content.get("page"), dict)
        and ("incidents" in content or "scheduled_maintenances" in content)
    ):
        base = first_address([content["page"].get("url")], document.url) or document.url
        rows = [*_dicts(content.get("incidents")), *_dicts(content.get("scheduled_maintenances"))]
        reports, version = _reports(_atlassian(row, base) for row in _few(rows, document)), "statuspage-json"
    elif rows := _rows_with(content, "external_desc", "begin"):
        reports, version = _reports(_google(row, document.url) for row in _few(rows, document)), "google-cloud-json"
    elif rows := _rows_with(_slack_rows(content), "date_created", "notes"):
        reports, version = _reports(_slack(row, document.url) for row in _few(rows, document)), "slack-json"
    else:
        return None
    return FeedContents(
        version=version, items=tuple(map(_item, reports)), posts=tuple(reports) if document.is_status else ()
    )


def _item(report: StatusReport) -> Item:
    return Item(
        guid=report.guid,
        url=report.url,
        title=report.title,
        # What the operator said last, as its feed begins with.
        summary=plain_summary(next((update.text for update in reversed(report.updates) if update.text), None)),
        listed_at=report.updates[0].at,
        updated_at=report.updates[-1].at,
    )


def _reports(found: Iterator[StatusReport | None]) -> list[StatusReport]:
    return [report for report in found if report is not None]


def _atlassian(row: dict[str, Any], page_url: str) -> StatusReport | None:
    updates = [
        StatusUpdate(word=_word(update.get("status")), at=at, text=plain_text(_text(update.get("body"))))
        for update in _dicts(row.get("incident_updates"))
        if (at := _instant(update.get("display_at")) or _instant(update.get("created_at")))
    ]
    created_at = _instant(row.get("created_at"))
    if not updates and created_at:
        updates = [StatusUpdate(word=_word(row.get("status")), at=created_at, text=None)]
    guid = _line(row.get("id"))
    return _report(
        guid=guid,
        url=first_address([f"/incidents/{guid}" if guid else None, row.get("shortlink")], page_url),
        title=plain_title(_text(row.get("name"))),
        components=_names(row.get("components"), "name"),
        impact=_line(row.get("impact")),
        updates=updates,
        # Where nobody enters when it began, Statuspage gives the moment at which the post was made.
        started_at=_earlier(row.get("started_at"), created_at),
    )


def _google(row: dict[str, Any], base: str) -> StatusReport | None:
    ended_at = _instant(row.get("end"))
    updates = [
        StatusUpdate(word=_google_word(update), at=at, text=plain_text(_text(update.get("text"))))
        for update in _dicts(row.get("updates"))
        if (at := _instant(update.get("when")) or _instant(update.get("created")))
    ]
    if ended_at and not any(update.word == "resolved" for update in updates):
        updates.append(StatusUpdate(word="resolved", at=ended_at, text=None))
    return _report(
        guid=_line(row.get("id")),
        url=first_address([row.get("uri")], base),
        title=plain_title(_text(row.get("external_desc"))),
        components=_names(row.get("affected_products"), "title") or _names([row], "service_name"),
        impact=_line(row.get("status_impact")),
        updates=updates,
        started_at=_instant(row.get("begin")),
    )


def _google_word(update: dict[str, Any]) -> UpdateWord:
    """Google's own word says only whether it still lasts; the rest stands in the text."""
    if update.get("status") == "AVAILABLE":
        return "resolved"
    word = word_of(_text(update.get("text")))
    return "monitoring" if word == "resolved" else word


def _slack_rows(content: Any) -> Any:
    return content["active_incidents"] if isinstance(content, dict) and "active_incidents" in content else content


def _slack(row: dict[str, Any], base: str) -> StatusReport | None:
    updates = [
        StatusUpdate(word=word_of(_text(note.get("body"))), at=at, text=plain_text(_text(note.get("body"))))
        for note in _dicts(row.get("notes"))
        if (at := _instant(note.get("date_created")))
    ]
    changed_at = _instant(row.get("date_updated"))
    if row.get("status") in ("resolved", "completed") and not any(u.word == "resolved" for u in updates) and changed_at:
        updates.append(StatusUpdate(word="resolved", at=changed_at, text=None))
    if row.get("type") == "maintenance" and updates:
        updates.append(StatusUpdate(word="maintenance", at=updates[0].at, text=None))
    services = row.get("services")
    return _report(
        guid=_line(row.get("id")),
        url=first_address([row.get("url")], base),
        title=plain_title(_text(row.get("title"))),
        components=tuple(filter(None, map(_line, services))) if isinstance(services, list) else (),
        impact=_line(row.get("type")),
        updates=updates,
    )


def _report(
    *,
    guid: str | None,
    url: str | None,
    title: str | None,
    components: tuple[str, ...],
    impact: str | None,
    updates: list[StatusUpdate],
    started_at: datetime | None = None,
) -> StatusReport | None:
    """The report; None without an update or anything to know it by."""
    if not updates or not (guid or url):
        return None
    if is_maintenance(title) and not any(update.word == "maintenance" for update in updates):
        updates = [*updates, StatusUpdate(word="maintenance", at=updates[0].at, text=None)]
    return StatusReport(
        guid=guid,
        url=url,
        title=title,
        components=components,
        impact=impact,
        updates=in_order(updates),
        started_at=started_at,
    )


def _word(status: Any) -> UpdateWord:
    return WORDS.get(status.lower() if isinstance(status, str) else "", "update")


def _earlier(started: Any, created_at: datetime | None) -> datetime | None:
    started_at = _instant(started)
    return started_at if started_at and created_at and started_at < created_at else None


def _few(rows: list[dict[str, Any]], document: FeedDocument) -> list[dict[str, Any]]:
    return rows[: document.entry_cap]


def _rows_with(content: Any, *names: str) -> list[dict[str, Any]]:
    return [row for row in _dicts(content) if all(name in row for name in names)]


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _names(rows: Any, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (_line(row.get(name)) for row in _dicts(rows)))))


def _text(value: Any) -> str | None:
    """A text as it is; None for all else."""
    return value if isinstance(value, str) else None


def _line(value: Any) -> str | None:
    """A text, or a number as one, on one line; None for all else."""
    return one_line(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _instant(value: Any) -> datetime | None:
    return instant_of(value) if isinstance(value, str) else None
