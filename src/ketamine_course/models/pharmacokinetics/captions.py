"""What must be said beside a simulated curve: whose model, how it was read, where it does not hold."""

from __future__ import annotations

from .parameters import ASSUMED_CV_PERCENT, Model
from .regimen import Regimen

ADULT_FROM_KG = 40.0


def caption(model: Model, regimen: Regimen, weight_kg: float = 70.0) -> str:
    """One to four sentences for a simulated curve of ``model`` under ``regimen``."""
    parts = [f"Simulated with {model.title}: {model.population}; {model.form}; sampling: {model.sampling}."]
    if model.second_hand:
        parts.append("Parameters read second-hand.")
    derived = sorted({dose.route for dose in regimen.doses} - {"intravenous", *model.own_inputs})
    if derived:
        parts.append(
            f"Absorption ({', '.join(derived)}) is derived: first order, its rate solved from a reported time to peak."
        )
    if "child" in model.population and "adult" not in model.population and weight_kg >= ADULT_FROM_KG:
        parts.append("Estimated in children and used here outside its source population.")
    return " ".join(parts)


def spread_caption(model: Model) -> str:
    """How a virtual population of ``model`` varies, and whether that was measured or assumed."""
    if model.variability_is_assumed:
        return (
            f"Spread between simulated patients: assumed, {ASSUMED_CV_PERCENT:g} % (coefficient of variation) on "
            "each volume and clearance, independently, since the source as read gives none."
        )
    spread = ", ".join(f"{name} {cv:g} %" for name, cv in model.variability_cv_percent.items())
    return f"Spread between simulated patients as the source gives it (coefficient of variation: {spread}), taken as independent."
