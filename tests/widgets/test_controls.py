"""Controls accept what they say they accept, print it exactly, and refuse the rest with the reason."""

import json

import pytest

from ketamine_course.widgets import Choice, Slider, Toggle
from ketamine_course.widgets.controls import ControlPanel


def panel():
    """One control of each kind."""
    return ControlPanel(
        [
            Slider("dose", "Dose", 0, 1, step=0.25, value=0.5, unit="mg/kg"),
            Choice("route", "Route", [("Into a vein", "iv"), ("By mouth", "po")]),
            Toggle("log", "Log scale", only_when=lambda values: values["route"] == "iv"),
        ]
    )


@pytest.mark.parametrize(
    ("low", "high", "step", "value", "text"),
    [
        (0, 1, 0.25, 0.25, "0.25"),
        (0, 1, 0.05, 0.15, "0.15"),
        (0, 0.3, 0.1, 0.1 + 0.2, "0.3"),
        (5, 100, 5, 35, "35"),
        (5, 100, 5, 35.0, "35"),
        (0.5, 10.5, 1, 3.5, "3.5"),
        (0, 5000, 1000, 2000, "2000"),
        (-5, 5, 2.5, -2.5, "-2.5"),
        (0, 1e-3, 1e-4, 3e-4, "0.0003"),
    ],
)
def test_every_step_prints_exactly(low, high, step, value, text):
    slider = Slider("x", "X", low, high, step=step, value=value)
    assert slider.text(slider.value) == text
    assert slider.value == float(text)


def test_whole_steps_give_whole_numbers():
    assert isinstance(Slider("x", "X", 0, 10, value=5.0).value, int)
    assert isinstance(Slider("x", "X", 0, 1, step=0.5, value=1).value, float)


def test_a_slider_starts_at_its_low_end_and_a_choice_at_its_first_option():
    assert Slider("x", "X", 3, 9).value == 3
    assert Choice("x", "X", [("a", None), ("b", 0)]).value is None


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Slider("x", "X", 5, 5), "high of 'x' must be above low"),
        (lambda: Slider("x", "X", 0, 10, step=0), "step of 'x' must divide"),
        (lambda: Slider("x", "X", 0, 10, step=3), "step of 'x' must divide"),
        (lambda: Slider("x", "X", 0, 10, value=11), "x must be 0 to 10 in steps of 1, got 11"),
        (lambda: Slider("x", "X", 0, 10, value=2.5), "x must be 0 to 10 in steps of 1, got 2.5"),
        (lambda: Slider("x", "X", 0, float("nan")), "high of 'x' must be a finite number"),
        (lambda: Slider("x", "X", "0", 5), "low of 'x' must be a finite number"),
        (lambda: Slider("x", "X", 0, 1, value=True), "value of 'x' must be a finite number"),
        (lambda: Slider("x", " ", 0, 1), "needs a label"),
        (lambda: Slider("not a name", "X", 0, 1), "Python identifier"),
        (lambda: Choice("x", "X", [("a", 1)]), "at least two options"),
        (lambda: Choice("x", "X", [("a", 1), ("a", 2)]), "different words"),
        (lambda: Choice("x", "X", [("a", 1), ("b", 1)]), "must differ in value"),
        (lambda: Choice("x", "X", [("a", 1), ("b", 2)], value=3), "x must be one of"),
        (lambda: Toggle("x", "X", value=1), "x must be True or False"),
        (lambda: ControlPanel([]), "controls with different names"),
        (lambda: ControlPanel([Toggle("x", "X"), Toggle("x", "Y")]), "controls with different names"),
    ],
)
def test_a_bad_definition_is_refused_with_the_reason(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_changes_are_merged_and_checked():
    start = panel().defaults
    assert panel().merge(start, {"dose": 0.75, "log": True}) == {"dose": 0.75, "route": "iv", "log": True}
    assert start == {"dose": 0.5, "route": "iv", "log": False}
    with pytest.raises(ValueError, match="unknown control colour: there are dose, route, log"):
        panel().merge(start, {"colour": 1})


def test_values_survive_the_way_to_the_page_and_back():
    values = {"dose": 0.25, "route": "po", "log": True}
    wire = json.loads(json.dumps(panel().to_wire(values)))
    assert wire == {"dose": 0.25, "route": 1, "log": True}
    assert panel().from_wire(wire) == values


@pytest.mark.parametrize(
    "wire",
    [
        None,
        {},
        {"dose": 0.25, "route": 1},
        {"dose": 0.25, "route": 1, "log": True, "more": 1},
        {"dose": 9, "route": 1, "log": True},
        {"dose": "0.25", "route": 1, "log": True},
        {"dose": 0.25, "route": 2, "log": True},
        {"dose": 0.25, "route": -1, "log": True},
        {"dose": 0.25, "route": True, "log": True},
        {"dose": 0.25, "route": 1, "log": 1},
    ],
)
def test_what_a_page_may_not_send_is_refused(wire):
    with pytest.raises(ValueError, match=r"expected|must be"):
        panel().from_wire(wire)


def test_a_control_that_does_not_matter_is_named_and_left_out_of_the_words():
    values = {"dose": 0.5, "route": "po", "log": False}
    assert panel().idle(values) == ["log"]
    assert panel().words(values) == "Dose: 0.50 mg/kg; Route: By mouth"
    assert panel().idle({**values, "route": "iv"}) == []


def test_the_page_gets_numbers_as_text_so_that_they_stay_exact():
    slider = panel().spec()[0]
    assert (slider["low"], slider["high"], slider["step"], slider["start"]) == ("0.00", "1.00", "0.25", 0.5)
    assert json.dumps(panel().spec())
