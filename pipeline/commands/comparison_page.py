"""`outwire compare --html`: one incident as a page that a person can send to an editor.

It needs no script and no other file, loads nothing, and has no link: addresses of strangers stand there as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.commands.comparison import Comparison
from pipeline.commands.comparison_facts import METHOD, NO_DIFFERENCES, provenance, reason_name, summary, unclaimed
from pipeline.commands.comparison_sheets import Cell, Kind, Sheet, matrix_sheets, sheets
from pipeline.commands.html_page import html_page, safe
from pipeline.commands.show import Row
from pipeline.dashboard.wording import METRIC_NAMES, counted

# So many outlets stand side by side on a sheet of paper in landscape; more go into a second table.
OUTLETS_ACROSS = 6
# The first differences are what a reader learns most from; the others open with a click, and past the last the
# page would grow to megabytes: --csv and --json have them all.
SHOWN_AT_FIRST = 12
SHOWN_AT_MOST = 300

_STYLE = """h3 { font-size: 1rem; margin: 0 }
table { border-collapse: collapse; width: 100%; margin: 0.8rem 0; font-size: 0.85rem }
th, td { border: 1px solid #d8dde2; padding: 0.35rem 0.5rem; text-align: left; vertical-align: top }
th, td { overflow-wrap: anywhere; min-width: 5.5rem } th { background: #f3f5f7 }
td.number { text-align: right; white-space: nowrap; min-width: 0 } td.quiet, .note, .address { color: #5f6871 }
.address { font-size: 0.85em; overflow-wrap: anywhere }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.3rem 1rem } dt { font-weight: 600 } dd { margin: 0 }
article { border-left: 4px solid #6b8fb5; padding: 0.2rem 0 0.2rem 0.8rem; margin: 1.1rem 0 }
article.conflict { border-color: #b91c1c } article.unclear { border-color: #b45309 }
article p { margin: 0.2rem 0 } blockquote { margin: 0.4rem 0 0.4rem 1rem; font-size: 0.9rem }
.reason { font-weight: 400; color: #5f6871 } .note { font-size: 0.85rem } footer { margin-top: 3rem; font-size: 0.8rem }
@page { size: A4 landscape; margin: 1.5cm }
@media print { article, tr { break-inside: avoid } details > summary { display: none } }
"""


def comparison_page(found: Comparison) -> str:
    """The whole page; every text from outside is escaped."""
    return html_page(found.overview["name"], _body(found), style=_STYLE, width="76rem")


def _body(found: Comparison) -> Iterator[str]:
    yield '<p class="note">What the press says about this outage, side by side.</p>'
    facts = "".join(f"<dt>{safe(name)}</dt><dd>{safe(words)}</dd>" for name, words in summary(found))
    yield f"<dl>{facts}</dl>"
    yield from _matrix(found)
    yield from _differences(found)
    for sheet in sheets(found):
        yield from _section(sheet)
    yield "<h2>How this was made</h2>\n<ul>" + "".join(f"<li>{safe(line)}</li>" for line in METHOD) + "</ul>"
    yield f'<footer class="note">{safe(provenance(found))}</footer>'


def _matrix(found: Comparison) -> Iterator[str]:
    tables = list(matrix_sheets(found, OUTLETS_ACROSS, is_explained=True))
    if tables:
        yield f"<h2>{safe(tables[0].title)}</h2>"
        yield '<p class="note">Outlets from left to right as they published.</p>'
        yield from map(_table, tables)
        yield f'<p class="note">{safe(unclaimed(found))}</p>'


def _section(sheet: Sheet) -> Iterator[str]:
    yield f"<h2>{safe(sheet.title)}</h2>"
    if sheet.note:
        yield f'<p class="note">{safe(sheet.note)}</p>'
    yield _table(sheet) if sheet.rows else f"<p>{safe(sheet.empty)}</p>"


def _table(sheet: Sheet) -> str:
    """The sheet as a table whose first column heads the rows."""
    heads = "".join(f'<th scope="col">{safe(head)}</th>' for head in sheet.heads)
    rows = "\n".join(
        f'<tr><th scope="row">{_lines(first)}</th>{"".join(map(_cell, rest))}</tr>' for first, *rest in sheet.rows
    )
    return f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _cell(cell: Cell) -> str:
    return f'<td class="{cell.kind}">{_lines(cell)}</td>'


def _lines(cell: Cell) -> str:
    if cell.kind is Kind.quote:
        return f"“{safe(cell.text)}”"
    first, *rest = cell.text.split("\n")
    if cell.kind is Kind.quiet:
        return safe(first) + "".join(f"<br><small>{safe(line)}</small>" for line in rest)
    return "<br>".join(map(safe, [first, *rest]))


def _differences(found: Comparison) -> Iterator[str]:
    yield "<h2>Where they differ, and why</h2>"
    if not found.differences:
        yield f"<p>{safe(NO_DIFFERENCES)}</p>"
    told = [_difference(row, found) for row in found.differences[:SHOWN_AT_MOST]]
    yield from told[:SHOWN_AT_FIRST]
    if rest := told[SHOWN_AT_FIRST:]:
        yield f"<details><summary>{counted(len(rest), 'more difference')}</summary>"
        yield from rest
        yield "</details>"
    if beyond := len(found.differences) - len(told):
        command = f"outwire compare {found.incident_id} --csv {found.incident_id}"
        yield f'<p class="note">And {counted(beyond, "other")}: {safe(command)}</p>'


def _difference(row: Row, found: Comparison) -> str:
    kind = row["reason"] if row["reason"] in ("conflict", "unclear") else "explained"
    head = f'{safe(METRIC_NAMES[row["metric"]])} <span class="reason">{safe(reason_name(row["reason"]).lower())}</span>'
    sides = "\n".join(_quotes(row, found))
    return f'<article class="{kind}">\n<h3>{head}</h3>\n<p>{safe(row["explanation"])}</p>\n{sides}\n</article>'


def _quotes(row: Row, found: Comparison) -> Iterable[str]:
    for side in ("", "other_"):
        outlet = row[f"{side}outlet"]
        yield (
            f"<blockquote><p>“{safe(row[f'{side}quote'])}”</p>"
            f'<p>{safe(found.name_of(outlet))} <span class="address">{safe(row[f"{side}canonical_url"])}</span></p>'
            "</blockquote>"
        )
