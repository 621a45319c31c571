"""What a submission's marks come to: one row for each file, tasks under Extra counted apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from ketamine_course.commands.grading.marking import EXTRA, Mark, as_row

BY_PERSON_COLUMNS = (
    "file",
    "chapter",
    "core_passed",
    "core_checks",
    "extra_passed",
    "extra_checks",
    "status",
)


@dataclass(frozen=True)
class Tally:
    """The counts of one submission; its counts are all 0 where it was not run."""

    file: str
    chapter: str
    core_passed: int
    core_checks: int
    extra_passed: int
    extra_checks: int
    status: str

    @property
    def was_run(self) -> bool:
        """Whether the submission could be run, to its end or not."""
        return bool(self.chapter)

    def cells(self) -> list[str]:
        """Return the row as text; without counts where the submission was not run."""
        counts = (self.core_passed, self.core_checks, self.extra_passed, self.extra_checks)
        return as_row(self.file, self.chapter, *(str(n) if self.was_run else "" for n in counts), self.status)

    def words(self) -> str:
        """Return the row as a line to be printed."""
        if not self.was_run:
            return f"{self.file}: {self.status}"
        extra = f", extra {self.extra_passed} of {self.extra_checks}" if self.extra_checks else ""
        return f"{self.file}: {self.core_passed} of {self.core_checks} passed{extra}; {self.status}"


def tally(marks: Sequence[Mark]) -> Tally:
    """Return what the marks of one submission come to."""
    rows = [row for row in marks if row.check]
    extra = [row.passed for row in rows if row.part == EXTRA]
    core = [row.passed for row in rows if row.part != EXTRA]
    first = marks[0]
    return Tally(first.file, first.chapter, sum(core), len(core), sum(extra), len(extra), first.status)
