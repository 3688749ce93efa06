"""The words of the reader, out of `schemas/lexicon/*.yml`, and the patterns made of them.

A file holds families: a name and its phrases. A phrase is RE2 syntax, matched without regard to case and only at
the bounds of words; a space in it stands for any run of spaces. Code holds grammar, files hold words.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pipeline.claims.patterns import Pattern
from pipeline.errors import SettingsError
from pipeline.reference import read_schema

_used: set[tuple[str, str]] = set()


def used_families() -> frozenset[tuple[str, str]]:
    """File and family of all words that some code asked for so far; a family that no code uses is a mistake."""
    return frozenset(_used)


@cache
def table(file: str) -> Mapping[str, Any]:
    """One lexicon file as it stands: a family's name to its phrases, or to a mapping."""
    content = read_schema(f"lexicon/{file}.yml")
    if not isinstance(content, dict):
        raise SettingsError(f"schemas/lexicon/{file}.yml holds no families.")
    return content


def words(file: str, family: str) -> Any:
    """The phrases of one family. Raises SettingsError where the file has no such family."""
    _used.add((file, family))
    try:
        content = table(file)[family]
    except KeyError as error:
        raise SettingsError(f"schemas/lexicon/{file}.yml has no family {family!r}.") from error
    wrong = [phrase for phrase in content if not isinstance(phrase, str)]
    if wrong:
        raise SettingsError(f"schemas/lexicon/{file}.yml, {family}: {wrong[0]!r} is no text; put it in quotes.")
    return content


def either(phrases: Any) -> str:
    """An RE2 group that matches any of the phrases, the longest first."""
    return "(?:" + "|".join(_spaced(phrase) for phrase in sorted(map(str, phrases), key=len, reverse=True)) + ")"


def _spaced(phrase: str) -> str:
    return r"\s+".join(part.replace("\0", r"\s?") for part in phrase.replace(" ?", "\0").split(" "))


def pattern(source: str, *, is_cased: bool = False) -> Pattern:
    """A pattern in RE2 syntax, compiled when it is first used."""
    return Pattern(source, is_cased=is_cased)


def family_pattern(file: str, *families: str, is_cased: bool = False) -> Pattern:
    """A pattern for any phrase of the families, at the bounds of words."""
    phrases = [phrase for family in families for phrase in words(file, family)]
    return pattern(rf"\b{either(phrases)}(?:\b|$)", is_cased=is_cased)
