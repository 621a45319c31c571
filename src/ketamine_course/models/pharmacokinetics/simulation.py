"""Simulating one typical person or a virtual population."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..checks import finite_number, time_points, whole_number
from .captions import caption
from .inputs import Input, inputs_of, sprayed_before
from .parameters import ASSUMED_CV_PERCENT, FLOWS, TYPICAL_KG, VOLUMES, Model
from .regimen import Regimen
from .responses import add_response, effect_site_terms, ketamine_terms, norketamine_terms

# People x times worked on in one go: small enough to stay in the processor's cache.
_BLOCK_CELLS = 2**17


def simulate(
    model: Model, regimen: Regimen, times_min, weight_kg: float = TYPICAL_KG, *, ketamine_only: bool = False
) -> pd.DataFrame:
    """Concentrations in one typical person.

    times_min: (t,) finite, at least 0, in min; weight_kg: above 0. Returns a frame with one row a time:
    ``time_min``, ``ketamine_ng_per_ml`` and, where the source model has them and not ``ketamine_only``,
    ``norketamine_ng_per_ml`` and ``effect_site_ng_per_ml``; ``attrs["caption"]`` says whose model this is and
    what it is not for.
    Solved exactly. Raises ``ValueError`` for bad input or a route that the model has not.
    """
    times = time_points("times_min", times_min)
    weight = finite_number("weight_kg", weight_kg, exclusive=True)
    _require(model, regimen)
    individual = model.individuals(weight)
    streams = _streams(model, regimen, individual, weight)
    frame = pd.DataFrame(
        {"time_min": times, "ketamine_ng_per_ml": _curve(ketamine_terms, individual, streams, times)[0]}
    )
    if model.has_norketamine and not ketamine_only:
        frame["norketamine_ng_per_ml"] = _curve(norketamine_terms, individual, streams, times)[0]
    if model.has_effect_site and not ketamine_only:
        frame["effect_site_ng_per_ml"] = _curve(effect_site_terms, individual, streams, times)[0]
    frame.attrs["caption"] = caption(model, regimen, weight)
    return frame


def simulate_population(
    model: Model,
    regimen: Regimen,
    times_min,
    n: int = 10_000,
    seed: int = 1,
    weight_kg: float = TYPICAL_KG,
    assumed_cv_percent: float = ASSUMED_CV_PERCENT,
) -> np.ndarray:
    """Ketamine concentrations in ``n`` virtual patients: array (n, t) in ng/mL.

    Volumes and clearances vary log-normally about the model's values, independently, by the spread that the
    source gives, else by ``assumed_cv_percent``; absorption, where it is derived, varies by the assumed
    spread too. The same ``seed`` gives the same people. Raises ``ValueError`` as ``simulate`` does,
    and for an empty population.
    """
    times = time_points("times_min", times_min)
    weight = finite_number("weight_kg", weight_kg, exclusive=True)
    people = whole_number("n", n, minimum=1)
    _require(model, regimen)
    random = np.random.default_rng(whole_number("seed", seed, minimum=0))
    assumed = finite_number("assumed_cv_percent", assumed_cv_percent)
    individual = _virtual_patients(model, people, random, weight, assumed)
    result = np.empty((people, times.size))
    block = max(1, _BLOCK_CELLS // times.size)
    for first in range(0, people, block):
        part = {name: value[first : first + block] for name, value in individual.items()}
        streams = _streams(model, regimen, part, weight)
        result[first : first + block] = _curve(ketamine_terms, part, streams, times)
    return result


def _require(model: Model, regimen: Regimen) -> None:
    if not isinstance(model, Model):
        raise ValueError(f"model must come from load_model(), but got {model!r}")
    if not isinstance(regimen, Regimen):
        raise ValueError(f"regimen must be a Regimen, but got {regimen!r}")


def _streams(model: Model, regimen: Regimen, individual: dict, weight_kg: float) -> list[Input]:
    return [
        stream
        for place, dose in enumerate(regimen.doses)
        for stream in inputs_of(model, dose, individual, weight_kg, sprayed_before(regimen.doses, place))
    ]


def _curve(terms_of, individual: dict, streams: list[Input], times: np.ndarray) -> np.ndarray:
    """Concentration (n, t) of the substance whose terms ``terms_of`` makes."""
    total = np.zeros((len(individual["v1"]), times.size))
    terms = {stream.compartment: terms_of(individual, stream.compartment) for stream in streams}
    for stream in streams:
        add_response(total, terms[stream.compartment], stream, times)
    return total


def _virtual_patients(
    model: Model, n: int, random: np.random.Generator, weight_kg: float, assumed_cv_percent: float
) -> dict[str, np.ndarray]:
    """Parameters of ``n`` simulated people, arrays (n,)."""
    spread = model.variability_cv_percent or {
        name: assumed_cv_percent for name in model.parameters if name in VOLUMES + FLOWS
    }
    factors = {name: _log_normal(random, cv, n) for name, cv in spread.items()}
    individual = {
        name: np.broadcast_to(value, n) for name, value in model.individuals(weight_kg, factors).items()
    }
    individual["absorption_factor"] = _log_normal(random, assumed_cv_percent, n)
    individual["bioavailability_deviate"] = random.normal(0.0, assumed_cv_percent / 100.0, n)
    return individual


def _log_normal(random: np.random.Generator, cv_percent: float, n: int) -> np.ndarray:
    """Factors with median 1 and this coefficient of variation."""
    return np.exp(random.normal(0.0, np.sqrt(np.log1p((cv_percent / 100.0) ** 2)), n))
