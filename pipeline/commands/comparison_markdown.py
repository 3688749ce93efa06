"""`outwire compare --markdown`: one incident as Markdown, for a ticket, a wiki or a newsroom's chat.

Strangers' words are made literal: no emphasis, link, code, table cell, HTML or call to a user comes out of them, in
CommonMark, on GitHub, and in programs that know no backslash before "<".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from pipeline.commands.comparison import Comparison
from pipeline.commands.comparison_facts import METHOD, NO_DIFFERENCES, provenance, reason_name, summary, unclaimed
from pipeline.commands.comparison_sheets import Cell, Kind, Sheet, matrix_sheets, sheets
from pipeline.commands.show import Row, plain
from pipeline.dashboard.wording import METRIC_NAMES, counted

# Wider tables do not fit a ticket's page.
OUTLETS_ACROSS = 4
DIFFERENCES_SHOWN = 50

# What begins a construct within a line. "<", ">", "&" and "|" become entities: every renderer knows those, and a
# table's cell ends at a "|" even inside code.
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "|": "&#124;"}
_ESCAPED = frozenset("\\`*_[]~$")
# No renderer takes "@" and a name for a user to be told, nor "#7" for a ticket, across this invisible sign.
WORD_JOINER = "\u2060"
_CALLS = frozenset("@#")
# What begins a list where it begins a line, and what GitHub makes links of without being asked.
_LIST_START = re.compile(r"^(?:[+-]|[0-9]+(?=[.)]))")
_BARE_LINK = re.compile(r"(?i)(?<=www)\.|:(?=//)")
_SAFE_IN_CODE = ":/?#[]@!$&'()*+,;=%~"


def literal(text: object) -> str:
    """Markdown that shows the text as it is, on one line, wherever in a line or a table it stands."""
    line = " ".join(plain(text).plain.split())
    safe = _BARE_LINK.sub(r"\\\g<0>", "".join(map(_literal, line)))
    return _LIST_START.sub(lambda match: f"\\{match[0]}" if match[0] in "+-" else f"{match[0]}\\", safe)


def _literal(char: str) -> str:
    if char in _CALLS:
        return f"\\{char}{WORD_JOINER}"
    return f"\\{char}" if char in _ESCAPED else _ENTITIES.get(char, char)


def address(url: str) -> str:
    """An address as code, which no renderer makes a link of; signs that would end the code or a cell are encoded."""
    return f"`{quote(plain(url).plain, safe=_SAFE_IN_CODE)}`"


def comparison_markdown(found: Comparison) -> str:
    """The whole text, ended by a newline."""
    return "\n".join(_lines(found)).rstrip() + "\n"


def _lines(found: Comparison) -> Iterator[str]:
    yield f"# {literal(found.overview['name'])}\n"
    for name, words in summary(found):
        yield f"- **{name}:** {literal(words)}"
    yield ""
    tables = list(matrix_sheets(found, OUTLETS_ACROSS))
    if tables:
        yield f"## {tables[0].title}\n"
        for sheet in tables:
            yield from _table(sheet)
    if sentence := unclaimed(found):
        yield f"{literal(sentence)}\n"
    yield from _differences(found)
    for sheet in sheets(found):
        yield from _section(sheet)
    yield "## How this was made\n"
    yield from (f"- {literal(line)}" for line in METHOD)
    yield f"\n{literal(provenance(found))}"


def _section(sheet: Sheet) -> Iterator[str]:
    yield f"## {literal(sheet.title)}\n"
    if sheet.note:
        yield f"{literal(sheet.note)}\n"
    if sheet.rows:
        yield from _table(sheet)
    else:
        yield f"{literal(sheet.empty)}\n"


def _table(sheet: Sheet) -> Iterator[str]:
    yield _row(literal(head) for head in sheet.heads)
    is_number = [cell.kind is Kind.number for cell in sheet.rows[0]] if sheet.rows else [False] * len(sheet.heads)
    yield _row("---:" if one else "---" for one in is_number)
    for row in sheet.rows:
        yield _row(map(_cell, row))
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    if cell.kind is Kind.address:
        return address(cell.text)
    if cell.kind is Kind.quote:
        return f"“{literal(cell.text)}”"
    words = "; ".join(literal(line) for line in cell.text.split("\n"))
    return f"*{words}*" if cell.kind is Kind.quiet and words else words


def _differences(found: Comparison) -> Iterator[str]:
    yield "## Where they differ, and why\n"
    if not found.differences:
        yield f"{NO_DIFFERENCES}\n"
    for row in found.differences[:DIFFERENCES_SHOWN]:
        yield from _difference(row, found)
    if (more := len(found.differences) - DIFFERENCES_SHOWN) > 0:
        yield f"- and {counted(more, 'more difference')}, which `outwire compare --json` has"
    yield ""


def _difference(row: Row, found: Comparison) -> Iterator[str]:
    metric, reason = METRIC_NAMES[row["metric"]], reason_name(row["reason"]).lower()
    yield f"- **{metric}** ({literal(reason)}): {literal(row['explanation'])}"
    for side in ("", "other_"):
        outlet = literal(found.name_of(row[f"{side}outlet"]))
        yield f"  - {outlet}: “{literal(row[f'{side}quote'])}” {address(row[f'{side}canonical_url'])}"
