"""`docker-compose.yml` as Compose sees it: merged, and with its variables filled in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
VARIABLE = re.compile(r"\$\$|\$\{(\w+)(?:(:-|:\?)([^}]*))?\}|\$(\w+)")
# Base64 of 32 bytes, as the command at the top of the file makes them.
SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlYyE="


def variables() -> dict[str, str | None]:
    """Each variable of the file, and its default; None where Compose refuses to start without it."""
    found: dict[str, str | None] = {}
    for name, kind, text, bare in VARIABLE.findall(re.sub(r"(?m)^ *#.*$", "", TEXT)):
        if name or bare:
            assert kind, f"{name or bare} has neither a default nor `:?`, so Compose would use an empty string"
            found[name] = text if kind == ":-" else None
    return found


def filled(value: Any) -> Any:
    """The value with each variable's default, or a secret, in its place."""
    if isinstance(value, dict):
        return {key: filled(part) for key, part in value.items()}
    if isinstance(value, list):
        return [filled(part) for part in value]
    if isinstance(value, str):
        return VARIABLE.sub(lambda found: "$" if found[0] == "$$" else variables()[found[1]] or SECRET, value)
    return value


COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = filled(COMPOSE)["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}


def commands() -> list[list[str]]:
    """What our image is asked to run, one command each, the health checks' and the script's among them."""
    found = []
    for service in OURS.values():
        test = service.get("healthcheck", {}).get("test", ["CMD"])
        found.append(test[1].split() if test[0] == "CMD-SHELL" else test[1:])
        command = service["command"]
        found += split_script(command[2]) if command[0] == "bash" else [command]
    return [command for command in found if command]


def split_script(script: str) -> list[list[str]]:
    """The lines of a shell script, as words; a redirection ends its line."""
    import shlex

    lines = script.replace("\\\n", " ").splitlines()
    return [shlex.split(line.partition(" > ")[0]) for line in lines if line.strip()]
