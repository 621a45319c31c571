"""Shares of people and differences between two shares, with intervals that hold for small numbers."""

import math
from dataclasses import dataclass

from .arguments import confidence, normal_quantile, one_of, people


@dataclass(frozen=True)
class Share:
    """A share of people (fractions from 0 to 1) with its confidence interval."""

    events: int
    n: int
    estimate: float
    low: float
    high: float
    level: float
    method: str


def share(events, n, level: float = 0.95, method: str = "wilson") -> Share:
    """Return the share ``events / n`` with its interval; all figures are fractions from 0 to 1.

    ``method``: ``"wilson"`` (score interval, Wilson 1927; on average it holds the truth as often as it says)
    or ``"exact"`` (Clopper and Pearson 1934; never too narrow, so often too wide). With no event in n people
    the exact upper end at ``level=0.90`` is the "rule of three", about 3/n: 95 % one-sided.

    Raises:
        ValueError: ``n`` below 1, events outside 0 to n, a level outside 0 to 1, another method.
    """
    n = people("n", n, minimum=1)
    events = people("events", events, minimum=0, maximum=n)
    one_of("method", method, ("wilson", "exact"))
    low, high = (_wilson if method == "wilson" else _clopper_pearson)(events, n, confidence(level))
    return Share(events, n, events / n, low, high, level, method)


def _wilson(events: int, n: int, level: float) -> tuple[float, float]:
    z = normal_quantile(level)
    middle = (events + z**2 / 2) / (n + z**2)
    reach = z / (n + z**2) * math.sqrt(events * (n - events) / n + z**2 / 4)
    # The ends are exactly 0 and 1 here; rounding would miss them by a hair.
    return 0.0 if events == 0 else middle - reach, 1.0 if events == n else middle + reach


def _clopper_pearson(events: int, n: int, level: float) -> tuple[float, float]:
    from scipy.special import betaincinv  # here, since importing it is slow

    tail = (1 - level) / 2
    low = 0.0 if events == 0 else float(betaincinv(events, n - events + 1, tail))
    high = 1.0 if events == n else float(betaincinv(events + 1, n - events, 1 - tail))
    return low, high


def newcombe(events_k: int, n_k: int, events_c: int, n_c: int, level: float) -> tuple[float, float]:
    """Return the interval of the difference of two shares, made of their Wilson intervals.

    Newcombe 1998 (Statistics in Medicine 17:873), method 10. It stays within -1 and 1, and is sound when an
    arm has no event or only events.
    """
    share_k, share_c = share(events_k, n_k, level), share(events_c, n_c, level)
    difference = share_k.estimate - share_c.estimate
    below = math.hypot(share_k.estimate - share_k.low, share_c.high - share_c.estimate)
    above = math.hypot(share_k.high - share_k.estimate, share_c.estimate - share_c.low)
    return max(difference - below, -1.0), min(difference + above, 1.0)
