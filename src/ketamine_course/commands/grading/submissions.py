"""What stands in a submission's file: its cells, the checks that they call, the chapter; nothing is run."""

import json

from ketamine_course.evidence import course_folder
from ketamine_course.learning.course_contents import course_metadata
from ketamine_course.learning.exercises import chapters
from ketamine_course.learning.exercises.solutions import CHECK_CALL


def cell_sources(notebook: str) -> list[str]:
    """Return the code of each cell, "" for cells that hold none, so that cells can be counted.

    Raises ValueError for what is no notebook.
    """
    try:
        cells = json.loads(notebook)["cells"]
        return ["".join(cell["source"]) if cell["cell_type"] == "code" else "" for cell in cells]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ValueError("no readable notebook; ask for it again") from None


def cells_of_checks(sources: list[str]) -> dict[str, int]:
    """Return, for each check that is called, the first cell that calls it, counted from 1."""
    found: dict[str, int] = {}
    for number, source in enumerate(sources, start=1):
        for identity in CHECK_CALL.findall(source):
            found.setdefault(identity, number)
    return found


def chapter_of(sources: list[str]) -> int | None:
    """Return the chapter whose checks a notebook calls most often; None when it calls none."""
    called = [int(identity[:2]) for source in sources for identity in CHECK_CALL.findall(source)]
    known = [chapter for chapter in called if chapter in chapters()]
    return max(set(known), key=known.count) if known else None


def extra_checks(chapter: int) -> frozenset[str]:
    """Return the checks that stand under an Extra, in the course's own copy of the chapter's exercise."""
    extra, core = set(), True
    for path in (course_folder() / "exercises").glob(f"{chapter:02d}_*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            core = course_metadata(cell).get("core", core)
            if not core:
                extra |= set(CHECK_CALL.findall("".join(cell["source"])))
    return frozenset(extra)
