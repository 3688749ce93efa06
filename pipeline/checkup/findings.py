"""A finding: what was looked at, what was seen, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.errors import OutwireError

State = Literal["ok", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing that was looked at.

    state   ok; note, what somebody may want to know or do; wrong, what somebody must do something about.
    detail  What was seen.
    todo    What to do, with the command where there is one; None where there is nothing to do.
    """

    what: str
    state: State
    detail: str
    todo: str | None = None

    @property
    def is_well(self) -> bool:
        """Whether it may stay as it is."""
        return self.state != "wrong"


def looked_at(what: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What looking finds; an error of ours is a finding too, and says itself what to do."""
    try:
        yield from look()
    except OutwireError as error:
        yield Finding(what, "wrong", str(error))
