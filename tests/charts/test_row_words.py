"""Words made from rows read as people write them."""

import math

import pandas as pd
import pytest

from ketamine_course.charts import row_words as words
from ketamine_course.evidence import load_table

TRIALS = load_table("trials").set_index("id", drop=False)


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (0, "start"),
        (0.5, "30 min"),
        (0.667, "40 min"),
        (1, "1 h"),
        (1.3, "1.3 h"),
        (36, "36 h"),
        (24, "1 day"),
        (48, "2 days"),
        (101, "4.2 days"),
        (168, "1 week"),
        (336, "2 weeks"),
        (720, "30 days"),
        (1460, "2 months"),
        (4380, "6 months"),
        (8760, "1 year"),
        (math.nan, ""),
    ],
)
def test_times_are_told_in_the_unit_people_use(hours, told):
    assert words.time_words(hours) == told


@pytest.mark.parametrize(
    ("number", "digits", "told"),
    [(-1.5, None, "−1.5"), (-0.9, 2, "−0.90"), (-0.2, 0, "0"), (3, None, "3"), (0, 1, "0.0")],
)
def test_minus_signs_are_true_and_no_zero_has_one(number, digits, told):
    assert words.signed(number, digits) == told


@pytest.mark.parametrize(
    ("given", "told"), [([], ""), (["a"], "a"), (["a", "", "a", "b"], "a and b"), ("abc", "a, b and c")]
)
def test_lists_are_told_once_each(given, told):
    assert words.listed(given) == told


def test_a_long_list_is_cut_and_says_how_much_is_left():
    assert words.enumerated(["a", "b"]) == "a; b"
    told = words.enumerated([str(number) for number in range(15)])
    assert told.endswith("11; and 3 more, in the rows behind the chart")


def test_small_numbers_are_words():
    assert [words.number_word(number) for number in (0, 1, 12, 13)] == ["no", "one", "twelve", "13"]


def test_the_drug_is_esketamine_only_where_every_row_gave_it():
    assert words.drug_of(TRIALS.loc[["SFT01"]]) == "esketamine"
    assert words.drug_of(TRIALS.loc[["SFT01", "pt001"]]) == "ketamine"


def test_the_comparator_has_a_name_only_where_rows_agree():
    assert words.comparator_of(TRIALS.loc[["pt001"]]) == "placebo"
    assert words.comparator_of(TRIALS.loc[["pt052"]]) == "an opioid"
    assert words.comparator_of(TRIALS.loc[["pt001", "pt052"]]) == "the comparator"
    assert words.bare("an opioid") == "opioid"


def test_a_comparator_is_told_without_what_both_arms_had():
    arms = pd.DataFrame(
        {
            "intervention": ["esketamine nasal spray + standard of care", "esketamine + antidepressant"],
            "comparator": ["placebo nasal spray + standard of care", "antidepressant + placebo spray"],
        }
    )
    assert words.comparator_of(arms) == "placebo"
    assert words.comparator_of(arms.assign(comparator=arms["intervention"])) == "the comparator"
    assert words.comparator_of(arms.assign(comparator="placebo or midazolam")) == "placebo or midazolam"
    assert words.comparator_of(arms.assign(comparator="placebo + lithium")) == "placebo + lithium"


@pytest.mark.parametrize(
    ("scale", "told"),
    [
        ("MADRS 0-60", "MADRS 0–60"),
        ("VAS 0-100 mm", "VAS 0–100 mm"),
        ("CAPS-5", "CAPS-5"),
        ("not stated (0-10 inferred)", "scale not stated"),
        ("", ""),
    ],
)
def test_scales_have_a_dash_between_their_ends(scale, told):
    assert words.scale_words(scale) == told


@pytest.mark.parametrize(
    ("value", "digits", "told"),
    [
        (7.4537, 1, 7.454),
        (7.45, 2, 7.45),
        (-0.37462, 3, -0.3746),
        (33.92, 1, 33.9),
        (-0.001, 1, 0),
        (-5.93499996, 3, -5.93499996),
    ],
)
def test_figures_are_rounded_so_that_rounding_again_changes_nothing(value, digits, told):
    assert words.rounded(value, digits) == told


def test_what_is_not_known_stays_so_when_rounded():
    assert math.isnan(words.rounded(math.nan, 1))


def test_rows_are_shown_with_their_time_in_words():
    table = words.shown_table(TRIALS.loc[["pt032", "pt044"]])
    assert list(table["time after the start"]) == ["45 min", words.time_words(TRIALS.loc["pt044", "time_h"])]
    assert list(table["time"]) == list(TRIALS.loc[["pt032", "pt044"], "timepoint"])


def test_results_stand_behind_the_outcome():
    table = words.shown_table(TRIALS.loc[["pt032"]]).assign(found=1.5)
    names = list(words.results_forward(table, ["found", "trial", "found"]))
    assert names[names.index("outcome") + 1] == "found"
    assert sorted(names) == sorted(table)


def test_people_are_told_with_their_number_comparator_and_time():
    told = words.who_of_trials(TRIALS.loc[["pt001"]])
    assert told == (
        "Hardy 2012: chronic uncontrolled cancer pain; 93 people with ketamine, 92 with placebo (saline); "
        "at the end of 5 days."
    )
    assert "the same 10 people with ketamine and with saline" in words.who_of_trials(TRIALS.loc[["pt018"]])
    assert "an unstated number of people" in words.who_of_trials(TRIALS.loc[["MHT052"]])


def test_numbers_of_people_are_a_span_where_they_differ():
    assert words.span(pd.Series([18.0, 20.0, math.nan])) == "18–20"
    assert words.span(pd.Series([18.0, 18.0])) == "18"
