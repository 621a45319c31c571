"""Shared checks of what a caller hands to a model: clear words about what was wrong and what is allowed."""

from __future__ import annotations

import math

import numpy as np

from ketamine_course.evidence.arguments import is_finite


def finite_number(
    name: str, value, *, minimum: float = 0.0, exclusive: bool = False, maximum=math.inf
) -> float:
    """Return ``value`` as a float, or say why it cannot be used.

    ``name`` goes into the message and should carry the unit (``dose_mg``). ``exclusive`` shuts out the
    minimum itself. Raises ``ValueError`` for text, booleans, NaN, infinities and numbers out of range.
    """
    allowed = f"a finite number {'above' if exclusive else 'of at least'} {minimum:g}"
    if maximum < math.inf:
        allowed += f" and at most {maximum:g}"
    if not is_finite(value) or value < minimum or (exclusive and value == minimum) or value > maximum:
        raise ValueError(f"{name} must be {allowed}, but got {value!r}")
    return float(value)


def whole_number(name: str, value, *, minimum: int) -> int:
    """Return ``value`` as an int, or raise ``ValueError`` saying what is allowed."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < minimum:
        raise ValueError(f"{name} must be a whole number of at least {minimum}, but got {value!r}")
    return int(value)


def time_points(name: str, values) -> np.ndarray:
    """Return ``values`` as a one-dimensional float array of finite times from 0 on (any order)."""
    try:
        times = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        times = np.empty(0)
    if times.ndim != 1 or times.size == 0 or not np.all(np.isfinite(times)) or np.any(times < 0):
        raise ValueError(f"{name} must be a list of finite numbers of at least 0 (at least one), in minutes")
    return times


def finite_array(name: str, values, *, minimum: float = 0.0, maximum: float = math.inf) -> np.ndarray:
    """Return ``values`` (a number or an array of any shape) as a float array whose numbers are all allowed.

    ``name`` goes into the message and should carry the unit. Raises ``ValueError`` for an empty array, text,
    NaN, infinities and numbers below ``minimum`` or above ``maximum``.
    """
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        array = np.empty(0)
    inside = array.size and np.all(np.isfinite(array)) and array.min() >= minimum and array.max() <= maximum
    if not inside:
        bounds = f" of at least {minimum:g}" if minimum > -math.inf else ""
        bounds += f" and at most {maximum:g}" if maximum < math.inf else ""
        raise ValueError(f"{name} must be one or more finite numbers{bounds}, but got {values!r}")
    return array
