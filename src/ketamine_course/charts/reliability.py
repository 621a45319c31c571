"""The reliability diagram: what was said beside what is so, group by group."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ketamine_course.charts.chart import Chart
from ketamine_course.charts.style import GREY, PALETTE, course_style, new_figure

COLUMNS = (
    "said_low_percent",
    "said_high_percent",
    "mean_said_percent",
    "n",
    "supported",
    "share_supported_percent",
    "ci_low_percent",
    "ci_high_percent",
)
# By whether the interval holds what was said on average: colour, marker and fill differ.
LOOKS = {
    True: {"color": PALETTE["blue"], "marker": "o", "markerfacecolor": PALETTE["blue"]},
    False: {"color": PALETTE["vermilion"], "marker": "s", "markerfacecolor": "white"},
}
LEGEND = {
    True: "what you said lies within the interval",
    False: "what you said lies outside it",
}
# Numbers nearer than this, in per cent, would touch.
NUMBERS_APART = 8.0


@course_style()
def reliability_diagram(bins: pd.DataFrame, note: str = "Your own predictions.") -> Chart:
    """Draw the share of supported claims against what was said, with its interval and n, group by group.

    bins: one group of predictions a row, as ``learning.calibration.reliability`` gives them, with the
        columns of ``COLUMNS``.
    note: whose predictions they are.

    Raises:
        ValueError: a column is missing, or there is no group: too few predictions are not to be drawn.
    """
    if missing := [name for name in COLUMNS if name not in bins]:
        raise ValueError(f"bins have no column {missing[0]!r}; they need: {', '.join(COLUMNS)}")
    if bins.empty:
        raise ValueError("there are too few predictions to draw: say so instead")
    bins = bins[list(COLUMNS)].sort_values("mean_said_percent", ignore_index=True)
    holds = bins["mean_said_percent"].between(bins["ci_low_percent"], bins["ci_high_percent"])
    figure = new_figure(7.5, 5.8)
    axes = _square(figure.add_subplot())
    for one, fits in zip(bins.itertuples(), holds, strict=True):
        _draw_group(axes, one, LOOKS[fits])
    _write_numbers(axes, bins)
    shown = [
        Line2D([], [], linestyle="-", linewidth=1.8, markersize=8, **LOOKS[fits], label=LEGEND[fits])
        for fits in LOOKS
        if (holds == fits).any()
    ]
    figure.legend(handles=shown, loc="outside lower center", ncols=1)
    return _with_words(figure, bins, holds, note)


def _square(axes: Axes) -> Axes:
    """Both scales from 0 to 100 %, of equal length, with the diagonal of perfect calibration."""
    axes.set(xlim=(0, 100), ylim=(0, 100), aspect="equal")
    axes.set_xlabel("What you said (%)")
    axes.set_ylabel("Share of the claims that are supported (%)")
    axes.plot((0, 100), (0, 100), color=GREY, linestyle="--", linewidth=1.4, zorder=1)
    # Beside the square: inside it, any place may be a point's.
    axes.text(104, 99, "perfectly calibrated", va="center", color=GREY)
    axes.text(104, 72, "above the line:\nmore are supported\nthan you said", va="center", color=GREY)
    axes.text(104, 28, "below the line:\nfewer are supported\nthan you said", va="center", color=GREY)
    return axes


def _draw_group(axes: Axes, one, look: dict) -> None:
    """One group: its interval upright, and the range of what was said lying."""
    middle, share = one.mean_said_percent, one.share_supported_percent
    # A group whose claims are all supported, or none, lies on the frame: it is drawn over it, whole.
    free = {"color": look["color"], "linestyle": "-", "clip_on": False, "solid_capstyle": "butt"}
    axes.plot((one.said_low_percent, one.said_high_percent), (share, share), linewidth=4, alpha=0.3, **free)
    axes.plot((middle, middle), (one.ci_low_percent, one.ci_high_percent), linewidth=1.8, **free)
    axes.plot(middle, share, linestyle="", markersize=9, clip_on=False, zorder=4, **look)


def _write_numbers(axes: Axes, bins: pd.DataFrame) -> None:
    """The number of predictions above each point, over the square; a step higher where two are near."""
    row, before = 0, -100.0
    for one in bins.itertuples():
        row = 1 - row if one.mean_said_percent - before < NUMBERS_APART else 0
        before = one.mean_said_percent
        axes.text(before, 104 + 6 * row, str(one.n), ha="center", va="bottom")
    axes.text(-4, 104, "n =", ha="right", va="bottom")


def _with_words(figure, bins: pd.DataFrame, holds: pd.Series, note: str) -> Chart:
    said = "; ".join(
        f"said {one.mean_said_percent:.0f} % on average, {one.share_supported_percent:.0f} % supported "
        f"({one.supported} of {one.n})"
        for one in bins.itertuples()
    )
    groups = "one group" if len(bins) == 1 else f"{len(bins)} groups"
    return Chart(
        figure,
        finding=_finding(bins, holds),
        caption=(
            f"{bins['n'].sum()} first predictions, each made before its verdict was shown, on decided claims "
            "that are supported or not supported. Dots: the share of a group's claims that are supported, "
            "against the average of what was said; upright lines: 95 % intervals of that share; pale lines: "
            "from the lowest to the highest probability in the group; n: its "
            "predictions. Even for someone perfectly calibrated, about one group in twenty is off by chance."
        ),
        alt=(
            f"Reliability diagram of {bins['n'].sum()} predictions in {groups}, beside the diagonal of "
            f"perfect calibration. From left to right: {said}."
        ),
        rows=bins.round(1),
        note=note,
    )


def _finding(bins: pd.DataFrame, holds: pd.Series) -> str:
    off = bins[~holds]
    if off.empty:
        where = "the one group" if len(bins) == 1 else f"each of the {len(bins)} groups"
        return f"What you said lies within the interval of what is so, in {where} of predictions."
    gaps = off["share_supported_percent"] - off["mean_said_percent"]
    worst = off.loc[gaps.abs().idxmax()]
    more = "more" if gaps[worst.name] > 0 else "fewer"
    return (
        f"Where you said {worst['mean_said_percent']:.0f} % on average, {worst['supported']:.0f} of "
        f"{worst['n']:.0f} claims are supported: {more} than you said."
    )
