"""What another reading of the same pages changed: which claims changed, appeared and went, and by which rule."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from pipeline.records import Claim

Row = Mapping[str, Any]

# What a claim says and by which rule; where it stands and who read it is no change.
_SAID = tuple(
    field.name
    for field in fields(Claim)
    if field.name not in {"claim_id", "article_id", "char_start", "char_end", "reader_version", "confidence"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimChange:
    """
    One claim of a page that two readings do not share.

    rule           The rule that reads it now; of a claim that went, the rule that read it.
    fields         What differs between the two, of a claim that changed; empty otherwise.
    before, after  The claim in both readings, as rows of `claims`; None where it is not in one.
    """

    change: Literal["changed", "appeared", "went"]
    rule: str
    page_id: str
    fields: tuple[str, ...]
    before: Row | None
    after: Row | None


def compare_readings(before: Sequence[Row], after: Sequence[Row]) -> list[ClaimChange]:
    """
    What differs between two readings of some pages; rows are claims with the `page_id` that they were read from.

    A claim is the same where page, span, metric, label, value and time are; of those that are left, one that says
    something else of the same words, on the same page and of the same metric, has changed.
    """
    left_before, left_after = list(before), list(after)
    pairs: list[tuple[Row, Row]] = []
    for key in (_identity, _span, _words):
        found, left_before, left_after = _paired(left_before, left_after, key)
        pairs += found
    changes = [_changed(one, other) for one, other in pairs]
    changes += [_one_sided("went", row, before=row) for row in left_before]
    changes += [_one_sided("appeared", row, after=row) for row in left_after]
    return [change for change in changes if change is not None]


def count_by_rule(changes: Iterable[ClaimChange]) -> list[dict[str, Any]]:
    """How many claims changed, appeared and went, one row a rule, those with most changes first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for change in changes:
        counts[change.rule][change.change] += 1
    rows = [{"rule": rule, **{name: found[name] for name in _CHANGES}} for rule, found in counts.items()]
    return sorted(rows, key=lambda row: (-sum(row[name] for name in _CHANGES), row["rule"]))


_CHANGES = ("changed", "appeared", "went")


def _identity(row: Row) -> tuple[Any, ...]:
    return row["page_id"], row["claim_id"]


def _span(row: Row) -> tuple[Any, ...]:
    return row["article_id"], row["metric"], row["field"], row["char_start"], row["char_end"]


def _words(row: Row) -> tuple[Any, ...]:
    return row["page_id"], row["metric"], row["field"], row["quote"]


def _paired(
    before: Sequence[Row], after: Sequence[Row], key: Callable[[Row], tuple[Any, ...]]
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Those with the same key side by side, in their order, and what is left of both."""
    waiting: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in before:
        waiting[key(row)].append(row)
    pairs, left_after = [], []
    for row in after:
        partners = waiting[key(row)]
        if partners:
            pairs.append((partners.pop(0), row))
        else:
            left_after.append(row)
    return pairs, [row for rows in waiting.values() for row in rows], left_after


def _changed(before: Row, after: Row) -> ClaimChange | None:
    others = tuple(name for name in _SAID if before[name] != after[name])
    if not others:
        return None
    return ClaimChange(
        change="changed", rule=after["rule"], page_id=after["page_id"], fields=others, before=before, after=after
    )


def _one_sided(
    change: Literal["appeared", "went"], row: Row, *, before: Row | None = None, after: Row | None = None
) -> ClaimChange:
    return ClaimChange(change=change, rule=row["rule"], page_id=row["page_id"], fields=(), before=before, after=after)
