"""Effect sizes of one comparison: the ketamine arm (k) against the comparator arm (c).

    compare_events(30, 100, 20, 100, measure="RR")
    compare_means(3.0, 2.0, 30, 4.0, 2.0, 30, measure="SMD")
    number_needed(30, 100, 20, 100).words
    share(30, 100)

Shares and their differences are fractions (0.25), never per cent (25).
"""

import math
from dataclasses import dataclass

from .arguments import finite, normal_quantile, one_of, people, spread
from .proportions import Share, newcombe, share

__all__ = [
    "Effect",
    "NumberNeeded",
    "Share",
    "compare_events",
    "compare_means",
    "compare_paired_means",
    "number_needed",
    "share",
]


@dataclass(frozen=True)
class Effect:
    """An effect with its confidence interval.

    ``estimate``, ``low``, ``high``: on the natural scale (a ratio; a difference of fractions; a difference in
    the unit of the means; standard deviations). ``log_estimate``: natural logarithm for RR and OR, else None.
    ``variance``: of ``log_estimate`` where there is one, else of ``estimate``; this pair is what is pooled.
    ``corrected``: whether 0.5 was added to the four counts. ``interval``: how low and high were made.
    """

    measure: str
    estimate: float
    low: float
    high: float
    level: float
    log_estimate: float | None
    variance: float
    corrected: bool = False
    interval: str = "wald"

    @property
    def pooling_estimate(self) -> float:
        """The estimate on the scale of ``variance``."""
        return self.estimate if self.log_estimate is None else self.log_estimate


def compare_events(
    events_k, n_k, events_c, n_c, measure: str = "RR", level: float = 0.95, interval: str = "wald"
) -> Effect:
    """Return a risk ratio ("RR"), an odds ratio ("OR") or a risk difference ("RD", k minus c).

    For two separate groups: where each person had both treatments, the interval does not hold.
    Large-sample (Wald) intervals, on the log scale for ratios: Katz et al. 1978 for RR, Woolf 1955 for OR.
    If any of the four cells (events and non-events of either arm) is empty, 0.5 is added to all four, for the
    estimate as well as for the variance, and ``corrected`` is True. That is the default of metafor's
    ``escalc`` (add = 1/2, to = "only0"): it holds for RD too, and also where both arms have no event or only
    events, which then count as a ratio of about 1 with a large variance.
    ``interval="newcombe"`` (RD only) never corrects: the estimate and variance are those of the counts (the
    variance is 0 if both arms are all or none, and cannot be pooled), the interval is Newcombe's of 1998.

    Raises:
        ValueError: counts that are not whole, n below 1, events outside 0 to n, an unknown measure, level or
            interval.
    """
    one_of("measure", measure, ("RR", "OR", "RD"))
    one_of("interval", interval, ("wald", "newcombe") if measure == "RD" else ("wald",))
    n_k, n_c = people("n_k", n_k, minimum=1), people("n_c", n_c, minimum=1)
    events_k = people("events_k", events_k, minimum=0, maximum=n_k)
    events_c = people("events_c", events_c, minimum=0, maximum=n_c)
    z = normal_quantile(level)
    cells = (events_k, n_k - events_k, events_c, n_c - events_c)
    corrected = interval == "wald" and 0 in cells
    a, b, c, d = (cell + 0.5 * corrected for cell in cells)
    if measure == "RD":
        difference = a / (a + b) - c / (c + d)
        variance = a * b / (a + b) ** 3 + c * d / (c + d) ** 3
        ends = _around(difference, variance, z)
        if interval == "newcombe":
            ends = newcombe(events_k, n_k, events_c, n_c, level)
        return Effect(measure, difference, *ends, level, None, variance, corrected, interval)
    if measure == "RR":
        log_ratio = math.log(a / (a + b)) - math.log(c / (c + d))
        variance = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    else:
        log_ratio = math.log(a / b) - math.log(c / d)
        variance = 1 / a + 1 / b + 1 / c + 1 / d
    ends = (math.exp(end) for end in _around(log_ratio, variance, z))
    return Effect(measure, math.exp(log_ratio), *ends, level, log_ratio, variance, corrected)


def _around(estimate: float, variance: float, quantile: float) -> tuple[float, float]:
    reach = quantile * math.sqrt(variance)
    return estimate - reach, estimate + reach


def compare_means(mean_k, sd_k, n_k, mean_c, sd_c, n_c, measure: str = "MD", level: float = 0.95) -> Effect:
    """Return a mean difference ("MD", k minus c, in the unit of the means) or a standardised one ("SMD").

    MD: the variance adds those of the two means, without assuming equal spreads. SMD: Hedges' g, that is the
    difference over the pooled standard deviation, times the exact small-sample factor (Hedges 1981), with
    the large-sample variance 1/n_k + 1/n_c + g²/(2(n_k + n_c)) (Hedges and Olkin 1985), metafor's default
    (vtype = "LS"). Intervals use the normal distribution.

    Raises:
        ValueError: an arm of fewer than two people, a negative or missing standard deviation, or no spread
            in either arm.
    """
    one_of("measure", measure, ("MD", "SMD"))
    mean_k, mean_c, sd_k, sd_c = _means(mean_k, sd_k, mean_c, sd_c)
    n_k, n_c = people("n_k", n_k, minimum=2), people("n_c", n_c, minimum=2)
    z = normal_quantile(level)
    difference = mean_k - mean_c
    if measure == "MD":
        variance = sd_k**2 / n_k + sd_c**2 / n_c
    else:
        freedom = n_k + n_c - 2
        pooled_sd = math.sqrt(((n_k - 1) * sd_k**2 + (n_c - 1) * sd_c**2) / freedom)
        difference *= _small_sample_factor(freedom) / pooled_sd
        variance = 1 / n_k + 1 / n_c + difference**2 / (2 * (n_k + n_c))
    return Effect(measure, difference, *_around(difference, variance, z), level, None, variance)


def compare_paired_means(mean_k, sd_k, mean_c, sd_c, n, correlation, level: float = 0.95) -> Effect:
    """Return the mean difference of people who had both treatments, as in a crossover trial.

    ``n``: people with both; ``correlation``: between their two values, from -1 to 1 and rarely printed. The
    variance is (sd_k² + sd_c² - 2·correlation·sd_k·sd_c)/n (Elbourne et al. 2002, International Journal of
    Epidemiology 31:140); leaving the correlation out treats one group of people as two.

    Raises:
        ValueError: as ``compare_means``; a correlation outside -1 to 1, or one that leaves no variance.
    """
    mean_k, mean_c, sd_k, sd_c = _means(mean_k, sd_k, mean_c, sd_c)
    n, correlation = people("n", n, minimum=2), finite("correlation", correlation)
    if not -1 <= correlation <= 1:
        raise ValueError(f"correlation must be between -1 and 1, but got {correlation!r}")
    variance = (sd_k**2 + sd_c**2 - 2 * correlation * sd_k * sd_c) / n
    if variance <= 0:
        raise ValueError(
            f"a correlation of {correlation:g} leaves no spread at all between people; give less"
        )
    difference = mean_k - mean_c
    ends = _around(difference, variance, normal_quantile(level))
    return Effect("MD", difference, *ends, level, None, variance)


def _means(mean_k, sd_k, mean_c, sd_c) -> tuple[float, float, float, float]:
    sd_k, sd_c = spread("sd_k", sd_k), spread("sd_c", sd_c)
    if sd_k == sd_c == 0:
        raise ValueError("sd_k and sd_c are both 0: without any spread there is no interval")
    return finite("mean_k", mean_k), finite("mean_c", mean_c), sd_k, sd_c


def _small_sample_factor(freedom: int) -> float:
    """The exact J(m) = Γ(m/2) / (√(m/2) Γ((m-1)/2)) of Hedges 1981, not its approximation 1 - 3/(4m - 1)."""
    return math.exp(math.lgamma(freedom / 2) - math.lgamma((freedom - 1) / 2)) / math.sqrt(freedom / 2)


@dataclass(frozen=True)
class NumberNeeded:
    """How many people must be treated for one more to gain ("to treat") or to come to harm ("to harm").

    ``nnt``: at least 1; infinity where the arms do not differ (``kind`` is then "neither"). ``low`` to
    ``high``: the interval on the side of ``kind``; low is the strongest effect, and high is infinity as soon
    as no difference is possible. An interval that holds both gain and harm (``crosses_zero``) runs from
    ``benefit_low`` to treat up to infinity and from there down to ``harm_low`` to harm (Altman 1998, BMJ
    317:1309); two numbers with "to" between them would leave out the estimate itself. ``benefit_low`` and
    ``harm_low`` are the strongest gain and the strongest harm that the interval holds, None where it holds
    none; "neither" has low = benefit_low. ``words`` says it all, in whole people.
    """

    nnt: float
    low: float
    high: float
    kind: str
    crosses_zero: bool
    benefit_low: float | None
    harm_low: float | None
    level: float
    interval: str

    @property
    def words(self) -> str:
        """The number with its interval, as in "NNT 10: from 5 to infinity, and harm from 50 to infinity"."""
        reached = {"benefit": self.benefit_low, "harm": self.harm_low}
        open_ended = {side: f"{side} from {_whole(low)} to infinity" for side, low in reached.items() if low}
        if self.kind == "neither":
            return "no difference seen: " + ", and ".join(open_ended.values())
        name, other = ("NNT", "harm") if self.kind == "to treat" else ("NNH", "benefit")
        told = f"{name} {_whole(self.nnt)}: from {_whole(self.low)} to {_whole(self.high)}"
        return f"{told}, and {open_ended[other]}" if self.crosses_zero else told


def _whole(number: float) -> str:
    return "infinity" if math.isinf(number) else str(math.floor(number + 0.5))


def number_needed(
    events_k,
    n_k,
    events_c,
    n_c,
    lower_is_better: bool = False,
    level: float = 0.95,
    interval: str = "newcombe",
) -> NumberNeeded:
    """Return the number needed to treat or to harm: one over the risk difference, and over its limits.

    ``lower_is_better``: False where the event is wanted (relief), True where it is not (nausea, relapse), as
    in the table ``trials``. The interval of the difference is Newcombe's of 1998 unless ``interval="wald"``.
    Wald's, which papers mostly print, is too narrow with few people or events, may pass 100 %, and needs
    empty cells corrected, which changes the number itself (Bender 2001, Controlled Clinical Trials 22:102);
    with many people and events the two agree.

    Raises:
        ValueError: as ``compare_events``.
    """
    effect = compare_events(events_k, n_k, events_c, n_c, "RD", level, interval)
    gain, worst, best = effect.estimate, max(effect.low, -1.0), min(effect.high, 1.0)
    if lower_is_better:
        gain, worst, best = -gain, -best, -worst
    benefit_low = 1 / best if best > 0 else None
    harm_low = -1 / worst if worst < 0 else None
    if gain < 0:
        kind, low, high = "to harm", harm_low, math.inf if best >= 0 else -1 / best
    else:
        kind, low, high = "to treat", benefit_low, math.inf if worst <= 0 else 1 / worst
    return NumberNeeded(
        nnt=1 / abs(gain) if gain else math.inf,
        low=low,
        high=high,
        kind=kind if gain else "neither",
        crosses_zero=worst < 0 < best,
        benefit_low=benefit_low,
        harm_low=harm_low,
        level=effect.level,
        interval=interval,
    )
