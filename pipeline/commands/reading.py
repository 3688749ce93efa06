"""`outwire read`: articles on disk to claims on the screen, without a warehouse."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from pipeline.claims.reader import read_article
from pipeline.commands.show import make_table, plain
from pipeline.edges.logs import progress
from pipeline.errors import InputUnusable
from pipeline.extract_text import article_from_file
from pipeline.incidents.coverage import Coverage
from pipeline.incidents.grouping import group
from pipeline.incidents.said import said
from pipeline.records import Article, Claim, Reading
from pipeline.settings import Settings

# The fields of a claim in the output, in the order of the gold articles' README.
CLAIM_FIELDS = (
    "metric",
    "value",
    "value_high",
    "unit",
    "qualifier",
    "platform",
    "at_local",
    "timezone",
    "region",
    "source",
    "stance",
    "background",
    "quote",
)
SHOWN = ("metric", "label", "said", "source", "stance", "background", "quote", "rule")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReading:
    """What was read in one file. article_name is its "id" field, or else the file's name without ending."""

    article_name: str
    article: Article
    reading: Reading
    claims: tuple[Claim, ...]
    incident_id: str | None


def read_files(files: Sequence[Path], settings: Settings) -> tuple[list[FileReading], list[str]]:
    """
    Reads every file, and groups those that can be read into incidents.

    Returns the readings in the files' order, and one line for each file that cannot be used.
    """
    articles: dict[str, Article] = {}
    faults: list[str] = []
    read: list[tuple[str, Coverage]] = []
    with progress("read articles", total=len(files)) as advance:
        for path in files:
            try:
                article = article_from_file(path, settings)
            except InputUnusable as error:
                faults.append(str(error))
                advance(1)
                continue
            reading, claims = read_article(article)
            articles[article.article_id] = article
            read.append((_article_name(path), Coverage(article=article, reading=reading, claims=claims)))
            advance(1)
    members = group([coverage for _, coverage in read if coverage.reading.is_relevant]).members
    incident_of = {member.article_id: member.incident_id for member in members}
    return [
        FileReading(
            article_name=name,
            article=articles[coverage.article.article_id],
            reading=coverage.reading,
            claims=coverage.claims,
            incident_id=incident_of.get(coverage.article.article_id),
        )
        for name, coverage in read
    ], faults


def print_readings(readings: Sequence[FileReading], *, as_jsonl: bool) -> None:
    """Prints the readings on standard output: an object a line, or a table an article."""
    console = Console()
    for reading in readings:
        if as_jsonl:
            console.file.write(json.dumps(reading_as_json(reading), ensure_ascii=False) + "\n")
        else:
            _print_one(console, reading)


def reading_as_json(reading: FileReading) -> dict[str, Any]:
    """One article's object as `gold/score.py` reads it."""
    return {
        "id": reading.article_name,
        "relevant": reading.reading.is_relevant,
        "platforms": list(reading.reading.platforms),
        "incident": reading.incident_id,
        "claims": [claim_as_json(claim) for claim in reading.claims],
    }


def claim_as_json(claim: Claim) -> dict[str, Any]:
    """A claim with the fields of the gold articles; a label that is "A or B" becomes a list, None is left out."""
    fields = {name: getattr(claim, name) for name in CLAIM_FIELDS}
    fields["label"] = [claim.label, claim.other_label] if claim.other_label else claim.label
    fields["rule"] = claim.rule
    return {name: value for name, value in fields.items() if value is not None and value is not False}


def verdict_of(reading: FileReading) -> str:
    """One line on an article: its name, whether it is about an outage, of what, and the incident."""
    verdict = "about an outage" if reading.reading.is_relevant else "not about an outage"
    facts = [reading.article_name, verdict, ", ".join(reading.reading.platforms), reading.incident_id]
    return " · ".join(filter(None, facts))


def _print_one(console: Console, reading: FileReading) -> None:
    console.print(plain(verdict_of(reading)), style="bold")
    console.print(plain("; ".join(reading.reading.relevance_reasons)), style="dim")
    if reading.claims:
        rows = [
            {name: getattr(claim, name, None) for name in SHOWN} | {"said": said(claim)} for claim in reading.claims
        ]
        console.print(make_table(rows, SHOWN))
    console.print(Text())


def _article_name(path: Path) -> str:
    named = json.loads(path.read_bytes()).get("id") if path.suffix.lower() == ".json" else None
    # A lone surrogate, as of a file name that is not UTF-8, could not be printed.
    return (named if isinstance(named, str) and named else path.stem).encode(errors="replace").decode()
