"""Dot plots with one line a study under group headings: shared by charts that put studies side by side."""

from __future__ import annotations

import re

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ketamine_course.charts.style import GREY, new_figure
from ketamine_course.evidence import cite

ROW_HEIGHT_IN = 0.26
HEAD_IN, FOOT_IN = 0.15, 0.65
LONGEST_CITATION = 24


def study_label(row: pd.Series) -> str:
    """Study, people and dose, as far as the row states them: Chong 2006 · 6 adults · 25 mg."""
    parts = (short_citation(row["citation_key"]), _people(row), _dose(row))
    return " · ".join(part for part in parts if part)


def short_citation(key: str) -> str:
    """A citation short enough for an axis: as cited, or made from its key where that is long or
    incomplete."""
    cited = cite(key, html=False).replace(" et al.", "")
    if len(cited) <= LONGEST_CITATION and "incomplete" not in cited:
        return cited
    named = re.fullmatch(r"([a-z]+)(\d{4})[a-z]?", key)
    return " ".join(named.groups()).capitalize() if named else key.replace("_", " ").capitalize()


def _people(row: pd.Series) -> str:
    """Who was counted; where a source pools people, those who had the drug by this route."""
    who = "" if row["age_group"] == "not stated" else row["age_group"]
    if pd.notna(row.get("n_this_route")):
        return f"{row['n_this_route']:.0f} {who or 'people'} of {row['n']:.0f} pooled"
    pooled = " pooled" if row.get("pooled", False) else ""
    return f"{row['n']:.0f} {who or 'people'}{pooled}" if pd.notna(row["n"]) else who


def _dose(row: pd.Series) -> str:
    for name, unit in (("dose_mg", "mg"), ("dose_mg_per_kg", "mg/kg")):
        if pd.notna(row[name]):
            return f"{row[name]:g} {unit}"
        if pd.notna(row[f"{name}_low"]):
            return f"{row[f'{name}_low']:g}–{row[f'{name}_high']:g} {unit}"
    return ""


def spread_of(row: pd.Series) -> tuple[float, float] | None:
    """Lower and upper end of the spread that the row gives, in the unit of its value; None when it gives
    none."""
    for low, high in (("ci_low", "ci_high"), ("iqr_low", "iqr_high")):
        if pd.notna(row.get(low)):
            return row[low], row[high]
    for name in ("sd", "se"):
        if pd.notna(row.get(name)):
            return row["value"] - row[name], row["value"] + row[name]
    if pd.notna(row.get("gsd")):
        return row["value"] / row["gsd"], row["value"] * row["gsd"]
    return None


def grouped_axes(
    rows: pd.DataFrame, groups: dict[str, str], xlabel: str, left: float = 0.47, foot_in: float = FOOT_IN
) -> tuple[Figure, Axes, dict]:
    """A figure with one line a row under bold group headings, from the top down.

    rows: has ``group`` (a key of ``groups``) and ``label``; groups: heading by key, in order; left: share of
    the width for the labels. Returns the figure, its axes, and the height (y) of each row by its index.
    """
    present = [group for group in groups if (rows["group"] == group).any()]
    height = (len(rows) + len(present)) * ROW_HEIGHT_IN + HEAD_IN + foot_in
    figure = new_figure(8.4, height)
    # Labels stand outside the axes at a fixed share of the width: nothing is left to lay out.
    figure.set_layout_engine("none")
    axes = figure.add_axes((left, foot_in / height, 0.97 - left, 1 - (HEAD_IN + foot_in) / height))
    across = {"transform": axes.get_yaxis_transform(), "ha": "right", "va": "center"}
    places, y = {}, 0
    for group in present:
        axes.text(-0.015, y, groups[group], weight="bold", **across)
        for index, row in rows[rows["group"] == group].iterrows():
            y += 1
            places[index] = y
            axes.text(-0.015, y, row["label"], **across)
            axes.axhline(y, color=GREY, alpha=0.18, linewidth=0.8, zorder=0)
        y += 1
    axes.set(ylim=(y - 0.5, -0.5), xlabel=xlabel)
    axes.set_yticks([])
    axes.grid(axis="y", visible=False)
    return figure, axes, places


def draw_value(
    axes: Axes, y: float, value: float, spread: tuple[float, float] | None, look: dict, size: float = 8
) -> None:
    """A point at the height ``y``, its spread behind it if it has one, and its figure at the right of both.

    look: colour, marker and fill of the point; size: of the point.
    """
    if spread:
        axes.plot(spread, (y, y), color=GREY, linestyle="-", linewidth=1.8, zorder=2)
    axes.plot(value, y, markersize=size, zorder=3, **look)
    right = max(value, spread[1]) if spread else value
    axes.annotate(f"{value:g}", (right, y), (8, 0), textcoords="offset points", va="center")


def marker_legend(markers: dict[str, dict]) -> list[Line2D]:
    """Legend entries for single points: words to their look."""
    return [
        Line2D([], [], **{"linestyle": "", "markersize": 7.5} | look, label=words)
        for words, look in markers.items()
    ]
