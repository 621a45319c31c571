"""Effects, intervals and pooled results agree with statsmodels, which other people wrote."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from ketamine_course.evidence import effects, meta_analysis

CLOSE = {"rel": 1e-7, "abs": 1e-9}


@st.composite
def full_cells(draw):
    """Events and people of two arms, no cell empty (statsmodels corrects otherwise)."""
    n_k, n_c = draw(st.integers(2, 300)), draw(st.integers(2, 300))
    return draw(st.integers(1, n_k - 1)), n_k, draw(st.integers(1, n_c - 1)), n_c


@given(full_cells(), st.floats(0.5, 0.99))
def test_ratios_agree(counts, level):
    events_k, n_k, events_c, n_c = counts
    table = Table2x2([[events_k, n_k - events_k], [events_c, n_c - events_c]])
    risk = effects.compare_events(*counts, "RR", level=level)
    assert risk.log_estimate == pytest.approx(table.log_riskratio, **CLOSE)
    assert risk.variance == pytest.approx(table.log_riskratio_se**2, **CLOSE)
    assert (risk.low, risk.high) == pytest.approx(table.riskratio_confint(1 - level), **CLOSE)
    odds = effects.compare_events(*counts, "OR", level=level)
    assert odds.estimate == pytest.approx(table.oddsratio, **CLOSE)
    assert odds.variance == pytest.approx(table.log_oddsratio_se**2, **CLOSE)
    assert (odds.low, odds.high) == pytest.approx(table.oddsratio_confint(1 - level), **CLOSE)


@given(full_cells(), st.floats(0.5, 0.99), st.sampled_from([("wald", "wald"), ("newcombe", "newcomb")]))
def test_differences_of_risks_agree(counts, level, names):
    ours, theirs = names
    found = effects.compare_events(*counts, "RD", level=level, interval=ours)
    expected = confint_proportions_2indep(*counts, method=theirs, compare="diff", alpha=1 - level)
    assert (found.low, found.high) == pytest.approx(expected, **CLOSE)


@given(st.integers(1, 500), st.data(), st.floats(0.5, 0.999))
@pytest.mark.parametrize("names", [("wilson", "wilson"), ("exact", "beta")])
def test_intervals_of_shares_agree(names, n, data, level):
    ours, theirs = names
    events = data.draw(st.integers(0, n))
    found = effects.share(events, n, level, ours)
    low, high = proportion_confint(events, n, alpha=1 - level, method=theirs)
    assert (found.low, found.high) == pytest.approx((low, high), **CLOSE)


@given(st.integers(0, 2**32 - 1), st.integers(2, 40), st.integers(2, 40))
def test_differences_of_means_agree(seed, n_k, n_c):
    random = np.random.default_rng(seed)
    with_k, with_c = random.normal(3, 2, n_k), random.normal(4, 3, n_c)
    expected = CompareMeans(DescrStatsW(with_k), DescrStatsW(with_c))
    found = effects.compare_means(
        with_k.mean(), with_k.std(ddof=1), n_k, with_c.mean(), with_c.std(ddof=1), n_c
    )
    assert found.variance == pytest.approx(expected.std_meandiff_separatevar**2, **CLOSE)
    assert (found.low, found.high) == pytest.approx(
        expected.zconfint_diff(alpha=0.05, usevar="unequal"), **CLOSE
    )


@st.composite
def studies(draw):
    """Effects and variances of two to twelve studies."""
    k = draw(st.integers(2, 12))
    values = draw(st.lists(st.floats(-3, 3), min_size=k, max_size=k))
    return np.array(values), np.array(draw(st.lists(st.floats(0.01, 2), min_size=k, max_size=k)))


@given(studies(), st.sampled_from(["dl", "pm"]))
def test_pooled_results_agree(given, method):
    """Where statsmodels has an answer: it lets tau squared be negative, and its Paule-Mandel search gives 0
    as soon as a step goes too far."""
    theirs = {"dl": "chi2", "pm": "iterated"}[method]
    with np.errstate(all="ignore"):
        expected = combine_effects(*given, method_re=theirs, atol=1e-12, maxiter=10_000)
    fixed = meta_analysis.pool(*given, "fixed")
    assert (fixed.effect, fixed.se) == pytest.approx((expected.mean_effect_fe, expected.sd_eff_w_fe), **CLOSE)
    assert fixed.q == pytest.approx(expected.q, **CLOSE)
    assume(expected.tau2 > 0)
    found, hksj = (meta_analysis.pool(*given, method, hksj) for hksj in (False, True))
    assert found.tau2 == pytest.approx(expected.tau2, **CLOSE)
    assert found.effect == pytest.approx(expected.mean_effect_re, **CLOSE)
    assert found.se == pytest.approx(expected.sd_eff_w_re, **CLOSE)
    assert hksj.se == pytest.approx(expected.sd_eff_w_re_hksj, **CLOSE)
    if method == "dl":
        assert found.i2 == pytest.approx(100 * expected.i2, **CLOSE)
