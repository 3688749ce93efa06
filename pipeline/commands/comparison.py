"""`outwire compare`: all that the marts say about one incident, in sections, and as JSON and CSV for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pipeline.commands.near_incidents import near_incidents, one_of
from pipeline.commands.show import Row, json_text
from pipeline.edges.arrow import as_rows
from pipeline.errors import UsageError
from pipeline.exports import csv_text

if TYPE_CHECKING:
    from pipeline.edges.duck import Snapshot

# The sections in the order in which people read them: name, the mart or table that must be there, and the question.
# Every order is total, so that two exports of one snapshot are equal to the byte.
SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("overview", "incident_overview", "SELECT * FROM incident_overview WHERE incident_id = ?"),
    (
        "coverage",
        "coverage_matrix",
        "SELECT * FROM coverage_matrix WHERE incident_id = ? ORDER BY first_published_at NULLS LAST, outlet, metric",
    ),
    (
        "differences",
        "incident_differences",
        "SELECT * FROM incident_differences WHERE incident_id = ? ORDER BY interest, difference_id",
    ),
    (
        "agreement",
        "metric_agreement",
        "SELECT * FROM metric_agreement WHERE incident_id = ? "
        "ORDER BY witness_count DESC, metric, label NULLS FIRST, platform NULLS FIRST, claim_count, lowest",
    ),
    (
        "first_reports",
        "first_reports",
        "SELECT * FROM first_reports WHERE incident_id = ? ORDER BY metric NULLS FIRST",
    ),
    (
        "attributions",
        "attributions",
        "SELECT * FROM attributions WHERE incident_id = ? ORDER BY "
        "list_position(['cause', 'origin', 'actor'], metric), witness_count DESC, outlet_count DESC, claim_id",
    ),
    (
        "attribution_history",
        "attribution_history",
        "SELECT * FROM attribution_history WHERE incident_id = ? "
        "ORDER BY subject, step NULLS LAST, canonical_url, claim_id",
    ),
    (
        "press_against_status",
        "press_against_status",
        "SELECT * FROM press_against_status WHERE incident_id = ? ORDER BY acknowledged_at NULLS LAST, entry_id",
    ),
    (
        "figure_edits",
        "figure_edits",
        "SELECT * FROM figure_edits WHERE incident_id = ? ORDER BY changed_at, canonical_url, claim_id_after",
    ),
    (
        "claims",
        "incident_claims",
        "SELECT * FROM incident_claims WHERE incident_id = ? "
        "ORDER BY published_at NULLS LAST, outlet, article_id, field DESC, char_start, claim_id",
    ),
    (
        "articles",
        "incident_articles",
        """
        SELECT
            incident_articles.*,
            pages.outlet,
            coalesce(pages.outlet_name, outlets.name, pages.outlet) AS outlet_name,
            pages.title,
            pages.published_at,
            pages.published_at_basis,
            pages.published_at_precision,
            pages.fetched_at,
            pages.reader_version,
            pages.canonical_url
        FROM incident_articles
        INNER JOIN (
            SELECT *
            FROM articles
            WHERE is_relevant
            QUALIFY row_number() OVER (PARTITION BY canonical_url ORDER BY fetched_at DESC, article_id ASC) = 1
        ) AS pages ON incident_articles.article_id = pages.article_id
        LEFT JOIN outlets ON pages.outlet = outlets.outlet
        WHERE incident_articles.incident_id = ?
        ORDER BY pages.published_at NULLS LAST, pages.outlet, pages.article_id
        """,
    ),
)
Rows = Sequence[Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """
    One incident, section by section, as the marts have it.

    overview       What all say together: counts, ranges, causes.
    coverage       A cell per outlet and metric.
    differences    Pairs of claims that differ, those first from which a reader learns most.
    agreement      Each figure with its range, and whether the witnesses agree.
    first_reports  Who had the incident and each metric first; empty where the snapshot has no such mart.
    attributions   Who blames whom, and how surely.
    attribution_history  How a blame changed on its way from outlet to outlet.
    press_against_status  The operator's status page beside the press.
    figure_edits   Figures that an outlet changed.
    claims         Every claim with its quote.
    articles       The pages that it all rests on, the earliest first.
    outlet_names   What people call each outlet, by domain, in the order in which they published.
    columns        The columns of each section, also of one without rows.
    snapshot_name  The published file that was asked.
    compared_at    When its comparison was made, UTC; None where that is not known.
    """

    overview: Row
    coverage: Rows = ()
    differences: Rows = ()
    agreement: Rows = ()
    first_reports: Rows = ()
    attributions: Rows = ()
    attribution_history: Rows = ()
    press_against_status: Rows = ()
    figure_edits: Rows = ()
    claims: Rows = ()
    articles: Rows = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    snapshot_name: str = ""
    compared_at: datetime | None = None
    outlet_names: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        names = {row["outlet"]: row["outlet_name"] or row["outlet"] for row in self.coverage}
        object.__setattr__(self, "outlet_names", names)

    @property
    def incident_id(self) -> str:
        """The incident's id."""
        return str(self.overview["incident_id"])

    def name_of(self, outlet: str) -> str:
        """What people call an outlet; its domain where it has no page in the incident as it is now."""
        return self.outlet_names.get(outlet) or outlet

    def section(self, name: str) -> Rows:
        """The rows of a section by its name."""
        rows: Rows = [self.overview] if name == "overview" else getattr(self, name)
        return rows


def read_comparison(snapshot: Snapshot, wanted: str) -> Comparison:
    """
    What the marts say about one incident.

    wanted  Its id, or one that it had before a late article renamed it.

    Raises UsageError, with the ids that may be meant, where there is none or where it could be one of several.
    """
    # A snapshot from before a mart was thought of lacks it; then the section is empty.
    there = {row["name"] for row in snapshot.rows("SELECT table_name AS name FROM duckdb_tables()")}
    incident_id = _now_called(snapshot, wanted, has_aliases="incident_aliases" in there)
    found: dict[str, Rows] = {}
    columns: dict[str, tuple[str, ...]] = {}
    for name, mart, question in SECTIONS:
        if mart in there:
            table = snapshot.table(question, (incident_id,))
            found[name], columns[name] = as_rows(table), tuple(table.column_names)
    [overview] = found.pop("overview")
    [made] = snapshot.rows("SELECT max(compared_at) AS compared_at FROM comparisons")
    return Comparison(
        overview=overview,
        columns=columns,
        snapshot_name=snapshot.path.name,
        compared_at=made["compared_at"],
        **found,
    )


def _now_called(snapshot: Snapshot, wanted: str, *, has_aliases: bool) -> str:
    """The id of the incident that is, or was, called so. Raises UsageError where it is not one."""
    if snapshot.rows("SELECT 1 AS one FROM incident_overview WHERE incident_id = ?", (wanted,)):
        return wanted
    now = [row["incident_id"] for row in snapshot.rows(_ALIASES, (wanted,))] if has_aliases else []
    if len(now) > 1:
        raise UsageError(f"Several incidents had the id {wanted!r}: choose {one_of(now)}.")
    if not now:
        raise UsageError(_unknown(snapshot, wanted))
    return str(now[0])


_ALIASES = """
SELECT DISTINCT incident_aliases.incident_id
FROM incident_aliases
INNER JOIN incident_overview ON incident_aliases.incident_id = incident_overview.incident_id
WHERE incident_aliases.alias = ?
ORDER BY incident_aliases.incident_id
"""


def _unknown(snapshot: Snapshot, incident_id: str) -> str:
    known = [
        row["incident_id"]
        for row in snapshot.rows("SELECT incident_id FROM incident_overview ORDER BY started_on, incident_id")
    ]
    hint = f"Did you mean {one_of(near_incidents(incident_id, known))}? " if known else ""
    return f"There is no incident {incident_id!r}. {hint}`outwire incidents` lists all {len(known)}."


def comparison_as_json(found: Comparison) -> str:
    """The whole comparison as one JSON object: a member a section, and what it was read from."""
    whole: dict[str, Any] = {"overview": found.overview}
    whole |= {name: found.section(name) for name, _, _ in SECTIONS[1:]}
    whole["snapshot"] = {"name": found.snapshot_name, "compared_at": found.compared_at}
    return json_text(whole, indent=1)


def comparison_as_csv(found: Comparison) -> dict[str, str]:
    """A CSV text a section, by file name; a section without rows is a header. Formulas are made harmless."""
    return {f"{name}.csv": csv_text(found.section(name), columns) for name, columns in found.columns.items()}
