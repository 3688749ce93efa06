"""Headers of any bytes: each costs its own page at most, and the archive reads back what it was given."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline import fetch_pages
from pipeline.edges import archive
from pipeline.edges.batches import Batch, create_batch
from pipeline.edges.robots import Robots
from pipeline.edges.web import Web
from pipeline.errors import DROP_REASONS, RequestRefused
from pipeline.records import Page
from pipeline.settings import Settings
from tests.fetching.servers import serving
from tests.hostile.test_manners import HOST, entry, plan_of

BODY = b"<html><p>Gmail was down</p></html>"
HEADERS = {
    # warcio encodes the words after "=", takes the second for the next one's name, and raises.
    "semicolon": b"X-A: a=\xff;\xfe",
    "latin-1": b"Content-Disposition: inline; filename=caf\xe9",
    "utf-8": "X-A: störung; π=π".encode(),
    "controls": b"X-A: \x00\x01\x1b[31m\x7f\x85",
    "folded": b"X-A: one\r\n two\r\n\tthree",
    "type": b"Content-Type: text/html; charset=\x00\xff\x1b; =\xff;\xff",
    "validators": b'ETag: "\xff"\r\nLast-Modified: a=\xff;\xff',
    "names": b"!#$%&'*+-.^_`|~: x\r\nX\"(),/<=>?@[]{}: y",
    "many": b"\r\n".join(b"X-%d: \xff=\xfe;\xfd" % number for number in range(90)),
    "twice": b"X-A: a=\xff\r\nX-A: \xfe",
}
RANDOM = random.Random(5)
HEADERS |= {
    f"random-{number}": b"X-A: " + bytes(RANDOM.choice([*range(1, 10), *range(14, 256)]) for _ in range(60))
    for number in range(60)
}


def fetched(settings: Settings) -> Batch:
    """A batch in which each page has been answered with one of the headers."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n" % len(BODY)
    routes = {f"/{number}": head + lines + b"\r\n\r\n" + BODY for number, lines in enumerate(HEADERS.values())}
    with serving(routes) as server:
        run = settings.model_copy(update={"local_hosts": {f"{HOST}:80": server.address}, "deadline_seconds": 5.0})
        batch = create_batch(run.home, plan_of("backfill"))
        batch.write("poll_feeds", seen=len(HEADERS), passed=[entry(number) for number in range(len(HEADERS))])
        fetch_pages.run(batch.batch_id, run)
    return batch


def test_a_page_is_kept_whatever_its_headers_are(settings: Settings) -> None:
    pages = fetched(settings).read("fetch_pages", Page)
    assert len(pages) == len(HEADERS)
    for page in pages:
        assert archive.read_body(settings.home, page.archive_file, page.archive_offset) == BODY
        assert (page.content_type or "").isprintable()
        assert page.etag is page.last_modified is None


def test_without_the_encoding_of_values_one_header_ends_the_run_of_all(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_one_line", lambda value: " ".join(value.split()))
    with pytest.raises(UnicodeEncodeError):
        fetched(settings)
    assert list(Path(settings.home, "archive").glob("*.warc.gz")) == []


def places(draw: random.Random) -> bytes:
    """Somewhere to be redirected to, or nothing like it."""
    signs = [*range(32, 127), *range(128, 256), *b"//::[]@?%\\"]
    beginning = draw.choice([b"", b"http://", b"//", b"http://[", b"HTTP://harbourpost.example:", b"http:", b"/\\"])
    return beginning + bytes(draw.choice(signs) for _ in range(draw.randrange(30)))


def damaged(draw: random.Random) -> bytes:
    answer = bytearray(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Encoding: gzip\r\n"
                       b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")  # fmt: skip
    for _ in range(draw.randrange(1, 12)):
        answer[draw.randrange(len(answer))] = draw.randrange(256)
    return bytes(answer)


def robots_txt(draw: random.Random) -> bytes:
    words = b"User-agent|Disallow|Allow|Crawl-delay|Request-rate|:| |*|$|/|#|\n|\r|%ff|\xff|\0|outwire|1/5|?|[|nan"
    return b"".join(draw.choice(words.split(b"|")) for _ in range(60))


def test_an_answer_of_any_bytes_is_an_answer_or_a_refusal_with_a_reason(settings: Settings) -> None:
    draw = random.Random(9)
    routes = {"/robots.txt": b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"}
    for number in range(120):
        head = b"HTTP/1.1 302 X\r\nRetry-After: %s\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
        routes[f"/to/{number}"] = head % (places(draw), places(draw))
        routes[f"/bytes/{number}"] = damaged(draw)
    reasons: Counter[str] = Counter()
    with serving(routes) as server:
        web = Web(settings.model_copy(update={"local_hosts": {f"{HOST}:80": server.address}, "deadline_seconds": 2.0}))
        for path in routes:
            try:
                reasons[str(web.get(f"http://{HOST}{path}", cap_bytes=1000).status)] += 1
            except RequestRefused as refusal:
                reasons[refusal.reason] += 1
    assert reasons.total() == len(routes)
    assert set(reasons) <= {*DROP_REASONS, "200"}
    assert len(reasons) >= 4


def test_a_robots_txt_of_any_bytes_is_read() -> None:
    for seed in range(400):
        with suppress(RequestRefused):
            Robots().check("http://a.example", "http://a.example/?a[;b", lambda _, n=seed: robots_txt(random.Random(n)))  # type: ignore[misc]


def test_plain_values_stay_as_they_were() -> None:
    assert archive._one_line('text/html; charset="utf-8" 100%') == 'text/html; charset="utf-8" 100%'
    assert archive._one_line("a=\xff;\n\x1b") == "a=%C3%BF; %1B"
