"""The program and what it stands on: versions, optional parts, words, zone data."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo

from pipeline.checkup.findings import Finding, looked_at
from pipeline.edges.clock import now

# The first that is known to work, and the first that is not tried.
_DUCKDB = ((1, 5, 5), (3,))
# Before it a small document could make the parser take time by the square of its length (CVE-2023-52425). Feeds are
# parsed in children with a time limit, so an older one costs that feed only.
_EXPAT = (2, 6, 0)
# Before it entities of a stranger's document could read files (CVE-2026-41066).
_LXML = (6, 1, 3)
# Zone data older than this misses changes of the rules that a story may fall under.
_ZONES_YEARS = 2


def check_installation() -> Iterator[Finding]:
    """All of it; nothing of the store is touched."""
    yield _python()
    yield _duckdb()
    yield from _parsers()
    yield _zones()
    yield from _extras()
    yield from looked_at("lexicon", _lexicon)


def _python() -> Finding:
    is_known = (3, 11) <= sys.version_info < (3, 14)
    todo = None if is_known else "Install Outwire into a Python of 3.11 to 3.13."
    return Finding("Python", "ok" if is_known else "wrong", ".".join(map(str, sys.version_info[:3])), todo)


def _duckdb() -> Finding:
    found = version("duckdb")
    if _DUCKDB[0] <= _numbers(found) < _DUCKDB[1]:
        return Finding("DuckDB", "ok", found)
    return Finding("DuckDB", "wrong", found, "Install the one of requirements.lock: `make demo` does.")


def _parsers() -> Iterator[Finding]:
    from pyexpat import EXPAT_VERSION

    from lxml import etree

    expat = EXPAT_VERSION.removeprefix("expat_")
    if _numbers(expat) >= _EXPAT:
        yield Finding("Expat", "ok", expat)
    else:
        todo = "Update Python, or the system's libexpat, to 2.6.0 or newer; until then some feeds are dropped."
        yield Finding("Expat", "note", f"{expat}: a hostile feed can make it slow, up to the time limit", todo)
    lxml = ".".join(map(str, etree.LXML_VERSION[:3]))
    is_safe = _numbers(lxml) >= _LXML
    libxml = ".".join(map(str, etree.LIBXML_VERSION))
    remedy = None if is_safe else "Install the one of requirements.lock; this one may read files for a stranger's page."
    yield Finding("lxml", "ok" if is_safe else "wrong", f"{lxml} with libxml2 {libxml}", remedy)


def _zones() -> Finding:
    """Whether the rules are there, are right for a known moment, and are not years old."""
    offset = datetime(2025, 3, 10, 12, tzinfo=ZoneInfo("America/New_York")).utcoffset()
    if offset is None or offset.total_seconds() != -4 * 3600:
        return Finding("zone data", "wrong", "New York was not at UTC-4 on 10 March 2025", "Reinstall tzdata.")
    found = _system_zones() or version("tzdata")
    year = re.match(r"\d{4}", found)
    if year and int(year[0]) <= now().year - _ZONES_YEARS:
        todo = "Update the system's tzdata; or set PYTHONTZPATH to nothing, and the installed package is used."
        return Finding("zone data", "note", f"{found}, and the package has {version('tzdata')}", todo)
    return Finding("zone data", "ok", found)


def _system_zones() -> str | None:
    for folder in TZPATH:
        file = Path(folder) / "tzdata.zi"
        if file.is_file():
            with file.open(encoding="ascii", errors="replace") as lines:
                return lines.readline().removeprefix("# version").strip()
    return None


def _extras() -> Iterator[Finding]:
    for extra, module in (("dashboard", "streamlit"), ("airflow", "airflow")):
        # They are a choice, so that one that is missing is no fault.
        if find_spec(module) is not None:
            yield Finding(extra, "ok", "installed")
        else:
            yield Finding(extra, "note", "not installed", f"`pip install 'outwire[{extra}]'` adds it.")


def _lexicon() -> Iterator[Finding]:
    """Uses every pattern that the reader's words make; the words may have been added to."""
    import pipeline.claims.reader  # noqa: F401 - its rules make the patterns
    from pipeline.claims.patterns import check_all

    yield Finding("lexicon", "ok", f"{check_all()} patterns, all in order")


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])
