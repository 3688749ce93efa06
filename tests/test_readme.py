"""The README is true: every command in it runs, every path in it exists, every word in it is used."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from pipeline.newsroom.server import serving
from pipeline.settings import Settings
from tests.conftest import Demo
from tests.documents import ROOT, commands_of, environment, run_line

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = commands_of(README)

# Run below in their own way: they install, never end, or would run this very file again.
ON_THEIR_OWN = {"make demo", "make test", "make help", "make dashboard", "make airflow", "source .venv/bin/activate"}
STORY = (
    "Spotify stopped working for listeners in the UK at about 9:15 a.m. GMT on Monday 10 March 2025, according to "
    "Downdetector, which had more than 12,000 reports by 10 a.m.\nSpotify said that it had fixed the problem.\n"
)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder as the README's reader has it: articles, a list of addresses, the questions."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "story.txt").write_text(STORY)
    (tmp_path / "warehouse").symlink_to(ROOT / "warehouse")
    return tmp_path


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("outwire") and " backfill " not in c
                                     and " watch " not in c])  # fmt: skip
def test_a_command_of_the_readme_runs(demo: Demo, desk: Path, command: str) -> None:
    ran = run_line(command, home=demo.settings.home, folder=desk)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip()


@pytest.mark.parametrize("command", [c for c in COMMANDS if " backfill " in c or " watch " in c])
def test_a_feeding_command_of_the_readme_runs(desk: Path, command: str) -> None:
    with serving() as newsroom:
        host, path = next(place for place, page in newsroom.site.items() if b"Downdetector" in page.body)
        (desk / "addresses.csv").write_text(
            f"url,outlet,published_at\nhttp://{host}{path},{host},2025-03-10T12:00:00Z\n"
        )
        hosts = str(newsroom.local_hosts).replace("'", '"')
        reach = {
            "OUTWIRE_LOCAL_HOSTS": hosts,
            "OUTWIRE_SOURCES_FILE": str(newsroom.sources_file),
            "OUTWIRE_HOST_DELAY_SECONDS": "0",
        }
        ran = run_line(command, home=desk / "store", folder=desk, **reach)
    assert ran.returncode == 0, ran.stderr
    assert "Published" in ran.stdout


def test_every_command_of_the_readme_is_run_here() -> None:
    unknown = [c for c in COMMANDS if not c.startswith("outwire ") and c not in ON_THEIR_OWN]
    assert unknown == []
    assert set(COMMANDS) >= ON_THEIR_OWN


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE).group(1).split())  # type: ignore[union-attr]
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split()[1] for line in listed.splitlines() if line.startswith("  make ")} == targets


def made(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """`make`, in this checkout, with the virtual environment that these tests run in."""
    if not (ROOT / ".venv" / ".ready").exists():
        pytest.skip("the environment was not made by `make`")
    return subprocess.run(
        ["make", *words], cwd=ROOT, env={**os.environ, **more}, capture_output=True, text=True, timeout=300
    )


def test_make_demo_runs_the_demo(demo: Demo) -> None:
    ran = made("demo", OUTWIRE_HOME=str(demo.settings.home))
    assert ran.returncode == 0, ran.stderr
    assert "Added 0" in ran.stdout


def test_make_test_runs_tests() -> None:
    ran = made("test", "TEST_ARGS=-q tests/test_settings.py")
    assert ran.returncode == 0, ran.stdout
    assert re.search(r"\d+ passed", ran.stdout)


def test_activating_the_environment_makes_outwire_a_command() -> None:
    script = f"cd {ROOT} && source .venv/bin/activate && outwire --help"
    if not (ROOT / ".venv").exists():
        pytest.skip("there is no .venv in this checkout")
    ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60)
    assert "What the wires say" in ran.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_make_dashboard_serves_the_pages(demo_store: Settings) -> None:
    port = free_port()
    if not (ROOT / ".venv" / ".ready").exists():
        pytest.skip("the environment was not made by `make`")
    served = subprocess.Popen(
        ["make", "dashboard"],
        cwd=ROOT,
        env={**environment(demo_store.home), "OUTWIRE_DASHBOARD_PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        assert "streamlit" in answer_of(f"http://127.0.0.1:{port}/", served).lower()
    finally:
        os.killpg(served.pid, signal.SIGTERM)
        served.wait(timeout=20)


@pytest.mark.slow
@pytest.mark.xdist_group("airflow")
def test_make_airflow_serves_its_pages(tmp_path: Path) -> None:
    port = free_port()
    if not (ROOT / ".venv" / ".ready").exists():
        pytest.skip("the environment was not made by `make`")
    served = subprocess.Popen(
        ["make", "airflow"],
        cwd=ROOT,
        env={**environment(tmp_path / "store"), "OUTWIRE_AIRFLOW_PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        answer = answer_of(f"http://127.0.0.1:{port}/api/v2/monitor/health", served, seconds=180)
        assert json.loads(answer)["metadatabase"]["status"] == "healthy"
    finally:
        os.killpg(served.pid, signal.SIGTERM)
        served.wait(timeout=60)


def answer_of(url: str, server: subprocess.Popen[bytes], seconds: float = 60) -> str:
    """What an address answers once its server is up; fails where the server ends or stays silent."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert server.poll() is None, server.stdout and server.stdout.read()
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                text: str = answer.read().decode()
                return text
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer in {seconds} s")


def test_every_path_of_the_readme_exists() -> None:
    folders = "dags|docs|pipeline|schemas|warehouse|tests|[.]github"
    named = re.findall(rf"`((?:{folders})/[\w./-]*|[\w.-]+\.(?:md|yml))`", README)
    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []
    for picture in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README):
        assert (ROOT / picture).stat().st_size > 10_000


def test_git_and_make_are_all_that_the_two_commands_need() -> None:
    assert shutil.which("make")
    recipes = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "http" not in recipes
