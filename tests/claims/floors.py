"""What the reader's figures may not fall below: `make floors` measures and raises, and never lowers unasked.

    python -m tests.claims.floors [--allow-regression]

Commit the file with the rule that raised a figure. A figure that fell is a rule that cost something elsewhere;
`--allow-regression` accepts that, for example when a set got new articles.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.claims.scoring import SCORER, Figures, measure

PATH = Path(__file__).with_name("floors.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    One figure beside its floor.

    floor  None where it has none yet.
    value  As measured, rounded down to the floor's three decimals; None where the set no longer has the figure.
    """

    set_name: str
    figure: str
    floor: float | None
    value: float | None

    @property
    def has_fallen(self) -> bool:
        """Whether it is below its floor; a figure that vanished is."""
        return self.floor is not None and (self.value is None or self.value < self.floor)

    def __str__(self) -> str:
        return f"{self.set_name}: {self.figure} {_shown(self.floor)} -> {_shown(self.value)}"


def compare(floors: Mapping[str, Figures], measured: Mapping[str, Figures]) -> list[Standing]:
    """Every figure of the sets that were measured; floors of a set that is not there stay out of it."""
    return [
        Standing(
            set_name=name,
            figure=figure,
            floor=floors.get(name, {}).get(figure),
            value=rounded_down(figures[figure]) if figure in figures else None,
        )
        for name, figures in measured.items()
        for figure in dict.fromkeys([*figures, *floors.get(name, {})])
    ]


def settle(
    floors: Mapping[str, Figures], standings: Sequence[Standing], *, allow_regression: bool
) -> dict[str, Figures]:
    """The floors from now on: each as measured, but where that is lower only if it is allowed."""
    settled = {name: dict(figures) for name, figures in floors.items()}
    for standing in standings:
        figures = settled.setdefault(standing.set_name, {})
        if standing.has_fallen and not allow_regression:
            continue
        if standing.value is None:
            del figures[standing.figure]
        else:
            figures[standing.figure] = standing.value
    return settled


def rounded_down(figure: float) -> float:
    """The figure to three decimals, never more than it is."""
    return float(Decimal(str(figure)).quantize(Decimal("0.001"), rounding=ROUND_DOWN))


def read_floors(path: Path = PATH) -> dict[str, Figures]:
    """The floors by set; none where there is no file yet."""
    floors: dict[str, Figures] = json.loads(path.read_text()) if path.exists() else {}
    return floors


def main(
    arguments: Sequence[str],
    *,
    path: Path = PATH,
    measured: Callable[[], Mapping[str, Figures]] = measure,
    console: Console | None = None,
) -> int:
    """Measures, raises what rose and prints what moved; 1 where a figure fell and that was not allowed."""
    console = console or Console()
    is_allowed = "--allow-regression" in arguments
    floors = read_floors(path)
    standings = compare(floors, measured())
    path.write_text(json.dumps(settle(floors, standings, allow_regression=is_allowed), indent=2) + "\n")
    moved = [standing for standing in standings if standing.floor != standing.value]
    console.print(_table(moved) if moved else "Every figure stands on its floor.")
    fallen = [standing for standing in moved if standing.has_fallen]
    if fallen:
        head = "Lowered as asked:" if is_allowed else "Not lowered; mend the rule, or accept with --allow-regression:"
        console.print(head, *map(str, fallen), sep="\n  ")
    return 1 if fallen and not is_allowed else 0


def _table(moved: Sequence[Standing]) -> Table:
    table = Table("set", "figure", "old", "new", "")
    for standing in moved:
        mark = "fell" if standing.has_fallen else ""
        table.add_row(standing.set_name, standing.figure, _shown(standing.floor), _shown(standing.value), mark)
    return table


def _shown(figure: float | None) -> str:
    return "none" if figure is None else f"{figure:.3f}"


if __name__ == "__main__":
    if not SCORER.exists():
        sys.exit(f"{SCORER} is not there: the floors are measured with the gold articles beside the checkout.")
    sys.exit(main(sys.argv[1:]))
