"""Rows for people, as tables on a terminal, and for programs, as CSV and JSON.

Everything that came from outside is shown through `plain`, never as Rich markup.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from pipeline.edges.duck import Snapshot

Row = Mapping[str, Any]

# Words up to this length stay in one piece where the terminal is wide enough: ids, instants, numbers, most names.
WORD_CHARS = 20


class Form(StrEnum):
    """How a command prints its rows."""

    table = "table"
    csv = "csv"
    json = "json"


def choose_form(*, as_csv: bool, as_json: bool) -> Form:
    """The form that the options --csv and --json ask for; a table where neither is given."""
    return Form.json if as_json else Form.csv if as_csv else Form.table


def plain(value: Any) -> Text:
    """A value as text for a terminal: no markup, no control characters, instants in UTC to the minute."""
    if value is None:
        return Text("–", style="dim")
    if isinstance(value, datetime):
        return Text(value.strftime("%Y-%m-%d %H:%M"))
    if isinstance(value, list | tuple):
        return Text(", ".join(plain(part).plain for part in value))
    if isinstance(value, bool):
        return Text("yes" if value else "no")
    if isinstance(value, int):
        return Text(f"{value:,}", justify="right")
    if isinstance(value, float | Decimal):
        return Text(f"{float(value):,.10g}", justify="right")
    return Text("".join(map(_visible, str(value))))


def _visible(char: str) -> str:
    """The character, a space for the spaces that are not called printable (40\u202f000), else a mark."""
    if char.isprintable() or char == "\n":
        return char
    return " " if char == "\t" or unicodedata.category(char) == "Zs" else "�"


def make_table(rows: Sequence[Row], columns: Sequence[str], *, title: str | None = None) -> Table:
    """A Rich table of the rows, one column a name, the names as headers with spaces for underscores."""
    table = Table(title=Text(title) if title else None, title_justify="left", header_style="bold", box=SIMPLE_HEAD)
    cells = [[plain(row[name]) for name in columns] for row in rows]
    for n, name in enumerate(columns):
        words = [
            word for cell in [Text(name.replace("_", " ")), *(row[n] for row in cells)] for word in cell.plain.split()
        ]
        longest = min(max(map(len, words), default=0), WORD_CHARS)
        table.add_column(Text(name.replace("_", " ")), overflow="fold", min_width=longest)
    for row in cells:
        table.add_row(*row)
    return table


def print_rows(
    rows: Sequence[Row], columns: Sequence[str], form: Form, *, title: str | None = None, empty: str = "No rows."
) -> None:
    """Prints rows on standard output in the form asked for; `empty` is what people read where there are none."""
    console = Console()
    if form is Form.json:
        console.file.write(json_text([dict(row) for row in rows]) + "\n")
    elif form is Form.csv:
        from pipeline.exports import csv_text

        console.file.write(csv_text(rows, columns))
    elif rows:
        console.print(make_table(rows, columns, title=title))
    else:
        console.print(Text(empty))


def columns_of(snapshot: Snapshot, table: str) -> tuple[str, ...]:
    """All columns of a table or mart of ours, in order; there even where it has no rows."""
    return tuple(snapshot.table(f'SELECT * FROM "{table}" LIMIT 0').column_names)  # noqa: S608 - a name of ours


def json_text(value: Any, *, indent: int | None = None) -> str:
    """JSON that every program reads: a number that is not finite, which JSON has no word for, is null."""
    try:
        return json.dumps(value, default=as_json, ensure_ascii=False, indent=indent, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(value), default=as_json, ensure_ascii=False, indent=indent, allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _finite(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def as_json(value: Any) -> Any:
    """What JSON has no type for: instants and dates as RFC 3339, decimals as numbers, the rest as text."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return str(value)
