"""Central sensitisation: what is left after the stimuli, and what a block before or after does to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..checks import finite_array, finite_number
from .assumptions import AssumedCoefficients


def sensitisation_at_end(coefficients: AssumedCoefficients, facilitation_reached) -> np.ndarray:
    """Extra response (multiples of the first) left behind, from the facilitation at the last stimulus."""
    reached = finite_array("facilitation_reached", facilitation_reached)
    return coefficients.sensitisation_left * reached


def blocked_hours(times_h: np.ndarray, windows_h: Sequence[tuple[float, float]]) -> np.ndarray:
    """Hours of block that have passed by each time; windows (start, end) in hours must not overlap."""
    _check_windows(windows_h)
    return sum(
        (np.clip(times_h - start, 0.0, end - start) for start, end in windows_h), np.zeros_like(times_h)
    )


def sensitisation(
    coefficients: AssumedCoefficients,
    at_end,
    times_h,
    blocked_share: float = 0.0,
    block_windows_h: Sequence[tuple[float, float]] = (),
) -> np.ndarray:
    """Extra response that shows at ``times_h`` after the last stimulus, exactly.

    at_end: what was left at time 0 (a number or an array of any shape, multiples of the first response);
    times_h: (t,) in hours; blocked_share: 0 to 1, while a window of ``block_windows_h`` (hours) is open.
    Returns an array of the shape of ``at_end`` + (t,). During a block only part of what is left shows; when
    the block ends the rest shows again, less what it has erased, if a block is assumed to erase.
    """
    start = finite_array("at_end", at_end)
    times = finite_array("times_h", times_h)
    blocked = finite_number("blocked_share", blocked_share, maximum=1.0)
    erased = coefficients.erasing_per_h * blocked * blocked_hours(times, block_windows_h)
    left = np.exp(-times / coefficients.sensitisation_decay_h - erased)
    now = np.any([(times >= begin) & (times < end) for begin, end in block_windows_h] or [times < 0], axis=0)
    shows = 1.0 - coefficients.nmda_share_of_sensitisation * blocked * now
    return start[..., None] * left * shows


def _check_windows(windows_h: Sequence[tuple[float, float]]) -> None:
    """Raise ``ValueError`` unless windows are pairs of a start and a later end, one after the other."""
    last = 0.0
    for window in windows_h:
        try:
            start, end = window
        except (TypeError, ValueError):
            raise ValueError(
                f"block_windows_h must hold pairs (start, end) in hours, but one is {window!r}"
            ) from None
        finite_number("start in block_windows_h", start, minimum=last)
        last = finite_number("end in block_windows_h", end, minimum=float(start), exclusive=True)
