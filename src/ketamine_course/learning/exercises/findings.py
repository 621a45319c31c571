"""What a check has to say about an answer that is not right, and how it names what it was given."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

LONGEST_QUOTE = 40


@dataclass(frozen=True)
class Finding:
    """What is wrong with an answer.

    stage: what it is about; "empty" (nothing was answered yet), "type", "unit", "size" or "value", which is
        also the order in which an answer is looked at.
    words: sentences for the learner.
    """

    stage: str
    words: str


class Expectation(Protocol):
    """What a check expects of an answer."""

    def judge(self, answer: object) -> Finding | None:
        """Return what is wrong with an answer; None when it is right."""


EMPTY = Finding("empty", "There is nothing here yet. Put your answer in the place of the three dots (...).")
NOTHING = "nothing (None): a function hands over what stands behind return, a cell what was given a name"


def is_empty(answer: object) -> bool:
    """Tell whether this is what a starter hands in: three dots."""
    return answer is ...


def described(answer: object) -> str:
    """Return in words what kind of thing an answer is."""
    if answer is None:
        return NOTHING
    if isinstance(answer, bool | np.bool_):
        return f"the truth value {answer}"
    if isinstance(answer, str):
        return f"the text {quoted(answer)}"
    if isinstance(answer, pd.DataFrame):
        return f"a table of {counted(len(answer), 'row')} and {counted(answer.shape[1], 'column')}"
    if isinstance(answer, pd.Series | pd.Index):
        return f"a column of {counted(len(answer), 'value')}"
    if isinstance(answer, np.ndarray):
        return f"an array of {counted(answer.size, 'value')}" if answer.ndim else "a single value"
    if isinstance(answer, list | tuple | set | dict):
        return f"a {type(answer).__name__} of {counted(len(answer), 'value')}"
    if isinstance(answer, int | float):
        return f"the number {number_text(answer)}"
    return "a function" if callable(answer) else f"something of the type {type(answer).__name__}"


def counted(count: int, word: str) -> str:
    """Return "1 value", "2 values"."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def quoted(text: str) -> str:
    """Return a text between quotation marks, cut short when it is long."""
    flat = " ".join(text.split())
    return f'"{flat if len(flat) <= LONGEST_QUOTE else flat[: LONGEST_QUOTE - 1] + "…"}"'


def number_text(value: float) -> str:
    """Return a number as people write it, with four digits that count."""
    value = float(value)
    if value == 0 or 1e-4 <= abs(value) < 1e7:
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:.3g}"
