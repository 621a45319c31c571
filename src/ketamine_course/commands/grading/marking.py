"""From what a submission handed over to its marks, one row a check."""

import json
import re
import secrets
from dataclasses import dataclass

from ketamine_course.commands.grading.running import Run
from ketamine_course.commands.grading.values import decode, encode
from ketamine_course.learning.exercises import Called, Check, Function, chapters, definitions

COLUMNS = ("file", "chapter", "check", "passed", "message", "status")
NO_ANSWER = "No answer was handed in."
# As it stands in the notebook's file, where the quotation marks are escaped.
_CALL = re.compile(r"""\bcheck\(\s*\\?["'](\d{2})\.\d""")


@dataclass(frozen=True)
class Mark:
    """One row of the marks."""

    file: str
    chapter: str
    check: str
    passed: bool
    message: str
    status: str

    def cells(self) -> list[str]:
        """Return the row as text; nothing in it is a formula to a spreadsheet."""
        row = [self.file, self.chapter, self.check, "yes" if self.passed else "no", self.message, self.status]
        return [f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in row]


@dataclass(frozen=True)
class Task:
    """What a submission is asked: the chapter's checks, and the inputs that its functions are tried on."""

    chapter: int
    inputs: dict[str, tuple]

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


def chapter_of(notebook: str) -> int | None:
    """Return the chapter whose checks a notebook's text calls most often; None when it calls none."""
    called = [int(chapter) for chapter in _CALL.findall(notebook)]
    known = [chapter for chapter in called if chapter in chapters()]
    return max(set(known), key=known.count) if known else None


def new_task(chapter: int) -> Task:
    """Return the task of a chapter, with inputs for functions that no one could know before."""
    inputs = {
        identity: check.expects.inputs(secrets.randbelow(2**32))
        for identity, check in definitions(chapter).items()
        if isinstance(check.expects, Function)
    }
    return Task(chapter, inputs)


def mark(file: str, task: Task, run: Run) -> list[Mark]:
    """Return the marks of a submission, a row for each check of its chapter."""
    rows = []
    for identity, check in task.checks.items():
        message = NO_ANSWER
        if identity in run.answers:
            message = _message(check, task, run.answers[identity])
        row = Mark(file, str(task.chapter), identity, not message, message or "Right.", run.status)
        rows.append(row)
    return rows


def not_run(file: str, why: str) -> list[Mark]:
    """Return the one row of a submission that could not be run."""
    return [Mark(file, "", "", False, "", f"not run: {why}")]


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
