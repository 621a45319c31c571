"""The figures that the exercises of chapter 1 work with, from rows, and a simple interval for comparison."""

import numpy as np
import pandas as pd

from ketamine_course.evidence import effects, load_table
from ketamine_course.learning.exercises.functions import Case

HUNDRED = 100.0
Z_95 = 1.96
# The trial that most of the exercise is about, and both trials of its last table.
TRIAL, TRIALS = "pt001", ("pt001", "pt049")
# People asked in the surveys of the extra task, and the share that all of them find: chosen for teaching.
ASKED, FOUND_PERCENT = (100, 400, 1600, 6400), 25
YOUNG_VETERANS, YOUNG_OTHERS = "pf183", "pf179"


def trial_rows() -> pd.DataFrame:
    """Return both trials, by id, as they stand in ``trials``."""
    return load_table("trials").set_index("id").loc[list(TRIALS)]


def counts() -> tuple[int, int, int, int]:
    """Return the counts of ``TRIAL``: events and people with ketamine, then with placebo."""
    row = trial_rows().loc[TRIAL]
    return tuple(int(row[name]) for name in ("events_k", "n_k", "events_c", "n_c"))


def of_so_many(events, n, people):
    """Return how many of ``people`` it would be, if it were as in ``n``; not rounded."""
    return events / n * people


def simple_interval(events, n):
    """Return the textbook's interval of a share, [low, high] in per cent: share ± 1.96 standard errors."""
    share = events / n
    reach = Z_95 * np.sqrt(share * (1 - share) / n)
    return [HUNDRED * (share - reach), HUNDRED * (share + reach)]


def wilson_percent(events: int, n: int, level: float = 0.95, method: str = "wilson") -> np.ndarray:
    """Return the ends of a share's interval in per cent."""
    found = effects.share(events, n, level, method)
    return HUNDRED * np.array([found.low, found.high])


def difference_percent(
    events_k: int, n_k: int, events_c: int, n_c: int, interval: str = "newcombe"
) -> np.ndarray:
    """Return the difference of two shares with the ends of its interval, in percentage points."""
    found = effects.compare_events(events_k, n_k, events_c, n_c, "RD", interval=interval)
    return HUNDRED * np.array([found.estimate, found.low, found.high])


def of_so_many_cases(random: np.random.Generator) -> list[Case]:
    """Return made-up arguments of ``of_so_many``."""
    cases = [
        {"events": 1, "n": 4, "people": 100},
        {"events": 0, "n": 30, "people": 1000},
        {"events": 1, "n": 3, "people": 10},  # tells an answer that was rounded
    ]
    for people in (1000, 100, 500):
        n = int(random.integers(20, 900))
        cases.append({"events": int(random.integers(1, n)), "n": n, "people": people})
    return cases


def interval_cases(random: np.random.Generator) -> list[Case]:
    """Return made-up arguments of ``simple_interval``: shares well inside 0 and 1, and one near 0.

    Near 0 the low end is negative, which tells an answer that was cut off there, or made with 2 for 1.96.
    """
    cases = [{"events": 50, "n": 100}, {"events": 1, "n": 20}]
    for _ in range(3):
        n = int(random.integers(40, 900))
        cases.append({"events": int(random.integers(n // 4, 3 * n // 4)), "n": n})
    return cases
