"""How well the reader does on annotated articles, as gold/score.py counts it: one figure a name, by set."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.claims.reader import read_article
from pipeline.records import Article, read_instant, to_json
from tests.claims.reading import article

HERE = Path(__file__).parent
GOLD = HERE.parents[2] / "shared" / "gold"
SCORER = GOLD / "score.py"
SETS = {
    "seeds": GOLD / "seeds",
    "dev": GOLD / "dev",
    "read": HERE / "articles" / "read",
    "closed": HERE / "articles" / "closed",
}
# With fewer claims of a metric, one of them moves its F1 by more than a rule does.
LEAST_CLAIMS = 5

Figures = dict[str, float]


def measure() -> dict[str, Figures]:
    """The figures of every set that is there."""
    return {name: figures_of(score(folder)) for name, folder in SETS.items() if any(folder.glob("*.json"))}


def figures_of(report: Mapping[str, Any]) -> Figures:
    """The figures of a scorer's report that have floors, named as people say them: "cause F1", "source share"."""
    figures = {f"claims {part}": report["claims"][part.lower()] for part in ("precision", "recall", "F1")}
    figures["relevance F1"] = report["relevance"]["f1"]
    for metric, counts in sorted(report["metrics"].items()):
        if counts["tp"] + counts["fn"] >= LEAST_CLAIMS:
            figures[f"{metric} F1"] = counts["f1"]
    return figures | {f"{name} share": counts["share"] for name, counts in sorted(report["attributes"].items())}


def score(folder: Path) -> dict[str, Any]:
    """What the scorer says of the reader's claims in a folder of articles."""
    with tempfile.TemporaryDirectory() as desk:
        lines = Path(desk) / "predictions.jsonl"
        lines.write_text("\n".join(json.dumps(prediction) for prediction in predictions(folder)))
        command = [sys.executable, str(SCORER), str(folder), str(lines), "--json"]
        report: dict[str, Any] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return report


def predictions(folder: Path) -> list[dict[str, object]]:
    """What the reader makes of a folder of annotated articles, as the scorer wants it."""
    found = []
    for path in sorted(folder.glob("*.json")):
        fields = json.loads(path.read_text())
        reading, claims = read_article(annotated_article(fields))
        rows = [to_json(claim) for claim in claims]
        for row in rows:
            row["label"] = [row["label"], row["other_label"]] if row["other_label"] else row["label"]
        found.append(
            {"id": fields["id"], "relevant": reading.is_relevant, "platforms": reading.platforms, "claims": rows}
        )
    return found


def annotated_article(fields: Mapping[str, Any]) -> Article:
    """An annotated file's article."""
    at = fields["published_at"]
    return article(fields["text"], title=fields["title"], published_at=read_instant(at) if at else None)
