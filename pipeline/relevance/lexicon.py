"""The patterns of `schemas/lexicon/outage.yml`, compiled once a process."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import re2

from pipeline.errors import SettingsError
from pipeline.reference import read_schema

# Sets of many patterns with bounded repeats need more than re2's 8 MiB to stay in its fast automaton.
_AUTOMATON_BYTES = 64 * 1024**2


class PatternSet:
    """Named patterns that are all looked for in one pass over a text."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        options = re2.Options()
        options.case_sensitive = False
        options.max_mem = _AUTOMATON_BYTES
        self._set = re2.Set.SearchSet(options)
        self._names: list[str] = []
        for name, pattern in named:
            self._add(name, pattern)
        self._set.Compile()

    def _add(self, name: str, pattern: str) -> None:
        try:
            self._set.Add(bounded(pattern))
        except re2.error as error:
            raise SettingsError(f"schemas/lexicon/outage.yml, {name}: {pattern!r} is no pattern: {error}") from error
        self._names.append(name)

    @property
    def names(self) -> tuple[str, ...]:
        """All names, in the order of the patterns."""
        return tuple(self._names)

    def names_in(self, text: str) -> list[str]:
        """The names of the patterns that occur in the text, one for each pattern."""
        return [self._names[index] for index in self._set.Match(text) or ()]


def bounded(pattern: str) -> str:
    """The pattern between word boundaries, where it begins or ends with a letter, digit, group or class."""
    start = r"\b" if pattern[0] not in "^\\" else ""
    end = r"\b" if not pattern.endswith((" ", "\\d", "\\w", "*")) else ""
    return f"{start}(?:{pattern}){end}"


def straight(text: str) -> str:
    """The text with straight apostrophes, character for character."""
    return text.replace("’", "'").replace("‘", "'").replace("\xa0", " ")


@cache
def lexicon() -> Any:
    """The whole file as it stands."""
    return read_schema("lexicon/outage.yml")


@cache
def screen_pattern(name: str) -> Any:
    """One list of the screen ("strong", "failure", "vague", "service") as a single pattern."""
    options = re2.Options()
    options.case_sensitive = False
    options.never_capture = True
    options.max_mem = _AUTOMATON_BYTES
    return re2.compile(bounded("|".join(lexicon()["screen"][name])), options)


@cache
def sentence_patterns() -> PatternSet:
    """Events, hints, modes and subjects; the names are "events/down", "modes/planned", "subjects/law"."""
    groups = ((part, name) for part in ("events", "hints", "modes", "subjects") for name in lexicon()[part])
    return PatternSet((f"{part}/{name}", "|".join(lexicon()[part][name])) for part, name in groups)
