"""Modules that are only loaded where something of theirs is used, though a library imports them at its start.

Great Expectations imports scipy.stats for one expectation on distributions and Altair for charts of its reports. No
suite here uses either, and together they are a third of its start.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType


class _Late:
    """Finds the modules named where they always are, and puts their loading off until the first attribute is asked."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name in self._names else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


@contextmanager
def importing_late(*names: str) -> Iterator[None]:
    """What the block imports of these modules is loaded at its first use; what was imported before stays as it is."""
    finder = _Late(names)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
