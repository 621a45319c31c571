"""Charts of peaks in the blood: what was measured, and what a model makes of the same dose."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ketamine_course.charts.chart import Chart
from ketamine_course.charts.grouped import grouped_axes, marker_legend, short_citation, spread_of, study_label
from ketamine_course.charts.routes import ROUTE_WORDS
from ketamine_course.charts.style import PALETTE, course_style, new_figure
from ketamine_course.evidence import load_table, row
from ketamine_course.models import pharmacokinetics as pk

TIMES_MIN = np.arange(0.0, 481.0)
# Observed peak: the rows whose share and time to peak were measured in the same people at the same dose.
SAME_STUDY = {
    "ph095": ("ph142", "ph272"),
    "ph096": ("ph143", "ph273"),
    "ph097": ("ph144", "ph274"),
    "ph113": ("ph152", "ph279"),
    "ph114": ("ph153", "ph280"),
}
INFUSIONS = ("ph128",)
OBSERVED = {"marker": "o", "color": PALETTE["vermilion"]}
SIMULATED = {"marker": "D", "color": PALETTE["blue"], "markerfacecolor": "white", "markeredgewidth": 1.8}


def simulated_peak(observed_id: str, model_name: str = pk.COURSE_MODEL) -> float:
    """Highest simulated concentration (ng/mL) at the dose, route and duration of an observed row.

    A dose per kilogram is given to a person of ``pk.TYPICAL_KG``. Share and time to peak are those measured
    in the same study.
    """
    return float(_simulated_curve(observed_id, TIMES_MIN, model_name).max())


def _simulated_curve(
    observed_id: str, times_min: np.ndarray, model_name: str = pk.COURSE_MODEL
) -> np.ndarray:
    seen = row("observed_concentrations", observed_id)
    dose_mg = seen["dose_mg"] if pd.notna(seen["dose_mg"]) else seen["dose_mg_per_kg"] * pk.TYPICAL_KG
    if observed_id in INFUSIONS:
        regimen = pk.Regimen.infusion(float(dose_mg), duration_min=float(seen["infusion_min"]))
    else:
        share_id, time_id = SAME_STUDY[observed_id]
        regimen = pk.Regimen.dose(
            float(dose_mg),
            route=seen["route"],
            bioavailability=float(row("bioavailability", share_id)["value"]) / 100,
            time_to_peak_min=float(row("absorption_timing", time_id)["value"]),
        )
    result = pk.simulate(pk.load_model(model_name), regimen, times_min)
    return result["ketamine_ng_per_ml"].to_numpy()


@course_style()
def observed_against_simulated() -> Chart:
    """Measured peaks beside simulated ones at the same dose; nothing was fitted to them."""
    rows = load_table("observed_concentrations").set_index("id").loc[[*INFUSIONS, *SAME_STUDY]].copy()
    rows["group"] = rows["route"]
    rows["label"] = rows.apply(study_label, axis=1)
    rows["simulated"] = [simulated_peak(index) for index in rows.index]
    figure, axes, places = grouped_axes(
        rows, ROUTE_WORDS, "Highest ketamine level in blood (ng/mL, log scale)", foot_in=1.0
    )
    axes.set_xscale("log")
    axes.set_xlim(5, 500)
    axes.set_xticks([5, 10, 20, 50, 100, 200, 500], ["5", "10", "20", "50", "100", "200", "500"])
    axes.minorticks_off()
    for index, seen in rows.iterrows():
        y, spread = places[index], spread_of(seen)
        if spread:
            axes.plot(spread, (y, y), color=OBSERVED["color"], linestyle="-", linewidth=1.8, alpha=0.6)
        axes.plot(seen["value"], y, linestyle="", markersize=8, **OBSERVED)
        axes.plot(seen["simulated"], y, linestyle="", markersize=8, **SIMULATED)
    looks = {"measured (line: spread, where given)": OBSERVED, "simulated, Kamp 2020": SIMULATED}
    axes.legend(handles=marker_legend(looks), loc="upper center", bbox_to_anchor=(0.3, -0.25), ncols=2)
    return _with_words_on_peaks(figure, rows)


def _with_words_on_peaks(figure, rows: pd.DataFrame) -> Chart:
    vein = rows.loc[INFUSIONS[0]]
    absorbed = rows.drop(index=list(INFUSIONS))
    also = row("observed_concentrations", "ph129")
    factor = absorbed["value"] / absorbed["simulated"]
    shown = rows.assign(study=rows["citation_key"].map(short_citation), simulated=rows["simulated"].round(1))
    columns = [
        "study",
        "route",
        "population",
        "n",
        "dose_mg",
        "dose_mg_per_kg",
        "value",
        "simulated",
        "sd",
        "gsd",
    ]
    return Chart(
        figure,
        finding=(
            f"The model comes out above the drip that was measured ({vein['simulated']:.0f} against "
            f"{vein['value']:g} ng/mL) and below all {len(absorbed)} absorbed doses, which were "
            f"{factor.min():.1f} to {factor.max():.1f} times as high."
        ),
        caption=(
            "Simulated: Kamp 2020 (arterial blood, parameters read second-hand), one person of "
            f"{pk.TYPICAL_KG} kg. Measured: two studies of absorbed doses; the drip's level was quoted in a "
            "review, without number of people or spread. Share and time to peak are those of the study "
            "that measured the peak, the absorption rate is derived from them, and nothing was fitted. For "
            f"the nose the areas under the curves agree ({_areas()}); the share was worked out from these "
            "same areas, so this shows only that the model clears ketamine about as fast as these patients "
            "did. Lines: ± 1 standard deviation, or the value divided and multiplied by a geometric one. "
            f"Left out: studies in children; a quoted range of {also['range_low']:g} to "
            f"{also['range_high']:g} ng/mL for the same drip in healthy volunteers; and a swallowed dose "
            "without a share and a time to peak."
        ),
        alt=(
            "Dot plot on a logarithmic axis of peak ketamine levels, measured and simulated, by route. "
            "Simulated is above measured for the drip into a vein, and below measured for each dose by "
            "nose, under the tongue and swallowed."
        ),
        rows=shown[columns]
        .rename(columns={"value": "measured_ng_per_ml", "simulated": "simulated_ng_per_ml"})
        .reset_index(),
        citations=(*dict.fromkeys(rows["citation_key"]), pk.load_model(pk.COURSE_MODEL).citation_key),
        sources=("observed_concentrations:ph129.range_low", "observed_concentrations:ph129.range_high"),
    )


# Area under the measured curve, beside the measured peak of the same dose by nose.
NASAL_AREAS = {"ph095": "ph269", "ph096": "ph270", "ph097": "ph271"}


def _areas() -> str:
    """Simulated and measured areas under the curve by nose, in words."""
    days = np.concatenate([np.arange(0.0, 600.0, 0.5), np.arange(600.0, 20_000.0, 10.0)])
    simulated = [float(np.trapezoid(_simulated_curve(peak_id, days), days)) / 60.0 for peak_id in NASAL_AREAS]
    measured = [row("observed_concentrations", area_id)["value"] for area_id in NASAL_AREAS.values()]
    ours, theirs = (", ".join(f"{area:.0f}" for area in areas) for areas in (simulated, measured))
    return f"simulated {ours}, measured {theirs} ng·h/mL"


NASAL = {
    "singh2022": ("ph095", "ph096", "ph097"),
    "huge2010": ("ph100", "ph101"),
    "malinovsky1996": ("ph104", "ph105"),
}


@course_style()
def nasal_dose_and_peak() -> Chart:
    """Peak level against nasal dose in three studies, beside the straight line that proportion would give."""
    rows = (
        load_table("observed_concentrations")
        .set_index("id")
        .loc[[key for ids in NASAL.values() for key in ids]]
    )
    figure = new_figure(8.4, 3.5)
    for axes, (key, ids) in zip(figure.subplots(1, 3), NASAL.items(), strict=True):
        _draw_nasal_study(axes, key, rows.loc[list(ids)])
    return _with_words_on_nasal_doses(figure, rows)


def _draw_nasal_study(axes, key: str, seen: pd.DataFrame) -> None:
    """Peaks with their spread, joined where the same people had each dose, and the line of proportion."""
    unit, words = ("dose_mg", "mg") if seen["dose_mg"].notna().all() else ("dose_mg_per_kg", "mg/kg")
    first = seen.iloc[0]
    line = np.array([0.0, seen[unit].max()])
    axes.plot(
        line,
        line * first["value"] / first[unit],
        color=PALETTE["grey"],
        linestyle="--",
        label="in proportion",
    )
    for _, point in seen.iterrows():
        spread = spread_of(point)
        if spread:
            axes.plot(
                [point[unit]] * 2, spread, color=PALETTE["blue"], linestyle="-", linewidth=1.6, alpha=0.6
            )
    same_people = key == "singh2022"
    axes.plot(
        seen[unit],
        seen["value"],
        marker="o",
        color=PALETTE["blue"],
        linestyle="-" if same_people else "",
        markersize=8,
        label="measured",
    )
    who = "children" if first["age_group"] == "children" else first["form"]
    axes.set(xlim=(0, line[1] * 1.15), ylim=(0, None), title=f"{short_citation(key)}\n{who}")
    axes.set(xlabel=f"Dose into the nose ({words})")
    if same_people:
        axes.set_ylabel("Peak level (ng/mL)")
        axes.legend(loc="upper left")


def _ratio(above: str, below: str, column: str) -> str:
    """Reference to how many times as high one observed row is as another."""
    table = "observed_concentrations"
    return f"{table}:{above}.{column}/{table}:{below}.{column}"


def _with_words_on_nasal_doses(figure, rows: pd.DataFrame) -> Chart:
    low, high = rows.loc["ph095"], rows.loc["ph097"]
    single, double = rows.loc["ph100"], rows.loc["ph101"]
    little, much = rows.loc["ph104"], rows.loc["ph105"]
    shares = [row("bioavailability", index)["value"] for index in ("ph142", "ph144")]
    people = [f"{rows.loc[index, 'n']:.0f}" for index in NASAL["singh2022"]]
    return Chart(
        figure,
        finding=(
            f"In two studies more spray gave less than in proportion ({high['dose_mg'] / low['dose_mg']:g} "
            f"times the dose, {high['value'] / low['value']:.1f} times the peak; twice the dose, "
            f"{double['value'] / single['value']:.1f} times); in children it gave more "
            f"({much['dose_mg_per_kg'] / little['dose_mg_per_kg']:g} times the dose, "
            f"{much['value'] / little['value']:.1f} times)."
        ),
        caption=(
            f"Left: ten adults with cancer pain enrolled, {', '.join(people)} at the three doses; geometric "
            f"means with geometric standard deviations; the share that arrived fell from {shares[0]:g} to "
            f"{shares[1]:g} %. Middle: patients with nerve pain, two groups of unstated size; the printed ± "
            f"{single['unstated_spread']:g} and ± {double['unstated_spread']:g} are of unstated kind and "
            "not drawn. Right: children of 2 to 9 years under anaesthesia, means without spread. The "
            "dashed line is where the peak would be if it kept step with the dose."
        ),
        alt=(
            "Three line charts of peak blood level against nasal dose. In the two studies of patients the "
            f"points fall below the dashed line of proportion: {low['value']:g} to {high['value']:g} ng/mL "
            f"on the left, {single['value']:g} to {double['value']:g} in the middle. In children on the "
            f"right the second point lies above it: {little['value']:g} to {much['value']:g}."
        ),
        rows=rows.assign(study=rows["citation_key"].map(short_citation))[
            [
                "study",
                "population",
                "n",
                "dose_mg",
                "dose_mg_per_kg",
                "value",
                "unit",
                "gsd",
                "unstated_spread",
            ]
        ].reset_index(),
        citations=tuple(NASAL),
        sources=(
            "bioavailability:ph142.value",
            "bioavailability:ph144.value",
            *(_ratio("ph097", "ph095", column) for column in ("dose_mg", "value")),
            _ratio("ph101", "ph100", "value"),
            *(_ratio("ph105", "ph104", column) for column in ("dose_mg_per_kg", "value")),
        ),
    )
