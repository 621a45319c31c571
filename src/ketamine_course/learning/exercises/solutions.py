"""The course's own solutions: they stand in ``exercises/solutions`` only, between nbgrader's markers."""

import json
import re
from itertools import takewhile
from pathlib import Path

from ketamine_course.evidence import course_folder

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
SOLUTIONS = Path("exercises") / "solutions"
CHECK_CALL = re.compile(r"""\bcheck\(\s*["'](\d{2}\.\d{1,2}[a-z]?)["']""")


def solution_code(identity: str, folder: Path | None = None) -> str:
    """Return the code that solves a check, as the solution notebook of its chapter has it.

    folder: the course folder; the course's own when not given. Returns "" when the solutions are not there:
    an instructor may hand the course out without them.
    """
    try:
        root = (folder or course_folder()) / SOLUTIONS
    except FileNotFoundError:
        return ""
    for path in sorted(root.glob(f"{identity[:2]}_*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        if found := _cells_of(identity, sources):
            return found
    return ""


def _cells_of(identity: str, sources: list[str]) -> str:
    """Return the solved cells between the check before this one and this one, without markers and checks."""
    solved: list[str] = []
    for source in sources:
        if BEGIN in source:
            solved.append(without_markers(source))
        checked = CHECK_CALL.findall(source)
        if identity in checked:
            return "\n\n".join(solved)
        if checked:
            solved.clear()
    return ""


def without_markers(source: str) -> str:
    """Return a cell's code without the markers of its solution, up to the line that calls a check.

    What stands from that line on is the check and its bare verdict: before it was called, the verdict is that
    of the last try, and pasted above the call it would show this one again.
    """
    lines = takewhile(lambda line: not CHECK_CALL.search(line), source.splitlines())
    return "\n".join(line for line in lines if line.strip() not in (BEGIN, END)).strip("\n")
