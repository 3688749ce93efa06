"""Status pages' JSON, as their documentation shows it, becomes one shape."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.records import StatusPost
from pipeline.sources.document import FeedContents, FeedDocument
from pipeline.sources.reading import read_source
from pipeline.sources.status import post_of

SEEN = datetime(2025, 6, 12, tzinfo=UTC)
BASE = "https://www.githubstatus.com/api/v2/incidents.json"


def read(content: Any, *, is_status: bool = True) -> FeedContents:
    body = json.dumps(content).encode()
    return read_source(FeedDocument(body=body, url=BASE, content_type=None, entry_cap=50, is_status=is_status))


def only_post(content: Any) -> StatusPost:
    [report] = read(content).posts
    post = post_of(report, "status-github", SEEN)
    assert post is not None
    return post


def at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2025, 6, day, hour, minute, tzinfo=UTC)


def update(status: str, time: str, body: str, **more: Any) -> dict[str, Any]:
    return {"id": time, "status": status, "body": body, "created_at": f"2025-06-10T{time}:00.000Z", **more}


def incident(*updates: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": "p31zjtct2jer",
        "name": "Incident with Actions",
        "status": "resolved",
        "impact": "major",
        "created_at": "2025-06-10T16:40:00.000Z",
        "updated_at": "2025-06-10T18:31:00.000Z",
        "resolved_at": "2025-06-10T17:31:00.000Z",
        "shortlink": "https://stspg.io/abc",
        "components": [{"id": "1", "name": "Actions"}, {"id": "2", "name": "Pages"}],
        "incident_updates": list(updates),
        **more,
    }


def statuspage(*incidents: Any, **more: Any) -> dict[str, Any]:
    return {
        "page": {"id": "x", "name": "GitHub", "url": "https://www.githubstatus.com"},
        "incidents": list(incidents),
        **more,
    }


# Statuspage gives the updates newest first.
STORY = incident(
    update("postmortem", "23:00", "What we learned."),
    update("resolved", "17:31", "This incident has been <b>resolved</b>."),
    update("monitoring", "17:10", "A fix is out &amp; we watch."),
    update("identified", "16:58", "We know the cause."),
    update("investigating", "16:40", "We are investigating<br>reports."),
)


def test_an_incident_gives_each_moment_with_its_text() -> None:
    post = only_post(statuspage(STORY))
    assert (post.title, post.component, post.impact) == ("Incident with Actions", "Actions; Pages", "major")
    assert (post.status, post.basis, post.update_count) == ("resolved", "updates", 5)
    assert post.post_url == "https://www.githubstatus.com/incidents/p31zjtct2jer"
    assert (post.acknowledged_at, post.acknowledged_text) == (at(10, 16, 40), "We are investigating reports.")
    assert (post.identified_at, post.identified_text) == (at(10, 16, 58), "We know the cause.")
    assert (post.monitoring_at, post.monitoring_text) == (at(10, 17, 10), "A fix is out & we watch.")
    assert (post.resolved_at, post.resolved_text) == (at(10, 17, 31), "This incident has been resolved.")
    assert post.started_at is None


def test_the_moment_that_an_update_shows_wins_over_when_it_was_entered() -> None:
    backdated = update("investigating", "16:40", "…", display_at="2025-06-10T16:05:00Z")
    assert only_post(statuspage(incident(backdated))).acknowledged_at == at(10, 16, 5)


@pytest.mark.parametrize(
    ("started", "expected"),
    [("2025-06-10T16:12:00.000Z", at(10, 16, 12)), ("2025-06-10T16:40:00.000Z", None), ("soon", None), (None, None)],
)
def test_a_start_is_one_only_where_it_is_before_the_post_was_made(started: Any, expected: datetime | None) -> None:
    assert (
        only_post(statuspage(incident(update("investigating", "16:40", "…"), started_at=started))).started_at
        == expected
    )


def test_an_incident_that_is_opened_again_is_not_resolved() -> None:
    post = only_post(
        statuspage(incident(*STORY["incident_updates"][1:], update("investigating", "19:00", "It is back.")))
    )
    assert (post.status, post.resolved_at, post.acknowledged_at) == ("investigating", None, at(10, 16, 40))


def test_planned_work_is_maintenance() -> None:
    planned = incident(
        update("completed", "17:00", "Done."), update("scheduled", "16:40", "We will."), status="completed"
    )
    assert only_post(statuspage(planned)).status == "maintenance"
    page = {"page": {"url": "https://www.githubstatus.com"}, "scheduled_maintenances": [planned]}
    assert only_post(page).status == "maintenance"


def test_the_incidents_are_entries_too_dated_by_first_and_last_update() -> None:
    [item] = read(statuspage(STORY), is_status=False).items
    assert (item.guid, item.url) == ("p31zjtct2jer", "https://www.githubstatus.com/incidents/p31zjtct2jer")
    assert (item.listed_at, item.updated_at) == (at(10, 16, 40), at(10, 23, 0))
    assert read(statuspage(STORY), is_status=False).posts == ()


@pytest.mark.parametrize(
    "row",
    [
        None,
        "text",
        {},
        {"id": "1"},
        {"id": "1", "incident_updates": [{"status": "resolved"}, None, {"created_at": 3}]},
        {"incident_updates": [update("resolved", "16:40", "…")]},
    ],
)
def test_what_is_no_incident_is_left_out_and_the_others_stay(row: Any) -> None:
    contents = read(statuspage(row, STORY))
    assert [report.guid for report in contents.posts] == ["p31zjtct2jer"]


def test_a_page_without_incidents_is_a_status_page_all_the_same() -> None:
    assert read(statuspage()) == FeedContents(version="statuspage-json")


GOOGLE = {
    "id": "ow5i3PPK96RduMcb1SsW",
    "number": "1",
    "begin": "2025-06-10T17:51:00+00:00",
    "created": "2025-06-10T18:46:00+00:00",
    "end": "2025-06-11T01:18:00+00:00",
    "modified": "2025-06-13T00:00:00+00:00",
    "external_desc": "Multiple products are experiencing service issues",
    "updates": [
        {"when": "2025-06-11T01:20:00+00:00", "text": "The issue is fully resolved.", "status": "AVAILABLE"},
        {"when": "2025-06-10T19:30:00+00:00", "text": "We have identified the root cause.", "status": "SERVICE_OUTAGE"},
        {"when": "2025-06-10T18:46:00+00:00", "text": "**Summary** We are looking.", "status": "SERVICE_OUTAGE"},
    ],
    "status_impact": "SERVICE_OUTAGE",
    "service_name": "Multiple Products",
    "affected_products": [{"title": "Cloud Run", "id": "a"}, {"title": "Cloud Storage", "id": "b"}],
    "uri": "incidents/ow5i3PPK96RduMcb1SsW",
}


def test_google_cloud_s_list_becomes_the_same_shape() -> None:
    post = only_post([GOOGLE])
    assert (post.started_at, post.acknowledged_at) == (at(10, 17, 51), at(10, 18, 46))
    assert (post.identified_at, post.resolved_at) == (at(10, 19, 30), at(11, 1, 20))
    assert (post.component, post.impact, post.status) == ("Cloud Run; Cloud Storage", "SERVICE_OUTAGE", "resolved")
    assert post.post_url == "https://www.githubstatus.com/api/v2/incidents/ow5i3PPK96RduMcb1SsW"


SLACK = {
    "id": 546,
    "date_created": "2025-06-10T07:45:47-07:00",
    "date_updated": "2025-06-10T09:32:00-07:00",
    "title": "Slack’s forwarding email feature is failing",
    "type": "incident",
    "status": "resolved",
    "url": "https://slack-status.com/2025-06/7dea1cd14cd0f657",
    "services": ["Apps/Integrations/APIs"],
    "notes": [
        {"date_created": "2025-06-10T08:31:00-07:00", "body": "We've identified the problem."},
        {
            "date_created": "2025-06-10T07:45:47-07:00",
            "body": "Some users cannot forward. Sorry until this is resolved.",
        },
    ],
}


@pytest.mark.parametrize("content", [[SLACK], {"status": "active", "active_incidents": [SLACK]}])
def test_slack_s_list_becomes_the_same_shape(content: Any) -> None:
    post = only_post(content)
    assert (post.acknowledged_at.hour, post.status) == (14, "resolved")
    assert (post.identified_at, post.resolved_at) == (at(10, 15, 31), at(10, 16, 32))
    assert (post.component, post.impact) == ("Apps/Integrations/APIs", "incident")


def test_texts_are_plain_and_bounded() -> None:
    hostile = update("investigating", "16:40", "\x1b[31m<script>x</script>\u202e" + "a" * 50_000)
    post = only_post(statuspage(incident(hostile, name="<b>" + "n" * 900)))
    assert len(post.acknowledged_text or "") <= 2000
    assert "<script" not in (post.acknowledged_text or "")
    assert "\x1b" not in (post.acknowledged_text or "")
    assert len(post.title or "") <= 500


@pytest.mark.parametrize("year", ["0001", "1970", "2031", "9999"])
def test_an_update_that_no_clock_near_right_gave_is_left_out(year: str) -> None:
    odd = update("investigating", "16:00", "…", display_at=f"{year}-06-10T16:00:00+00:00")
    assert only_post(statuspage(incident(odd, update("identified", "16:58", "We know.")))).update_count == 1
    [report] = read(statuspage(incident(odd))).posts
    assert post_of(report, "status-github", SEEN) is None


def test_the_summary_of_a_post_is_what_was_said_last() -> None:
    updates = STORY["incident_updates"]
    for count, said in [(5, "What we learned."), (4, "This incident has been resolved."), (0, None)]:
        [item] = read(statuspage(incident(*updates[5 - count :]))).items
        assert (item.authors, item.summary) == ((), said)
