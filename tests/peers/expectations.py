"""What a feed file of feedparser's test suites expects, as far as it concerns what we keep.

A file says in a comment `Expect: not bozo and entries[0]['title'] == 'Example'`. Nothing of it is run: it is taken
apart into comparisons, and of those only the ones with a field of ours and a literal are judged.
"""

from __future__ import annotations

import ast
import calendar
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from feedparser.datetimes import _parse_date

from pipeline.sources.document import FeedContents, first_address, plain_title
from pipeline.sources.listing import one_line

_EXPECT = re.compile(r"Description:.*?Expect:\s*(.*?)\s*-->", re.DOTALL)
_HEADER = re.compile(r"^\s*Header:\s*([\w-]+):\s*(.*?)\s*$", re.MULTILINE)
_HEAD_BYTES = 8192
# As a file may begin that is neither ASCII nor marked: by the first character of a comment or a declaration.
_BEGINNINGS = {
    b"\x00\x00\x00<": "utf-32-be",
    b"<\x00\x00\x00": "utf-32-le",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00<": "utf-16-be",
    b"<\x00": "utf-16-le",
    b"\xfe\xff": "utf-16",
    b"\xff\xfe": "utf-16",
    b"\x4c": "cp037",
}


@dataclass(frozen=True, slots=True)
class Expectation:
    """
    headers  That the file wants to be answered with, names in lower case.
    source   The expression; None where the file has none, as a plain feed.
    """

    headers: Mapping[str, str]
    source: str | None


def expectation_of(body: bytes) -> Expectation:
    """What the comment at the beginning of a file says."""
    encoding = next((name for mark, name in _BEGINNINGS.items() if body.startswith(mark)), "utf-8")
    text = body[:_HEAD_BYTES].decode(encoding, "replace")
    found = _EXPECT.search(text)
    headers = {name.lower(): value for name, value in _HEADER.findall(text[: found.end()] if found else "")}
    return Expectation(headers, found[1] if found else None)


def disagreements(source: str, contents: FeedContents, base_url: str) -> list[str] | None:
    """The comparisons with a field of ours that do not hold; None where there is no such comparison at all."""
    judged = [verdict for part in _comparisons(source) if (verdict := _judge(part, contents, base_url)) is not None]
    return [words for words in judged if words] if judged else None


def _comparisons(source: str) -> Iterator[ast.Compare]:
    """The equations that the expression joins by "and"."""
    try:
        waiting: list[ast.expr] = [ast.parse(source.strip(), mode="eval").body]
    except (SyntaxError, ValueError, RecursionError):
        return
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            waiting += node.values
        elif isinstance(node, ast.Compare) and [type(op) for op in node.ops] == [ast.Eq]:
            yield node


def _judge(node: ast.Compare, contents: FeedContents, base_url: str) -> str | None:
    """Empty where the comparison holds, else how it does not; None where it is not about a field of ours."""
    try:
        expected = ast.literal_eval(node.comparators[0])
    except ValueError:
        return None
    path = _path(node.left)
    if path == ("len", "entries"):
        ours: Any = len(contents.items)
    elif len(path) == 3 and path[0] == "entries" and path[2] in _OF_AN_ITEM:
        reading = _OF_AN_ITEM[path[2]](expected, base_url)
        if reading is None:
            return None
        expected, field = reading
        ours = getattr(contents.items[path[1]], field) if path[1] < len(contents.items) else "no such entry"
    elif path == ("feed", "title"):
        expected, ours = plain_title(expected), contents.title
    elif path == ("feed", "language"):
        expected, ours = one_line(expected), contents.language
    else:
        return None
    return "" if ours == expected else f"{ast.unparse(node.left)} is {ours!r:.80}, not {expected!r:.80}"


def _path(node: ast.expr) -> tuple[Any, ...]:
    """("entries", 0, "title") for `entries[0]['title']`, ("len", "entries") for `len(entries)`."""
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return (*_path(node.value), node.slice.value)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 1:
        return (node.func.id, *_path(node.args[0]))
    return ("",)


# What we keep for an expected value, and in which field of an Item; None where we keep nothing of the kind.
_Reading = Callable[[Any, str], "tuple[Any, str] | None"]


def _title(expected: Any, _: str) -> tuple[Any, str] | None:
    return (plain_title(expected), "title") if isinstance(expected, str) else None


def _link(expected: Any, base_url: str) -> tuple[Any, str] | None:
    address = first_address([expected], base_url)
    return (address, "url") if address else None


def _guid(expected: Any, _: str) -> tuple[Any, str] | None:
    return (one_line(expected), "guid") if isinstance(expected, str) else None


def _dated(field: str) -> _Reading:
    def read(expected: Any, _: str) -> tuple[Any, str] | None:
        parsed = _parse_date(expected) if isinstance(expected, str) else expected
        if parsed is None:
            return None, field
        try:
            return datetime.fromtimestamp(calendar.timegm(tuple(parsed)), UTC), field
        except (ValueError, OverflowError, TypeError):
            return None

    return read


_OF_AN_ITEM: dict[str, _Reading] = {
    "title": _title,
    "link": _link,
    "id": _guid,
    "guid": _guid,
    "published": _dated("listed_at"),
    "published_parsed": _dated("listed_at"),
    "updated": _dated("updated_at"),
    "updated_parsed": _dated("updated_at"),
}
