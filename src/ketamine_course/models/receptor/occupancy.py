"""Who holds the channel when all has come to rest: the drug, Mg2+, or nobody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..checks import finite_array
from .constants import load_magnesium_block

# Assumed: one molecule blocks one channel. No measured slope was found.
ASSUMED_HILL_COEFFICIENT = 1.0
# Beyond any cell; the exponential stays a number.
_LOWEST_MV, _HIGHEST_MV = -200.0, 200.0


@dataclass(frozen=True)
class ChannelShares:
    """Shares (0 to 1, arrays of one shape) of the channels that glutamate opens; they add up to 1."""

    drug: np.ndarray
    magnesium: np.ndarray
    free: np.ndarray

    @property
    def current_left(self) -> np.ndarray:
        """Current beside that without the drug (0 to 1), at the same voltage and Mg2+."""
        return 1.0 - self.drug


def blocked_share(
    concentration_umol_per_l, half_block_umol_per_l, hill_coefficient=ASSUMED_HILL_COEFFICIENT
) -> np.ndarray:
    """Share of channels blocked (0 to 1) at a free concentration, after Hill; arguments broadcast.

    half_block_umol_per_l: concentration that blocks half (µmol/L, above 0); hill_coefficient: slope (above
    0).
    """
    load = _load(concentration_umol_per_l, half_block_umol_per_l, hill_coefficient)
    return load / (1.0 + load)


def _load(concentration, half_block, hill_coefficient) -> np.ndarray:
    """How the drug's channels compare with free ones: (C / half-block) to the power of the slope."""
    level = finite_array("concentration_umol_per_l", concentration)
    half = finite_array("half_block_umol_per_l", half_block)
    slope = finite_array("hill_coefficient", hill_coefficient)
    for name, values in (("half_block_umol_per_l", half), ("hill_coefficient", slope)):
        if not values.all():
            raise ValueError(f"{name} must be above 0, but got {values}")
    return (level / half) ** slope


def magnesium_load(voltage_mv, magnesium_mmol_per_l) -> np.ndarray:
    """How the channels that Mg2+ holds compare with free ones, after Jahr and Stevens; arguments broadcast.

    voltage_mv: inside of the cell against outside (-200 to 200 mV); magnesium_mmol_per_l: outside the cell.
    """
    constants = load_magnesium_block()
    voltage = finite_array("voltage_mv", voltage_mv, minimum=_LOWEST_MV, maximum=_HIGHEST_MV)
    magnesium = finite_array("magnesium_mmol_per_l", magnesium_mmol_per_l)
    return np.exp(-constants.per_mv * voltage) * magnesium / constants.mmol_per_l


def magnesium_open_share(voltage_mv, magnesium_mmol_per_l) -> np.ndarray:
    """Share of channels (0 to 1) that Mg2+ leaves free without any drug; arguments as in `magnesium_load`."""
    return 1.0 / (1.0 + magnesium_load(voltage_mv, magnesium_mmol_per_l))


def channel_shares(
    concentration_umol_per_l,
    half_block_umol_per_l,
    voltage_mv,
    magnesium_mmol_per_l,
    hill_coefficient=ASSUMED_HILL_COEFFICIENT,
) -> ChannelShares:
    """Who holds the channels that glutamate opens, once all has come to rest; arguments broadcast.

    Assumed: drug and Mg2+ cannot sit in one channel at once, so that each keeps the other out. The drug's own
    dependence on voltage, known in words only (``mechanisms:ph228``), is left out.
    """
    drug = _load(concentration_umol_per_l, half_block_umol_per_l, hill_coefficient)
    drug, magnesium = np.broadcast_arrays(drug, magnesium_load(voltage_mv, magnesium_mmol_per_l))
    whole = 1.0 + drug + magnesium
    return ChannelShares(drug=drug / whole, magnesium=magnesium / whole, free=1.0 / whole)


def apparent_half_block_umol_per_l(half_block_umol_per_l, voltage_mv, magnesium_mmol_per_l) -> np.ndarray:
    """Free concentration (µmol/L) at which the drug holds half of the channels beside Mg2+ (slope 1)."""
    half = finite_array("half_block_umol_per_l", half_block_umol_per_l)
    return half * (1.0 + magnesium_load(voltage_mv, magnesium_mmol_per_l))
