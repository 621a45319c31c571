"""The named models: which parameters they have, from whom, and how they become compartments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from ketamine_course.evidence import load_table
from ketamine_course.evidence.arguments import one_of

from ..checks import finite_number
from .regimen import ROUTES
from .systems import CompartmentSystem, star

MIN_PER_H = 60.0
# The model of racemic ketamine that charts, explorers and exercises use, and the person whom they simulate.
COURSE_MODEL = "kamp2020"
TYPICAL_KG = 70
# The weight for which the tables state volumes and flows ("per 70 kg").
REFERENCE_WEIGHT_KG = 70.0
# Assumed, not measured: the spread used where a source gives none. Shown as "assumed" wherever it is drawn.
ASSUMED_CV_PERCENT = 30.0
# Theory, not a study: flows grow with weight to the power 3/4, volumes in proportion.
ALLOMETRIC_EXPONENT = 0.75

VOLUMES = ("v1", "v2", "v3", "vh", "vcn", "vpn")
FLOWS = ("cl", "q2", "q3", "qh", "cln", "q3n")
# The esketamine source numbers its compartments from the centre outwards; here the centre is always 1.
_RENAMED = {"vc": "v1", "vp1": "v2", "q1": "q2", "vp2": "v3", "q2": "q3"}


_CARD_TEXTS = ("title", "citation_key", "population", "sampling", "form", "scaling", "reading", "limits")


@dataclass(frozen=True, eq=False)
class Model:
    """A published pharmacokinetic model, as read.

    ``parameters``: volumes (v1, v2, v3, liver vh, norketamine vcn and vpn) in L, flows (clearance cl, between
    compartments q2 and q3, liver qh, norketamine cln and q3n) in L/h, other rates and durations in the unit
    of their row, all for a person of ``reference_weight_kg``. ``variability_cv_percent`` is the
    between-subject spread that the source gives (empty: none). ``routes`` are those the model can answer;
    ``own_inputs`` are those whose absorption the source itself modelled.
    """

    name: str
    title: str
    citation_key: str
    population: str
    sampling: str
    form: str
    scaling: str
    reading: str
    limits: str
    reference_weight_kg: float
    parameters: dict[str, float]
    variability_cv_percent: dict[str, float]
    routes: tuple[str, ...]
    own_inputs: tuple[str, ...]

    @property
    def second_hand(self) -> bool:
        """Whether the parameters were read in another work that cites the source."""
        return "second-hand" in self.reading

    @property
    def has_norketamine(self) -> bool:
        return "vcn" in self.parameters

    @property
    def has_effect_site(self) -> bool:
        return "ke0" in self.parameters

    @property
    def variability_is_assumed(self) -> bool:
        """Whether the spread of a virtual population is assumed because the source gives none."""
        return not self.variability_cv_percent

    def individuals(
        self, weight_kg: float, factors: dict[str, np.ndarray] | None = None
    ) -> dict[str, np.ndarray]:
        """Parameters of ``n`` people of this weight (kg), arrays (n,); ``factors`` (n,) multiply by name."""
        weight = finite_number("weight_kg", weight_kg, exclusive=True)
        relative = 1.0 if self.scaling == "none" else weight / self.reference_weight_kg
        flow_power = ALLOMETRIC_EXPONENT if self.scaling == "allometric" else 1.0
        factors = factors or {}
        scaled = {}
        for name, value in self.parameters.items():
            power = 1.0 if name in VOLUMES else flow_power if name in FLOWS else 0.0
            scaled[name] = np.atleast_1d(value * relative**power * factors.get(name, 1.0))
        return scaled


def parent_system(individual: dict[str, np.ndarray]) -> CompartmentSystem:
    """Ketamine's compartments, blood first; a liver, where the model has one, is last and clears the drug."""
    sides = [side for side in ("2", "3") if f"v{side}" in individual]
    volumes = [individual["v1"]] + [individual[f"v{side}"] for side in sides]
    flows = [individual[f"q{side}"] / MIN_PER_H for side in sides]
    if "vh" not in individual:
        return star(volumes, flows, {0: individual["cl"] / MIN_PER_H})
    cleared = (individual["kel"] + individual["kmet"]) * individual["vh"] / MIN_PER_H
    return star([*volumes, individual["vh"]], [*flows, individual["qh"] / MIN_PER_H], {len(volumes): cleared})


def metabolite_system(individual: dict[str, np.ndarray]) -> CompartmentSystem:
    """Norketamine's two compartments, blood first (apparent volumes and flows)."""
    return star(
        [individual["vcn"], individual["vpn"]],
        [individual["q3n"] / MIN_PER_H],
        {0: individual["cln"] / MIN_PER_H},
    )


def model_names() -> tuple[str, ...]:
    """Names that ``load_model`` knows."""
    return tuple(load_table("pharmacokinetic_model_cards")["model"])


@cache
def load_model(name: str) -> Model:
    """The model called ``name``, with its parameters from ``data/pharmacokinetic_models.csv``.

    Raises ``ValueError`` for an unknown name, listing the known ones.
    """
    one_of("model", name, model_names())
    card = load_table("pharmacokinetic_model_cards").set_index("model").loc[name]
    table = load_table("pharmacokinetic_models")
    rows = table[(table["model"] == name) & (table["kind"] == "parameter")].set_index("parameter")
    own_inputs = tuple(route for route in ROUTES[1:] if route in str(card["dose_routes"]).split(";"))
    return Model(
        name=name,
        **{field: str(card[field]) for field in _CARD_TEXTS},
        reference_weight_kg=REFERENCE_WEIGHT_KG,
        parameters=_canonical(rows["value"].astype(float).to_dict(), card),
        variability_cv_percent=rows["between_subject_cv_percent"].dropna().astype(float).to_dict(),
        routes=("intravenous", *own_inputs) if own_inputs else ROUTES,
        own_inputs=own_inputs,
    )


def _canonical(values: dict[str, float], card: pd.Series) -> dict[str, float]:
    """Volumes and flows at the reference weight, under the names of ``Model``."""
    if pd.notna(card["spray_set_mg"]):
        values = {"spray_set_mg": float(card["spray_set_mg"]), **values}
    if card["scaling"] != "per_kg":
        return {_RENAMED.get(name, name) if "vc" in values else name: value for name, value in values.items()}
    volume = values["v1"] * REFERENCE_WEIGHT_KG
    result = {name: value for name, value in values.items() if name == "ke0"}
    result |= {"v1": volume, "cl": volume * values["k10"] * MIN_PER_H}
    for side in ("2", "3"):
        if f"k1{side}" in values:
            result[f"q{side}"] = volume * values[f"k1{side}"] * MIN_PER_H
            result[f"v{side}"] = volume * values[f"k1{side}"] / values[f"k{side}1"]
    return result
