"""Ways to answer without reading, and whether they do better than guessing.

A bank that can be answered by them tells learners' skill at tests, not what they know. Each strategy picks
one option of a question or none (a tie, or no cue); guessing hits as often as the share of right options.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from ketamine_course.learning.banks import Question

SIGNIFICANT = 0.05
# Of the questions on which a strategy picks, it may get right at most half, or a quarter more than guessing
# would; two are always allowed, since in a small bank they prove nothing.
HIGHEST_SHARE = 0.5
HIGHEST_GAIN = 0.25
ALWAYS_ALLOWED = 2
_HEDGE = re.compile(
    r"\b(?:may|might|can|could|some|sometimes|often|usually|probably|possibly|likely|perhaps|seems?|tends?|"
    r"generally|mostly|partly|about|rather)\b",
    re.IGNORECASE,
)

Strategy = Callable[[Question], int | None]


@dataclass(frozen=True)
class Outcome:
    """How a strategy did: questions it picked on, hits, hits that guessing would expect, P of the hits."""

    picked: int
    hits: int
    expected: float
    p: float

    @property
    def beats_chance(self) -> bool:
        """Whether the strategy does better than guessing, beyond what the rule allows."""
        allowed = max(HIGHEST_SHARE * self.picked, self.expected + HIGHEST_GAIN * self.picked, ALWAYS_ALLOWED)
        return self.p <= SIGNIFICANT or self.hits > np.ceil(allowed)


def _extreme(measure: Callable[[str], int], sign: int) -> Strategy:
    def pick(question: Question) -> int | None:
        sizes = [sign * measure(option.text) for option in question.options]
        return sizes.index(max(sizes)) if sizes.count(max(sizes)) == 1 else None

    return pick


def _hedges(text: str) -> int:
    return len(_HEDGE.findall(text))


def _place(place: int) -> Strategy:
    return lambda question: place if place < len(question.options) else None


STRATEGIES: dict[str, Strategy] = {
    "always the longest": _extreme(len, 1),
    "always the shortest": _extreme(len, -1),
    "always the most hedged": _extreme(_hedges, 1),
    "always the least hedged": _extreme(_hedges, -1),
    "always the first": _place(0),
    "always the second": _place(1),
    "always the third": _place(2),
    "always the fourth": _place(3),
}


def outcome(strategy: Strategy, questions: Iterable[Question]) -> Outcome:
    """Return how a strategy does on the questions that have options.

    P is one-sided and exact: the chance that guessing, which hits each question with its own probability,
    gets as many right or more.
    """
    chances, hits = [], 0
    for question in questions:
        pick = strategy(question) if question.options else None
        if pick is not None:
            chances.append(sum(option.correct for option in question.options) / len(question.options))
            hits += question.options[pick].correct
    counts = np.array([1.0])
    for chance in chances:
        counts = np.convolve(counts, [1 - chance, chance])
    return Outcome(len(chances), hits, float(sum(chances)), float(counts[hits:].sum()))
