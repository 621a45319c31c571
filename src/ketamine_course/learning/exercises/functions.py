"""Expecting a function: it is called with inputs of ours, and what it gives is looked at."""

import copy
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from .expectations import Number, Numbers
from .findings import EMPTY, NOTHING, Finding, described, is_empty, number_text, quoted
from .measuring import Measure, Mistake

Case = Mapping[str, object]
# The inputs are the same at each check, so that the same function always hears the same words.
SEED = 20
_SHOWN_VALUES = 3


@dataclass(frozen=True)
class Called:
    """What a function gave when it was called with each case: a value, or the error that it raised in words.

    Marking needs only this, so that a function may be called in one place and marked in another.
    """

    outputs: tuple[tuple[str, object], ...]


def call(function: Callable, cases: Sequence[Case]) -> Called:
    """Call a function with each case's own copies of the arguments, by name, and return what came of it."""
    return Called(tuple(_call_once(function, copy.deepcopy(dict(case))) for case in cases))


def _call_once(function: Callable, case: dict[str, object]) -> tuple[str, object]:
    try:
        inspect.signature(function).bind(**case)
    except TypeError:
        return "arguments", None
    except ValueError:  # a built-in function that does not tell what it takes
        pass
    try:
        return "value", function(**case)
    except Exception as error:  # whatever a learner's function may raise
        return "error", quoted(f"{type(error).__name__}: {error}")


@dataclass(frozen=True)
class Function:
    """A function whose result is a number, or a list of numbers.

    right: the course's own, called with the same arguments by name. cases: makes the inputs from a random
    generator; each case holds every argument. mistakes: known ones, ``wrong`` being a function.
    """

    right: Callable[..., object]
    cases: Callable[[np.random.Generator], Sequence[Case]]
    measure: Measure = field(default_factory=Measure)
    mistakes: Sequence[Mistake] = ()

    def inputs(self, seed: int = SEED) -> tuple[Case, ...]:
        """Return the cases that belong to a seed."""
        return tuple(self.cases(np.random.default_rng(seed)))

    def judge(self, answer: object) -> Finding | None:
        """Return what is wrong with a function, after calling it; None when all it gives is right."""
        if is_empty(answer):
            return EMPTY
        if not callable(answer):
            words = "Hand in the function itself: its name, without brackets behind it."
            return Finding("type", f"A function is asked for, but this is {described(answer)}. {words}")
        cases = self.inputs()
        return self.judge_called(call(answer, cases), cases)

    def judge_called(self, called: Called, cases: Sequence[Case]) -> Finding | None:
        """Return what is wrong with what a function gave for the cases, the first that is not right."""
        if len(called.outputs) != len(cases):
            return Finding("type", "The function was not called to the end.")
        findings = [self._of_case(*output, case) for output, case in zip(called.outputs, cases, strict=True)]
        return next((finding for finding in findings if finding), None)

    def _of_case(self, kind: str, value: object, case: Case) -> Finding | None:
        if kind == "arguments":
            return Finding("type", f"The function must take these arguments, so named: {', '.join(case)}.")
        with_what = f"Called with {', '.join(f'{name} = {_shown(given)}' for name, given in case.items())}: "
        if kind == "error":
            return Finding("type", f"{with_what}it stopped with the error {value}.")
        if is_empty(value):
            return EMPTY
        if value is None:
            return Finding("type", f"{with_what}it gave {NOTHING}.")
        finding = self._expected(case).judge(value)
        return Finding(finding.stage, with_what + finding.words) if finding else None

    def _expected(self, case: Case) -> Number | Numbers:
        right = np.asarray(self.right(**copy.deepcopy(dict(case))), dtype=float)
        mistakes = [Mistake(known.wrong(**copy.deepcopy(dict(case))), known.words) for known in self.mistakes]
        if right.ndim == 0:
            return Number(float(right), self.measure, mistakes)
        return Numbers(right, self.measure, mistakes)


def _shown(given: object) -> str:
    values = np.asarray(given)
    if values.dtype.kind not in "iuf":
        return quoted(str(given))
    texts = [number_text(value).replace(",", "") for value in values.flat[:_SHOWN_VALUES]]
    if values.ndim == 0:
        return texts[0]
    return f"[{', '.join(texts)}{', …' if values.size > _SHOWN_VALUES else ''}]"
