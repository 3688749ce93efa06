"""A running newsroom, and a plain client for it that knows nothing of the pipeline's own."""

from __future__ import annotations

import io
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest

from pipeline.newsroom import Newsroom, serving


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Message
    body: bytes


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))


def get(newsroom: Newsroom, url: str, method: str = "GET", **headers: str) -> Answer:
    """What the newsroom answers for an outlet's address; header names are written with underscores."""
    return ask(newsroom.address, url, method, **headers)


def ask(address: str, url: str, method: str = "GET", **headers: str) -> Answer:
    parts = urlsplit(url)
    asked = f"http://{address}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    sent = {name.replace("_", "-"): value for name, value in headers.items()} | {"Host": parts.netloc}
    request = urllib.request.Request(asked, headers=sent, method=method)
    try:
        with _opener.open(request, timeout=10) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


def parse_feed(newsroom: Newsroom, url: str) -> Any:
    answer = get(newsroom, url)
    return feedparser.parse(io.BytesIO(answer.body), response_headers={"content-type": answer.headers["Content-Type"]})


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def second_edition() -> Iterator[Newsroom]:
    with serving(edition=2) as running:
        yield running
