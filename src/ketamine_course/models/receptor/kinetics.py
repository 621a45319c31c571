"""How the drug gets into the open channel, and is shut in when it closes: four states, solved exactly.

    closed  <->  open  <->  blocked (open, drug inside)  <->  trapped (closed, drug inside)

Only an open channel lets the drug in or out. Glutamate opens channels; without it they close. While neither
glutamate nor drug changes, the scheme is linear with constant speeds, and its answer is a matrix exponential.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import expm

from ..checks import finite_array, finite_number
from .constants import binding_per_umol_per_l_s, unbinding_per_s

STATES = ("closed", "open", "blocked", "trapped")
CLOSED, OPEN, BLOCKED, TRAPPED = range(len(STATES))
# Assumed, not measured: fast beside the drug, so that the drug sets the pace, and alike with it inside.
ASSUMED_OPENING_PER_S = 100.0
ASSUMED_CLOSING_PER_S = 10.0
_SAME_STEP_DECIMALS = 9

Window = tuple[float, float]


@dataclass(frozen=True)
class ChannelSpeeds:
    """Speeds, all above 0: of the drug (1/(µmol/L s) and 1/s), and of the gate under glutamate (1/s)."""

    binding_per_umol_per_l_s: float
    unbinding_per_s: float
    opening_per_s: float = ASSUMED_OPENING_PER_S
    closing_per_s: float = ASSUMED_CLOSING_PER_S

    def __post_init__(self) -> None:
        for name in ("binding_per_umol_per_l_s", "unbinding_per_s", "opening_per_s", "closing_per_s"):
            finite_number(name, getattr(self, name), exclusive=True)

    @property
    def kd_umol_per_l(self) -> float:
        """Level (µmol/L) at which the drug holds half of the channels in the end."""
        return self.unbinding_per_s / self.binding_per_umol_per_l_s

    @property
    def open_share(self) -> float:
        """Share (0 to 1) of drug-free channels that are open while glutamate is there."""
        return self.opening_per_s / (self.opening_per_s + self.closing_per_s)


def ketamine_speeds(entry: str = "middle") -> ChannelSpeeds:
    """Ketamine's speeds from the tables; ``entry`` says which end, or middle, of the range of entry to take.

    Raises ``ValueError`` unless ``entry`` is ``slowest``, ``middle`` or ``fastest``.
    """
    return ChannelSpeeds(binding_per_umol_per_l_s(entry), unbinding_per_s())


def pulses(duration_s: float, period_s: float, until_s: float, start_s: float = 0.0) -> tuple[Window, ...]:
    """Windows (start, end) of a train: one of ``duration_s`` at each ``period_s``, cut off at ``until_s``."""
    duration = finite_number("duration_s", duration_s, exclusive=True)
    period = finite_number("period_s", period_s, exclusive=True)
    start = finite_number("start_s", start_s)
    until = finite_number("until_s", until_s, exclusive=True)
    if duration > period:
        raise ValueError(f"duration_s must be at most period_s ({period:g}), but got {duration:g}")
    if until <= start:
        raise ValueError(f"until_s must be above start_s ({start:g}), but got {until:g}")
    starts = start + period * np.arange(np.ceil((until - start) / period))
    return tuple((float(begin), float(min(begin + duration, until))) for begin in starts)


def channel_states(
    speeds: ChannelSpeeds,
    concentration_umol_per_l,
    times_s,
    glutamate_s: Sequence[Window],
    drug_s: Sequence[Window],
) -> np.ndarray:
    """Shares of channels in each of ``STATES`` at ``times_s``, all closed and empty at time 0.

    concentration_umol_per_l: free drug (µmol/L) while it is there, a number or an array of any shape;
    times_s: (t,) in any order, from 0 on; glutamate_s, drug_s: windows (start, end) in seconds in which
    glutamate, and the drug, are there. Returns an array of the concentrations' shape + (t, 4); the states
    add up to 1.
    """
    levels = finite_array("concentration_umol_per_l", concentration_umol_per_l)
    times = finite_array("times_s", times_s)
    if times.ndim != 1:
        raise ValueError(f"times_s must be a list of times, but got {times.ndim} dimensions")
    _check_windows("glutamate_s", glutamate_s)
    _check_windows("drug_s", drug_s)
    edges = [edge for window in (*glutamate_s, *drug_s) for edge in window if edge < times.max()]
    stops = np.unique(np.concatenate([[0.0], times, edges]))
    path = _follow(speeds, levels.ravel(), stops, glutamate_s, drug_s)
    chosen = path[:, np.searchsorted(stops, times)]
    return chosen.reshape(*levels.shape, times.size, len(STATES))


def _follow(
    speeds: ChannelSpeeds,
    levels: np.ndarray,
    stops: np.ndarray,
    glutamate_s: Sequence[Window],
    drug_s: Sequence[Window],
) -> np.ndarray:
    """States (n, stops, 4) of ``n`` levels; between two stops neither glutamate nor drug changes."""
    path = np.zeros((levels.size, stops.size, len(STATES)))
    path[:, 0, CLOSED] = 1.0
    moves: dict[tuple, np.ndarray] = {}
    for place in range(stops.size - 1):
        middle, step = stops[place : place + 2].mean(), stops[place + 1] - stops[place]
        key = (_inside(middle, glutamate_s), _inside(middle, drug_s), round(step, _SAME_STEP_DECIMALS))
        if key not in moves:
            moves[key] = expm(_changes(speeds, levels * key[1], key[0]) * step)
        path[:, place + 1] = np.einsum("nij,nj->ni", moves[key], path[:, place])
    return path


def _changes(speeds: ChannelSpeeds, levels: np.ndarray, glutamate: bool) -> np.ndarray:
    """Matrices (n, 4, 4) of d(states)/dt = matrix @ states (1/s); each column adds up to 0."""
    changes = np.zeros((levels.size, len(STATES), len(STATES)))
    opening = speeds.opening_per_s if glutamate else 0.0
    binding = speeds.binding_per_umol_per_l_s * levels
    for before, after, speed in (
        (CLOSED, OPEN, opening),
        (OPEN, CLOSED, speeds.closing_per_s),
        (OPEN, BLOCKED, binding),
        (BLOCKED, OPEN, speeds.unbinding_per_s),
        (BLOCKED, TRAPPED, speeds.closing_per_s),
        (TRAPPED, BLOCKED, opening),
    ):
        changes[:, after, before] += speed
        changes[:, before, before] -= speed
    return changes


def steady_states(speeds: ChannelSpeeds, concentration_umol_per_l) -> np.ndarray:
    """Shares of each state once glutamate and drug have been there for long; concentrations' shape + (4,).

    The drug then holds C / (C + Kd) of the channels, whatever the speeds of the gate.
    """
    level = finite_array("concentration_umol_per_l", concentration_umol_per_l)
    held, is_open = level / (level + speeds.kd_umol_per_l), speeds.open_share
    shares = ((1 - held) * (1 - is_open), (1 - held) * is_open, held * is_open, held * (1 - is_open))
    return np.stack(shares, axis=-1)


def _inside(time_s: float, windows: Sequence[Window]) -> bool:
    return any(start < time_s < end for start, end in windows)


def _check_windows(name: str, windows: Sequence[Window]) -> None:
    """Raise ``ValueError`` unless each window is a start of at least 0 and a later end."""
    for window in windows:
        try:
            start, end = window
        except (TypeError, ValueError):
            raise ValueError(
                f"{name} must hold pairs (start, end) in seconds, but one is {window!r}"
            ) from None
        finite_number(f"start in {name}", start)
        finite_number(f"end in {name}", end, minimum=float(start), exclusive=True)
