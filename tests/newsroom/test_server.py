"""The newsroom's server behaves as the servers of outlets do, and stops when it is told to."""

from __future__ import annotations

import gzip
import http.client
import json
import shlex
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from urllib.error import URLError

import pytest

from pipeline.newsroom import Newsroom, serving
from tests.newsroom.conftest import ask, get

HARBOUR_FEED = "http://harbourpost.example/rss.xml"
HARBOUR_STORY = "http://harbourpost.example/business/optus-outage-millions-offline"
POTOMAC_STORY = "http://potomacstandard.example/2025/10/20/technology/amazon-aws-outage"


def test_outlets_share_one_port_and_are_told_apart_by_the_host_they_are_asked_as(newsroom: Newsroom) -> None:
    assert b"Sitemap: http://harbourpost.example" in get(newsroom, "http://harbourpost.example/robots.txt").body
    assert b"Disallow: /premium/" in get(newsroom, "http://lakeshorecourier.example/robots.txt").body


@pytest.mark.parametrize("spelling", ["harbourpost.example", "harbourpost.example:80", "HarbourPost.Example"])
def test_a_host_may_be_spelled_with_its_port_or_in_capitals(newsroom: Newsroom, spelling: str) -> None:
    assert get(newsroom, f"http://{spelling}/rss.xml").status == 200


@pytest.mark.parametrize(
    "url", ["http://nobody.example/", "http://harbourpost.example/no/such/story", "http://harbourpost.example/rss.xm"]
)
def test_an_unknown_host_or_path_is_404(newsroom: Newsroom, url: str) -> None:
    answer = get(newsroom, url)
    assert (answer.status, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_every_host_is_listed_for_the_settings_with_the_address_that_serves_it(newsroom: Newsroom) -> None:
    assert newsroom.local_hosts["harbourpost.example:80"] == newsroom.address
    assert len(newsroom.local_hosts) == len(newsroom.hosts) == 11
    assert all(name.endswith(".example:80") for name in newsroom.local_hosts)


@pytest.mark.parametrize("url", [HARBOUR_FEED, HARBOUR_STORY, "http://konkantimes.example/feeds/latest.rss"])
def test_who_sends_the_etag_back_gets_304_without_a_body(newsroom: Newsroom, url: str) -> None:
    first = get(newsroom, url)
    again = get(newsroom, url, If_None_Match=first.headers["ETag"])
    assert (first.status, again.status, again.body) == (200, 304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Content-Length"] is None


@pytest.mark.parametrize(
    ("sent", "status"), [('"other"', 200), ('"other", {etag}', 304), ("W/{etag}", 304), ("*", 304), ("", 200)]
)
def test_etags_are_compared_as_a_list_and_weakly(newsroom: Newsroom, sent: str, status: int) -> None:
    etag = get(newsroom, HARBOUR_FEED).headers["ETag"]
    assert get(newsroom, HARBOUR_FEED, If_None_Match=sent.format(etag=etag)).status == status


@pytest.mark.parametrize(("seconds", "status"), [(-1, 200), (0, 304), (1, 304)])
def test_a_page_unchanged_since_the_date_sent_is_304_and_a_second_earlier_it_is_not(
    newsroom: Newsroom, seconds: int, status: int
) -> None:
    url = "http://tynebulletin.example/news/2025/03/10/x-down-uk-users.shtml"
    changed = parsedate_to_datetime(get(newsroom, url).headers["Last-Modified"])
    since = format_datetime(changed + timedelta(seconds=seconds), usegmt=True)
    assert get(newsroom, url, If_Modified_Since=since).status == status


def test_an_etag_that_does_not_match_wins_over_a_date_that_does(newsroom: Newsroom) -> None:
    date = get(newsroom, HARBOUR_STORY).headers["Last-Modified"]
    assert get(newsroom, HARBOUR_STORY, If_None_Match='"other"', If_Modified_Since=date).status == 200


def test_a_date_that_is_none_is_ignored(newsroom: Newsroom) -> None:
    assert get(newsroom, HARBOUR_STORY, If_Modified_Since="last Tuesday").status == 200


def test_one_outlets_server_sends_no_validators_so_that_only_the_body_tells(newsroom: Newsroom) -> None:
    url = "http://lakeshorecourier.example/rss/news.xml"
    first, again = get(newsroom, url), get(newsroom, url, If_Modified_Since=format_datetime(datetime.now(UTC)))
    assert (first.headers["ETag"], first.headers["Last-Modified"]) == (None, None)
    assert (again.status, again.body) == (200, first.body)


def test_one_outlet_compresses_for_those_who_accept_it(newsroom: Newsroom) -> None:
    plain, packed = get(newsroom, POTOMAC_STORY), get(newsroom, POTOMAC_STORY, Accept_Encoding="gzip, br")
    assert plain.headers["Content-Encoding"] is None
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body)


def test_head_answers_with_the_length_and_no_body(newsroom: Newsroom) -> None:
    whole, head = get(newsroom, HARBOUR_STORY), get(newsroom, HARBOUR_STORY, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.body))


def test_an_address_that_moved_says_where_to(newsroom: Newsroom) -> None:
    moved = get(newsroom, "http://northernvoice.example/?p=4127")
    assert (moved.status, moved.headers["Location"]) == (301, "/2025/03/x-outage-musk-cyberattack/")
    assert get(newsroom, f"http://northernvoice.example{moved.headers['Location']}").status == 200


def test_a_query_that_an_outlet_does_not_know_is_ignored_unless_the_path_needs_one(newsroom: Newsroom) -> None:
    assert get(newsroom, f"{HARBOUR_STORY}?utm_source=rss").body == get(newsroom, HARBOUR_STORY).body
    assert get(newsroom, "http://northernvoice.example/?p=1").status == 404


def test_content_types_name_the_charset_where_the_outlet_would(newsroom: Newsroom) -> None:
    story = "http://tynebulletin.example/football/2025/03/09/wallsend-cup-replay.shtml"
    assert get(newsroom, HARBOUR_STORY).headers["Content-Type"] == "text/html; charset=utf-8"
    assert get(newsroom, story).headers["Content-Type"] == "text/html; charset=ISO-8859-1"
    silent = get(newsroom, "http://bitsandbolts.example/posts/review-mossback-r3-router/")
    assert silent.headers["Content-Type"] == "text/html"


def test_each_request_is_counted_with_what_it_was_answered() -> None:
    with serving() as newsroom:
        get(newsroom, HARBOUR_FEED)
        get(newsroom, "http://harbourpost.example/gone")
        assert [(asked.host, asked.path, asked.status) for asked in newsroom.requests] == [
            ("harbourpost.example", "/rss.xml", 200),
            ("harbourpost.example", "/gone", 404),
        ]
        assert newsroom.request_count == 2


def test_requests_at_once_are_all_answered_and_counted() -> None:
    with serving() as newsroom, ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: get(newsroom, HARBOUR_FEED).status, range(40)))
        assert answers == [200] * 40
        assert newsroom.request_count == 40


def test_the_edition_can_change_while_it_runs() -> None:
    feed = "http://potomacstandard.example/feeds/top.atom"
    with serving() as newsroom:
        before = get(newsroom, feed)
        newsroom.publish(2)
        after = get(newsroom, feed, If_None_Match=before.headers["ETag"])
        assert (newsroom.edition, after.status) == (2, 200)
        assert after.body != before.body


def test_an_edition_that_does_not_exist_is_refused(newsroom: Newsroom) -> None:
    with pytest.raises(ValueError, match="no edition 3"):
        newsroom.publish(3)
    assert newsroom.edition == 1


def test_a_port_that_is_taken_is_an_error_and_a_free_one_is_used(newsroom: Newsroom) -> None:
    port = int(newsroom.address.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"), serving(port):
        pass
    with serving() as other:
        free = int(other.address.rpartition(":")[2])
    with serving(free) as again:
        assert again.address == f"127.0.0.1:{free}"


def test_nothing_listens_once_the_block_has_ended() -> None:
    with serving() as newsroom:
        assert get(newsroom, HARBOUR_FEED).status == 200
    with pytest.raises(URLError):
        get(newsroom, HARBOUR_FEED)


def test_a_client_that_keeps_its_connection_does_not_keep_the_newsroom_from_ending() -> None:
    with serving() as newsroom:
        client = http.client.HTTPConnection(newsroom.address, timeout=10)
        client.request("GET", "/rss.xml", headers={"Host": "harbourpost.example"})
        assert client.getresponse().read().startswith(b"<?xml")
        ending = time.monotonic()
    assert time.monotonic() - ending < 5  # seconds; the idle connection itself would stay for 30
    client.close()


def test_run_by_itself_it_prints_the_settings_that_lead_to_it() -> None:
    command = [sys.executable, "-m", "pipeline.newsroom", "--port", "0", "--edition", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            hosts, sources = (shlex.split(process.stdout.readline())[1].partition("=") for _ in range(2))
            address = json.loads(hosts[2])["harbourpost.example:80"]
            answer = ask(address, HARBOUR_FEED)
            assert (hosts[0], sources[0], answer.status) == ("OUTWIRE_LOCAL_HOSTS", "OUTWIRE_SOURCES_FILE", 200)
        finally:
            process.send_signal(2)
        assert process.wait(timeout=10) == 0
        assert process.stderr.read() == ""
