"""Time courses: how an outcome goes with time in each arm, with the spread that its source names."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ketamine_course.charts import row_words as words
from ketamine_course.charts.chart import Chart
from ketamine_course.charts.course_points import HUNDRED, points_of_courses, points_of_trials
from ketamine_course.charts.style import course_style, new_figure, series

HOURS_OF = {"h": 1.0, "days": 24.0, "weeks": 168.0, "months": 730.0}
SPREADS = {
    "sd": "one standard deviation to each side",
    "se": "one standard error to each side",
    "ci": "the interval that the source prints",
    "iqr": "from first to third quartile",
    "wilson": "95 % interval of the share (Wilson), computed from the counts",
}
TOUCHING = 0.07
LABEL_BOX = {"boxstyle": "square,pad=0.05", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}


@course_style()
def time_course(
    rows: pd.DataFrame, *, ylabel: str, time_unit: str = "days", by_factors: bool = False, finding: str = ""
) -> Chart:
    """Each arm of each study as a line of its own through its points, with the spread that the source names.

    rows: of ``trials`` (counts are drawn as shares with Wilson's interval) or of ``time_courses``, of one
    outcome in one unit. ylabel: outcome and unit. time_unit: "h", "days", "weeks" or "months". by_factors:
    a logarithmic time axis, labelled in words, for times from minutes to weeks; then no point may lie at 0.
    finding: instead of the one that is made from the figures. A spread of unstated kind is not drawn, and
    the caption says so.
    Raises ValueError as ``points_of_trials``, for an unknown unit, and for more than six lines.
    """
    if time_unit not in HOURS_OF:
        raise ValueError(f"time_unit must be one of {', '.join(HOURS_OF)}, got {time_unit!r}")
    is_trials = isinstance(rows, pd.DataFrame) and "n_k" in rows.columns
    points = points_of_trials(rows) if is_trials else points_of_courses(rows)
    if by_factors and (points["hours"] <= 0).any():
        raise ValueError("a time axis by factors has no place for a point at the start; leave it out")
    figure = new_figure(7.5, 4.3)
    axes = figure.subplots()
    points = _placed(points, 1.0 if by_factors else HOURS_OF[time_unit], by_factors)
    for number, name in enumerate(dict.fromkeys(points["series"])):
        _draw_series(axes, points[points["series"] == name], number)
    _set_axes(axes, points, time_unit, by_factors)
    _write_counts(axes, points)
    axes.set_ylabel(ylabel)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=2)
    return Chart(
        figure,
        finding=finding or _finding(points, ylabel),
        caption=_caption(rows, points),
        alt=_alt(points, ylabel),
        rows=_table(rows, points),
        citations=tuple(dict.fromkeys(rows["citation_key"])),
    )


def _placed(points: pd.DataFrame, hours: float, by_factors: bool) -> pd.DataFrame:
    """The points with their place on the time axis and the name shown.

    Lines are moved a little to the side of each other, so that their bars do not cover.
    """
    names = list(dict.fromkeys(points["series"]))
    shift = points["series"].map(names.index) - (len(names) - 1) / 2
    place = points["hours"] / hours
    place = place * 1.06**shift if by_factors else place + shift * 0.012 * place.max()
    one_study = len(set(points["citation_key"])) == 1
    return points.assign(place=place, shown=points["arm"] if one_study else points["series"])


def _draw_series(axes: Axes, own: pd.DataFrame, number: int) -> None:
    """One line with its bars; the line's gid is the name of the series."""
    own, look = own.sort_values("hours"), series(number)
    name = own["series"].iloc[0]
    axes.plot(
        own["place"], own["value"], label=own["shown"].iloc[0], gid=name, clip_on=False, zorder=3, **look
    )
    drawn = own[own["spread"] != ""]
    if not drawn.empty:
        reach = np.abs(drawn[["low", "high"]].sub(drawn["value"], axis=0).to_numpy().T)
        axes.errorbar(drawn["place"], drawn["value"], reach, fmt="none", ecolor=look["color"], elinewidth=1.3)


def _write_counts(axes: Axes, points: pd.DataFrame) -> None:
    """Beside each share the people counted: above the point, or below the lower of two that nearly touch."""
    near = TOUCHING * (axes.get_ylim()[1] - axes.get_ylim()[0])
    for _, together in points[points["count"] != ""].groupby("hours"):
        together = together.sort_values("value", ascending=False, kind="stable")
        above = math.inf
        for _, point in together.iterrows():
            below = above - point["value"] < near
            offset, side = ((8, -5), "top") if below else ((8, 4), "bottom")
            place = (point["place"], point["value"])
            axes.annotate(point["count"], place, offset, textcoords="offset points", va=side, bbox=LABEL_BOX)
            above = point["value"]


def _set_axes(axes: Axes, points: pd.DataFrame, time_unit: str, by_factors: bool) -> None:
    last = points["place"].max()
    if by_factors:
        axes.set_xscale("log")
        hours = sorted(set(points["hours"]))
        axes.set_xticks(hours, [words.time_words(hour) for hour in hours])
        axes.minorticks_off()
        axes.set_xlim(min(hours) / 2.2, max(hours) * 3)
        axes.set_xlabel("Time after the start (log scale: steps multiply the time)")
    else:
        axes.set_xlim(left=-0.03 * last, right=1.05 * last)
        axes.set_xlabel(f"Time after the start ({time_unit})")
    ends = points[["value", "low", "high"]]
    if (points["spread"] == "wilson").any():
        axes.set_ylim(0, HUNDRED)
    elif ends.min().min() >= 0:
        axes.set_ylim(0, 1.06 * ends.max().max())


def _finding(points: pd.DataFrame, ylabel: str) -> str:
    """Where each line begins and ends."""
    told = []
    for name, own in points.groupby("shown", sort=False):
        own = own.sort_values("hours")
        first, last = own.iloc[0], own.iloc[-1]
        ends = [point["count"] or words.signed(point["value"]) for point in (first, last)]
        told.append(f"{ends[0]} to {ends[1]} ({name})")
    when = [words.time_words(hour) for hour in (points["hours"].min(), points["hours"].max())]
    begin = "the start" if when[0] == "start" else when[0]
    return f"{ylabel}, from {begin} to {when[1]}: {words.listed(told)}."


def _caption(rows: pd.DataFrame, points: pd.DataFrame) -> str:
    told = [_who(rows)]
    kinds = [SPREADS[kind] for kind in dict.fromkeys(points["spread"]) if kind]
    told.append(f"Bars: {words.listed(kinds)}." if kinds else "No source prints a spread that can be drawn.")
    if points["unlabelled"].any():
        names = words.listed(points.loc[points["unlabelled"], "series"])
        told.append(f"Not drawn: a printed ± whose kind the source does not say ({names}).")
    if points["series"].duplicated().any():
        told.append("Lines only join the points of one arm; between them nothing was measured.")
    if len(set(points["citation_key"])) > 1:
        told.append("Different studies are not joined.")
    return " ".join(told)


def _who(rows: pd.DataFrame) -> str:
    if "n_k" in rows.columns:
        return words.who_of_trials(rows)
    told = []
    for (key, _), same in rows.groupby(["citation_key", "arm"], sort=False):
        first = same.iloc[0]
        against = f"against {first['comparator']}" if first["comparator"] else "without a control group"
        parts = (first["population"], f"{words.span(same['n'])} people", first["intervention"], against)
        told.append(f"{words.short_citation(key)}: {'; '.join(parts)}.")
    return " ".join(told)


def _alt(points: pd.DataFrame, ylabel: str) -> str:
    each = []
    for name, own in points.groupby("series", sort=False):
        own = own.sort_values("hours")
        course = ", ".join(
            f"{point['count'] or words.signed(point['value'])} at {words.time_words(point['hours'])}"
            for _, point in own.iterrows()
        )
        each.append(f"{name}: {course}")
    return f"Line chart of {ylabel} against time. {'. '.join(each)}."


def _table(rows: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """The rows drawn; where they are counts, with the shares and intervals that were computed from them."""
    table = words.shown_table(rows, ("sd", "se", "unstated_spread"))
    counted = points[points["spread"] == "wilson"]
    for side, name in (("k", "ketamine"), ("c", "comparator")):
        own = counted[counted["side"] == side].set_index("id").reindex(rows["id"])
        if own["value"].notna().any():
            heads = {"value": "share"} | {end: f"interval {end}" for end in ("low", "high")}
            for column, head in heads.items():
                told = [words.rounded(share, 1) for share in own[column]]
                table[f"{head}, {name} (%, computed)"] = told
    return table
