"""The ways in which a dose can be given in chapter 3's explorers, and what was measured after each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ketamine_course.charts.grouped import short_citation, spread_of
from ketamine_course.evidence import load_table
from ketamine_course.models import pharmacokinetics as pk

RACEMIC_MODEL, ESKETAMINE_MODEL = "kamp2020", "perezruixo2021"


@dataclass(frozen=True)
class Way:
    """A way to give a dose: what it is called, its route, and the model that simulates it."""

    label: str
    route: str
    model_name: str = RACEMIC_MODEL
    infused: bool = False

    def regimen(self, dose_mg: float, duration_min: float) -> pk.Regimen:
        """``dose_mg`` at time 0; ``duration_min`` counts for an infusion only."""
        if self.infused:
            return pk.Regimen.infusion(dose_mg, duration_min=duration_min)
        return pk.Regimen.dose(dose_mg, route=self.route)

    @property
    def form(self) -> str:
        return "esketamine" if self.model_name == ESKETAMINE_MODEL else "racemic"

    @property
    def words(self) -> str:
        """The label inside a sentence: "into a vein, over the set time"."""
        return self.label[0].lower() + self.label[1:]


WAYS = {
    "infusion": Way("Into a vein, over the set time", "intravenous", infused=True),
    "push": Way("Into a vein, all at once", "intravenous"),
    "muscle": Way("Into a muscle", "intramuscular"),
    "nose": Way("Through the nose", "intranasal"),
    "tongue": Way("Under the tongue", "sublingual"),
    "swallowed": Way("Swallowed", "oral"),
    "rectum": Way("Into the rectum", "rectal"),
    "spray": Way("Esketamine spray, with its metabolite", "intranasal", ESKETAMINE_MODEL),
    "solution": Way("Esketamine swallowed, with its metabolite", "oral", ESKETAMINE_MODEL),
}


def measured_peaks(way: Way, dose_mg: float, duration_min: float, weight_kg: float) -> pd.DataFrame:
    """Rows of ``observed_concentrations`` for this way and this very dose: peaks whose time is known.

    A dose per kilogram matches when it makes ``dose_mg`` at ``weight_kg``. Columns: time_min, value, low and
    high (spread, NaN when the source gives none) and label ("Chong et al. 2006, n = 6").
    """
    rows = load_table("observed_concentrations").set_index("id")
    drug = "esketamine" if way.form == "esketamine" else "ketamine"
    given_mg = rows["dose_mg"].fillna(rows["dose_mg_per_kg"] * weight_kg)
    match = (rows["kind"] == "cmax") & (rows["analyte"] == drug) & (rows["route"] == way.route)
    match &= (rows["form"] == way.form) & ~rows["doubtful"] & (rows["age_group"] != "children")
    match &= np.isclose(given_mg, dose_mg, rtol=1e-6) & rows["time_min"].notna() & rows["value"].notna()
    if way.route == "intravenous":
        match &= way.infused & np.isclose(rows["infusion_min"], duration_min)
    found = rows[match]
    spreads = [spread_of(seen) or (np.nan, np.nan) for _, seen in found.iterrows()]
    return pd.DataFrame(
        {
            "time_min": found["time_min"],
            "value": found["value"],
            "low": [spread[0] for spread in spreads],
            "high": [spread[1] for spread in spreads],
            "label": [_measured_label(seen) for _, seen in found.iterrows()],
        },
        index=found.index,
    )


def _measured_label(seen: pd.Series) -> str:
    """Study, n and kind of spread: "Chong et al. 2006, n = 6, ± 1 SD"."""
    people = f"n = {seen['n']:.0f}" if pd.notna(seen["n"]) else "n not stated"
    kinds = {"sd": "± 1 SD", "gsd": "×/÷ geometric SD"}
    spread = next((words for name, words in kinds.items() if pd.notna(seen[name])), "no spread given")
    return f"{short_citation(seen['citation_key'])}, {people}, {spread}"
