"""Explorer: how far apart people can be after the same dose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ketamine_course.charts.style import PALETTE
from ketamine_course.models import pharmacokinetics as pk
from ketamine_course.widgets.controls import Choice, Slider, Toggle
from ketamine_course.widgets.live_figure import LiveFigure
from ketamine_course.widgets.painter import Canvas

from .axes import above_axis, axis_choice, concentration_axes, set_band, set_height
from .ways import WAYS

HOURS = 4
TIMES_MIN = np.arange(0.0, HOURS * 60 + 1, 2.0)
PEOPLE, SHOWN, SEED = 500, 12, 1
INFUSION_MIN = 40.0
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
OFFERED = ("infusion", "muscle", "nose", "tongue", "swallowed")
MODELS = {"kamp2020": "adults and children (spread assumed)", "herd2007": "children (spread measured)"}


@dataclass(frozen=True)
class PopulationBand:
    """Percentiles (5, t) and single people (``SHOWN``, t) in ng/mL at ``TIMES_MIN``, and their words."""

    quantiles: np.ndarray
    people: np.ndarray
    show_people: bool
    axis: object
    reading: str
    alt: str
    rows: pd.DataFrame


def population_band(
    way: str, dose_mg: float, model_name: str, spread_percent: float, show_people: bool, axis
):
    """Simulate ``PEOPLE`` people of 70 kg given ``dose_mg`` (mg) in the way ``way``.

    spread_percent: the assumed coefficient of variation (%), used where the model's source gives none.
    """
    given, model = WAYS[way], pk.load_model(model_name)
    levels = pk.simulate_population(
        model,
        given.regimen(dose_mg, INFUSION_MIN),
        TIMES_MIN,
        n=PEOPLE,
        seed=SEED,
        assumed_cv_percent=spread_percent,
    )
    quantiles = np.quantile(levels, QUANTILES, axis=0)
    low, median, high = np.quantile(levels.max(axis=1), (0.05, 0.5, 0.95))
    reading = (
        f"{given.label}, {dose_mg:g} mg: nine in ten of {PEOPLE} simulated people peak between {low:.0f} "
        f"and {high:.0f} ng/mL, a factor of {high / low:.1f}; the median is "
        f"{median:.0f}.{above_axis(quantiles.max(), axis)}"
    )
    alt = (
        f"Band chart of simulated ketamine levels over {HOURS} hours in {PEOPLE} people after {dose_mg:g} "
        f"mg {given.words}: nine in ten peak between {low:.0f} and {high:.0f} ng/mL, with the median at "
        f"{median:.0f}."
    )
    hourly = [int(np.searchsorted(TIMES_MIN, minute)) for minute in (20, 40, 60, 120, 240)]
    rows = pd.DataFrame(
        {"time_min": TIMES_MIN[hourly]}
        | {
            f"{quantile:.0%} of people below (ng/mL)": quantiles[i, hourly].round(1)
            for i, quantile in enumerate(QUANTILES)
        }
    )
    return PopulationBand(quantiles, levels[:SHOWN], show_people, axis, reading, alt, rows)


class BandCanvas(Canvas):
    """A wide and a narrow band, the median, and a few single people."""

    def setup(self, figure):
        self.axes = concentration_axes(figure, HOURS)
        hours, zero = TIMES_MIN / 60, np.zeros_like(TIMES_MIN)
        self.wide = self.axes.fill_between(
            hours, zero, zero, color=PALETTE["blue"], alpha=0.2, label="nine in ten people"
        )
        self.narrow = self.axes.fill_between(
            hours, zero, zero, color=PALETTE["blue"], alpha=0.4, label="middle half"
        )
        (self.median,) = self.axes.plot(hours, zero, color=PALETTE["ink"], linestyle="-", label="median")
        (self.singles,) = self.axes.plot(
            [],
            [],
            color=PALETTE["vermilion"],
            linestyle="-",
            linewidth=0.9,
            label=f"{SHOWN} simulated people",
        )
        self.axes.legend(loc="upper right")
        return [self.wide, self.narrow, self.singles, self.median]

    def background_key(self, values):
        return values["axis"]

    def draw_background(self, result):
        set_height(self.axes, result.axis)

    def draw(self, result):
        hours = TIMES_MIN / 60
        set_band(self.wide, hours, result.quantiles[0], result.quantiles[4])
        set_band(self.narrow, hours, result.quantiles[1], result.quantiles[3])
        self.median.set_ydata(result.quantiles[2])
        self.singles.set_visible(result.show_people)
        gap = np.full((len(result.people), 1), np.nan)
        self.singles.set_data(
            np.tile(np.append(hours, np.nan), len(result.people)), np.hstack([result.people, gap]).ravel()
        )


def virtual_population() -> LiveFigure:
    """How far apart are people after the same dose? Percentile bands of 500 simulated people."""
    models = [pk.load_model(name) for name in MODELS]
    return LiveFigure(
        title="Same dose, same route: how far apart can people be?",
        controls=[
            Choice(
                "way", "Way in", [(WAYS[key].label.replace("the set time", "40 min"), key) for key in OFFERED]
            ),
            Slider("dose_mg", "Dose", 5, 100, step=5, value=35, unit="mg"),
            Choice(
                "model_name",
                "Model estimated in",
                [(words, name) for name, words in MODELS.items()],
                radio=True,
            ),
            Slider(
                "spread_percent",
                "Assumed spread between people",
                10,
                60,
                step=5,
                value=30,
                unit="%",
                only_when=lambda values: values["model_name"] == "kamp2020" or values["way"] != "infusion",
            ),
            Toggle("show_people", f"Draw {SHOWN} single people", value=True),
            axis_choice(400),
        ],
        compute=population_band,
        canvas=BandCanvas(),
        caption=(
            f"{PEOPLE} simulated people of 70 kg. Kamp 2020: parameters read second-hand; no spread between "
            "people was found, so the one you set is assumed, on each volume, each clearance and the "
            "absorption. Herd 2007: the spread of volumes and clearances is the one measured in children, "
            "used here outside its source population; absorption varies by the assumed one. All vary "
            "independently, which is assumed too."
        ),
        citations=tuple(model.citation_key for model in models),
        what_to_notice=(
            "Widen the assumed spread from end to end: the band grows several times wider, while the "
            "middle line moves little. The band is not error in the measurement; it is people who differ."
        ),
    )
