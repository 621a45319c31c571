"""Convolutions of exponentials, exact also where rates are equal or nearly so.

A linear compartment model answers a dose by sums of such convolutions: one rate for each mode of
distribution, one for absorption, one for the effect site, and the rate 0 for a constant infusion.
"""

from __future__ import annotations

import numpy as np

# Below this spread of rate x time the difference quotient loses digits, and the series gains them.
_SERIES_LIMIT = 0.1
_SERIES_TERMS = 8


def convolve_exponentials(rates, time) -> np.ndarray:
    """Convolution of ``exp(-r*time)`` over all ``r`` in ``rates``.

    ``rates`` is a sequence of one to four arrays (1/min, any order, equal ones allowed, at least 0) that
    broadcast against ``time`` (min, at least 0). With one rate this is ``exp(-r*time)``; with two it is
    ``(exp(-a*t) - exp(-b*t)) / (b - a)`` and so on: divided differences of the exponential function.
    """
    ordered = list(np.sort(np.stack(np.broadcast_arrays(*rates)), axis=0))
    return _divided_difference(ordered, np.asarray(time, dtype=float))


def _divided_difference(ordered: list[np.ndarray], time: np.ndarray) -> np.ndarray:
    """Divided difference of ``exp(-r*time)`` at rates sorted from the slowest to the fastest."""
    slowest, fastest = ordered[0], ordered[-1]
    if len(ordered) == 1:
        return np.exp(-slowest * time)
    if len(ordered) == 2:
        return np.exp(-slowest * time) * integrated_decay(fastest - slowest, time)
    gap = fastest - slowest
    quotient = _divided_difference(ordered[:-1], time) - _divided_difference(ordered[1:], time)
    quotient = quotient / np.where(gap > 0, gap, 1.0)
    near = gap * time < _SERIES_LIMIT
    if np.any(near):
        here = [np.broadcast_to(rate, near.shape)[near] for rate in ordered]
        quotient[near] = _series(here, np.broadcast_to(time, near.shape)[near])
    return quotient


def _series(ordered: list[np.ndarray], time: np.ndarray) -> np.ndarray:
    """Taylor series of the divided difference about the mean rate, for rates close together.

    The coefficients are complete homogeneous symmetric polynomials of the deviations, by Newton's identities.
    """
    count = len(ordered)
    mean = sum(ordered) / count
    deviations = [
        np.minimum(np.abs(rate - mean) * time, _SERIES_LIMIT) * np.sign(mean - rate) for rate in ordered
    ]
    power_sums = [sum(d**k for d in deviations) for k in range(1, _SERIES_TERMS + 1)]
    symmetric = [np.ones_like(power_sums[0])]
    factorial = float(np.prod(np.arange(1, count)))
    total = symmetric[0] / factorial
    for k in range(1, _SERIES_TERMS + 1):
        symmetric.append(sum(power_sums[i - 1] * symmetric[k - i] for i in range(1, k + 1)) / k)
        factorial *= count - 1 + k
        total = total + symmetric[k] / factorial
    return np.exp(-mean * time) * time ** (count - 1) * total


def integrated_decay(rate, time) -> np.ndarray:
    """Integral of ``exp(-rate*s)`` over s from 0 to ``time``, which is ``time`` itself at rate 0."""
    rate, time = np.broadcast_arrays(np.asarray(rate, dtype=float), np.asarray(time, dtype=float))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(rate > 0, -np.expm1(-rate * time) / rate, time)
