"""From what a submission handed over to its marks, one row a check."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from ketamine_course.commands.grading.running import Run
from ketamine_course.commands.grading.submissions import extra_checks
from ketamine_course.commands.grading.values import decode, encode
from ketamine_course.learning.exercises import Called, Check, Function, definitions

COLUMNS = ("file", "chapter", "check", "part", "passed", "message", "status")
CORE, EXTRA = "core", "extra"
NO_ANSWER = "No answer was handed in."
STOPPED_BEFORE = "Its cell stopped before the check:"


@dataclass(frozen=True)
class Mark:
    """One row of the marks. part: core or extra."""

    file: str
    chapter: str
    check: str
    part: str
    passed: bool
    message: str
    status: str

    def cells(self) -> list[str]:
        """Return the row as text."""
        passed = "yes" if self.passed else "no"
        return as_row(self.file, self.chapter, self.check, self.part, passed, self.message, self.status)


def as_row(*cells: str) -> list[str]:
    """Return a row of a CSV file in which nothing is a formula to a spreadsheet."""
    return [f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in cells]


@dataclass(frozen=True)
class Task:
    """What a submission is asked: the chapter's checks, and the inputs that its functions are tried on.

    extra: the checks that stand under an Extra.
    """

    chapter: int
    inputs: dict[str, tuple]
    extra: frozenset[str] = frozenset()

    @property
    def checks(self) -> dict[str, Check]:
        """The chapter's checks."""
        return dict(definitions(self.chapter))

    def request(self, notebook: str) -> dict:
        """Return what ``inside`` is to be told."""
        coded = {
            identity: [{name: encode(given) for name, given in case.items()} for case in cases]
            for identity, cases in self.inputs.items()
        }
        return {"notebook": notebook, "names": list(self.checks), "functions": coded}


def new_task(chapter: int) -> Task:
    """Return the task of a chapter, with inputs for functions that no one could know before."""
    inputs = {
        identity: check.expects.inputs(secrets.randbelow(2**32))
        for identity, check in definitions(chapter).items()
        if isinstance(check.expects, Function)
    }
    return Task(chapter, inputs, extra_checks(chapter))


def mark(file: str, task: Task, run: Run, cells: Mapping[str, int]) -> list[Mark]:
    """Return the marks of a submission, a row for each check of its chapter.

    cells: by check, the number of the cell that calls it.
    """
    rows = []
    for identity, check in task.checks.items():
        if identity in run.answers:
            message = _message(check, task, run.answers[identity])
        else:
            error = run.failed.get(cells.get(identity, 0))
            message = f"{STOPPED_BEFORE} {error}" if error else NO_ANSWER
        part = EXTRA if identity in task.extra else CORE
        told = message or "Right."
        rows.append(Mark(file, str(task.chapter), identity, part, not message, told, run.status))
    return rows


def not_run(file: str, why: str) -> list[Mark]:
    """Return the one row of a submission that could not be run."""
    return [Mark(file, "", "", "", False, "", f"not run: {why}")]


def _message(check: Check, task: Task, coded: object) -> str:
    """Return what is wrong with an answer, "" when it is right."""
    try:
        answer = decode(coded)
    except (ValueError, RecursionError):
        return f"What was handed over is no answer: {json.dumps(coded, default=str)[:60]}"
    expects = check.expects
    if isinstance(answer, Called):
        called = isinstance(expects, Function)
        finding = expects.judge_called(answer, task.inputs[check.identity]) if called else None
        return (
            finding.words
            if finding
            else ""
            if called
            else "A function was handed in, which is not asked for."
        )
    finding = expects.judge(answer)
    return finding.words if finding else ""
