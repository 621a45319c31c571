"""The four-state channel is solved exactly, comes to rest where it must, and traps the drug as it closes."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from ketamine_course.models import receptor
from ketamine_course.models.receptor.kinetics import BLOCKED, OPEN, TRAPPED

SPEED = st.floats(0.1, 100.0)
TIMES = np.linspace(0.0, 40.0, 161)
GLUTAMATE, DRUG = receptor.pulses(1.5, 4.0, 40.0, start_s=1.0), [(6.0, 23.0)]


def peer(speeds, level, times, glutamate, drug):
    """The scheme integrated step by step from its arrows, window by window."""

    def inside(time, windows):
        return any(a < time < b for a, b in windows)

    edges = np.unique([0.0, times.max(), *(edge for window in (*glutamate, *drug) for edge in window)])
    edges = edges[edges <= times.max()]
    state, path = np.array([1.0, 0.0, 0.0, 0.0]), np.zeros((times.size, 4))
    for start, end in pairwise(edges):
        middle = (start + end) / 2
        opens = speeds.opening_per_s if inside(middle, glutamate) else 0.0
        binds = speeds.binding_per_umol_per_l_s * (level if inside(middle, drug) else 0.0)

        def change(_time, y, opens=opens, binds=binds):
            gate = opens * y[0] - speeds.closing_per_s * y[1]
            bind = binds * y[1] - speeds.unbinding_per_s * y[2]
            shut = speeds.closing_per_s * y[2] - opens * y[3]
            return [-gate, gate - bind, bind - shut, shut]

        here = (times >= start) & (times <= end)
        answer = solve_ivp(
            change, (start, end), state, method="LSODA", rtol=1e-10, atol=1e-13, dense_output=True
        )
        path[here] = answer.sol(times[here]).T
        state = answer.y[:, -1]
    return path


@pytest.mark.parametrize("entry", receptor.SPEEDS)
@pytest.mark.parametrize("level", [0.0, 0.4, 30.0])
def test_agrees_with_numerical_integration(entry, level):
    speeds = receptor.ketamine_speeds(entry)
    ours = receptor.channel_states(speeds, level, TIMES, GLUTAMATE, DRUG)
    np.testing.assert_allclose(ours, peer(speeds, level, TIMES, GLUTAMATE, DRUG), atol=1e-7)


def test_states_add_up_to_one_and_start_closed_and_empty():
    states = receptor.channel_states(receptor.ketamine_speeds(), [0.1, 1.0, 100.0], TIMES, GLUTAMATE, DRUG)
    assert states.shape == (3, TIMES.size, 4)
    np.testing.assert_allclose(states.sum(axis=-1), 1.0, atol=1e-12)
    assert states.min() >= -1e-12
    np.testing.assert_array_equal(states[:, 0], [[1, 0, 0, 0]] * 3)


@given(st.floats(0.01, 5.0), SPEED, SPEED, SPEED, st.floats(0.0, 100.0))
def test_rest_is_the_analytic_ratio_whatever_the_gate(binding, unbinding, opening, closing, level):
    speeds = receptor.ChannelSpeeds(binding, unbinding, opening, closing)
    end = 1e6
    (states,) = receptor.channel_states(speeds, level, [end], [(0.0, end)], [(0.0, end)])
    np.testing.assert_allclose(states, receptor.steady_states(speeds, level), rtol=1e-6, atol=1e-9)
    held = states[BLOCKED] + states[TRAPPED]
    assert held == pytest.approx(receptor.blocked_share(level, speeds.kd_umol_per_l), rel=1e-6, abs=1e-9)


def test_the_drug_does_not_get_in_while_the_channel_is_closed():
    speeds = receptor.ketamine_speeds("fastest")
    states = receptor.channel_states(speeds, 100.0, TIMES, [], [(0.0, 40.0)])
    assert states[..., BLOCKED:].max() == 0


def test_the_drug_is_trapped_when_the_channel_closes_and_leaves_when_it_opens_again():
    speeds = receptor.ketamine_speeds("fastest")
    glutamate, drug = [(0.0, 20.0), (80.0, 120.0)], [(0.0, 20.0)]
    times = [20.0, 22.0, 79.9, 120.0]
    held = receptor.channel_states(speeds, 5.0, times, glutamate, drug)[:, BLOCKED:].sum(axis=1)
    assert held[0] > 0.8
    assert held[1] == pytest.approx(held[2], rel=1e-6), "for a minute nothing gets out"
    assert held[3] < 0.01


def test_more_drug_or_more_pulses_hold_more_channels():
    speeds, times = receptor.ketamine_speeds("slowest"), [30.0]
    rising = receptor.channel_states(
        speeds, np.geomspace(0.1, 100, 9), times, receptor.pulses(1, 5, 30), [(0, 30)]
    )
    assert (np.diff(rising[:, 0, BLOCKED:].sum(axis=1)) > 0).all()
    by_period = [
        receptor.channel_states(speeds, 2.0, times, receptor.pulses(1, period, 30), [(0, 30)])[
            0, BLOCKED:
        ].sum()
        for period in (10, 5, 2, 1)
    ]
    assert (np.diff(by_period) > 0).all()


def test_without_drug_the_channel_opens_as_a_single_gate():
    speeds = receptor.ketamine_speeds()
    times = np.linspace(0.0, 0.2, 9)
    states = receptor.channel_states(speeds, 0.0, times, [(0.0, 1.0)], [])
    expected = speeds.open_share * -np.expm1(-(speeds.opening_per_s + speeds.closing_per_s) * times)
    np.testing.assert_allclose(states[:, OPEN], expected, atol=1e-12)


def test_times_may_come_in_any_order():
    speeds = receptor.ketamine_speeds()
    mixed = receptor.channel_states(speeds, 1.0, TIMES[::-1], GLUTAMATE, DRUG)
    np.testing.assert_array_equal(mixed[::-1], receptor.channel_states(speeds, 1.0, TIMES, GLUTAMATE, DRUG))


def test_a_train_of_pulses_ends_where_it_is_told():
    assert receptor.pulses(1, 4, 10) == ((0.0, 1.0), (4.0, 5.0), (8.0, 9.0))
    assert receptor.pulses(3, 4, 10, start_s=1) == ((1.0, 4.0), (5.0, 8.0), (9.0, 10.0))


def test_bad_input_is_refused_with_what_is_allowed():
    speeds = receptor.ketamine_speeds()
    cases = [
        (lambda: receptor.ChannelSpeeds(0.0, 0.2), "binding_per_umol_per_l_s must be .* above 0"),
        (lambda: receptor.ChannelSpeeds(1.0, 0.2, closing_per_s=float("nan")), "closing_per_s must be"),
        (lambda: receptor.channel_states(speeds, -1.0, TIMES, [], []), "concentration_umol_per_l"),
        (lambda: receptor.channel_states(speeds, 1.0, [[0.0, 1.0]], [], []), "list of times"),
        (lambda: receptor.channel_states(speeds, 1.0, [-1.0], [], []), "times_s"),
        (lambda: receptor.channel_states(speeds, 1.0, TIMES, [(3.0, 2.0)], []), "end in glutamate_s"),
        (lambda: receptor.channel_states(speeds, 1.0, TIMES, [], [5.0]), "pairs"),
        (lambda: receptor.pulses(5, 4, 10), "at most period_s"),
        (lambda: receptor.pulses(1, 4, 2, start_s=3), "until_s must be above"),
    ]
    for call, words in cases:
        with pytest.raises(ValueError, match=words):
            call()
