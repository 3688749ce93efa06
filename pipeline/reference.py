"""Where the project's own files lie (schemas, SQL, DAGs), and the YAML that users edit, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import SettingsError


def project_path(name: str) -> Path:
    """
    The folder `schemas`, `warehouse` or `dags`: beside the package in a checkout, inside it once installed.

    Raises SettingsError where the installation lacks it.
    """
    package = Path(__file__).parent
    for candidate in (package.parent / name, package / "_shared" / name):
        if candidate.is_dir():
            return candidate
    raise SettingsError(f"The folder {name!r} is missing beside the package; install Outwire again.")


@cache
def read_yaml(path: Path) -> Any:
    """
    The content of a YAML file, parsed once a process; do not change what it returns.

    Raises SettingsError with file and line where it is missing or not YAML.
    """
    try:
        return yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from error
    except yaml.YAMLError as error:
        # Not the error's own words: they may quote the line, and with it an address that has a reader's key.
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise SettingsError(f"{path} is not YAML: {getattr(error, 'problem', None) or 'unreadable'}{place}.") from error


def read_schema(name: str) -> Any:
    """A YAML file below `schemas/`, by its path there: "platforms.yml", "lexicon/causes.yml"."""
    return read_yaml(project_path("schemas") / name)
