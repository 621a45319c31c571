"""Convolved exponentials are exact, also where rates are equal or almost so."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from ketamine_course.models.pharmacokinetics.exponentials import convolve_exponentials, integrated_decay


def by_matrix(rates, time):
    """Independent peer: a chain of compartments, each passing to the next at rate 1, by matrix exponential."""
    matrix = np.diag(-np.asarray(rates, dtype=float)) + np.diag(np.ones(len(rates) - 1), -1)
    return expm(matrix * time)[-1, 0]


rate = st.one_of(st.sampled_from([0.0, 0.1, 0.1 + 1e-9, 0.1 + 1e-5, 0.101]), st.floats(1e-4, 5.0))


@settings(max_examples=300, deadline=None)
@given(st.lists(rate, min_size=1, max_size=4), st.floats(0.01, 300.0))
def test_agrees_with_the_matrix_exponential(rates, time):
    ours = float(convolve_exponentials([np.array([r]) for r in rates], time)[0])
    assert ours == pytest.approx(
        by_matrix(rates, time), rel=5e-6, abs=1e-14 * max(1.0, time ** (len(rates) - 1))
    )


@pytest.mark.parametrize("count", [2, 3, 4])
def test_equal_rates_give_the_gamma_form(count):
    time = np.array([0.0, 1.0, 30.0, 200.0])
    ours = convolve_exponentials([np.array([[0.05]])] * count, time)[0]
    factorial = np.prod(np.arange(1, count))
    np.testing.assert_allclose(ours, time ** (count - 1) / factorial * np.exp(-0.05 * time), rtol=1e-12)


def test_order_of_rates_does_not_matter():
    rates = [np.array([0.3]), np.array([0.01]), np.array([1.7])]
    np.testing.assert_allclose(
        convolve_exponentials(rates, 12.0), convolve_exponentials(rates[::-1], 12.0), rtol=1e-13
    )


def test_integrated_decay_at_rate_zero_is_the_time():
    np.testing.assert_allclose(
        integrated_decay([0.0, 1e-300, 0.5], 8.0), [8.0, 8.0, (1 - np.exp(-4.0)) / 0.5]
    )
