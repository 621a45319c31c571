"""Calibration: what is scored, and that no number says more than the predictions can bear."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from ketamine_course.evidence import claims
from ketamine_course.learning import Progress, calibration
from ketamine_course.learning.calibration_numbers import _merged_bins

LEDGER = claims()
DECIDED = LEDGER[LEDGER["decided"]]
YES = list(DECIDED.loc[DECIDED["verdict"] == "supported", "id"])
NO = list(DECIDED.loc[DECIDED["verdict"] == "not_supported", "id"])
OTHERS = sorted(set(LEDGER["id"]) - set(YES) - set(NO))


def made(stated: dict[str, float]) -> pd.DataFrame:
    """First predictions, made before the verdict was shown."""
    rows = [(claim, float(probability), 1, True) for claim, probability in stated.items()]
    return pd.DataFrame(rows, columns=["claim", "probability", "order", "before_reveal"])


def spread_over(supported: list[float], not_supported: list[float]) -> pd.DataFrame:
    """Predictions on so many supported and so many not supported claims."""
    return made(dict(zip(YES, supported, strict=False)) | dict(zip(NO, not_supported, strict=False)))


STATED = st.integers(0, 100) | st.sampled_from([0, 10, 20, 50, 90, 99.5, 100])
PREDICTIONS = st.builds(spread_over, st.lists(STATED, max_size=len(YES)), st.lists(STATED, max_size=len(NO)))


def test_only_decided_claims_with_a_plain_verdict_are_scored():
    assert len(YES) > 25
    assert len(NO) > 20
    found = calibration.scored(made(dict.fromkeys(LEDGER["id"], 60)))
    assert dict(zip(found["claim"], found["outcome"], strict=True)) == dict.fromkeys(YES, 1) | dict.fromkeys(
        NO, 0
    )
    undecided = LEDGER[~LEDGER["decided"] & LEDGER["verdict"].isin(["supported", "not_supported"])]
    assert not undecided.empty
    assert not set(undecided["id"]) & set(found["claim"])


def test_the_first_prediction_before_the_verdict_counts_and_no_other():
    record = Progress()
    one, two, three = YES[:3]
    record.append("prediction", claim=one, probability=80)
    record.append("prediction", claim=one, probability=99)
    record.append("reveal", claim=one)
    record.append("prediction", claim=one, probability=100)
    record.append("reveal", claim=two)
    record.append("prediction", claim=two, probability=100)
    record.append("prediction", claim=three, probability=30)
    found = calibration.scored(record.predictions())
    assert found.to_numpy().tolist() == [[one, 80.0, 1], [three, 30.0, 1]]


def test_the_score_is_the_mean_squared_distance():
    result = calibration.brier(spread_over([100, 80, 50], [0, 30]))
    assert result.n == 5
    assert result.score == pytest.approx((0 + 0.04 + 0.25 + 0 + 0.09) / 5)
    assert result.base_rate == pytest.approx(3 / 5)
    assert result.always_base == result.uncertainty == pytest.approx(0.24)
    assert result.against_half[0] == pytest.approx(result.score - 0.25)
    assert result.against_base[0] == pytest.approx(result.score - 0.24)
    assert result.low <= result.score <= result.high


@pytest.mark.parametrize(("stated", "score"), [((100, 0), 0), ((0, 100), 1), ((50, 50), 0.25)])
def test_perfect_hopeless_and_undecided_forecasters(stated, score):
    yes, no = stated
    assert calibration.brier(spread_over([yes] * 12, [no] * 12)).score == score


@given(PREDICTIONS)
def test_the_parts_of_the_score_add_up_and_the_intervals_hold_it(predictions):
    assume(not predictions.empty)
    result = calibration.brier(predictions)
    assert result.score == pytest.approx(result.reliability - result.resolution + result.uncertainty)
    assert result.reliability >= 0
    assert 0 <= result.low <= result.score + 1e-12
    assert result.score <= result.high + 1e-12
    assert result.high <= 1
    assert calibration.brier(predictions) == result


def test_reliability_and_resolution_of_a_worked_example():
    """Two groups of ten, said 20 % and 80 %: 3 and 6 of ten are supported."""
    predictions = spread_over([20] * 3 + [80] * 6, [20] * 7 + [80] * 4)
    result = calibration.brier(predictions)
    assert result.reliability == pytest.approx((10 * 0.1**2 + 10 * 0.2**2) / 20)
    assert result.resolution == pytest.approx((10 * 0.15**2 + 10 * 0.15**2) / 20)
    assert result.uncertainty == pytest.approx(0.45 * 0.55)


@given(PREDICTIONS, st.integers(1, 8))
def test_no_bin_is_small_and_none_is_lost(predictions, least):
    bins = calibration.reliability(predictions, least)
    if len(predictions) < 2 * least:
        assert bins.empty
        assert "mean_said_percent" in bins
        return
    assert bins["n"].sum() == len(predictions)
    assert bins["n"].min() >= least
    assert (bins["said_low_percent"] <= bins["mean_said_percent"] + 1e-9).all()
    assert (bins["mean_said_percent"] <= bins["said_high_percent"] + 1e-9).all()
    assert (
        bins["said_high_percent"].iloc[:-1].to_numpy() < bins["said_low_percent"].iloc[1:].to_numpy()
    ).all()
    for one in bins.itertuples():
        interval = stats.binomtest(one.supported, one.n).proportion_ci(method="wilson")
        assert (one.ci_low_percent, one.ci_high_percent) == pytest.approx(
            (100 * interval.low, 100 * interval.high)
        )
        assert one.share_supported_percent == pytest.approx(100 * one.supported / one.n)


@given(st.lists(st.integers(0, 10), min_size=10, max_size=30), st.integers(2, 6))
def test_of_all_ways_to_merge_the_tenths_the_closest_is_taken(stated, least):
    stated = sorted(10 * np.array(stated))
    assume(len(stated) >= least)
    found = pd.DataFrame({"probability": np.array(stated, dtype=float), "outcome": 0})
    tenths = [list(group) for _, group in itertools.groupby(stated, key=lambda said: min(said // 10, 9))]

    def squares(bins):
        return sum(np.var(one) * len(one) for one in bins)

    best = np.inf
    for count in range(len(tenths)):
        for cuts in itertools.combinations(range(1, len(tenths)), count):
            ends = (0, *cuts, len(tenths))
            bins = [list(itertools.chain(*tenths[a:b])) for a, b in itertools.pairwise(ends)]
            if min(map(len, bins)) >= least:
                best = min(best, squares(bins))
    assert squares([list(one["probability"]) for one in _merged_bins(found, least)]) == pytest.approx(best)


def test_a_hundred_per_cent_belongs_to_the_last_tenth():
    bins = calibration.reliability(spread_over([100] * 3 + [95] * 3, [5] * 3 + [0] * 3))
    assert bins[["said_low_percent", "said_high_percent", "n"]].to_numpy().tolist() == [
        [0, 5, 6],
        [95, 100, 6],
    ]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (made({"C001": 50}).drop(columns="order"), "no column 'order'"),
        (made({"C001": 101}), "must be 0 to 100 per cent"),
        (made({"C001": float("nan")}), "must be 0 to 100 per cent"),
    ],
)
def test_what_is_no_table_of_predictions_is_refused(wrong, words):
    for measure in (calibration.scored, calibration.reliability, calibration.brier):
        with pytest.raises(ValueError, match=words):
            measure(wrong)


def test_nothing_scored_gives_no_score_and_no_bins():
    with pytest.raises(ValueError, match="no prediction is scored yet"):
        calibration.brier(made({OTHERS[0]: 50}))
    assert calibration.reliability(made({})).empty
    with pytest.raises(ValueError, match="least must be 1 or more, got 0"):
        calibration.reliability(made({}), 0)


# The sentences ----------------------------------------------------------------------------------------------


def record_of(stated: dict[str, float]) -> Progress:
    record = Progress()
    record.start_afresh()
    for claim, probability in stated.items():
        record.append("prediction", claim=claim, probability=probability)
        record.append("reveal", claim=claim)
    return record


def test_an_empty_record_is_told_how_to_begin():
    assert calibration.summary(Progress()) == [
        "You have made no prediction yet. Predict a claim before you see its verdict."
    ]


def test_too_few_predictions_are_said_to_be_too_few():
    record = record_of(dict.fromkeys([*YES[:4], *NO[:5], *OTHERS[:2]], 70))
    record.append("reveal", claim=YES[9])
    record.append("prediction", claim=YES[9], probability=100)
    assert calibration.summary(record) == [
        "You have predicted 12 claims; 9 scored, 2 without a score, having no plain yes or no, 1 not "
        "counted, because the verdict had been shown before.",
        "That is too few to tell how well you judge how sure to be: 1 more is needed before anything is "
        "worked out or drawn.",
    ]
    assert calibration.reliability(record.predictions()).empty


def said_of(supported: list[float], not_supported: list[float]) -> str:
    stated = spread_over(supported, not_supported)
    return " ".join(calibration.summary(record_of(dict(stated[["claim", "probability"]].to_numpy()))))


def test_a_good_forecaster_hears_so():
    told = said_of([90] * 18 + [10] * 2, [10] * 18 + [90] * 2)
    assert "You have predicted 40 claims; 40 scored." in told
    assert "Your Brier score is 0.09 (95 % interval" in told
    assert "better than that, by more than chance explains" in told
    assert "On average you said 50 %; 20 of 40 claims are supported (50 %" in told
    assert "In no group of predictions is what you said clearly off" in told


def test_a_boaster_hears_so():
    told = said_of([95] * 5, [95] * 15)
    assert "worse than that, by more than chance explains" in told
    assert "too sure, or on the wrong side of 50." in told
    assert "That is fewer than you said." in told
    assert "Where you said 95 %, 5 of 20 are supported: fewer than you said." in told
    assert "one group in twenty is off by chance" in told


def test_a_timid_reader_hears_that_more_is_supported():
    told = said_of([30] * 15, [25] * 3)
    assert "That is more than you said." in told
    assert "Where you said 25 to 30 %, 15 of 18 are supported: more than you said." in told


def test_who_states_the_share_of_all_claims_is_not_blamed_for_which_are_scored():
    share = round(100 * len(YES) / len(DECIDED))
    assert share == 29
    told = calibration.summary(record_of(dict.fromkeys(DECIDED["id"], share)))
    assert "or low because of which claims are scored: see below." in told[1]
    assert told[-1] == calibration.WHICH_ARE_SCORED
    assert "numbers that are right for all claims come out somewhat low here" in told[-1]
    # The reason is true of the ledger: leaving the others out raises the share of those supported.
    assert len(YES) / (len(YES) + len(NO)) > len(YES) / len(DECIDED)
    for blame in ("calibrated", "surer", "reason to be"):
        assert blame not in " ".join(told)


def test_no_certainty_is_read_out_of_scores_that_are_all_alike():
    assert "Your Brier score is 0.25; lower is better" in said_of([50] * 8, [50] * 8)
    assert "You do exactly as well as that." in said_of([50] * 8, [50] * 8)
    assert "Your Brier score is 0.00; lower is better" in said_of([100] * 8, [0] * 8)


def test_what_chance_could_explain_is_called_so():
    assert "You seem to do better, but chance could explain that." in said_of([60] * 8, [60] * 6)
    assert "You seem to do worse, but chance could explain that." in said_of([60] * 6, [60] * 6)


def test_the_words_for_widgets_say_what_the_code_does():
    words = calibration.HOW_VERDICTS_COUNT
    for verdict in (
        "“supported”",
        "“not supported”",
        "partly",
        "contested",
        "cannot be checked",
        "unsettled",
    ):
        assert verdict in words
    assert words.endswith("if you know the verdict already, leave the claim out.")
    assert "always saying 50 % gives 0.25" in calibration.HOW_TO_READ_THE_SCORE
    assert calibration.brier(spread_over([50], [50])).score == 0.25
