"""Settings: from the environment (`OUTWIRE_…`) or a `.env` file, each with a default that suits one machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from pipeline.errors import SettingsError
from pipeline.reference import project_path

Positive = Annotated[float, Field(gt=0)]


class Settings(BaseSettings):
    """
    All that an operator can set. Sizes are bytes, times seconds.

    Every field is read from the environment variable OUTWIRE_<NAME>; mappings are given as JSON.
    """

    model_config = SettingsConfigDict(
        env_prefix="OUTWIRE_",
        env_file=".env",
        extra="ignore",
        frozen=True,
        validate_default=True,
        allow_inf_nan=False,
    )

    home: Path = Field(Path("data"), description="The store: batches, raw archive, warehouse, snapshots.")
    sources_file: Path = Field(
        default_factory=lambda: project_path("schemas") / "sources.yml",
        description="Which feeds are polled.",
    )
    contact: str = Field(
        "https://github.com/outwire/outwire",
        description="How a site's operator reaches you; part of the User-Agent.",
    )
    local_hosts: Annotated[dict[str, str], NoDecode] = Field(
        default_factory=dict,
        description='Exact "host:port" names and the "address:port" they stand for; the only way to a private '
        'address. Example: {"harbourpost.example:80": "127.0.0.1:8080"}',
    )
    allowed_ports: Annotated[frozenset[int], NoDecode] = Field(
        frozenset({80, 443}), description="Ports that addresses may name, besides those in local_hosts."
    )
    deadline_seconds: Positive = Field(30.0, description="One whole exchange, redirects included.")
    page_cap_bytes: int = Field(10 * 1024**2, gt=0, description="A page after decoding.")
    feed_cap_bytes: int = Field(8 * 1024**2, gt=0, description="A feed after decoding.")
    redirect_limit: int = Field(5, ge=0, description="Hops of one exchange.")
    host_delay_seconds: float = Field(5.0, ge=0, description="Between the starts of two requests to one host.")
    host_connections: int = Field(2, ge=1, description="Requests to one host at once.")
    host_run_seconds: Positive = Field(
        180.0, description="How long a round of polling goes on asking one host for pages; the next round goes on."
    )
    fetch_threads: int = Field(8, ge=1, description="Requests at once, over all hosts.")
    poll_interval_seconds: Positive = Field(900.0, description="Between two polls of a feed; adapts from there.")
    recheck_hours: float = Field(
        72.0, ge=0, description="Age of an outage until which its pages are fetched again for changes, ever less often."
    )
    entries_per_poll: int = Field(2000, ge=1, description="Entries of one feed that one poll takes.")
    workers: int = Field(2, ge=1, description="Child processes that extract and read.")
    document_seconds: Positive = Field(5.0, description="A document's extraction; then its process is killed.")
    document_memory_bytes: int = Field(1024**3, gt=0, description="Address space of a child beyond its start.")
    shards: int = Field(2, ge=1, le=8, description="Batches that one scheduled run is split into.")
    quarantine_share: float = Field(
        0.5, ge=0, le=1, description="A batch with a larger share of a table's rows in quarantine is parked."
    )
    lock_timeout_seconds: float = Field(60.0, ge=0, description="How long a writer waits for the other.")
    snapshot_keep_seconds: float = Field(7200.0, ge=0, description="Old snapshots stay this long; two always do.")
    query_memory: str = Field(
        "1GB", pattern=r"^\d+(\.\d+)?\s?[KMGTkmgt]i?[Bb]$", description="DuckDB's memory limit for readers."
    )
    query_seconds: Positive = Field(60.0, description="An analyst's query; then it is interrupted.")
    dashboard_port: int = Field(8501, ge=1, le=65535, description="Where the dashboard listens.")
    airflow_port: int = Field(8080, ge=1, le=65535, description="Where `make airflow` shows its pages, on 127.0.0.1.")
    dashboard_address: str = Field("127.0.0.1", description="The address that the dashboard listens on.")

    @field_validator("local_hosts", "allowed_ports", mode="before")
    @classmethod
    def _read_json(cls, value: Any) -> Any:
        """JSON here, not in pydantic-settings, which gives up at the first setting that is none."""
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError as error:
            raise ValueError(f"it is not JSON ({error})") from error

    @property
    def user_agent(self) -> str:
        """Who we say that we are to the sites we fetch from."""
        return f"Outwire/{code_version()} (+{self.contact})"


def load_settings(**overrides: object) -> Settings:
    """
    The settings of this process; an override wins over the environment.

    Raises SettingsError, which lists every setting that cannot be used.
    """
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        faults = "\n".join(
            f"  OUTWIRE_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}" for fault in error.errors()
        )
        raise SettingsError(f"These settings cannot be used:\n{faults}\nSee `outwire doctor`.") from error


def code_version() -> str:
    """The version of the installed program, as in pyproject.toml."""
    from importlib.metadata import version

    return version("outwire")
