"""Numbers as learners type them: what is read, and what is sent back with a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine_course.learning.typed_numbers import SPELLINGS, is_unit, read_number

READ = [
    ("12", 12.0, ""),
    ("12.5", 12.5, ""),
    ("12,5", 12.5, ""),
    ("12.5 %", 12.5, "%"),
    ("12,5%", 12.5, "%"),
    (" 1 200 ", 1200.0, ""),
    ("1\u202f200,5 ng/mL", 1200.5, "ng/mL"),
    ("1.200,5", 1200.5, ""),
    ("1,200.5", 1200.5, ""),
    ("1,200,000", 1200000.0, ""),
    ("1'200", 1200.0, ""),
    ("1’200.25", 1200.25, ""),
    ("0,125", 0.125, ""),
    ("1200,125", 1200.125, ""),
    ("22.8130", 22.813, ""),
    (".5", 0.5, ""),
    (",5 h", 0.5, "h"),
    ("-3", -3.0, ""),
    ("−3,2", -3.2, ""),
    ("+4", 4.0, ""),
    ("14 min.", 14.0, "min"),
    ("1e3 mg", 1000.0, "mg"),
    ("$500", 500.0, "$"),
    ("٢٤ %", 24.0, "%"),
]
SENT_BACK = [
    ("", "is no number"),
    ("about 12", "is no number"),
    ("<5", "is no number"),
    ("twelve", "is no number"),
    ("1,200", r"two ways: write 1200, or 1\.2$"),
    ("1.200", r"two ways: write 1200, or 1\.2$"),
    ("22,813", r"two ways: write 22813, or 22\.8130$"),
    ("1,000", r"two ways: write 1000, or 1\.0$"),
    ("12 5", "not grouped in thousands"),
    ("1,2,3", "not grouped in thousands"),
    ("1234,567,890", "not grouped in thousands"),
    ("1.2,3.4", "mixes points and commas"),
    ("1 200'000", "mixes marks"),
    ("1e999", "is too large"),
]


@pytest.mark.parametrize(("text", "value", "unit"), READ)
def test_a_number_is_read_with_its_unit(text, value, unit):
    assert read_number(text) == (value, unit)


@pytest.mark.parametrize(("text", "told"), SENT_BACK)
def test_what_is_no_number_or_could_be_two_is_sent_back(text, told):
    with pytest.raises(ValueError, match=told):
        read_number(text)


@pytest.mark.parametrize(
    ("given", "unit"),
    [
        ("%", "%"),
        ("Per cent", "%"),
        ("minutes", "min"),
        ("NG / ML", "ng/mL"),
        ("µg/L", "ng/mL"),
        ("mm Hg", "mmHg"),
    ],
)
def test_usual_spellings_of_a_unit_are_the_unit(given, unit):
    assert is_unit(given, unit)


@pytest.mark.parametrize(("given", "unit"), [("h", "min"), ("mg", "mg/kg"), ("m", "min"), ("ng", "ng/mL")])
def test_another_unit_is_another_unit(given, unit):
    assert not is_unit(given, unit)


def test_a_question_may_add_spellings_of_its_own():
    assert not is_unit("of 100", "%")
    assert is_unit("of 100", "%", ("of 100",))


def test_no_spelling_stands_for_two_units_that_could_be_mistaken():
    owners = {}
    for unit, spellings in SPELLINGS.items():
        for spelling in (unit, *spellings):
            owners.setdefault(spelling, set()).add(unit)
    shared = {spelling for spelling, units in owners.items() if len(units) > 1}
    # A question that asks for percentage points may be answered in points or with the sign for per cent.
    assert shared == {"%", "points", "point"}


@given(st.floats(-1e9, 1e9, allow_nan=False).filter(lambda value: value == 0 or abs(value) > 1e-4))
def test_any_number_is_read_back_with_a_point_and_with_a_comma(value):
    text = f"{value:.4f}"
    assert read_number(text)[0] == pytest.approx(float(text))
    assert read_number(text.replace(".", ","))[0] == pytest.approx(float(text))


@given(st.integers(0, 10**12))
def test_thousands_by_space_are_read_back(value):
    assert read_number(f"{value:,}".replace(",", " ")) == (float(value), "")


@given(st.text(max_size=20))
def test_any_text_is_read_or_sent_back_with_a_reason(text):
    try:
        value, unit = read_number(text)
    except ValueError:
        return
    assert value == value
    assert unit == unit.strip()
