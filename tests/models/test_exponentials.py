"""Convolved exponentials are exact, also where rates are equal or almost so."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketamine_course.models.pharmacokinetics.exponentials import convolve_exponentials, integrated_decay


def in_a_hundred_digits(rates, time):
    """Independent peer: the plain difference quotients, in decimals long enough to bear cancelling.

    Equal rates are told apart by 1e-25, far below what is compared.
    """
    with localcontext(prec=100):
        distinct = [Decimal(rate) + Decimal(index) * Decimal("1e-25") for index, rate in enumerate(rates)]
        column = [(-rate * Decimal(time)).exp() for rate in distinct]
        for order in range(1, len(distinct)):
            column = [
                (column[i] - column[i + 1]) / (distinct[i + order] - distinct[i])
                for i in range(len(column) - 1)
            ]
        return float(column[0])


rate = st.one_of(st.sampled_from([0.0, 0.1, 0.1 + 1e-9, 0.1 + 1e-5, 0.101]), st.floats(1e-4, 5.0))


@settings(max_examples=300, deadline=None)
@given(st.lists(rate, min_size=1, max_size=4), st.floats(0.01, 300.0))
def test_agrees_with_a_hundred_digits(rates, time):
    ours = float(convolve_exponentials([np.array([r]) for r in rates], time)[0])
    rounding = 1e-14 * max(1.0, time ** (len(rates) - 1))
    assert ours == pytest.approx(in_a_hundred_digits(rates, time), rel=1e-9, abs=rounding)


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
