"""The house: stages in order, modules described, layers that hold, top level as the owner fixed it."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline
from pipeline import BATCH_STAGES, STAGES

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "pipeline").rglob("*.py"))
TOP_LEVEL = {"dags", "docs", "pipeline", "schemas", "tests", "warehouse", "docker-compose.yml", "README.md"}
TOOL_FILES = {
    ".ci", ".dockerignore", ".github", ".gitattributes", ".gitignore", ".sqlfluff", "CHANGELOG.md",
    "DECISIONS.md", "Dockerfile", "LICENSE", "Makefile", "pyproject.toml", "requirements.lock",
}  # fmt: skip


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_is_a_module_with_a_run_at_its_bottom(stage: str) -> None:
    module = importlib.import_module(f"pipeline.{stage}")
    functions = [node.name for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.FunctionDef)]
    assert functions[-1] == "run"
    expected = ["batch_id", "settings"] if stage in BATCH_STAGES else ["settings"]
    assert list(inspect.signature(module.run).parameters)[: len(expected)] == expected


def test_the_table_of_contents_names_the_stages_in_their_order() -> None:
    contents = pipeline.__doc__ or ""
    places = [contents.index(f"    {stage} ") for stage in STAGES]
    assert places == sorted(places)
    assert STAGES[: len(BATCH_STAGES)] == BATCH_STAGES


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_and_its_public_parts_say_what_they_are(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = [] if ast.get_docstring(tree) else ["the module"]
    for node in tree.body:
        is_definition = isinstance(node, ast.FunctionDef | ast.ClassDef)
        if is_definition and not node.name.startswith("_") and not ast.get_docstring(node):
            silent.append(node.name)
    assert silent == []


def test_functions_and_modules_stay_short() -> None:
    long = []
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        if len(text.splitlines()) > 400:
            long.append(f"{path.name}: {len(text.splitlines())} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 50:
                long.append(f"{path.name}: {node.name}")
    assert long == []


def test_nothing_is_left_for_later() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "Not" + "ImplementedError")
    found = [
        f"{path.relative_to(ROOT)}: {mark}"
        for folder in ("pipeline", "dags", "tests", "warehouse", "schemas")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".sql", ".yml"}
        for mark in marks
        if mark in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_feeds_and_pages_are_never_given_to_a_library_that_would_fetch_them() -> None:
    sources = {path.name: path.read_text(encoding="utf-8") for path in MODULES}
    for name, text in sources.items():
        assert "fetch_url" not in text, name
        assert "huge_tree=True" not in text, name
        assert "unsafe_allow_html=True" not in text, name


def test_the_top_level_is_as_the_owner_fixed_it() -> None:
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    top = {name.split("/")[0] for name in listed}
    assert top - TOP_LEVEL - TOOL_FILES == set()
    assert top >= TOP_LEVEL


def test_the_layers_hold() -> None:
    ran = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout
