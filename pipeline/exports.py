"""Rows -> CSV text that a spreadsheet opens without running anything.

Titles and quotes come from strangers, and a spreadsheet takes a cell that begins with "=" for a formula, which can
start programs or send the sheet away. Such cells get an apostrophe in front. Numbers are written as numbers, so
-5 stays a number; who needs the text to the letter takes JSON instead.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

# OWASP, "CSV Injection"; the full-width forms are formulas to spreadsheets of East Asian locales.
FORMULA_STARTS = frozenset("=+-@＝＋－＠")
CONTROL_STARTS = frozenset("\t\r\n")
LIST_SEPARATOR = " | "
QUOTE = '"'
SPECIAL = frozenset(',"\r\n')


def csv_text(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> str:
    """
    A header and one line a row, fields quoted where they must be, lines ended by a newline.

    Instants are RFC 3339, lists are joined by " | ", None is empty. A row may lack a column: then it is empty.
    """
    header = [neutral_text(column) for column in columns]
    lines = [header, *([_cell(row.get(column)) for column in columns] for row in rows)]
    return "".join(f"{_line(cells)}\n" for cells in lines)


def neutral_text(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if text[:1] in CONTROL_STARTS or _first_visible(text) in FORMULA_STARTS else text


def _first_visible(text: str) -> str:
    """The first character that is no space, control or format character: programs strip those, then look."""
    return next((char for char in text if not char.isspace() and unicodedata.category(char) not in ("Cc", "Cf")), "")


def _line(cells: list[str]) -> str:
    """One line by RFC 4180; the csv module, when lines end in a newline, leaves a carriage return unquoted."""
    if cells == [""]:
        return '""'  # An empty line would be no row at all.
    return ",".join(f'"{cell.replace(QUOTE, QUOTE * 2)}"' if SPECIAL & set(cell) else cell for cell in cells)


def _cell(value: object) -> str:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _number(value)
    return neutral_text(_text(value))


def _text(value: object) -> str:
    """A value as it stands in a cell, or as one part of a list."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return LIST_SEPARATOR.join(map(_text, value))
    return str(value)


def _number(value: int | float | Decimal) -> str:
    """40000.0 is written 40000; what is no finite number is text, and "not a number" is empty."""
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return "" if math.isnan(value) else neutral_text(str(value))
    text = format(value, "f") if isinstance(value, Decimal) else repr(value)
    return text.removesuffix(".0")
