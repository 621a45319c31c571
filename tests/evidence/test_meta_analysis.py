"""Pooling gives what its formulas say, at the edges too, and refuses rows that must not be pooled.

That it agrees with other people's programs is tested in tests/peers and in test_against_statsmodels.py.
"""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine_course.evidence import effects, meta_analysis
from ketamine_course.evidence.heterogeneity import q_statistic

METHODS = meta_analysis.METHODS
RANDOM = [method for method in METHODS if method != "fixed"]


@st.composite
def studies(draw, fewest=1, most=12):
    """Effects and variances of some studies, on any scale from 0.001 to 1,000."""
    k = draw(st.integers(fewest, most))
    unit = 10 ** draw(st.floats(-3, 3))
    effect = st.floats(-3, 3)
    variance = st.floats(0.001, 4)
    return (
        unit * np.array(draw(st.lists(effect, min_size=k, max_size=k))),
        unit**2 * np.array(draw(st.lists(variance, min_size=k, max_size=k))),
    )


class TestPool:
    def test_fixed_by_hand(self):
        """Effects 1 and 3 with variances 1 and 0.5: weights 1/3 and 2/3."""
        found = meta_analysis.pool([1, 3], [1, 0.5], method="fixed")
        assert found.effect == pytest.approx(7 / 3)
        assert found.weights == pytest.approx([1 / 3, 2 / 3])
        assert found.se == pytest.approx(math.sqrt(1 / 3))
        assert found.q == pytest.approx((1 - 7 / 3) ** 2 + 2 * (3 - 7 / 3) ** 2)
        assert found.i2 == pytest.approx(100 * (found.q - 1) / found.q)
        assert found.q_p == pytest.approx(math.erfc(math.sqrt(found.q / 2)))

    def test_dersimonian_laird_by_hand(self):
        """Effects 0, 2 and 4, all with variance 1: Q is 8, so tau squared is (8 - 2)/2 = 3."""
        found = meta_analysis.pool([0, 2, 4], [1, 1, 1], method="dl")
        assert (found.q, found.tau2) == pytest.approx((8, 3))
        assert found.i2 == pytest.approx(75)
        assert found.se == pytest.approx(math.sqrt(4 / 3))
        reach = 1.959964 * math.sqrt(3 + 4 / 3)
        assert (found.prediction_low, found.prediction_high) == pytest.approx((2 - reach, 2 + reach))

    @given(studies(), st.sampled_from(METHODS))
    def test_the_pooled_effect_lies_within_and_the_weights_add_up(self, given, method):
        found = meta_analysis.pool(*given, method)
        slack = 1e-9 * np.abs(given[0]).max() + 1e-300
        assert given[0].min() - slack <= found.effect <= given[0].max() + slack
        assert found.weights.sum() == pytest.approx(1)
        assert (found.weights > 0).all()
        assert found.k == len(found.weights) == len(given[0])
        assert found.low < found.effect < found.high
        assert found.tau2 >= 0
        assert 0 <= found.i2 <= 100
        assert 0 <= found.q_p <= 1

    @given(studies(fewest=2), st.sampled_from(METHODS), st.booleans(), st.floats(-5, 5), st.floats(0.1, 10))
    def test_another_zero_or_unit_moves_the_result_along(self, given, method, hksj, shift, factor):
        values, variances = given
        shift *= np.sqrt(variances.mean())
        one = meta_analysis.pool(values, variances, method, hksj)
        other = meta_analysis.pool(-factor * (values + shift), variances * factor**2, method, hksj)
        size = np.sqrt(variances.mean()) + np.abs(values).max()
        near = {"rel": 1e-5, "abs": 1e-5 * factor * size}
        assert other.effect == pytest.approx(-factor * (one.effect + shift), **near)
        assert other.low == pytest.approx(-factor * (one.high + shift), **near)
        assert other.tau2 == pytest.approx(one.tau2 * factor**2, rel=1e-5, abs=1e-5 * (factor * size) ** 2)

    @given(studies(fewest=2), st.sampled_from(METHODS), st.randoms())
    def test_the_order_of_studies_does_not_matter(self, given, method, random):
        order = list(range(len(given[0])))
        random.shuffle(order)
        one = meta_analysis.pool(*given, method)
        other = meta_analysis.pool(given[0][order], given[1][order], method)
        assert other.effect == pytest.approx(one.effect, rel=1e-6, abs=1e-6 * np.abs(given[0]).max())
        assert other.weights == pytest.approx(one.weights[order], rel=1e-5)

    @given(studies(fewest=2))
    def test_paule_and_mandel_meet_their_equation(self, given):
        freedom = len(given[0]) - 1
        found = meta_analysis.pool(*given, method="pm")
        if found.tau2 > 0:
            assert q_statistic(*given, found.tau2) == pytest.approx(freedom)
        else:
            assert q_statistic(*given) <= freedom

    @given(studies(fewest=2))
    def test_no_tau_squared_has_a_greater_restricted_likelihood(self, given):
        values, variances = given

        def log_likelihood(tau2):
            total = variances + tau2
            squares = q_statistic(values, variances, tau2)
            return -0.5 * (np.log(total).sum() + np.log((1 / total).sum()) + squares)

        best = log_likelihood(meta_analysis.pool(*given, method="reml").tau2)
        scale = variances.max() + np.var(values)
        for tau2 in [0.0, *np.geomspace(1e-6 * scale, 100 * scale, 60)]:
            assert log_likelihood(tau2) <= best + 1e-9

    def test_the_greatest_of_several_maxima_is_found(self):
        """Two exact studies that agree and many rough ones far apart: the likelihood has two peaks."""
        values = np.array([0, 0.001, 0.0005, 8, -8, 9, -9, 8.5, -8.5])
        variances = np.array([1e-4, 1e-4, 1e-4, 9, 9, 9, 9, 9, 9])

        def log_likelihood(tau2):
            total = variances + tau2
            squares = q_statistic(values, variances, tau2)
            return -0.5 * (np.log(total).sum() + np.log((1 / total).sum()) + squares)

        grid = np.concatenate([[0], np.geomspace(1e-6, 1e3, 4000)])
        likelihoods = np.array([log_likelihood(tau2) for tau2 in grid])
        rises = np.diff(likelihoods) > 0
        peaks = np.flatnonzero(np.append(True, rises) & np.append(~rises, True))
        assert len(peaks) == 2
        found = meta_analysis.pool(values, variances, method="reml")
        assert log_likelihood(found.tau2) >= likelihoods.max() - 1e-9

    @given(studies(fewest=2), st.sampled_from(METHODS))
    def test_hartung_and_knapp_change_the_interval_and_nothing_else(self, given, method):
        plain, widened = (meta_analysis.pool(*given, method, hksj) for hksj in (False, True))
        assert widened.effect == plain.effect
        assert widened.tau2 == plain.tau2
        freedom = plain.k - 1
        expected = plain.se * math.sqrt(q_statistic(*given, plain.tau2) / freedom)
        assert widened.se == pytest.approx(expected)

    def test_effects_that_are_all_the_same(self):
        for method in METHODS:
            found = meta_analysis.pool([0.4, 0.4, 0.4], [0.1, 0.2, 0.3], method)
            assert (found.effect, found.tau2, found.i2, found.q_p) == pytest.approx((0.4, 0, 0, 1))
            widthless = meta_analysis.pool([0.4, 0.4, 0.4], [0.1, 0.2, 0.3], method, hksj=True)
            assert widthless.high - widthless.low == pytest.approx(0)

    @pytest.mark.parametrize("method", METHODS)
    def test_one_study_is_itself(self, method):
        found = meta_analysis.pool([0.3], [0.04], method)
        assert (found.effect, found.se, found.tau2, found.i2, found.q, found.q_p) == pytest.approx(
            (0.3, 0.2, 0, 0, 0, 1)
        )
        assert (found.low, found.high) == pytest.approx((0.3 - 0.391993, 0.3 + 0.391993), abs=1e-6)
        assert found.weights == pytest.approx([1])
        assert math.isnan(found.prediction_low)
        assert found.prediction_note
        with pytest.raises(ValueError, match="hksj needs at least two studies"):
            meta_analysis.pool([0.3], [0.04], method, hksj=True)

    def test_no_prediction_where_there_is_none_to_make_and_why(self):
        two = meta_analysis.pool([0.1, 0.5], [0.01, 0.01])
        assert math.isnan(two.prediction_low)
        assert math.isnan(two.prediction_high)
        assert two.prediction_note == "2 of the 3 studies that are needed to say how effects differ"
        fixed = meta_analysis.pool([0.1, 0.5, 0.3], [0.01, 0.01, 0.01], method="fixed")
        assert math.isnan(fixed.prediction_high)
        assert "nothing to predict" in fixed.prediction_note

    @given(studies(fewest=3), st.sampled_from(RANDOM), st.booleans())
    def test_a_next_study_may_lie_further_off_than_the_mean(self, given, method, hksj):
        found = meta_analysis.pool(*given, method, hksj)
        assert found.prediction_note == ""
        assert found.prediction_low <= found.low <= found.high <= found.prediction_high

    @pytest.mark.parametrize(
        ("values", "variances", "words"),
        [
            ([], [], "of at least one study"),
            ([1, 2], [1], "lists of the same length"),
            ([[1, 2]], [[1, 1]], "lists of the same length"),
            (1, 1, "lists of the same length"),
            ([1, math.nan], [1, 1], "effects must be finite, but number 2 is nan"),
            ([1, math.inf], [1, 1], "effects must be finite, but number 2 is inf"),
            ([1, 2], [1, 0], "variances must be finite and above 0 .* number 2 is 0"),
            ([1, 2], [-1, 1], "variances must be finite and above 0 .* number 1 is -1"),
            ([1, 2], [1, math.inf], "variances must be finite and above 0"),
            ([1, 2], [1, math.nan], "variances must be finite and above 0"),
            (["a", 2], [1, 1], "must be lists of numbers"),
            ([1, None], [1, 1], "effects must be finite"),
        ],
    )
    def test_what_cannot_be_pooled_is_refused(self, values, variances, words):
        with pytest.raises(ValueError, match=words):
            meta_analysis.pool(values, variances)

    def test_unknown_choices_are_refused(self):
        with pytest.raises(ValueError, match="method must be one of fixed, dl, pm, reml, but got 'ml'"):
            meta_analysis.pool([1, 2], [1, 1], method="ml")
        with pytest.raises(ValueError, match="level must be a fraction"):
            meta_analysis.pool([1, 2], [1, 1], level=95)


def binary_rows(*changes):
    """Made-up rows of the table trials with counts, one for each change."""
    whole = {
        "design": "parallel",
        "outcome_type": "binary",
        "lower_is_better": False,
        "events_k": 12.0,
        "n_k": 40.0,
        "events_c": 8.0,
        "n_c": 42.0,
        "same_data_as": "",
        "doubtful": False,
    }
    names = [
        {"id": f"xx{i}", "trial": f"Made up {i}", "citation_key": f"madeup{i}"} for i in range(len(changes))
    ]
    return pd.DataFrame([whole | name | change for name, change in zip(names, changes, strict=True)])


def continuous_rows(*changes):
    """Made-up rows of the table trials with means, one for each change."""
    figures = {"mean_k": 3.0, "sd_k": 2.0, "n_k": 20.0, "mean_c": 4.5, "sd_c": 2.5, "n_c": 20.0}
    figures |= {"outcome_type": "continuous", "lower_is_better": True, "unit": "points"}
    figures |= {"scale": "NRS 0-10", "value_kind": "level"}
    return binary_rows(*[figures | change for change in changes])


class TestPoolTrials:
    @pytest.mark.parametrize("measure", ["RR", "OR", "RD"])
    @pytest.mark.parametrize("method", METHODS)
    def test_counts_become_one_pooled_effect(self, measure, method):
        rows = binary_rows({}, {"events_k": 20.0}, {"events_c": 0.0})
        found = meta_analysis.pool_trials(rows, measure, method, hksj=True, level=0.9)
        single = [
            effects.compare_events(*row, measure, level=0.9)
            for row in rows[["events_k", "n_k", "events_c", "n_c"]].to_numpy()
        ]
        pooled = meta_analysis.pool(
            [one.pooling_estimate for one in single], [one.variance for one in single], method, True, 0.9
        )
        natural = float if measure == "RD" else math.exp
        assert (found.estimate, found.low) == pytest.approx((natural(pooled.effect), natural(pooled.low)))
        assert found.pooled.tau2 == pooled.tau2
        assert list(found.trials["id"]) == ["xx0", "xx1", "xx2"]
        assert list(found.trials["estimate"]) == [one.estimate for one in single]
        assert list(found.trials["high"]) == [one.high for one in single]
        assert list(found.trials["corrected"]) == [False, False, True]
        assert found.trials["weight"].sum() == pytest.approx(1)
        assert found.notes == ("0.5 was added to each count where one was 0 (Made up 2).",)

    @pytest.mark.parametrize("measure", ["MD", "SMD"])
    def test_means_become_one_pooled_effect(self, measure):
        rows = continuous_rows({}, {"mean_k": 4.0}, {"sd_c": 3.0})
        found = meta_analysis.pool_trials(rows, measure)
        single = [
            effects.compare_means(*row, measure)
            for row in rows[["mean_k", "sd_k", "n_k", "mean_c", "sd_c", "n_c"]].to_numpy()
        ]
        pooled = meta_analysis.pool([one.estimate for one in single], [one.variance for one in single])
        assert (found.estimate, found.high) == pytest.approx((pooled.effect, pooled.high))
        assert found.prediction_low == pytest.approx(pooled.prediction_low)
        assert found.notes == ()

    def test_crossover_trials_are_refused_without_a_correlation(self):
        for design in ("crossover", "n-of-1"):
            rows = continuous_rows({}, {"design": design})
            with pytest.raises(ValueError, match=r"cannot pool xx1: .* give correlation="):
                meta_analysis.pool_trials(rows, "MD")

    def test_with_a_correlation_they_are_analysed_as_pairs_and_it_is_said(self):
        rows = continuous_rows({}, {"design": "crossover"}, {})
        found = meta_analysis.pool_trials(rows, "MD", correlation=0.6)
        paired = effects.compare_paired_means(3.0, 2.0, 4.5, 2.5, 20, correlation=0.6)
        parallel = effects.compare_means(3.0, 2.0, 20, 4.5, 2.5, 20)
        assert list(found.trials["variance"]) == [parallel.variance, paired.variance, parallel.variance]
        assert list(found.trials["paired"]) == [False, True, False]
        assert found.notes == ("People had both treatments in Made up 1: correlation taken as 0.6.",)

    @pytest.mark.parametrize(
        ("rows", "measure", "words"),
        [
            (binary_rows({}, {"design": "crossover"}), "RR", "cannot pool xx1: .*with neither"),
            (continuous_rows({}, {"design": "crossover"}), "SMD", "cannot pool xx1: .*by MD only"),
            (continuous_rows({"design": "crossover", "n_c": 19.0}), "MD", "cannot pool xx0: .*n_k and n_c"),
        ],
    )
    def test_pairs_that_cannot_be_analysed_are_refused_with_a_correlation_too(self, rows, measure, words):
        with pytest.raises(ValueError, match=words):
            meta_analysis.pool_trials(rows, measure, correlation=0.5)

    @pytest.mark.parametrize(
        ("rows", "measure", "words"),
        [
            (binary_rows({}, {"doubtful": True}), "RR", "cannot pool xx1: doubtful"),
            (binary_rows({}, {"events_k": math.nan}), "RR", "cannot pool xx1: without all of events_k"),
            (binary_rows({"n_c": math.nan}, {}), "RD", "cannot pool xx0: without all of"),
            (continuous_rows({"sd_k": math.nan}, {}), "MD", "cannot pool xx0: without all of mean_k"),
            (binary_rows({}, {"trial": "Made up 0"}), "OR", "cannot pool xx0, xx1: the same trial"),
            (binary_rows({}, {"id": "xx0"}), "OR", "the same id"),
            (binary_rows({}, {"citation_key": "madeup0"}), "OR", "the same citation_key"),
            (binary_rows({}, {"same_data_as": "madeup0"}), "OR", "cannot pool xx1: probably the same people"),
            (continuous_rows({}, {"unit": "mg"}), "MD", "rows differ in unit .'mg', 'points'.*SMD may"),
            (continuous_rows({}, {"scale": "VAS 0-100"}), "MD", "rows differ in scale"),
            (continuous_rows({}, {"value_kind": "change"}), "SMD", "rows differ in value_kind"),
            (binary_rows({}, {"lower_is_better": True}), "RR", "rows differ in lower_is_better"),
            (binary_rows({}, {"outcome_type": "continuous"}), "RR", "cannot pool xx1: not binary"),
            (continuous_rows({}, {"outcome_type": "binary"}), "MD", "cannot pool xx1: not continuous"),
            (binary_rows({}, {"events_k": 41.0}), "RR", "row xx1: events_k must be .*from 0 to 40"),
            (continuous_rows({"sd_k": -1.0}), "MD", "row xx0: sd_k must be a standard deviation"),
            (binary_rows({}).iloc[:0], "RR", "no rows"),
            (binary_rows({}).drop(columns="n_k"), "RR", "lack the columns n_k"),
            (binary_rows({}), "MD", "lack the columns mean_k"),
            (binary_rows({}), "HR", "measure must be one of RR, OR, RD, MD, SMD"),
            ([1, 2], "RR", "rows must be a DataFrame"),
        ],
    )
    def test_rows_that_must_not_be_pooled_are_refused_by_name(self, rows, measure, words):
        with pytest.raises(ValueError, match=words):
            meta_analysis.pool_trials(rows, measure)

    def test_the_same_people_in_another_publication_that_is_not_here_are_fine(self):
        rows = binary_rows({}, {"same_data_as": "elsewhere2019"})
        assert meta_analysis.pool_trials(rows, "RR").pooled.k == 2

    def test_different_scales_may_be_standardised(self):
        rows = continuous_rows({}, {"scale": "VAS 0-100", "mean_k": 30.0, "sd_k": 20.0, "mean_c": 45.0})
        assert meta_analysis.pool_trials(rows, "SMD").pooled.k == 2

    def test_doubtful_rows_go_in_when_asked_and_it_is_said(self):
        rows = binary_rows({}, {"doubtful": True}, {"design": "pooled parallel trials"})
        found = meta_analysis.pool_trials(rows, "RR", include_doubtful=True)
        assert found.pooled.k == 3
        assert found.notes == (
            "Includes doubtful figures (Made up 1).",
            "Several trials stand as one: Made up 2.",
        )
