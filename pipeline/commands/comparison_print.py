"""`outwire compare` for people: a terminal of 100 columns shows one incident without a line that breaks.

Three parts: the summary, the matrix (a grid of who claims what, then each thing that is said with those who say it),
and the differences. What the grid has no room for is in the other forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.commands.comparison import Comparison
from pipeline.commands.comparison_facts import (
    NO_DIFFERENCES,
    Saying,
    claimed_metrics,
    reason_name,
    sayings,
    summary,
    unclaimed,
)
from pipeline.commands.comparison_sheets import first_reports_sheet
from pipeline.commands.show import Row, Trimmed, plain, reading_console
from pipeline.dashboard.wording import METRIC_NAMES

DIFFERENCES_SHOWN = 12
# Past these a metric's list says how many more there are: 40 outlets have 40 wordings.
SAYINGS_SHOWN = 6
OUTLETS_NAMED = 4
# With names folded past this, the columns of all twelve metrics fit into 100 beside them.
NAME_CHARS = 22
HEADS = MappingProxyType(
    {
        "report_count": "reports",
        "report_share": "share",
        "affected_count": "people",
        "time_point": "times",
        "duration": "length",
        "wave_count": "waves",
        "affected_region": "where",
        "cause": "cause",
        "origin": "origin",
        "actor": "actor",
        "response": "reply",
        "financial_impact": "cost",
    }
)
# Signs that any encoding has: a log of a build machine is often ASCII.
STATE_SIGNS = {"silent": "-", "too_early": "early", "unread": "?"}
LEGEND = "A number counts an outlet's claims; - is silent, “early” published before anyone had it, ? could not be read."


def print_comparison(found: Comparison, *, console: Console | None = None) -> None:
    """Prints the summary, who said what, and the most telling differences with their reasons."""
    console = console or reading_console()
    for part in _parts(found, console.width):
        console.print(Trimmed(part))


def _parts(found: Comparison, width: int) -> Iterator[RenderableType]:
    yield plain(found.overview["name"]).copy() + Text(f"  {found.incident_id}", style="dim")
    yield _summary(found)
    yield Text("\nWho said what, and who was silent\n", style="bold")
    yield from coverage_grids(found, width)
    yield Text(f"\n{LEGEND} {unclaimed(found)}", style="dim")
    yield _sayings(found)
    if found.first_reports:
        yield Text("\nWho had it first", style="bold")
        yield _first_reports(found)
    yield from _differences(found)


def _summary(found: Comparison) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for name, words in summary(found):
        table.add_row(name, plain(words))
    return table


def coverage_grids(found: Comparison, width: int) -> Iterator[Table]:
    """Outlets down as they published, metrics across; as many metrics a grid as the terminal is wide enough for."""
    names = found.outlet_names
    cells = {(row["outlet"], row["metric"]): _sign(row) for row in found.coverage}
    name_chars = min(max(map(len, names.values()), default=0), NAME_CHARS)
    for metrics in _side_by_side(claimed_metrics(found), width - name_chars):
        grid = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
        grid.add_column("", overflow="fold", min_width=name_chars, max_width=name_chars)
        for metric in metrics:
            grid.add_column(Text(HEADS[metric]), justify="center", no_wrap=True, min_width=_head_chars(metric))
        for outlet, name in names.items():
            grid.add_row(plain(name), *(cells.get((outlet, metric), Text("")) for metric in metrics))
        yield grid


def _side_by_side(metrics: Sequence[str], room: int) -> Iterator[list[str]]:
    """The metrics in runs whose heads, each with a blank beside it, have room."""
    some: list[str] = []
    for metric in metrics:
        if some and sum(_head_chars(one) + 1 for one in [*some, metric]) > room - 1:
            yield some
            some = []
        some.append(metric)
    if some:
        yield some


def _head_chars(metric: str) -> int:
    return max(len(HEADS[metric]), *map(len, STATE_SIGNS.values()))


def _sign(row: Row) -> Text:
    if row["state"] == "said":
        return Text(str(row["claim_count"]), style="green")
    state = str(row["state"])
    return Text(STATE_SIGNS.get(state, state), style="dim")


def _sayings(found: Comparison) -> Table:
    """Each thing that is said once, with those who say it; what most witnesses say first."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(overflow="fold", style="bold", min_width=16, max_width=16)
    table.add_column(overflow="fold", ratio=11)
    table.add_column(overflow="fold", ratio=9)
    for metric in claimed_metrics(found):
        table.add_row("", "", "")
        told = sayings(found, metric)
        for place, saying in enumerate(told[:SAYINGS_SHOWN]):
            table.add_row(METRIC_NAMES[metric] if place == 0 else "", plain(saying.said), _tellers(saying))
        if (more := len(told) - SAYINGS_SHOWN) > 0:
            table.add_row("", Text(f"and {more} more", style="dim"), "")
    return table


def _tellers(saying: Saying) -> Text:
    named = ", ".join(saying.outlets[:OUTLETS_NAMED])
    more = len(saying.outlets) - OUTLETS_NAMED
    words = f"{named} and {more} more" if more > 0 else named
    if saying.witness_count < len(saying.outlets):
        words += f" ({saying.witness_count} independent)"
    return plain(words)


def _first_reports(found: Comparison) -> Table:
    """Who had each metric first, and how sure that is; the intervals and reasons are in the other forms."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for _ in range(3):
        table.add_column(overflow="fold")
    for metric, outlet, verdict, appeared, _why in first_reports_sheet(found).rows:
        table.add_row(plain(metric.text), plain(f"{outlet.text} ({verdict.text})"), plain(appeared.text))
    return table


def _differences(found: Comparison) -> Iterator[RenderableType]:
    """One line a difference: what kind it is, and a sentence with both figures."""
    if not found.differences:
        yield Text(f"\n{NO_DIFFERENCES}")
        return
    yield Text("\nWhere they differ, and why", style="bold")
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="bold")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for row in found.differences[:DIFFERENCES_SHOWN]:
        table.add_row(HEADS[row["metric"]], plain(reason_name(row["reason"])), plain(row["explanation"]))
    yield table
    if (more := len(found.differences) - DIFFERENCES_SHOWN) > 0:
        yield plain(f"and {more} more: outwire compare {found.incident_id} --html {found.incident_id}.html")
