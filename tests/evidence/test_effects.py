"""Effect sizes have the right numbers, intervals and words, and refuse what cannot be computed.

That they agree with other people's programs is tested in tests/peers and in test_against_statsmodels.py.
"""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ketamine_course.evidence import effects, load_table

MEASURES = ["RR", "OR", "RD"]


@st.composite
def arms(draw, largest=500):
    """Events and people of two arms, empty cells included."""
    n_k, n_c = draw(st.integers(1, largest)), draw(st.integers(1, largest))
    return draw(st.integers(0, n_k)), n_k, draw(st.integers(0, n_c)), n_c


class TestEvents:
    def test_each_measure_by_hand(self):
        """30 of 100 against 20 of 100."""
        ratio = effects.compare_events(30, 100, 20, 100, measure="RR")
        assert ratio.estimate == pytest.approx(1.5)
        assert ratio.log_estimate == pytest.approx(math.log(1.5))
        assert ratio.variance == pytest.approx(1 / 30 - 1 / 100 + 1 / 20 - 1 / 100)
        assert ratio.high == pytest.approx(1.5 * math.exp(1.959964 * math.sqrt(ratio.variance)), rel=1e-6)
        odds = effects.compare_events(30, 100, 20, 100, measure="OR")
        assert odds.estimate == pytest.approx((30 / 70) / (20 / 80))
        assert odds.variance == pytest.approx(1 / 30 + 1 / 70 + 1 / 20 + 1 / 80)
        difference = effects.compare_events(30, 100, 20, 100, measure="RD")
        assert difference.estimate == pytest.approx(0.10)
        assert difference.log_estimate is None
        assert difference.variance == pytest.approx(0.3 * 0.7 / 100 + 0.2 * 0.8 / 100)
        assert difference.low == pytest.approx(0.1 - 1.959964 * math.sqrt(difference.variance), rel=1e-6)

    @pytest.mark.parametrize("measure", MEASURES)
    @pytest.mark.parametrize(
        "counts", [(0, 10, 5, 10), (5, 10, 0, 10), (10, 10, 5, 10), (5, 10, 10, 10), (0, 10, 0, 10)]
    )
    def test_an_empty_cell_is_corrected_and_said(self, measure, counts):
        events_k, n_k, events_c, n_c = counts
        corrected = effects.compare_events(*counts, measure=measure)
        assert corrected.corrected
        assert math.isfinite(corrected.low)
        assert math.isfinite(corrected.high)
        shown = corrected.estimate
        risk_k, risk_c = (events_k + 0.5) / (n_k + 1), (events_c + 0.5) / (n_c + 1)
        odds_k, odds_c = risk_k / (1 - risk_k), risk_c / (1 - risk_c)
        by_hand = {"RR": risk_k / risk_c, "OR": odds_k / odds_c, "RD": risk_k - risk_c}
        assert shown == pytest.approx(by_hand[measure])

    @pytest.mark.parametrize("measure", MEASURES)
    def test_full_cells_are_left_alone(self, measure):
        assert not effects.compare_events(1, 10, 9, 10, measure=measure).corrected

    @given(arms())
    def test_swapping_the_arms_inverts_ratios_and_flips_differences(self, counts):
        events_k, n_k, events_c, n_c = counts
        for measure in ("RR", "OR"):
            one = effects.compare_events(events_k, n_k, events_c, n_c, measure)
            other = effects.compare_events(events_c, n_c, events_k, n_k, measure)
            assert other.estimate == pytest.approx(1 / one.estimate)
            assert other.low == pytest.approx(1 / one.high)
            assert other.high == pytest.approx(1 / one.low)
            assert other.variance == pytest.approx(one.variance)
        for interval in ("wald", "newcombe"):
            one = effects.compare_events(events_k, n_k, events_c, n_c, "RD", interval=interval)
            other = effects.compare_events(events_c, n_c, events_k, n_k, "RD", interval=interval)
            assert other.estimate == pytest.approx(-one.estimate)
            assert (other.low, other.high) == pytest.approx((-one.high, -one.low))

    @given(arms())
    def test_counting_those_without_the_event_inverts_the_odds_ratio(self, counts):
        events_k, n_k, events_c, n_c = counts
        one = effects.compare_events(*counts, "OR")
        other = effects.compare_events(n_k - events_k, n_k, n_c - events_c, n_c, "OR")
        assert other.estimate == pytest.approx(1 / one.estimate)

    @given(arms(), st.sampled_from(MEASURES), st.floats(0.5, 0.99))
    def test_the_interval_holds_the_estimate_and_grows_with_the_level(self, counts, measure, level):
        narrow = effects.compare_events(*counts, measure, level=level)
        wide = effects.compare_events(*counts, measure, level=level + 0.005)
        assert wide.low < narrow.low < narrow.estimate < narrow.high < wide.high

    @given(arms())
    def test_newcombe_needs_no_correction_and_stays_within_possible_differences(self, counts):
        events_k, n_k, events_c, n_c = counts
        found = effects.compare_events(*counts, "RD", interval="newcombe")
        assert not found.corrected
        assert found.estimate == pytest.approx(events_k / n_k - events_c / n_c)
        assert -1 <= found.low <= found.estimate <= found.high <= 1
        assert found.low < found.high

    def test_newcombe_gives_the_intervals_of_its_paper(self):
        """Newcombe 1998, table II, method 10: 56/70 v 48/80; 9/10 v 3/10; 10/10 v 0/20; 10/10 v 0/10."""
        printed = {
            (56, 70, 48, 80): (0.0524, 0.3339),
            (9, 10, 3, 10): (0.1705, 0.8090),
            (10, 10, 0, 20): (0.6791, 1.0),
            (10, 10, 0, 10): (0.6075, 1.0),
        }
        for counts, (low, high) in printed.items():
            found = effects.compare_events(*counts, "RD", interval="newcombe")
            assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)

    @pytest.mark.parametrize(
        ("counts", "words"),
        [
            ((11, 10, 1, 10), "events_k must be a whole number of people, from 0 to 10, but got 11"),
            ((1, 10, -1, 10), "events_c must be a whole number of people, from 0 to 10"),
            ((0, 0, 1, 10), "n_k must be a whole number of people, at least 1"),
            ((1.5, 10, 1, 10), "events_k must be a whole number"),
            ((math.nan, 10, 1, 10), "events_k must be a finite number"),
            ((1, 10, 1, math.inf), "n_c must be a finite number"),
            (("3", 10, 1, 10), "events_k must be a finite number"),
            ((True, 10, 1, 10), "events_k must be a finite number"),
        ],
    )
    def test_impossible_counts_are_refused(self, counts, words):
        with pytest.raises(ValueError, match=words):
            effects.compare_events(*counts)

    def test_unknown_choices_are_refused(self):
        with pytest.raises(ValueError, match="measure must be one of RR, OR, RD"):
            effects.compare_events(1, 10, 2, 10, measure="HR")
        with pytest.raises(ValueError, match="interval must be one of wald, but got 'newcombe'"):
            effects.compare_events(1, 10, 2, 10, measure="RR", interval="newcombe")
        for level in (95, 0, 1, math.nan):
            with pytest.raises(ValueError, match="level must be"):
                effects.compare_events(1, 10, 2, 10, level=level)

    def test_counts_may_come_from_a_table_as_floats(self):
        assert effects.compare_events(3.0, 10.0, 4.0, 10.0) == effects.compare_events(3, 10, 4, 10)


means = st.floats(-100, 100)
spreads = st.floats(0.1, 50)
sizes = st.integers(2, 300)


class TestMeans:
    def test_each_measure_by_hand(self):
        """Two arms of 10 with means 3 and 5, standard deviations 2."""
        difference = effects.compare_means(3, 2, 10, 5, 2, 10)
        assert (difference.measure, difference.estimate, difference.log_estimate) == ("MD", -2, None)
        assert difference.variance == pytest.approx(2 * 4 / 10)
        standardised = effects.compare_means(3, 2, 10, 5, 2, 10, measure="SMD")
        factor = math.gamma(9) / (math.sqrt(9) * math.gamma(8.5))
        assert standardised.estimate == pytest.approx(-1 * factor)
        assert standardised.variance == pytest.approx(0.2 + standardised.estimate**2 / 40)

    @given(means, spreads, sizes, means, spreads, sizes, st.floats(-50, 50))
    def test_adding_a_constant_to_one_arm_shifts_the_difference_only(self, m1, s1, n1, m2, s2, n2, more):
        before = effects.compare_means(m1, s1, n1, m2, s2, n2)
        after = effects.compare_means(m1 + more, s1, n1, m2, s2, n2)
        assert after.estimate == pytest.approx(before.estimate + more, abs=1e-9)
        assert after.variance == before.variance

    @given(means, spreads, sizes, means, spreads, sizes, st.floats(0.01, 100))
    def test_another_unit_changes_md_but_not_smd(self, m1, s1, n1, m2, s2, n2, factor):
        scaled = (m1 * factor, s1 * factor, n1, m2 * factor, s2 * factor, n2)
        one = effects.compare_means(m1, s1, n1, m2, s2, n2, "SMD")
        assert effects.compare_means(*scaled, "SMD").estimate == pytest.approx(one.estimate, abs=1e-9)
        one = effects.compare_means(m1, s1, n1, m2, s2, n2)
        assert effects.compare_means(*scaled).variance == pytest.approx(one.variance * factor**2)

    @given(means, spreads, sizes, means, spreads, sizes, st.sampled_from(["MD", "SMD"]))
    def test_swapping_the_arms_flips_the_sign(self, m1, s1, n1, m2, s2, n2, measure):
        one = effects.compare_means(m1, s1, n1, m2, s2, n2, measure)
        other = effects.compare_means(m2, s2, n2, m1, s1, n1, measure)
        assert other.estimate == pytest.approx(-one.estimate)
        assert (other.low, other.high) == pytest.approx((-one.high, -one.low))

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ((1, -1, 10, 1, 1, 10), "sd_k must be a standard deviation of at least 0"),
            ((1, 1, 10, 1, math.nan, 10), "sd_c must be a finite number"),
            ((math.inf, 1, 10, 1, 1, 10), "mean_k must be a finite number"),
            ((1, 1, 1, 1, 1, 10), "n_k must be a whole number of people, at least 2"),
            ((1, 0, 10, 1, 0, 10), "without any spread"),
        ],
    )
    @pytest.mark.parametrize("measure", ["MD", "SMD"])
    def test_what_cannot_be_computed_is_refused(self, given, words, measure):
        with pytest.raises(ValueError, match=words):
            effects.compare_means(*given, measure)

    def test_an_unknown_measure_is_refused(self):
        with pytest.raises(ValueError, match="measure must be one of MD, SMD"):
            effects.compare_means(1, 1, 10, 1, 1, 10, measure="ROM")


class TestPairs:
    @given(means, spreads, means, spreads, sizes)
    def test_without_correlation_pairs_are_as_wide_as_two_groups(self, m1, s1, m2, s2, n):
        paired = effects.compare_paired_means(m1, s1, m2, s2, n, correlation=0)
        assert paired.variance == pytest.approx(effects.compare_means(m1, s1, n, m2, s2, n).variance)

    @given(means, spreads, means, spreads, sizes, st.floats(-0.9, 0.8))
    def test_the_more_alike_the_two_values_the_narrower(self, m1, s1, m2, s2, n, correlation):
        loose = effects.compare_paired_means(m1, s1, m2, s2, n, correlation)
        tight = effects.compare_paired_means(m1, s1, m2, s2, n, correlation + 0.1)
        assert tight.estimate == loose.estimate
        assert tight.variance < loose.variance

    def test_it_is_the_variance_of_the_differences(self):
        """Five made-up people: values with each treatment, and their differences."""
        with_k, with_c = [3.0, 4.0, 6.0, 2.0, 5.0], [4.0, 6.0, 7.0, 5.0, 5.0]
        differences = [k - c for k, c in zip(with_k, with_c, strict=True)]
        middle = [sum(values) / 5 for values in (with_k, with_c, differences)]
        sd_k, sd_c, sd = (
            math.sqrt(sum((value - mean) ** 2 for value in values) / 4)
            for values, mean in zip((with_k, with_c, differences), middle, strict=True)
        )
        shared = sum((k - middle[0]) * (c - middle[1]) for k, c in zip(with_k, with_c, strict=True)) / 4
        found = effects.compare_paired_means(middle[0], sd_k, middle[1], sd_c, 5, shared / (sd_k * sd_c))
        assert found.estimate == pytest.approx(middle[2])
        assert found.variance == pytest.approx(sd**2 / 5)

    @pytest.mark.parametrize(
        ("correlation", "words"),
        [(1.2, "between -1 and 1"), (math.nan, "finite number"), (1.0, "leaves no spread")],
    )
    def test_impossible_correlations_are_refused(self, correlation, words):
        with pytest.raises(ValueError, match=words):
            effects.compare_paired_means(1, 2, 3, 2, 10, correlation)


class TestNumberNeeded:
    def test_a_clear_gain(self):
        """80 of 100 against 40 of 100: a difference of 0.4."""
        found = effects.number_needed(80, 100, 40, 100)
        difference = effects.compare_events(80, 100, 40, 100, "RD", interval="newcombe")
        assert found.nnt == pytest.approx(2.5)
        assert (found.low, found.high) == pytest.approx((1 / difference.high, 1 / difference.low))
        assert (found.kind, found.crosses_zero, found.harm_low) == ("to treat", False, None)
        assert found.words == "NNT 3: from 2 to 4"

    def test_a_clear_harm(self):
        """More people with an unwanted event are harm; the same counts of a wanted event are gain."""
        found = effects.number_needed(30, 100, 5, 100, lower_is_better=True)
        assert (found.kind, found.crosses_zero, found.benefit_low) == ("to harm", False, None)
        assert found.nnt == pytest.approx(4)
        assert found.words == "NNH 4: from 3 to 7"
        gain = effects.number_needed(30, 100, 5, 100)
        assert (gain.kind, gain.nnt, gain.low, gain.high) == ("to treat", found.nnt, found.low, found.high)

    def test_an_interval_that_holds_no_difference_goes_through_infinity(self):
        found = effects.number_needed(30, 100, 27, 100)
        difference = effects.compare_events(30, 100, 27, 100, "RD", interval="newcombe")
        assert found.kind == "to treat"
        assert found.crosses_zero
        assert found.high == math.inf
        assert found.low == found.benefit_low == pytest.approx(1 / difference.high)
        assert found.harm_low == pytest.approx(-1 / difference.low)
        assert found.words == "NNT 33: from 7 to infinity, and harm from 11 to infinity"

    def test_a_harm_that_may_be_none(self):
        found = effects.number_needed(27, 100, 30, 100)
        assert (found.kind, found.high, found.low) == ("to harm", math.inf, found.harm_low)
        assert found.words == "NNH 33: from 7 to infinity, and benefit from 11 to infinity"

    @pytest.mark.parametrize("events", [0, 10, 20])
    def test_no_difference_is_no_number(self, events):
        found = effects.number_needed(events, 20, events, 20)
        assert (found.kind, found.nnt, found.high) == ("neither", math.inf, math.inf)
        assert found.low == found.benefit_low == pytest.approx(found.harm_low)
        assert found.words.startswith("no difference seen: benefit from ")
        assert found.words.endswith(" to infinity")

    def test_wald_is_what_papers_print(self):
        found = effects.number_needed(80, 100, 40, 100, interval="wald")
        difference = effects.compare_events(80, 100, 40, 100, "RD")
        assert (found.low, found.high) == pytest.approx((1 / difference.high, 1 / difference.low))

    def test_hardy_2012_comes_out_as_it_is_printed(self):
        """Its abstract has 25 (6 to infinity); harm is left unsaid there."""
        table = load_table("trials").set_index("id")
        row = table.loc["pt001"]
        assert row["citation_key"] == "hardy2012"
        counts = [row[name] for name in ("events_k", "n_k", "events_c", "n_c")]
        for interval in ("newcombe", "wald"):
            found = effects.number_needed(*counts, row["lower_is_better"], interval=interval)
            assert (found.kind, found.crosses_zero) == ("to treat", True)
            assert found.words.startswith("NNT 25: from 6 to infinity, and harm from ")

    @given(arms(), st.booleans(), st.sampled_from(["newcombe", "wald"]))
    def test_the_parts_always_agree(self, counts, lower_is_better, interval):
        found = effects.number_needed(*counts, lower_is_better, interval=interval)
        assert found.nnt >= 1
        assert 1 <= found.low <= found.nnt <= found.high or found.kind == "neither"
        assert found.crosses_zero == (found.benefit_low is not None and found.harm_low is not None)
        assert found.crosses_zero <= (found.high == math.inf)
        own = {"to treat": found.benefit_low, "to harm": found.harm_low, "neither": found.benefit_low}
        assert found.low == own[found.kind]
        assert ("infinity" in found.words) == (found.high == math.inf)

    @given(arms(), st.sampled_from(["newcombe", "wald"]))
    def test_what_is_gain_for_one_is_harm_for_the_other(self, counts, interval):
        one = effects.number_needed(*counts, interval=interval)
        other = effects.number_needed(*counts, lower_is_better=True, interval=interval)
        assume(one.kind != "neither")
        assert {one.kind, other.kind} == {"to treat", "to harm"}
        assert (one.nnt, one.low, one.high) == (other.nnt, other.low, other.high)
        assert (one.benefit_low, one.harm_low) == (other.harm_low, other.benefit_low)


class TestShare:
    def test_both_intervals_by_hand(self):
        """2 of 10: Wilson's and Clopper and Pearson's intervals as printed in tables."""
        wilson, exact = effects.share(2, 10), effects.share(2, 10, method="exact")
        assert wilson.estimate == exact.estimate == 0.2
        assert (wilson.low, wilson.high) == pytest.approx((0.0567, 0.5098), abs=5e-5)
        assert (exact.low, exact.high) == pytest.approx((0.0252, 0.5561), abs=5e-5)

    @pytest.mark.parametrize("n", [30, 100, 1000])
    def test_the_rule_of_three(self, n):
        """No event in n people: at 90 % the exact upper end is 1 - 0.05^(1/n), nearly 3/n."""
        found = effects.share(0, n, level=0.90, method="exact")
        assert found.low == 0
        assert found.high == pytest.approx(1 - 0.05 ** (1 / n))
        assert found.high == pytest.approx(3 / n, rel=0.06)

    @given(st.integers(1, 400), st.data(), st.floats(0.5, 0.999))
    def test_intervals_hold_the_share_and_mirror_its_counterpart(self, n, data, level):
        events = data.draw(st.integers(0, n))
        for method in ("wilson", "exact"):
            found = effects.share(events, n, level, method)
            rest = effects.share(n - events, n, level, method)
            assert 0 <= found.low <= found.estimate <= found.high <= 1
            assert (rest.low, rest.high) == pytest.approx((1 - found.high, 1 - found.low), abs=1e-9)

    @given(st.integers(1, 60), st.data())
    def test_the_exact_interval_leaves_the_right_tails(self, n, data):
        """At its lower end as many events or more, at its upper as few or fewer, have a chance of 2.5 %."""
        events = data.draw(st.integers(0, n))
        found = effects.share(events, n, method="exact")

        def chance(counts, risk):
            return sum(math.comb(n, i) * risk**i * (1 - risk) ** (n - i) for i in counts)

        if events > 0:
            assert chance(range(events, n + 1), found.low) == pytest.approx(0.025)
        if events < n:
            assert chance(range(events + 1), found.high) == pytest.approx(0.025)

    def test_the_impossible_is_refused(self):
        with pytest.raises(ValueError, match="events must be a whole number of people, from 0 to 10"):
            effects.share(11, 10)
        with pytest.raises(ValueError, match="n must be a whole number of people, at least 1"):
            effects.share(0, 0)
        with pytest.raises(ValueError, match="method must be one of wilson, exact"):
            effects.share(1, 10, method="wald")
        with pytest.raises(ValueError, match="level must be a fraction"):
            effects.share(1, 10, level=95)
