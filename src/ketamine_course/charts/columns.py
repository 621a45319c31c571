"""Dot plots with columns of text at their right: lines under headings, the room shared by measured widths."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from ketamine_course.charts.grouped import grouped_axes
from ketamine_course.charts.style import course_style

SIZE_PT = 10.5
EDGE_IN, GAP_IN = 0.14, 0.16
NARROWEST_PLOT_IN, WIDEST_FIGURE_IN = 2.3, 10.0


@lru_cache(maxsize=4096)
def width_in(text: str, bold: bool = False) -> float:
    """Width of a text in inches as the course sets it; of its longest line."""
    with course_style():
        font = FontProperties(size=SIZE_PT, weight="bold" if bold else "normal")
        lines = [line for line in text.split("\n") if line.strip()]
        return max((TextPath((0, 0), line, prop=font).get_extents().x1 / 72 for line in lines), default=0.0)


def lines_with_columns(
    rows: pd.DataFrame, groups: dict[str, str], xlabel: str, columns: dict[str, str], foot_in: float
) -> tuple[Figure, Axes, dict]:
    """As ``grouped_axes``, with text columns to the right of the axes, their heads beside the first heading.

    rows: has ``group``, ``label`` and the columns to be written; columns: head by name, from the left.
    The plot takes what labels and columns leave; the figure grows to ten inches if that is too little.
    Raises ValueError when the labels leave no room for a plot.
    """
    figure, axes, places = grouped_axes(rows, groups, xlabel, 0.4, foot_in)
    headings = [words for group, words in groups.items() if (rows["group"] == group).any()]
    left = max([width_in(label) for label in rows["label"]] + [width_in(words, True) for words in headings])
    widths = [
        max(width_in(head, True), *(width_in(text) for text in rows[name])) for name, head in columns.items()
    ]
    taken = EDGE_IN * 2 + left + GAP_IN / 2 + sum(widths) + GAP_IN * len(widths)
    width, height = figure.get_size_inches()
    width = max(width, taken + NARROWEST_PLOT_IN)
    if width > WIDEST_FIGURE_IN:
        raise ValueError(
            f"labels and columns take {taken:.1f} of {WIDEST_FIGURE_IN:g} inches: shorten the labels"
        )
    figure.set_size_inches(width, height)
    _, bottom, _, tall = axes.get_position().bounds
    plot_in = width - taken
    axes.set_position(((EDGE_IN + left + GAP_IN / 2) / width, bottom, plot_in / width, tall))
    _shift_labels(axes, plot_in)
    right = plot_in
    for (name, head), room in zip(columns.items(), widths, strict=True):
        right += GAP_IN + room
        _write_column(axes, rows[name], head, places, right / plot_in)
    return figure, axes, places


def _shift_labels(axes: Axes, plot_in: float) -> None:
    """Keep the labels at the same distance from the axes however wide these are."""
    for text in axes.texts:
        text.set_x(-GAP_IN / 2 / plot_in)


def _write_column(axes: Axes, texts: pd.Series, head: str, places: dict, x: float) -> None:
    across = {"transform": axes.get_yaxis_transform(), "ha": "right", "va": "center"}
    axes.text(x, 0, head, weight="bold", **across)
    for index, text in texts.items():
        if text:
            axes.text(x, places[index], text, **across)
