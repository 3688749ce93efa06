"""Airflow on this one machine: its home inside the store, its pool, its processes, and their end.

Not `airflow standalone`, which opens its log server on all addresses of the machine, prints the password into its
log, and leaves its processes behind when it is terminated.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from configparser import ConfigParser
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from types import FrameType

from pipeline.edges.clock import monotonic, pause
from pipeline.edges.files import write_whole
from pipeline.edges.logs import console
from pipeline.errors import AirflowFailed, UsageError
from pipeline.reference import project_path
from pipeline.settings import Settings

# No triggerer: none of our tasks defers. The scheduler's own log server would listen on all addresses; the web
# pages read the log files of this machine directly. The api-server comes first: a task that cannot reach it has failed.
PROCESSES = (("api-server", "--host", "127.0.0.1"), ("scheduler", "--skip-serve-logs"), ("dag-processor",))
# A module that Airflow imports from the folder `config` of its home, where there is one.
LOCAL_SETTINGS = b"""\
# Written at each start of `outwire airflow`.
from sqlalchemy.engine import Engine

from pipeline.edges.savepoints import wait_at_savepoints

__all__ = ()
wait_at_savepoints(Engine)
"""
POOL = ("warehouse_writer", "1", "One slot: DuckDB has one writer at a time.")
START_SECONDS = 180.0  # Two busy cores took 40 s from an empty home to the first answer.
STOP_SECONDS = 20.0  # The scheduler waits for its tasks; they are safe to kill and run again.


def airflow_home(settings: Settings) -> Path:
    """Where this machine's Airflow keeps its database, its passwords and its logs."""
    return settings.home.resolve() / "airflow"


def environment(settings: Settings, inherited: Mapping[str, str]) -> dict[str, str]:
    """The environment of Airflow's processes and of the tasks that they run; AIRFLOW__SECTION__KEY wins there."""
    return {**inherited, "AIRFLOW_HOME": str(airflow_home(settings)), "OUTWIRE_HOME": str(settings.home.resolve())}


def configuration(settings: Settings, secret: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """
    What differs from Airflow's defaults, by section; it is written to `airflow.cfg`, so that `airflow …` typed with
    this AIRFLOW_HOME means the same Airflow.

    secret  The keys that Airflow's processes know each other by.
    """
    home, port = airflow_home(settings), settings.airflow_port
    return {
        "core": {
            "dags_folder": str(project_path("dags").resolve()),
            "load_examples": "False",
            "executor": "LocalExecutor",
            # By default the machine's full name, which a name server is asked for.
            "hostname_callable": "socket.gethostname",
            "parallelism": str(max(2, min(8, os.cpu_count() or 2))),
            "execution_api_server_url": f"http://127.0.0.1:{port}/execution/",
            "simple_auth_manager_users": "admin:admin",
            "simple_auth_manager_passwords_file": str(_passwords(home)),
            "fernet_key": secret["fernet_key"],
        },
        # SQLite has one writer at a time; after the default of 5 s a busy machine's processes would give up.
        "database": {"sql_alchemy_conn": f"sqlite:///{home / 'airflow.db'}?timeout=60"},
        "api": {
            "port": str(port),
            "base_url": f"http://127.0.0.1:{port}",
            "workers": "1",
            "secret_key": secret["secret_key"],
        },
        "api_auth": {"jwt_secret": secret["jwt_secret"]},
        # A chained task costs 0.2 s instead of 1.1 s; the scheduler looks more often into its SQLite file.
        "scheduler": {"scheduler_idle_sleep_time": "0.1"},
        # A finished task holds its slot until the next heartbeat is due, by default 5 s.
        "workers": {"min_heartbeat_interval": "1"},
    }


def prepare(settings: Settings) -> dict[str, str]:
    """
    Makes Airflow's home, configuration, database, password and pool, and keeps what is there of them; returns the
    environment of its processes.

    Raises UsageError where Airflow is not installed, AirflowFailed where its command line fails.
    """
    if find_spec("airflow") is None:
        raise UsageError("Airflow is not installed here. Install it with `pip install 'outwire[airflow]'`.")
    home = airflow_home(settings)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    home.chmod(0o700)
    write_whole(home / "airflow.cfg", _as_file(configuration(settings, _secrets(home / "airflow.cfg"))))
    write_whole(home / "config" / "airflow_local_settings.py", LOCAL_SETTINGS)
    if not _passwords(home).exists():
        write_whole(_passwords(home), json.dumps({"admin": secrets.token_urlsafe(12)}).encode())
    values = environment(settings, os.environ)
    _airflow(values, "db", "migrate")
    _airflow(values, "pools", "set", *POOL)
    return values


def serve(settings: Settings) -> int:
    """
    Runs Airflow until it is interrupted or terminated, then ends all of its processes and returns 0.

    Raises AirflowFailed where one of them ends by itself.
    """
    console.print("Preparing Airflow …", highlight=False)
    values = prepare(settings)
    logs = airflow_home(settings) / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    with _until_stopped() as stopped, _ending() as children:
        for arguments in PROCESSES:
            children.append(_Child(arguments, values, logs))
            _wait_for_answer(settings.airflow_port, children, stopped)
        if not stopped:
            _say_ready(settings)
        while not stopped:
            _check(children)
            pause(0.5)
    console.print("Airflow has ended.", highlight=False)
    return 0


def _passwords(home: Path) -> Path:
    return home / "passwords.json"


def _secrets(file: Path) -> dict[str, str]:
    """The keys of an earlier start, or new ones: what is encrypted in the database stays readable."""
    known = ConfigParser()
    known.read(file)
    places = {"fernet_key": ("core", 32), "secret_key": ("api", 32), "jwt_secret": ("api_auth", 64)}
    return {
        name: known.get(section, name, fallback=urlsafe_b64encode(secrets.token_bytes(size)).decode())
        for name, (section, size) in places.items()
    }


def _as_file(sections: Mapping[str, Mapping[str, str]]) -> bytes:
    file, text = ConfigParser(interpolation=None), StringIO()
    for section, options in sections.items():
        file[section] = {name: value.replace("%", "%%") for name, value in options.items()}
    text.write("# Written at each start of `outwire airflow`; the environment, AIRFLOW__SECTION__KEY, wins over it.\n")
    file.write(text)
    return text.getvalue().encode()


def _airflow(values: Mapping[str, str], *arguments: str) -> None:
    done = subprocess.run(_command(*arguments), env=values, capture_output=True, text=True, umask=0o077, check=False)
    if done.returncode:
        raise AirflowFailed(f"`airflow {' '.join(arguments)}` failed:\n{done.stdout[-1000:]}{done.stderr[-2000:]}")


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "airflow", *arguments]


class _Child:
    """One of Airflow's processes, in a process group of its own, with its output in a file."""

    def __init__(self, arguments: tuple[str, ...], values: Mapping[str, str], logs: Path) -> None:
        self.name = arguments[0]
        self.log = logs / f"{self.name}.log"
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                _command(*arguments),
                env=values,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
                umask=0o077,
            )

    def signal(self, number: int) -> None:
        """Sends a signal to the process and all that it has started."""
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return


@contextmanager
def _ending() -> Iterator[list[_Child]]:
    """A list for processes; those in it end with the block."""
    children: list[_Child] = []
    try:
        yield children
    finally:
        _end(children)


def _end(children: list[_Child]) -> None:
    for child in children:
        child.signal(signal.SIGTERM)
    deadline = monotonic() + STOP_SECONDS
    while any(child.process.poll() is None for child in children) and monotonic() < deadline:
        pause(0.1)
    for child in children:
        child.signal(signal.SIGKILL)
        child.process.wait()


@contextmanager
def _until_stopped() -> Iterator[list[int]]:
    """A list that is empty until this process is interrupted or terminated."""
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait_for_answer(port: int, children: list[_Child], stopped: list[int]) -> None:
    deadline = monotonic() + START_SECONDS
    while not stopped and not _answers(port):
        _check(children)
        if monotonic() > deadline:
            raise AirflowFailed(f"Airflow gave no answer within {START_SECONDS:.0f} s. See {children[0].log}.")
        pause(0.5)


def _say_ready(settings: Settings) -> None:
    home = airflow_home(settings)
    console.print(
        f"Airflow is ready: http://127.0.0.1:{settings.airflow_port}\n"
        f"User admin, password in {_passwords(home)}.\n"
        "watch_outages is paused, since it asks other people's servers. Start it with its switch there, or:\n"
        f"  AIRFLOW_HOME={home} {sys.executable} -m airflow dags unpause watch_outages\n"
        f"Logs: {home / 'logs'}. Stop with Ctrl-C.",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )


def _check(children: list[_Child]) -> None:
    for child in children:
        if child.process.poll() is not None:
            last = child.log.read_text(errors="replace")[-1500:]
            raise AirflowFailed(f"Airflow's {child.name} has ended. Its log, {child.log}, ends with:\n{last}")


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/api/v2/monitor/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
