"""Run as a program: imports the DAG files that it is given as Airflow does, and prints what that did, as JSON.

In a process of its own, so that nothing is imported beforehand but Airflow's own interface.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from airflow.sdk import DAG, Asset, CronDataIntervalTimetable, ExceptionRetryPolicy, Param, Variable, dag, task_group
from airflow.sdk.definitions.decorators import task

# What Airflow itself loads lazily on the first use of these names is not the DAG file's doing.
AIRFLOWS_OWN = (DAG, Asset, CronDataIntervalTimetable, ExceptionRetryPolicy, Param, Variable, dag, task, task_group)
ALLOWED_FOLDERS = tuple({sys.prefix, sys.base_prefix, str(Path(__file__).parents[2])})
deeds: list[str] = []
is_watching = False


def note(event: str, arguments: tuple[object, ...]) -> None:
    if not is_watching:
        return
    if event.startswith("socket.") or event in ("subprocess.Popen", "os.system", "os.fork", "os.exec"):
        deeds.append(f"{event} {arguments!r}"[:200])
    if event == "open" and isinstance(arguments[0], str):
        path, mode = arguments[0], str(arguments[1] or "r")
        is_bytecode = "__pycache__" in path
        if not path.startswith(ALLOWED_FOLDERS) or ("r" not in mode and not is_bytecode):
            deeds.append(f"open {path} {mode}")


def describe(found: Any) -> dict[str, object]:
    timeout = found.execution_timeout
    return {
        "timeout_seconds": timeout.total_seconds() if timeout else None,
        "retries": found.retries,
        "backoff": found.retry_exponential_backoff,
        "hopeless": [rule.exception for rule in found.retry_policy.rules] if found.retry_policy else [],
        "pool": found.pool,
        "queue": found.queue,
        "outlets": [asset.name for asset in found.outlets],
        "doc": found.python_callable.__doc__,
    }


def inspect(path: Path) -> dict[str, object]:
    # As Airflow does for the folder of its DAGs.
    sys.path.insert(0, str(path.parent))
    global is_watching
    started = time.perf_counter()
    is_watching = True
    spec = importlib.util.spec_from_file_location(f"inspected_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        spec.loader.exec_module(module)
    is_watching = False
    seconds = time.perf_counter() - started
    made = getattr(module, path.stem)()
    return {
        "file": path.stem,
        "seconds": seconds,
        "warnings": [str(warning.message) for warning in caught],
        "dag_id": made.dag_id,
        "doc_md": made.doc_md,
        "module_doc": module.__doc__,
        "catchup": made.catchup,
        "max_active_runs": made.max_active_runs,
        "is_paused_upon_creation": made.is_paused_upon_creation,
        "timetable": type(made.timetable).__name__,
        "schedule": repr(made.schedule),
        "tasks": {found.task_id: describe(found) for found in made.tasks},
    }


if __name__ == "__main__":
    before = set(sys.modules)
    sys.addaudithook(note)
    reports = [inspect(Path(argument)) for argument in sys.argv[1:]]
    print(json.dumps({"dags": reports, "deeds": deeds, "modules": sorted(set(sys.modules) - before)}))
