"""How much the true effects differ between studies: estimators of tau squared.

``effects`` and ``variances`` are arrays (k,) of at least two studies; each estimator returns tau squared, on
the squared scale of the effects, at least 0.
"""

import numpy as np

_PRECISION = 1e-14


def q_statistic(effects: np.ndarray, variances: np.ndarray, tau2: float = 0.0) -> float:
    """Weighted squares about the weighted mean: Cochran's Q for ``tau2`` 0, else the generalised Q."""
    weights = 1 / (variances + tau2)
    mean = np.sum(weights * effects) / np.sum(weights)
    return float(np.sum(weights * (effects - mean) ** 2))


def scale(variances: np.ndarray) -> float:
    """How much Q is expected to grow with each unit of tau squared."""
    weights = 1 / variances
    return float(np.sum(weights) - np.sum(weights**2) / np.sum(weights))


def dersimonian_laird(effects: np.ndarray, variances: np.ndarray) -> float:
    """DerSimonian and Laird 1986 (Controlled Clinical Trials 7:177): Q set equal to its expected value."""
    excess = q_statistic(effects, variances) - (effects.size - 1)
    return max(0.0, excess / scale(variances))


def paule_mandel(effects: np.ndarray, variances: np.ndarray) -> float:
    """Paule and Mandel 1982: the tau squared at which the generalised Q is k - 1; 0 if Q is below that."""
    from scipy.optimize import brentq  # here, since importing it is slow

    freedom = effects.size - 1
    if q_statistic(effects, variances) <= freedom:
        return 0.0
    # Q falls with tau squared, and at the plain variance of the effects it is k - 1 at most.
    ceiling = float(np.var(effects, ddof=1))
    if q_statistic(effects, variances, ceiling) >= freedom:
        return ceiling

    def excess(tau2: float) -> float:
        return q_statistic(effects, variances, tau2) - freedom

    return float(brentq(excess, 0.0, ceiling, xtol=ceiling * _PRECISION, rtol=_PRECISION))


def restricted_likelihood(effects: np.ndarray, variances: np.ndarray) -> float:
    """REML (Viechtbauer 2005, Journal of Educational and Behavioral Statistics 30:261).

    The greatest of all maxima of the restricted likelihood, 0 included: it may have more than one.
    """
    from scipy.optimize import brentq  # here, since importing it is slow

    spread = float(np.sum((effects - effects.mean()) ** 2))
    # Beyond this it only falls, since there spread·(vmax + tau2)² < (k - 1)·(vmin + tau2)³.
    ceiling = max(float(variances.max()), 4 * spread / (effects.size - 1)) * 1.01
    grid = np.concatenate([[0.0], np.geomspace(ceiling * 1e-9, ceiling, 500)])
    slope = _slope(grid, effects, variances)

    def peak(i: int) -> float:
        options = {"xtol": grid[i + 1] * _PRECISION, "rtol": _PRECISION}
        return brentq(lambda tau2: _slope(tau2, effects, variances).item(), grid[i], grid[i + 1], **options)

    peaks = [peak(i) for i in np.flatnonzero((slope[:-1] > 0) & (slope[1:] <= 0))]
    return max([0.0, *peaks], key=lambda tau2: _log_likelihood(tau2, effects, variances))


def _log_likelihood(tau2: float, effects: np.ndarray, variances: np.ndarray) -> float:
    """Restricted log likelihood, up to a constant."""
    total = variances + tau2
    return -0.5 * float(
        np.sum(np.log(total)) + np.log(np.sum(1 / total)) + q_statistic(effects, variances, tau2)
    )


def _slope(tau2, effects: np.ndarray, variances: np.ndarray) -> np.ndarray:
    """Derivative of the restricted log likelihood at each of ``tau2`` (m,): array (m,)."""
    weights = 1 / (variances + np.reshape(tau2, (-1, 1)))
    total = np.sum(weights, axis=1, keepdims=True)
    mean = np.sum(weights * effects, axis=1, keepdims=True) / total
    squares = np.sum(weights**2 * (effects - mean) ** 2, axis=1)
    return 0.5 * (squares - total[:, 0] + np.sum(weights**2, axis=1) / total[:, 0])
