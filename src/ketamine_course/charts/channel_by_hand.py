"""Charts of exercise 2: a learner's own curves of block, beside made-up data or at several levels of Mg2+."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from ketamine_course.charts.chart import Chart
from ketamine_course.charts.style import GREY, course_style, new_figure, series

VOLTAGES_MV = np.arange(-90.0, 41.0, 2.0)
TOLD_MV = (-90.0, -70.0, -50.0, -30.0, -10.0, 10.0, 30.0)
LEVELS_OF_MAGNESIUM = (0.3, 1.0, 2.0)


@course_style()
def fitted_curve(
    levels: Sequence[float], blocked: Sequence[float], curve: Callable, half: float, slope: float
) -> Chart:
    """A learner's fitted curve through the made-up data that it was fitted to.

    levels: µmol/L; blocked: per cent; curve: takes levels, half-level and slope; half, slope: as fitted.
    Raises ValueError when the half-level or the slope is not above 0.
    """
    if not (half > 0 and slope > 0):
        raise ValueError(f"half-level and slope must be above 0, but got {half:g} and {slope:g}")
    shown = np.geomspace(min(levels) / 2, max(levels) * 2, 200)
    figure = new_figure(7.2, 3.9)
    axes = figure.subplots()
    look = {key: value for key, value in series(0).items() if key != "marker"}
    axes.plot(shown, curve(shown, half, slope), label="your fit", gid="fit", **look)
    dots = {**series(1), "linestyle": ""}
    axes.plot(levels, blocked, label="made-up measurements", gid="data", **dots)
    axes.plot([half, half], [0, 50], color=GREY, linestyle=":")
    axes.set(xscale="log", ylim=(0, 100), xlabel="Level (µmol/L, log scale)", ylabel="Channels blocked (%)")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.legend(loc="upper left")
    fit = np.asarray(curve(np.asarray(levels, float), half, slope), float)
    off = np.abs(fit - np.asarray(blocked, float)).max()
    rows = pd.DataFrame({"level (µmol/L)": levels, "made up (%)": blocked, "your fit (%)": fit.round(1)})
    return Chart(
        figure,
        f"Half is blocked at {half:.2g} µmol/L, with a slope of {slope:.2g}.",
        f"{len(rows)} made-up measurements; the curve misses none of them by more than {off:.1f} percentage "
        "points. The dotted line drops from half of the block to its level.",
        "S-shaped curve of blocked channels against level on a logarithmic axis, through points made up for "
        f"teaching: it passes through half at {half:.2g} µmol/L.",
        rows.assign(half_level=round(half, 3), slope=round(slope, 3), furthest_off=round(off, 1)),
        note="Made up for teaching.",
    )


@course_style()
def open_by_voltage(curve: Callable) -> Chart:
    """A learner's curves of channels that Mg2+ leaves open, against voltage, at three levels of Mg2+.

    curve: takes voltages (mV) and a level of Mg2+ (mmol/L), gives per cent.
    """
    table = pd.DataFrame({"voltage (mV)": VOLTAGES_MV})
    figure = new_figure(7.2, 3.9)
    axes = figure.subplots()
    for number, magnesium in enumerate(LEVELS_OF_MAGNESIUM):
        table[f"{magnesium:g} mmol/L (%)"] = np.asarray(curve(VOLTAGES_MV, magnesium), float)
        look = {key: value for key, value in series(number).items() if key != "marker"}
        label = f"{magnesium:g} mmol/L"
        axes.plot(VOLTAGES_MV, table[f"{magnesium:g} mmol/L (%)"], label=label, gid=label, **look)
    axes.set(
        xlim=(VOLTAGES_MV[0], VOLTAGES_MV[-1]),
        ylim=(0, 100),
        xlabel="Voltage of the membrane (mV)",
        ylabel="Channels left open (%)",
    )
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}".replace("-", "−"))
    axes.legend(loc="upper left", title="Mg²⁺")
    rows = table[table["voltage (mV)"].isin(TOLD_MV)].round(1).reset_index(drop=True)
    return Chart(
        figure,
        "The less negative the membrane, the more channels Mg²⁺ leaves open; with more Mg²⁺, fewer.",
        "Your function at three round levels of Mg²⁺ (assumed). The equation is that of Jahr and Stevens, "
        "for nerve cells in culture; its constants were read second-hand, in program code.",
        "Line chart of channels left open against the voltage of the membrane: three S-shaped curves rise "
        "from almost none at the most negative voltage; the more Mg²⁺, the further right the curve.",
        rows,
        ("jahr1990",),
        note="Calculated by the learner's own function.",
    )
