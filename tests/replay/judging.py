"""What a request log says: was a host asked more often than allowed, were items seen in time, what did silence cost?"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from tests.replay.publishers import DAY, Feed, crawl_delay
from tests.replay.replaying import Replayed, Request

# Clocks and headers count whole seconds.
_ROUNDING = 1.0
_SHORTEST_SECONDS = 180.0
# A first poll lists eight items; how many appear in a day is known after one.
_LEARNING_SECONDS = DAY
IN_TIME_SECONDS = 300.0
# Two an hour, and some more, since those that appear within a minute of each other count once.
HOT_ITEMS = 55


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """
    What a replay found.

    violations         Of each rule, how often the log breaks it.
    hot_delays         Seconds from the appearance of an item in a hot feed to the poll that lists it, in order.
    quiet_polls        Of each quiet feed, its polls a day, after the first.
    unchanged          Polls of feeds with honest validators in which nothing had changed.
    unchanged_asked    Of them those with a condition.
    unchanged_bytes    Of the bodies that they brought together.
    other_requests     Requests that were neither a poll nor the robots.txt of a host.
    """

    feeds: int
    hosts: int
    days: float
    requests: int
    polls: int
    violations: Counter[str]
    hot_feeds: int
    hot_delays: Sequence[float]
    quiet_polls: Sequence[float]
    unchanged: int
    unchanged_asked: int
    unchanged_bytes: int
    other_requests: int

    def table(self) -> str:
        """The figures for people."""
        delays, quiet = self.hot_delays, self.quiet_polls
        late = sum(delay > IN_TIME_SECONDS for delay in delays)
        rows = [
            ("feeds, hosts, days", f"{self.feeds}, {self.hosts}, {self.days:g}"),
            ("polls, requests", f"{self.polls:,}, {self.requests:,}"),
            ("asked more often than allowed", f"{self.violations.total()}"),
            (f"items of {self.hot_feeds} hot feeds", f"{len(delays):,}, of which {late} after 5 minutes"),
            ("seconds until such an item is polled", f"median {median(delays):.0f}, longest {delays[-1]:.0f}"),
            (f"polls a day of {len(quiet)} quiet feeds", f"median {median(quiet):.1f}, most {max(quiet):.1f}"),
            ("polls where nothing had changed", f"{self.unchanged:,}, each one request"),
            ("of them with a condition", f"{100 * self.unchanged_asked / self.unchanged:.2f} %"),
            ("bytes of body for each", f"{self.unchanged_bytes / self.unchanged:.0f}"),
        ]
        return "\n".join(f"{name:<40} {value}" for name, value in rows)

    def summary(self) -> dict[str, object]:
        """The figures of the table by name, for the page of promises."""
        return {
            "feeds": self.feeds,
            "days": f"{self.days:g}",
            "polls": self.polls,
            "violations": self.violations.total(),
            "hot_items": len(self.hot_delays),
            "late": sum(delay > IN_TIME_SECONDS for delay in self.hot_delays),
            "longest_seconds": round(self.hot_delays[-1]),
            "quiet_median": f"{median(self.quiet_polls):.1f}",
            "quiet_most": f"{max(self.quiet_polls):.1f}",
            "unchanged": self.unchanged,
            "conditional_percent": f"{100 * self.unchanged_asked / self.unchanged:.1f}",
            "unchanged_bytes": f"{self.unchanged_bytes / self.unchanged:.0f}",
        }


def judge(replayed: Replayed) -> Figures:
    """The figures of a replay."""
    feeds, by_feed = replayed.world.feeds, _by_feed(replayed)
    unchanged = [request for key, feed in feeds.items() for request in _unchanged(feed, by_feed[key])]
    # A busy server sends away whoever asks for any of its feeds.
    busy_hosts = {host for (host, _), feed in feeds.items() if feed.server == "busy"}
    hot = [key for key, feed in feeds.items() if feed.is_hot and key[0] not in busy_hosts]
    days = (replayed.end - replayed.begin) / DAY
    own = sum(len(requests) for key, requests in by_feed.items() if key in feeds or key[1] == "/robots.txt")
    return Figures(
        feeds=len(feeds),
        hosts=len({host for host, _ in feeds}),
        days=days,
        requests=len(replayed.log),
        polls=len(replayed.polls),
        violations=violations(replayed),
        hot_feeds=len(hot),
        hot_delays=sorted(delay for key in hot for delay in _delays(feeds[key], by_feed[key], replayed)),
        quiet_polls=[
            sum(request.start > replayed.begin + _LEARNING_SECONDS for request in by_feed[key]) / max(days - 1, 0.1)
            for key, feed in feeds.items()
            if feed.is_quiet
        ],
        unchanged=len(unchanged),
        unchanged_asked=sum(request.is_conditional for request in unchanged),
        unchanged_bytes=sum(request.sent_bytes for request in unchanged),
        other_requests=len(replayed.log) - own,
    )


def violations(replayed: Replayed) -> Counter[str]:
    """What of the hosts' and publishers' wishes the log breaks, and how often."""
    return Counter(itertools.chain(_of_hosts(replayed), _of_feeds(replayed.world.feeds, _by_feed(replayed))))


def _by_feed(replayed: Replayed) -> dict[tuple[str, str], list[Request]]:
    found: dict[tuple[str, str], list[Request]] = defaultdict(list)
    for request in sorted(replayed.log, key=lambda request: request.start):
        found[request.host, request.path].append(request)
    return found


def _of_hosts(replayed: Replayed) -> Iterator[str]:
    """Each breach of what a host may expect: pauses, two at once, Retry-After, robots.txt once a day."""
    by_host: dict[str, list[Request]] = defaultdict(list)
    for request in sorted(replayed.log, key=lambda request: request.start):
        by_host[request.host].append(request)
    for host, requests in by_host.items():
        pause = max(5.0, crawl_delay(host))
        for before, after in itertools.pairwise(requests):
            if after.start - before.start < pause - 0.001:
                yield f"a pause of less than {pause:.0f} s"
        ends = sorted(request.end for request in requests)
        for number, request in enumerate(requests):
            if number + 1 - bisect_right(ends, request.start) > 2:
                yield "more than two requests at once"
        for busy in (request for request in requests if request.status == 429):
            until = busy.end + 1800 - _ROUNDING
            if any(busy.end < request.start < until for request in requests):
                yield "a request before the end of Retry-After"
        robots = [request.start for request in requests if request.path == "/robots.txt"]
        if any(later - earlier < DAY - _ROUNDING for earlier, later in itertools.pairwise(robots)):
            yield "robots.txt twice a day"


def _of_feeds(feeds: dict[tuple[str, str], Feed], by_feed: dict[tuple[str, str], list[Request]]) -> Iterator[str]:
    """Each breach of what the publisher of a feed asked for."""
    for key, feed in feeds.items():
        wish, is_read = feed.wish_seconds, False
        for before, after in itertools.pairwise(by_feed[key]):
            if after.start - before.end < _SHORTEST_SECONDS - _ROUNDING:
                yield "a poll within three minutes"
            if before.status in (200, 304) and after.start - before.end < wish - _ROUNDING:
                yield f"a poll before its {feed.wish} was over"
            # The last turns of a round may come when the next hour has begun.
            is_read = is_read or before.status == 200
            if (
                is_read
                and feed.skips(after.start)
                and feed.skips(after.start - 60)
                and after.start - before.start < DAY
            ):
                yield "a poll in an hour that is to be left out"


def _delays(feed: Feed, requests: Sequence[Request], replayed: Replayed) -> Iterator[float]:
    """
    For each item, how long after its appearance its feed was polled.

    Without those of the first day, and those before which fewer than HOT_ITEMS appeared in a day.
    """
    starts = [request.start for request in requests]
    first = bisect_left(feed.items, replayed.begin + _LEARNING_SECONDS)
    last = bisect_left(feed.items, replayed.end - 2 * IN_TIME_SECONDS)
    for at in feed.items[first:last]:
        if bisect_left(feed.items, at) - bisect_left(feed.items, at - DAY) < HOT_ITEMS:
            continue
        number = bisect_left(starts, at)
        yield starts[number] - at if number < len(starts) else replayed.end - at


def _unchanged(feed: Feed, requests: Sequence[Request]) -> Iterator[Request]:
    if feed.server not in ("etag", "modified"):
        return
    for before, after in itertools.pairwise(requests):
        if bisect_right(feed.items, before.start) == bisect_right(feed.items, after.start):
            yield after
