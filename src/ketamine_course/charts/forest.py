"""Forest plots: effects of trials with their intervals, pooled where that is fair, else side by side."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from ketamine_course.charts import forest_rows
from ketamine_course.charts import forest_words as told
from ketamine_course.charts import row_words as words
from ketamine_course.charts.chart import Chart
from ketamine_course.charts.columns import lines_with_columns
from ketamine_course.charts.effect_lines import RATIOS, computed_lines, one_way, printed_lines
from ketamine_course.charts.style import GREY, INK, PALETTE, course_style
from ketamine_course.evidence.meta_analysis import PooledTrials, pool_trials

POINT = {"marker": "s", "color": PALETTE["blue"]}
HOLLOW = {"facecolors": "white", "edgecolors": PALETTE["blue"], "linewidths": 1.8}
LARGEST_AREA, SMALLEST_AREA, EVEN_AREA = 190.0, 10.0, 55.0
RATIO_TICKS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
DECADES, MOST_TICKS = (0.1, 1, 10), 7
DIAMOND_HALF = 0.34
FOOT_IN = 0.98
Mark = tuple[float, str]


@course_style()
def pooled(
    rows: pd.DataFrame,
    measure: str,
    *,
    what: str,
    joined_because: str,
    method: str = "dl",
    hksj: bool = False,
    level: float = 0.95,
    correlation: float | None = None,
    finding: str = "",
) -> Chart:
    """Trials with their intervals, weights shown by area, the pooled effect as a diamond, and below it the
    interval in which the true effect of a further trial is expected.

    rows: of ``trials``, one a trial. measure: "RR", "OR", "RD", "MD" or "SMD". what: for counts what people
    did ("responded within a day"), for means what was measured ("depression score"). joined_because: a
    sentence on why these trials may be joined; it goes into the caption. method, hksj, level, correlation:
    as in ``pool_trials``. finding: instead of the one that is made from the figures.
    Raises ValueError as ``pool_trials``: doubtful rows, people counted twice, crossover trials without a
    correlation, outcomes that point both ways.
    """
    if not joined_because.strip():
        raise ValueError("joined_because must say in a sentence why these trials may be joined")
    pool = pool_trials(rows, measure, method, hksj, level, correlation)
    lines = computed_lines(rows, measure, level, correlation, "wald")
    lines = lines.assign(weight=pool.trials["weight"].to_numpy(), group="trials")
    drawn = pd.concat([lines, _summary_lines(lines.iloc[0], pool)], ignore_index=True)
    return Chart(
        _draw(_in_people(drawn), {"trials": "Trial", "together": "All trials together"}, rows),
        finding=finding or told.pooled_finding(rows, pool, what),
        caption=told.pooled_caption(rows, lines, pool, what, joined_because),
        alt=told.pooled_alt(_in_people(lines), pool, what),
        rows=forest_rows.pooled_table(rows, _in_people(drawn), pool),
        citations=tuple(dict.fromkeys(rows["citation_key"])),
    )


@course_style()
def apart(
    rows: pd.DataFrame,
    measure: str,
    *,
    what: str,
    apart_because: str,
    level: float = 0.95,
    correlation: float | None = None,
    mark: Mark | None = None,
    finding: str = "",
) -> Chart:
    """Effects computed from rows that must not be joined: each stands for itself, and nothing is pooled.

    rows: of ``trials``; a trial may be there more than once (times, doses). Outcomes that point the other
    way than the first have their arms swapped, and the label says so. apart_because: a sentence on why
    they are not joined. mark: a place on the axis and its words, as in (-2.0, "the smallest difference that
    matters"), drawn dashed. The other arguments are those of ``pooled``.
    """
    lines = computed_lines(rows, measure, level, correlation)
    return _side_by_side(rows, lines, what, apart_because, level, finding, mark)


@course_style()
def printed(
    rows: pd.DataFrame, *, what: str, apart_because: str, mark: Mark | None = None, finding: str = ""
) -> Chart:
    """Effects as their sources print them, of ``trials`` or of ``pooled_estimates``: nothing is computed.

    Arguments as in ``apart``. Raises ValueError for rows whose effects are of different kinds or units.
    """
    return _side_by_side(rows, printed_lines(rows), what, apart_because, _level(rows), finding, mark)


@course_style()
def by_time(
    rows: pd.DataFrame, *, what: str, apart_because: str, mark: Mark | None = None, finding: str = ""
) -> Chart:
    """Printed differences of ``pooled_estimates`` (or ``trials``) ordered by their time after the start.

    Arguments as in ``printed``.
    """
    lines = printed_lines(rows).sort_values("time_h", kind="stable", na_position="last")
    lines["group"] = [told.time_band(hours) for hours in lines["time_h"]]
    rows = rows.set_index("id", drop=False).loc[lines["id"]]
    return _side_by_side(rows, lines, what, apart_because, _level(rows), finding, mark, told.TIME_BANDS)


def _level(rows: pd.DataFrame) -> float:
    levels = set(rows["ci_level"].dropna())
    return levels.pop() / 100 if len(levels) == 1 else math.nan


def _side_by_side(
    rows: pd.DataFrame,
    lines: pd.DataFrame,
    what: str,
    because: str,
    level: float,
    finding: str,
    mark: Mark | None,
    groups: dict[str, str] | None = None,
) -> Chart:
    if not because.strip():
        raise ValueError("apart_because must say in a sentence why these rows are not joined")
    lines = _in_people(one_way(lines)).assign(weight=math.nan)
    if groups is None:
        groups, lines["group"] = {"": told.line_word(rows)}, ""
    figure = _draw(lines, groups, rows, mark)
    return Chart(
        figure,
        finding=finding or told.apart_finding(lines, what, drug=words.drug_of(rows)),
        caption=told.apart_caption(rows, lines, because, level, mark),
        alt=told.apart_alt(lines, what),
        rows=forest_rows.table_of(rows, lines),
        citations=tuple(dict.fromkeys(rows["citation_key"])),
    )


def _in_people(lines: pd.DataFrame) -> pd.DataFrame:
    """Differences of shares in people of 100, as they are drawn; other lines as they are."""
    shares = (lines["measure"] == "RD") & (lines["unit"] != "percentage points")
    factor = np.where(shares, 100.0, 1.0)
    return lines.assign(**{name: lines[name] * factor for name in ("estimate", "low", "high")})


def _summary_lines(first: pd.Series, pool: PooledTrials) -> pd.DataFrame:
    """The pooled effect, and where a further trial is expected, as lines of their own."""
    shared = {"measure": pool.measure, "group": "together", "unit": first["unit"], "arm_k": "", "arm_c": ""}
    shared |= {"time": "", "scale": "", "mirrored": False, "as_printed": False, "weight": math.nan}
    effect = {"name": "pooled effect", "estimate": pool.estimate, "low": pool.low, "high": pool.high}
    further = {"name": "a next trial, expected", "low": pool.prediction_low, "high": pool.prediction_high}
    lines = [effect | {"id": "pooled"}]
    if not math.isnan(pool.prediction_low):
        lines.append(further | {"id": "prediction", "estimate": math.nan})
    return pd.DataFrame([shared | line for line in lines])


def _draw(
    lines: pd.DataFrame, groups: dict[str, str], rows: pd.DataFrame, mark: Mark | None = None
) -> Figure:
    measure = lines["measure"].iloc[0]
    lines = lines.assign(
        label=told.labels(lines, rows),
        effect=[told.effect_words(line) for _, line in lines.iterrows()],
        share=[f"{100 * weight:.0f} %" if weight == weight else "" for weight in lines["weight"]],
    )
    columns = told.column_heads(lines, rows)
    figure, axes, places = lines_with_columns(
        lines, groups, told.axis_words(measure, lines), columns, FOOT_IN
    )
    _set_scale(axes, lines, measure, mark)
    for index, line in lines.iterrows():
        _draw_line(axes, line, places[index])
    _write_sides(axes, lines.iloc[0], rows)
    return figure


def _set_scale(axes: Axes, lines: pd.DataFrame, measure: str, mark: Mark | None) -> None:
    """Limits that hold every estimate, and every interval unless it would dwarf the rest."""
    is_ratio = measure in RATIOS
    null = 1.0 if is_ratio else 0.0
    ends = pd.concat([lines["estimate"], lines["low"], lines["high"]]).dropna()
    marks = [null, mark[0]] if mark else [null]
    low, high = min(ends.min(), *marks), max(ends.max(), *marks)
    if is_ratio:
        low, high = max(low, 0.02) / 1.15, min(high, 60.0) * 1.15
        axes.set_xscale("log")
        ticks = [tick for tick in RATIO_TICKS if low <= tick <= high]
        ticks = ticks if len(ticks) <= MOST_TICKS else [tick for tick in ticks if tick in DECADES]
        axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        axes.minorticks_off()
    else:
        low, high = low - 0.06 * (high - low), high + 0.06 * (high - low)
        axes.locator_params(axis="x", nbins=5)
    axes.set_xlim(low, high)
    axes.axvline(null, color=INK, linewidth=1.2, zorder=1)
    if mark:
        axes.axvline(mark[0], color=GREY, linewidth=1.4, linestyle="--", zorder=1)


def _draw_line(axes: Axes, line: pd.Series, y: float) -> None:
    """One line: the diamond, the bar of a further trial, or a point with its interval."""
    if line["id"] == "pooled":
        corners = [
            (line["low"], y),
            (line["estimate"], y - DIAMOND_HALF),
            (line["high"], y),
            (line["estimate"], y + DIAMOND_HALF),
        ]
        axes.add_patch(Polygon(corners, facecolor=INK, edgecolor=INK, gid="pooled"))
    elif line["id"] == "prediction":
        _draw_interval(axes, line, y, color=GREY, linewidth=6, alpha=0.75)
    else:
        has_interval = not math.isnan(line["low"])
        if has_interval:
            _draw_interval(axes, line, y, color=POINT["color"], linewidth=1.8)
        area = EVEN_AREA if math.isnan(line["weight"]) else max(line["weight"] * LARGEST_AREA, SMALLEST_AREA)
        look = {"color": POINT["color"]} if has_interval else HOLLOW
        axes.scatter(line["estimate"], y, s=area, marker=POINT["marker"], zorder=3, gid=line["id"], **look)


def _draw_interval(axes: Axes, line: pd.Series, y: float, **look) -> None:
    """A bar from end to end; an arrow where an end lies beyond the axis."""
    low, high = axes.get_xlim()
    ends = max(line["low"], low), min(line["high"], high)
    axes.plot(ends, (y, y), linestyle="-", solid_capstyle="butt", gid=f"interval {line['id']}", **look)
    for end, limit, marker in ((line["low"], low, "<"), (line["high"], high, ">")):
        if (end < limit) if marker == "<" else (end > limit):
            axes.plot(limit, y, marker=marker, color=look["color"], markersize=8, clip_on=False)


def _write_sides(axes: Axes, first: pd.Series, rows: pd.DataFrame) -> None:
    """Say in words, below each end of the axis, whom that side favours."""
    ketamine, other = words.drug_of(rows), words.bare(words.comparator_of(rows))
    left, right = (ketamine, other) if first["lower_is_better"] else (other, ketamine)
    below = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "top"}
    axes.annotate(f"← favours\n{left}", (0, 0), (0, -38), ha="left", **below)
    axes.annotate(f"favours →\n{right}", (1, 0), (0, -38), ha="right", **below)
