"""The numbers of calibration: which predictions are scored, the Brier score, the reliability table.

A prediction is scored when its claim is decided and its verdict is supported (outcome 1) or not supported
(outcome 0), and when it was the learner's first on that claim, made before the verdict was shown.
Probabilities are per cent throughout, as stated; Brier scores run from 0 (perfect) to 1.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from ketamine_course.charts.reliability import COLUMNS
from ketamine_course.evidence import claims
from ketamine_course.evidence.effects import Share, share

LEAST_IN_A_BIN = 5
LEAST_TO_DRAW = 2 * LEAST_IN_A_BIN
LEVEL = 0.95
RESAMPLES = 10_000
OUTCOMES = {"supported": 1, "not_supported": 0}


@dataclass(frozen=True)
class Brier:
    """The Brier score of n scored predictions.

    score          mean of (probability − outcome)², probability as a fraction; 0 is perfect
    low, high      its 95 % bootstrap interval over claims
    base_rate      share of the claims that are supported (0 to 1); known only afterwards
    always_base    score of always saying the base rate: base_rate · (1 − base_rate)
    against_half   score minus 0.25, the score of always saying 50 % (below 0: better), with its interval
    against_base   score minus always_base (below 0: better), with its interval
    reliability    mean squared distance of the bins' shares from what was said in them (0 is best)
    resolution     how far the predictions told supported claims from the others (more is better)
    uncertainty    the same as always_base; score = reliability − resolution + uncertainty
    """

    n: int
    score: float
    low: float
    high: float
    base_rate: float
    always_base: float
    against_half: tuple[float, float, float]
    against_base: tuple[float, float, float]
    reliability: float
    resolution: float
    uncertainty: float


def scored(predictions: pd.DataFrame) -> pd.DataFrame:
    """Return the predictions that are scored, one a claim: claim, probability (per cent), outcome (0 or 1).

    predictions: as ``Progress.predictions`` gives them (claim, probability, order, before_reveal).

    Raises:
        ValueError: a column is missing, or a probability lies outside 0 to 100.
    """
    if missing := {"claim", "probability", "order", "before_reveal"} - set(predictions.columns):
        raise ValueError(f"predictions have no column {min(missing)!r}; Progress().predictions() has all")
    if not predictions["probability"].between(0, 100).all():
        raise ValueError("probabilities must be 0 to 100 per cent")
    ledger = claims()
    ledger = ledger[ledger["decided"] & ledger["verdict"].isin(list(OUTCOMES))]
    counting = predictions[(predictions["order"] == 1) & predictions["before_reveal"].astype(bool)]
    found = counting.merge(ledger[["id", "verdict"]], left_on="claim", right_on="id")
    found = found.assign(outcome=found["verdict"].map(OUTCOMES).astype(int)).sort_values("claim")
    return found[["claim", "probability", "outcome"]].reset_index(drop=True)


def reliability(predictions: pd.DataFrame, least: int = LEAST_IN_A_BIN) -> pd.DataFrame:
    """Return what was said beside what is so, in bins of at least ``least`` predictions.

    Neighbouring tenths of the scale are merged until none is smaller, keeping together what was said alike.
    Columns: said_low_percent, said_high_percent (the lowest and highest probability stated in the bin),
    mean_said_percent, n, supported (how many of the n claims are), share_supported_percent, ci_low_percent,
    ci_high_percent (95 % Wilson interval). With fewer than ``2 * least`` scored predictions the table is
    empty: a handful shows nothing but chance.

    Raises:
        ValueError: as ``scored``, or ``least`` below 1.
    """
    if least < 1:
        raise ValueError(f"least must be 1 or more, got {least}")
    found = scored(predictions)
    if len(found) < 2 * least:
        return pd.DataFrame(columns=list(COLUMNS))
    rows = []
    for one in _merged_bins(found, least):
        found_so = share_supported(one)
        percents = (100 * found_so.estimate, 100 * found_so.low, 100 * found_so.high)
        said = one["probability"]
        rows.append((said.min(), said.max(), said.mean(), len(one), found_so.events, *percents))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def share_supported(found: pd.DataFrame) -> Share:
    """Return the share of scored predictions whose claims are supported, with its Wilson interval."""
    return share(int(found["outcome"].sum()), len(found), level=LEVEL, method="wilson")


def _merged_bins(found: pd.DataFrame, least: int) -> list[pd.DataFrame]:
    """Tenths of the scale, neighbours merged so that each bin holds at least ``least`` predictions.

    Of all ways to do so, the one that keeps together what was said alike: with the least sum of squared
    distances to the bins' means. All in one bin when there are fewer than ``least``.
    """
    tenth = (found["probability"] // 10).clip(upper=9)
    tenths = [one for _, one in found.groupby(tenth, sort=True)]
    # For the first so many tenths: the best sum of squares, and the bins that give it.
    best: list[tuple[float, list[pd.DataFrame]]] = [(0.0, [])]
    for end in range(1, len(tenths) + 1):
        ways = []
        for start in range(end):
            one = pd.concat(tenths[start:end])
            if len(one) >= least:
                squares = ((one["probability"] - one["probability"].mean()) ** 2).sum()
                ways.append((best[start][0] + squares, [*best[start][1], one]))
        best.append(min(ways, key=lambda way: way[0], default=(math.inf, [])))
    return best[-1][1] or [found]


def brier(predictions: pd.DataFrame) -> Brier:
    """Return the Brier score with its interval, beside two baselines, and divided into its parts.

    The parts are Murphy's (1973), with the spread within bins counted to the resolution, so that they add up
    exactly (Stephenson, Coelho and Jolliffe 2008, Weather and Forecasting 23:752); the bins are those of
    ``reliability``. Intervals are bootstraps over claims, with the base rate worked out anew each time.

    Raises:
        ValueError: as ``scored``, or no prediction is scored.
    """
    found = scored(predictions)
    if found.empty:
        raise ValueError("no prediction is scored yet: predict a claim before its verdict is shown")
    said, outcome = found["probability"].to_numpy() / 100, found["outcome"].to_numpy()
    squares = (said - outcome) ** 2
    # The same resamples at each call: a score must not change because it was looked at again.
    draws = np.random.default_rng(1).integers(len(found), size=(RESAMPLES, len(found)))
    scores, rates = squares[draws].mean(axis=1), outcome[draws].mean(axis=1)
    score, rate = float(squares.mean()), float(outcome.mean())
    always_base = rate * (1 - rate)
    against_base = scores - rates * (1 - rates)
    unreliable = _unreliability(found)
    return Brier(
        len(found),
        score,
        *_interval(scores, len(found)),
        base_rate=rate,
        always_base=always_base,
        against_half=(score - 0.25, *_interval(scores - 0.25, len(found))),
        against_base=(score - always_base, *_interval(against_base, len(found))),
        reliability=unreliable,
        resolution=unreliable + always_base - score,
        uncertainty=always_base,
    )


def _unreliability(found: pd.DataFrame) -> float:
    """The mean over all predictions of the squared gap between what was said and what is so in their bin."""
    bins = _merged_bins(found, LEAST_IN_A_BIN)
    gaps = [(len(one), (one["probability"] / 100 - one["outcome"]).mean()) for one in bins]
    return float(sum(n * gap**2 for n, gap in gaps) / len(found))


def _interval(resampled: np.ndarray, n: int) -> tuple[float, float]:
    """The expanded percentile interval, wider for few claims (Hesterberg 2015, American Statistician 69:371).

    One claim has no spread to learn from: its interval is the point itself.
    """
    tail = (1 - LEVEL) / 2
    if n > 1:
        tail = stats.norm.cdf(np.sqrt(n / (n - 1)) * stats.t.ppf(tail, n - 1))
    low, high = np.quantile(resampled, [tail, 1 - tail])
    return float(low), float(high)
