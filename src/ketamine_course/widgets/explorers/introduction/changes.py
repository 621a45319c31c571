"""What a change on the 0–10 scale amounts to, for one person and for a simulated group."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np

from ketamine_course.evidence import row

GROUP = 100
HIGHEST_PAIN = 10
NOBODY = ""
# Whose pain, and the source, in few words; only the first counted a fall of two points.
WITHOUT = {
    "pf077": "flare, Lumanauw 2019",
    "pf005": "cancer, Hardy 2012",
    "pf141": "nerves, Arakawa 2015",
}
_NORMAL = NormalDist()
# One person in the middle of each hundredth of a normal distribution.
_QUANTILES = np.array([_NORMAL.inv_cdf((person + 0.5) / GROUP) for person in range(GROUP)])


@cache
def marks() -> tuple[float, float]:
    """The clinically important fall of pain: in points of 10, and in per cent of the start."""
    return row("questionnaires", "pf139")["value"], row("questionnaires", "pf140")["value"]


@cache
def share_without(row_id: str) -> float:
    """Share of people (a fraction) who got better on the dummy; 0 for ``NOBODY``."""
    if row_id == NOBODY:
        return 0.0
    found = row("placebo_responses", row_id)
    return found["value"] / 100 if np.isnan(found["events"]) else found["events"] / found["n"]


@dataclass(frozen=True)
class Change:
    """A change of one person's pain on the 0–10 scale."""

    start: int
    end: int

    @property
    def fall(self) -> int:
        """Fall in points; below 0 where pain rose."""
        return self.start - self.end

    @property
    def percent(self) -> float:
        """Fall in per cent of the start."""
        return 100 * self.fall / self.start

    @property
    def passes(self) -> tuple[bool, bool]:
        """Whether it reaches the mark in points, and that in per cent."""
        points, percent = marks()
        # In whole numbers, so that 3 of 10 is 30 % without a rest.
        return self.fall >= points, 100 * self.fall >= percent * self.start

    def elsewhere(self, start: int) -> Change | None:
        """The same fall from another start; None where the scale has no room for it."""
        end = start - self.fall
        return Change(start, end) if 0 <= end <= HIGHEST_PAIN else None


def falls(mean: float, spread: float, start: int) -> np.ndarray:
    """Falls in points of ``GROUP`` simulated people, from the smallest up, kept on the scale.

    mean and spread (standard deviation) are those of a normal distribution; everyone starts at ``start``.
    """
    return np.clip(mean + spread * _QUANTILES, start - HIGHEST_PAIN, start)


def falls_without(share: float, spread: float, start: int) -> np.ndarray:
    """As ``falls``, with the average at which this share (a fraction) of them reaches the mark in points.

    A share of 0 means that nothing changes at all.
    """
    if share <= 0:
        return np.zeros(GROUP)
    return falls(marks()[0] + spread * _NORMAL.inv_cdf(share), spread, start)


def passing(group: np.ndarray, start: int) -> tuple[int, int]:
    """How many of a group reach the mark in points, and that in per cent of the start."""
    points, percent = marks()
    tiny = 1e-9
    return int((group >= points - tiny).sum()), int((group >= percent / 100 * start - tiny).sum())
