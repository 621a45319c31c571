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

WEIGHT_KG = 70.0
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


def simulated_peak(observed_id: str, model_name: str = "kamp2020") -> float:
    """Highest simulated concentration (ng/mL) at the dose, route and duration of an observed row.

    A dose per kilogram is given to a person of ``WEIGHT_KG``. Share and time to peak are those measured in
    the same study where there are any.
    """
    seen = row("observed_concentrations", observed_id)
    dose_mg = seen["dose_mg"] if pd.notna(seen["dose_mg"]) else seen["dose_mg_per_kg"] * WEIGHT_KG
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
    model = pk.load_model(model_name)
    return float(pk.simulate(model, regimen, TIMES_MIN, WEIGHT_KG)["ketamine_ng_per_ml"].max())


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
    factor = absorbed["value"] / absorbed["simulated"]
    shown = rows[
        ["route", "form", "population", "n", "dose_mg", "dose_mg_per_kg", "value", "simulated", "sd", "gsd"]
    ]
    return Chart(
        figure,
        finding=(
            f"The model overshoots the infusion ({vein['simulated']:.0f} against {vein['value']:g} ng/mL "
            f"measured) and undershoots every absorbed dose, by a factor of {factor.min():.1f} to "
            f"{factor.max():.1f}."
        ),
        caption=(
            f"{pk.caption(pk.load_model('kamp2020'), pk.Regimen.dose(1.0, route='oral'))} Simulated person: "
            f"{WEIGHT_KG:g} kg. Share and time to peak come from the same study as the measured peak, and "
            "nothing was fitted. The infusion level was read in a review, without a spread. Lines are ± 1 "
            "standard deviation, or times and divided by a geometric one."
        ),
        alt=(
            "Dot plot on a logarithmic axis of peak ketamine levels, measured and simulated, by route. "
            "Simulated is above measured for the infusion into a vein, and below measured for each dose by "
            "nose, under the tongue and by mouth."
        ),
        rows=shown.rename(columns={"value": "measured_ng_per_ml", "simulated": "simulated_ng_per_ml"})
        .round(1)
        .reset_index(),
        citations=(*dict.fromkeys(rows["citation_key"]), "kamp2020"),
    )


NASAL = {"singh2022": ("ph095", "ph096", "ph097"), "huge2010": ("ph100", "ph101")}


@course_style()
def nasal_dose_and_peak() -> Chart:
    """Peak level against nasal dose, beside the straight line that proportion would give."""
    rows = (
        load_table("observed_concentrations").set_index("id").loc[[*NASAL["singh2022"], *NASAL["huge2010"]]]
    )
    figure = new_figure(7.5, 3.6)
    for axes, (key, ids), unit in zip(
        figure.subplots(1, 2), NASAL.items(), ("dose_mg", "dose_mg_per_kg"), strict=True
    ):
        seen = rows.loc[list(ids)]
        first = seen.iloc[0]
        line = np.array([0.0, seen[unit].max()])
        axes.plot(line, line * first["value"] / first[unit], color=PALETTE["grey"], linestyle="--")
        axes.annotate(
            "in proportion",
            (line[1], line[1] * first["value"] / first[unit]),
            (-6, 0),
            textcoords="offset points",
            ha="right",
            va="bottom",
            color=PALETTE["grey"],
        )
        for _, point in seen.iterrows():
            spread = spread_of(point)
            if spread:
                axes.plot(
                    [point[unit]] * 2, spread, color=PALETTE["blue"], linestyle="-", linewidth=1.6, alpha=0.6
                )
        axes.plot(seen[unit], seen["value"], marker="o", color=PALETTE["blue"], linestyle="-", markersize=8)
        axes.set(xlim=(0, None), ylim=(0, None), title=f"{short_citation(key)}, {first['form']}")
        axes.set(
            xlabel=f"Dose into the nose ({'mg' if unit == 'dose_mg' else 'mg/kg'})",
            ylabel="Peak level (ng/mL)",
        )
    return _with_words_on_nasal_doses(figure, rows)


def _with_words_on_nasal_doses(figure, rows: pd.DataFrame) -> Chart:
    low, high = rows.loc["ph095"], rows.loc["ph097"]
    single, double = rows.loc["ph100"], rows.loc["ph101"]
    shares = [row("bioavailability", index)["value"] for index in ("ph142", "ph144")]
    return Chart(
        figure,
        finding=(
            f"More spray, less in proportion: {high['dose_mg'] / low['dose_mg']:g} times the dose gave "
            f"{high['value'] / low['value']:.1f} times the peak; elsewhere, twice the dose gave "
            f"{double['value'] / single['value']:.1f} times."
        ),
        caption=(
            "Left: ten adults with cancer pain enrolled, geometric means with geometric standard "
            f"deviations; the share that arrived fell from {shares[0]:g} to {shares[1]:g} %. Right: "
            "patients with nerve pain, two dose groups of unstated size; a printed ± of unstated kind is "
            "not drawn. The dashed line is where the peak would be if it kept step with the dose."
        ),
        alt=(
            "Two line charts of peak blood level against nasal dose. In both, the points fall below the "
            f"straight dashed line of proportion: {low['value']:g} to {high['value']:g} ng/mL on the left, "
            f"{single['value']:g} to {double['value']:g} on the right."
        ),
        rows=rows[
            ["population", "n", "dose_mg", "dose_mg_per_kg", "value", "unit", "gsd", "unstated_spread"]
        ].reset_index(),
        citations=("singh2022", "huge2010"),
    )
