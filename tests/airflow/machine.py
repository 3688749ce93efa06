"""A whole Airflow for the tests: started by the command that users type, asked through its web interface."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

START_SECONDS = 150
PATIENCE_SECONDS = 300  # for a machine that does other things besides; alone, all is over in two minutes


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def clean_environment(**more: str) -> dict[str, str]:
    """This process's environment without what would set up Outwire or Airflow otherwise."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OUTWIRE_", "AIRFLOW"))}
    return {**kept, **more}


def known_options() -> dict[str, Any]:
    """Airflow's own list of its configuration's sections and options, with those of the Celery provider."""
    templates = Path(find_spec("airflow").submodule_search_locations[0]) / "config_templates" / "config.yml"
    celery = import_module("airflow.providers.celery.get_provider_info").get_provider_info()
    return {**yaml.safe_load(templates.read_text()), **celery["config"]}


def processes_of(store: Path) -> list[int]:
    """The processes on this machine whose environment names the store."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"OUTWIRE_HOME={store}\0".encode() in (folder / "environ").read_bytes():
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
                found += [int(folder.name)] if state != "Z" else []
        except OSError:
            continue
    return found


@dataclass
class Machine:
    """
    A running `outwire airflow`.

    store    OUTWIRE_HOME.
    home     AIRFLOW_HOME, with the tasks' logs.
    port     Where its pages are, on 127.0.0.1.
    process  The command itself; Airflow's processes are its children.
    """

    store: Path
    home: Path
    port: int
    environment: dict[str, str]
    output: Path
    process: subprocess.Popen[bytes] = field(init=False)
    token: str = ""

    def start(self) -> None:
        command = [str(Path(sys.executable).with_name("outwire")), "airflow"]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=output, stderr=subprocess.STDOUT, cwd=self.output.parent
            )
        self.wait_until("Airflow is ready", self.is_ready, START_SECONDS)
        self.log_in(json.loads((self.home / "passwords.json").read_text())["admin"])

    def log_in(self, password: str) -> None:
        self.token = self.ask("POST", "/auth/token", {"username": "admin", "password": password})["access_token"]

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.output.read_text()
        return "Airflow is ready" in self.output.read_text()

    def stop(self) -> int:
        """Terminates it as a terminal or a service manager would, and returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def ask(self, method: str, path: str, content: dict[str, Any] | None = None, patience: int = 5) -> Any:
        """The answer of Airflow's API. A GET is asked again after a 500: on SQLite a database may be locked for now."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            method=method,
            data=None if content is None else json.dumps(content).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if method == "GET" and error.code == 500 and patience:
                time.sleep(1)
                return self.ask(method, path, content, patience - 1)
            raise AssertionError(f"{method} {path}: {error.code} {error.read()[:500]!r}") from error

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`airflow …`, as the message of `outwire airflow` says to call it."""
        return subprocess.run(
            [sys.executable, "-m", "airflow", *arguments],
            env=clean_environment(AIRFLOW_HOME=str(self.home)),
            capture_output=True,
            text=True,
            check=False,
        )

    def runs(self, dag_id: str, run_type: str) -> list[dict[str, Any]]:
        answer = self.ask("GET", f"/api/v2/dags/{dag_id}/dagRuns?run_type={run_type}&order_by=run_after")
        return answer["dag_runs"]

    def finished_runs(self, dag_id: str, run_type: str, count: int = 1) -> list[dict[str, Any]]:
        """That many runs, once they have ended; fails with a task's last lines as soon as any task did."""

        def ended() -> bool:
            self.check_tasks()
            return sum(run["state"] == "success" for run in self.runs(dag_id, run_type)) >= count

        self.wait_until(f"{count} {run_type} runs of {dag_id} have ended", ended, PATIENCE_SECONDS)
        return [run for run in self.runs(dag_id, run_type) if run["state"] == "success"]

    def check_tasks(self) -> None:
        """Fails where a task of any run has failed, were it to be tried again or not."""
        failed = "state=failed&state=up_for_retry"
        answer = self.ask("GET", f"/api/v2/dags/~/dagRuns/~/taskInstances?{failed}&limit=1")
        for task in answer["task_instances"]:
            log = self.log(task["dag_id"], task["dag_run_id"], task["task_id"])
            system = "\n".join(path.read_text()[-2000:] for path in self.home.glob("logs/*.log"))
            raise AssertionError(f"{task['dag_id']}.{task['task_id']} is {task['state']}:\n{log[-4000:]}\n{system}")

    def tasks(self, dag_id: str, run_id: str) -> dict[str, list[str]]:
        """The states of a run's tasks, one for each batch."""
        quoted = urllib.request.quote(run_id, safe="")
        answer = self.ask("GET", f"/api/v2/dags/{dag_id}/dagRuns/{quoted}/taskInstances?limit=100")
        states: dict[str, list[str]] = {}
        for task in answer["task_instances"]:
            states.setdefault(task["task_id"], []).append(task["state"])
        return states

    def log(self, dag_id: str, run_id: str, task_id: str) -> str:
        folder = self.home / "logs" / f"dag_id={dag_id}" / f"run_id={run_id}" / f"task_id={task_id}"
        return "\n".join(path.read_text() for path in sorted(folder.rglob("*.log")))

    def wait_until(self, what: str, is_so: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < deadline, f"waited {seconds} s for: {what}"
            time.sleep(0.3)


@contextmanager
def machine(folder: Path, **settings: str) -> Iterator[Machine]:
    """An Airflow with a store of its own below `folder`; all of its processes end with the block."""
    store, port = folder / "store", free_port()
    environment = clean_environment(OUTWIRE_HOME=str(store), OUTWIRE_AIRFLOW_PORT=str(port), **settings)
    made = Machine(
        store=store, home=store / "airflow", port=port, environment=environment, output=folder / "output.txt"
    )
    try:
        made.start()
        yield made
    finally:
        made.stop()
        for left in processes_of(store):
            os.kill(left, signal.SIGKILL)
