"""`outwire`: the command line. Commands import what they need when they run, so that `--help` is quick."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands import asking, rebuilding, rereading, running, safekeeping, tending
from pipeline.errors import OutwireError

app = typer.Typer(
    name="outwire",
    help="What the wires say about outages, side by side.",
    epilog="Start with `outwire demo`. Settings are environment variables: `outwire doctor` lists them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for commands in (running, rereading, asking, tending, safekeeping, rebuilding):
    commands.register(app)


@app.callback()
def prepare(
    home: Annotated[
        Path | None, typer.Option(help="The store; wins over OUTWIRE_HOME.", envvar="OUTWIRE_HOME", show_envvar=False)
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log every step.")] = False,
) -> None:
    """What the wires say about outages, side by side."""
    import os

    from pipeline.edges.logs import configure_logs

    if home is not None:
        os.environ["OUTWIRE_HOME"] = str(home)
    configure_logs(verbose=verbose)


def main() -> None:
    """
    Runs the command line; an error of ours is a message and its exit code, not a traceback.

    That the reader of our output has gone (`head`, `less`) Typer and Rich know by themselves: exit code 1, no word.
    """
    try:
        app()
    except OutwireError as error:
        from pipeline.commands.show import plain
        from pipeline.credentials import text_without_keys

        # A message may quote a stranger: a file's name, a query, a server; or an address with a reader's key.
        typer.echo(plain(f"outwire: {text_without_keys(str(error))}").plain, err=True)
        sys.exit(error.exit_code)
