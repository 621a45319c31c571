"""Chart of the levels in blood that go with what ketamine does: a line a study, never joined to a curve."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from ketamine_course.charts.chart import Chart
from ketamine_course.charts.grouped import grouped_axes, marker_legend, short_citation
from ketamine_course.charts.style import GREY, PALETTE, course_style
from ketamine_course.evidence import load_table

GROUPS = {
    "lasting": "Relief of lasting pain",
    "analgesic": "Relief of pain, kind not told",
    "unreal": "Feeling unreal, or high",
    "made": "Relief of pain made in an experiment",
    "awake": "Waking from anaesthesia",
    "asleep": "Anaesthesia",
}
# Which row stands under which heading, and what was measured there in words of ours.
CHOSEN = {
    "ph203": ("lasting", "half of the relief, a model"),
    "ph197": ("analgesic", "peaks found at 0.15 mg/kg"),
    "ph201": ("analgesic", "quoted"),
    "ph202": ("unreal", "more and more unreal"),
    "ph212": ("unreal", "half of the “high”, a model"),
    "ph211": ("made", "half of the relief, a model"),
    "ph199": ("awake", "at recovery"),
    "ph200": ("awake", "quoted"),
    "ph198": ("asleep", "peaks found at 1–2 mg/kg"),
    "ph219": ("asleep", "at a target that was set"),
}
# Where not all of those counted had the drug; the note of the row says how many did.
WHO = {"ph203": "30 of 60 had it"}
# What else to mind of a row; stands in the table behind the chart.
MIND = {
    "ph197": "a peak at a dose, from a review's table: not a level from which an effect starts",
    "ph198": "a peak at a dose, from a review's table: not a level from which an effect starts",
    "ph201": "quoted: not measured in the work that names it",
    "ph200": "quoted: not measured in the work that names it",
    "ph202": "the study speaks of psychedelic effects",
    "ph212": "the study speaks of a drug high",
    "ph199": "timed in people who had nitrous oxide too",
}
FORM_LOOKS = {
    "racemic": ("both mirror forms", {"marker": "o", "color": PALETTE["blue"]}),
    "esketamine": ("S form alone", {"marker": "s", "color": PALETTE["vermilion"]}),
    "not stated": ("form not stated", {"marker": "D", "color": GREY}),
}
TICKS = (5, 20, 100, 500, 2000)


@course_style()
def levels_and_effects() -> Chart:
    """Levels in blood beside what went with them, from the table ``concentration_effects``, on a log axis."""
    table = load_table("concentration_effects").set_index("id", drop=False)
    rows = table.loc[list(CHOSEN)].copy()
    rows["group"] = [group for group, _ in CHOSEN.values()]
    rows["what"] = [words for _, words in CHOSEN.values()]
    people = [WHO.get(index, f"{n:.0f} people" if pd.notna(n) else "") for index, n in rows["n"].items()]
    rows["what to mind"] = [MIND.get(index, "") for index in rows.index]
    rows["label"] = [
        " · ".join(part for part in (words, short_citation(key), who) if part)
        for words, key, who in zip(rows["what"], rows["citation_key"], people, strict=True)
    ]
    label = "Level in blood (ng/mL; log scale: steps multiply it)"
    figure, axes, places = grouped_axes(rows, GROUPS, label, 0.52, 1.0)
    axes.set_xscale("log")
    axes.set_xlim(3, 20000)
    axes.set_xticks(TICKS, [f"{tick:,}" for tick in TICKS])
    axes.minorticks_off()
    for index, row in rows.iterrows():
        _draw(axes, row, places[index])
    key = dict(FORM_LOOKS.values())
    axes.legend(handles=marker_legend(key), loc="upper center", bbox_to_anchor=(0.1, -0.13), ncols=3)
    return _with_words(figure, rows)


def _draw(axes: Axes, row: pd.Series, y: float) -> None:
    """A point with its spread, or a bar from lowest to highest where the source gives a range."""
    look = FORM_LOOKS[row["form"]][1]
    if pd.notna(row["range_low"]):
        ends = [row["range_low"], row["range_high"]]
        axes.plot(ends, [y, y], linestyle="-", linewidth=4, markersize=7.5, gid=row["id"], **look)
        shown = f"{ends[0]:,.0f}–{ends[1]:,.0f}"
    else:
        ends = _spread(row)
        axes.plot(ends, [y] * len(ends), color=GREY, linestyle="-", linewidth=1.8, zorder=2)
        axes.plot(row["value"], y, markersize=7.5, zorder=3, gid=row["id"], **look)
        shown = f"{row['value']:.3g}" if row["value"] < 1000 else f"{row['value']:,.0f}"
    right = max([*ends, row["value"]]) if pd.notna(row["value"]) else ends[1]
    axes.annotate(shown, (right, y), (8, 0), textcoords="offset points", va="center")


def _spread(row: pd.Series) -> list[float]:
    if pd.notna(row["ci_low"]):
        return [row["ci_low"], row["ci_high"]]
    return [row["value"] - row["sd"], row["value"] + row["sd"]] if pd.notna(row["sd"]) else []


def _with_words(figure, rows: pd.DataFrame) -> Chart:
    pain, unreal, asleep = (
        f"{rows.loc[id, 'range_low']:,.0f} to {rows.loc[id, 'range_high']:,.0f} ng/mL"
        for id in ("ph197", "ph202", "ph198")
    )
    lasting, made = rows.loc["ph203"], rows.loc["ph211"]
    shown = [
        "what",
        "what to mind",
        "population",
        "n",
        "intervention",
        "form",
        "value",
        "sd",
        "ci_low",
        "ci_high",
    ]
    ranges = ["range_low", "range_high", "unit", "sampling", "seen_in", "notes", "citation_key", "id"]
    return Chart(
        figure,
        finding=(
            f"Levels found at doses for pain ({pain}) lie within those at which volunteers felt more and "
            f"more unreal ({unreal}); at doses for anaesthesia they are far higher ({asleep})."
        ),
        caption=(
            "Not one curve: each line is another question, in other people, and must not be joined to the "
            "next. Two points with a thick bar are a range as printed; a thin line is a 95 % interval or ± 1 "
            "standard deviation (the table says which, and what else to mind); a ± of unstated kind is not "
            f"drawn. Both levels for half of the relief are from models: {lasting['value']:g} ng/mL is about "
            "relief that built up over days, "
            f"{made['range_low']:.0f} to {made['range_high']:.0f} ng/mL about pain made in an experiment. "
            "Neither corrects the other."
        ),
        alt=(
            "Dot and bar chart of ketamine levels in blood on a logarithmic axis, grouped by what went with "
            f"them: from {lasting['value']:g} ng/mL for relief of lasting pain in a model, through {pain} at "
            f"doses for pain and {unreal} for feeling unreal, up to {asleep} at doses for anaesthesia."
        ),
        rows=rows[shown + ranges].reset_index(drop=True),
        citations=tuple(dict.fromkeys(rows["citation_key"])),
    )
