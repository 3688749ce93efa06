"""The command that reads the archive again: reread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pipeline.claim_changes import ClaimChange
    from pipeline.reread import RereadReport

_RULE_COLUMNS = ("rule", "changed", "appeared", "went")
_CHANGE_COLUMNS = ("change", "rule", "metric", "quote", "before", "after", "url")


def reread(
    limit: Annotated[int, typer.Option(min=0, help="Changes to list, at most; the sums have all.")] = 50,
    json: Annotated[bool, typer.Option("--json", help="JSON on standard output, with all changes.")] = False,
) -> None:
    """Read the archive again with this version of the reader, without fetching, and list which claims changed."""
    from pipeline.commands.show import json_text, reading_console
    from pipeline.reread import run
    from pipeline.settings import load_settings

    report = run(load_settings())
    if json:
        reading_console().file.write(json_text(_as_object(report)) + "\n")
    else:
        _print(report, limit)
    if report.parked:
        raise typer.Exit(6)


def _print(report: RereadReport, limit: int) -> None:
    from pipeline.claim_changes import count_by_rule
    from pipeline.commands.show import Form, print_rows

    for batch_id in report.missing:
        typer.echo(f"Batch {batch_id} has no folder any more, so its pages cannot be read again.")
    for batch_id in report.parked:
        typer.echo(f"Batch {batch_id} is parked; what was read before stands. See: outwire quality")
    if not report.batch_ids:
        typer.echo("Everything in the warehouse was read by this version already.")
        return
    typer.echo(
        f"{report.page_count} pages of {len(report.batch_ids)} batches were read again: {report.same_count} claims are "
        f"as they were, {len(report.changes)} are not."
    )
    print_rows(count_by_rule(report.changes), _RULE_COLUMNS, Form.table, title="By rule", empty="No claim changed.")
    shown = [_row(change) for change in report.changes[:limit]]
    if shown:
        print_rows(shown, _CHANGE_COLUMNS, Form.table, title="Claims")
    if len(report.changes) > limit:
        typer.echo(f"… and {len(report.changes) - limit} more; --json has all.")


def _row(change: ClaimChange) -> dict[str, Any]:
    """One change as people read it: of what changed, the values of the fields that differ."""
    claim = change.after or change.before or {}
    return {
        "change": change.change,
        "rule": change.rule,
        "metric": claim["metric"],
        "quote": claim["quote"],
        "before": _told(change, change.before),
        "after": _told(change, change.after),
        "url": claim["canonical_url"],
    }


def _told(change: ClaimChange, claim: Any) -> str | None:
    if claim is None or not change.fields:
        return None
    return "; ".join(f"{name} {claim[name]}" for name in change.fields)


def _as_object(report: RereadReport) -> dict[str, Any]:
    from pipeline.claim_changes import count_by_rule

    return {
        "batch_ids": report.batch_ids,
        "missing": report.missing,
        "parked": report.parked,
        "page_count": report.page_count,
        "same_count": report.same_count,
        "rules": count_by_rule(report.changes),
        "changes": [
            {
                "change": change.change,
                "rule": change.rule,
                "page_id": change.page_id,
                "fields": change.fields,
                "before": change.before,
                "after": change.after,
            }
            for change in report.changes
        ],
    }


def register(app: typer.Typer) -> None:
    """Adds this module's command."""
    app.command(rich_help_panel="Make data")(reread)
