"""Five hundred feeds that nobody publishes: how often items appear in each, what it asks for, and how its server is."""

from __future__ import annotations

import hashlib
import json
import random
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Literal

Rhythm = Literal["wire", "newsroom", "desk", "blog", "dormant", "status"]
Server = Literal["etag", "modified", "no validator", "new bytes", "liar", "busy", "failing", "gone"]

# Of a hundred feeds; as in the sources file, most are of desks and status pages, and few are of wires.
_RHYTHMS: Mapping[Rhythm, int] = {"wire": 6, "newsroom": 14, "desk": 25, "blog": 25, "dormant": 15, "status": 15}
_SERVERS: Mapping[Server, int] = {
    "etag": 50, "modified": 18, "no validator": 10, "new bytes": 7, "liar": 5, "busy": 5, "failing": 3, "gone": 2,
}  # fmt: skip
# What the feed or its server asks for: seconds between polls, hours to leave out.
_WISHES = ("none", "none", "none", "none", "max-age", "expires", "ttl", "period", "skip")
LISTED = 8
DAY = 86_400.0


@dataclass(slots=True)
class Feed:
    """
    items         When its items appear, in order; those before the beginning are listed at the first poll.
    wish_seconds  The least time between two polls that it asks for, 0 for none.
    """

    host: str
    path: str
    rhythm: Rhythm
    server: Server
    wish: str
    wish_seconds: float
    items: list[float]
    busy_from: float
    rendered: dict[int, bytes] = field(default_factory=dict)

    @property
    def is_hot(self) -> bool:
        """Whether two items an hour appear in it or more, and it may be asked every five minutes, and answers."""
        is_free = self.wish_seconds <= 240 and self.wish != "skip"
        return (
            self.rhythm in ("wire", "newsroom") and is_free and self.server not in ("busy", "failing", "gone", "liar")
        )

    @property
    def is_quiet(self) -> bool:
        """Whether less than an item a day appears in it."""
        return self.rhythm in ("blog", "dormant") and self.server in ("etag", "modified", "no validator", "new bytes")

    def skips(self, at: float) -> bool:
        """Whether the feed wants not to be asked at this hour."""
        return self.wish == "skip" and datetime.fromtimestamp(at, UTC).hour < 5

    def body(self, at: float) -> bytes:
        """What the feed lists at a moment, the newest first."""
        count = bisect_right(self.items, at)
        if count not in self.rendered:
            self.rendered = {count: self._render(count)}
        return self.rendered[count] + (f"<!-- {at} -->".encode() if self.server == "new bytes" else b"")

    @property
    def is_json(self) -> bool:
        """Whether it is a JSON Feed, which is read in a tenth of the time; what hints RSS alone can give are in RSS."""
        return self.wish in ("none", "max-age", "expires") and self.server != "new bytes"

    def _render(self, count: int) -> bytes:
        listed = range(count - 1, max(count - LISTED, 0) - 1, -1)
        return self._render_json(listed) if self.is_json else self._render_rss(listed)

    def _render_json(self, listed: range) -> bytes:
        rows = [
            {
                "id": str(number),
                "url": f"http://{self.host}{self.path}/{number}",
                "title": f"Story {number}",
                "date_published": datetime.fromtimestamp(int(self.items[number]), UTC).isoformat(),
            }
            for number in listed
        ]
        return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": rows}).encode()

    def _render_rss(self, listed: range) -> bytes:
        hints = {
            "ttl": f"<ttl>{self.wish_seconds / 60:.0f}</ttl>",
            "period": "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>",
            "skip": f"<skipHours>{''.join(f'<hour>{hour}</hour>' for hour in range(5))}</skipHours>",
        }.get(self.wish, "")
        rows = "".join(self._row(number) for number in listed)
        return (
            '<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>News</title>'
            f"{hints}{rows}</channel></rss>"
        ).encode()

    def _row(self, number: int) -> str:
        date = format_datetime(datetime.fromtimestamp(int(self.items[number]), UTC))
        return (
            f"<item><guid>{number}</guid><link>http://{self.host}{self.path}/{number}</link>"
            f"<title>Story {number}</title><pubDate>{date}</pubDate></item>"
        )


def make_feeds(count: int, begin: float, seconds: float, seed: int) -> list[Feed]:
    """The same feeds for the same seed: of every rhythm and every server, one to eight a host."""
    chance = random.Random(seed)
    feeds: list[Feed] = []
    while len(feeds) < count:
        host = f"outlet{len(feeds)}.example"
        for number in range(min(chance.choice((1, 1, 1, 1, 2, 3, 8)), count - len(feeds))):
            feeds.append(_feed(host, f"/feed{number}", begin, seconds, chance))
    return feeds


def _feed(host: str, path: str, begin: float, seconds: float, chance: random.Random) -> Feed:
    rhythm = chance.choices(list(_RHYTHMS), list(_RHYTHMS.values()))[0]
    wish = chance.choice(_WISHES)
    choices = {"none": (0,), "skip": (0,), "period": (3600,)}
    return Feed(
        host=host,
        path=path,
        rhythm=rhythm,
        server=chance.choices(list(_SERVERS), list(_SERVERS.values()))[0],
        wish=wish,
        wish_seconds=chance.choice(choices.get(wish, (60, 300, 900, 1800, 7200))),
        items=sorted(_items(rhythm, begin, seconds, chance)),
        busy_from=begin + chance.uniform(0, seconds),
    )


def _items(rhythm: Rhythm, begin: float, seconds: float, chance: random.Random) -> Iterator[float]:
    """Moments from a week before the beginning to the end."""
    if rhythm == "status":
        yield begin - 5 * DAY
        began = begin + chance.uniform(0.1, 0.7) * seconds
        yield from (began + chance.uniform(0, 3 * 3600) for _ in range(12))
        return
    per_day = {"wire": 144.0, "newsroom": 80.0, "desk": 8.0, "blog": 0.3, "dormant": 0.0}[rhythm]
    yield begin - 20 * DAY
    at = begin - 7 * DAY
    while per_day and (at := at + chance.expovariate(per_day / DAY)) < begin + seconds:
        hour = datetime.fromtimestamp(at, UTC).hour
        if rhythm not in ("newsroom", "desk") or hour >= 6:
            yield at


class World:
    """What the servers of all feeds answer; they do not know who asks them, nor how."""

    def __init__(self, feeds: list[Feed]) -> None:
        self.feeds = {(feed.host, feed.path): feed for feed in feeds}
        self._busy: dict[str, float] = {}

    def answer(self, host: str, path: str, sent: Mapping[str, str], at: float) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body at a moment; `sent` are the request's headers, names in lower case."""
        if path == "/robots.txt":
            return _robots(host)
        feed = self.feeds[host, path]
        if feed.server == "gone":
            return 404, {}, b""
        if feed.server == "failing" and feed.busy_from <= at < feed.busy_from + DAY / 3:
            return 500, {}, b""
        if feed.server == "busy" and feed.busy_from <= at < feed.busy_from + 3600:
            return 429, {"retry-after": "1800"}, b""
        return _fresh(feed, sent, at)


def crawl_delay(host: str) -> float:
    """Seconds between two requests that the host's robots.txt asks for; 0 for none."""
    return 12.0 if hashlib.sha256(host.encode()).digest()[0] < 40 else 0.0


def _robots(host: str) -> tuple[int, dict[str, str], bytes]:
    if not crawl_delay(host):
        return 404, {}, b""
    return 200, {"content-type": "text/plain"}, f"User-agent: *\nCrawl-delay: {crawl_delay(host):.0f}\n".encode()


def _fresh(feed: Feed, sent: Mapping[str, str], at: float) -> tuple[int, dict[str, str], bytes]:
    headers = {"content-type": "application/rss+xml"}
    if feed.wish == "max-age":
        headers["cache-control"] = f"public, max-age={feed.wish_seconds:.0f}"
    if feed.wish == "expires":
        said = datetime.fromtimestamp(int(at), UTC)
        headers["date"] = format_datetime(said, usegmt=True)
        headers["expires"] = format_datetime(said + timedelta(seconds=feed.wish_seconds), usegmt=True)
    body = feed.body(at)
    if feed.server == "liar":
        headers["etag"] = '"always"'
        return (304, headers, b"") if "if-none-match" in sent else (200, headers, body)
    newest = feed.items[max(bisect_right(feed.items, at) - 1, 0)]
    tag, date = (
        f'"{hashlib.sha256(body).hexdigest()[:16]}"',
        format_datetime(datetime.fromtimestamp(int(newest), UTC), usegmt=True),
    )
    if feed.server == "modified":
        headers["last-modified"] = date
        is_same = sent.get("if-modified-since") == date
    else:
        is_same = feed.server not in ("no validator", "new bytes") and sent.get("if-none-match") == tag
        if feed.server not in ("no validator", "new bytes"):
            headers["etag"] = tag
    return (304, headers, b"") if is_same else (200, headers, body)
