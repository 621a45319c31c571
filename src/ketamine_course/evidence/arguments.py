"""Shared checks of what a caller hands to the statistics: what was wrong, and what is allowed."""

import math
from collections.abc import Collection
from numbers import Real
from statistics import NormalDist


def is_finite(value) -> bool:
    """Tell whether ``value`` is a number that one can reckon with: no text, no truth value, none missing."""
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def finite(name: str, value) -> float:
    """Return ``value`` as a float.

    Raises:
        ValueError: text, a truth value, a missing or an infinite number.
    """
    if not is_finite(value):
        raise ValueError(f"{name} must be a finite number, but got {value!r}")
    return float(value)


def people(name: str, value, *, minimum: int, maximum: int | None = None) -> int:
    """Return a number of people as an int; 29.0, as a table's column holds it, is 29.

    Raises:
        ValueError: no whole number, or one outside ``minimum`` to ``maximum``.
    """
    number = finite(name, value)
    if number != round(number) or number < minimum or (maximum is not None and number > maximum):
        allowed = f"at least {minimum}" if maximum is None else f"from {minimum} to {maximum}"
        raise ValueError(f"{name} must be a whole number of people, {allowed}, but got {value!r}")
    return int(number)


def spread(name: str, value) -> float:
    """Return a standard deviation: a finite number of at least 0, or ``ValueError``."""
    number = finite(name, value)
    if number < 0:
        raise ValueError(f"{name} must be a standard deviation of at least 0, but got {value!r}")
    return number


def confidence(level) -> float:
    """Return a confidence level as a fraction between 0 and 1, or ``ValueError``."""
    number = finite("level", level)
    if not 0 < number < 1:
        raise ValueError(f"level must be a fraction between 0 and 1 (0.95 for 95 %), but got {level!r}")
    return number


def normal_quantile(level) -> float:
    """Return how many standard errors an interval of this level reaches to each side (1.96 for 0.95)."""
    return NormalDist().inv_cdf(0.5 + confidence(level) / 2)


def one_of(name: str, value, allowed: Collection[str]) -> str:
    """Return ``value`` when it is one of ``allowed``, else raise ``ValueError`` listing them."""
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, but got {value!r}")
    return value
