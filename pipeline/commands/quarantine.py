"""`outwire quarantine`: what broke an expectation and is kept; list it, look at it, and let it through after a fix."""

from __future__ import annotations

import json as json_format
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pipeline.replay_quarantine import HeldFilter, ReplayReport

quarantine = typer.Typer(help="What broke an expectation, and is kept.", no_args_is_help=True)

Csv = Annotated[bool, typer.Option("--csv", help="CSV on standard output.")]
Json = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]
Reason = Annotated[str | None, typer.Option(help="Words of the expectation, or of its reason.")]
Source = Annotated[str | None, typer.Option(help="A source's id, as `outwire sources list` has it.")]
Rule = Annotated[str | None, typer.Option(help="The rule of the reader that made the claim.")]
Table = Annotated[str | None, typer.Option(help="The table that the row would have gone to.")]
Batch = Annotated[str | None, typer.Option(help="A batch's id.")]
Since = Annotated[str | None, typer.Option(help="First held on this UTC day or later: YYYY-MM-DD.")]
Until = Annotated[str | None, typer.Option(help="First held on this UTC day or earlier: YYYY-MM-DD.")]

COLUMNS = ("quarantined_at", "batch_id", "source_id", "table_name", "record_id", "rule", "expectation", "reason")
TRACE_COLUMNS = ("replayed_at", "outcome", "batch_id", "table_name", "record_id", "expectation", "replayed_by")
_ABOUT = "$id IN (record_id, quarantine_id)"


@quarantine.command("list")
def list_quarantine(
    reason: Reason = None,
    source: Source = None,
    rule: Rule = None,
    table: Table = None,
    batch: Batch = None,
    since: Since = None,
    until: Until = None,
    csv: Csv = False,
    json: Json = False,
) -> None:
    """List the rows in quarantine, with the expectation that each broke; the latest first."""
    from pipeline.commands.show import Form, choose_form, columns_of, print_rows
    from pipeline.replay_quarantine import find_held

    form = choose_form(as_csv=csv, as_json=json)
    wanted = _wanted(reason, source, rule, table, batch, since, until)
    with _snapshot() as snapshot:
        rows = find_held(snapshot, wanted)
        columns = COLUMNS if form is Form.table else columns_of(snapshot, "quarantine")
    empty = "Nothing of that kind is in quarantine." if any(wanted.as_parameters().values()) else _NOTHING
    print_rows(rows, columns, form, title="Quarantine", empty=empty)


_NOTHING = "Nothing is in quarantine."


@quarantine.command("show")
def show_row(
    record: Annotated[str, typer.Argument(help="A record_id or a quarantine_id, as `list` has them.")],
    json: Json = False,
) -> None:
    """Show one record: what it broke, all that is known of it, and what became of it when it was checked again."""
    from pipeline.commands.show import json_text
    from pipeline.errors import UsageError

    with _snapshot() as snapshot:
        held = snapshot.rows(f"SELECT * FROM quarantine WHERE {_ABOUT} ORDER BY ALL", {"id": record})  # noqa: S608
        traces = snapshot.rows(
            f"SELECT * FROM replays WHERE {_ABOUT} ORDER BY replayed_at, expectation",  # noqa: S608
            {"id": record},
        )
    if not held and not traces:
        raise UsageError(f"{record!r} is not in quarantine and never was. `outwire quarantine list` shows what is.")
    if json:
        typer.echo(json_text({"held": held, "replays": traces}, indent=1))
    else:
        _show(held, traces)


def _show(held: list[dict[str, Any]], traces: list[dict[str, Any]]) -> None:
    from pipeline.commands.show import Trimmed, one_below_another, reading_console

    console = reading_console()
    for row in held:
        shown = {name: value for name, value in row.items() if name != "row_json"}
        console.print(Trimmed(one_below_another([shown], tuple(shown))), "")
    if held:
        record = {f"  {name}": _inner(value) for name, value in json_format.loads(held[0]["row_json"]).items()}
        console.print("The record:")
        console.print(Trimmed(one_below_another([record], tuple(record))), "")
    console.print("When it was checked again:" if traces else "It was not checked again yet.")
    for row in traces:
        console.print(Trimmed(one_below_another([row], TRACE_COLUMNS)), "")


def _inner(value: Any) -> Any:
    return json_format.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


@quarantine.command("replay")
def replay(
    reason: Reason = None,
    source: Source = None,
    rule: Rule = None,
    table: Table = None,
    batch: Batch = None,
    since: Since = None,
    until: Until = None,
    everything: Annotated[bool, typer.Option("--all", help="All that is in quarantine.")] = False,
    first: Annotated[
        str, typer.Option("--from", help="The stage that was put right: extract-text, read-claims or check-quality.")
    ] = "check-quality",
    json: Json = False,
) -> None:
    """
    Check the batches of these rows again, after a fix; what breaks nothing any more goes to its table.

    A batch is checked as a whole, so that rows beside those that were asked for may go through too; all are listed.
    """
    from pipeline.errors import UsageError
    from pipeline.replay_quarantine import run
    from pipeline.settings import load_settings

    wanted = _wanted(reason, source, rule, table, batch, since, until)
    if everything == any(value is not None for value in wanted.as_parameters().values()):
        raise UsageError(
            "Say what to replay: --reason, --source, --rule, --table, --batch, --since, --until; or --all."
        )
    report = run(load_settings(), wanted, first_stage=first.replace("-", "_"))
    _tell(report, as_json=json)


def _tell(report: ReplayReport, *, as_json: bool) -> None:
    from pipeline.commands.show import choose_form, plain, print_rows
    from pipeline.errors import BatchParked

    columns = ("batch_id", "table_name", "record_id", "expectation", "outcome")
    form = choose_form(as_csv=False, as_json=as_json)
    print_rows(report.traces, columns, form, title=report.replayed_by, empty="Nothing of that kind is in quarantine.")
    counts = ", ".join(f"{report.count(outcome)} {outcome}" for outcome in ("released", "held", "gone", "parked"))
    typer.echo(plain(f"{counts}." if report.traces else "").plain, err=True)
    for batch_id in report.without_files:
        typer.echo(plain(f"The files of batch {batch_id} are not in the store; its rows stay.").plain, err=True)
    if report.parked:
        raise BatchParked("\n".join(reason for _, reason in report.parked))


def _wanted(
    reason: str | None,
    source: str | None,
    rule: str | None,
    table: str | None,
    batch: str | None,
    since: str | None,
    until: str | None,
) -> HeldFilter:
    from pipeline.commands.incident_list import iso_date
    from pipeline.errors import UsageError
    from pipeline.replay_quarantine import HeldFilter

    days = iso_date("--since", since), iso_date("--until", until)
    if days[0] and days[1] and days[0] > days[1]:
        raise UsageError(f"--since {since} is after --until {until}: no day is in between.")
    return HeldFilter(reason=reason, source=source, rule=rule, table=table, batch=batch, since=days[0], until=days[1])


def _snapshot() -> Any:
    from pipeline.edges.duck import open_snapshot
    from pipeline.settings import load_settings

    return open_snapshot(load_settings())
