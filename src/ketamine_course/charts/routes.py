"""Charts of routes side by side: how much of a dose arrives, and how soon."""

from __future__ import annotations

import pandas as pd

from ketamine_course.charts.chart import Chart
from ketamine_course.charts.grouped import grouped_axes, marker_legend, spread_of, study_label
from ketamine_course.charts.style import GREY, PALETTE, course_style
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
AGE_MARKERS = {"adults": "o", "children": "s", "not stated": "D"}


@course_style()
def bioavailability_by_route() -> Chart:
    """Share of the dose that reaches the blood, every study its own point.

    Rows: ``bioavailability``, without doubtful rows and without the second report of the same six patients.
    """
    table = load_table("bioavailability").set_index("id")
    proper = (table["kind"] == "bioavailability") & ~table["doubtful"] & table["value"].notna()
    rows = table[proper & (table["citation_key"] != "chong2009")].sort_values("value")
    rows["group"] = rows["route"].replace("sublingual_or_buccal", "sublingual")
    rows["label"] = rows.apply(study_label, axis=1) + rows["measure"].map(_enantiomer)
    figure, axes, places = grouped_axes(
        rows, ROUTE_WORDS, "Share of the dose that reaches the blood (%)", foot_in=1.25
    )
    for index, study in rows.iterrows():
        spread, y = spread_of(study), places[index]
        if spread:
            axes.plot(spread, (y, y), color=GREY, linestyle="-", linewidth=1.8, zorder=2)
        look = {"marker": AGE_MARKERS[study["age_group"]], "color": FORM_COLOURS[study["form"]]}
        axes.plot(study["value"], y, markersize=7.5, zorder=3, **look)
        right = max(study["value"], spread[1] if spread else 0)
        axes.annotate(f"{study['value']:g}", (right, y), (8, 0), textcoords="offset points", va="center")
    axes.set_xlim(0, 100)
    axes.legend(
        handles=marker_legend(
            {
                "racemic, adults": {"marker": "o", "color": PALETTE["blue"]},
                "racemic, children": {"marker": "s", "color": PALETTE["blue"]},
                "esketamine, adults": {"marker": "o", "color": PALETTE["vermilion"]},
                "esketamine, age not stated": {"marker": "D", "color": PALETTE["vermilion"]},
            }
        ),
        loc="upper center",
        bbox_to_anchor=(0.35, -0.07),
        ncols=2,
    )
    return _with_words_on_bioavailability(figure, rows)


def _enantiomer(measure: str) -> str:
    """ " · R" or " · S" where a row measured one mirror form of the mixture that was given."""
    return f" · {measure[-1]} form" if measure.endswith((", R", ", S")) else ""


def _with_words_on_bioavailability(figure, rows: pd.DataFrame) -> Chart:
    spans = rows.groupby("group")["value"].agg(["min", "max"])
    nose, tongue, mouth = (
        f"{spans.loc[route, 'min']:g}–{spans.loc[route, 'max']:g} %"
        for route in ("intranasal", "sublingual", "oral")
    )
    unverified = row("bioavailability", "ph163")
    columns = [
        "group",
        "form",
        "population",
        "n",
        "dose_mg",
        "value",
        "unit",
        "sd",
        "se",
        "ci_low",
        "ci_high",
        "ci_level",
    ]
    return Chart(
        figure,
        finding=(
            f"How much arrives depends on the route, and on the study: {nose} through the nose, {tongue} "
            f"under the tongue, {mouth} swallowed."
        ),
        caption=(
            "Each point is one study's figure; into a vein, all of the dose arrives by definition. Grey "
            "lines are the spread that a source gives: ± 1 standard deviation, ± 1 standard error, or a "
            f"{rows['ci_level'].max():g} % interval (the table says which). The number of children is "
            "missing where the source, as read, does not state it."
        ),
        alt=(
            "Dot plot of the share of a ketamine dose that reaches the blood, one point a study, grouped "
            f"by route. Through the nose the studies scatter over {nose}, under the tongue {tongue}, "
            f"swallowed {mouth}. Into a muscle there is one study only, in children."
        ),
        rows=rows[[*columns, "confidence"]].rename(columns={"group": "route"}).reset_index(),
        citations=tuple(dict.fromkeys(rows["citation_key"])),
        note=f"The {unverified['value']:g} % for muscle in adults could not be verified and is not drawn.",
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
    figure, axes, places = grouped_axes(rows, ROUTE_WORDS, "Minutes after the dose (log scale)", 0.57)
    axes.set_xscale("log")
    axes.set_xlim(0.3, 200)
    axes.set_xticks([0.5, 1, 2, 5, 10, 20, 60, 120], ["0.5", "1", "2", "5", "10", "20", "60", "120"])
    axes.minorticks_off()
    for index, timed in rows.iterrows():
        _draw_time(axes, timed, places[index])
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
    within = row("absorption_timing", "ph168")["value"]
    muscle = row("absorption_timing", "ph171")
    swallowed = row("absorption_timing", "ph280")["value"]
    nose = rows[(rows["group"] == "intranasal") & rows["value"].notna()]["value"]
    columns = [
        "group",
        "kind",
        "label",
        "value",
        "unit",
        "bound",
        "sd",
        "gsd",
        "range_low",
        "range_high",
        "unstated_spread",
    ]
    return Chart(
        figure,
        finding=(
            f"Into a vein ketamine acts within about {within:g} minute, into a muscle in "
            f"{muscle['range_low']:g} to {muscle['range_high']:g} minutes; swallowed, the blood level peaks "
            f"after about {swallowed:.0f} minutes."
        ),
        caption=(
            "Rows from the label, the textbook and the first volunteers speak of anaesthetic or sedating "
            "doses, not of doses for pain; an effect and a blood level are different things and are drawn "
            "in different shapes. Bars are ranges, ± 1 standard deviation or a geometric standard "
            "deviation; an arrow means “within”."
        ),
        alt=(
            "Dot plot on a logarithmic axis of minutes, grouped by route: effects begin within a minute "
            f"into a vein and in {muscle['range_low']:g} to {muscle['range_high']:g} minutes into a muscle; "
            f"in studies, blood levels peak after {nose.min():g} to {nose.max():g} minutes through the "
            f"nose, and after {swallowed:.0f} minutes when swallowed, with wide spreads."
        ),
        rows=rows[columns].rename(columns={"group": "route", "label": "what was timed"}).reset_index(),
        citations=tuple(dict.fromkeys(rows["citation_key"])),
    )
