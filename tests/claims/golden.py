"""Golden cases: what the reader must make of a few sentences, and the page that is rendered from them.

`golden.yml` is the specification of a claim: chapters of cases with one difficulty each. `make docs` writes
`docs/claims.md` from it (`python -m tests.claims.golden`).

A case's keys, besides `name` and `text`:

    why               what is not obvious
    title, published_at, outlet_country, outlet_timezone   of the article, where they matter
    relevant          whether the article reports an outage as its subject, where the case is about that
    platform          what its claims are about, but where a claim says otherwise
    claims            all that it claims; a field left out is null. One of EXTRAS is compared where it stands.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipeline.claims.reader import read_article, read_outage
from pipeline.records import Article, Claim, read_instant, to_json
from tests.claims.reading import article

HERE = Path(__file__).parent
CASES = HERE / "golden.yml"
INTRODUCTION = HERE / "golden_introduction.md"
PAGE = HERE.parents[1] / "docs" / "claims.md"

FIELDS = (
    "metric", "label", "value", "value_high", "unit", "qualifier", "platform", "at_local", "timezone", "region",
    "source", "stance", "background",
)  # fmt: skip
EXTRAS = ("quote", "timezone_basis", "happened_at", "date_basis", "source_via")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One difficulty: an article of a few sentences and all that it claims; claims is None where it is irrelevant."""

    name: str
    text: str
    why: str = ""
    title: str = ""
    published_at: str | None = None
    outlet_country: str | None = None
    outlet_timezone: str | None = None
    relevant: bool | None = None
    platform: str | None = None
    claims: Sequence[Row] | None = None

    @property
    def article(self) -> Article:
        """The case as the reader gets it."""
        return article(
            self.text.rstrip("\n"),
            title=self.title,
            published_at=read_instant(self.published_at) if self.published_at else None,
            outlet_country=self.outlet_country,
            outlet_timezone=self.outlet_timezone,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Cases on one subject, and a sentence on what they share."""

    chapter: str
    about: str
    cases: Sequence[Case]


def read_chapters(path: Path = CASES) -> list[Chapter]:
    """The golden cases, by chapter."""
    return [
        Chapter(chapter=part["chapter"], about=part["about"], cases=[Case(**case) for case in part["cases"]])
        for part in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def faults_of(case: Case) -> list[str]:
    """What the reader gets wrong: a line for each claim that is missing (-) or too many (+)."""
    faults = []
    reading, _ = read_article(case.article)
    if case.relevant not in {None, reading.is_relevant}:
        faults.append(f"relevant: {case.relevant} is expected, the reader says {reading.is_relevant}")
    if case.claims is not None:
        faults += _differences(case, read_outage(case.article)[2])
    return faults


def _differences(case: Case, found: Sequence[Claim]) -> Iterator[str]:
    left = list(found)
    missing = []
    for want in case.claims or ():
        expected = {"platform": case.platform} | want
        extras = [name for name in EXTRAS if name in want]
        twin = next((claim for claim in left if _agree(_complete(expected), row_of(claim, extras))), None)
        if twin is None:
            missing.append(f"- {_shown(expected)}")
        else:
            left.remove(twin)
    yield from sorted([*missing, *(f"+ {_shown(row_of(claim, EXTRAS))}" for claim in left)], key=lambda line: line[2:])


def row_of(claim: Claim, extras: Sequence[str] = ()) -> Row:
    """A claim in the words of a case."""
    row = to_json(claim)
    if row["metric"] == "report_count":
        row["label"] = None
    if row["other_label"]:
        row["label"] = [row["label"], row["other_label"]]
    return _complete({name: row[name] for name in (*FIELDS, *extras)})


def _complete(row: Row) -> Row:
    complete: Row = dict.fromkeys(FIELDS)
    return complete | {"background": False} | row


def _agree(expected: Row, found: Row) -> bool:
    """Whether all fields are the same; of labels that are equally right, one is enough."""
    return _labels(found) <= _labels(expected) and expected | {"label": None} == found | {"label": None}


def _labels(row: Row) -> set[str | None]:
    return set(row["label"]) if isinstance(row["label"], list) else {row["label"]}


def _shown(row: Row) -> str:
    """A claim on one line, its fields always in the same order."""
    cells = {name: _cell(row.get(name)) for name in (*FIELDS, *EXTRAS) if row.get(name) != "none"}
    return ", ".join(f"{name}: {cell}" for name, cell in cells.items() if cell)


def render(introduction: str, chapters: Sequence[Chapter]) -> str:
    """The page for analysts: what a claim is, then every case with its claims in a table."""
    contents = " · ".join(f"[{part.chapter}](#{part.chapter.lower().replace(' ', '-')})" for part in chapters)
    lines = [f"<!-- Made from {CASES.name} and {INTRODUCTION.name} below tests/claims/ by `make docs`. -->"]
    lines += ["", introduction.strip(), "", contents]
    for part in chapters:
        lines += ["", f"## {part.chapter}", "", part.about]
        for case in part.cases:
            lines += ["", "\n".join(_rendered(case)).strip()]
    return "\n".join(lines) + "\n"


def _rendered(case: Case) -> Iterator[str]:
    yield from (f"### {case.name}", "")
    if case.why:
        yield from (case.why, "")
    if about := _setting(case):
        yield from (about, "")
    paragraphs = [f"**{case.title}**"] if case.title else []
    yield "\n>\n".join(f"> {line}" for line in [*paragraphs, *case.text.splitlines()])
    yield ""
    if case.relevant is not None:
        yield from ("Reports an outage." if case.relevant else "Does not report an outage, and is not read.", "")
    if case.claims:
        yield from _table([{"platform": case.platform} | claim for claim in case.claims])
    elif case.claims is not None:
        yield "No claim."


def _setting(case: Case) -> str:
    """What of the article matters besides its text."""
    parts = {
        "published at": case.published_at,
        "outlet's country": case.outlet_country,
        "outlet's zone": case.outlet_timezone,
    }
    told = "; ".join(f"{name} {value}" for name, value in parts.items() if value)
    return told[:1].upper() + told[1:]


def _table(claims: Sequence[Row]) -> Iterator[str]:
    columns = [name for name in (*FIELDS, *EXTRAS) if any(claim.get(name) is not None for claim in claims)]
    yield f"| {' | '.join(columns)} |"
    yield "| " + " | ".join("---" for _ in columns) + " |"
    for claim in claims:
        yield f"| {' | '.join(_cell(claim.get(name)) for name in columns)} |"


def _cell(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return " or ".join(value)
    if isinstance(value, int | float):
        return f"{int(value):,}" if value == int(value) else f"{value:,}"
    return str(value)


def page() -> str:
    """docs/claims.md as it should be."""
    return render(INTRODUCTION.read_text(encoding="utf-8"), read_chapters())


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE} is rendered from {CASES.name}", file=sys.stderr)
