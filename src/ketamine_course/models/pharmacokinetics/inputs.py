"""How a dose reaches the compartments: bolus, infusion, first-order absorption, first pass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ketamine_course.evidence import load_table, row

from .exponentials import convolve_exponentials
from .parameters import MIN_PER_H, Model, parent_system
from .regimen import Dose

CENTRE = 0
LIVER = -1
# Assumed: sprays given within this time of each other are one session.
ASSUMED_SESSION_MIN = 120.0
_SLOWEST_PER_MIN, _FASTEST_PER_MIN = 1e-6, 1e3


@dataclass(frozen=True)
class Input:
    """One stream of drug into one compartment.

    amount_mg: (n,) or float, the part of the dose that takes this way; compartment: where it arrives;
    start_min; duration_min: 0 for all at once, else a constant rate over that time; absorption_per_min: (n,)
    first-order rate through which it passes, or None when it arrives directly.
    """

    amount_mg: np.ndarray | float
    compartment: int
    start_min: float
    duration_min: float = 0.0
    absorption_per_min: np.ndarray | None = None


def inputs_of(
    model: Model, dose: Dose, individual: dict[str, np.ndarray], weight_kg: float, sprayed_mg: float = 0.0
) -> list[Input]:
    """The streams that ``dose`` makes in ``model`` for people with these parameters.

    sprayed_mg: what the nose was given earlier in the same session. Raises ``ValueError`` for a route that
    the model has not, naming those it has.
    """
    if dose.route not in model.routes:
        raise ValueError(
            f"route must be one of {', '.join(model.routes)} in {model.name}, but got {dose.route!r}"
        )
    if dose.route == "intravenous":
        return [Input(dose.dose_mg, CENTRE, dose.start_min, dose.duration_min)]
    if dose.route in model.own_inputs:
        if dose.bioavailability is not None or dose.time_to_peak_min is not None:
            raise ValueError(
                f"{model.name} has its own absorption: give neither bioavailability nor time_to_peak_min"
            )
        start = dose.start_min + dose.lag_min
        return (
            _nasal_inputs(dose.dose_mg, start, individual, sprayed_mg)
            if dose.route == "intranasal"
            else _oral_inputs(dose.dose_mg, start, individual)
        )
    return [_derived_input(model, dose, individual, weight_kg, sprayed_mg)]


def sprayed_before(doses: tuple[Dose, ...], place: int) -> float:
    """Milligrams given into the nose before the dose at ``place``, in one session (of assumed length)."""
    dose = doses[place]
    return sum(
        other.dose_mg
        for number, other in enumerate(doses)
        if other.route == dose.route == "intranasal"
        and (
            0 < dose.start_min - other.start_min <= ASSUMED_SESSION_MIN
            or (other.start_min == dose.start_min and number < place)
        )
    )


def _nasal_inputs(
    dose_mg: float, start_min: float, individual: dict[str, np.ndarray], sprayed_mg: float
) -> list[Input]:
    """Part of a spray is taken up in the nose; the rest is swallowed and passes gut and liver.

    What comes after the first spray set of a session is taken up less well.
    """
    left_of_first_set = max(0.0, float(individual["spray_set_mg"][0]) - sprayed_mg)
    first_set_mg = min(dose_mg, left_of_first_set)
    later_mg = dose_mg - first_set_mg
    in_nose = individual["fr_nasal"] * (first_set_mg + individual["fr_nasal_later_factor"] * later_mg)
    return [
        Input(in_nose, CENTRE, start_min, absorption_per_min=individual["ka_nasal"] / MIN_PER_H),
        Input(
            (dose_mg - in_nose) * individual["f_gut"],
            LIVER,
            start_min,
            float(individual["duration_swallowed"][0]) * MIN_PER_H,
            individual["ka_swallowed"] / MIN_PER_H,
        ),
    ]


def _oral_inputs(dose_mg: float, start_min: float, individual: dict[str, np.ndarray]) -> list[Input]:
    """A swallowed solution: constant release, then first-order uptake through gut and liver."""
    duration_min = float(individual["duration_oral"][0]) * MIN_PER_H
    return [
        Input(
            dose_mg * individual["f_gut"], LIVER, start_min, duration_min, individual["ka_oral"] / MIN_PER_H
        )
    ]


def _derived_input(
    model: Model, dose: Dose, individual: dict[str, np.ndarray], weight_kg: float, sprayed_mg: float
) -> Input:
    """First-order absorption, its rate solved from a reported time to peak (derived, not published)."""
    choice = absorption_choice(dose.route, dose.dose_mg)
    bioavailability = dose.bioavailability
    if bioavailability is None:
        bioavailability = _share_of_the_rest(dose.route, dose.dose_mg, sprayed_mg)
    time_to_peak_min = choice.time_to_peak_min if dose.time_to_peak_min is None else dose.time_to_peak_min
    rate = absorption_rate(model, time_to_peak_min, weight_kg)
    return Input(
        dose.dose_mg * _spread_share(bioavailability, individual.get("bioavailability_deviate")),
        CENTRE,
        dose.start_min + dose.lag_min,
        absorption_per_min=np.atleast_1d(rate * individual.get("absorption_factor", 1.0)),
    )


def _share_of_the_rest(route: str, dose_mg: float, before_mg: float) -> float:
    """Share of a dose that follows ``before_mg`` in one session: two sprays arrive like one of both."""
    total_mg = before_mg + dose_mg
    whole = absorption_choice(route, total_mg).bioavailability
    if before_mg == 0.0 or dose_mg == 0.0:
        return whole
    return (whole * total_mg - absorption_choice(route, before_mg).bioavailability * before_mg) / dose_mg


def _spread_share(share: float, deviate: np.ndarray | None) -> np.ndarray | float:
    """A share varied between people on the logit scale, so that it stays between 0 and 1.

    ``deviate`` is a normal deviate whose standard deviation is the coefficient of variation wanted.
    """
    if deviate is None or share in (0.0, 1.0):
        return share
    return 1.0 / (1.0 + (1.0 - share) / share * np.exp(-deviate / (1.0 - share)))


@dataclass(frozen=True)
class AbsorptionChoice:
    """What stands for a route at a dose: share (fraction), time to peak (min), row ids, and in whom."""

    route: str
    bioavailability: float
    time_to_peak_min: float
    bioavailability_ids: tuple[str, ...]
    time_to_peak_ids: tuple[str, ...]
    basis: str


@lru_cache(maxsize=512)
def absorption_choice(route: str, dose_mg: float = 0.0) -> AbsorptionChoice:
    """The figures for ``route`` where a model has no absorption of its own, from ``absorption_choices``.

    Where figures were measured at several doses, those between are interpolated and those beyond are taken
    from the nearest (assumed).
    """
    chosen = load_table("absorption_choices")
    chosen = chosen[chosen["route"] == route].sort_values("dose_mg")
    shares = [float(row("bioavailability", key)["value"]) / 100.0 for key in chosen["bioavailability_id"]]
    times = [float(row("absorption_timing", key)["value"]) for key in chosen["time_to_peak_id"]]
    doses = chosen["dose_mg"].fillna(0.0).to_numpy()
    return AbsorptionChoice(
        route,
        float(np.interp(dose_mg, doses, shares)),
        float(np.interp(dose_mg, doses, times)),
        tuple(chosen["bioavailability_id"]),
        tuple(chosen["time_to_peak_id"]),
        chosen["basis"].iloc[0],
    )


@lru_cache(maxsize=512)
def absorption_rate(model: Model, time_to_peak_min: float, weight_kg: float) -> float:
    """First-order absorption rate (1/min) at which ``model``'s concentration peaks at ``time_to_peak_min``.

    Raises ``ValueError`` when no rate between very slow and very fast puts the peak there.
    """
    # Here and not above: importing it takes longer than everything else a notebook's set-up cell does.
    from scipy.optimize import brentq

    rates, weights = parent_system(model.individuals(weight_kg)).modes(CENTRE, CENTRE)

    def slope_at_peak(log_rate: float) -> float:
        absorbed = np.exp(log_rate)
        build_up = convolve_exponentials([np.full_like(rates, absorbed), rates], time_to_peak_min)
        return float(np.sum(weights * (np.exp(-absorbed * time_to_peak_min) - rates * build_up)))

    low, high = np.log(_SLOWEST_PER_MIN), np.log(_FASTEST_PER_MIN)
    if slope_at_peak(low) * slope_at_peak(high) >= 0:
        raise ValueError(
            f"time_to_peak_min = {time_to_peak_min:g} cannot be reached in {model.name}: try one between 1 "
            "and 240 min"
        )
    return float(np.exp(brentq(slope_at_peak, low, high, xtol=1e-12)))
