"""A check says first what is wrong with type or unit, then with size, then with value."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ketamine_course.learning.exercises.expectations import Choice, Column, Number, Numbers, Table
from ketamine_course.learning.exercises.functions import Called, Function, call
from ketamine_course.learning.exercises.measuring import OTHER_UNITS, Measure, Mistake, as_numbers

HOURS = Number(2.5, Measure("h"), (Mistake(0.4, "Volume and clearance are exchanged."),))
LEVELS = Numbers([100.0, 80.0, 60.0], Measure("ng/mL", places=("at once", "later", "last")))
OPTIONS = Choice("b", {"a": "Not a, because.", "c": "Not c, because."})
EXCHANGED = (Mistake([4.0, 5.0], "Exchanged."),)
TABLE = Table({"time_min": Column([0, 10]), "level": Column([5.0, 4.0], Measure("ng/mL"), EXCHANGED)}, "time")


def decay(times, start):
    """A function that a learner might write."""
    return start * np.exp(-0.1 * times)


def two_cases(random):
    """One case that is always the same, and one from the generator."""
    return [{"times": np.array([0.0, 5.0]), "start": 10.0}, {"times": random.uniform(0, 9, 3), "start": 4.0}]


def forgets_exp(times, start):
    """A known mistake."""
    return start * -0.1 * times


FUNCTION = Function(
    decay, two_cases, Measure("ng/mL", may_be_negative=True), (Mistake(forgets_exp, "Where is exp?"),)
)


@pytest.mark.parametrize(
    "answer", [2.5, np.float64(2.5), 2.51, np.array(2.5), np.float32(2.5), np.int64(1) * 2.5]
)
def test_a_right_number_is_right_in_whatever_type_it_comes(answer):
    assert HOURS.judge(answer) is None


@pytest.mark.parametrize(
    ("answer", "stage", "words"),
    [
        (..., "empty", "nothing here yet"),
        (None, "type", "this is nothing (None)"),
        ("2.5", "type", "without quotation marks"),
        ("2.5 h", "type", 'the text "2.5 h"'),
        (True, "type", "the truth value True"),
        (np.bool_(True), "type", "the truth value True"),
        (2.5 + 0j, "type", "A single number (in hours) is asked for"),
        (len, "type", "this is a function"),
        (pd.DataFrame({"a": [1]}), "type", "a table of 1 row and 1 column"),
        ({"a": 2.5}, "type", "a dict of 1 value"),
        ([2.5], "type", "a list that holds one number"),
        (pd.Series([2.5]), "type", ".iloc[0]"),
        ([2.5, 3.0], "size", "these are 2 values"),
        (float("nan"), "type", "not a number (NaN)"),
        (float("inf"), "type", "infinite"),
        (150.0, "unit", "looks like minutes; hours are asked for"),
        (9000, "unit", "looks like seconds"),
        (2.5 / 24, "unit", "looks like days"),
        (-2.5, "value", "sign is not"),
        (-7.0, "value", "nothing here can be below zero"),
        (0.4, "value", "exchanged"),
        (25.0, "size", "far too large: about 10 times. Is a factor amiss?"),
        (0.025, "size", "far too small: about 100 times. Is a factor amiss?"),
        (0.008, "size", "far too small: about 300 times. Is a factor amiss?"),
        (0, "size", "far too small. Is a factor amiss?"),
        (2.6, "value", "too high. It is close"),
        (2.4, "value", "too low. It is close"),
        (3.5, "value", "Your answer, 3.5, is too high."),
    ],
)
def test_what_is_wrong_with_a_number_is_told_apart(answer, stage, words):
    finding = HOURS.judge(answer)
    assert finding.stage == stage
    assert words in finding.words


@pytest.mark.parametrize(
    ("unit", "name"), [(unit, name) for unit, names in OTHER_UNITS.items() for name in names]
)
def test_every_other_unit_is_recognised(unit, name):
    finding = Number(3.7, Measure(unit)).judge(3.7 * OTHER_UNITS[unit][name])
    assert finding.stage == "unit"
    assert f"looks like {name};" in finding.words


@given(st.floats(0.01, 1e6), st.floats(-1e9, 1e9))
def test_a_number_passes_only_within_its_tolerance(right, answer):
    assume(abs(abs(answer - right) / right - 0.01) > 1e-9)
    assert (Number(right).judge(answer) is None) == (abs(answer - right) / right < 0.01)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text() | st.integers(), st.lists))
def test_no_answer_makes_a_check_stumble(answer):
    for expected in (HOURS, LEVELS, TABLE, OPTIONS, FUNCTION):
        finding = expected.judge(answer)
        assert finding is None or finding.words


@pytest.mark.parametrize(
    "answer",
    [
        [100, 80, 60],
        (100.0, 80.0, 60.0),
        np.array([100.4, 80, 60]),
        pd.Series([100, 80, 60], index=list("xyz")),
    ],
)
def test_right_numbers_are_right_in_whatever_list_they_come(answer):
    assert LEVELS.judge(answer) is None


@pytest.mark.parametrize(
    ("answer", "stage", "words"),
    [
        (..., "empty", "nothing here yet"),
        (100.0, "size", "3 values are asked for, but this is one number"),
        ("100", "type", 'the text "100"'),
        (["100", "80", "60"], "type", "not all of them numbers"),
        ([100, 80, None], "type", "not all of them numbers"),
        (pd.Series([100, 80, pd.NA], dtype="Int64"), "type", "value 3 (last) is not a number (NaN)"),
        ([[100, 80], [60]], "type", "not all of them numbers"),
        ([100, np.nan, 60], "type", "value 2 (later) is not a number (NaN)"),
        ([100, 80], "size", "3 values are asked for, but there are 2"),
        ([0.1, 0.08], "unit", "looks like µg/mL"),
        ([0.1, 0.08, 0.06], "unit", "looks like µg/mL (the same as mg/L); ng/mL is asked for"),
        ([[100, 80, 60]], "size", "A plain list of 3 values"),
        ([-100, -80, -60], "value", "plus and minus are exchanged"),
        ([100, 80, -60], "value", "Value 3 (last) is -60, but nothing here can be below zero"),
        ([1000, 800, 700], "size", "far too large"),
        (
            [100, 80, 70],
            "value",
            "2 of 3 values are right. The first that is not: value 3 (last), 70, is too high.",
        ),
        (
            [100, 78, 70],
            "value",
            "1 of 3 values are right. The first that is not: value 2 (later), 78, is too low. It",
        ),
        ([], "size", "but there are 0"),
    ],
)
def test_what_is_wrong_with_a_list_is_told_apart(answer, stage, words):
    finding = LEVELS.judge(answer)
    assert finding.stage == stage
    assert words in finding.words


def test_a_value_of_zero_may_be_missed_by_a_thousandth_of_the_largest():
    expected = Numbers([0.0, 1000.0])
    assert expected.judge([0.005, 1000.0]) is None
    assert expected.judge([2.0, 1000.0]).stage == "value"


def test_numbers_too_large_for_floats_are_no_numbers():
    assert as_numbers(10**400) is None


@pytest.mark.parametrize(
    ("change", "stage", "words"),
    [
        (lambda table: ..., "empty", "nothing here yet"),
        (lambda table: table["level"], "type", "a column of 2 values"),
        (lambda table: table.to_dict("list"), "type", "a dict of 2 values"),
        (
            lambda table: table.rename(columns={"level": "lvl"}),
            "type",
            "lacks level. Its columns must be time_min",
        ),
        (lambda table: pd.concat([table, table["level"]], axis=1), "type", "the same name"),
        (lambda table: table.assign(level=["5", "4"]), "type", "Column level: A list of 2 numbers"),
        (lambda table: table.assign(level=...), "type", "Column level"),
        (
            lambda table: table.assign(level=table["level"] / 1000),
            "unit",
            "Column level: This looks like µg/mL",
        ),
        (lambda table: table.head(1), "size", "needs 2 rows, one for each time; this one has 1"),
        (lambda table: table.assign(level=[4.0, 5.0]), "value", "Column level: Exchanged."),
        (lambda table: table.assign(time_min=[0, 11]), "value", "Column time_min: 1 of 2 values are right"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_apart(change, stage, words):
    table = pd.DataFrame({"time_min": [0, 10], "level": [5.0, 4.0]})
    finding = TABLE.judge(change(table))
    assert finding.stage == stage
    assert words in finding.words


def test_a_right_table_may_have_other_columns_and_any_index():
    assert (
        TABLE.judge(pd.DataFrame({"x": "y", "level": [5.0, 4.0], "time_min": [0, 10]}, index=[7, 3])) is None
    )


def test_a_column_of_words_must_be_the_same_words():
    expected = Table({"name": Column(["a", "b"])}, "name")
    assert expected.judge(pd.DataFrame({"name": ["a", "b"]})) is None
    assert 'Value 2, "c"' in expected.judge(pd.DataFrame({"name": ["a", "c"]})).words
    assert expected.judge(pd.DataFrame({"name": ["a"]})).stage == "size"


@pytest.mark.parametrize("answer", ["b", " B "])
def test_a_right_choice_is_right_with_capitals_and_spaces(answer):
    assert OPTIONS.judge(answer) is None


@pytest.mark.parametrize(
    ("answer", "stage", "words"),
    [
        (..., "empty", "nothing here yet"),
        ("a", "value", "Not a, because."),
        ("d", "type", 'One of "a", "b", "c" is asked for, not "d"'),
        (2, "type", 'One of "a", "b", "c" is asked for, but this is the number 2'),
    ],
)
def test_what_is_wrong_with_a_choice_is_told_apart(answer, stage, words):
    finding = OPTIONS.judge(answer)
    assert finding.stage == stage
    assert words in finding.words


def gives(value):
    """Return a function with the right arguments that gives something else."""
    return lambda times, start: value


def spoils_its_input(times, start):
    """Change the array that was handed in."""
    times *= 0
    return decay(times, start)


@pytest.mark.parametrize(
    ("function", "stage", "words"),
    [
        (..., "empty", "nothing here yet"),
        (gives(...), "empty", "nothing here yet"),
        (3.0, "type", "without brackets behind it"),
        (gives(None), "type", "it gave nothing (None)"),
        (lambda t, start: t, "type", "must take these arguments, so named: times, start"),
        (lambda times, start, more: times, "type", "so named: times, start"),
        (
            lambda times, start: 1 / 0,
            "type",
            'times = [0, 5], start = 10: it stopped with the error "ZeroDivisionError',
        ),
        (gives("text"), "type", 'but this is the text "text"'),
        (lambda times, start: decay(times, start) / 1000, "unit", "This looks like µg/mL"),
        (lambda times, start: decay(times, start)[:-1], "size", "2 values are asked for, but there are 1"),
        (forgets_exp, "value", "Called with times = [0, 5], start = 10: Where is exp?"),
        (lambda times, start: decay(times, 10.0), "value", "start = 4: 0 of 3 values are right"),
        (spoils_its_input, "value", "too high"),
    ],
)
def test_what_is_wrong_with_a_function_is_told_apart(function, stage, words):
    finding = FUNCTION.judge(function)
    assert finding.stage == stage
    assert words in finding.words


def test_a_right_function_is_right_and_cannot_spoil_the_inputs_of_the_next_check():
    assert FUNCTION.judge(decay) is None
    FUNCTION.judge(spoils_its_input)
    assert FUNCTION.judge(decay) is None
    assert FUNCTION.judge(np.vectorize(decay)) is None


def test_inputs_follow_their_seed():
    same, other = FUNCTION.inputs(), FUNCTION.inputs(seed=99)
    assert np.array_equal(same[1]["times"], FUNCTION.inputs()[1]["times"])
    assert not np.array_equal(same[1]["times"], other[1]["times"])


def test_a_function_may_be_called_in_one_place_and_judged_in_another():
    cases = FUNCTION.inputs(seed=5)
    assert FUNCTION.judge_called(call(decay, cases), cases) is None
    assert FUNCTION.judge_called(call(forgets_exp, cases), cases).words.endswith("Where is exp?")
    assert FUNCTION.judge_called(Called(()), cases).stage == "type"


def test_a_function_that_gives_one_number_is_expected_to_give_one():
    expected = Function(lambda start: start / 2, lambda random: [{"start": 4.0}], Measure("mg"))
    assert expected.judge(lambda start: start / 2) is None
    assert expected.judge(lambda start: [start / 2]).stage == "type"
    assert expected.judge(lambda start: start * 500).stage == "unit"


def test_a_unit_that_no_check_knows_is_refused():
    with pytest.raises(ValueError, match="unit 'shares' is not known; add it to OTHER_UNITS"):
        Measure("shares")
