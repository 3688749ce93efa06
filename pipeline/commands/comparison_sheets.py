"""The tables of a comparison for people, the same for a page and for Markdown.

A `Sheet` is a table of text cells. Whoever shows it decides how; here nothing is escaped, and no cell is markup.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from pipeline.commands.comparison import Comparison
from pipeline.commands.comparison_facts import claimed_metrics, interval, reason_name
from pipeline.commands.show import Row
from pipeline.dashboard.wording import (
    AGREEMENT_NAMES,
    DASH,
    METRIC_NAMES,
    METRIC_UNITS,
    STATE_NAMES,
    in_words,
    instant,
    label_in_words,
    number,
    number_range,
)
from pipeline.incidents.said import minutes
from pipeline.records import METRICS

FIGURES_NOTE = (
    "“All allow”: the values that fit every witness's words, so that “over 39,000” and “nearly 40,000” agree."
)
FIRST_NOTE = (
    "“certain” where no date allows another order; “likely” by the dates that we trust most; “cannot tell” where "
    "they leave it open. A page may have been changed before we first saw it, hence the intervals."
)


class Kind(StrEnum):
    """What a cell of a sheet is, for whoever shows it."""

    text = "text"
    number = "number"
    quote = "quote"
    address = "address"
    quiet = "quiet"


class Cell(NamedTuple):
    """A cell of a sheet; a text of several lines has one thing a line."""

    text: str
    kind: Kind = Kind.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """
    A table for people.

    note   What one should know to read it; empty where it needs nothing.
    empty  The sentence that stands where there are no rows; a sheet without rows and sentence is left out.
    """

    title: str
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    note: str = ""
    empty: str = ""


def matrix_sheets(found: Comparison, across: int, *, is_explained: bool = False) -> Iterator[Sheet]:
    """
    Metrics down, outlets across, in as many tables of like width as it takes to have at most `across` in one.

    is_explained  Under "silent" and the like stands the sentence that says why the cell is so.
    """
    names = found.outlet_names
    cells = _matrix_cells(found, is_explained)
    tables = -(-len(names) // across) or 1
    width = -(-len(names) // tables) or 1
    outlets = list(names)
    for some in (outlets[start : start + width] for start in range(0, len(outlets), width)):
        yield Sheet(
            title="Who said what, and who was silent",
            heads=("", *(names[outlet] for outlet in some)),
            rows=[
                (Cell(METRIC_NAMES[metric]), *(cells[metric, outlet] for outlet in some))
                for metric in claimed_metrics(found)
            ],
        )


def _matrix_cells(found: Comparison, is_explained: bool) -> dict[tuple[str, str], Cell]:
    """A cell per metric and outlet: each thing that the outlet says on a line of its own, or its state."""
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for claim in found.claims:
        said[claim["metric"], claim["outlet"]].append(claim["said"])
    return {
        (row["metric"], row["outlet"]): Cell("\n".join(dict.fromkeys(said[row["metric"], row["outlet"]])))
        if row["state"] == "said"
        else _silence(row, row.get("explanation") if is_explained else None)
        for row in found.coverage
    }


def _silence(row: Row, why: str | None) -> Cell:
    state = STATE_NAMES.get(row["state"], in_words(row["state"]))
    return Cell(f"{state}\n{why}" if why else state, Kind.quiet)


def sheets(found: Comparison) -> list[Sheet]:
    """The tables that follow the differences, in the order in which people read them."""
    makers = (figures_sheet, first_reports_sheet, blame_sheet, drift_sheet, status_sheet, edits_sheet, sources_sheet)
    return [sheet for sheet in (make(found) for make in makers) if sheet.rows or sheet.empty]


def figures_sheet(found: Comparison) -> Sheet:
    """Lowest, median and highest of each figure, and whether the witnesses agree on it."""
    rows = [
        (
            Cell(_figure_name(row, found.overview["platform"])),
            *(Cell(number(row[name]), Kind.number) for name in ("lowest", "median", "highest")),
            Cell(_allowed(row), Kind.number),
            Cell(f"{row['outlet_count']} ({row['witness_count']})", Kind.number),
            Cell(_verdict(row)),
            Cell(", ".join(reason_name(reason).lower() for reason in row["reasons"])),
        )
        for row in found.agreement
        if row["lowest"] is not None
    ]
    heads = (
        "Figure",
        "Lowest",
        "Median",
        "Highest",
        "All allow",
        "Outlets (witnesses)",
        "Do they agree?",
        "Because of",
    )
    return Sheet(title="Figures", heads=heads, rows=rows, note=FIGURES_NOTE)


def _allowed(row: Row) -> str:
    """The values that all witnesses' words allow: "39,000–40,000", "39,000 or more"; a dash where there is none."""
    lowest, highest = row.get("allowed_lowest"), row.get("allowed_highest")
    return f"{number(lowest)} or more" if lowest is not None and highest is None else number_range(lowest, highest)


def _verdict(row: Row) -> str:
    verdict = row.get("verdict") or row["state"]
    return AGREEMENT_NAMES.get(verdict, in_words(verdict))


def _figure_name(row: Row, platform: str) -> str:
    """What a figure is, with what it is about where that is not the incident's own platform."""
    unit = METRIC_UNITS.get(row["metric"])
    other_platform = row["platform"] if row["platform"] != platform else None
    about = ", ".join(part for part in (in_words(row["label"]), other_platform) if part)
    name = METRIC_NAMES[row["metric"]] + (f", {unit}" if unit else "")
    return f"{name}: {about}" if about else name


def first_reports_sheet(found: Comparison) -> Sheet:
    """Who had the incident and each metric first, between which moments, and how sure that is."""
    places = {metric: place for place, metric in enumerate([None, *METRICS])}
    rows = [
        (
            Cell(METRIC_NAMES[row["metric"]] if row["metric"] else "The outage itself"),
            Cell(row["outlet_name"] or "nobody that we can name"),
            Cell(in_words(row["verdict"])),
            Cell(interval(row["earliest_at"], row["latest_at"])),
            Cell(row["explanation"]),
        )
        for row in sorted(found.first_reports, key=lambda row: places[row["metric"]])
    ]
    heads = ("On", "First", "How sure", "Appeared", "Why")
    return Sheet(title="Who had it first", heads=heads, rows=rows, note=FIRST_NOTE)


def blame_sheet(found: Comparison) -> Sheet:
    """Who says what caused it, where it came from and who was behind it."""
    rows = [
        (
            Cell(_blamer(row)),
            Cell(row["stance"] or "says", Kind.quiet),
            Cell(f"{METRIC_NAMES[row['metric']]}: {_blamed(row)}"),
            Cell(", ".join(found.name_of(outlet) for outlet in row["outlets"])),
            Cell(str(row["witness_count"]), Kind.number),
            Cell(row["quote"], Kind.quote),
        )
        for row in found.attributions
    ]
    heads = ("Who", "How", "On what", "Told by", "Witnesses", "In the words of one")
    return Sheet(title="Who blames whom", heads=heads, rows=rows, empty="Nobody names a cause.")


def _blamer(row: Row) -> str:
    """ "Elon Musk", "Elon Musk, through Fox Business", "the outlets themselves"."""
    vias = ", ".join(row.get("vias") or ())
    return (row["source"] or "the outlets themselves") + (f", through {vias}" if vias else "")


def _blamed(row: Row) -> str:
    labels: list[str] = [label for label in (row["label"], row["other_label"]) if label]
    return " or ".join(label_in_words(row["metric"], label) for label in labels)


def drift_sheet(found: Comparison) -> Sheet:
    """Where an outlet repeats a blame more specifically, or more surely, than it was first told."""
    rows = [
        (Cell(row["outlet_name"]), Cell(instant(row["published_at"])), Cell(row["explanation"]))
        for row in found.attribution_history
        if row["explanation"]
    ]
    heads = ("Outlet", "Published", "What became of it")
    return Sheet(title="Blame that grew on its way", heads=heads, rows=rows)


def status_sheet(found: Comparison) -> Sheet:
    """What the operator's status page said when, beside the first account of the press."""
    rows = [
        (
            Cell(row["status_title"] or row["status_outlet"]),
            Cell(instant(row["acknowledged_at"])),
            Cell(instant(row["resolved_at"])),
            Cell(instant(row["press_first_at"])),
            Cell(_first_to_tell(row)),
            Cell(row["status_url"], Kind.address),
        )
        for row in found.press_against_status
    ]
    heads = (
        "Post of the status page",
        "Acknowledged",
        "Called resolved",
        "First in the press",
        "Who told first",
        "Post",
    )
    return Sheet(title="The operator and the press", heads=heads, rows=rows)


def _first_to_tell(row: Row) -> str:
    """ "the operator, 391 minutes before", "cannot tell"."""
    lag = row["acknowledgement_lag_minutes"]
    if row["first_to_tell"] not in ("operator", "press") or lag is None:
        return in_words(row["first_to_tell"]) or DASH
    return f"the {row['first_to_tell']}, {minutes(abs(lag))} before"


def edits_sheet(found: Comparison) -> Sheet:
    """Figures that an outlet changed after it had published them."""
    rows = [
        (
            Cell(found.name_of(row["outlet"])),
            Cell(row["said_before"]),
            Cell(row["said_after"]),
            Cell(instant(row["changed_at"])),
            Cell(row.get("correction_note") or "none"),
            Cell(row["canonical_url"], Kind.address),
        )
        for row in found.figure_edits
    ]
    heads = ("Outlet", "Said before", "Says now", "Seen at", "Correction note", "Article")
    return Sheet(title="Figures that an outlet changed", heads=heads, rows=rows)


def sources_sheet(found: Comparison) -> Sheet:
    """Every page that the comparison rests on, with whose text it shares."""
    first_of = {row["article_id"]: row["outlet_name"] for row in found.articles}
    rows = [
        (
            Cell(row["outlet_name"]),
            Cell(row["title"] or "(no title)"),
            Cell(_published(row)),
            Cell(_repeats(row, first_of), Kind.quiet),
            Cell(row["canonical_url"], Kind.address),
        )
        for row in found.articles
    ]
    return Sheet(title="Sources", heads=("Outlet", "Title", "Published", "Witness", "Address"), rows=rows)


def _published(row: Row) -> str:
    if row["published_at"] is None:
        return "no date"
    if row["published_at_basis"] == "first_seen":
        return f"not after {instant(row['published_at'])}"
    if row["published_at_precision"] == "day":
        return f"{row['published_at'].day} {row['published_at']:%b %Y}"
    return instant(row["published_at"])


def _repeats(row: Row, first_of: dict[str, str]) -> str:
    if row["witness_id"] == row["article_id"]:
        return "its own"
    return f"repeats {first_of.get(row['witness_id'], 'another article')}"
