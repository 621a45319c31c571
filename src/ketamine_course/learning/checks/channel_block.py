"""Block of a channel by hand: curves, a fit, and the figures that exercise 2 takes from rows."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import curve_fit

from ketamine_course.evidence import row
from ketamine_course.learning.exercises.functions import Case
from ketamine_course.learning.given import MADE_UP_BLOCKED_PERCENT, MADE_UP_LEVELS_UMOL_PER_L
from ketamine_course.models import receptor

# A round value for the fluid around nerve cells, assumed.
MAGNESIUM_MMOL_PER_L = 1.0
FORM_ROWS = ("ph221", "ph222")


@dataclass(frozen=True)
class Given:
    """What the notebook gives the learner, from the same rows. Units are in the names."""

    level_ng_per_ml: float
    molar_mass_g_per_mol: float
    bound_percent: float
    half_umol_per_l: tuple[float, ...]
    forms: tuple[str, ...]
    per_mv: float
    mmol_per_l: float

    @property
    def free_umol_per_l(self) -> float:
        """Level of free drug (µmol/L), if what is free in plasma were free at the receptor."""
        return self.level_ng_per_ml / self.molar_mass_g_per_mol * (1 - self.bound_percent / 100)


def given() -> Given:
    """Return the figures of the exercise."""
    constants = [row("receptor_affinities", name) for name in FORM_ROWS]
    return Given(
        level_ng_per_ml=float(row("concentration_effects", "ph218")["value"]),
        molar_mass_g_per_mol=float(row("receptor_affinities", "ph250")["value"]),
        bound_percent=float(row("metabolism", "ph182")["range_high"]),
        half_umol_per_l=tuple(float(constant["value"]) for constant in constants),
        forms=tuple(constant["ligand"] for constant in constants),
        per_mv=float(row("receptor_affinities", "ph231")["value"]),
        mmol_per_l=float(row("receptor_affinities", "ph232")["value"]),
    )


def blocked_percent(level, half_level, slope):
    """Per cent of channels blocked at a level, after Hill; level and half_level in one unit."""
    load = (np.asarray(level, float) / half_level) ** slope
    return 100 * load / (1 + load)


def fitted() -> tuple[float, float]:
    """Return half-block level (µmol/L) and slope that fit the made-up data best, by least squares."""
    found, _ = curve_fit(blocked_percent, MADE_UP_LEVELS_UMOL_PER_L, MADE_UP_BLOCKED_PERCENT, p0=(1.0, 1.0))
    return float(found[0]), float(found[1])


def open_percent(voltage_mv, magnesium_mmol_per_l):
    """Per cent of channels that Mg2+ leaves open at a voltage (mV), after Jahr and Stevens."""
    return 100 * receptor.magnesium_open_share(voltage_mv, magnesium_mmol_per_l)


def block_cases(random: np.random.Generator) -> list[Case]:
    """Return made-up arguments of ``blocked_percent``; the first stands at its half-block level."""
    cases = [{"level": np.array([0.3, 1.0, 3.0]), "half_level": 1.0, "slope": 1.0}]
    for _ in range(3):
        half = round(random.uniform(0.2, 5), 2)
        levels = (half * np.array([0.2, 0.6, 1.7, 5.0]) * random.uniform(0.8, 1.25, 4)).round(3)
        cases.append({"level": levels, "half_level": half, "slope": round(random.uniform(1.3, 2.5), 1)})
    return cases


def voltage_cases(random: np.random.Generator) -> list[Case]:
    """Return made-up arguments of ``open_percent``: mV, mmol/L."""
    cases = [{"voltage_mv": np.array([-70.0, -30.0, 0.0, 20.0]), "magnesium_mmol_per_l": 1.0}]
    for _ in range(3):
        voltages = (np.array([-70.0, -45.0, -20.0, 5.0]) + random.uniform(-10, 10, 4)).round(1)
        cases.append({"voltage_mv": voltages, "magnesium_mmol_per_l": round(random.uniform(0.3, 2.5), 2)})
    return cases
