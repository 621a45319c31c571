"""What chapter 3's explorers share: their controls, and a canvas of blood level against time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ketamine_course.models import pharmacokinetics as pk
from ketamine_course.widgets.controls import Choice, Slider
from ketamine_course.widgets.painter import Canvas

LOG = "log"
LOWEST_NG_PER_ML, HIGHEST_NG_PER_ML = 0.5, 100_000
DEFAULT_DOSE_MG, DEFAULT_DURATION_MIN = 35, 40


def dose_slider() -> Slider:
    return Slider("dose_mg", "Dose", 5, 100, step=5, value=DEFAULT_DOSE_MG, unit="mg")


def duration_slider(only_when: Callable | None = None) -> Slider:
    """How long a drip lasts, whether given or compared with."""
    return Slider(
        "duration_min",
        "Drip lasts" if only_when else "Drip lasts (also the one compared with)",
        10,
        120,
        step=10,
        value=DEFAULT_DURATION_MIN,
        unit="min",
        only_when=only_when,
    )


def weight_slider() -> Slider:
    return Slider(
        "weight_kg", "Weight of the simulated person", 40, 120, step=5, value=pk.TYPICAL_KG, unit="kg"
    )


def height_choice() -> Choice:
    """Which levels the chart shows; it stays as chosen, so that curves can be compared."""
    options = [
        ("0 to 50 ng/mL", 50),
        ("0 to 400 ng/mL", 400),
        ("0 to 1,000 ng/mL", 1000),
        ("all, log scale", LOG),
    ]
    return Choice("axis", "Height of the chart", options, value=400)


def above_axis(peak: float, height) -> str:
    """A warning when a peak does not fit on the chosen height, else nothing."""
    return " The top of a curve is cut off: choose a higher chart." if height != LOG and peak > height else ""


class LevelCanvas(Canvas):
    """Axes of level against ``hours``, whose height follows the control ``axis``; results carry ``axis``."""

    hours = 6

    def make_axes(self, figure):
        """The empty axes."""
        self.axes = figure.add_subplot()
        self.axes.set(
            xlim=(0, self.hours), xlabel="Time after the dose (hours)", ylabel="Level in blood (ng/mL)"
        )
        self.axes.set_xticks(np.arange(0, self.hours + 0.5, 0.5 if self.hours <= 4 else 1))
        return self.axes

    def background_key(self, values):
        return values["axis"]

    def draw_background(self, result):
        if result.axis == LOG:
            self.axes.set_yscale("log")
            self.axes.set_ylim(LOWEST_NG_PER_ML, HIGHEST_NG_PER_ML)
        else:
            self.axes.set_yscale("linear")
            self.axes.set_ylim(0, result.axis)
