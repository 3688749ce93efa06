"""Which records of a batch are held in quarantine, for what, and what goes there with them. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from pipeline.quality.suites import Finding
from pipeline.records import Drop, Quarantined, make_id, to_json

PARENT = "parent_quarantined"
Kind = Literal["entry", "post", "page", "article", "claim"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    The records of one table of a batch, with what was found in them.

    held       Id -> the expectations that the record broke, with their reasons.
    source_of  The source that a record came from; None where the batch does not say.
    """

    name: str
    kind: Kind
    records: Sequence[Any]
    findings: Sequence[Finding]
    source_of: Callable[[Any], str | None]
    held: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The field that its records are known by."""
        return f"{self.kind}_id"

    def id_of(self, record: Any) -> str:
        """The record's id."""
        return str(getattr(record, self.key))

    def ids(self) -> set[str]:
        """The ids of all its records, held or not."""
        return {self.id_of(record) for record in self.records}

    def held_records(self) -> dict[str, Any]:
        """Those in quarantine, by id."""
        return {record_id: record for record in self.records if (record_id := self.id_of(record)) in self.held}


def hold_broken(table: Table) -> Table:
    """The table with the records held that broke an expectation whose action is quarantine."""
    held: dict[str, list[tuple[str, str]]] = {}
    for finding in table.findings:
        if finding.result.action == "quarantine":
            for position in finding.broken_by:
                broke = (finding.result.expectation, finding.reason)
                held.setdefault(table.id_of(table.records[position]), []).append(broke)
    return replace(table, held=held)


def hold_children(parent: Table, child: Table) -> Table:
    """The child table with the records of held parents held too."""
    held = {record_id: list(broken) for record_id, broken in child.held.items()}
    reason = f"The {parent.kind} that it belongs to is in quarantine."
    for record in child.records:
        if getattr(record, parent.key) in parent.held:
            held.setdefault(child.id_of(record), []).append((PARENT, reason))
    return replace(child, held=held)


def own_count(table: Table) -> int:
    """How many are held for themselves: one bad article must not count once more for each claim."""
    return sum(not _is_only_for_parent(table, record_id) for record_id in map(table.id_of, table.records)
               if record_id in table.held)  # fmt: skip


def held_rows(table: Table, at: datetime, since: Mapping[str, datetime]) -> list[Quarantined]:
    """
    A row for each record and expectation that it broke, with the whole record.

    since  When rows that are held already were first held, by their id.
    """
    return [
        Quarantined(
            quarantine_id=(quarantine_id := make_id(table.name, record_id, expectation)),
            table_name=table.name,
            record_id=record_id,
            expectation=expectation,
            reason=reason,
            row_json=json.dumps(to_json(record)),
            quarantined_at=since.get(quarantine_id, at),
            source_id=table.source_of(record),
            rule=getattr(record, "rule", None),
        )
        for record_id, record in table.held_records().items()
        for expectation, reason in dict.fromkeys(table.held[record_id])
    ]


def drops_of(table: Table, at: datetime) -> list[Drop]:
    """A drop for each record in quarantine, as often as the stage saw it."""
    seen: Collection[str] = [table.id_of(record) for record in table.records]
    return [
        Drop(
            stage="check_quality",
            kind=table.kind,
            record_id=record_id,
            reason=PARENT if _is_only_for_parent(table, record_id) else "quarantined",
            detail="; ".join(expectation for expectation, _ in table.held[record_id])[:300],
            dropped_at=at,
        )
        for record_id in seen
        if record_id in table.held
    ]


def _is_only_for_parent(table: Table, record_id: str) -> bool:
    return {expectation for expectation, _ in table.held[record_id]} == {PARENT}
