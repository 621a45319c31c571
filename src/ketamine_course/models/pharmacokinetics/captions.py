"""What must be said beside a simulated curve: whose model, how it was read, where it does not hold."""

from __future__ import annotations

from .inputs import ASSUMED_SESSION_MIN, absorption_choice
from .parameters import ASSUMED_CV_PERCENT, TYPICAL_KG, Model
from .regimen import Regimen

# Assumed: from this weight on, a person is taken for an adult.
ADULT_FROM_KG = 40.0


def caption(model: Model, regimen: Regimen, weight_kg: float = TYPICAL_KG) -> str:
    """One to four sentences for a simulated curve of ``model`` under ``regimen``."""
    parts = [
        f"Simulated with {model.title}: {model.population}; form of ketamine: {model.form}; blood drawn: "
        f"{model.sampling}."
    ]
    if model.second_hand:
        parts.append("Parameters read second-hand.")
    for route in sorted({dose.route for dose in regimen.doses} - {"intravenous", *model.own_inputs}):
        parts.append(absorption_caption(route))
    if sum(dose.route == "intranasal" for dose in regimen.doses) > 1:
        parts.append(f"Sprays within {ASSUMED_SESSION_MIN:g} minutes count as one session (assumed).")
    studied_adults, studied_children = "adult" in model.population, "child" in model.population
    if studied_children and not studied_adults and weight_kg >= ADULT_FROM_KG:
        parts.append("Estimated in children and used here outside its source population.")
    if studied_adults and not studied_children and weight_kg < ADULT_FROM_KG:
        parts.append("Estimated in adults and used here outside its source population.")
    return " ".join(parts)


def absorption_caption(route: str) -> str:
    """How the absorption by ``route`` was made where no model of it was published, and from whom."""
    return (
        f"Absorption ({route}) is derived, not published: first order, its rate solved from a time to peak; "
        f"{absorption_choice(route).basis}."
    )


def spread_caption(model: Model, assumed_cv_percent: float = ASSUMED_CV_PERCENT) -> str:
    """How a virtual population of ``model`` varies, and whether that was measured or assumed."""
    if model.variability_is_assumed:
        return (
            f"Spread between simulated people: assumed, {assumed_cv_percent:g} % (coefficient of variation) "
            "on each volume and clearance, independently, since the source as read gives none."
        )
    spread = ", ".join(f"{name} {cv:g} %" for name, cv in model.variability_cv_percent.items())
    return (
        f"Spread between simulated people as the source gives it (coefficient of variation: {spread}), "
        "taken as independent."
    )
