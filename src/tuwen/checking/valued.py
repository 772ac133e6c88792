"""The values of a chart as a text may speak of them: by series, by category, by both or either.

Knows no sentences; `Named` is a place of a text that means a series or a category.
"""

from dataclasses import dataclass
from typing import Final

from tuwen.reading.types import Series
from tuwen.writing.mentions import squeeze

NEAR: Final = 0.02  # of the largest value: how far a measured one may be off


@dataclass(frozen=True)
class Values:
    """The values of a chart by series and by category."""

    series: tuple[Series, ...]
    top: float

    def at(self, series: list[Series], places: list[str]) -> list[float]:
        """Values of some series (or all) at some categories (or all)."""
        return [
            y for s in (series or self.series) for x, y in s.points
            if not places or key_of(x) in places
        ]  # fmt: skip

    def crossing(self, names: "list[Named]") -> list[float]:
        """The value where the last name and the nearest before it that it crosses meet."""
        for other in reversed(names[:-1]):
            for one, two in ((names[-1], other), (other, names[-1])):
                if one.series and two.place and (at := self.at([one.series], [two.place])):
                    return at
        return []

    def of(self, name: "Named") -> list[float]:
        """Every value of a name, as a series and as a category."""
        found = self.at([name.series], []) if name.series else []
        return found + (self.at([], [name.place]) if name.place else [])

    def shares(self, series: list[Series], places: list[str]) -> list[float]:
        """The same in percent of a series' whole."""
        found: list[float] = []
        for s in series or self.series:
            total = sum(y for _, y in s.points)
            found += [100 * y / total for x, y in s.points if total and key_of(x) in places]
        return found

    def near(self, known: float, said: float, decimals: int) -> bool:
        """Whether a value may be told so: rounded, or as near as it could be measured."""
        measured = any(s.measured for s in self.series)
        loose = max(0.5 * 10**-decimals, NEAR * self.top if measured else 0.006 * abs(known))
        return abs(abs(known) - said) <= loose + 1e-9


@dataclass(frozen=True)
class Named:
    """A category or a series that a text names."""

    start: int
    end: int
    series: Series | None
    place: str


def key_of(x: str | float) -> str:
    return squeeze(x if isinstance(x, str) else f"{x:g}")
