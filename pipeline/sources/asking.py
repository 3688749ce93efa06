"""The address to ask for: that of the entry, with the key that the user wrote for its source or into the list."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.credentials import NO_KEYS, PLACEHOLDER, Keys, without_keys
from pipeline.records import BatchPlan, Entry
from pipeline.settings import Settings
from pipeline.sources import load_sources
from pipeline.sources.urls import list_addresses


@dataclass(frozen=True, slots=True)
class Asking:
    """
    What a batch's entries are asked for with.

    by_source   Keys of the feeds, by source_id.
    by_address  For a list: the address as it is kept, to the one as it was written.
    """

    by_source: Mapping[str, Keys] = field(default_factory=dict)
    by_address: Mapping[str, str] = field(default_factory=dict)

    def address(self, entry: Entry) -> str:
        """What to ask for; a key that nobody knows (any more) is left out."""
        written = self.by_address.get(entry.entry_url)
        return written or self.by_source.get(entry.source_id, NO_KEYS).put_back(entry.entry_url)

    def keys(self, entry: Entry) -> Collection[str]:
        """The values that are to be left out of what is kept of the answer, besides those told by their names."""
        return self.by_source.get(entry.source_id, NO_KEYS).values.values()


def asking_for(entries: Sequence[Entry], plan: BatchPlan, settings: Settings) -> Asking:
    """
    Reads the keys again where the user wrote them: they are in no file of the batch.

    Raises SettingsError or UsageError where that file cannot be used any more.
    """
    if plan.source_kind == "folder":
        return Asking()
    if plan.source_kind != "urls":
        sources = {source.source_id: source.url for source in load_sources(settings.sources_file)}
        return Asking(by_source={name: Keys.of_source(url) for name, url in sources.items()})
    if not any(f"={PLACEHOLDER}" in entry.entry_url for entry in entries):
        return Asking()
    written = [item.url for item in list_addresses(Path(plan.input_path or "")) if item.url]
    return Asking(by_address={without_keys(url): url for url in reversed(written)})
