"""How sure each rule is, measured: `make confidence` writes `schemas/lexicon/confidence.yml`.

A claim that the annotators have is right, and so is its repeat; any other is wrong. All sets of annotated articles
count, those of ../shared too where they are there.
"""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

from rich.console import Console

from pipeline.claims.reader import read_article
from pipeline.edges.files import write_whole
from pipeline.records import to_json
from pipeline.reference import project_path
from tests.claims.scoring import SCORER, SETS, annotated_article

_HEAD = """\
# How sure a rule is: its precision on the {count} articles that it was measured on, (right + 1) / (all + 2), so that a
# rule with few cases stays modest. A rule that is not listed made no claim there. Written by `make confidence`.
"""
# A rule that was never measured is taken to be as good as a poor one that was.
UNMEASURED = 0.6


def count_rules(articles: Iterable[Mapping[str, Any]]) -> tuple[Counter[str], Counter[str]]:
    """How often each rule was right, and how many claims it made."""
    scorer = _scorer()
    right: Counter[str] = Counter()
    made: Counter[str] = Counter()
    for fields in articles:
        found = [_as_scored(to_json(claim)) for claim in read_article(annotated_article(fields))[1]]
        _, _, extra = scorer.pair(fields["claims"], found)
        wrong = {id(claim) for claim in extra}
        for claim in found:
            made[claim["rule"]] += 1
            right[claim["rule"]] += id(claim) not in wrong
    return right, made


def _as_scored(claim: dict[str, Any]) -> dict[str, Any]:
    label = [claim["label"], claim["other_label"]] if claim["other_label"] else claim["label"]
    return {**claim, "label": label}


def _scorer() -> ModuleType:
    """gold/score.py as a module."""
    found = importlib.util.spec_from_file_location("gold_score", SCORER)
    if found is None or found.loader is None:
        raise SystemExit(f"{SCORER} is not there; the rules cannot be measured without it.")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def as_yaml(right: Mapping[str, int], made: Mapping[str, int], article_count: int) -> str:
    """The file's text: every rule that made a claim, by name."""
    rules = "".join(f"  {rule}: {(right.get(rule, 0) + 1) / (made[rule] + 2):.2f}\n" for rule in sorted(made))
    return f"{_HEAD.format(count=article_count)}rules:\n{rules}\nunmeasured:\n  any: {UNMEASURED}\n"


def main() -> None:
    """Measures all rules and writes the file."""
    folders = [folder for folder in SETS.values() if folder.is_dir()]
    articles = [json.loads(path.read_text()) for folder in folders for path in sorted(folder.glob("*.json"))]
    right, made = count_rules(articles)
    path = project_path("schemas") / "lexicon" / "confidence.yml"
    write_whole(path, as_yaml(right, made, len(articles)).encode())
    Console().print(f"{len(made)} rules measured on {len(articles)} articles, in {path.name}.")


if __name__ == "__main__":
    main()
