"""What a feed file of feedparser's test suites expects, as far as it concerns what we keep.

A file says in a comment `Expect: not bozo and entries[0]['title'] == 'Example'`. Nothing of it is run: it is taken
apart into comparisons, and of those only the ones with a field of ours and a literal are judged.
"""

from __future__ import annotations

import ast
import calendar
import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from feedparser.datetimes import _parse_date

from pipeline.sources.document import FeedContents, first_address
from pipeline.sources.listing import Item, one_line
from pipeline.sources.plain import author_names, plain_summary, plain_title

# A file in an encoding that not every Python has says so; nothing else is looked at in such a line.
_CODEC = re.compile(r"SkipUnless:\s*__import__\('codecs'\)\.lookup\('([\w.-]{1,40})'\)")
_MAIL = re.compile(r"\s*\([^()\s]+@[^()\s]+\)$")
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
    source   The expression; None where the file has none, as a plain feed, and empty where it does not hold here: in an
             encoding that this Python lacks.
    """

    headers: Mapping[str, str]
    source: str | None


def expectation_of(body: bytes) -> Expectation:
    """What the comment at the beginning of a file says."""
    encoding = next((name for mark, name in _BEGINNINGS.items() if body.startswith(mark)), "utf-8")
    text = body[:_HEAD_BYTES].decode(encoding, "replace")
    found = _EXPECT.search(text)
    headers = {name.lower(): value for name, value in _HEADER.findall(text[: found.end()] if found else "")}
    codec = _CODEC.search(text)
    if found and codec and not _is_known(codec[1]):
        return Expectation(headers, "")
    return Expectation(headers, found[1] if found else None)


def _is_known(encoding: str) -> bool:
    try:
        return bool(codecs.lookup(encoding))
    except LookupError:
        return False


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
    elif len(path) >= 3 and path[0] == "entries" and path[2:] in _OF_AN_ITEM:
        read_expected, read_ours = _OF_AN_ITEM[path[2:]]
        expected = read_expected(expected, base_url)
        if expected is _NONE_OF_OURS:
            return None
        ours = read_ours(contents.items[path[1]]) if path[1] < len(contents.items) else "no such entry"
    elif path in (("feed", "title"), ("feed", "title_detail", "value")):
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


# What we keep for an expected value; _NONE_OF_OURS where we keep nothing of the kind.
_NONE_OF_OURS = object()
_Reading = Callable[[Any, str], Any]


def _text(kept: Callable[[str], Any]) -> _Reading:
    return lambda expected, _: kept(expected) if isinstance(expected, str) else _NONE_OF_OURS


def _link(expected: Any, base_url: str) -> Any:
    return first_address([expected], base_url) or _NONE_OF_OURS


def _author(expected: str) -> str | None:
    """The name out of "Ada Lund (ada@post.example)", as feedparser writes an author who has both."""
    names = author_names([_MAIL.sub("", expected)])
    return names[0] if names else None


def _instant(expected: Any, _: str) -> Any:
    parsed = _parse_date(expected) if isinstance(expected, str) else expected
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(tuple(parsed)), UTC)
    except (ValueError, OverflowError, TypeError):
        return _NONE_OF_OURS


def _nth_author(number: int) -> Callable[[Item], str | None]:
    return lambda item: item.authors[number] if -len(item.authors) <= number < len(item.authors) else None


_TITLE = _text(plain_title), lambda item: item.title
_SUMMARY = _text(plain_summary), lambda item: item.summary
# Of several authors feedparser's own field has the last.
_AUTHOR = _text(_author), _nth_author(-1)
_ID = _text(one_line), lambda item: item.guid
_PUBLISHED = _instant, lambda item: item.listed_at
_UPDATED = _instant, lambda item: item.updated_at

# By where it stands in an entry: how an expected value is read, and what we have in its place.
_OF_AN_ITEM: dict[tuple[Any, ...], tuple[_Reading, Callable[[Item], Any]]] = {
    ("title",): _TITLE,
    ("title_detail", "value"): _TITLE,
    ("summary",): _SUMMARY,
    ("description",): _SUMMARY,
    ("summary_detail", "value"): _SUMMARY,
    ("author",): _AUTHOR,
    ("author_detail", "name"): _AUTHOR,
    **{("authors", number, "name"): (_text(_author), _nth_author(number)) for number in range(3)},
    ("link",): (_link, lambda item: item.url),
    ("id",): _ID,
    ("guid",): _ID,
    ("published",): _PUBLISHED,
    ("published_parsed",): _PUBLISHED,
    ("updated",): _UPDATED,
    ("updated_parsed",): _UPDATED,
}
