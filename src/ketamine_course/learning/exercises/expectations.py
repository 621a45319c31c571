"""What a check can expect: a number, a list of numbers, a table, or a choice among options."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .findings import EMPTY, Finding, counted, described, is_empty, quoted
from .measuring import Measure, Mistake, as_numbers, compare


@dataclass(frozen=True)
class Number:
    """A single number: a Python or NumPy number, in the unit of ``measure``."""

    right: float
    measure: Measure = field(default_factory=Measure)
    mistakes: Sequence[Mistake] = ()

    def judge(self, answer: object) -> Finding | None:
        """Return what is wrong with an answer; None when it is right."""
        if is_empty(answer):
            return EMPTY
        numbers = as_numbers(answer)
        if numbers is None:
            words = f"{self.measure.asked('A single number')}, but this is {described(answer)}."
            if isinstance(answer, str):
                words += " Write the number alone, without quotation marks and without its unit."
            return Finding("type", words)
        if numbers.ndim and numbers.size == 1:
            words = "This is a list that holds one number. Take the number out of it: answer[0], or .iloc[0]."
            return Finding("type", words)
        return compare(numbers, np.asarray(self.right, dtype=float), self.measure, self.mistakes)


@dataclass(frozen=True)
class Numbers:
    """Several numbers in order: a list, an array, or a column of a table."""

    right: object
    measure: Measure = field(default_factory=Measure)
    mistakes: Sequence[Mistake] = ()

    def judge(self, answer: object) -> Finding | None:
        """Return what is wrong with an answer; None when it is right."""
        if is_empty(answer):
            return EMPTY
        right = np.asarray(self.right, dtype=float)
        numbers = as_numbers(answer)
        if numbers is None:
            words = (
                f"{self.measure.asked(f'A list of {right.size} numbers')}, but this is {described(answer)}"
            )
            several = isinstance(answer, list | tuple | np.ndarray | pd.Series)
            return Finding("type", words + (", not all of them numbers." if several else "."))
        return compare(numbers, right, self.measure, self.mistakes)


@dataclass(frozen=True)
class Column:
    """A column of a table. right: numbers, or texts that must be the same."""

    right: object
    measure: Measure = field(default_factory=Measure)
    mistakes: Sequence[Mistake] = ()

    def judge(self, values: pd.Series) -> Finding | None:
        """Return what is wrong with a column's values; None when they are right."""
        right = np.asarray(self.right)
        if right.dtype.kind in "iuf":
            return Numbers(right, self.measure, self.mistakes).judge(values)
        given = values.astype(str).to_numpy()
        if given.shape != right.shape:
            return Finding(
                "size", f"{counted(right.size, 'value')} are asked for, but there are {given.size}."
            )
        wrong = np.flatnonzero(given != right)
        if wrong.size:
            return Finding("value", f"Value {wrong[0] + 1}, {quoted(str(given[wrong[0]]))}, is not the one.")
        return None


@dataclass(frozen=True)
class Table:
    """A DataFrame with these columns, among others perhaps, its rows in this order.

    rows: what a row stands for ("time"). keys: lists of texts that name the rows, each in this order; where
    the index or a column of an answer holds one of them in another order, its rows are put into this one.
    """

    columns: Mapping[str, Column]
    rows: str
    keys: Sequence[Sequence[str]] = ()

    def judge(self, answer: object) -> Finding | None:
        """Return what is wrong with an answer; None when it is right. The columns are looked at in order."""
        if is_empty(answer):
            return EMPTY
        names = ", ".join(self.columns)
        if not isinstance(answer, pd.DataFrame):
            words = (
                f"A table (DataFrame) with the columns {names} is asked for, but this is {described(answer)}."
            )
            return Finding("type", words)
        if not answer.columns.is_unique:
            return Finding("type", "Two of its columns have the same name.")
        if missing := [name for name in self.columns if name not in answer]:
            return Finding("type", f"The table lacks {', '.join(missing)}. Its columns must be {names}.")
        length = len(np.asarray(next(iter(self.columns.values())).right))
        answer = self._in_order(answer)
        findings = {name: column.judge(answer[name]) for name, column in self.columns.items()}
        for stage in ("empty", "type", "unit"):
            for name, finding in findings.items():
                if finding and finding.stage == stage:
                    return Finding(finding.stage, f"Column {name}: {finding.words}")
        if len(answer) != length:
            rows = f"{counted(length, 'row')}, one for each {self.rows}"
            return Finding("size", f"The table needs {rows}; this one has {len(answer)}.")
        for name, finding in findings.items():
            if finding:
                return Finding(finding.stage, f"Column {name}: {finding.words}")
        return None

    def _in_order(self, answer: pd.DataFrame) -> pd.DataFrame:
        """Return the answer with its rows in the order of the keys that it holds; as it is without any."""
        for named in (answer.index, *(answer[name] for name in answer.columns)):
            given = [str(name) for name in named]
            for key in self.keys:
                if sorted(given) == sorted(key):
                    return answer.iloc[[given.index(name) for name in key]]
        return answer


@dataclass(frozen=True)
class Choice:
    """One of several options, handed in as its letter or word.

    right: the option that is right. wrong: the others, each with why it is not.
    """

    right: str
    wrong: Mapping[str, str]

    def judge(self, answer: object) -> Finding | None:
        """Return what is wrong with an answer; None when it is right. Capitals and spaces do not matter."""
        if is_empty(answer):
            return EMPTY
        options = sorted([self.right, *self.wrong])
        listed = ", ".join(f'"{option}"' for option in options)
        if not isinstance(answer, str):
            return Finding("type", f"One of {listed} is asked for, but this is {described(answer)}.")
        chosen = {option.lower(): option for option in options}.get(answer.strip().lower())
        if chosen is None:
            return Finding("type", f"One of {listed} is asked for, not {quoted(answer)}.")
        return None if chosen == self.right else Finding("value", self.wrong[chosen])
