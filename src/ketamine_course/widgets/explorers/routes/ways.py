"""The ways in which a dose can be given in chapter 3's explorers, and what was measured after each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from ketamine_course.charts.grouped import short_citation, spread_of
from ketamine_course.evidence import load_table
from ketamine_course.models import pharmacokinetics as pk

# Routes whose absorption is derived, not published.
ABSORBED = ("intramuscular", "intranasal", "sublingual", "oral", "rectal")
ESKETAMINE_MODEL = "perezruixo2021"


@dataclass(frozen=True)
class Way:
    """A way to give a dose: what it is called, its route, and the model that simulates it."""

    label: str
    route: str
    model_name: str = pk.COURSE_MODEL
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
    def drug(self) -> str:
        return "esketamine" if self.form == "esketamine" else "ketamine"

    @property
    def pushed(self) -> bool:
        """Whether the dose goes into a vein all at once."""
        return self.route == "intravenous" and not self.infused

    @property
    def words(self) -> str:
        """The label inside a sentence: "into a vein, as a drip"."""
        return self.label[0].lower() + self.label[1:]


WAYS = {
    "infusion": Way("Into a vein, as a drip", "intravenous", infused=True),
    "push": Way("Into a vein, as a push", "intravenous"),
    "muscle": Way("Into a muscle", "intramuscular"),
    "nose": Way("Through the nose", "intranasal"),
    "tongue": Way("Under the tongue", "sublingual"),
    "swallowed": Way("Swallowed", "oral"),
    "rectum": Way("Into the rectum", "rectal"),
    "spray": Way("Esketamine spray (another drug form)", "intranasal", ESKETAMINE_MODEL),
    "solution": Way("Esketamine swallowed (another drug form)", "oral", ESKETAMINE_MODEL),
}


def measured_peaks(way: Way, dose_mg: float, duration_min: float, weight_kg: float) -> pd.DataFrame:
    """Rows of ``observed_concentrations`` for this way and this very dose: peaks, or a range of peaks.

    A dose per kilogram matches when it makes ``dose_mg`` at ``weight_kg``. Columns: time_min, value, low and
    high (the spread, or the range; NaN when there is none) and words ("28.6 ng/mL (Chong 2006, n = 6,
    ± 1 SD)").
    """
    rows = _measurable(way)
    given_mg = rows["dose_mg"].fillna(rows["dose_mg_per_kg"] * weight_kg)
    match = np.isclose(given_mg, dose_mg, rtol=1e-6)
    if way.infused:
        match &= np.isclose(rows["infusion_min"], duration_min)
    return rows.loc[match, ["time_min", "value", "low", "high", "words"]]


@cache
def _measurable(way: Way) -> pd.DataFrame:
    """All peaks measured after this way in, whatever the dose: looked up once, since sliders ask often."""
    rows = load_table("observed_concentrations").set_index("id")
    match = (rows["kind"] == "cmax") & (rows["analyte"] == way.drug) & (rows["route"] == way.route)
    match &= (rows["form"] == way.form) & ~rows["doubtful"] & (rows["age_group"] != "children")
    match &= rows["time_min"].notna() | rows["range_low"].notna()
    found = rows[match & (not way.pushed)]
    spreads = [spread_of(seen) or (seen["range_low"], seen["range_high"]) for _, seen in found.iterrows()]
    return found.assign(
        low=[spread[0] for spread in spreads],
        high=[spread[1] for spread in spreads],
        words=[_measured_words(seen) for _, seen in found.iterrows()],
    )


def _measured_words(seen: pd.Series) -> str:
    """Figure, study, n and kind of spread, and that it was read in a review where it was."""
    ranged = pd.notna(seen["range_low"])
    figure = f"{seen['range_low']:g} to {seen['range_high']:g}" if ranged else f"{seen['value']:g}"
    people = f"n = {seen['n']:.0f}" if pd.notna(seen["n"]) else "n not stated"
    if ranged:
        spread = "a range, not drawn"
    elif pd.notna(seen["unstated_spread"]):
        spread = "its ± of unstated kind not drawn"
    else:
        kinds = {"sd": "± 1 SD", "gsd": "×/÷ geometric SD"}
        spread = next((words for name, words in kinds.items() if pd.notna(seen[name])), "no spread given")
    source = "quoted in a review, " if seen["seen_in"] == "secondary" else ""
    return f"{figure} ng/mL ({source}{short_citation(seen['citation_key'])}, {people}, {spread})"


def compared(measured: pd.DataFrame, peak: float) -> str:
    """Whether measured peaks lie above or below a simulated one, for those who cannot see it."""
    seen = measured["value"].dropna()
    if seen.empty:
        return ""
    places = " and ".join(sorted({"above" if value > peak else "below" for value in seen}))
    return f" Measured: {', '.join(f'{value:g}' for value in seen)} ng/mL, {places} the top of the curve."


def measured_reading(measured: pd.DataFrame) -> str:
    """What was measured, as a sentence to put behind a reading; nothing where nothing was."""
    return f" Measured: {'; '.join(measured['words'])}." if len(measured) else ""
