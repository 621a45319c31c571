"""Pairs of shares that chapter 1 turns into people: from rows of the tables, or chosen freely."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from ketamine_course.evidence import effects, row

LEVEL = 0.95
OWN = "own"


@dataclass(frozen=True)
class Group:
    """One side of a comparison: a share (fraction), and the count behind it (None where it is not known)."""

    name: str
    share: float
    events: int | None = None
    n: int | None = None

    def of(self, people: int) -> int:
        """The share as whole people of so many, a half upwards."""
        return math.floor(self.share * people + 0.5)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Ends of the Wilson interval (fractions); None where the count is not known."""
        if self.events is None or self.n is None:
            return None
        found = effects.share(self.events, self.n, LEVEL)
        return found.low, found.high


@dataclass(frozen=True)
class Pair:
    """Two groups beside each other, and what the people of whom they tell did or had."""

    first: Group
    second: Group
    told: str

    @property
    def difference(self) -> tuple[float, float] | None:
        """Ends of Newcombe's interval of the difference (fractions); None where a count is not known."""
        counts = (self.first.events, self.first.n, self.second.events, self.second.n)
        if None in counts:
            return None
        effect = effects.compare_events(*counts, "RD", LEVEL, "newcombe")
        return effect.low, effect.high


def _of_trial(row_id: str, told: str) -> Pair:
    trial = row("trials", row_id)
    groups = [
        Group(
            name,
            trial[f"events_{arm}"] / trial[f"n_{arm}"],
            int(trial[f"events_{arm}"]),
            int(trial[f"n_{arm}"]),
        )
        for arm, name in (("k", "With ketamine"), ("c", "With placebo"))
    ]
    return Pair(*groups, told)


def _of_survey(row_ids: tuple[str, str], names: tuple[str, str], told: str) -> Pair:
    groups = [
        Group(name, row("prevalence", row_id)["value"] / 100)
        for row_id, name in zip(row_ids, names, strict=True)
    ]
    return Pair(*groups, told)


# By key: words in the list of choices, and the pair.
PAIRS: dict[str, tuple[str, Callable[[], Pair]]] = {
    "cancer": (
        "Cancer pain (Hardy 2012)",
        lambda: _of_trial("pt001", "had a good outcome"),
    ),
    "flare": (
        "Flare of lasting pain (Lumanauw 2019)",
        lambda: _of_trial("pt049", "had clearly less pain after an hour"),
    ),
    "sex": (
        "US women and men (Lucas 2024)",
        lambda: _of_survey(("pf166", "pf167"), ("Women", "Men"), "had chronic pain in the US in 2023"),
    ),
    "age": (
        "US old and young (Zelaya 2020)",
        lambda: _of_survey(
            ("pf182", "pf179"), ("65 and over", "20 to 34 years"), "had chronic pain in the US in 2019"
        ),
    ),
}
CITATIONS = ("hardy2012", "lumanauw2019", "lucas2024", "zelaya2020b")


@cache
def sourced_pair(key: str) -> Pair:
    """Return the pair of a key of ``PAIRS``."""
    return PAIRS[key][1]()


def own_pair(first_percent: int, second_percent: int, n: int) -> Pair:
    """Return a pair chosen freely: per cents that make whole people of ``n`` in each group."""
    groups = [
        Group(name, percent / 100, round(percent * n / 100), n)
        for name, percent in (("First group", first_percent), ("Second group", second_percent))
    ]
    return Pair(*groups, "")
