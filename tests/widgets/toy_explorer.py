"""A small live figure for tests and the benchmark: made-up numbers, nothing from a study."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ketamine_course.widgets import Canvas, Choice, LiveFigure, Slider, Toggle

TIMES_MIN = np.linspace(0, 240, 481)
HALF_LIVES_MIN = {"fast": 20, "slow": 90}


@dataclass
class Decline:
    """What the toy computes: a curve, its words and its numbers."""

    level: np.ndarray
    with_band: bool
    reading: str
    alt: str
    rows: pd.DataFrame


def decline(dose_mg, share, pace, band):
    """Levels over four hours that halve again and again."""
    if dose_mg == 100 and share < 1:
        raise ValueError("dose_mg must be below 100 unless all of it arrives")
    half_life = HALF_LIVES_MIN[pace]
    level = dose_mg * share * 0.5 ** (TIMES_MIN / half_life)
    hour = float(np.interp(60, TIMES_MIN, level))
    rows = pd.DataFrame({"time_min": [0, 60, 240], "level_percent": [level[0], hour, level[-1]]})
    reading = f"From {dose_mg} mg, the level after one hour is {hour:.2f}."
    alt = f"Line chart of a made-up level after {dose_mg} mg, {pace} decline: {hour:.2f} after one hour."
    return Decline(level, band, reading, alt, rows)


class DeclineCanvas(Canvas):
    """One line, one label, one band; the time axis is shorter when the decline is fast."""

    def setup(self, figure):
        self.axes = figure.add_subplot()
        self.axes.set(xlim=(0, 240), ylim=(0, 105), xlabel="Time (min)", ylabel="Level (made up)")
        (self.line,) = self.axes.plot(TIMES_MIN, 0 * TIMES_MIN)
        self.label = self.axes.text(0.98, 0.95, "", transform=self.axes.transAxes, ha="right", va="top")
        self.band = self.axes.fill_between(TIMES_MIN, 0 * TIMES_MIN, alpha=0.25)
        return [self.line, self.label, self.band]

    def background_key(self, values):
        return values["pace"]

    def draw_background(self, result):
        self.axes.set_xlim(0, 240 if result.level[-1] > 1 else 120)

    def draw(self, result):
        self.line.set_ydata(result.level)
        self.label.set_text(result.reading)
        self.band.set_visible(result.with_band)
        edges = np.column_stack([TIMES_MIN, 0.8 * result.level]), np.column_stack([TIMES_MIN, result.level])
        self.band.set_verts([np.concatenate([edges[0], edges[1][::-1]])])


def controls():
    """One control of each kind."""
    return [
        Slider("dose_mg", "Dose", 5, 100, step=5, value=35, unit="mg"),
        Slider("share", "Share that arrives", 0.25, 1, step=0.25, value=1),
        Choice("pace", "Pace", [("Fast decline", "fast"), ("Slow decline", "slow")], value="slow"),
        Toggle("band", "Show a band", only_when=lambda values: values["pace"] == "slow"),
    ]


def toy(**overrides):
    """The live figure itself."""
    parts = {
        "title": "How does a made-up level fall?",
        "controls": controls(),
        "compute": decline,
        "canvas": DeclineCanvas(),
        "caption": "A made-up drug in nobody.",
        "note": "Simulated for a test; no study data.",
        "what_to_notice": "Twice the dose gives twice the level.",
    }
    return LiveFigure(**{**parts, **overrides})
