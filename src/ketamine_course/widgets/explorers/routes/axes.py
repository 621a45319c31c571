"""The concentration axes that chapter 3's explorers share."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ketamine_course.widgets.controls import Choice

LOG = "log"
LOWEST_NG_PER_ML, HIGHEST_NG_PER_ML = 0.5, 20_000


def axis_choice(value) -> Choice:
    """Which concentrations the axis shows; it stays as chosen, so that curves can be compared."""
    options = [
        ("0 to 50 ng/mL", 50),
        ("0 to 400 ng/mL", 400),
        ("0 to 1,000 ng/mL", 1000),
        ("all, log scale", LOG),
    ]
    return Choice("axis", "Concentration axis", options, value=value)


def concentration_axes(figure: Figure, hours: float) -> Axes:
    """Empty axes of concentration against time in hours."""
    axes = figure.add_subplot()
    axes.set(xlim=(0, hours), xlabel="Time after the dose (hours)", ylabel="Level in blood (ng/mL)")
    axes.set_xticks(np.arange(0, hours + 0.5, 0.5 if hours <= 4 else 1))
    return axes


def set_height(axes: Axes, height) -> None:
    """Apply a choice of ``axis_choice``."""
    if height == LOG:
        axes.set_yscale("log")
        axes.set_ylim(LOWEST_NG_PER_ML, HIGHEST_NG_PER_ML)
    else:
        axes.set_yscale("linear")
        axes.set_ylim(0, height)


def above_axis(peak: float, height) -> str:
    """A warning when a peak does not fit on the chosen axis, else nothing."""
    return " The top of a curve is cut off: choose a higher axis." if height != LOG and peak > height else ""


def set_band(band, x: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
    """Move a ``fill_between`` band (also in Matplotlib versions whose bands have no ``set_data``)."""
    band.set_verts([np.column_stack([np.append(x, x[::-1]), np.append(low, high[::-1])])])
