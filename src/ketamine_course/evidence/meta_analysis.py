"""Pooling studies: one mean effect, how much the true effects differ, and what a next study may show.

pool([-0.5, -0.1, -0.3], [0.04, 0.02, 0.05], method="reml", hksj=True)
pool_trials(load_table("trials").query("..."), "RR")
"""

import math
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .arguments import confidence, normal_quantile, one_of
from .heterogeneity import dersimonian_laird, paule_mandel, q_statistic, restricted_likelihood, scale
from .trial_rows import effects_of_trials

__all__ = ["METHODS", "Pooled", "PooledTrials", "pool", "pool_trials"]

METHODS = ("fixed", "dl", "pm", "reml")
_TAU2 = {"dl": dersimonian_laird, "pm": paule_mandel, "reml": restricted_likelihood}
# With two studies the spread between them rests on one difference.
_FEWEST_FOR_PREDICTION = 3


@dataclass(frozen=True, eq=False)
class Pooled:
    """What ``pool`` returns, on the scale of the effects that went in.

    ``effect``, ``low``, ``high``, ``se``: the pooled effect, its confidence interval, its standard error.
    ``tau2``: variance of the true effects. ``i2``: per cent. ``q``, ``q_p``: Cochran's Q (its degrees of
    freedom are k - 1) and its P value. ``weights``: array (k,), adding up to 1. ``prediction_low``,
    ``prediction_high``: where the true effect of a further study is expected; NaN where there is no such
    interval, and ``prediction_note`` then says why.
    """

    effect: float
    low: float
    high: float
    se: float
    tau2: float
    i2: float
    q: float
    q_p: float
    prediction_low: float
    prediction_high: float
    prediction_note: str
    weights: np.ndarray = field(repr=False)
    k: int
    method: str
    hksj: bool
    level: float


def pool(effects, variances, method: str = "dl", hksj: bool = False, level: float = 0.95) -> Pooled:
    """Pool ``effects`` (k,) with their sampling ``variances`` (k,): log ratios, differences, or any other.

    ``method``: "fixed" (one common effect, inverse variances as weights), or how tau² is estimated for a
    random-effects mean: "dl" (DerSimonian and Laird 1986), "pm" (Paule and Mandel 1982), "reml".
    ``hksj``: the interval of Hartung and Knapp 2001 and Sidik and Jonkman 2002 (a variance from the effects'
    own spread, t with k - 1 degrees of freedom), else the normal distribution. It is not widened where it
    comes out narrower than without; effects that are all the same give it no width at all.
    I² = 100·tau²/(tau² + v), where v is the typical variance (k - 1)/C of Higgins and Thompson 2002; with
    "fixed" it is 100·(Q - (k - 1))/Q, at least 0; both as in metafor, and for "dl" they are the same.
    The prediction interval is effect ± c·√(tau² + se²), c from the same distribution as the confidence
    interval (normal; with ``hksj`` t with k - 1), as metafor's ``predict`` has it; Higgins, Thompson and
    Spiegelhalter 2009 use t with k - 2, which is wider. There is none below three studies or with "fixed".

    Raises:
        ValueError: lists that are empty, of different length or not flat; effects that are not finite;
            variances that are not finite and above 0; Hartung-Knapp with one study; unknown method or level.
    """
    from scipy.special import chdtrc, stdtrit  # here, since importing it is slow

    one_of("method", method, METHODS)
    effects, variances = _studies(effects, variances)
    k = effects.size
    if hksj and k < 2:
        raise ValueError("hksj needs at least two studies: with one, effects have no spread of their own")
    tau2 = 0.0 if k == 1 or method == "fixed" else _TAU2[method](effects, variances)
    weights = 1 / (variances + tau2)
    se = math.sqrt(1 / np.sum(weights))
    effect = float(np.sum(weights * effects) / np.sum(weights))
    quantile = normal_quantile(level)
    if hksj:
        se *= math.sqrt(q_statistic(effects, variances, tau2) / (k - 1))
        quantile = float(stdtrit(k - 1, 0.5 + confidence(level) / 2))
    q = q_statistic(effects, variances) if k > 1 else 0.0
    note = _why_no_prediction(k, method)
    reach = math.nan if note else quantile * math.hypot(math.sqrt(tau2), se)
    return Pooled(
        effect=effect,
        low=effect - quantile * se,
        high=effect + quantile * se,
        se=se,
        tau2=tau2,
        i2=_i2(q, tau2, variances, method),
        q=q,
        q_p=float(chdtrc(k - 1, q)) if k > 1 else 1.0,
        prediction_low=effect - reach,
        prediction_high=effect + reach,
        prediction_note=note,
        weights=weights / np.sum(weights),
        k=k,
        method=method,
        hksj=bool(hksj),
        level=float(level),
    )


def _studies(effects, variances) -> tuple[np.ndarray, np.ndarray]:
    """Return both as arrays (k,), or say which study cannot be used."""
    try:
        effects, variances = np.asarray(effects, dtype=float), np.asarray(variances, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"effects and variances must be lists of numbers: {error}") from None
    if effects.ndim != 1 or effects.shape != variances.shape or effects.size == 0:
        raise ValueError(
            "effects and variances must be lists of the same length, of at least one study, but have the "
            f"shapes {effects.shape} and {variances.shape}"
        )
    for place in np.flatnonzero(~np.isfinite(effects)):
        raise ValueError(f"effects must be finite, but number {place + 1} is {effects[place]}")
    for place in np.flatnonzero(~(np.isfinite(variances) & (variances > 0))):
        raise ValueError(
            f"variances must be finite and above 0 (a study cannot be without error), but number {place + 1} "
            f"is {variances[place]}"
        )
    return effects, variances


def _i2(q: float, tau2: float, variances: np.ndarray, method: str) -> float:
    freedom = variances.size - 1
    if freedom == 0:
        return 0.0
    if method == "fixed":
        return 100 * max(0.0, q - freedom) / q if q else 0.0
    return 100 * tau2 / (tau2 + freedom / scale(variances))


def _why_no_prediction(k: int, method: str) -> str:
    if method == "fixed":
        return "a fixed-effect model holds that all studies have one effect, so there is nothing to predict"
    if k < _FEWEST_FOR_PREDICTION:
        return f"{k} of the {_FEWEST_FOR_PREDICTION} studies that are needed to say how effects differ"
    return ""


@dataclass(frozen=True, eq=False)
class PooledTrials:
    """What ``pool_trials`` returns.

    ``estimate``, ``low``, ``high``, ``prediction_low``, ``prediction_high``: on the natural scale (RR and OR
    as ratios). ``pooled``: the same on the scale on which it was pooled (logarithms for RR and OR).
    ``trials``: one row a trial: id, trial, estimate, low, high (natural scale), corrected, paired, effect,
    variance (pooling scale), weight. ``notes``: what a caption must say.
    """

    measure: str
    estimate: float
    low: float
    high: float
    prediction_low: float
    prediction_high: float
    pooled: Pooled
    trials: pd.DataFrame
    notes: tuple[str, ...]


def pool_trials(
    rows: pd.DataFrame,
    measure: str,
    method: str = "dl",
    hksj: bool = False,
    level: float = 0.95,
    correlation: float | None = None,
    include_doubtful: bool = False,
) -> PooledTrials:
    """Pool rows of the table ``trials``, one row a trial, by "RR", "OR", "RD", "MD" or "SMD" (k against c).

    Effects as in ``effects``, pooled as by ``pool``. Crossover and n-of-1 trials need ``correlation``, that
    between the two values of one person, and are then analysed as pairs (Elbourne et al. 2002): MD only.
    Whether the outcomes and times of the rows may be pooled at all is for the caller to judge.

    Raises:
        ValueError: naming the rows: doubtful ones (unless ``include_doubtful``); a trial, or the same people,
            twice; counts, means or standard deviations missing; outcomes that point both ways; MD over
            different units or scales; levels beside changes by SMD; crossover trials without a correlation,
            or by another measure than MD.
    """
    trials, notes = effects_of_trials(rows, measure, level, correlation, include_doubtful)
    pooled = pool(trials["effect"], trials["variance"], method, hksj, level)
    natural = math.exp if measure in ("RR", "OR") else float
    return PooledTrials(
        measure=measure,
        estimate=natural(pooled.effect),
        low=natural(pooled.low),
        high=natural(pooled.high),
        prediction_low=natural(pooled.prediction_low),
        prediction_high=natural(pooled.prediction_high),
        pooled=pooled,
        trials=trials.assign(weight=pooled.weights),
        notes=notes,
    )
