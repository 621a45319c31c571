"""Explorer: what route and dose do to the level in the blood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ketamine_course.charts.style import PALETTE
from ketamine_course.models import pharmacokinetics as pk
from ketamine_course.widgets.controls import Choice, Slider
from ketamine_course.widgets.live_figure import LiveFigure
from ketamine_course.widgets.painter import Canvas

from .axes import above_axis, axis_choice, concentration_axes, set_height
from .ways import ESKETAMINE_MODEL, RACEMIC_MODEL, WAYS, measured_peaks

HOURS = 6
TIMES_MIN = np.arange(0.0, HOURS * 60 + 1)
NOT_DRAWN = np.full_like(TIMES_MIN, np.nan)


@dataclass(frozen=True)
class RouteCurves:
    """Curves (ng/mL at ``TIMES_MIN``) of one setting, and their words."""

    ketamine: np.ndarray
    norketamine: np.ndarray
    same_dose_in_vein: np.ndarray
    measured: pd.DataFrame
    axis: object
    reading: str
    alt: str
    rows: pd.DataFrame


def route_curves(way: str, dose_mg: float, duration_min: float, weight_kg: float, axis) -> RouteCurves:
    """Simulate one dose given ``way`` (a key of ``WAYS``), and the same dose infused into a vein.

    dose_mg in mg, duration_min in min (of the infusion, given or compared with), weight_kg in kg; axis as in
    ``axis_choice``.
    """
    given = WAYS[way]
    model = pk.load_model(given.model_name)
    result = pk.simulate(model, given.regimen(dose_mg, duration_min), TIMES_MIN, weight_kg)
    infused = pk.simulate(
        model, pk.Regimen.infusion(dose_mg, duration_min=duration_min), TIMES_MIN, weight_kg
    )
    ketamine = result["ketamine_ng_per_ml"].to_numpy()
    norketamine = result.get("norketamine_ng_per_ml", pd.Series(NOT_DRAWN)).to_numpy()
    in_vein = NOT_DRAWN if given.infused else infused["ketamine_ng_per_ml"].to_numpy()
    measured = measured_peaks(given, dose_mg, duration_min, weight_kg)
    peak, peak_min = ketamine.max(), TIMES_MIN[ketamine.argmax()]
    reading = (
        f"{given.label}, {dose_mg:g} mg: the simulated level peaks at {peak:.0f} ng/mL after {peak_min:.0f} "
        "min."
    )
    if not given.infused:
        reading += f" Infused over {duration_min:g} min, the same dose peaks at {in_vein.max():.0f} ng/mL."
    for _, seen in measured.iterrows():
        reading += f" Measured: {seen['value']:g} ng/mL ({seen['label']})."
    reading += above_axis(np.nanmax([ketamine, norketamine]), axis)
    alt = (
        f"Line chart of the simulated ketamine level over {HOURS} hours after {dose_mg:g} mg {given.words}: "
        f"a peak of {peak:.0f} ng/mL after {peak_min:.0f} minutes, {ketamine[60]:.0f} ng/mL after one hour."
    )
    curves = {
        given.label: ketamine,
        "Norketamine (the metabolite)": norketamine,
        "Same dose infused": in_vein,
    }
    return RouteCurves(ketamine, norketamine, in_vein, measured, axis, reading, alt, _numbers(curves))


def _numbers(curves: dict[str, np.ndarray]) -> pd.DataFrame:
    """Peak and a few levels of each curve that is drawn."""
    drawn = {words: curve for words, curve in curves.items() if not np.isnan(curve).all()}
    return pd.DataFrame(
        [
            {
                "curve": words,
                "peak_ng_per_ml": round(float(curve.max()), 1),
                "time_of_peak_min": float(TIMES_MIN[curve.argmax()]),
                "after 1 h (ng/mL)": round(float(curve[60]), 1),
                "after 4 h (ng/mL)": round(float(curve[240]), 1),
            }
            for words, curve in drawn.items()
        ]
    )


class RouteCanvas(Canvas):
    """Two curves, a third for the metabolite, and measured peaks with their spread."""

    def setup(self, figure):
        self.axes = concentration_axes(figure, HOURS)
        hours = TIMES_MIN / 60
        (self.ketamine,) = self.axes.plot(
            hours, NOT_DRAWN, color=PALETTE["blue"], linestyle="-", label="as given"
        )
        (self.in_vein,) = self.axes.plot(
            hours, NOT_DRAWN, color=PALETTE["grey"], linestyle="--", label="same dose, infused into a vein"
        )
        (self.norketamine,) = self.axes.plot(
            hours, NOT_DRAWN, color=PALETTE["green"], linestyle="-.", label="norketamine, its metabolite"
        )
        (self.points,) = self.axes.plot(
            [],
            [],
            color=PALETTE["vermilion"],
            marker="o",
            linestyle="",
            markersize=8,
            label="measured peak and spread",
        )
        (self.spreads,) = self.axes.plot([], [], color=PALETTE["vermilion"], linestyle="-", linewidth=1.8)
        self.axes.legend(loc="upper right")
        return [self.in_vein, self.norketamine, self.ketamine, self.spreads, self.points]

    def background_key(self, values):
        return values["axis"]

    def draw_background(self, result):
        set_height(self.axes, result.axis)

    def draw(self, result):
        self.ketamine.set_ydata(result.ketamine)
        self.in_vein.set_ydata(result.same_dose_in_vein)
        self.norketamine.set_ydata(result.norketamine)
        seen = result.measured
        self.points.set_data(seen["time_min"] / 60, seen["value"])
        gaps = np.full(len(seen), np.nan)
        self.spreads.set_data(
            np.repeat(seen["time_min"].to_numpy() / 60, 3),
            np.column_stack([seen["low"], seen["high"], gaps]).ravel(),
        )


def route_and_dose() -> LiveFigure:
    """How much, how soon, by which route? One dose, nine ways, measured peaks laid over where doses match."""
    racemic, esketamine = (pk.load_model(name) for name in (RACEMIC_MODEL, ESKETAMINE_MODEL))
    return LiveFigure(
        title="The same milligrams, another way in: what reaches the blood, and when?",
        controls=[
            Choice("way", "Way in", [(way.label, key) for key, way in WAYS.items()], value="infusion"),
            Slider("dose_mg", "Dose", 5, 100, step=5, value=35, unit="mg"),
            Slider("duration_min", "Infusion lasts", 10, 120, step=10, value=40, unit="min"),
            Slider("weight_kg", "Body weight of the simulated person", 40, 120, step=5, value=70, unit="kg"),
            axis_choice(400),
        ],
        compute=route_curves,
        canvas=RouteCanvas(),
        caption=(
            f"Simulated, one typical person. Ketamine: {racemic.title}, parameters read second-hand; "
            f"esketamine: {esketamine.title}, parameters read second-hand, without effect of body weight. "
            "For muscle, nose, tongue, mouth and rectum, share and time to peak are those of single small "
            "studies (muscle and rectum: children) and absorption is derived, not published. Measured "
            "peaks appear where a study gave exactly this dose."
        ),
        citations=(
            racemic.citation_key,
            esketamine.citation_key,
            "chong2006",
            "singh2022",
            "malinovsky1996",
            "hornik2018",
            "miller6",
            "zanos2018",
        ),
        what_to_notice=(
            "Change only the way in: the peak of every absorbed route comes lower than the same dose "
            "infused. Change only the dose: a higher dose makes a higher peak."
        ),
    )
