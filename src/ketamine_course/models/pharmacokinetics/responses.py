"""Concentrations over time from inputs: sums of convolved exponentials, for many people at once."""

from __future__ import annotations

import numpy as np

from .exponentials import convolve_exponentials, integrated_decay
from .inputs import CENTRE, LIVER, Input
from .parameters import MIN_PER_H, metabolite_system, parent_system

NG_PER_ML_PER_MG_PER_L = 1000.0

# A term is (weight (n,), [rates (n,), ...]): weight times the convolution of these exponentials.
Term = tuple[np.ndarray, list[np.ndarray]]


def ketamine_terms(individual: dict[str, np.ndarray], compartment: int) -> list[Term]:
    """What 1 mg arriving at once in ``compartment`` does to the concentration in blood (mg/L)."""
    rates, weights = parent_system(individual).modes(compartment, CENTRE)
    return [(weights[:, mode], [rates[:, mode]]) for mode in range(rates.shape[1])]


def effect_site_terms(individual: dict[str, np.ndarray], compartment: int) -> list[Term]:
    """The same for an effect site that follows the blood at the rate ``ke0`` (1/min)."""
    ke0 = individual["ke0"]
    return [(weight * ke0, [*rates, ke0]) for weight, rates in ketamine_terms(individual, compartment)]


def norketamine_terms(individual: dict[str, np.ndarray], compartment: int) -> list[Term]:
    """The same for norketamine, which the liver makes from ketamine (apparent volumes, as in the source)."""
    rates, weights = parent_system(individual).modes(compartment, LIVER)
    made = individual["kmet"] * individual["vh"] / MIN_PER_H
    onward, shares = metabolite_system(individual).modes(CENTRE, CENTRE)
    return [
        (made * weights[:, i] * shares[:, j], [rates[:, i], onward[:, j]])
        for i in range(rates.shape[1])
        for j in range(onward.shape[1])
    ]


def add_response(total: np.ndarray, terms: list[Term], stream: Input, times_min: np.ndarray) -> None:
    """Add to ``total`` (n, t) in ng/mL what ``stream`` does at ``times_min`` (t,)."""
    after = np.flatnonzero(times_min >= stream.start_min)
    if after.size == 0:
        return
    elapsed = times_min[after] - stream.start_min
    amount = np.atleast_1d(stream.amount_mg) * NG_PER_ML_PER_MG_PER_L
    for weight, rates in terms:
        factor = (amount * weight)[:, None]
        chain = [rate[:, None] for rate in rates]
        if stream.absorption_per_min is not None:
            factor = factor * stream.absorption_per_min[:, None]
            chain.append(stream.absorption_per_min[:, None])
        total[:, after] += factor * _chain_response(chain, elapsed, stream.duration_min)


def _chain_response(chain: list[np.ndarray], elapsed: np.ndarray, duration: float) -> np.ndarray:
    """Answer of a chain of exponentials to 1 mg given at once or evenly over ``duration`` (min)."""
    if duration == 0.0:
        return convolve_exponentials(chain, elapsed)
    if len(chain) == 1:
        running = np.minimum(elapsed, duration)
        return np.exp(-chain[0] * (elapsed - running)) * integrated_decay(chain[0], running) / duration
    chain = [np.zeros_like(chain[0]), *chain]
    stopped = np.maximum(elapsed - duration, 0.0)
    return (convolve_exponentials(chain, elapsed) - convolve_exponentials(chain, stopped)) / duration
