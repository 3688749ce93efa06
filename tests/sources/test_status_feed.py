"""Status pages' feeds: Statuspage's, Google Cloud's, AWS's, incident.io's and plain ones, become one shape."""

from __future__ import annotations

import html
from datetime import UTC, datetime

import pytest

from pipeline.records import StatusPost
from pipeline.sources.document import FeedDocument
from pipeline.sources.reading import read_source
from pipeline.sources.status import post_of, word_of

SEEN = datetime(2025, 6, 12, tzinfo=UTC)
BASE = "https://status.harbour.example/history.atom"


def posts(body: str) -> list[StatusPost]:
    contents = read_source(FeedDocument(body=body.encode(), url=BASE, content_type=None, entry_cap=50, is_status=True))
    return [post for report in contents.posts if (post := post_of(report, "status-harbour", SEEN))]


def at(hour: int, minute: int, day: int = 10, year: int = 2025) -> datetime:
    return datetime(year, 6, day, hour, minute, tzinfo=UTC)


def stamp(clock: str, word: str, text: str, zone: str = "UTC", day: str = "Jun <var data-var='date'>10</var>") -> str:
    return f"<p><small>{day}, <var data-var='time'>{clock}</var> {zone}</small><br><strong>{word}</strong> - {text}</p>"


def atom(*contents: str, published: str = "2025-06-10T16:40:00Z", title: str = "Incident with Actions") -> str:
    entries = "".join(
        f"<entry><id>tag:status.harbour.example,2005:Incident/{number}</id><published>{published}</published>"
        f"<updated>2025-06-10T17:31:00Z</updated><link rel='alternate' href='https://status.harbour.example/i/{number}'/>"
        f"<title>{title}</title><content type='html'>{html.escape(content)}</content></entry>"
        for number, content in enumerate(contents)
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Status</title>{entries}</feed>'


STORY = (
    stamp("17:31", "Resolved", "This has been resolved.")
    + stamp("17:10", "Monitoring", "A fix is out.")
    + stamp("17:00", "Update", "Still at it.")
    + stamp("16:58", "Identified", "We know the cause.")
    + stamp("16:40", "Investigating", "We are <i>looking</i> into &quot;reports&quot;.")
)


def test_a_statuspage_s_stamps_become_moments_with_their_texts() -> None:
    [post] = posts(atom(STORY))
    assert (post.acknowledged_at, post.acknowledged_text) == (at(16, 40), 'We are looking into "reports".')
    assert (post.identified_at, post.monitoring_at, post.resolved_at) == (at(16, 58), at(17, 10), at(17, 31))
    assert (post.identified_text, post.monitoring_text) == ("We know the cause.", "A fix is out.")
    assert (post.status, post.basis, post.update_count) == ("resolved", "updates", 5)


def test_its_rss_says_the_same_as_its_atom() -> None:
    rss = (
        '<rss version="2.0"><channel><title>Status</title><item><title>Incident with Actions</title>'
        f"<description>{html.escape(STORY)}</description><pubDate>Tue, 10 Jun 2025 17:31:00 +0000</pubDate>"
        "<link>https://status.harbour.example/i/0</link><guid>https://status.harbour.example/i/0</guid></item>"
        "</channel></rss>"
    )
    [of_rss], [of_atom] = posts(rss), posts(atom(STORY))
    same = ("acknowledged_at", "identified_at", "monitoring_at", "resolved_at", "resolved_text", "post_url", "status")
    assert [getattr(of_rss, name) for name in same] == [getattr(of_atom, name) for name in same]


@pytest.mark.parametrize(
    ("zone", "expected"), [("UTC", at(16, 40)), ("PDT", at(23, 40)), ("CEST", at(14, 40)), ("JST", at(7, 40))]
)
def test_a_stamp_s_zone_counts(zone: str, expected: datetime) -> None:
    [post] = posts(atom(stamp("16:40", "Investigating", "…", zone)))
    assert post.acknowledged_at == expected


def test_a_stamp_of_an_unknown_zone_is_left_to_the_feed_s_dates() -> None:
    [post] = posts(atom(stamp("16:40", "Investigating", "…", "XYZ")))
    assert (post.basis, post.acknowledged_at) == ("feed", at(16, 40))


def test_a_stamp_without_a_year_lies_next_to_the_entry_s_date() -> None:
    [post] = posts(atom(stamp("23:50", "Investigating", "…", day="Dec 31"), published="2025-01-01T00:10:00Z"))
    assert post.acknowledged_at == datetime(2024, 12, 31, 23, 50, tzinfo=UTC)


def test_planned_work_is_maintenance() -> None:
    work = stamp("17:00", "Completed", "Done.") + stamp("16:40", "In progress", "We have begun.")
    assert [post.status for post in posts(atom(work))] == ["maintenance"]
    assert [post.status for post in posts(atom("Soon.", title="Scheduled maintenance of the pumps"))] == ["maintenance"]


def test_an_incident_io_page_says_where_it_stands_and_what_it_hit() -> None:
    [post] = posts(
        atom(
            "<b>Status: Resolved</b><br/><br/>All impacted services have now fully recovered.<br/><br/>"
            "<b>Affected components</b><br/><ul><li>Login (Operational)</li>"
            "<li>ChatGPT (Degraded performance)</li></ul>"
        )
    )
    assert (post.component, post.status, post.basis) == ("Login; ChatGPT", "resolved", "feed")
    assert (post.acknowledged_at, post.resolved_at) == (at(16, 40), at(17, 31))


def google(update: str, title: str, text: str, updated: str) -> str:
    return (
        f"<entry><title>{title}</title><link href='https://status.cloud.google.com/incidents/ow5i'/>"
        f"<id>tag:status.cloud.google.com,2025:feed:ow5i.{update}</id><updated>{updated}</updated>"
        f"<summary type='html'>{html.escape(text)}</summary></entry>"
    )


def test_google_cloud_s_entries_about_one_incident_are_one_post() -> None:
    ended = (
        "<p> Incident began at <strong>2025-06-10 10:51</strong> and ended at <strong>2025-06-10 18:18</strong> "
        "<span>(all times are <strong>US/Pacific</strong>).</span></p><p>All is well.</p>"
    )
    body = google("b", "RESOLVED: Multiple products", ended, "2025-06-11T02:00:00+00:00")
    body += google("a", "UPDATE: Multiple products", "We have identified it.", "2025-06-10T19:00:00+00:00")
    [post] = posts(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Google Cloud</title>{body}</feed>')
    assert (post.started_at, post.resolved_at) == (at(17, 51), at(1, 18, day=11))
    assert (post.started_text or "").startswith("Incident began at 2025-06-10 10:51")
    assert (post.acknowledged_at, post.identified_at) == (at(19, 0), at(19, 0))
    assert (post.status, post.title) == ("resolved", "RESOLVED: Multiple products")


def aws(service: str, second: int, title: str, pub_date: str) -> str:
    return (
        f"<item><title><![CDATA[{title}]]></title><link>https://status.aws.amazon.com/</link>"
        f"<pubDate>{pub_date}</pubDate><guid>https://status.aws.amazon.com/#{service}_{second}</guid>"
        f"<description><![CDATA[{title} in the region.]]></description></item>"
    )


def test_aws_s_items_of_one_service_are_one_incident_until_a_pause() -> None:
    items = (
        aws(
            "ec2-us-east-1",
            1749577000,
            "Service is operating normally: [RESOLVED] Errors",
            "Tue, 10 Jun 2025 10:30:00 PDT",
        )
        + aws("ec2-us-east-1", 1749573000, "Informational message: Errors", "Tue, 10 Jun 2025 09:40:00 PDT")
        + aws("s3-eu-west-1", 1749573000, "Service degradation: Latency", "Tue, 10 Jun 2025 09:50:00 PDT")
        + aws("ec2-us-east-1", 1749000000, "Service degradation: Errors", "Mon, 02 Jun 2025 09:50:00 PDT")
    )
    found = posts(f'<rss version="2.0"><channel><title>AWS</title>{items}</channel></rss>')
    assert [(post.component, post.status, post.update_count) for post in found] == [
        ("ec2-us-east-1", "resolved", 2),
        ("s3-eu-west-1", "investigating", 1),
        ("ec2-us-east-1", "investigating", 1),
    ]
    assert (found[0].acknowledged_at, found[0].resolved_at) == (at(16, 40), at(17, 30))
    assert len({post.post_id for post in found}) == 3


def test_items_with_one_guid_are_updates_of_one_incident_however_far_apart() -> None:
    def item(word: str, pub_date: str) -> str:
        return (
            f"<item><title>Audio is slow</title><guid>https://s.example/1</guid><pubDate>{pub_date}</pubDate>"
            f"<description>Status: {word}&lt;br/&gt;Some words.</description></item>"
        )

    items = item("Resolved", "Tue, 10 Jun 2025 09:00:00 GMT") + item("Investigating", "Sun, 08 Jun 2025 09:00:00 GMT")
    [post] = posts(f'<rss version="2.0"><channel><title>Status</title>{items}</channel></rss>')
    assert (post.acknowledged_at, post.resolved_at, post.status) == (at(9, 0, day=8), at(9, 0), "resolved")


def test_slack_s_entry_is_dated_when_it_was_made_and_when_it_was_changed() -> None:
    [post] = posts(atom("This issue is now resolved.&nbsp;Some users saw errors.", title="Incident: Trouble loading"))
    assert (post.acknowledged_at, post.resolved_at, post.basis) == (at(16, 40), at(17, 31), "feed")


def azure(text: str, title: str = "App Service - West Europe") -> str:
    item = f"<item><guid>BT6W-FX0</guid><title>{title}</title><link>https://status.harbour.example/BT6W-FX0</link>"
    dated = f"{item}<pubDate>Tue, 10 Jun 2025 16:40:00 Z</pubDate><description>{html.escape(text)}</description></item>"
    return f'<rss version="2.0"><channel><title>Azure Status</title>{dated}</channel></rss>'


@pytest.mark.parametrize(
    ("said", "started_at", "resolved_at"),
    [
        ("Starting at 09:15 UTC on 10 Jun 2025, customers may see errors.", at(9, 15), None),
        ("Starting at approximately 09:15 UTC on 10 June 2025, requests fail.", at(9, 15), None),
        ("Between 09:15 UTC and 11:40 UTC on 10 Jun 2025, requests failed.", at(9, 15), at(11, 40)),
        ("Between 09:15 and approximately 11:40 UTC on 10 June 2025, requests failed.", at(9, 15), at(11, 40)),
        ("Between 23:22 UTC on 09 Jun 2025 and 05:02 UTC on 10 Jun 2025 it was slow.", at(23, 22, day=9), at(5, 2)),
        ("Between 23:22 and 05:02 UTC on 10 Jun 2025 it was slow.", at(23, 22, day=9), at(5, 2)),
        ("Starting at 25:15 UTC on 10 Jun 2025, requests fail.", None, None),
        ("Starting at 09:15 UTC on 31 Jun 2025, requests fail.", None, None),
        ("Starting at 09:15 PST on 10 Jun 2025, requests fail.", None, None),
        ("We are looking into it.", None, None),
    ],
)
def test_azure_says_in_a_sentence_when_an_incident_was(
    said: str, started_at: datetime | None, resolved_at: datetime | None
) -> None:
    [post] = posts(azure(f"<p><strong>Impact statement:</strong> {said}</p><p>We are working on it.</p>"))
    assert (post.started_at, post.resolved_at) == (started_at, resolved_at)
    assert post.status == ("resolved" if resolved_at else "investigating")
    if started_at:
        assert post.started_text is not None
        assert post.started_text in said


def test_google_says_when_an_incident_began_before_it_ends() -> None:
    began = (
        "<p> Incident began at <strong>2025-06-10 09:27</strong> <span>(all times are <strong>US/Pacific</strong>)."
        "</span></p><p>We are investigating.</p>"
    )
    body = google("a", "UPDATE: Ranking", began, "2025-06-10T16:40:00+00:00")
    [post] = posts(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Google Cloud</title>{body}</feed>')
    assert (post.started_at, post.acknowledged_at, post.resolved_at) == (at(16, 27), at(16, 40), None)


def test_an_incident_of_several_items_stays_itself_when_the_next_one_comes() -> None:
    first = aws("ec2-us-east-1", 1749573000, "Informational message: Errors", "Tue, 10 Jun 2025 09:40:00 PDT")
    later = aws("ec2-us-east-1", 1749577000, "[RESOLVED] Errors", "Tue, 10 Jun 2025 10:30:00 PDT")
    [before], [after] = (
        posts(f'<rss version="2.0"><channel><title>AWS</title>{items}</channel></rss>')
        for items in (first, later + first)
    )
    assert (before.post_id, before.status, after.status) == (after.post_id, "investigating", "resolved")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Service is operating normally: [RESOLVED] Increased error rates", "resolved"),
        ("The issue has been resolved and the service is operating normally.", "resolved"),
        ("RESOLVED: Cloud Run", "resolved"),
        ("Access has now been fully restored.", "resolved"),
        ("We are sorry, and will post an update once the issue has been resolved.", "investigating"),
        ("This is not yet resolved.", "investigating"),
        ("We have identified the cause and are continuing to monitor.", "monitoring"),
        ("Engineers identified a faulty switch.", "identified"),
        ("Some users see errors.", "investigating"),
        ("", "investigating"),
        (None, "investigating"),
    ],
)
def test_sentences_say_where_an_incident_stands(text: str | None, word: str) -> None:
    assert word_of(text) == word


def test_an_entry_that_nothing_dates_is_no_post() -> None:
    body = "<rss version='2.0'><channel><item><title>a</title><link>/1</link></item></channel></rss>"
    assert posts(body) == []


def test_a_feed_of_the_press_has_no_posts() -> None:
    document = FeedDocument(body=atom(STORY).encode(), url=BASE, content_type=None, entry_cap=50)
    contents = read_source(document)
    assert (len(contents.items), contents.posts) == (1, ())
