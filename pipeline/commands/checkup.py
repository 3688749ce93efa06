"""`outwire doctor`: what this installation needs, looked at one by one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from rich.table import Table

from pipeline.commands.show import plain
from pipeline.edges.files import write_whole
from pipeline.errors import OutwireError, SettingsError, WarehouseMissing
from pipeline.settings import Settings, load_settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `detail` says what was seen or what to do."""

    what: str
    is_well: bool
    detail: str


def examine(settings: Settings) -> list[Finding]:
    """Looks at everything, and reports all that is wrong together."""
    return [*_examine_installation(), *_examine_store(settings)]


def _examine_installation() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", (3, 11) <= sys.version_info < (3, 14), f"{version}; 3.11 to 3.13 are supported")
    for extra, module in (("dashboard", "streamlit"), ("airflow", "airflow")):
        # Extras are a choice, so that one that is missing is no fault.
        found = find_spec(module) is not None
        yield Finding(extra, True, "installed" if found else f"not installed; pip install 'outwire[{extra}]' adds it")
    yield _finding("lexicon", _check_lexicon)


def _check_lexicon() -> str:
    """Uses every pattern that the reader's words make; the words may have been added to."""
    import pipeline.claims.reader  # noqa: F401 - its rules make the patterns
    from pipeline.claims.patterns import check_all

    return f"{check_all()} patterns, all in order"


def examine_settings() -> tuple[Settings, list[Finding]]:
    """The settings, or their defaults and what is wrong with those of this process."""
    try:
        return load_settings(), []
    except SettingsError as error:
        return Settings.model_construct(), [Finding("settings", False, str(error))]


def _examine_store(settings: Settings) -> Iterator[Finding]:
    yield _finding("sources", lambda: _count_sources(settings.sources_file))
    yield _finding("store", lambda: _write_probe(settings.home))
    yield _finding("published snapshot", lambda: _read_snapshot(settings))


def _finding(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, look())
    except WarehouseMissing as error:
        return Finding(what, True, str(error))
    except OutwireError as error:
        return Finding(what, False, str(error))


def _count_sources(path: Path) -> str:
    from pipeline.sources import load_sources

    return f"{len(load_sources(path))} in {path}"


def _write_probe(home: Path) -> str:
    probe = home / ".doctor"
    write_whole(probe, b"")
    probe.unlink(missing_ok=True)  # another doctor may have been quicker
    return f"{home.resolve()} can be written to"


def _read_snapshot(settings: Settings) -> str:
    from pipeline.edges.duck import open_snapshot

    with open_snapshot(settings) as snapshot:
        [row] = snapshot.rows("SELECT count(*) AS articles, max(fetched_at) AS latest FROM articles")
        return f"{snapshot.path.name}: {row['articles']} articles, the latest fetched at {row['latest']}"


def list_settings(settings: Settings) -> Table:
    """Every setting: its environment variable, its value now, and what it means."""
    table = Table(title="Settings", title_justify="left", pad_edge=False)
    for name in ("environment variable", "now", "meaning"):
        table.add_column(name, overflow="fold")
    for name, field in Settings.model_fields.items():
        table.add_row(f"OUTWIRE_{name.upper()}", plain(str(getattr(settings, name))), field.description)
    return table
