"""Explorer: five published models, one dose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ketamine_course.charts.style import PALETTE, series
from ketamine_course.models import pharmacokinetics as pk
from ketamine_course.widgets.controls import Choice
from ketamine_course.widgets.live_figure import LiveFigure

from .levels import LevelCanvas, above_axis, dose_slider, duration_slider, height_choice, weight_slider
from .ways import ESKETAMINE_MODEL, WAYS, compared, measured_peaks, measured_reading

HOURS = 3
TIMES_MIN = np.arange(0.0, HOURS * 60 + 1)
TOLD_AFTER_PUSH_MIN = 5
NAMES = {
    "kamp2020": "Kamp 2020",
    "domino_tci": "Domino",
    "herd2007": "Herd 2007 (children)",
    "clements1981": "Clements 1981",
    ESKETAMINE_MODEL: "Perez-Ruixo 2021 (esketamine)",
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
    """Simulate the same dose into a vein with every named model.

    way: ``infusion`` or ``push``; dose_mg in mg, duration_min in min, weight_kg in kg.
    """
    given = WAYS[way]
    regimen = given.regimen(dose_mg, duration_min)
    curves = {}
    for name in NAMES:
        result = pk.simulate(pk.load_model(name), regimen, TIMES_MIN, weight_kg, ketamine_only=True)
        curves[name] = result["ketamine_ng_per_ml"].to_numpy()
    measured = measured_peaks(given, dose_mg, duration_min, weight_kg)
    minute = int(duration_min) if given.infused else TOLD_AFTER_PUSH_MIN
    ketamine = {name: curve[minute] for name, curve in curves.items() if name != ESKETAMINE_MODEL}
    low, high = min(ketamine, key=ketamine.get), max(ketamine, key=ketamine.get)
    when = f"at the end of the drip ({minute} min)" if given.infused else f"{minute} minutes after the push"
    reading = (
        f"Simulated, {dose_mg:g} mg {given.words}: {when} the {len(ketamine)} models of ketamine range from "
        f"{ketamine[low]:.0f} ng/mL ({NAMES[low]}) to {ketamine[high]:.0f} ({NAMES[high]}), a factor of "
        f"{ketamine[high] / ketamine[low]:.1f}.{measured_reading(measured)}"
    )
    reading += above_axis(max(curve.max() for curve in curves.values()), axis)
    alt = (
        f"Line chart of {len(curves)} simulated curves over {HOURS} hours after {dose_mg:g} mg "
        f"{given.words}: {when} ketamine runs from {ketamine[low]:.0f} ng/mL ({NAMES[low]}) to "
        f"{ketamine[high]:.0f} ({NAMES[high]}).{compared(measured, ketamine[high])}"
    )
    return ModelCurves(curves, measured, axis, reading, alt, _numbers(curves, minute))


def _numbers(curves: dict[str, np.ndarray], minute: int) -> pd.DataFrame:
    """Levels of each model, and whom it was made from."""
    models = [pk.load_model(name) for name in curves]
    return pd.DataFrame(
        {
            "model": [NAMES[name] for name in curves],
            f"after {minute} min (ng/mL)": [round(float(curve[minute]), 1) for curve in curves.values()],
            "after 2 h (ng/mL)": [round(float(curve[120]), 1) for curve in curves.values()],
            "population": [model.population for model in models],
            "blood drawn": [model.sampling for model in models],
        }
    )


class ModelCanvas(LevelCanvas):
    """One curve a model, told apart by colour and line style, and measured peaks."""

    hours = HOURS

    def setup(self, figure):
        axes, self.lines = self.make_axes(figure), {}
        for index, (name, words) in enumerate(NAMES.items()):
            look = series(index) | {"marker": None}
            (self.lines[name],) = axes.plot(TIMES_MIN / 60, 0 * TIMES_MIN, label=words, **look)
        (self.points,) = axes.plot(
            [],
            [],
            color=PALETTE["ink"],
            marker="o",
            linestyle="",
            markersize=9,
            label="measured peak",
            zorder=4,
        )
        axes.legend(loc="upper right")
        return [*self.lines.values(), self.points]

    def draw(self, result):
        for name, curve in result.curves.items():
            self.lines[name].set_ydata(curve)
        self.points.set_data(result.measured["time_min"] / 60, result.measured["value"])


def model_against_model() -> LiveFigure:
    """Do the models agree? Five published models simulate the same dose into a vein."""
    models = [pk.load_model(name) for name in NAMES]
    *first, last = (NAMES[model.name] for model in models if model.second_hand)
    return LiveFigure(
        title=f"A simulated person, {len(NAMES)} published models: do they agree?",
        controls=[
            Choice("way", "Way in", [(WAYS[key].label, key) for key in ("infusion", "push")], radio=True),
            dose_slider(),
            duration_slider(only_when=lambda values: values["way"] == "infusion"),
            weight_slider(),
            height_choice(),
        ],
        compute=model_curves,
        canvas=ModelCanvas(),
        caption=(
            f"Simulated, one typical person. Parameters read second-hand: {', '.join(first)} and {last}. "
            "None was fitted to the measured point."
        ),
        assumptions=(
            "Herd 2007 was estimated in children, from samples that left out the first minutes. Clements "
            "1981 is said to be from venous blood. The Perez-Ruixo model is of esketamine, another drug "
            "form: it is shown the same milligrams of esketamine alone. A push is mixed at once, as no "
            "body does."
        ),
        citations=(*(model.citation_key for model in models), "zanos2018"),
        what_to_notice=(
            "The models of ketamine are furthest apart in the first minutes, after a push or as a drip "
            "begins. With the drip they start with they agree best at its end; after it they differ by "
            "about two times, for hours."
        ),
    )
