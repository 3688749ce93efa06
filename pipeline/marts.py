"""The marts: what each SQL file in `warehouse/marts` says of itself, and the order in which they are made.

A file is one SELECT under a header: the question, then `Grain`, `Reads`, `Feeds` and `Without`, then the columns,
each with what it means. The header is read here, so that the columns' comments in the warehouse are the header's
words, and the order of making follows from what each mart reads.

Marts that go by incident are refreshed for the incidents that a comparison touched: their queries then read the rows
of those incidents, under the tables' own names. The others are sums over such marts and are made as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import takewhile
from pathlib import Path

from pipeline.reference import project_path

_FIELD = re.compile(r"-- (Grain|Reads|Feeds|Without) +(.*)")
_COLUMN = re.compile(r"-- ([a-z][a-z0-9_]*) {2,}(.*)")
_MORE = re.compile(r"-- {3,}(.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mart:
    """
    One mart.

    reads    The tables and marts that it is made from.
    columns  What each column means, in order.
    query    The SELECT.
    """

    name: str
    question: str
    grain: str
    reads: tuple[str, ...]
    columns: dict[str, str]
    query: str

    @property
    def is_by_incident(self) -> bool:
        """Whether its rows can be replaced incident by incident."""
        return "incident_id" in self.columns

    def remake(self) -> str:
        """The statements that make it anew, with comments on table and columns."""
        comments = [f"COMMENT ON TABLE {self.name} IS {_literal(self.question)}"]
        comments += [
            f"COMMENT ON COLUMN {self.name}.{column} IS {_literal(meaning)}" for column, meaning in self.columns.items()
        ]
        return ";\n".join([f"CREATE OR REPLACE TABLE {self.name} AS\n{self._in_order()}", *comments])

    def _in_order(self) -> str:
        """The query, by days where it has them: a reader who names the day is spared the blocks of all others."""
        if "started_on" not in self.columns:
            return self.query
        return f"SELECT made.* FROM (\n{self.query}\n) AS made ORDER BY made.started_on, made.incident_id"  # noqa: S608

    def forget(self) -> str:
        """The statement that takes out the incidents in the parameter $incident_ids."""
        return f"DELETE FROM {self.name} WHERE incident_id IN (SELECT unnest($incident_ids))"  # noqa: S608

    def add(self) -> str:
        """The statement that puts in the incidents in the parameter $incident_ids."""
        return f"INSERT INTO {self.name} BY NAME {self.made()}"

    def made(self, *, touched: Iterable[str] = ()) -> str:
        """
        The query for the rows of the incidents in the parameter $incident_ids.

        touched  Tables and marts that are read only as far as these incidents need them: each has a table beside it
                 whose name is its own behind "touched_".
        """
        parts = ", ".join(f"{name} AS (SELECT * FROM touched_{name})" for name in touched if name in self.reads)  # noqa: S608
        return (
            f"{f'WITH {parts} ' if parts else ''}SELECT made.* FROM (\n{self.query}\n) AS made "  # noqa: S608
            "WHERE made.incident_id IN (SELECT unnest($incident_ids))"
        )


def read_marts() -> tuple[Mart, ...]:
    """All marts, each after those that it reads."""
    marts = {path.stem: parse_mart(path) for path in sorted((project_path("warehouse") / "marts").glob("*.sql"))}
    order = TopologicalSorter({name: [read for read in mart.reads if read in marts] for name, mart in marts.items()})
    return tuple(marts[name] for name in order.static_order())


def parse_mart(path: Path) -> Mart:
    """The mart that a file defines. Raises ValueError where the header lacks its grain or what it reads."""
    lines = path.read_text(encoding="utf-8").splitlines()
    header = list(takewhile(lambda line: line.startswith("--"), lines))
    fields = _described(header, _FIELD)
    if not {"Grain", "Reads"} <= fields.keys():
        raise ValueError(f"{path.name}: the header lacks Grain or Reads")
    return Mart(
        name=path.stem,
        question=header[0].removeprefix("-- "),
        grain=fields["Grain"],
        reads=tuple(name.strip() for name in fields["Reads"].split(",")),
        columns=_described(header, _COLUMN),
        query="\n".join(lines[len(header) :]).strip().removesuffix(";"),
    )


def _described(header: Sequence[str], pattern: re.Pattern[str]) -> dict[str, str]:
    """What the pattern names, each with its description, which may go on over lines that are indented further."""
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in header:
        if match := pattern.fullmatch(line):
            current = found.setdefault(match[1], [])
            current.append(match[2])
        elif current is not None and (more := _MORE.fullmatch(line)):
            current.append(more[1].strip())
        else:
            current = None
    return {name: " ".join(words) for name, words in found.items()}


def definitions(marts: Iterable[Mart]) -> str:
    """All that the marts are made by, as one text; another text means that they must be remade."""
    return "\n".join(mart.remake() for mart in marts)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
