"""The page on fetching names tests that are there, and figures that are so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.articles.dates import _META_LIMIT
from pipeline.articles.tree import TAG_LIMIT
from pipeline.edges.network import _TRIED
from pipeline.edges.politeness import _SITE_BYTES, _SITE_SLOW_LIMIT, _SLOW_LIMIT
from pipeline.settings import Settings
from tests.hostile.addresses import PUBLIC, direct, disguised
from tests.hostile.bombs import BOMB_BYTES, bomb
from tests.hostile.measuring import MEBIBYTE
from tests.hostile.test_headers import HEADERS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "fetching.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_every_file_that_it_names_is_there_and_every_test_of_attacks_is_named() -> None:
    named = set(re.findall(r"`((?:tests|pipeline)/[\w/]+\.py)`", TEXT))
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
    here = {f"tests/hostile/{path.name}" for path in Path(__file__).parent.glob("test_*.py")}
    assert here - named <= {"tests/hostile/test_documentation.py", "tests/hostile/test_reading.py"}


@pytest.mark.parametrize(
    "words",
    [
        f"{len({spelling.url + str(spelling.names) for spelling in direct() + disguised()})} spellings",
        f"{len(set(PUBLIC))} public addresses",
        f"{BOMB_BYTES // 1_000_000} MB in gzip",
        f"{len(bomb('br'))} bytes of Brotli",
        f"the first {['', 'one', 'two', 'three', 'four'][_TRIED]} are tried",
        f"after {['', 'one', 'two', 'three'][_SLOW_LIMIT]} such requests",
        f"given up after {'six' if _SITE_SLOW_LIMIT == 6 else _SITE_SLOW_LIMIT}",
        f"{_SITE_BYTES // MEBIBYTE} MiB of one site",
        f"at most {TAG_LIMIT:,} tags",
        f"| {_META_LIMIT}, 2,000, 1,000,000 |",
        f"{len(HEADERS)} headers of any bytes",
        f"{Settings().deadline_seconds:.0f} s",
        f"for {Settings().host_run_seconds / 60:.0f} minutes",
        f"{Settings().document_seconds:.0f} s each",
    ],
)
def test_its_figures_are_those_of_the_code(words: str) -> None:
    assert words in " ".join(TEXT.split())


def test_the_readme_leads_there() -> None:
    assert "(docs/fetching.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
