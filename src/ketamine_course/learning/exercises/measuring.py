"""Comparing numbers with the right ones: unit first, then size, then value, each with its own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real

import numpy as np
import pandas as pd

from .findings import Finding, counted, number_text

# A value at or near zero may be off by this share of the largest value.
_FLOOR = 1e-3
_FAR_OFF = 5.0
_CLOSE = 0.05

# By how much an answer is too large or small when it is in another unit than the one asked for.
OTHER_UNITS: dict[str, dict[str, float]] = {
    "h": {"minutes": 60, "seconds": 3600, "days": 1 / 24},
    "min": {"hours": 1 / 60, "seconds": 60, "days": 1 / 1440},
    "ng/mL": {"µg/mL (the same as mg/L)": 1e-3, "mg/mL (the same as g/L)": 1e-6, "pg/mL": 1e3},
    "mg": {"micrograms": 1e3, "grams": 1e-3},
    "mg/h": {"mg per minute": 1 / 60, "micrograms per hour": 1e3},
    "L": {"millilitres": 1e3},
    "L/h": {"litres per minute": 1 / 60, "millilitres per minute": 1000 / 60, "millilitres per hour": 1e3},
    "1/h": {"1/min": 1 / 60},
    "1/min": {"1/h": 60},
    "%": {"a share between 0 and 1": 0.01},
    "share": {"per cent": 100},
}
_IN_WORDS = {"h": "hours", "min": "minutes", "%": "per cent", "share": "a share between 0 and 1"}


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that is worth a word of its own.

    wrong: the values that the mistake leads to, of the same shape as the right ones.
    words: sentences for the learner.
    """

    wrong: object
    words: str


@dataclass(frozen=True)
class Measure:
    """In which unit values are asked for, and how exactly.

    unit: "" for a plain number, "mV" (nobody takes it for another), or one of OTHER_UNITS.
    tolerance: relative to the right value. places: what each value belongs to, in words ("time_min 30");
    values are counted from 1 where there is none. may_be_negative: whether values below zero can be meant.
    """

    unit: str = ""
    tolerance: float = 0.01
    places: tuple[str, ...] = ()
    may_be_negative: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError for a unit whose other spellings would silently go unnoticed."""
        known = ("", "mV", *OTHER_UNITS)
        if self.unit not in known:
            listed = ", ".join(repr(unit) for unit in known)
            raise ValueError(f"unit {self.unit!r} is not known; add it to OTHER_UNITS ({listed})")

    @property
    def unit_in_words(self) -> str:
        """The unit as it is written in a sentence."""
        return _IN_WORDS.get(self.unit, self.unit)

    def asked(self, what: str) -> str:
        """Return what is asked for: "A single number (in hours)"."""
        return f"{what} (in {self.unit_in_words}) is asked for" if self.unit else f"{what} is asked for"


def as_numbers(answer: object) -> np.ndarray | None:
    """Return an answer as an array of floats, missing values as NaN; None when it does not hold numbers only.

    Numbers written as text, truth values and complex numbers are no numbers here; a whole table is not taken.
    """
    if isinstance(answer, pd.DataFrame | dict | set | str | bytes):
        return None
    if isinstance(answer, pd.Series | pd.Index):
        answer = answer.to_numpy(dtype=object, na_value=np.nan)
    try:
        array = np.asarray(answer)
    except (TypeError, ValueError):  # rows of different lengths
        return None
    if array.dtype.kind == "O" and not all(_is_number(item) for item in array.flat):
        return None
    if array.dtype.kind not in "iufO":
        return None
    try:
        return array.astype(float)
    except (TypeError, ValueError, OverflowError):
        return None


def _is_number(item: object) -> bool:
    return isinstance(item, Real) and not isinstance(item, bool | np.bool_)


def compare(
    answer: np.ndarray, right: np.ndarray, measure: Measure, mistakes: Sequence[Mistake] = ()
) -> Finding | None:
    """Return what is wrong with numbers, None when each is within the tolerance of the right one.

    answer, right: arrays of any one shape, single numbers included.
    """
    if not np.all(np.isfinite(answer)):
        return _not_finite(answer, measure)
    if finding := _other_unit(answer, right, measure):
        return finding
    if answer.shape != right.shape:
        return Finding("size", _shape_words(answer, right))
    good = _near(answer, right, measure.tolerance)
    if good.all():
        return None
    return _sign(answer, right, measure) or _known(answer, mistakes, measure) or _off(answer, right, measure)


def _near(answer: np.ndarray, right: np.ndarray, tolerance: float) -> np.ndarray:
    scale = np.maximum(np.abs(right), _FLOOR * np.max(np.abs(right), initial=0.0))
    return np.abs(answer - right) <= tolerance * scale


def _not_finite(answer: np.ndarray, measure: Measure) -> Finding:
    bad = np.flatnonzero(~np.isfinite(answer))
    word = "not a number (NaN)" if np.isnan(answer.flat[bad[0]]) else "infinite"
    if answer.ndim == 0:
        return Finding("type", f"The answer is {word}. Was something divided by zero, or left out?")
    many = f"{counted(len(bad), 'value')} of {answer.size} cannot be used"
    return Finding("type", f"{many}: {_place(bad[0], measure)} is {word}.")


def _other_unit(answer: np.ndarray, right: np.ndarray, measure: Measure) -> Finding | None:
    """Look for one factor between all values; between the largest, where there are more or fewer of them."""
    if not right.size or not answer.size:
        return None
    if answer.shape != right.shape:
        answer, right = np.max(np.abs(answer)), np.max(np.abs(right))
    for name, factor in OTHER_UNITS.get(measure.unit, {}).items():
        if np.max(np.abs(right)) > 0 and _near(answer, right * factor, measure.tolerance).all():
            asked = measure.unit_in_words
            return Finding("unit", f"This looks like {name}; {asked} {_verb(asked)} asked for.")
    return None


def _verb(unit: str) -> str:
    return "are" if unit.endswith("s") else "is"


def _shape_words(answer: np.ndarray, right: np.ndarray) -> str:
    if right.ndim == 0:
        return f"One number is asked for, but these are {counted(answer.size, 'value')}."
    if answer.ndim == 0:
        return f"{counted(right.size, 'value')} are asked for, but this is one number."
    if answer.ndim != right.ndim:
        return f"A plain list of {counted(right.size, 'value')} is asked for, not a table of {answer.shape}."
    return f"{counted(right.size, 'value')} are asked for, but there are {answer.size:,}."


def _sign(answer: np.ndarray, right: np.ndarray, measure: Measure) -> Finding | None:
    if np.any(right != 0) and _near(-answer, right, measure.tolerance).all():
        return Finding("value", "The size is right, but the sign is not: plus and minus are exchanged.")
    below = np.flatnonzero(answer < 0)
    if below.size and not measure.may_be_negative:
        shown = number_text(answer.flat[below[0]])
        where = "It" if answer.ndim == 0 else _place(below[0], measure).capitalize()
        return Finding("value", f"{where} is {shown}, but nothing here can be below zero.")
    return None


def _known(answer: np.ndarray, mistakes: Sequence[Mistake], measure: Measure) -> Finding | None:
    for mistake in mistakes:
        wrong = np.asarray(mistake.wrong, dtype=float)
        if wrong.shape == answer.shape and _near(answer, wrong, measure.tolerance).all():
            return Finding("value", mistake.words)
    return None


def _off(answer: np.ndarray, right: np.ndarray, measure: Measure) -> Finding:
    used = np.abs(right) > _FLOOR * np.max(np.abs(right), initial=0.0)
    ratio = float(np.median(np.abs(answer[used]) / np.abs(right[used]))) if used.any() else 1.0
    if ratio >= _FAR_OFF or ratio <= 1 / _FAR_OFF:
        word = "large" if ratio > 1 else "small"
        lead = f"{_shown(answer)} is" if answer.ndim == 0 else "The values are"
        # One digit: two would give the right value away to whoever answers 1.
        times = f": about {number_text(float(f'{max(ratio, 1 / ratio):.0e}'))} times" if ratio else ""
        return Finding("size", f"{lead} far too {word}{times}. Is a factor amiss?")
    return Finding("value", _value_words(answer, right, measure))


def _value_words(answer: np.ndarray, right: np.ndarray, measure: Measure) -> str:
    good = _near(answer, right, measure.tolerance)
    first = int(np.flatnonzero(~good)[0])
    given, wanted = float(answer.flat[first]), float(right.flat[first])
    word = "high" if given > wanted else "low"
    where = _shown(answer)
    if answer.ndim:
        lead = f"{int(good.sum())} of {counted(good.size, 'value')} are right. The first that is not: "
        where = f"{lead}{_place(first, measure)}, {number_text(given)},"
    words = f"{where} is too {word}."
    if abs(given - wanted) <= _CLOSE * abs(wanted):
        words += " It is close: was something rounded on the way?"
    return words


def _shown(answer: np.ndarray) -> str:
    return f"Your answer, {number_text(float(answer.flat[0]))}," if answer.size else "Your answer"


def _place(index: int, measure: Measure) -> str:
    return f"value {index + 1}" + (f" ({measure.places[index]})" if index < len(measure.places) else "")
