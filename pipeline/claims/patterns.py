"""Compiled patterns over text, as `re` has them, on google-re2: no text can make them backtrack.

RE2 works on bytes. A text is searched as one byte a character, so that the offsets of both are the same and nothing
has to be counted: letters outside Latin-1 become "?", but for the currency signs, which have bytes of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import re2

from pipeline.errors import SettingsError

CURRENCY = "€₹₩₽₺₦₱₪₫₴"
# They take the place of Latin-1's control characters, which no text uses.
_SIGNS = str.maketrans({sign: chr(0x80 + number) for number, sign in enumerate(CURRENCY)})


def as_bytes(text: str) -> bytes:
    """A text as patterns see it, one byte a character."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.translate(_SIGNS).encode("latin-1", "replace")


class Match:
    """Where a pattern matched in `string`, in characters; groups are the text's own words."""

    __slots__ = ("_found", "string")

    def __init__(self, found: Any, text: str) -> None:
        self._found = found
        self.string = text

    def span(self, group: int | str = 0) -> tuple[int, int]:
        """Start and end of a group, by number or name; (-1, -1) where it took no part."""
        number = self._found.re.groupindex[group.encode()] if isinstance(group, str) else group
        first, last = self._found.span(number)
        return first, last

    def start(self, group: int | str = 0) -> int:
        """Where a group starts; -1 where it took no part."""
        return self.span(group)[0]

    def end(self, group: int | str = 0) -> int:
        """Where a group ends; -1 where it took no part."""
        return self.span(group)[1]

    def group(self, group: int | str = 0) -> Any:
        """The text of a group: a string, or None where it took no part."""
        first, last = self.span(group)
        return None if first < 0 else self.string[first:last]

    def groups(self) -> tuple[Any, ...]:
        """The texts of all groups from the first on."""
        return tuple(self.group(number) for number in range(1, self._found.re.groups + 1))


class Pattern:
    """
    A pattern, compiled when it is first used, so that importing the reader costs little.

    Raises SettingsError at its first use where the source is not RE2 syntax, or has a letter that no text has when it
    is searched; `check_all` uses every pattern that was made.
    """

    __slots__ = ("_compiled", "_is_cased", "_source")

    def __init__(self, source: str, *, is_cased: bool = False) -> None:
        self._source = source
        self._is_cased = is_cased
        self._compiled: Any = None
        _made.append(self)

    def search(self, text: str) -> Match | None:
        """The first match anywhere in the text."""
        found = (self._compiled or self.compile()).search(as_bytes(text))
        return Match(found, text) if found else None

    def finditer(self, text: str) -> Iterator[Match]:
        """All matches, in order; none overlaps another."""
        return (Match(found, text) for found in (self._compiled or self.compile()).finditer(as_bytes(text)))

    def spans(self, data: bytes) -> list[tuple[int, int]]:
        """Starts and ends of all matches in a text that `as_bytes` made."""
        return [found.span() for found in (self._compiled or self.compile()).finditer(data)]

    def compile(self) -> Any:
        """The compiled pattern of the library."""
        options = re2.Options()
        options.case_sensitive = self._is_cased
        options.log_errors = False
        options.encoding = re2.Options.Encoding.LATIN1
        try:
            self._compiled = re2.compile(self._source.translate(_SIGNS).encode("latin-1"), options)
        except (re2.error, UnicodeEncodeError) as error:
            raise SettingsError(f"The pattern {self._source[:80]!r} is not RE2 syntax: {error}") from error
        return self._compiled


_made: list[Pattern] = []


def check_all() -> int:
    """Compiles every pattern made so far, and counts them. Raises SettingsError for the first that is wrong."""
    for made in _made:
        made.compile()
    return len(_made)
