"""Explorer: how far apart people can be after the same dose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ketamine_course.charts.style import PALETTE
from ketamine_course.models import pharmacokinetics as pk
from ketamine_course.widgets.controls import Choice, Slider, Toggle
from ketamine_course.widgets.live_figure import LiveFigure

from .levels import DEFAULT_DURATION_MIN, LevelCanvas, above_axis, dose_slider, height_choice
from .ways import WAYS

HOURS = 4
TIMES_MIN = np.arange(0.0, HOURS * 60 + 1, 2.0)
PEOPLE, SHOWN, SEED = 500, 12, 1
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
OFFERED = ("infusion", "muscle", "nose", "tongue", "swallowed")
ALL_ASSUMED = "kamp2020"
MODELS = {
    ALL_ASSUMED: "Kamp 2020, adults and children (all spread assumed)",
    "herd2007": "Herd 2007, children (spread of volumes and clearances measured)",
}


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
) -> PopulationBand:
    """Simulate ``PEOPLE`` people of ``pk.TYPICAL_KG`` given ``dose_mg`` (mg) in the way ``way``.

    spread_percent: the assumed coefficient of variation (%), used where the model's source gives none.
    """
    given, model = WAYS[way], pk.load_model(model_name)
    levels = pk.simulate_population(
        model,
        given.regimen(dose_mg, DEFAULT_DURATION_MIN),
        TIMES_MIN,
        n=PEOPLE,
        seed=SEED,
        weight_kg=pk.TYPICAL_KG,
        assumed_cv_percent=spread_percent,
    )
    quantiles = np.quantile(levels, QUANTILES, axis=0)
    low, median, high = np.quantile(levels.max(axis=1), (0.05, 0.5, 0.95))
    reading = (
        f"Simulated, {dose_mg:g} mg {given.words}: nine in ten of {PEOPLE} people peak between {low:.0f} "
        f"and {high:.0f} ng/mL, a factor of {high / low:.1f}; the median is "
        f"{median:.0f}.{above_axis(quantiles.max(), axis)}"
    )
    alt = (
        f"Band chart of simulated ketamine levels over {HOURS} hours in {PEOPLE} people after {dose_mg:g} "
        f"mg {given.words}: nine in ten peak between {low:.0f} and {high:.0f} ng/mL, with the median at "
        f"{median:.0f}."
    )
    return PopulationBand(quantiles, levels[:SHOWN], show_people, axis, reading, alt, _numbers(quantiles))


def _numbers(quantiles: np.ndarray) -> pd.DataFrame:
    """Percentiles at a few times."""
    at = [int(np.searchsorted(TIMES_MIN, minute)) for minute in (20, 40, 60, 120, 240)]
    columns = {
        f"{quantile:.0%} of people below (ng/mL)": quantiles[place, at].round(1)
        for place, quantile in enumerate(QUANTILES)
    }
    return pd.DataFrame({"time_min": TIMES_MIN[at]} | columns)


def set_band(band, x: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
    """Move a ``fill_between`` band (also in Matplotlib versions whose bands have no ``set_data``)."""
    band.set_verts([np.column_stack([np.append(x, x[::-1]), np.append(low, high[::-1])])])


class BandCanvas(LevelCanvas):
    """A wide and a narrow band, the median, and a few single people."""

    hours = HOURS

    def setup(self, figure):
        axes, hours, zero = self.make_axes(figure), TIMES_MIN / 60, np.zeros_like(TIMES_MIN)
        blue = PALETTE["blue"]
        self.wide = axes.fill_between(hours, zero, zero, color=blue, alpha=0.2, label="nine in ten people")
        self.narrow = axes.fill_between(hours, zero, zero, color=blue, alpha=0.4, label="middle half")
        (self.median,) = axes.plot(hours, zero, color=PALETTE["ink"], linestyle="-", label="median")
        (self.singles,) = axes.plot(
            [], [], color=PALETTE["vermilion"], linestyle="-", linewidth=0.9, label=f"{SHOWN} single people"
        )
        axes.legend(loc="upper right", title="simulated")
        return [self.wide, self.narrow, self.singles, self.median]

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
    """How far apart are people after the same dose? Percentile bands of simulated people."""
    models = [pk.load_model(name) for name in MODELS]
    absorbed = [WAYS[key].route for key in OFFERED if WAYS[key].route != "intravenous"]
    drip = {"infusion": f" over {DEFAULT_DURATION_MIN} min"}
    return LiveFigure(
        title="Simulated people: same dose, same way in, how far apart?",
        controls=[
            Choice("way", "Way in", [(WAYS[key].label + drip.get(key, ""), key) for key in OFFERED]),
            dose_slider(),
            Choice("model_name", "Model", [(words, name) for name, words in MODELS.items()], radio=True),
            Slider(
                "spread_percent",
                "Assumed spread between people",
                10,
                60,
                step=5,
                value=30,
                unit="%",
                only_when=lambda values: values["model_name"] == ALL_ASSUMED or values["way"] != "infusion",
            ),
            Toggle("show_people", f"Draw {SHOWN} single people", value=True),
            height_choice(),
        ],
        compute=population_band,
        canvas=BandCanvas(),
        caption=(
            f"{PEOPLE} simulated people of {pk.TYPICAL_KG} kg. Kamp 2020: parameters read second-hand, all "
            "spread assumed. Herd 2007: the spread of volumes and clearances was measured, in children, "
            "and is used here outside its source population. Absorption is derived, and its spread assumed."
        ),
        assumptions=(
            "Kamp 2020: no spread between people was found, so the one you set is put on each volume, each "
            "clearance and the absorption. Herd 2007: the printed variability is taken as a coefficient of "
            "variation. All vary "
            "independently. " + " ".join(pk.absorption_caption(route) for route in absorbed)
        ),
        citations=(
            *(model.citation_key for model in models),
            "chong2006",
            "singh2022",
            "hornik2018",
            "miller6",
        ),
        what_to_notice=(
            "With Kamp 2020, widen the assumed spread from end to end: the band grows several times wider, "
            "while the middle line moves little. The band stands for people who differ, by as much as you "
            "assume."
        ),
    )
