"""Charts of what a route or a speed of injection did to people: relief and unwanted effects."""

from __future__ import annotations

import pandas as pd
from matplotlib.patches import Rectangle

from ketamine_course.charts.chart import Chart
from ketamine_course.charts.style import PALETTE, course_style, new_figure
from ketamine_course.evidence import load_table


@course_style()
def push_or_infusion() -> Chart:
    """The same dose as a quick push or a short infusion: relief and feelings of unreality, side by side."""
    falls = load_table("trial_findings").set_index("id").loc[["pf210", "pf211"]]
    effects = load_table("adverse_events").set_index("id").loc[["pf207", "pf208", "pf209"]]
    figure = new_figure(7.5, 3.3)
    relief, unreality = figure.subplots(1, 2, sharey=True)
    names = ["Quick push", "Short drip"]
    looks = [{"color": PALETTE["vermilion"], "marker": "o"}, {"color": PALETTE["blue"], "marker": "s"}]
    for y, (row_id, look) in enumerate(zip(("pf210", "pf211"), looks, strict=True)):
        arm = falls.loc[row_id]
        relief.plot((arm["ci_low"], arm["ci_high"]), (y, y), color=look["color"], linestyle="-", linewidth=2)
        relief.plot(arm["value"], y, markersize=9, **look)
        relief.annotate(
            f"{arm['value']:g}", (arm["value"], y), (0, 9), textcoords="offset points", ha="center"
        )
    relief.set(
        xlim=(0, 10),
        xlabel=f"Fall in pain at {falls.loc['pf210', 'timepoint']} (points of 10)",
        title="Relief: no clear difference",
    )
    for y, (row_id, look) in enumerate(zip(("pf207", "pf208"), looks, strict=True)):
        arm = effects.loc[row_id]
        unreality.barh(
            y, arm["value"], height=0.5, color=look["color"], hatch="" if y else "///", edgecolor="white"
        )
        words = f"{arm['events']:.0f} of {arm['n']:.0f}"
        unreality.annotate(words, (arm["value"] / 2, y), ha="center", va="center", backgroundcolor="white")
    unreality.set(xlim=(0, 100), xlabel="People who felt unreal (%)", title="Feeling unreal: fewer")
    relief.set_yticks([0, 1], names)
    relief.set_ylim(1.6, -0.6)
    return _with_words_on_speed(figure, falls, effects)


def _with_words_on_speed(figure, falls: pd.DataFrame, effects: pd.DataFrame) -> Chart:
    push, slow, difference = (effects.loc[row_id] for row_id in ("pf207", "pf208", "pf209"))
    fall_push, fall_slow = falls["value"]
    shown = ["measure", "n", "value", "unit", "events", "ci_low", "ci_high", "intervention"]
    return Chart(
        figure,
        finding=(
            "As a short drip instead of a push, the same dose made fewer people feel unreal "
            f"({slow['events']:.0f} of {slow['n']:.0f} against {push['events']:.0f} of {push['n']:.0f}), and "
            "no clear difference in relief was seen."
        ),
        caption=(
            f"Randomised trial in an emergency department, {difference['n']:.0f} adults with acute pain: "
            f"{push['intervention']} or {slow['intervention']}. Bars in the left panel are "
            f"{difference['ci_level']:g} % intervals. Difference in unreality: {difference['value']:g} "
            f"percentage points ({difference['ci_level']:g} % interval {difference['ci_low']:g} to "
            f"{difference['ci_high']:g}). No interval for the difference in relief was read; those of the "
            f"two groups overlap. Feeling unreal: at any time within {push['timepoint']}; counts "
            "worked out from the printed per cents. Both groups had ketamine, so this does not show how "
            "much of the relief was due to it. That the pain scale ran from 0 to 10 is inferred."
        ),
        alt=(
            f"Two panels. Left: fall in pain, {fall_push:g} points after a push and {fall_slow:g} after a "
            f"drip, with overlapping intervals. Right: people who felt unreal, {push['value']:g} per "
            f"cent after a push and {slow['value']:g} per cent after a drip."
        ),
        rows=pd.concat([falls[shown], effects[shown]]).reset_index(),
        citations=("motov2017",),
        sources=("adverse_events:pf207.timepoint",),
    )


RESPONSES = {
    "er001": ("no relief", PALETTE["vermilion"], "///"),
    "er002": ("under an hour", PALETTE["sky"], "..."),
    "er003": ("several hours", PALETTE["blue"], ""),
}


@course_style()
def one_injection() -> Chart:
    """How 17 people answered one injection into a muscle, one square a person."""
    rows = load_table("cohorts").set_index("id").loc[list(RESPONSES)]
    figure = new_figure(7.5, 1.9)
    axes = figure.add_subplot()
    place = 0
    for row_id, (words, colour, hatch) in RESPONSES.items():
        people = int(rows.loc[row_id, "events"])
        for person in range(people):
            axes.add_patch(
                Rectangle(
                    (place + person + 0.06, 0), 0.88, 0.88, facecolor=colour, hatch=hatch, edgecolor="white"
                )
            )
        axes.text(place + people / 2, 1.05, f"{people}: {words}", ha="center", va="bottom", weight="bold")
        place += people
    axes.set(xlim=(0, place), ylim=(-0.05, 1.5), aspect="equal")
    axes.axis("off")
    return _with_words_on_injection(figure, rows)


def _with_words_on_injection(figure, rows: pd.DataFrame) -> Chart:
    none, short, long = (f"{count:.0f}" for count in rows["events"])
    total = f"{rows['n'].iloc[0]:.0f}"
    return Chart(
        figure,
        finding=(
            f"One injection into a muscle, {total} people with nerve pain of the face, three kinds of "
            f"answer: {none} had no relief, {short} had it for under an hour, {long} for several hours."
        ),
        caption=(
            "One square is one person. Ketamine was given together with midazolam, a sedative; everyone "
            "knew what was given and nobody had a dummy injection. So the chart shows how people differed, "
            "not what ketamine did."
        ),
        alt=(
            f"Row of {total} squares, one a person, after one injection of ketamine with midazolam into a "
            f"muscle: {none} without relief, {short} with relief for under an hour, {long} with relief for "
            "several hours."
        ),
        rows=rows[["measure", "events", "n", "population", "intervention", "comparator"]].reset_index(),
        citations=("rabben2001",),
    )
