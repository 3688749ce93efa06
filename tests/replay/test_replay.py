"""
Feeds over days, on a virtual clock: nobody is asked too often, nothing is seen too late, and silence is cheap.

The transport is simulated where a request would leave the process, and there only (`replaying.py`); for a few feeds a
real server over loopback must leave the same log. `make replay` runs the whole week of 500 feeds.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import pytest

from pipeline.sources.hints import FeedHints
from tests.replay.judging import Figures, judge, violations
from tests.replay.publishers import DAY, Feed, World, make_feeds
from tests.replay.replaying import Replayed, Request, replay

BEGIN = datetime(2025, 3, 10, tzinfo=UTC)
DAYS = float(os.environ.get("OUTWIRE_REPLAY_DAYS", "2"))
FEEDS = 500 if "OUTWIRE_REPLAY_DAYS" in os.environ else 40


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    world = World(make_feeds(FEEDS, BEGIN.timestamp(), DAYS * DAY, seed=11))
    return replay(world, BEGIN, DAYS * DAY, tmp_path_factory.mktemp("replay"))


@pytest.fixture(scope="module")
def figures(replayed: Replayed) -> Figures:
    found = judge(replayed)
    print(f"\n{found.table()}")
    return found


def test_no_host_is_asked_more_often_than_it_allows(figures: Figures) -> None:
    assert not figures.violations
    assert figures.requests > 1000


def test_a_hot_feed_is_polled_within_five_minutes_of_a_new_item(figures: Figures) -> None:
    assert len(figures.hot_delays) > 50
    late = [delay for delay in figures.hot_delays if delay > 300]
    assert len(late) <= 0.01 * len(figures.hot_delays), late
    assert figures.hot_delays[-1] <= 600


def test_a_quiet_feed_is_polled_a_few_times_a_day(figures: Figures) -> None:
    assert len(figures.quiet_polls) >= 8
    assert median(figures.quiet_polls) <= 6
    assert max(figures.quiet_polls) <= 12


def test_a_poll_where_nothing_changed_is_one_request_and_but_for_tests_of_the_server_conditional(
    figures: Figures,
) -> None:
    assert figures.other_requests == 0
    assert figures.unchanged > 500
    assert figures.unchanged_asked >= 0.97 * figures.unchanged
    assert figures.unchanged_bytes <= 100 * figures.unchanged


def test_a_poll_is_one_request(replayed: Replayed) -> None:
    asked = [request for request in replayed.log if request.path != "/robots.txt"]
    # A host that is to be left alone is not asked: that poll fails without a request.
    sent = [poll for poll in replayed.polls if poll.status is not None]
    assert len(asked) == len(sent)


def test_servers_that_deny_changes_are_found_out(replayed: Replayed) -> None:
    liars = {
        f"{host}{path}".replace("/", "-").replace(".", "-")
        for (host, path), feed in replayed.world.feeds.items()
        if feed.server == "liar" and len([at for at in feed.items if at > replayed.begin]) > 5
    }
    caught = {poll.source_id for poll in replayed.polls if poll.lied_at is not None}
    assert caught <= {f"{host}{path}".replace("/", "-").replace(".", "-") for (host, path), feed in
                      replayed.world.feeds.items() if feed.server == "liar"}  # fmt: skip
    assert liars <= caught


# The judge itself


def small_world(**feed: object) -> World:
    made = Feed(
        host="a.example", path="/feed", rhythm="wire", server="etag", wish="none", wish_seconds=0.0,
        items=[BEGIN.timestamp() - 100], busy_from=0.0,
    )  # fmt: skip
    return World([replace(made, **feed)])  # type: ignore[arg-type]


def asked(at: float, *, took: float = 0.3, path: str = "/feed", status: int = 200) -> Request:
    start = BEGIN.timestamp() + at
    return Request("a.example", path, start, start + took, False, status, 0)


@pytest.mark.parametrize(
    ("feed", "requests", "breach"),
    [
        ({}, [asked(0), asked(300)], None),
        ({}, [asked(0, path="/robots.txt"), asked(4.9)], "a pause of less than 5 s"),
        ({}, [asked(0, took=900), asked(200, took=900), asked(400)], "more than two requests at once"),
        ({}, [asked(0, status=429), asked(1000)], "a request before the end of Retry-After"),
        ({}, [asked(0, path="/robots.txt"), asked(9000, path="/robots.txt")], "robots.txt twice a day"),
        ({}, [asked(0), asked(100)], "a poll within three minutes"),
        ({"wish": "ttl", "wish_seconds": 3600.0}, [asked(0), asked(600)], "a poll before its ttl was over"),
        ({"wish": "skip"}, [asked(-3600), asked(3600)], "a poll in an hour that is to be left out"),
    ],
)
def test_the_judge_sees_each_breach(feed: dict[str, object], requests: list[Request], breach: str | None) -> None:
    world = small_world(**feed)
    log = Replayed(world, BEGIN.timestamp(), BEGIN.timestamp() + DAY, requests, [])
    assert breach is None or breach in violations(log)
    assert bool(violations(log)) == (breach is not None)


# The simulated transport against a real one


@pytest.fixture
def sample() -> Callable[[], World]:
    """The same few feeds each time, of every kind of server."""

    def make() -> World:
        feeds = sorted(make_feeds(150, BEGIN.timestamp(), 0.3 * DAY, seed=5), key=lambda feed: len(feed.items))
        return World(list({feed.server: feed for feed in feeds}.values()))

    return make


def test_a_real_server_over_loopback_leaves_the_same_log(sample: Callable[[], World], tmp_path: Path) -> None:
    simulated = replay(sample(), BEGIN, 0.3 * DAY, tmp_path / "simulated", threads=1)
    carried = replay(sample(), BEGIN, 0.3 * DAY, tmp_path / "carried", threads=1, is_over_loopback=True)
    assert len(carried.log) > 100
    assert {request.status for request in carried.log} >= {200, 304, 404}
    assert carried.log == simulated.log
    assert [poll.outcome for poll in carried.polls] == [poll.outcome for poll in simulated.polls]


@pytest.mark.parametrize("guard", ["hints", "validators"])
def test_without_a_guard_the_judge_finds_what_it_prevents(
    guard: str, sample: Callable[[], World], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if guard == "hints":
        monkeypatch.setattr("pipeline.sources.cursors.cache_seconds", lambda *_: None)
        monkeypatch.setattr("pipeline.sources.feed.feed_hints", lambda *_: FeedHints())
        world = small_world(wish="ttl", wish_seconds=7200.0, items=[BEGIN.timestamp() + 600 * n for n in range(-20, 9)])
    else:
        monkeypatch.setattr("pipeline.sources.cursors.public_headers", lambda *_: {})
        world = small_world(items=[BEGIN.timestamp() + 600 * number for number in range(-20, 2)])
    figures = judge(replay(world, BEGIN, 1.1 * 3600, tmp_path))
    if guard == "hints":
        assert "a poll before its ttl was over" in figures.violations
    else:
        assert figures.unchanged_asked == 0 < figures.unchanged
