"""Who runs what failed, by the article's own words: "RTX, the supplier's parent", "UPI, which is run by NPCI"."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.claims.lexicon import either, pattern, words
from pipeline.claims.mentions.statements import without_title

_WORD = r"[A-Z][\w&.-]*[\w&]"
_NAME = rf"((?:{_WORD})(?:\s+(?:(?:of|for|and|&|de|du|la)\s+)?(?:{_WORD})){{0,4}})"
_PARENT = either(words("speakers", "parents"))
_RUNS = either(words("speakers", "runs_it"))
_RUN_BY = either(words("speakers", "run_by"))
_THING = either(words("speakers", "run_things"))
_MAKER = either(words("speakers", "makers"))
_KINDS = frozenset(words("speakers", "owned_kinds"))
# "RTX, the supplier's parent", "Telefonica UK, its owner".
_APPOSED = pattern(
    rf"\b{_NAME},\s+(?:(?:its|their|the)\s+|(?:the\s+)?([\w& -]{{2,30}})'s?\s+){_PARENT}\b", is_cased=True
)
# "its parent, RTX", "Worldpay's owner FIS".
_INTRODUCED = pattern(
    rf"\b(?:[Ii]ts|[Tt]heir|([\w&-]{{2,30}}(?:\s+{_WORD})?)'s?)\s+(?:[a-z]+\s+)?{_PARENT},?\s+(?:the\s+)?{_NAME}",
    is_cased=True,
)
# "The Rail Delivery Group, which runs the ticketing platform".
_RUNNER = pattern(
    rf"\b{_NAME},?\s+(?:which|who|that)\s+(?:also\s+)?{_RUNS}\s+(?:(?:the|its)\s+(?:[\w-]+\s+){{0,3}}?{_THING}\b|(?:the\s+)?({_WORD}(?:\s+{_WORD})?))",
    is_cased=True,
)
# "UPI, which is run by the National Payments Corporation of India".
_BY = pattern(
    rf"\b({_WORD}(?:\s+{_WORD})?),?\s+(?:(?:which|that)\s+(?:is|was)\s+)?{_RUN_BY}\s+by\s+(?:the\s+)?{_NAME}",
    is_cased=True,
)
# "Early Warning Services, the company behind Zelle", "RTX, the American owner of Collins Aerospace".
_BEHIND = pattern(
    rf"\b{_NAME}(?:\s+\([A-Z]+\))?,?\s+(?:is\s+|was\s+)?(?:the|a)\s+(?:[\w-]+\s+){{0,3}}?"
    rf"(?:{_MAKER}\s+(?:behind|which\s+(?:{_RUNS})|that\s+(?:{_RUNS}))|{_PARENT}\s+of)\s+"
    rf"(?:it\b|(?:the|its)\s+({_WORD}(?:\s+{_WORD})?|{_THING})|({_WORD}(?:\s+{_WORD})?))",
    is_cased=True,
)


def owners_named(plain: str, names: frozenset[str]) -> frozenset[str]:
    """
    Lower-case names of those whom a text calls the owner or operator of what is named so.

    names  Lower-case names of the main platform and its company; an owner of anything else is nobody's operator here.
    """
    return frozenset(without_title(name).removesuffix("'s").lower() for name in _owners(plain, names))


def _owners(plain: str, names: frozenset[str]) -> Iterator[str]:
    for found in _APPOSED.finditer(plain):
        if _is_ours(found.group(2), names):
            yield found.group(1)
    for found in _INTRODUCED.finditer(plain):
        if _is_ours(found.group(1), names):
            yield found.group(2)
    for found in _RUNNER.finditer(plain):
        if _is_ours(found.group(2), names):
            yield found.group(1)
    for found in _BEHIND.finditer(plain):
        if _is_ours(found.group(2) or found.group(3), names):
            yield found.group(1)
    for found in _BY.finditer(plain):
        if _is_ours(found.group(1), names):
            yield found.group(2)


def _is_ours(owned: str | None, names: frozenset[str]) -> bool:
    """Whether what is owned is the story's: called "its" or "the platform", or by name."""
    return owned is None or owned.lower() in names or owned.lower().removeprefix("the ") in _KINDS
