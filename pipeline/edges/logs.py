"""What the operator sees: progress bars on a terminal, structured lines everywhere else.

Values from feeds and pages pass through JSON, so that no line break or escape sequence of theirs reaches a
terminal or splits a line; addresses lose user information and query before they are logged.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import structlog
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from pipeline.addresses import safe_url
from pipeline.credentials import text_for_the_log

Advance = Callable[[int], None]
console = Console(stderr=True)


def _clean_urls(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    return {key: _cleaned(key, value) for key, value in event.items()}


def _cleaned(key: str, value: Any) -> Any:
    """A value without what addresses may keep secret, in whatever text or list they stand."""
    if isinstance(value, str):
        return safe_url(value) if key.endswith("url") and value else text_for_the_log(value)
    if isinstance(value, dict):
        return {name: _cleaned(str(name), part) for name, part in value.items()}
    if isinstance(value, list | tuple):  # of its own kind: the parts of an exception are one to those after us
        parts = [_cleaned(key, part) for part in value]
        return tuple(parts) if isinstance(value, tuple) else parts
    return value


def _told(value: Any) -> str:
    """What JSON has no word for."""
    return text_for_the_log(repr(value))


def configure_logs(*, verbose: bool = False) -> None:
    """
    One JSON object a line on standard error; call once a process. `verbose` adds the debug level.

    On a terminal bars show the progress, and only warnings are logged besides.
    """
    quiet = logging.WARNING if console.is_terminal else logging.INFO
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _clean_urls,
            structlog.processors.JSONRenderer(default=_told),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if verbose else quiet),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def join_logs() -> None:
    """
    For a process whose logs somebody else has set up, such as Airflow's task: our lines go where theirs do.

    Only what keeps secrets out of addresses is put before their processors.
    """
    theirs = structlog.get_config()["processors"]
    if _clean_urls not in theirs:
        structlog.configure(processors=[_clean_urls, *theirs])


def get_log() -> Any:
    """The logger: `get_log().info("page_fetched", page_url=…)`. Events are snake_case, in the past tense."""
    return structlog.get_logger()


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Advance]:
    """
    Shows how far a long piece of work is; `advance(n)` says that n more are done.

    On a terminal a bar; elsewhere a line at the start (debug) and one at the end with the count.
    """
    done = 0

    if not console.is_terminal:

        def count(step: int = 1) -> None:
            nonlocal done
            done += step

        get_log().debug("work_started", work=label, total=total)
        yield count
        get_log().info("work_finished", work=label, done=done, total=total)
        return

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(label, total=total)

        def move(step: int = 1) -> None:
            bar.advance(task, step)

        yield move
