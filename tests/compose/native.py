"""The services of `docker-compose.yml` as processes of this machine: its own commands, variables and health checks.

What changes is only what a container changes: host names become 127.0.0.1 with free ports, and the volumes folders.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.airflow.machine import clean_environment, free_port
from tests.compose.compose_file import ROOT, SECRET, SERVICES

STARTED_LAST = ("scheduler", "dag-processor", "triggerer", "worker", "writer")
HEALTHY_SECONDS = 150


def binary(name: str) -> str | None:
    """A program of PostgreSQL or Redis, also where Debian keeps it outside PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(found[-1]) if found else None)


class Native:
    """
    The services below one folder.

    port        Where the api-server listens.
    store       What the volume `store` is.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "store"
        self.port = free_port()
        self.postgres_port, self.redis_port, self.health_port = free_port(), free_port(), free_port()
        self.postgres_folder = folder / "postgres"
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        for name in ("store", "logs", "accounts"):
            (folder / name).mkdir()

    def here(self, text: str) -> str:
        """A command's word or a variable's value as it must be on this machine."""
        for theirs, ours in (
            ("@postgres/", f"@127.0.0.1:{self.postgres_port}/"),
            ("@redis:6379", f"@127.0.0.1:{self.redis_port}"),
            ("http://api-server:8080", f"http://127.0.0.1:{self.port}"),
            ("http://127.0.0.1:8080", f"http://127.0.0.1:{self.port}"),
            (":8974/", f":{self.health_port}/"),
            ("/srv/accounts", str(self.folder / "accounts")),
            ("/srv/store", str(self.store)),
            ("/opt/outwire", str(ROOT)),
        ):
            text = text.replace(theirs, ours)
        return str(self.port) if text == "8080" else text

    def environment(self, name: str, **more: str) -> dict[str, str]:
        values = {key: self.here(str(value)) for key, value in SERVICES[name]["environment"].items()}
        here = {
            "AIRFLOW_HOME": str(self.folder / f"airflow-{name}"),
            "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(self.folder / "logs"),
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(self.health_port),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
        return clean_environment(**{**values, **here, **more})

    def start(self, name: str, *command: str, **more: object) -> None:
        with (self.folder / f"{name}.log").open("wb") as output:
            self.running[name] = subprocess.Popen(
                command, stdout=output, stderr=subprocess.STDOUT, process_group=0, cwd=self.folder, **more
            )

    def start_service(self, name: str) -> None:
        command = [self.here(word) for word in SERVICES[name]["command"]]
        if "worker" in command:  # here all have the machine's one name
            command += ["--celery-hostname", f"celery@{name}"]
        self.start(name, *command, env=self.environment(name))

    def run_init(self) -> None:
        command = [self.here(word) for word in SERVICES["init"]["command"]]
        done = subprocess.run(command, env=self.environment("init"), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]

    def start_postgres(self) -> None:
        """In a folder of its own: PostgreSQL refuses to run as root, and another user cannot reach below ours."""
        own = self.postgres_folder = Path(tempfile.mkdtemp(prefix="outwire-postgres-"))
        password = own / "password"
        password.write_text(SECRET)
        user = {"user": "postgres"} if os.getuid() == 0 else {}
        if user:
            shutil.chown(own, "postgres")
            shutil.chown(password, "postgres")
        setup = ["--username=airflow", f"--pwfile={password}", "--auth=scram-sha-256", "--no-sync"]
        done = subprocess.run(
            [binary("initdb"), "-D", str(own / "data"), *setup], capture_output=True, text=True, check=False, **user
        )
        assert done.returncode == 0, done.stderr
        options = ["-p", str(self.postgres_port), "-h", "127.0.0.1", "-k", "", "-c", "fsync=off"]
        self.start("postgres", binary("postgres"), "-D", str(own / "data"), *options, **user)
        self.wait_until_healthy("postgres")

    def make_database(self) -> None:
        """What the image of PostgreSQL does at its first start for POSTGRES_DB."""
        import psycopg2

        where = {"host": "127.0.0.1", "port": self.postgres_port, "user": "airflow", "password": SECRET}
        connection = psycopg2.connect(dbname="postgres", **where)
        connection.autocommit = True
        connection.cursor().execute("CREATE DATABASE airflow")
        connection.close()

    def start_redis(self) -> None:
        command = [self.here(word) for word in SERVICES["redis"]["command"]]
        local = ["--port", str(self.redis_port), "--bind", "127.0.0.1"]
        self.start("redis", binary(command[0]), *command[1:], *local)
        self.wait_until_healthy("redis")

    def health(self, name: str) -> list[str]:
        kind, *words = SERVICES[name]["healthcheck"]["test"]
        words = [self.here(word) for word in words]
        if name == "postgres":
            return [binary(words[0]), *words[1:-1], "--host=127.0.0.1", f"--port={self.postgres_port}"]
        if name == "redis":
            return [binary(words[0]), "-p", str(self.redis_port), *words[1:]]
        return words if kind == "CMD" else ["sh", "-c", words[0]]

    def wait_until_healthy(self, name: str) -> None:
        """Runs the service's own health check until it says yes."""
        node = name if name in ("worker", "writer") else host_name()
        environment = self.environment(name, HOSTNAME=node)
        deadline = time.monotonic() + HEALTHY_SECONDS
        while True:
            done = subprocess.run(self.health(name), env=environment, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return
            log = (self.folder / f"{name}.log").read_text(errors="replace")[-3000:]
            assert self.running[name].poll() is None, f"{name} has ended:\n{log}"
            assert time.monotonic() < deadline, f"{name} is not healthy: {done.stdout}{done.stderr}\n{log}"
            time.sleep(0.5)

    def stop(self) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            for process in reversed(self.running.values()):
                if process.poll() is None or number == signal.SIGKILL:
                    try:
                        os.killpg(process.pid, number)
                    except ProcessLookupError:
                        continue
            deadline = time.monotonic() + 20
            while any(process.poll() is None for process in self.running.values()) and time.monotonic() < deadline:
                time.sleep(0.1)
        shutil.rmtree(self.postgres_folder, ignore_errors=True)


def host_name() -> str:
    """The name under which Airflow's processes register here; in a container it is the container's."""
    program = "from airflow.utils.net import get_hostname; print(get_hostname())"
    environment = clean_environment(AIRFLOW_HOME="/nonexistent")
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()[-1]


@contextmanager
def services(folder: Path) -> Iterator[Native]:
    """All of the compose file's services but the dashboard, healthy; all of their processes end with the block."""
    native = Native(folder)
    try:
        native.start_postgres()
        native.make_database()
        native.start_redis()
        native.run_init()
        native.start_service("api-server")
        native.wait_until_healthy("api-server")
        for name in STARTED_LAST:
            native.start_service(name)
        for name in STARTED_LAST:
            native.wait_until_healthy(name)
        yield native
    finally:
        native.stop()
