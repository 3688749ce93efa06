"""`outwire sources`: the feeds and status pages that are polled; list them, put them to the test, add one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.records import Source
    from pipeline.sources.adding import FoundFeed

sources = typer.Typer(help="Where entries come from.", no_args_is_help=True)

Csv = Annotated[bool, typer.Option("--csv", help="CSV on standard output.")]
Json = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]

SOURCE_COLUMNS = ("source_id", "kind", "outlet_name", "country", "timezone", "platform", "url")
NEWEST_SHOWN = 5


@sources.command("list")
def list_sources(csv: Csv = False, json: Json = False) -> None:
    """List the feeds and status pages that are polled."""
    from pipeline.commands.show import Form, choose_form, print_rows
    from pipeline.credentials import Keys, without_keys
    from pipeline.records import to_json
    from pipeline.settings import load_settings
    from pipeline.sources import load_sources

    form = choose_form(as_csv=csv, as_json=json)
    # A reader's key stands in the file, and need not stand in a terminal's history or a ticket.
    rows = [
        {**to_json(source), "url": without_keys(source.url, Keys.of_source(source.url).values.values())}
        for source in load_sources(load_settings().sources_file)
    ]
    columns = SOURCE_COLUMNS if form is Form.table or not rows else tuple(rows[0])
    print_rows(rows, columns, form, title="Sources", empty="The sources file names none.")


@sources.command("check")
def check(
    source_ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Which; all where none is named.")
    ] = None,
    csv: Csv = False,
    json: Json = False,
) -> None:
    """Ask each source, and say what it answers and what is wrong with it; exit code 1 where anything is."""
    from dataclasses import asdict

    from pipeline.commands.show import choose_form, print_rows
    from pipeline.errors import UsageError
    from pipeline.settings import load_settings
    from pipeline.sources import load_sources
    from pipeline.sources.checking import CHECK_COLUMNS, check_sources

    settings = load_settings()
    known = {source.source_id: source for source in load_sources(settings.sources_file)}
    if unknown := [name for name in source_ids or () if name not in known]:
        raise UsageError(f"No source is called {', '.join(unknown)}; `outwire sources list` shows them.")
    wanted = dict.fromkeys(source_ids or known)
    checks = check_sources([known[name] for name in wanted], settings)
    rows = [asdict(one) for one in checks]
    form = choose_form(as_csv=csv, as_json=json)
    print_rows(rows, CHECK_COLUMNS, form, title="Sources", empty="The sources file names none.")
    if any(one.problem for one in checks):
        raise typer.Exit(1)


@sources.command("add")
def add(
    url: Annotated[str, typer.Argument(help="Of a feed, or of a page that names one.")],
    source_id: Annotated[str | None, typer.Option("--id", help="Its source_id; else made of its title.")] = None,
    name: Annotated[str | None, typer.Option(help="What people call the outlet.")] = None,
    country: Annotated[str | None, typer.Option(help="The outlet's home, ISO 3166 alpha-2.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Its newsroom's zone, IANA.")] = None,
    language: Annotated[str | None, typer.Option(help="Of its articles, ISO 639-1.")] = None,
    platform: Annotated[str | None, typer.Option(help="Of a status page: the platform whose page it is.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Add it without asking.")] = False,
) -> None:
    """Find the feed at an address, show its newest items, and add it to the sources file."""
    from pipeline.settings import load_settings
    from pipeline.sources.adding import describe, find_feed

    settings = load_settings()
    path = settings.sources_file
    known = _known_sources(path)
    found = find_feed(url, settings)
    _refuse_known(found, known)
    source = describe(
        found,
        [one.source_id for one in known],
        source_id=source_id,
        outlet_name=name,
        country=country,
        timezone=timezone,
        language=language,
        platform=platform,
    )
    text = _file_with(path, source)
    _show(found, source)
    if not yes:
        typer.confirm(f"Add it to {path}?", abort=True, err=True)
    _write(path, text)
    typer.echo(f"{source.source_id} stands in {path}.")


def _known_sources(path: Path) -> list[Source]:
    """What the file has; nothing where it is not there yet. Raises SettingsError where it cannot be used."""
    from pipeline.errors import UsageError
    from pipeline.sources import load_sources

    if "_shared" in path.parts:
        raise UsageError(
            f"{path} belongs to the installed package, and the next update would undo what is added to it. Copy it, "
            "and name the copy in OUTWIRE_SOURCES_FILE."
        )
    if not path.exists() or not path.read_text(encoding="utf-8").strip():
        return []
    return load_sources(path)


def _refuse_known(found: FoundFeed, known: list[Source]) -> None:
    from pipeline.addresses import canonical_url, safe_url
    from pipeline.errors import UsageError

    url = found.visit.source.url
    for one in known:
        if canonical_url(one.url) == url:
            raise UsageError(f"{safe_url(url)} stands in the sources file already, as {one.source_id}.")


def _file_with(path: Path, source: Source) -> str:
    """The file's text with the source; refused where the file could not be used then."""
    from pipeline.errors import UsageError
    from pipeline.records import to_json
    from pipeline.sources import faults_of
    from pipeline.sources.sources_file import with_entry

    row = {name: value for name, value in to_json(source).items() if value is not None}
    if faults := list(faults_of(row)):
        raise UsageError("This cannot be added:\n" + "\n".join(f"  {fault}" for fault in faults))
    return with_entry(path.read_bytes().decode() if path.exists() else "", row)


def _show(found: FoundFeed, source: Source) -> None:
    from rich.text import Text

    from pipeline.commands.show import Form, plain, print_rows, reading_console
    from pipeline.records import to_json
    from pipeline.sources.sources_file import entry_text

    items = sorted(found.visit.items or (), key=lambda item: (item.listed_at is not None, str(item.listed_at)))[::-1]
    rows = [{"listed_at": item.listed_at, "title": item.title, "url": item.url} for item in items[:NEWEST_SHOWN]]
    version = found.visit.contents.version if found.visit.contents else ""
    print_rows(rows, ("listed_at", "title", "url"), Form.table, title=f"{version}, {len(items)} items; the newest")
    console = reading_console()
    row = {name: value for name, value in to_json(source).items() if value is not None}
    console.print(plain(entry_text(row)))
    if found.others:
        console.print(Text("The page names other feeds too; add them by their addresses:"))
        for other in found.others:
            console.print(plain(f"  {other.url}" + (f"  {other.title}" if other.title else "")))


def _write(path: Path, text: str) -> None:
    from pipeline.edges.files import write_whole
    from pipeline.reference import read_yaml

    write_whole(path.resolve(), text.encode())
    read_yaml.cache_clear()
