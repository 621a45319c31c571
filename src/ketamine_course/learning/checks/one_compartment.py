"""A one-compartment model, the figures that the exercises of chapter 3 feed it, and inputs to try it on."""

from dataclasses import dataclass

import numpy as np

from ketamine_course.evidence import row
from ketamine_course.learning.exercises.functions import Case
from ketamine_course.models.pharmacokinetics import TYPICAL_KG

NG_PER_MG_AND_ML_PER_L = 1000.0
MIN_PER_H = 60.0


@dataclass(frozen=True)
class Given:
    """What the notebook gives the learner, from the same rows. Units are in the names."""

    volume_l: float
    clearance_l_per_h: float
    dose_mg: float
    drip_rate_mg_per_h: float


def given() -> Given:
    """Return the figures of the exercise, for a person of ``TYPICAL_KG``.

    They also stand in exercises/solutions/03_methods_of_administration.ipynb, cells “given”,
    “ex-first-level” and “published”: change both, then build.
    """
    dose_mg_per_kg = float(row("observed_concentrations", "ph128")["dose_mg_per_kg"])
    return Given(
        volume_l=float(row("pharmacokinetic_models", "ph021")["value"]),
        clearance_l_per_h=float(row("pharmacokinetic_models", "ph022")["value"]),
        dose_mg=dose_mg_per_kg * TYPICAL_KG,
        drip_rate_mg_per_h=float(row("concentration_effects", "ph220")["value"]),
    )


def level_after_push(times_min, dose_mg, volume_l, clearance_l_per_h):
    """Level (ng/mL) at times (min) after a push at minute 0, one compartment (mg, L, L/h)."""
    rate_per_min = clearance_l_per_h / volume_l / MIN_PER_H
    return dose_mg / volume_l * NG_PER_MG_AND_ML_PER_L * np.exp(-rate_per_min * np.asarray(times_min, float))


def level_during_drip(times_min, rate_mg_per_h, duration_min, volume_l, clearance_l_per_h):
    """Level (ng/mL) at times (min) during and after a drip that begins at minute 0, one compartment."""
    times_min = np.asarray(times_min, float)
    rate_per_min = clearance_l_per_h / volume_l / MIN_PER_H
    steady = rate_mg_per_h / clearance_l_per_h * NG_PER_MG_AND_ML_PER_L
    since_end = np.maximum(times_min - duration_min, 0.0)
    return steady * (np.exp(-rate_per_min * since_end) - np.exp(-rate_per_min * times_min))


def push_cases(random: np.random.Generator) -> list[Case]:
    """Return made-up arguments of ``level_after_push``: times in min, mg, L, L/h."""
    times = np.array([0.0, 30.0, 60.0, 120.0])
    cases = [{"times_min": times, "dose_mg": 20.0, "volume_l": 100.0, "clearance_l_per_h": 50.0}]
    for _ in range(3):
        cases.append(
            {
                "times_min": np.sort(random.uniform(0, 600, 6).round(1)),
                "dose_mg": round(random.uniform(5, 80), 1),
                "volume_l": float(round(random.uniform(60, 400))),
                "clearance_l_per_h": float(round(random.uniform(30, 120))),
            }
        )
    return cases


def drip_cases(random: np.random.Generator) -> list[Case]:
    """Return made-up arguments of ``level_during_drip``; the first case ends with the drip."""
    first = {"rate_mg_per_h": 30.0, "duration_min": 60.0, "volume_l": 100.0, "clearance_l_per_h": 50.0}
    cases = [{"times_min": np.array([0.0, 30.0, 60.0]), **first}]
    cases.append({"times_min": np.array([0.0, 30.0, 60.0, 90.0, 240.0]), **first})
    for _ in range(3):
        duration = float(round(random.uniform(20, 300)))
        cases.append(
            {
                "times_min": np.sort(random.uniform(0, 2 * duration, 6).round(1)),
                "rate_mg_per_h": round(random.uniform(5, 60), 1),
                "duration_min": duration,
                "volume_l": float(round(random.uniform(60, 400))),
                "clearance_l_per_h": float(round(random.uniform(30, 120))),
            }
        )
    return cases
