"""Starts the analysts' pages: Streamlit in a child process, on the store and port of the settings."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from pipeline.edges.published import published_file
from pipeline.errors import UsageError
from pipeline.settings import Settings

# What differs from Streamlit's own defaults, and why: no question for an address and no browser started; nothing
# sent home; no watching of source files; no button to publish the pages elsewhere; no traceback with our paths; and
# no CSV but ours, since Streamlit's own leaves formulas as they are.
OPTIONS = {
    "server.headless": "true",
    "browser.gatherUsageStats": "false",
    "server.fileWatcherType": "none",
    "client.toolbarMode": "viewer",
    "client.showErrorDetails": "none",
    "client.disableDataExport": "true",
    "theme.base": "light",
    "theme.primaryColor": "#0f766e",
    "theme.textColor": "#16232e",
    "theme.baseRadius": "6px",
    "theme.paddingTop": "1.5rem",
}
# The settings that the pages need; the child reads them from its environment.
HANDED_ON = ("home", "query_memory", "query_seconds")


def serve(settings: Settings) -> int:
    """
    Runs the pages until they are stopped, and returns Streamlit's exit code.

    Raises UsageError where the `dashboard` extra is not installed, WarehouseMissing where nothing is published.
    """
    for module in ("streamlit", "altair"):
        if find_spec(module) is None:
            raise UsageError(f"The dashboard needs {module}. Install it with `pip install 'outwire[dashboard]'`.")
    published_file(settings.home)
    with subprocess.Popen(command(settings), env=environment(settings)) as child, _stopping(child):
        return child.wait()


@contextmanager
def _stopping(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Ends the child when we are told to end; a terminal tells the child too, a supervisor only us."""
    former = {sign: signal.signal(sign, lambda *_: child.terminate()) for sign in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for sign, handler in former.items():
            signal.signal(sign, handler)


def command(settings: Settings) -> Sequence[str]:
    """What is run: Streamlit as a module of this very Python."""
    options = OPTIONS | {
        "server.port": str(settings.dashboard_port),
        "server.address": settings.dashboard_address,
    }
    app = Path(__file__).with_name("app.py")
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(app), *flags]


def environment(settings: Settings) -> dict[str, str]:
    """Ours, with the settings that may have come from the command line instead."""
    handed_on = {f"OUTWIRE_{name.upper()}": str(getattr(settings, name)) for name in HANDED_ON}
    return {**os.environ, **handed_on, "OUTWIRE_HOME": str(settings.home.resolve())}
