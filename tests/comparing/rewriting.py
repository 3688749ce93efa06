"""Reads rewriting.yml: pairs of accounts at several degrees of rewriting, each with whether one is a copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("rewriting.yml")
COPIES = ("verbatim", "light", "heavy", "half", "reordered", "merged", "half_rewritten")
OWN = ("rewritten", "same_quotes", "same_statement")
DEGREES = COPIES + OWN
# Degrees of which the wire's sentences are lightly edited besides, which makes them harder to tell.
_EDITED = ("half", "reordered", "merged", "half_rewritten")


@dataclass(frozen=True)
class Rewriting:
    """
    Two accounts of one invented outage.

    degree   How far the second is from the first, the wire. Behind a comma what makes the pair harder to tell: edited,
             the wire's words changed besides; long, the second stands in a page of 2,000 words on other outages; marks
             lost, both without quotation marks; for an account of its own which account stands in the wire's place.
    is_copy  Whether one has its text from the other, or both from one.
    """

    story: str
    degree: str
    one: str
    other: str
    is_copy: bool


@cache
def read_rewritings() -> tuple[Rewriting, ...]:
    """All pairs, story by story."""
    stories: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    own = {name: "\n".join(_text(story[degree], []) for degree in OWN) for name, story in stories.items()}
    return tuple(
        pair
        for name, story in stories.items()
        for pair in _pairs(name, story, "\n".join(text for other, text in own.items() if other != name))
    )


def _pairs(name: str, story: dict[str, Any], long: str) -> Iterator[Rewriting]:
    wire: list[str] = story["wire"]
    edited = [_replaced(sentence, story["light"]) for sentence in wire]
    texts = {degree: _text(story[degree], wire) for degree in DEGREES if degree != "light"}
    texts |= {"light": "\n".join(edited), "wire": "\n".join(wire)}
    for degree in COPIES:
        yield Rewriting(name, degree, texts["wire"], texts[degree], is_copy=True)
        if degree in _EDITED:
            yield Rewriting(name, f"{degree}, edited", texts["wire"], _text(story[degree], edited), is_copy=True)
    for degree in ("half", "merged"):
        yield Rewriting(name, f"{degree}, long", texts["wire"], f"{texts[degree]}\n{long}", is_copy=True)
    for degree in OWN:
        yield from _own_pairs(name, degree, texts, long)


def _own_pairs(name: str, degree: str, texts: dict[str, str], long: str) -> Iterator[Rewriting]:
    own, wire = texts[degree], texts["wire"]
    yield Rewriting(name, degree, wire, own, is_copy=False)
    for other in ("light", "merged", "half_rewritten", *OWN[: OWN.index(degree)]):
        yield Rewriting(name, f"{degree}, {other}", texts[other], own, is_copy=False)
    yield Rewriting(name, f"{degree}, long", wire, f"{own}\n{long}", is_copy=False)
    yield Rewriting(name, f"{degree}, marks lost", _unmarked(wire), _unmarked(own), is_copy=False)


def _unmarked(text: str) -> str:
    return text.replace('"', "")


def _text(parts: list[int | str], wire: list[str]) -> str:
    return "\n".join(wire[part - 1] if isinstance(part, int) else part for part in parts)


def _replaced(sentence: str, words: dict[str, str]) -> str:
    if not words:
        return sentence
    pattern = re.compile("|".join(map(re.escape, words)))
    return pattern.sub(lambda found: words[found.group()], sentence)
