"""Wind-up: closed form and recursion agree, a block removes its own part only, and all is called assumed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from ketamine_course.models import sensitisation as model

ASSUMED = model.AssumedCoefficients()
INTERVALS = st.floats(0.05, 60.0)
SHARES = st.floats(0.0, 1.0)


@given(st.integers(1, 60), INTERVALS, SHARES)
def test_closed_form_and_recursion_agree_where_the_block_stays(stimuli, interval, blocked):
    closed = model.facilitation(ASSUMED, stimuli, interval, blocked)
    stepped = model.changing_facilitation(ASSUMED, interval, np.full(stimuli, blocked))
    np.testing.assert_allclose(closed, stepped, rtol=1e-10, atol=1e-12)


def test_fading_between_stimuli_agrees_with_numerical_integration():
    """Each stimulus as a jump, and the decay between two integrated step by step."""
    interval, now, peer = 0.7, 0.0, []
    for _ in range(12):
        peer.append(now)
        added = ASSUMED.facilitation_per_stimulus * (1 - now / ASSUMED.ceiling)
        fades = solve_ivp(
            lambda _t, f: -f / ASSUMED.decay_time_s, (0, interval), [now + added], rtol=1e-10, atol=1e-12
        )
        now = fades.y[0, -1]
    np.testing.assert_allclose(model.facilitation(ASSUMED, 12, interval), peer, rtol=1e-7, atol=1e-10)


@given(st.integers(2, 60), INTERVALS)
def test_responses_grow_with_each_stimulus_towards_a_limit_below_the_ceiling(stimuli, interval):
    grown = model.responses(ASSUMED, stimuli, interval)
    assert grown[0] == 1
    assert (np.diff(grown) >= 0).all()
    assert model.facilitation(ASSUMED, stimuli, interval)[-1] <= model.facilitation_limit(ASSUMED, interval)
    assert model.facilitation_limit(ASSUMED, interval) <= ASSUMED.ceiling


def test_a_long_train_comes_to_the_limit():
    long = model.facilitation(ASSUMED, 500, 1.0)[-1]
    assert long == pytest.approx(float(model.facilitation_limit(ASSUMED, 1.0)))


def test_no_block_is_the_baseline_and_a_full_one_removes_only_the_part_that_needs_nmda():
    bare = model.responses(ASSUMED, 20, 1.0)
    np.testing.assert_array_equal(bare, model.responses(ASSUMED, 20, 1.0, 0.0))
    left = 1 - ASSUMED.nmda_share_of_facilitation
    without = model.AssumedCoefficients(
        facilitation_per_stimulus=ASSUMED.facilitation_per_stimulus * left, nmda_share_of_facilitation=0.0
    )
    np.testing.assert_allclose(
        model.responses(ASSUMED, 20, 1.0, 1.0), model.responses(without, 20, 1.0), rtol=1e-12
    )
    assert model.responses(ASSUMED, 20, 1.0, 1.0)[-1] > 1


@pytest.mark.parametrize(("share", "flat"), [(0.0, False), (1.0, True)])
def test_a_full_block_stops_all_wind_up_or_none_as_the_assumed_share_has_it(share, flat):
    assumed = model.AssumedCoefficients(nmda_share_of_facilitation=share)
    blocked = model.responses(assumed, 20, 1.0, 1.0)
    expected = np.ones(20) if flat else model.responses(assumed, 20, 1.0)
    np.testing.assert_allclose(blocked, expected, rtol=1e-12)


def test_more_block_means_less_wind_up_and_arrays_keep_their_shape():
    blocked = np.linspace(0, 1, 11)
    grown = model.responses(ASSUMED, 15, 1.0, blocked)
    assert grown.shape == (11, 15)
    assert (np.diff(grown[:, 1:], axis=0) < 0).all()
    np.testing.assert_allclose(grown[3], model.responses(ASSUMED, 15, 1.0, blocked[3]))


def test_stimuli_far_apart_do_not_add_up():
    assert model.responses(ASSUMED, 30, 60.0)[-1] == pytest.approx(1.0, abs=1e-5)
    last = [model.responses(ASSUMED, 30, interval)[-1] for interval in (10, 5, 2, 1, 0.5)]
    assert (np.diff(last) > 0).all()


def test_a_block_that_begins_half_way_leaves_the_first_half_alone():
    block = np.repeat([0.0, 1.0], 10)
    late = model.changing_facilitation(ASSUMED, 1.0, block)
    bare = model.facilitation(ASSUMED, 20, 1.0)
    np.testing.assert_allclose(late[:11], bare[:11])
    assert (late[11:] < bare[11:]).all()
    assert late[-1] > model.facilitation(ASSUMED, 20, 1.0, 1.0)[-1]


def test_what_is_left_fades_and_a_block_hides_its_part_only_while_it_lasts():
    times = np.array([0.0, 1.0, 2.0, 3.9, 4.0, 12.0])
    bare = model.sensitisation(ASSUMED, 2.0, times)
    np.testing.assert_allclose(bare, 2.0 * np.exp(-times / ASSUMED.sensitisation_decay_h))
    blocked = model.sensitisation(ASSUMED, 2.0, times, 0.8, [(2.0, 4.0)])
    hidden = 1 - 0.8 * ASSUMED.nmda_share_of_sensitisation
    np.testing.assert_allclose(blocked / bare, [1, 1, hidden, hidden, 1, 1])


def test_a_block_assumed_to_erase_leaves_less_for_good_as_integration_says():
    erasing = model.AssumedCoefficients(erasing_per_h=0.5)
    times = np.linspace(0.0, 24.0, 49)
    windows = [(1.0, 3.0), (8.0, 12.0)]
    shown = model.sensitisation(erasing, [1.0, 3.0], times, 0.6, windows)
    assert shown.shape == (2, 49)

    def change(time, left):
        blocked = 0.6 * any(a <= time < b for a, b in windows)
        return -left * (1 / erasing.sensitisation_decay_h + erasing.erasing_per_h * blocked)

    peer = solve_ivp(change, (0, 24), [3.0], t_eval=times, rtol=1e-9, atol=1e-12, max_step=0.01).y[0]
    after = times >= 12.0
    np.testing.assert_allclose(shown[1, after], peer[after], rtol=1e-4)
    assert shown[1, -1] < model.sensitisation(ASSUMED, 3.0, times, 0.6, windows)[-1]


def test_block_before_leaves_less_behind_in_proportion_to_the_wind_up_it_held_off():
    reached = model.facilitation(ASSUMED, 15, 1.0, [0.0, 1.0])[:, -1]
    left = model.sensitisation_at_end(ASSUMED, reached)
    np.testing.assert_allclose(left, ASSUMED.sensitisation_left * reached)
    assert left[1] < left[0]


def test_the_caption_calls_all_of_it_assumed_and_names_each_number():
    words = model.caption(ASSUMED)
    assert "Every coefficient is assumed" in words
    shown = ASSUMED.named
    for name in ("nmda_share_of_facilitation", "nmda_share_of_sensitisation"):
        shown[name] *= 100
    erasing = shown.pop("erasing_per_h")
    assert all(f"{value:g}" in words for value in shown.values())
    assert erasing == 0
    assert "erases nothing" in words
    assert "erases it at 0.5 an hour" in model.caption(model.AssumedCoefficients(erasing_per_h=0.5))
    assert words.count("assumed") == 1
    assert model.AssumedCoefficients.__doc__.count("(assumed") == len(ASSUMED.named)


def test_bad_input_is_refused_with_what_is_allowed():
    cases = [
        (lambda: model.AssumedCoefficients(ceiling=0), "ceiling must be .* above 0"),
        (lambda: model.AssumedCoefficients(facilitation_per_stimulus=9), "at most 6"),
        (lambda: model.AssumedCoefficients(nmda_share_of_facilitation=1.2), "at most 1"),
        (lambda: model.AssumedCoefficients(erasing_per_h=-1), "erasing_per_h must be"),
        (lambda: model.responses(ASSUMED, 0, 1.0), "stimuli must be a whole number of at least 1"),
        (lambda: model.responses(ASSUMED, 5, 0.0), "interval_s must be .* above 0"),
        (lambda: model.responses(ASSUMED, 5, 1.0, 1.5), "blocked_share must be .* at most 1"),
        (lambda: model.changing_facilitation(ASSUMED, 1.0, [0.0, np.nan]), "blocked_share must be"),
        (lambda: model.sensitisation_at_end(ASSUMED, -1), "facilitation_reached"),
        (lambda: model.sensitisation(ASSUMED, 1.0, [-1.0]), "times_h"),
        (lambda: model.sensitisation(ASSUMED, 1.0, [1.0], 0.5, [(3, 2)]), "end in block_windows_h"),
        (lambda: model.sensitisation(ASSUMED, 1.0, [1.0], 0.5, [(1, 3), (2, 4)]), "start in block_windows_h"),
        (lambda: model.sensitisation(ASSUMED, 1.0, [1.0], 0.5, [4]), "pairs"),
    ]
    for call, words in cases:
        with pytest.raises(ValueError, match=words):
            call()
