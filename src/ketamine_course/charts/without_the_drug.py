"""Charts of people who get better without the drug: on a dummy, and because they joined at a bad time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ketamine_course.charts.chart import Chart
from ketamine_course.charts.grouped import draw_value, grouped_axes, marker_legend, short_citation
from ketamine_course.charts.style import GREY, INK, PALETTE, course_style, new_figure
from ketamine_course.evidence import effects, load_table

HALF, TWENTY_MM, OWN_RULE, MODEL = "half", "twenty_mm", "own_rule", "model"
WHAT_COUNTED = {
    HALF: "Half of the pain gone, or more",
    TWENTY_MM: "Pain down by 20 mm on a drawn line",
    OWN_RULE: "Good outcome by the trial's own rule",
    MODEL: "Chance of relief, worked out by a model",
}
# One row a comparison: what counted as better, and who, in few words. Rows of parts of the same people, and
# the sum of both arms, are left out.
ON_DUMMY = {
    "pf142": (HALF, "nerve pain from brain or cord, weeks"),
    "pf141": (HALF, "nerve pain from other nerves, weeks"),
    "pf040": (HALF, "whiplash, hours; dummy a sedative"),
    "pf077": (TWENTY_MM, "flare of lasting pain, an hour"),
    "pf005": (OWN_RULE, "stubborn cancer pain, days"),
    "pf079": (MODEL, "regional pain syndrome, weeks"),
}
HOLLOW = {"markerfacecolor": "white", "markeredgewidth": 1.8}
PRINTED = {"marker": "o", "color": PALETTE["blue"]}
COUNTED = {"marker": "s", "color": PALETTE["green"]}
ESTIMATED = {"marker": "D", "color": PALETTE["purple"]} | HOLLOW
LEVEL, HUNDRED = 0.95, 100


def dummy_rows() -> pd.DataFrame:
    """Rows of ``placebo_responses`` that count people who got better on a dummy, with an interval for each.

    Added columns: ``group`` and ``label`` of the line, ``low`` and ``high`` (%; NaN where there is none) and
    ``interval``, which says whether it was printed, worked out here from the count (Wilson), or is ± 1 SE.
    """
    rows = load_table("placebo_responses").set_index("id", drop=False).loc[list(ON_DUMMY)].copy()
    rows["group"] = [group for group, _ in ON_DUMMY.values()]
    rows["label"] = [
        f"{short_citation(row['citation_key'])}: {ON_DUMMY[index][1]}" for index, row in rows.iterrows()
    ]
    found = [_interval(row) for _, row in rows.iterrows()]
    return rows.assign(
        **{name: [ends[place] for ends in found] for place, name in enumerate(("low", "high", "interval"))}
    )


def _interval(row: pd.Series) -> tuple[float, float, str]:
    if pd.notna(row["ci_low"]):
        return row["ci_low"], row["ci_high"], "95 %, printed"
    if pd.notna(row["events"]):
        share = effects.share(row["events"], row["n"], LEVEL)
        return round(HUNDRED * share.low, 1), round(HUNDRED * share.high, 1), "95 %, worked out here"
    if pd.notna(row["se"]):
        return row["value"] - row["se"], row["value"] + row["se"], "± 1 standard error"
    return np.nan, np.nan, "none printed"


@course_style()
def people_better_on_dummy() -> Chart:
    """Share of people who got better on a dummy, a point a study, by what counted as better."""
    rows = dummy_rows()
    figure, axes, places = grouped_axes(
        rows, WHAT_COUNTED, "People who got better on the dummy (%)", left=0.55, foot_in=1.35
    )
    for index, row in rows.iterrows():
        interval = (row["low"], row["high"]) if pd.notna(row["low"]) else None
        look = ESTIMATED if row["design"] == "model" else COUNTED if pd.notna(row["events"]) else PRINTED
        draw_value(axes, places[index], row["value"], interval, look)
    axes.set_xlim(0, HUNDRED)
    key = {
        "share as printed (line: its 95 % interval)": PRINTED,
        "share counted in people (line: 95 % interval, worked out here)": COUNTED,
        "estimate of a model (line: ± 1 standard error)": ESTIMATED,
    }
    axes.legend(handles=marker_legend(key), loc="upper left", bbox_to_anchor=(-0.95, -0.2), ncols=1)
    return _with_words_on_dummies(figure, rows)


def _with_words_on_dummies(figure, rows: pd.DataFrame) -> Chart:
    value, low, high = rows["value"], rows["value"].min(), rows["value"].max()
    columns = ["label", "n", "events", "value", "unit", "low", "high", "interval", "comparator", "timepoint"]
    return Chart(
        figure,
        finding=(
            f"On a dummy in place of the drug, {low:.0f} to {high:.0f} of every hundred people got clearly "
            "better (one figure is a model's estimate): how many depends on the pain, on the time, and on "
            "what counts as better."
        ),
        caption=(
            "A point a study. The dummy held no drug, except in the study of whiplash, where it was a "
            "sedative. The two shares of nerve pain are pooled from many trials. The studies asked "
            "different questions, so the points are not averaged. People counted here would partly have "
            "got better with no dummy either: this is not how strong a dummy is."
        ),
        alt=(
            "Dot plot of the share of people who got better on a dummy, grouped by what counted as better. "
            f"Half the pain gone: {value['pf142']:g} per cent with nerve pain from brain or spinal cord, "
            f"{value['pf141']:g} per cent from other nerves, {value['pf040']:g} per cent with whiplash. Down "
            f"by 20 mm: {value['pf077']:g} per cent in a flare of lasting pain, with a wide interval. The "
            f"trial's own rule: {value['pf005']:g} per cent with cancer pain. A model's chance of relief: "
            f"{value['pf079']:g} per cent in complex regional pain syndrome."
        ),
        rows=rows[[*columns, "citation_key", "id"]],
        citations=tuple(dict.fromkeys(rows["citation_key"])),
    )


# The simulated people of the second chart. All of this is assumed.
PEOPLE, SEED = 2000, 7
USUAL, SPREAD, WEEK_TO_WEEK, BAD_WEEK = 5.0, 1.6, 0.6, 7.0
WEEKS = np.arange(-4, 9)


def simulated_pain() -> np.ndarray:
    """Weekly pain (0–10) of ``PEOPLE`` simulated people, (people, weeks): it goes up and down, no more.

    Everyone's usual pain is ``USUAL``; weeks differ by ``SPREAD`` (SD) and resemble the week before by
    ``WEEK_TO_WEEK`` (correlation).
    """
    random = np.random.default_rng(SEED)
    pain = np.empty((PEOPLE, WEEKS.size))
    pain[:, 0] = random.normal(0, SPREAD, PEOPLE)
    fresh = SPREAD * np.sqrt(1 - WEEK_TO_WEEK**2)
    for week in range(1, WEEKS.size):
        pain[:, week] = WEEK_TO_WEEK * pain[:, week - 1] + random.normal(0, fresh, PEOPLE)
    return np.clip(pain + USUAL, 0, 10)


@course_style()
def joined_at_a_bad_time() -> Chart:
    """Simulated people whose pain only goes up and down; those who join a study do so in a bad week."""
    pain = simulated_pain()
    start = int(np.flatnonzero(WEEKS == 0)[0])
    joined = pain[:, start] >= BAD_WEEK
    mean = pain[joined].mean(axis=0).round(1)
    figure = new_figure(7.5, 3.6)
    axes = figure.add_subplot()
    axes.plot(WEEKS, mean, color=PALETTE["blue"], marker="o", label="those who join, on average")
    axes.plot(
        WEEKS, pain.mean(axis=0), color=GREY, linestyle="--", label="everyone, on average: nothing changes"
    )
    axes.axvline(0, color=INK, linestyle=":", linewidth=1.4)
    axes.annotate("they join\nin a bad week", (0, 9.6), (6, 0), textcoords="offset points", va="top")
    axes.set(xlim=(WEEKS[0], WEEKS[-1]), ylim=(0, 10), xlabel="Weeks before and after joining")
    axes.set_ylabel("Pain (0 to 10)")
    axes.legend(loc="lower right", title="simulated, no treatment at all")
    return _with_words_on_joining(figure, mean, int(joined.sum()), start)


def _with_words_on_joining(figure, mean: np.ndarray, joined: int, start: int) -> Chart:
    fall = (mean[start] - mean).round(1)
    rows = pd.DataFrame({"week": WEEKS, "pain of those who join": mean, "fall since joining": fall})
    return Chart(
        figure,
        finding=(
            f"Simulated: with no treatment at all, the pain of those who join in a bad week falls from "
            f"{mean[start]:g} to {mean[-1]:g} on average, by {fall[-1]:g} points of 10."
        ),
        caption=(
            f"{PEOPLE:,} simulated people; the {joined:,} whose pain is at {BAD_WEEK:g} or above in week 0 "
            f"join. Assumed: everyone's usual pain is {USUAL:g}, weeks differ by a standard deviation of "
            f"{SPREAD:g}, and each week resembles the one before (correlation {WEEK_TO_WEEK:g}). Nobody is "
            "treated and nobody changes. As all have the same usual pain, they fall back to it in full; "
            "where people differ in it, they fall less far. How far real people move was not taken from "
            "a study."
        ),
        alt=(
            "Line chart of simulated pain over weeks. Those who join rise to a peak in the week in which "
            f"they join, {mean[start]:g}, and fall back to {mean[-1]:g} within eight weeks; the average of "
            f"everyone stays flat at {USUAL:g}."
        ),
        rows=rows.assign(**{"people who join": joined}),
        note="Simulated for teaching.",
    )
