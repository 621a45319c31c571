"""A grid of people that a live figure can fill anew: faces for 100, dots for 1,000."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba_array

from ketamine_course.charts.style import GREY, PALETTE

SIDE = 10.0
# People: columns and rows of the grid, and the size of a mark in points squared.
GRIDS = {100: (10, 10, 330.0), 1000: (40, 25, 18.0)}
EYE_SIZE = 5.0
COUNTED, OTHERS = PALETTE["blue"], "white"
INK_ON_COUNTED, INK_ON_OTHERS = "white", GREY


class Crowd:
    """People in rows from the top left; ``fill`` colours the first so many, the others stay hollow.

    Whoever is counted is dark with light features, whoever is not is light with dark ones: the picture reads
    without colour.
    """

    def __init__(self, axes: Axes) -> None:
        axes.set(xlim=(0, SIDE), ylim=(SIDE, 0), aspect="equal")
        axes.axis("off")
        self._marks = {people: _marks(axes, people) for people in GRIDS}
        self._eyes, self._mouths = _features(axes)

    @property
    def artists(self) -> list[Artist]:
        """Everything that moves."""
        return [*self._marks.values(), self._eyes, self._mouths]

    def fill(self, counted: int, people: int) -> None:
        """Show so many counted of 100 or 1,000 people."""
        for size, marks in self._marks.items():
            marks.set_visible(size == people)
        chosen = np.arange(people) < counted
        self._marks[people].set_facecolor(_either(chosen, COUNTED, OTHERS))
        self._marks[people].set_edgecolor(_either(chosen, COUNTED, GREY))
        has_features = people == 100
        self._eyes.set_visible(has_features)
        self._mouths.set_visible(has_features)
        if has_features:
            ink = _either(chosen, INK_ON_COUNTED, INK_ON_OTHERS)
            self._eyes.set_facecolor(np.repeat(ink, 2, axis=0))
            self._mouths.set_color(ink)


def places(people: int) -> np.ndarray:
    """Middle of each person's cell, (people, 2), in a square of ``SIDE``, filled row by row."""
    columns, rows, _ = GRIDS[people]
    index = np.arange(people)
    return np.column_stack([(index % columns + 0.5) * SIDE / columns, (index // columns + 0.5) * SIDE / rows])


def _marks(axes: Axes, people: int):
    return axes.scatter(*places(people).T, s=GRIDS[people][2], linewidth=1.0, zorder=2)


def _features(axes: Axes):
    x, y = places(100).T
    eyes = np.column_stack([np.repeat(x, 2) + np.tile([-0.15, 0.15], x.size), np.repeat(y, 2) - 0.12])
    mouths = [[(left, below), (left + 0.36, below)] for left, below in zip(x - 0.18, y + 0.17, strict=True)]
    return (
        axes.scatter(*eyes.T, s=EYE_SIZE, linewidth=0, zorder=3),
        axes.add_collection(LineCollection(mouths, linewidth=1.3, zorder=3)),
    )


def _either(chosen: np.ndarray, yes: str, no: str) -> np.ndarray:
    return np.where(chosen[:, None], to_rgba_array(yes), to_rgba_array(no))
