"""Whether `docker-compose.yml` is a Compose file, and all that it names is there."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from pipeline.settings import Settings
from pipeline.standalone import POOL
from tests.airflow.machine import known_options
from tests.compose.compose_file import COMPOSE, OURS, ROOT, SERVICES, TEXT, commands, variables

HERE = Path(__file__).parent
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def environments() -> dict[str, str]:
    return {name: value for service in OURS.values() for name, value in service["environment"].items()}


def run(*arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, capture_output=True, text=True, check=False, **more)


def test_it_follows_the_compose_specification():
    schema = json.loads((HERE / "compose-spec.json").read_bytes())
    faults = [f"{fault.json_path}: {fault.message}" for fault in Draft202012Validator(schema).iter_errors(COMPOSE)]
    assert faults == []


def test_the_specification_is_the_one_that_the_readme_beside_it_names():
    digest = hashlib.sha256((HERE / "compose-spec.json").read_bytes()).hexdigest()
    assert digest in (HERE / "README.md").read_text()


def test_the_specification_refuses_a_file_with_a_slip():
    schema = json.loads((HERE / "compose-spec.json").read_bytes())
    slip = yaml.safe_load(TEXT)
    slip["services"]["worker"]["healtcheck"] = {}
    assert not Draft202012Validator(schema).is_valid(slip)


def test_it_runs_every_process_of_airflow_and_the_dashboard():
    assert {
        "postgres", "redis", "init", "api-server", "scheduler", "dag-processor", "triggerer", "worker", "writer",
        "dashboard",
    } == set(SERVICES)  # fmt: skip
    assert environments()["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"


def test_each_service_but_the_one_that_ends_is_checked_for_health_and_started_again():
    lasting = {name: service for name, service in SERVICES.items() if name != "init"}
    assert [name for name, service in lasting.items() if "healthcheck" not in service] == []
    assert {service["restart"] for service in lasting.values()} == {"unless-stopped"}


def test_each_service_that_another_waits_for_exists_and_can_be_waited_for():
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            waits_for_health = how["condition"] == "service_healthy"
            assert ("healthcheck" in SERVICES[other]) is waits_for_health, f"{name} waits for {other}"


def test_airflow_knows_each_of_its_variables():
    known = known_options()
    for name in environments():
        if name.startswith("AIRFLOW__"):
            _, section, option = name.lower().split("__")
            assert option in known[section]["options"], name


def test_outwire_knows_each_of_its_variables_and_accepts_the_value():
    ours = {name: value for name, value in environments().items() if name.startswith("OUTWIRE_")}
    assert ours.keys() >= {"OUTWIRE_HOME", "OUTWIRE_DASHBOARD_ADDRESS"}
    fields = {name.removeprefix("OUTWIRE_").lower(): value for name, value in ours.items()}
    assert fields.keys() <= Settings.model_fields.keys()
    Settings(**fields)


def test_no_other_variable_is_set_than_those_that_somebody_reads():
    rest = {name for name in environments() if not name.startswith(("AIRFLOW__", "OUTWIRE_"))}
    assert rest == {"AIRFLOW_HOME", "AIRFLOW_ADMIN_PASSWORD"}
    assert "AIRFLOW_ADMIN_PASSWORD" in OURS["init"]["command"][2]


def test_airflow_understands_each_of_its_commands(tmp_path: Path):
    asked = [command[1:] for command in commands() if command[0] == "airflow"]
    assert len(asked) == 10
    program = (
        "import json, sys\n"
        "from airflow.cli.cli_parser import get_parser\n"
        "for arguments in json.loads(sys.argv[1]): get_parser().parse_args(arguments)\n"
    )
    environment = {**os.environ, "AIRFLOW_HOME": str(tmp_path), "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor"}
    done = run(sys.executable, "-c", program, json.dumps(asked), env=environment)
    assert done.returncode == 0, done.stderr[-2000:]


def test_every_other_command_exists():
    others = {command[0] for command in commands()} - {"airflow"}
    assert others == {"python", "celery", "outwire", "umask"}
    assert (
        run(sys.executable, "-m", "pipeline.cli", "dashboard", "--help").returncode == 0
        or run(str(Path(sys.executable).with_name("outwire")), "dashboard", "--help").returncode == 0
    )
    assert "--destination" in run(sys.executable, "-m", "celery", "inspect", "--help").stdout


def test_each_line_of_python_compiles_and_the_script_is_shell():
    lines = [command[2] for command in commands() if command[:2] == ["python", "-c"]]
    assert len(lines) == 4
    for line in lines:
        compile(line, "docker-compose.yml", "exec")
    assert run("bash", "-n", "-c", OURS["init"]["command"][2]).returncode == 0


def test_the_health_check_of_a_worker_names_celerys_app(tmp_path: Path):
    [app] = {command[2] for command in commands() if command[0] == "celery"}
    module, _, name = app.rpartition(".")
    environment = {
        **os.environ, "AIRFLOW_HOME": str(tmp_path), "AIRFLOW__CELERY__RESULT_BACKEND": "db+sqlite://",
    }  # fmt: skip
    done = run(sys.executable, "-c", f"from {module} import {name}; print({name}.main)", env=environment)
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_queues_that_workers_take_are_those_that_tasks_are_put_in():
    taken = {}
    for name, service in OURS.items():
        words = service["command"]
        if words[:3] == ["airflow", "celery", "worker"]:
            taken[name] = (words[words.index("--queues") + 1], words[words.index("--concurrency") + 1])
    named = {
        queue
        for path in (ROOT / "dags").glob("*.py")
        for queue in re.findall(r'^WRITER = "(\w+)"', path.read_text(), re.M)
    }
    assert named == {"warehouse_writer"}
    assert taken == {"worker": ("default", "2"), "writer": ("warehouse_writer", "1")}


def test_the_pool_is_made_as_on_one_machine():
    assert ["airflow", "pools", "set", *POOL] in commands()


def mounts_of(service: dict[str, object]) -> dict[str, str]:
    return {mount.split(":")[1]: mount.split(":")[0] for mount in service.get("volumes", ())}


def test_each_volume_is_declared_and_the_store_is_where_the_variable_points():
    for name, service in SERVICES.items():
        assert set(mounts_of(service).values()) <= set(COMPOSE["volumes"]), name
    for name in ("scheduler", "worker", "writer", "dashboard"):
        assert mounts_of(OURS[name])[OURS[name]["environment"]["OUTWIRE_HOME"]] == "store"
    assert OURS["dashboard"]["volumes"] == ["store:/srv/store:ro"]


def test_the_logs_that_workers_write_are_those_that_the_api_server_shows():
    for name in ("api-server", "scheduler", "worker", "writer"):
        home = OURS[name]["environment"]["AIRFLOW_HOME"]
        assert mounts_of(OURS[name])[f"{home}/logs"] == "logs"
        # Two workers with one home would have one file for their process ids.
        assert home not in mounts_of(OURS[name])


def test_the_passwords_are_where_the_api_server_looks_and_no_other_process_sees_them():
    folder = str(Path(environments()["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"]).parent)
    assert [name for name, service in OURS.items() if folder in mounts_of(service)] == ["init", "api-server"]
    assert [name for name, service in OURS.items() if "AIRFLOW_ADMIN_PASSWORD" in service["environment"]] == ["init"]


def test_the_image_has_the_folders_that_the_compose_file_names():
    made = set(re.search(r"install --directory --owner=outwire (.+)", DOCKERFILE)[1].split())
    mounted = {path for service in OURS.values() for path in mounts_of(service)}
    assert mounted | {environments()["AIRFLOW_HOME"]} <= made
    folder = re.search(r"^WORKDIR (\S+)$", DOCKERFILE, re.M)[1]
    dags = Path(environments()["AIRFLOW__CORE__DAGS_FOLDER"])
    assert str(dags.parent) == folder
    assert f"COPY {dags.name} ./{dags.name}\n" in DOCKERFILE


def test_the_image_is_given_only_what_exists_and_is_sent_to_the_builder():
    sent = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.M))
    copied = {name for line in re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.M) for name in line.split()}
    assert copied == sent
    assert [name for name in copied if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("package", ["apache-airflow", "celery", "redis", "psycopg2-binary", "asyncpg", "streamlit"])
def test_the_lock_has_what_the_services_need(package: str):
    assert re.search(rf"^{package}==", (ROOT / "requirements.lock").read_text(), re.M)


def test_images_are_named_with_a_version():
    pinned = re.compile(r"[a-z]+:\d+\.\d+(\.\d+)?-[a-z-]+")
    foreign = [service["image"] for service in SERVICES.values() if "build" not in service]
    foreign += re.findall(r"^FROM (\S+)$", DOCKERFILE, re.M)
    assert len(foreign) == 3
    assert [image for image in foreign if not pinned.fullmatch(image)] == []


def test_nothing_listens_beyond_this_machine():
    ports = {name: port for name, service in SERVICES.items() for port in service.get("ports", ())}
    assert ports == {"api-server": "127.0.0.1:8080:8080", "dashboard": "127.0.0.1:8501:8501"}


def test_nobody_is_admin_without_a_password():
    assert environments()["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS"] == "False"


def test_no_secret_stands_in_the_file_and_compose_will_not_start_without_them():
    required = {name for name, default in variables().items() if default is None}
    secret = re.compile(r"PASSWORD|SECRET|FERNET_KEY")
    assert required == {name for name in variables() if secret.search(name)}
    settings = re.findall(r"^ +\w*(?:PASSWORD|SECRET|_KEY|AUTH): (.+)$", TEXT, re.M)
    assert len(settings) == 6
    assert [value for value in settings if not re.fullmatch(r"\$\{\w+:\?[^}]+\}", value)] == []


def test_the_command_at_its_top_makes_all_secrets_and_nobody_else_may_read_them(tmp_path: Path):
    command = re.search(r"^#   (\(umask .+)$", TEXT, re.M)[1]
    assert run("bash", "-c", command, cwd=tmp_path).returncode == 0
    made = dict(line.split("=", 1) for line in (tmp_path / ".env").read_text().splitlines())
    assert set(made) == {name for name, default in variables().items() if default is None}
    assert len(set(made.values())) == len(made)
    import_module("cryptography.fernet").Fernet(made["AIRFLOW_FERNET_KEY"])
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0
