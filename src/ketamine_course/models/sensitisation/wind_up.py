"""Wind-up: responses of a dorsal-horn cell that grow with each of a train of equal C-fibre stimuli.

Facilitation f before stimulus k decides its response, ``1 + f`` (the first response is 1). The stimulus adds
``g (1 - f / ceiling)``, and what there is then fades until the next one, by the factor d:

    f[k+1] = d (f[k] + g[k] (1 - f[k] / ceiling)),    f[1] = 0

A block takes from g the share that needs NMDA receptors. The step is linear in f, so that there is a closed
form where the block stays the same.
"""

from __future__ import annotations

import numpy as np

from ..checks import finite_array, finite_number, whole_number
from .assumptions import AssumedCoefficients


def growth_per_stimulus(coefficients: AssumedCoefficients, blocked_share) -> np.ndarray:
    """What a stimulus adds while facilitation is small, if this share (0 to 1) of receptors is blocked."""
    blocked = finite_array("blocked_share", blocked_share, maximum=1.0)
    left = 1.0 - coefficients.nmda_share_of_facilitation * blocked
    return coefficients.facilitation_per_stimulus * left


def _fading(coefficients: AssumedCoefficients, interval_s: float) -> float:
    interval = finite_number("interval_s", interval_s, exclusive=True)
    return float(np.exp(-interval / coefficients.decay_time_s))


def facilitation(
    coefficients: AssumedCoefficients, stimuli: int, interval_s: float, blocked_share=0.0
) -> np.ndarray:
    """Facilitation before each stimulus, for a block that stays the same: the closed form.

    stimuli: how many; interval_s: seconds between two; blocked_share: 0 to 1, a number or an array of any
    shape. Returns an array of that shape + (stimuli,).
    """
    count = whole_number("stimuli", stimuli, minimum=1)
    fading, growth = _fading(coefficients, interval_s), growth_per_stimulus(coefficients, blocked_share)
    kept = fading * (1.0 - growth / coefficients.ceiling)
    return _limit(fading, growth, kept)[..., None] * (1.0 - kept[..., None] ** np.arange(count))


def _limit(fading: float, growth: np.ndarray, kept: np.ndarray) -> np.ndarray:
    return fading * growth / (1.0 - kept)


def facilitation_limit(coefficients: AssumedCoefficients, interval_s: float, blocked_share=0.0) -> np.ndarray:
    """Facilitation that a train without end would come to; same shape as ``blocked_share``."""
    fading, growth = _fading(coefficients, interval_s), growth_per_stimulus(coefficients, blocked_share)
    return _limit(fading, growth, fading * (1.0 - growth / coefficients.ceiling))


def changing_facilitation(coefficients: AssumedCoefficients, interval_s: float, blocked_share) -> np.ndarray:
    """Facilitation before each stimulus, for a block that changes from one to the next: the recursion.

    blocked_share: array (..., stimuli), the share blocked (0 to 1) at each stimulus. Returns the same shape.
    """
    growth = growth_per_stimulus(coefficients, np.atleast_1d(blocked_share))
    fading = _fading(coefficients, interval_s)
    before = np.zeros_like(growth)
    for place in range(growth.shape[-1] - 1):
        now = before[..., place]
        added = growth[..., place] * (1.0 - now / coefficients.ceiling)
        before[..., place + 1] = fading * (now + added)
    return before


def responses(
    coefficients: AssumedCoefficients, stimuli: int, interval_s: float, blocked_share=0.0
) -> np.ndarray:
    """Response to each stimulus, as a multiple of the first; arguments and shape as in `facilitation`."""
    return 1.0 + facilitation(coefficients, stimuli, interval_s, blocked_share)
