"""Puts a whole set of files into the store in place of what is there, and keeps that; to its end even if killed.

Moving several folders is no one step. So what is to be moved is written down first, and whoever starts next moves what
was not moved yet.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pipeline.edges.fail_points import fail_point
from pipeline.edges.files import inside, saying_where_no_room, sync_folder, write_whole
from pipeline.errors import UsageError

# Where the list of an unfinished swap lies; it is there only while one is under way.
_LIST = "SWAPPING"


def swap_in(home: Path, staged: Path, kept: Path, names: Sequence[str]) -> None:
    """
    Gives each of `names` below the store's `staged` folder its place in the store, and what stood there to `kept`.

    A name that is not below `staged` is only taken away. All three are folders of one file system. Needs the lock of
    whatever is moved.
    """
    steps = {
        "staged": staged.relative_to(home).as_posix(),
        "kept": kept.relative_to(home).as_posix(),
        "names": [name for name in names if (staged / name).exists() or (home / name).exists()],
        "new": [name for name in names if (staged / name).exists()],
    }
    write_whole(home / _LIST, json.dumps(steps).encode())
    fail_point("swap.listed")
    finish_swap(home)


def is_swap_unfinished(home: Path) -> bool:
    """Whether a process died while it swapped; `finish_swap` brings it to its end."""
    return (home / _LIST).exists()


def finish_swap(home: Path) -> bool:
    """Moves what a swap has not moved yet; false where there is none. Needs the lock of whatever is moved."""
    try:
        steps = json.loads((home / _LIST).read_bytes())
    except FileNotFoundError:
        return False
    staged, kept = inside(home, steps["staged"]), inside(home, steps["kept"])
    with saying_where_no_room(home):
        for name in steps["names"]:
            _move(home, staged, kept, name, is_new=name in steps["new"])
        (home / _LIST).unlink()
        sync_folder(home)
    return True


def _move(home: Path, staged: Path, kept: Path, name: str, *, is_new: bool) -> None:
    """One name; what is staged is moved last, so while it is there, what stands in its place is the old."""
    place, new, old = inside(home, name), inside(staged, name), inside(kept, name)
    if is_new and not new.exists():
        return
    if place.exists():
        if old.exists():
            raise UsageError(f"{old} is in the way of {place}. Move it elsewhere, and run the same command again.")
        old.parent.mkdir(parents=True, exist_ok=True)
        place.rename(old)
        fail_point("swap.taken_away")
        sync_folder(old.parent)
    if is_new:
        place.parent.mkdir(parents=True, exist_ok=True)
        new.rename(place)
        fail_point("swap.put_in")
        sync_folder(new.parent)
    sync_folder(place.parent)
