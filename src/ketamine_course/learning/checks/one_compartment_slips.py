"""What functions of a one-compartment model give when a known slip was made in writing them.

Each takes the arguments of the right function (min, mg or mg/h, L, L/h) and returns levels in ng/mL.
"""

import numpy as np

from ketamine_course.learning.checks.one_compartment import (
    MIN_PER_H,
    NG_PER_MG_AND_ML_PER_L,
    given,
    level_after_push,
    level_during_drip,
)


def push_in_hours(times_min, **rest):
    """Minutes are taken for hours."""
    return level_after_push(times_min * MIN_PER_H, **rest)


def push_of_the_page(times_min, **_):
    """All numbers are those of the page, whatever the function was called with."""
    page = given()
    return level_after_push(times_min, page.dose_mg, page.volume_l, page.clearance_l_per_h)


def push_with_the_pages_first_level(times_min, volume_l, clearance_l_per_h, **_):
    """The first level is that of the page; only its fall follows the arguments."""
    page = given()
    first_level = level_after_push(0.0, page.dose_mg, page.volume_l, page.clearance_l_per_h)
    return first_level * np.exp(-clearance_l_per_h / volume_l / MIN_PER_H * times_min)


def push_grows(times_min, **rest):
    """The exponent lacks its minus sign."""
    return level_after_push(-times_min, **rest)


def push_losing_a_share_each_hour(times_min, dose_mg, volume_l, clearance_l_per_h):
    """The rate constant taken for the share gone after an hour, of which at most all can be gone."""
    left = max(1 - clearance_l_per_h / volume_l, 0.0)
    return level_after_push(0.0, dose_mg, volume_l, clearance_l_per_h) * left ** (times_min / MIN_PER_H)


def drip_never_stops(times_min, rate_mg_per_h, duration_min, volume_l, clearance_l_per_h):
    """The drip runs on for ever."""
    return level_during_drip(times_min, rate_mg_per_h, np.inf, volume_l, clearance_l_per_h)


def drip_vanishes(times_min, duration_min, **rest):
    """At the end of the drip, the drug is gone."""
    return np.where(times_min > duration_min, 0.0, drip_never_stops(times_min, duration_min=None, **rest))


def drip_in_hours(times_min, duration_min, **rest):
    """Minutes are taken for hours."""
    return level_during_drip(times_min * MIN_PER_H, duration_min=duration_min * MIN_PER_H, **rest)


def drip_falls_from_steady(times_min, rate_mg_per_h, duration_min, volume_l, clearance_l_per_h):
    """The fall begins at the steady level, whatever the drip had reached."""
    running = drip_never_stops(times_min, rate_mg_per_h, duration_min, volume_l, clearance_l_per_h)
    since_end = np.maximum(times_min - duration_min, 0.0)
    steady = rate_mg_per_h / clearance_l_per_h * NG_PER_MG_AND_ML_PER_L
    falling = steady * np.exp(-clearance_l_per_h / volume_l / MIN_PER_H * since_end)
    return np.where(times_min > duration_min, falling, running)


def drip_without_maximum(times_min, rate_mg_per_h, duration_min, volume_l, clearance_l_per_h):
    """The second drip is taken off before it begins, too."""
    steady = rate_mg_per_h / clearance_l_per_h * NG_PER_MG_AND_ML_PER_L
    rate_per_min = clearance_l_per_h / volume_l / MIN_PER_H
    return steady * (np.exp(-rate_per_min * (times_min - duration_min)) - np.exp(-rate_per_min * times_min))
