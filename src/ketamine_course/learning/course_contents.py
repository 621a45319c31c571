"""What each notebook of the course holds, read from its cells: title, minutes, sections, claims, quizzes.

It needs nothing but JSON and Python's own grammar, so that the widgets can count on it wherever
the course runs.
"""

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ketamine_course.evidence import course_folder

PATHS = ("plain", "clinical", "research")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"(?<!\\)[*`]+|(?<![\w\\])_+(?=\w)|(?<=\w)_+(?!\w)")

Cell = Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """A timed part of a notebook: the heading that it stands under and what its cell's metadata say.

    part: where a code cell is timed, what its first line says in a comment; "" for a whole section.
    """

    heading: str
    minutes: int
    core: bool
    paths: tuple[str, ...]
    instructor_note: str = ""
    part: str = ""

    @property
    def name(self) -> str:
        """The heading, and the part below it."""
        return f"{self.heading}: {self.part}" if self.part else self.heading


@dataclass(frozen=True)
class AskedQuiz:
    """A quiz that a notebook asks, the second-level heading that it stands under, its mode and objective."""

    section: str | None
    n: int | None
    heading: str
    mode: str = "practice"
    objective: str | None = None


@dataclass(frozen=True)
class NotebookMap:
    """One notebook in numbers. Minutes are whole; paths not named in a section do not read it."""

    name: str
    title: str
    minutes: int
    core_minutes: int
    extra_minutes: int
    minutes_by_path: dict[str, int]
    sections: tuple[Section, ...]
    nodes: tuple[str, ...]
    claims: tuple[str, ...]
    explorers: tuple[str, ...]
    quizzes: tuple[AskedQuiz, ...] = ()

    @property
    def chapter(self) -> int | None:
        """The chapter, from the file's name; 0 for the start page, None where the name has no number."""
        return int(self.name[:2]) if self.name[:2].isdigit() else None


def course_contents(folder: Path | None = None) -> list[NotebookMap]:
    """Return the map of each notebook in ``folder`` (the course's own when not given), in reading order.

    Raises:
        ValueError: there is no notebook, or one is no JSON; the message names it.
    """
    paths = notebook_paths(folder)
    if not paths:
        raise ValueError(f"no notebook in {folder}")
    return [map_notebook(path.stem, _read(path)) for path in paths]


def notebook_paths(folder: Path | None = None) -> list[Path]:
    """Return the notebooks in ``folder`` (the course's own when not given), in reading order."""
    return sorted((folder or course_folder() / "notebooks").glob("*.ipynb"))


def quiz_heading(
    chapter: int, section: str | None, folder: Path | None = None, objective: str | None = None
) -> str | None:
    """Return the heading above the quiz of a section, or of an objective, in the chapter's notebook.

    None where there is none.
    """
    own = (path for path in notebook_paths(folder) if path.name.startswith(f"{chapter:02}_"))
    for path in own:
        for quiz in map_notebook(path.stem, _read(path)).quizzes:
            if (quiz.section, quiz.objective) == (section, objective) and quiz.heading:
                return quiz.heading
    return None


def _read(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path.name} is no notebook: {error}") from error


def map_notebook(name: str, notebook: Mapping[str, Any]) -> NotebookMap:
    """Return the map of one notebook, as JSON or nbformat read it."""
    cells = notebook["cells"]
    sections = tuple(_sections(cells))
    by_path = {path: sum(one.minutes for one in sections if path in one.paths) for path in PATHS}
    core = sum(one.minutes for one in sections if one.core)
    total = sum(one.minutes for one in sections)
    titles = (words for cell in cells for level, words in _headings_of(cell) if level == 1)
    return NotebookMap(
        name=name,
        title=next(titles, ""),
        minutes=total,
        core_minutes=core,
        extra_minutes=total - core,
        minutes_by_path=by_path,
        sections=sections,
        nodes=_gathered(cells, "nodes"),
        claims=_gathered(cells, "claims"),
        explorers=_gathered(cells, "explorer"),
        quizzes=tuple(_quizzes(cells)),
    )


def course_metadata(cell: Cell) -> dict[str, Any]:
    """Return the ``course`` part of a cell's metadata, empty when there is none."""
    found = cell.get("metadata", {}).get("course", {})
    return found if isinstance(found, dict) else {}


def minutes_of(cell: Cell) -> int:
    """Return the minutes that a cell's metadata give, 0 when none or no whole number."""
    minutes = course_metadata(cell).get("minutes", 0)
    return minutes if isinstance(minutes, int) and not isinstance(minutes, bool) else 0


def headings(markdown: str) -> list[tuple[int, str]]:
    """Return (level, words) of each heading of a Markdown text that begins with ``#``, in order."""
    found, fence = [], ""
    for line in _COMMENT.sub("", markdown).splitlines():
        if marks := _FENCE.match(line):
            fence = "" if fence and marks[1].startswith(fence) else fence or marks[1]
        elif not fence and (heading := _HEADING.fullmatch(line)):
            words = _MARKS.sub("", _LINK.sub(r"\1", heading[2])).replace("\\", "")
            found.append((len(heading[1]), words.strip()))
    return found


def _source(cell: Cell) -> str:
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def _headings_of(cell: Cell) -> list[tuple[int, str]]:
    return headings(_source(cell)) if cell["cell_type"] == "markdown" else []


def _quizzes(cells: Iterable[Cell]) -> Iterator[AskedQuiz]:
    heading = ""
    for cell in cells:
        heading = next((words for level, words in reversed(_headings_of(cell)) if level == 2), heading)
        if cell["cell_type"] == "code" and "Quiz(" in _source(cell):
            yield from (AskedQuiz(heading=heading, **call) for call in _quiz_calls(_source(cell)))


def _quiz_calls(code: str) -> Iterator[dict[str, Any]]:
    """Yield what each call of ``Quiz`` is given; what is no plain value counts as not given."""
    try:
        tree = ast.parse(code)
    except SyntaxError:  # a cell for the shell, or one that is not finished
        return
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Quiz":
            places = zip(("chapter", "section", "n", "mode"), call.args, strict=False)
            given = dict(places) | {one.arg: one.value for one in call.keywords}
            values = {name: one.value for name, one in given.items() if isinstance(one, ast.Constant)}
            more = {name: values[name] for name in ("mode", "objective") if name in values}
            yield {"section": values.get("section"), "n": values.get("n"), **more}


def _sections(cells: Iterable[Cell]) -> Iterator[Section]:
    heading = ""
    for cell in cells:
        if found := _headings_of(cell):
            heading = found[0][1]
        if minutes := minutes_of(cell):
            about = course_metadata(cell)
            paths, note = tuple(about.get("paths", ())), str(about.get("instructor_note", ""))
            yield Section(heading, minutes, about.get("core") is True, paths, note, _comment(cell))


def _comment(cell: Cell) -> str:
    """Return what a code cell's first line says in a comment, "" for none."""
    first, *_ = _source(cell).splitlines() or [""]
    is_comment = cell["cell_type"] == "code" and first.startswith("#")
    return first.strip("# ") if is_comment else ""


def _gathered(cells: Iterable[Cell], key: str) -> tuple[str, ...]:
    """Return the values of ``key`` over all cells, each once, in the order met."""
    found: dict[str, None] = {}
    for cell in cells:
        value = course_metadata(cell).get(key, ())
        found |= dict.fromkeys([value] if isinstance(value, str) else value)
    return tuple(found)
