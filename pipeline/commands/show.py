"""Rows for people, as tables on a terminal, and for programs, as CSV and JSON.

Everything that came from outside is shown through `plain`, never as Rich markup.
"""

from __future__ import annotations

import json
import math
import os
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from pipeline.edges.duck import Snapshot

Row = Mapping[str, Any]

# Words up to this length stay in one piece where the terminal is wide enough: ids, instants, numbers, most names.
WORD_CHARS = 20
PIPE_COLUMNS = 100
# What Rich puts between two columns: a blank on either side, and the line, which is a blank here.
COLUMN_GAP = 3


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


def reading_console() -> Console:
    """Where people read: a terminal as wide as it is, and a pipe or a file 100 columns wide, as a mail or a page is."""
    console = Console(highlight=False)
    if not console.is_terminal and not os.environ.get("COLUMNS", "").isdigit():
        console.width = PIPE_COLUMNS
    return console


class Trimmed:
    """A renderable without the blanks that Rich fills its lines with: a pipe, a diff and an e-mail want none."""

    def __init__(self, inner: RenderableType) -> None:
        self._inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yields the lines of the inner renderable, each without its trailing blanks."""
        for line in console.render_lines(self._inner, options, pad=False):
            while line and not line[-1].control and not line[-1].text.strip():
                line.pop()
            if line:
                text, style, control = line[-1]
                line[-1] = Segment(text if control else text.rstrip(), style, control)
            yield from line
            yield Segment.line()


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


def one_below_another(rows: Sequence[Row], columns: Sequence[str]) -> Table:
    """The rows as blocks of a name and a value a line: for more columns than a terminal has room for."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    for number, row in enumerate(rows):
        if number:
            table.add_row("", "")
        for name in columns:
            table.add_row(Text(name.replace("_", " ")), Text(plain(row[name]).plain))
    return table


def print_rows(
    rows: Sequence[Row], columns: Sequence[str], form: Form, *, title: str | None = None, empty: str = "No rows."
) -> None:
    """Prints rows on standard output in the form asked for; `empty` is what people read where there are none."""
    console = reading_console()
    if form is Form.json:
        console.file.write(json_text([dict(row) for row in rows]) + "\n")
    elif form is Form.csv:
        from pipeline.exports import csv_text

        console.file.write(csv_text(rows, columns))
    elif rows:
        table = make_table(rows, columns, title=title)
        # Rich cuts off the columns that do not fit; nothing may vanish without a word.
        is_too_wide = sum((column.min_width or 0) + COLUMN_GAP for column in table.columns) > console.width
        console.print(Trimmed(one_below_another(rows, columns) if is_too_wide else table))
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
