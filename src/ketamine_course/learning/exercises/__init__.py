"""Exercises that check themselves: ``check("03.2", answer)`` says what is wrong first, and why.

Judging is a pure function of the answer (``definition(identity).expects.judge(answer)``). ``check`` adds what
has to be remembered: the tries, counted in the learner's record, and the help that they open.
"""

from typing import Protocol

from ketamine_course.learning.record import Progress

from .definitions import Check, chapters, definition, definitions
from .findings import Finding
from .functions import Called, Function, call
from .solutions import solution_code
from .verdict import Verdict

__all__ = [
    "TRIES_TO_HINT",
    "TRIES_TO_SOLUTION",
    "Called",
    "Check",
    "Finding",
    "Function",
    "Verdict",
    "call",
    "chapters",
    "check",
    "definition",
    "definitions",
    "solution_code",
]

TRIES_TO_HINT = 2
TRIES_TO_SOLUTION = 3
_NO_SOLUTION = "The solutions are not part of this copy of the course; ask whoever gave it to you."


class Record(Protocol):
    """What ``check`` needs of the learner's record."""

    messages: list[str]

    def append(self, kind: str, **fields: object) -> object:
        """Add an event."""

    def events(self, kind: str | None = None) -> list[dict]:
        """Return the events of a kind."""


def check(identity: str, answer: object, progress: Record | None = None) -> Verdict:
    """Return the verdict on an answer, and count the try in the learner's record.

    identity: the check's name, such as "03.2". answer: a number, list, array, column, table, function or
    text, as the exercise asks. progress: the record; the learner's own when not given. Three dots, which a
    fresh exercise hands in, are no try. A hint comes after the second miss, the solution after the third or
    after success.

    Raises ValueError for a name that is not there, listing those of its chapter.
    """
    asked = definition(identity)
    finding = asked.expects.judge(answer)
    if finding is not None and finding.stage == "empty":
        return Verdict(identity, "empty", finding.words)
    progress = Progress() if progress is None else progress
    misses, solved = _history(progress, identity)
    if not solved:
        progress.append("check", check=identity, passed=finding is None, tries=misses + 1)
    trouble = tuple(("Your record.", message) for message in progress.messages)
    if finding is None:
        return Verdict(identity, "right", asked.why, trouble, solution_code(identity))
    tries = TRIES_TO_SOLUTION if solved else misses + 1
    help_, solution = _help(asked, tries)
    return Verdict(identity, finding.stage, finding.words, help_ + trouble, solution)


def _history(progress: Record, identity: str) -> tuple[int, bool]:
    """Return how many times a check was missed, and whether it was passed."""
    passed = [event["passed"] for event in progress.events("check") if event["check"] == identity]
    return passed.count(False), True in passed


def _help(asked: Check, tries: int) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return the help that is due after so many misses, and the solution if that is due."""
    if tries < TRIES_TO_HINT:
        return (("Next.", "Try again; after the next miss there is a hint."),), ""
    hint = ("Hint.", asked.hint)
    if tries < TRIES_TO_SOLUTION:
        return (hint, ("Next.", "After one more miss you can unfold the course's solution.")), ""
    solution = solution_code(asked.identity)
    if not solution:
        return (hint, ("Next.", _NO_SOLUTION)), ""
    return (hint, ("Next.", "Look at the solution if you like, then write it your own way.")), solution
