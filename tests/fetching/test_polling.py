"""How a feed is asked from poll to poll: over loopback, with what each poll left published before the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.records import Poll
from pipeline.settings import Settings
from tests.fetching.servers import Asked, Route, Server, answer, page, redirect, serving
from tests.fetching.stages import HOST, Round, publish, rss, run_round, watching

NOT_MODIFIED = answer(status="304 Not Modified", length=-1)


def polled(settings: Settings, route: Route) -> Poll:
    """The cursor that one poll of a source leaves that answers so."""
    with serving({"/rss": route, "/a": page("a")}) as server:
        [poll] = run_round(watching(settings, server, "/rss")).polls
    return poll


def wait_of(poll: Poll) -> float:
    """Seconds from a poll to the next."""
    return (poll.next_poll_at - poll.polled_at).total_seconds()


def feed_requests(server: Server) -> list[Asked]:
    return [request for request in server.asked if request.path == "/rss"]


def feed(*links: str, extra: str = "", headers: tuple[str, ...] = ()) -> bytes:
    return answer(rss(*links, extra=extra), *headers)


@pytest.mark.parametrize(
    ("route", "seconds"),
    [
        (feed("/a", extra="<ttl>120</ttl>"), 7200),
        (feed("/a", headers=("Cache-Control: public, max-age=3600",)), 3600),
        (feed("/a", headers=("Cache-Control: max-age=3600", "Age: 600")), 3000),
        (feed("/a", extra="<ttl>30</ttl>", headers=("Cache-Control: max-age=3600",)), 3600),
        (feed("/a", extra="<ttl>1</ttl>", headers=("Cache-Control: max-age=1",)), 780),
        (feed("/a", headers=("Expires: Thu, 01 Jan 1970 00:00:00 GMT",)), 780),
        (feed("/a", headers=("Cache-Control: max-age=31536000",)), 86_400),
    ],
)
def test_a_poll_keeps_to_what_the_publisher_asks_for(route: bytes, seconds: float, settings: Settings) -> None:
    assert wait_of(polled(settings, route)) == pytest.approx(seconds, abs=1)


def test_an_expiry_counts_from_the_servers_own_clock(settings: Settings) -> None:
    headers = ("Date: Mon, 10 Mar 2025 10:00:00 GMT", "Expires: Mon, 10 Mar 2025 11:00:00 GMT")
    assert wait_of(polled(settings, feed("/a", headers=headers))) == 3600


def test_a_feed_in_which_items_appear_is_asked_as_often_as_they_do(settings: Settings) -> None:
    moment = datetime.now(UTC)
    items = "".join(
        f"<item><link>/{number}</link><pubDate>{moment - timedelta(minutes=20 * number):%a, %d %b %Y %H:%M:%S} GMT"
        "</pubDate></item>"
        for number in range(1, 9)
    )
    assert polled(settings, feed(extra=items)).interval_seconds == 300


def test_what_a_feed_asks_for_holds_when_it_has_not_changed(settings: Settings) -> None:
    def conditional(asked: Asked) -> bytes:
        if "if-none-match" in asked.headers:
            return NOT_MODIFIED
        return feed("/a", extra="<ttl>120</ttl><skipDays><day>Sunday</day></skipDays>", headers=('ETag: "v1"',))

    with serving({"/rss": conditional, "/a": page("a")}) as server:
        own = watching(settings, server, "/rss")
        publish(run_round(own))
        [poll] = run_round(own, minutes=15).polls
    assert (poll.outcome, poll.least_seconds, poll.skip_days) == ("not_modified", 7200, (6,))
    assert wait_of(poll) >= 7200


@pytest.mark.parametrize(
    ("status", "factor"), [("500 Oops", 1.5), ("404 Not Found", 3.0), ("403 Forbidden", 3.0), ("200 OK", 3.0)]
)
def test_a_source_that_fails_is_backed_off_and_comes_back_at_once(
    status: str, factor: float, settings: Settings
) -> None:
    with serving({"/rss": answer(b"", status=status), "/a": page("a")}) as server:
        own = watching(settings, server, "/rss")
        first = run_round(own)
        publish(first)
        second = run_round(own, minutes=15)
        publish(second)
        server.routes["/rss"] = feed("/a")
        third = run_round(own, minutes=30)
    # Without news the interval itself goes from 900 seconds to 1,125 and 1,406; two minutes early are early enough.
    waits = [wait_of(done.polls[0]) for done in (first, second, third)]
    assert waits == pytest.approx([900 * factor - 120, 1125 * factor**2 - 120, 1406.25 - 120], abs=1)
    assert [done.polls[0].failure_count for done in (first, second, third)] == [1, 2, 0]


def test_feeds_that_a_busy_server_sends_away_do_not_come_back_at_one_moment(settings: Settings) -> None:
    busy = answer(b"", "Retry-After: 3000", status="429 Too Many Requests")
    with serving({f"/{number}": busy for number in range(8)}) as server:
        polls = run_round(watching(settings, server, *(f"/{number}" for number in range(8)))).polls
    assert len(server.paths) <= settings.host_connections, "it was asked although it had said that it is busy"
    assert {poll.reason for poll in polls} == {"http_busy"}
    waits = [wait_of(poll) for poll in polls]
    assert 2990 <= min(waits) <= max(waits) <= 3750
    assert max(waits) - min(waits) > 100


def lying(server_etag: str, first: bytes, *later: str) -> Route:
    """A feed that says "not modified" to every request with a condition, whatever it has by now."""
    whole: list[Asked] = []

    def route(asked: Asked) -> bytes:
        if "if-none-match" in asked.headers:
            return NOT_MODIFIED
        whole.append(asked)
        return first if len(whole) == 1 else feed(*later, headers=(f"ETag: {server_etag}",))

    return route


def aged(done: Round, hours: float) -> Round:
    """The round as if the body that its source sent last had come so many hours before."""
    earlier = timedelta(hours=hours)
    return replace(
        done, polls=[replace(poll, whole_at=poll.whole_at and poll.whole_at - earlier) for poll in done.polls]
    )


def test_a_feed_that_sent_no_body_for_a_day_is_asked_without_a_condition(settings: Settings) -> None:
    first_answer = feed("/a", headers=('ETag: "v1"',))
    with serving({"/rss": lying('"v1"', first_answer, "/b", "/a"), "/a": page("a"), "/b": page("b")}) as server:
        own = watching(settings, server, "/rss")
        publish(aged(run_round(own), 30))
        done = run_round(own, minutes=5)
    assert ["if-none-match" in request.headers for request in feed_requests(server)] == [False, False]
    assert done.paths == ["/b"]


def test_a_server_that_denied_a_change_is_found_out_and_no_longer_believed(settings: Settings) -> None:
    first_answer = feed("/a", headers=('ETag: "v1"',))
    with serving({"/rss": lying('"v1"', first_answer, "/b", "/a"), "/a": page("a"), "/b": page("b")}) as server:
        own = watching(settings, server, "/rss")
        publish(run_round(own))
        denied = run_round(own, minutes=5)
        assert (denied.polls[0].outcome, denied.paths) == ("not_modified", [])
        publish(aged(denied, 30))
        caught = run_round(own, minutes=10)
        assert caught.paths == ["/b"]
        assert caught.polls[0].lied_at == caught.polls[0].polled_at
        publish(caught)
        after = run_round(own, minutes=15)
    assert after.polls[0].outcome == "unchanged", "the hash says so now"
    assert ["if-none-match" in request.headers for request in feed_requests(server)] == [False, True, False, False]


def test_a_server_that_tells_the_truth_is_asked_with_a_condition_again(settings: Settings) -> None:
    def honest(asked: Asked) -> bytes:
        return NOT_MODIFIED if "if-none-match" in asked.headers else feed("/a", headers=('ETag: "v1"',))

    with serving({"/rss": honest, "/a": page("a")}) as server:
        own = watching(settings, server, "/rss")
        publish(aged(run_round(own), 30))
        tested = run_round(own, minutes=5)
        publish(tested)
        run_round(own, minutes=10)
    assert tested.polls[0].outcome == "unchanged"
    assert tested.polls[0].lied_at is None
    assert ["if-none-match" in request.headers for request in feed_requests(server)] == [False, False, True]


def test_a_cursor_moves_on_with_the_rows_it_brought_and_not_before(settings: Settings) -> None:
    def conditional(asked: Asked) -> bytes:
        return (
            NOT_MODIFIED if asked.headers.get("if-none-match") == '"v2"' else feed("/a", "/b", headers=('ETag: "v2"',))
        )

    first_answer = feed("/a", headers=('ETag: "v1"',))
    with serving({"/rss": first_answer, "/a": page("a"), "/b": page("b")}) as server:
        own = watching(settings, server, "/rss")
        publish(run_round(own))
        server.routes["/rss"] = conditional
        lost = run_round(own, minutes=5)  # never loaded: the process was killed, or the batch is parked
        again = run_round(own, minutes=10)
        publish(again)
        known = run_round(own, minutes=15)
    assert [done.paths for done in (lost, again, known)] == [["/b"], ["/b"], []]
    assert [request.headers.get("if-none-match") for request in feed_requests(server)] == [None, '"v1"', '"v1"', '"v2"']
    assert known.polls[0].outcome == "not_modified"


def test_a_page_of_a_young_outage_is_looked_at_although_its_feed_is_not_due(settings: Settings) -> None:
    with serving({"/rss": feed("/a"), "/a": page("20,000 reports")}) as server:
        own = watching(settings, server, "/rss")
        first = run_round(own)
        moved = [replace(found, fetched_at=found.fetched_at - timedelta(minutes=20)) for found in first.pages]
        publish(replace(first, pages=moved), is_outage=True)
        server.routes["/a"] = page("40,000 reports")
        done = run_round(own, minutes=15, is_forced=False)
    assert done.polls == []
    assert (done.paths, len(done.pages)) == (["/a"], 1)
    assert feed_requests(server)[1:] == []
    assert done.entries[0].entry_url == f"http://{HOST}/a"


def rounds(own: Settings, count: int) -> list[Poll]:
    """The cursors of so many polls, five minutes apart, each published before the next."""
    polls = []
    for number in range(count):
        done = run_round(own, minutes=5 * number)
        publish(done)
        polls += done.polls
    return polls


@pytest.mark.parametrize(
    ("statuses", "hops_saved"),
    [
        (["301 Moved", "308 Moved"], 2),
        (["301 Moved", "307 Moved"], 1),
        (["302 Found", "301 Moved"], 0),
    ],
)
def test_a_feed_that_moved_for_good_is_asked_there_after_three_polls(
    statuses: list[str], hops_saved: int, settings: Settings
) -> None:
    hops = ["/rss", *(f"/hop-{number}" for number in range(1, len(statuses))), "/new"]
    routes: dict[str, Route] = {
        path: redirect(following, status) for path, following, status in zip(hops, hops[1:], statuses, strict=False)
    }
    with serving({**routes, "/new": feed("/a"), "/a": page("a")}) as server:
        polls = rounds(watching(settings, server, "/rss"), 4)
    assert [request.path for request in server.asked if request.path in hops] == hops * 3 + hops[hops_saved:]
    assert [poll.outcome for poll in polls] == ["ok", "unchanged", "unchanged", "unchanged"]
    assert [poll.moved_count for poll in polls] == ([1, 2, 3, 3] if hops_saved else [0] * 4)
    assert polls[-1].moved_url == (f"http://{HOST}{hops[hops_saved]}" if hops_saved else None)


def test_a_move_that_is_taken_back_or_leads_to_no_feed_ends_at_the_source_s_own_address(settings: Settings) -> None:
    with serving({"/rss": redirect("/new", "301 Moved"), "/new": feed("/a"), "/a": page("a")}) as server:
        own = watching(settings, server, "/rss")
        rounds(own, 3)
        server.routes |= {"/rss": feed("/a", "/b"), "/new": answer(status="410 Gone"), "/b": page("b")}
        before = len(server.asked)
        back = run_round(own, minutes=30)
    assert [request.path for request in server.asked[before:]][:2] == ["/new", "/rss"]
    assert (back.polls[0].outcome, back.polls[0].moved_url, back.polls[0].moved_count) == ("ok", None, 0)
    assert "/b" in back.paths


def test_a_moved_feed_is_read_on_when_its_old_address_dies_and_tested_there_once_a_day(settings: Settings) -> None:
    with serving({"/rss": redirect("/new", "301 Moved"), "/new": feed("/a"), "/a": page("a")}) as server:
        own = watching(settings, server, "/rss")
        rounds(own, 2)
        publish(aged(run_round(own, minutes=15), 30))
        server.routes["/rss"] = answer(status="404 Not Found")
        before = len(server.asked)
        done = run_round(own, minutes=30)
        publish(done)
        run_round(own, minutes=45)
    assert (done.polls[0].outcome, done.polls[0].failure_count, done.polls[0].moved_count) == ("unchanged", 0, 3)
    asked = [request.path for request in server.asked[before:] if request.path != "/a"]
    assert asked == ["/rss", "/new", "/new"]


def test_a_portal_that_redirects_to_no_feed_moves_nothing(settings: Settings) -> None:
    with serving(
        {"/rss": redirect("/login", "301 Moved"), "/login": answer("<html><body>Log in</body></html>")}
    ) as served:
        polls = rounds(watching(settings, served, "/rss"), 4)
    assert {(poll.outcome, poll.moved_url, poll.moved_count) for poll in polls} == {("failed", None, 0)}


def test_a_busy_host_is_not_asked_at_its_other_address(settings: Settings) -> None:
    with serving({"/rss": redirect("/new", "301 Moved"), "/new": feed("/a"), "/a": page("a")}) as server:
        own = watching(settings, server, "/rss")
        rounds(own, 3)
        server.routes["/new"] = answer(status="429 Too Many Requests")
        before = len(server.asked)
        done = run_round(own, minutes=30)
    assert [request.path for request in server.asked[before:]] == ["/new"]
    assert (done.polls[0].reason, done.polls[0].moved_count) == ("http_busy", 3)
