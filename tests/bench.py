"""Speed, as ratios within one run: `make bench`. Nothing here passes or fails; the goals stand beside the figures.

The pages are the built-in newsroom's, with as much around each article as news sites have: navigation, cards of other
stories, scripts and styles, some 125 KB. A folder of saved pages as the only argument is measured instead.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trafilatura
from rich.console import Console
from rich.table import Table

from pipeline import compare_coverage, load_warehouse
from pipeline.articles.decode import decode_page
from pipeline.articles.documents import Document, RawPage, read_document
from pipeline.batches import plan_watch
from pipeline.claims.reader import read_article
from pipeline.demo import settings_for
from pipeline.edges import clock
from pipeline.edges.logs import configure_logs
from pipeline.edges.workers import map_in_children
from pipeline.extract_text import article_from_file
from pipeline.flow import run_stage
from pipeline.incidents.coverage import Coverage
from pipeline.incidents.differences import explain
from pipeline.incidents.independence import find_witnesses
from pipeline.incidents.placing import place
from pipeline.newsroom.server import serving
from pipeline.newsroom.site import build_site
from pipeline.records import Article, make_id
from pipeline.settings import Settings
from tests.comparing.drawn import MONDAY, X_OUTAGE, all_members, at, began, coverage, reports
from tests.readers.speed import measure_checks, measure_readers
from tests.warehouse.big import FIRST_DAY, OUTLETS, STEP, build_template, multiply, stories, write_batch

ROUNDS = 5


def best_seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The shortest of several runs: what the work costs when nothing else is in the way."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def newsroom_pages() -> list[RawPage]:
    """Every HTML page that the newsroom serves."""
    return [
        page_of(resource.body, resource.content_type, f"http://{host}{path}")
        for (host, path), resource in sorted(build_site(1).items())
        if resource.status == 200 and resource.content_type.startswith("text/html") and resource.body[:1] == b"<"
    ]


_LINKS = "".join(f'<li class="nav"><a href="/section/{n}"><span>Section {n}</span></a></li>' for n in range(120))
_CARD = (
    '<div class="card"><a href="/news/{n}"><figure><picture><source srcset="/{n}.webp 1x, /{n}@2.webp 2x">'
    '<img src="/{n}.jpg" alt="" loading="lazy"></picture></figure><div class="body"><h3>Story {n} of the day</h3>'
    '<p class="lead">What story {n} is about.</p><time datetime="2025-03-10">10 March</time></div></a></div>'
)
_CARDS = "".join(_CARD.format(n=n) for n in range(80))
_FOR_MACHINES = f"<style>{'.a{color:red}' * 1500}</style><script>window.state={'x' * 60_000!r}</script>"


def as_heavy_as_the_webs(page: RawPage) -> RawPage:
    """The page between navigation, scripts, and cards of 80 other stories, as news sites have them."""
    text = decode_page(page.body or b"", page.content_type).text
    head, rest = text.split("</head>", 1)
    body, end = rest.rsplit("</body>", 1)
    opening, content = body.split(">", 1)
    around = (f"<nav><ul>{_LINKS}</ul></nav>", f"<aside>{_CARDS}</aside><footer><ul>{_LINKS}</ul></footer>")
    heavy = f"{head}{_FOR_MACHINES}</head>{opening}>{around[0]}{content}{around[1]}</body>{end}"
    return page_of(heavy.encode(), "text/html; charset=utf-8", page.page_url)


def saved_pages(folder: Path) -> list[RawPage]:
    """Every .html file below a folder."""
    return [page_of(path.read_bytes(), "text/html", path.as_uri()) for path in sorted(folder.rglob("*.html"))]


def page_of(body: bytes, content_type: str, url: str, *, is_screened: bool = False) -> RawPage:
    """A raw page as extract_text makes it."""
    return RawPage(body=body, content_type=content_type, page_url=url, title=None, is_screened=is_screened)


def articles_of(pages: Sequence[RawPage], settings: Settings) -> list[Article]:
    """The articles of the pages that have one."""
    articles = []
    with tempfile.TemporaryDirectory() as folder:
        for number, page in enumerate(pages):
            if isinstance(document := read_document(page), Document):
                path = Path(folder) / f"{number}.txt"
                path.write_text(document.text)
                articles.append(article_from_file(path, settings))
    return articles


def measure_reading(pages: Sequence[RawPage], settings: Settings) -> list[tuple[str, str, str]]:
    """Page to claims against bare extraction, the reader's part of it, and what the screen saves."""
    decoded = [decode_page(page.body or b"", page.content_type).text for page in pages]
    screened = [page_of(page.body or b"", page.content_type or "", page.page_url, is_screened=True) for page in pages]
    articles = articles_of(pages, settings)
    bare = best_seconds(lambda: [trafilatura.extract(text) for text in decoded])
    fast = best_seconds(lambda: [trafilatura.extract(text, fast=True) for text in decoded])
    extracting = best_seconds(lambda: [read_document(page) for page in pages])
    reading = best_seconds(lambda: [read_article(article) for article in articles])
    dull = [page for page in screened if getattr(read_document(page), "reason", "") == "screened_out"]
    whole = [page_of(page.body or b"", page.content_type or "", page.page_url) for page in dull]
    rows = [
        ("page to claims / bare trafilatura, speed", f"{bare / (extracting + reading):.2f} x", "at least 1.0 x"),
        ("claim reading / trafilatura.extract(fast=True), time", f"{reading / fast:.0%}", "at most 15 %"),
        ("extraction, pages a second", f"{len(pages) / extracting:.0f}", ""),
        ("claim reading, ms an article", f"{1000 * reading / max(1, len(articles)):.1f}", ""),
    ]
    if dull:
        saved = best_seconds(lambda: [read_document(p) for p in whole]) / best_seconds(
            lambda: [read_document(p) for p in dull]
        )
        rows.append(("screened out / extracted, speed", f"{saved:.0f} x", "at least 10 x on a general stream"))
    return rows


def measure_workers(pages: Sequence[RawPage]) -> list[tuple[str, str, str]]:
    """Two child processes against one, on enough pages that starting them does not matter."""
    many = list(pages) * (1 + 1500 // len(pages))

    def run(workers: int) -> None:
        outcomes = map_in_children(read_document, many, workers=workers, seconds=5.0, memory_bytes=1024**3)
        failed = [outcome.failure for outcome in outcomes if outcome.failure]
        if failed:
            raise RuntimeError(f"{len(failed)} pages failed: {failed[0]}")

    ratio = best_seconds(lambda: run(1), rounds=2) / best_seconds(lambda: run(2), rounds=2)
    return [("two workers / one, speed", f"{ratio:.2f} x", "at least 1.8 x on two idle cores")]


def measure_polling() -> list[tuple[str, str, str]]:
    """A poll at which nothing changed against the first."""
    with tempfile.TemporaryDirectory() as home, serving() as newsroom:
        settings = settings_for(newsroom, Settings(home=Path(home), recheck_hours=0))
        times = []
        for minute in range(2):
            [batch_id] = plan_watch(settings, clock.now() + timedelta(minutes=minute))
            start = time.perf_counter()
            run_stage("poll_feeds", settings, batch_id)
            times.append(time.perf_counter() - start)
            for stage in ("fetch_pages", "extract_text", "read_claims", "check_quality", "load_warehouse"):
                run_stage(stage, settings, batch_id)
            run_stage("compare_coverage", settings)
            run_stage("publish_snapshot", settings)
    return [("poll without news / first poll, time", f"{times[1] / times[0]:.0%}", "a request and a hash, no parse")]


_IMPORT_READER = [sys.executable, "-c", "import pipeline.claims.reader"]


def measure_comparing() -> list[tuple[str, str, str]]:
    """Witnesses and differences of one incident with many articles against few, each with figures of its own."""

    def work(count: int) -> float:
        coverages = [many_told(number) for number in range(count)]
        members, placed = all_members(coverages), place(X_OUTAGE, coverages)
        return best_seconds(
            lambda: (find_witnesses(coverages), explain(X_OUTAGE, coverages, members, placed)), rounds=2
        )

    ratio = work(500) / work(125)
    return [("comparing 500 articles / 125 on one incident, time", f"{ratio:.1f} x", "4 x, as many times as articles")]


def many_told(number: int) -> Coverage:
    """An article with a text, figures and times of its own, but for a sentence that all have."""
    words = [make_id(number, at)[:8] for at in range(180)]
    sentences = [" ".join(words[at : at + 12]) + "." for at in range(0, 180, 12)]
    return coverage(
        f"{number}.example",
        began(MONDAY, f"{5 + number % 12:02d}:{number % 60:02d}"),
        reports(20_000.0 + 37 * number, **at(MONDAY, f"{5 + number % 12:02d}:30")),
        reports(90_000.0 + number, label="peak"),
        text="\n".join([*sentences, "Thousands of users could not open the service on Monday morning."]),
    )


# So many copies of a hundred outages: 500,000 and 5 million claims.
COPIES = (25, 250)


def measure_loading() -> list[tuple[str, str, str]]:
    """A load of a thousand new claims, its regrouping and its marts, into ten times as many claims as before."""
    with tempfile.TemporaryDirectory() as folder:
        template = build_template(Settings(home=Path(folder) / "template"))
        homes = {copies: Settings(home=Path(folder) / str(copies)) for copies in COPIES}
        for copies, settings in homes.items():
            multiply(settings, template, copies)
        times: dict[int, list[float]] = {copies: [] for copies in COPIES}
        for number in range(1 + ROUNDS):  # by turns, so that what else the machine does is in both; the first warms up
            for copies, settings in homes.items():
                seconds = load_a_thousand(settings, copies, number)
                times[copies] += [seconds] if number else []
    few, many = (min(times[copies]) for copies in COPIES)
    return [
        ("load of 1,000 claims into 5 million / 500,000, time", f"{many / few:.2f} x", "at most 1.5 x"),
        ("the same into 5 million, seconds", f"{many:.2f}", ""),
    ]


def load_a_thousand(settings: Settings, copies: int, number: int) -> float:
    """Seconds for a batch of 1,000 claims on three new outages and two that are there, loaded and compared."""
    day = FIRST_DAY + STEP * (copies - 1)
    new = stories(day + STEP * (1 + number), slug=f"new-{number}", outages=3)
    late = stories(day, slug=f"late-{number}", outages=5)[3 * OUTLETS :]
    planned_at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=number)
    batch_id = write_batch(settings, f"fresh-{number}", [*new, *late], planned_at)
    start = time.perf_counter()
    report = load_warehouse.run(batch_id, settings)
    compared = compare_coverage.run(settings)
    seconds = time.perf_counter() - start
    if report.added["claims"] != 1_000 or len(compared.incident_ids) != 5:
        raise RuntimeError(f"not what was to be measured: {report}, {compared.incident_ids}")
    return seconds


def measure_starting() -> list[tuple[str, str, str]]:
    """The command line's help, and the reader in a process of its own."""
    outwire = str(Path(sys.executable).with_name("outwire"))
    times = [best_seconds(lambda: subprocess.run([outwire, "--help"], capture_output=True), rounds=1) for _ in range(7)]
    reader = [best_seconds(lambda: subprocess.run(_IMPORT_READER), rounds=1) for _ in range(7)]
    bare = [best_seconds(lambda: subprocess.run([sys.executable, "-c", ""]), rounds=1) for _ in range(7)]
    importing = statistics.median(reader) - statistics.median(bare)
    return [
        ("outwire --help, seconds", f"{statistics.median(times):.2f}", "under 0.3"),
        ("importing the reader, seconds", f"{importing:.2f}", "under 0.3"),
    ]


def main() -> None:
    """Measures and prints."""
    configure_logs()
    pages = saved_pages(Path(sys.argv[1])) if len(sys.argv) > 1 else list(map(as_heavy_as_the_webs, newsroom_pages()))
    with tempfile.TemporaryDirectory() as home:
        rows = [
            *measure_reading(pages, Settings(home=Path(home))),
            *measure_workers(pages),
            *measure_polling(),
            *measure_comparing(),
            *measure_loading(),
            *measure_readers(),
            *measure_checks(),
            *measure_starting(),
        ]
    table = Table("what", "measured", "goal", title=f"{len(pages)} pages", title_justify="left")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


if __name__ == "__main__":
    main()
