"""`outwire demo`: the whole pipeline on the built-in newsroom, over real HTTP on loopback.

The newsroom has two editions: between them an outlet edits a story, as outlets do. An empty store polls both, one
after the other; a store that has them polls the second again and adds nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from rich.console import Console
from rich.text import Text

from pipeline.batches import plan_watch
from pipeline.commands.comparison import read_comparison
from pipeline.commands.comparison_print import print_comparison
from pipeline.commands.show import plain
from pipeline.edges import clock
from pipeline.edges.batches import list_batches, open_batch
from pipeline.edges.duck import open_snapshot
from pipeline.errors import UsageError
from pipeline.flow import compare_and_publish, run_batch
from pipeline.load_warehouse import LoadReport
from pipeline.newsroom.server import EDITIONS, Newsroom, serving
from pipeline.records import Drop
from pipeline.settings import Settings

LABEL = "demo"
INCIDENT = "x-2025-03-10"
# The tables whose rows are the story; polls, drops and ledgers grow with every look and are not "added".
CONTENT_TABLES = ("entries", "pages", "articles", "claims")
QUERY = "SELECT outlet, said, quote FROM incident_claims WHERE metric = 'report_count' ORDER BY value"
NEXT_STEPS = (
    ("make dashboard", "the same on pages, every number with its quote and link"),
    (".venv/bin/outwire incidents", "the other outages that the newsroom covered"),
    (f".venv/bin/outwire compare {INCIDENT} --json", "all of the comparison, for programs; --html FILE for people"),
    (f'.venv/bin/outwire sql "{QUERY}"', "ask in SQL"),
    (".venv/bin/outwire sql warehouse/questions/02_who_was_first_with_a_metric.sql", "one of the worked questions"),
)


def run_demo(settings: Settings) -> None:
    """
    Polls the newsroom, takes what is new to a published snapshot, and prints one outage's comparison.

    Raises UsageError where the store holds anything but the demo's own batches.
    """
    console = Console()
    known = list_batches(settings.home)
    if any(not batch_id.startswith(f"{LABEL}-") for batch_id in known):
        raise UsageError(
            f"{settings.home} holds other data, and the demo's outlets are made up. Give it a store of its own: "
            "OUTWIRE_HOME=demo-data make demo"
        )
    reports: list[LoadReport] = []
    with serving() as newsroom:
        own = settings_for(newsroom, settings)
        for edition in EDITIONS[-1:] if known else EDITIONS:
            newsroom.publish(edition)
            reports += _poll_once(own, edition, console)
    _print_added(reports, console)
    with open_snapshot(own) as snapshot:
        print_comparison(read_comparison(snapshot, INCIDENT), console=console)
    console.print(Text("Next", style="bold"))
    for command, what in NEXT_STEPS:
        console.print(Text.assemble(("  # ", "dim"), (what, "dim"), "\n  ", command), soft_wrap=True)


def settings_for(newsroom: Newsroom, settings: Settings) -> Settings:
    """The settings that reach a running newsroom: its hosts, its sources, and no pause between requests."""
    return settings.model_copy(
        update={
            "local_hosts": newsroom.local_hosts,
            "sources_file": newsroom.sources_file,
            "host_delay_seconds": 0.0,
            "shards": 1,
        }
    )


def _poll_once(settings: Settings, edition: int, console: Console) -> list[LoadReport]:
    """One round over the newsroom; the second edition's is planned a minute on, so that it is a batch of its own."""
    at = clock.now() + timedelta(minutes=edition - 1)
    batch_ids = plan_watch(settings, at, label=LABEL)
    reports = [run_batch(batch_id, settings) for batch_id in batch_ids]
    compare_and_publish(settings)
    for batch_id in batch_ids:
        console.print(plain(f"Edition {edition}: {_summary(settings, batch_id)}"))
    return reports


def _summary(settings: Settings, batch_id: str) -> str:
    batch = open_batch(settings.home, batch_id)
    stages = ("poll_feeds", "fetch_pages", "extract_text", "read_claims")
    counts = " → ".join(f"{batch.tally(stage).passed} {noun}" for stage, noun in zip(stages, NOUNS, strict=True))
    reasons = Counter(drop.reason for stage in stages for drop in batch.read(stage, Drop))
    why = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
    return f"{counts}; dropped: {why or 'nothing'}"


NOUNS = ("entries", "pages", "articles", "articles with claims")


def _print_added(reports: Sequence[LoadReport], console: Console) -> None:
    added = Counter[str]()
    for report in reports:
        added.update({table: report.added.get(table, 0) for table in CONTENT_TABLES})
    if added.total():
        console.print(plain("Added " + ", ".join(f"{added[table]} {table}" for table in CONTENT_TABLES) + "."))
    else:
        console.print(Text("Nothing new: every entry, page, article and claim was there already. Added 0."))
