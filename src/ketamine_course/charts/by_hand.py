"""Charts for the exercises of chapter 3: a learner's own curve beside the course's."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ketamine_course.charts.chart import Chart
from ketamine_course.charts.style import course_style, new_figure, series
from ketamine_course.evidence import cite, row
from ketamine_course.models import pharmacokinetics as pk

COLUMNS = ("time_min", "by_hand", "course")
LABELS = {"by_hand": "by hand: one compartment", "course": "the course's: Kamp 2020, three compartments"}
# The drip whose level at its end was published.
MEASURED_DRIP = "ph128"


@course_style()
def after_push(curves: pd.DataFrame) -> Chart:
    """Both curves after one push, on a scale by factors.

    curves: columns time_min (min), by_hand and course (ng/mL, above 0). Raises ValueError for other tables.
    """
    curves = _checked(curves)
    figure = new_figure()
    axes = figure.subplots()
    _draw(axes, curves)
    axes.set_yscale("log")
    low, high = curves[["by_hand", "course"]].to_numpy().min(), curves["course"].max()
    ticks = [tick for tick in (1, 3, 10, 30, 100, 300, 1000, 3000) if low / 3 <= tick <= high * 3]
    axes.set_yticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.minorticks_off()
    axes.set_ylabel("Ketamine in blood (ng/mL, log scale)")
    first, meets = curves.iloc[0], _meeting(curves)
    times = first["course"] / first["by_hand"]
    finding = (
        f"Right after the push the course's level is {times:.0f} times as high; after about {meets:.0f} "
        "minutes the curve by hand lies above it."
    )
    return Chart(
        figure,
        finding,
        f"Both are simulated: one push, a person of {pk.TYPICAL_KG} kg. {_whose()}",
        "Line chart with a log scale, two simulated levels against time. By hand: a straight line from "
        f"{first['by_hand']:.0f} ng/mL downwards. The course's: from {first['course']:,.0f} ng/mL a steep "
        f"fall that crosses the line after about {meets:.0f} minutes, then a slow one.",
        _rows(curves),
        (pk.load_model(pk.COURSE_MODEL).citation_key,),
    )


@course_style()
def during_drip(curves: pd.DataFrame) -> Chart:
    """Both curves during and after the drip of ``MEASURED_DRIP``, with the level measured at its end.

    curves: as for ``after_push``, with the end of the drip among the times.
    """
    curves, seen = _checked(curves), row("observed_concentrations", MEASURED_DRIP)
    figure = new_figure()
    axes = figure.subplots()
    _draw(axes, curves)
    dot = {**series(2), "linestyle": "", "markersize": 10}
    axes.plot(
        seen["infusion_min"],
        seen["value"],
        label=f"measured: {cite(seen['citation_key'], html=False)}",
        **dot,
    )
    axes.set_ylim(bottom=0)
    axes.set_ylabel("Ketamine in blood (ng/mL)")
    axes.legend()
    end = curves.loc[(curves["time_min"] - seen["infusion_min"]).abs().idxmin()]
    finding = (
        f"At the end of the drip: {end['by_hand']:.0f} ng/mL by hand, {end['course']:.0f} by the course's "
        f"model, {seen['value']:.0f} measured."
    )
    return Chart(
        figure,
        finding,
        f"The curves are simulated: {seen['dose_mg_per_kg']:g} mg/kg over {seen['infusion_min']:.0f} "
        f"minutes, a person of {pk.TYPICAL_KG} kg. {_whose()} The point was measured in "
        f"{seen['population']}; the review that reports it says neither in how many, nor how far apart they "
        "were.",
        "Line chart of two simulated levels against time during and after a drip, with one measured point. "
        "Both rise until the drip ends and then fall; at the end the curve by hand lies below the point "
        "and the course's above it.",
        _rows(curves, {float(seen["infusion_min"]): seen["value"]}),
        (pk.load_model(pk.COURSE_MODEL).citation_key, seen["citation_key"]),
    )


def _checked(curves: pd.DataFrame) -> pd.DataFrame:
    if not isinstance(curves, pd.DataFrame) or not set(COLUMNS) <= set(curves):
        raise ValueError(f"curves must be a DataFrame with the columns {', '.join(COLUMNS)}")
    return curves[list(COLUMNS)].astype(float)


def _draw(axes: Axes, curves: pd.DataFrame) -> None:
    for number, (name, label) in enumerate(LABELS.items()):
        look = {key: value for key, value in series(number).items() if key != "marker"}
        axes.plot(curves["time_min"], curves[name], label=label, **look)
    axes.set_xlabel("Minutes after the start")
    axes.set_xlim(0, curves["time_min"].max())
    axes.legend()


def _meeting(curves: pd.DataFrame) -> float:
    """Minutes at which the course's curve comes down to the one by hand, between two times along a line."""
    gap = np.log(curves["course"]) - np.log(curves["by_hand"])
    after = int(np.flatnonzero(gap <= 0)[0])
    share = gap.iloc[after - 1] / (gap.iloc[after - 1] - gap.iloc[after])
    before, later = curves["time_min"].iloc[after - 1], curves["time_min"].iloc[after]
    return float(before + share * (later - before))


def _whose() -> str:
    model = pk.load_model(pk.COURSE_MODEL)
    return f"The course's curve: {model.title}; parameters {model.reading}; blood: {model.sampling}."


def _rows(curves: pd.DataFrame, measured: dict[float, float] | None = None) -> pd.DataFrame:
    """The rows drawn; measured: levels (ng/mL) by time (min), in a column of their own, if any."""
    names = {"by_hand": "by hand, simulated (ng/mL)", "course": "course, simulated (ng/mL)"}
    rows = curves.round(1).rename(columns=names)
    return rows.assign(**{"measured (ng/mL)": rows["time_min"].map(measured)}) if measured else rows
