"""Explorer: what route and dose do to the level in the blood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ketamine_course.charts.style import PALETTE
from ketamine_course.models import pharmacokinetics as pk
from ketamine_course.widgets.controls import Choice
from ketamine_course.widgets.live_figure import LiveFigure

from .levels import LevelCanvas, above_axis, dose_slider, duration_slider, height_choice, weight_slider
from .ways import (
    ABSORBED,
    ESKETAMINE_MODEL,
    WAYS,
    Way,
    compared,
    measured_peaks,
    measured_reading,
)

HOURS = 6
TIMES_MIN = np.arange(0.0, HOURS * 60 + 1)
NOT_DRAWN = np.full_like(TIMES_MIN, np.nan)
# A model mixes a push into the blood at once; from this minute on its level is told.
MIXED_MIN = 5
TOLD_MIN = (10, 15, 20, 30, 60, 240)


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

    dose_mg in mg, duration_min in min (of the drip, given or compared with), weight_kg in kg; axis as in
    ``height_choice``.
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
    told = _reading(given, dose_mg, duration_min, ketamine, in_vein) + _metabolite(norketamine)
    reading = told + measured_reading(measured)
    reading += above_axis(np.nanmax([ketamine, norketamine]), axis)
    alt = (
        f"Line chart over {HOURS} hours. {told} After one hour: {ketamine[60]:.0f} "
        f"ng/mL.{compared(measured, ketamine.max())}"
    )
    curves = {
        given.label: ketamine,
        "Noresketamine (breakdown product)": norketamine,
        "Same dose as a drip": in_vein,
    }
    return RouteCurves(ketamine, norketamine, in_vein, measured, axis, reading, alt, _numbers(curves))


def _top(given: Way, ketamine: np.ndarray) -> str:
    """The peak in words; after a push, the level once the model's mixing at time 0 no longer matters."""
    if given.pushed:
        return f"{ketamine[MIXED_MIN]:.0f} ng/mL after {MIXED_MIN} minutes"
    return f"a peak of {ketamine.max():.0f} ng/mL after {TIMES_MIN[ketamine.argmax()]:.0f} minutes"


def _reading(
    given: Way, dose_mg: float, duration_min: float, ketamine: np.ndarray, in_vein: np.ndarray
) -> str:
    reading = f"Simulated, {dose_mg:g} mg {given.words}: {_top(given, ketamine)}."
    if given.pushed:
        reading += " The first minutes are not real: the model mixes the whole dose into the blood at once."
    if given.route == "intramuscular":
        reading += " Not an adult curve: its share is from children, its time assumed."
    if not given.infused:
        reading += f" As a drip over {duration_min:g} min, the same dose peaks at {in_vein.max():.0f} ng/mL."
    return reading


def _metabolite(norketamine: np.ndarray) -> str:
    """Peak of the breakdown product, where the model has it."""
    if np.isnan(norketamine).all():
        return ""
    when = TIMES_MIN[norketamine.argmax()]
    peak = f"{norketamine.max():.0f} ng/mL after {when:.0f} minutes"
    return f" Its breakdown product noresketamine peaks at {peak}."


def _numbers(curves: dict[str, np.ndarray]) -> pd.DataFrame:
    """Peak and a few levels of each curve that is drawn."""
    drawn = {words: curve for words, curve in curves.items() if not np.isnan(curve).all()}
    return pd.DataFrame(
        [
            {
                "curve": words,
                "peak (ng/mL)": round(float(curve.max()), 1) if curve.argmax() else None,
                "peak after (min)": float(TIMES_MIN[curve.argmax()]) if curve.argmax() else None,
            }
            | {f"after {minute} min (ng/mL)": round(float(curve[minute]), 1) for minute in TOLD_MIN}
            for words, curve in drawn.items()
        ]
    )


class RouteCanvas(LevelCanvas):
    """Two curves, a third for the metabolite, and measured peaks with their spread."""

    hours = HOURS

    def setup(self, figure):
        axes, hours = self.make_axes(figure), TIMES_MIN / 60
        (self.ketamine,) = axes.plot(
            hours, NOT_DRAWN, color=PALETTE["blue"], linestyle="-", label="simulated, the way you chose"
        )
        (self.in_vein,) = axes.plot(
            hours, NOT_DRAWN, color=PALETTE["grey"], linestyle="--", label="simulated, same dose as a drip"
        )
        (self.norketamine,) = axes.plot(
            hours, NOT_DRAWN, color=PALETTE["green"], linestyle="-.", label="simulated noresketamine"
        )
        (self.points,) = axes.plot(
            [],
            [],
            color=PALETTE["vermilion"],
            marker="o",
            linestyle="",
            markersize=8,
            label="measured peak, spread",
        )
        (self.spreads,) = axes.plot([], [], color=PALETTE["vermilion"], linestyle="-", linewidth=1.8)
        axes.legend(loc="upper right")
        return [self.in_vein, self.norketamine, self.ketamine, self.spreads, self.points]

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
    racemic, esketamine = (pk.load_model(name) for name in (pk.COURSE_MODEL, ESKETAMINE_MODEL))
    return LiveFigure(
        title="A simulated person, not a dose calculator: the same milligrams, another way in",
        controls=[
            Choice("way", "Way in", [(way.label, key) for key, way in WAYS.items()], value="infusion"),
            dose_slider(),
            duration_slider(),
            weight_slider(),
            height_choice(),
        ],
        compute=route_curves,
        canvas=RouteCanvas(),
        caption=(
            "The person is made up. How fast and how much is absorbed was worked out for this course, not "
            "published; the models' numbers were read second-hand. Measured peaks appear where a study "
            "gave this dose, or one per kilogram that makes it at this weight."
        ),
        assumptions=(
            f"Ketamine: {racemic.title}; arterial blood; its form is not stated and taken as the mixture "
            f"(assumed). Esketamine: {esketamine.title}; no effect of weight; its noresketamine curve is "
            "too high over the hours. " + " ".join(pk.absorption_caption(route) for route in ABSORBED)
        ),
        citations=(
            racemic.citation_key,
            esketamine.citation_key,
            "chong2006",
            "singh2022",
            "huge2010",
            "malinovsky1996",
            "hornik2018",
            "miller6",
            "zanos2018",
        ),
        what_to_notice=(
            "Change only the way in: the peak of every absorbed route comes lower than that of the same "
            "dose as a drip. Change only the dose: the simulated peak rises. A higher level is not more "
            "relief, and it can mean more unwanted effects."
        ),
    )
