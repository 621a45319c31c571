"""Pharmacokinetics: what a dose, a route and a model make of the concentration in blood.

    model = load_model("domino_tci")
    regimen = Regimen.infusion(dose_mg=35, duration_min=40)
    regimen += Regimen.dose(dose_mg=25, start_min=90, route="sublingual")
    result = simulate(model, regimen, times_min=range(240), weight_kg=70)
    population = simulate_population(model, regimen, times_min=range(240), n=1000, seed=1)

Every number of the named models comes from ``data/pharmacokinetic_models.csv``.
"""

from .captions import absorption_caption, caption, spread_caption
from .inputs import AbsorptionChoice, absorption_choice, absorption_rate
from .parameters import ASSUMED_CV_PERCENT, COURSE_MODEL, TYPICAL_KG, Model, load_model, model_names
from .regimen import ROUTES, Dose, Regimen
from .simulation import simulate, simulate_population

__all__ = [
    "ASSUMED_CV_PERCENT",
    "COURSE_MODEL",
    "ROUTES",
    "TYPICAL_KG",
    "AbsorptionChoice",
    "Dose",
    "Model",
    "Regimen",
    "absorption_caption",
    "absorption_choice",
    "absorption_rate",
    "caption",
    "load_model",
    "model_names",
    "simulate",
    "simulate_population",
    "spread_caption",
]
