"""Explorer: five published models, one dose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ketamine_course.charts.style import PALETTE, series
from ketamine_course.models import pharmacokinetics as pk
from ketamine_course.widgets.controls import Choice, Slider
from ketamine_course.widgets.live_figure import LiveFigure
from ketamine_course.widgets.painter import Canvas

from .axes import above_axis, axis_choice, concentration_axes, set_height
from .ways import ESKETAMINE_MODEL, WAYS, measured_peaks

HOURS = 3
TIMES_MIN = np.arange(0.0, HOURS * 60 + 1)
NAMES = {
    "kamp2020": "Kamp 2020",
    "domino_tci": "Domino",
    "herd2007": "Herd 2007, children",
    "clements1981": "Clements 1981",
    ESKETAMINE_MODEL: "Perez-Ruixo 2021, esketamine",
}


@dataclass(frozen=True)
class ModelCurves:
    """One curve a model (ng/mL at ``TIMES_MIN``), what was measured, and the words."""

    curves: dict[str, np.ndarray]
    measured: pd.DataFrame
    axis: object
    reading: str
    alt: str
    rows: pd.DataFrame


def model_curves(way: str, dose_mg: float, duration_min: float, weight_kg: float, axis) -> ModelCurves:
    """Simulate the same intravenous dose with every named model.

    way: ``infusion`` or ``push``; dose_mg in mg, duration_min in min, weight_kg in kg.
    """
    given = WAYS[way]
    regimen = given.regimen(dose_mg, duration_min)
    curves = {
        name: pk.simulate(pk.load_model(name), regimen, TIMES_MIN, weight_kg)["ketamine_ng_per_ml"].to_numpy()
        for name in NAMES
    }
    measured = measured_peaks(given, dose_mg, duration_min, weight_kg)
    minute = int(duration_min) if given.infused else 5
    racemic = {name: curve[minute] for name, curve in curves.items() if name != ESKETAMINE_MODEL}
    low, high = min(racemic, key=racemic.get), max(racemic, key=racemic.get)
    when = (
        f"At the end of the infusion ({minute} min)" if given.infused else f"{minute} minutes after the push"
    )
    reading = (
        f"{when} the four models of ketamine range from {racemic[low]:.0f} ng/mL ({NAMES[low]}) to "
        f"{racemic[high]:.0f} ({NAMES[high]}): a factor of {racemic[high] / racemic[low]:.1f}."
    )
    for _, seen in measured.iterrows():
        reading += f" Measured: {seen['value']:g} ({seen['label']})."
    reading += above_axis(max(curve.max() for curve in curves.values()), axis)
    alt = (
        f"Line chart of five simulated curves over {HOURS} hours after {dose_mg:g} mg {given.words}: "
        f"{minute} minutes after the start they run from {racemic[low]:.0f} to {racemic[high]:.0f} ng/mL "
        "for ketamine."
    )
    rows = pd.DataFrame(
        {
            "model": list(NAMES.values()),
            f"after {minute} min (ng/mL)": [round(float(curve[minute]), 1) for curve in curves.values()],
            "after 2 h (ng/mL)": [round(float(curve[120]), 1) for curve in curves.values()],
            "population": [pk.load_model(name).population for name in NAMES],
            "blood drawn": [pk.load_model(name).sampling for name in NAMES],
        }
    )
    return ModelCurves(curves, measured, axis, reading, alt, rows)


class ModelCanvas(Canvas):
    """Five curves that differ in colour and line style, and measured peaks."""

    def setup(self, figure):
        self.axes = concentration_axes(figure, HOURS)
        self.lines = {}
        for index, (name, words) in enumerate(NAMES.items()):
            look = series(index) | {"marker": None}
            (self.lines[name],) = self.axes.plot(TIMES_MIN / 60, 0 * TIMES_MIN, label=words, **look)
        (self.points,) = self.axes.plot(
            [], [], color=PALETTE["ink"], marker="o", linestyle="", markersize=9, label="measured", zorder=4
        )
        self.axes.legend(loc="upper right")
        return [*self.lines.values(), self.points]

    def background_key(self, values):
        return values["axis"]

    def draw_background(self, result):
        set_height(self.axes, result.axis)

    def draw(self, result):
        for name, curve in result.curves.items():
            self.lines[name].set_ydata(curve)
        self.points.set_data(result.measured["time_min"] / 60, result.measured["value"])


def model_against_model() -> LiveFigure:
    """Do the models agree? Five published models simulate the same dose into a vein."""
    models = [pk.load_model(name) for name in NAMES]
    second_hand = " and ".join(
        ", ".join(NAMES[model.name] for model in models if model.second_hand).rsplit(", ", 1)
    )
    return LiveFigure(
        title="Five published models, one dose: do they agree?",
        controls=[
            Choice("way", "Way in", [(WAYS[key].label, key) for key in ("infusion", "push")], radio=True),
            Slider("dose_mg", "Dose", 5, 100, step=5, value=35, unit="mg"),
            Slider(
                "duration_min",
                "Infusion lasts",
                10,
                120,
                step=10,
                value=40,
                unit="min",
                only_when=lambda values: values["way"] == "infusion",
            ),
            Slider("weight_kg", "Body weight of the simulated person", 40, 120, step=5, value=70, unit="kg"),
            axis_choice(400),
        ],
        compute=model_curves,
        canvas=ModelCanvas(),
        caption=(
            f"Simulated, one typical person. Parameters read second-hand: {second_hand}. Herd 2007 was "
            "estimated in children, Clements 1981 from venous blood; the Perez-Ruixo model is of "
            "esketamine, one half of the mixture, and has no effect of body weight. The models are as "
            "published: none was fitted to the measured point."
        ),
        citations=(*(model.citation_key for model in models), "zanos2018"),
        what_to_notice=(
            "The models disagree most just after a push, when the drug has only begun to spread, and much "
            "less once it has spread."
        ),
    )
