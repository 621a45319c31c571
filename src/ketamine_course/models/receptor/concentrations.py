"""Levels in blood and in a dish are told in different units: ng/mL of the substance, and µmol/L."""

from __future__ import annotations

import numpy as np

from ketamine_course.evidence import row
from ketamine_course.evidence.arguments import one_of

from ..checks import finite_array

MOLAR_MASS_ROW = "ph250"
# Chemistry, not a study: standard atomic weights (g/mol). Norketamine is ketamine less CH2, and
# hydroxynorketamine is norketamine with one more oxygen. Only ketamine's own molar mass stands in a table.
_CARBON, _HYDROGEN, _OXYGEN = 12.011, 1.008, 15.999
_CHANGE_FROM_KETAMINE = {
    "ketamine": 0.0,
    "norketamine": -(_CARBON + 2 * _HYDROGEN),
    "hydroxynorketamine": -(_CARBON + 2 * _HYDROGEN) + _OXYGEN,
}


def molar_mass_g_per_mol(substance: str = "ketamine") -> float:
    """Molar mass of the base of ``substance`` (g/mol); mirror forms of one substance have the same.

    Ketamine's is the row ``receptor_affinities:ph250``, those of its breakdown products follow from it by
    their formulas. Raises ``ValueError`` for an unknown substance, listing the known ones.
    """
    one_of("substance", substance, tuple(_CHANGE_FROM_KETAMINE))
    ketamine = float(row("receptor_affinities", MOLAR_MASS_ROW)["value"])
    return ketamine + _CHANGE_FROM_KETAMINE[substance]


def umol_per_l(concentration_ng_per_ml, substance: str = "ketamine") -> np.ndarray:
    """The same concentration in µmol/L (array of the same shape): ng/mL is µg/L, divided by g/mol."""
    level = finite_array("concentration_ng_per_ml", concentration_ng_per_ml)
    return level / molar_mass_g_per_mol(substance)


def ng_per_ml(concentration_umol_per_l, substance: str = "ketamine") -> np.ndarray:
    """The same concentration in ng/mL (array of the same shape)."""
    level = finite_array("concentration_umol_per_l", concentration_umol_per_l)
    return level * molar_mass_g_per_mol(substance)


def free_umol_per_l(total_ng_per_ml, free_fraction, substance: str = "ketamine") -> np.ndarray:
    """Free concentration (µmol/L) if ``free_fraction`` (0 to 1) of the level in plasma is free.

    Arguments broadcast. A free level in plasma is not a free level in the brain or spinal cord: to use it as
    one is an assumption, which `FREE_LEVEL_CAVEAT` puts into words for a caption.
    """
    fraction = finite_array("free_fraction", free_fraction, maximum=1.0)
    return umol_per_l(total_ng_per_ml, substance) * fraction
