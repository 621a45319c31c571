"""Charts of routes side by side: how much of a dose arrives, and how soon."""

from __future__ import annotations

import pandas as pd

from ketamine_course.charts.chart import Chart
from ketamine_course.charts.grouped import (
    draw_value,
    grouped_axes,
    marker_legend,
    short_citation,
    spread_of,
    study_label,
)
from ketamine_course.charts.style import GREY, INK, PALETTE, course_style
from ketamine_course.evidence import load_table, row

ROUTE_WORDS = {
    "intravenous": "Into a vein",
    "intramuscular": "Into a muscle",
    "intranasal": "Through the nose",
    "sublingual": "Under the tongue",
    "oral": "Swallowed",
    "oral_prolonged_release": "Swallowed, slow-release tablet",
    "rectal": "Into the rectum",
}
FORM_COLOURS = {"racemic": PALETTE["blue"], "esketamine": PALETTE["vermilion"]}
HOLLOW = {"markerfacecolor": "white", "markeredgewidth": 1.8}
AGE_MARKERS = {"adults": "o", "children": "s", "not stated": "D"}


@course_style()
def bioavailability_by_route() -> Chart:
    """Share of the dose that reaches the blood: a point for each study, dose and form.

    Rows: ``bioavailability``, without doubtful rows and without the second report of the same six patients.
    """
    table = load_table("bioavailability").set_index("id")
    proper = (table["kind"] == "bioavailability") & ~table["doubtful"] & table["value"].notna()
    rows = table[proper & (table["citation_key"] != "chong2009")].sort_values("value")
    rows["group"] = rows["route"].replace("sublingual_or_buccal", "sublingual")
    rows["label"] = rows.apply(study_label, axis=1) + rows.apply(_detail, axis=1)
    whole = pd.DataFrame({"group": "intravenous", "label": "by definition, all of it"}, index=["vein"])
    figure, axes, places = grouped_axes(
        pd.concat([whole, rows]), ROUTE_WORDS, "Share of the dose that reaches the blood (%)", 0.5, 1.3
    )
    axes.plot(100, places["vein"], marker="|", color=INK, markersize=16, markeredgewidth=4, clip_on=False)
    for index, study in rows.iterrows():
        _draw_share(axes, study, places[index])
    axes.set_xlim(0, 100)
    filled, children = {"marker": "o", "color": GREY}, {"marker": "s", "color": GREY}
    looks = {
        "adults": filled,
        "children": children,
        "hollow: a model's estimate": filled | HOLLOW,
        "racemic": {"marker": "o", "color": FORM_COLOURS["racemic"]},
        "esketamine": {"marker": "o", "color": FORM_COLOURS["esketamine"]},
        "age not stated": {"marker": "D", "color": GREY},
    }
    axes.legend(handles=marker_legend(looks), loc="upper center", bbox_to_anchor=(0.2, -0.065), ncols=3)
    return _with_words_on_bioavailability(figure, rows)


def _draw_share(axes, study: pd.Series, y: float) -> None:
    """A point, hollow where a model estimated it, with its spread and its figure."""
    look = {"marker": AGE_MARKERS[study["age_group"]], "color": FORM_COLOURS[study["form"]]}
    if study["statistic"] == "model estimate":
        look |= HOLLOW
    draw_value(axes, y, study["value"], spread_of(study), look, size=7.5)


def _detail(study: pd.Series) -> str:
    """What else tells two points apart: which mirror form was measured, or that the cheek counted too."""
    if study["measure"].endswith((", R", ", S")):
        return f" · {study['measure'][-1]} form"
    return " · or in the cheek" if study["route"] == "sublingual_or_buccal" else ""


def _with_words_on_bioavailability(figure, rows: pd.DataFrame) -> Chart:
    nose, tongue, adults_mouth = (
        f"{group['value'].min():g}–{group['value'].max():g} %"
        for group in (
            rows[rows["group"] == "intranasal"],
            rows[rows["group"] == "sublingual"],
            rows[(rows["group"] == "oral") & (rows["age_group"] == "adults")],
        )
    )
    children = rows[(rows["group"] == "oral") & (rows["age_group"] == "children")]["value"].iloc[0]
    unverified = row("bioavailability", "ph163")
    columns = [
        "study",
        "group",
        "form",
        "population",
        "n",
        "n_this_route",
        "dose_mg",
        "value",
        "unit",
        "statistic",
    ]
    spreads = ["sd", "se", "ci_low", "ci_high", "ci_level", "confidence"]
    return Chart(
        figure,
        finding=(
            f"Only a vein brings it all. Studies found {nose} through the nose, {tongue} under the tongue, "
            f"and {adults_mouth} swallowed in adults ({children:g} % in children)."
        ),
        caption=(
            "A point for each study, dose and form. Grey lines are the spread that a source gives: ± 1 "
            f"standard deviation, ± 1 standard error, or a {rows['ci_level'].max():g} % interval (the table "
            "says which). Where no number of people stands, the source as read does not state it. A second "
            f"report of Chong's patients is left out, and so are the {unverified['value']:g} % for muscle "
            "in adults, which could not be verified."
        ),
        alt=(
            "Dot plot of the share of a ketamine dose that reaches the blood, grouped by route: all of it "
            f"into a vein; {nose} through the nose, widely scattered; {tongue} under the tongue; "
            f"{adults_mouth} swallowed in adults. Into a muscle there is one study only, in children."
        ),
        sources=("bioavailability:ph163.value",),
        rows=rows.assign(study=rows["citation_key"].map(short_citation))[columns + spreads]
        .rename(columns={"group": "route"})
        .replace({"route": ROUTE_WORDS, "kind": TIMING_KEY})
        .reset_index(),
        citations=tuple(dict.fromkeys(rows["citation_key"])),
    )


TIMING_LOOKS = {
    "onset": {"marker": "^", "color": PALETTE["vermilion"]},
    "peak_effect": {"marker": "D", "color": PALETTE["green"]},
    "duration": {"marker": "s", "color": PALETTE["purple"]},
    "time_to_peak_concentration": {"marker": "o", "color": PALETTE["blue"]},
}
TIMING_WORDS = {
    "onset": "effect begins",
    "duration": "effect lasts",
    "peak_effect": "effect is strongest",
    "time_to_peak_concentration": "level peaks",
}
TIMING_KEY = {
    "onset": "effect begins",
    "duration": "effect lasts",
    "peak_effect": "effect strongest",
    "time_to_peak_concentration": "level in blood peaks",
}
TIMING_ROUTES = ("intravenous", "intramuscular", "intranasal", "sublingual", "oral", "rectal")
WHAT_IS_TIMED = {
    "ph168": "first volunteers",
    "ph169": "first volunteers",
    "ph170": "label, anaesthesia",
    "ph171": "label, anaesthesia",
    "ph172": "label, anaesthesia",
    "ph173": "textbook",
    "ph174": "textbook",
    "ph175": "textbook, sedation",
    "ph165": "label, esketamine",
}


@course_style()
def onset_and_duration() -> Chart:
    """When effects begin, peak and end, and when the blood level peaks, by route, on a log axis of minutes.

    Rows: ``absorption_timing`` without half-lives and the absorption time of a film.
    """
    table = load_table("absorption_timing").set_index("id")
    rows = table[
        table["kind"].isin(TIMING_LOOKS) & table["route"].isin(TIMING_ROUTES) & ~table["doubtful"]
    ].copy()
    rows["group"] = rows["route"]
    order = {kind: place for place, kind in enumerate(TIMING_LOOKS)}
    rows = rows.sort_values(by="kind", key=lambda kinds: kinds.map(order), kind="stable")
    rows["label"] = [
        f"{TIMING_WORDS[timed['kind']]} · {WHAT_IS_TIMED.get(index) or study_label(timed)}"
        for index, timed in rows.iterrows()
    ]
    figure, axes, places = grouped_axes(
        rows, ROUTE_WORDS, "Minutes (log scale: steps multiply the time)", 0.57, foot_in=1.15
    )
    axes.set_xscale("log")
    axes.set_xlim(0.3, 200)
    axes.set_xticks([0.5, 1, 2, 5, 10, 20, 60, 120], ["0.5", "1", "2", "5", "10", "20", "60", "120"])
    axes.minorticks_off()
    for index, timed in rows.iterrows():
        _draw_time(axes, timed, places[index])
    key = {TIMING_KEY[kind]: look for kind, look in TIMING_LOOKS.items()}
    axes.legend(
        handles=marker_legend(key),
        loc="upper center",
        bbox_to_anchor=(-0.17, -0.08),
        ncols=4,
        columnspacing=1.2,
        handletextpad=0.2,
    )
    return _with_words_on_timing(figure, rows)


def _draw_time(axes, timed: pd.Series, y: float) -> None:
    """A point with its spread, a bar for a range, an arrow to the left for "within"."""
    look = TIMING_LOOKS[timed["kind"]]
    ends = spread_of(timed) if pd.notna(timed["value"]) else None
    if pd.notna(timed["range_low"]):
        ends = (timed["range_low"], timed["range_high"])
    if ends:
        axes.plot(
            (max(ends[0], 0.31), ends[1]),
            (y, y),
            color=look["color"],
            linestyle="-",
            linewidth=2.2,
            alpha=0.55,
            solid_capstyle="butt",
        )
    if timed["bound"] == "upper":
        axes.annotate(
            "",
            (timed["value"] * 0.62, y),
            (timed["value"], y),
            arrowprops={"arrowstyle": "->", "color": look["color"], "lw": 1.8},
        )
    marks = [timed["value"]] if pd.notna(timed["value"]) else list(ends)
    axes.plot(marks, [y] * len(marks), linestyle="", markersize=7.5, **look)


def _with_words_on_timing(figure, rows: pd.DataFrame) -> Chart:
    vein, muscle, mouth = (row("absorption_timing", key) for key in ("ph168", "ph171", "ph175"))
    swallowed = row("absorption_timing", "ph280")["value"]
    nose = rows[(rows["group"] == "intranasal") & rows["value"].notna()]["value"]
    columns = ["study", "group", "kind", "population", "n", "value", "unit", "bound", "sd", "gsd"]
    spreads = ["range_low", "range_high", "unstated_spread"]
    return Chart(
        figure,
        finding=(
            f"At anaesthetic or sedating doses the effect begins within {vein['value']:g} minute into a "
            f"vein, in {muscle['range_low']:g} to {muscle['range_high']:g} minutes into a muscle, in "
            f"{mouth['range_low']:g} to {mouth['range_high']:g} when swallowed."
        ),
        caption=(
            "No triangle, diamond or square comes from pain treatment: they are the label's, the "
            "textbook's and the first volunteers'. Circles are levels in the blood, which is another "
            "thing. Bars are ranges, ± 1 standard deviation or a geometric one; an arrow means “within”. "
            "The spray's label counts from the last spray, and Huge's printed ± of unstated kind is not "
            "drawn."
        ),
        alt=(
            "Dot plot on a logarithmic axis of minutes, grouped by route: effects begin within a minute "
            f"into a vein, in {muscle['range_low']:g} to {muscle['range_high']:g} minutes into a muscle and "
            f"{mouth['range_low']:g} to {mouth['range_high']:g} swallowed; in studies, levels peak after "
            f"{nose.min():g} to {nose.max():g} minutes through the nose and {swallowed:.0f} minutes when "
            "swallowed, with wide spreads."
        ),
        rows=rows.assign(study=rows["citation_key"].map(short_citation))[columns + spreads]
        .rename(columns={"group": "route"})
        .replace({"route": ROUTE_WORDS, "kind": TIMING_KEY})
        .reset_index(),
        citations=tuple(dict.fromkeys(rows["citation_key"])),
    )
