"""``course-map``: what the cells' metadata say about time, reading paths, coverage and explorers."""

import argparse
import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from nbformat import NotebookNode

from ketamine_course.commands import markdown, normal_form
from ketamine_course.evidence import course_folder

PATHS = ("plain", "clinical", "research")
# Minutes as the text tells them, “45 minutes” or “45 min”.
MINUTES_TOLD = re.compile(r"\b(\d+)[ \u00a0\u202f-]+min(?:utes?)?\b")
# The order in which the course is read; the first belongs to no chapter of the article.
NOTEBOOKS = (
    "00_start_here",
    "01_introduction",
    "02_understanding_ketamine",
    "03_methods_of_administration",
    "04_cancer_pain",
    "05_chronic_pain",
    "06_mental_health",
    "07_practical_considerations",
    "08_future",
    "09_conclusion",
    "10_references",
)


@dataclass(frozen=True)
class Section:
    """A timed part of a notebook: the heading that it stands under and what its cell's metadata say."""

    heading: str
    minutes: int
    core: bool
    paths: tuple[str, ...]
    instructor_note: str = ""


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


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the command ``course-map``."""
    parser = subparsers.add_parser(
        "course-map",
        help="print minutes, reading paths, coverage and explorers of each notebook",
        description="Compute from the cells' metadata what each notebook holds and how long it takes.",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON instead of words")
    form.add_argument(
        "--notes", action="store_true", help="print the notes for instructors, section by section"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the map of the course; 0."""
    maps = course_map()
    if options.notes:
        print("\n\n".join(_notes_in_words(one) for one in maps))
    elif options.json:
        print(json.dumps([asdict(one) for one in maps], indent=1, ensure_ascii=False))
    else:
        print("\n\n".join(_in_words(one) for one in maps))
    return 0


def course_map(folder: Path | None = None) -> list[NotebookMap]:
    """Return the map of each notebook in ``folder`` (the course's own when not given), in reading order.

    Raises ValueError when there is none.
    """
    folder = folder or course_folder() / "notebooks"
    paths = sorted(folder.glob("*.ipynb"))
    if not paths:
        raise ValueError(f"no notebook in {folder}")
    return [map_notebook(path.stem, normal_form.read(path.read_text(encoding="utf-8"))) for path in paths]


def map_notebook(name: str, notebook: NotebookNode) -> NotebookMap:
    """Return the map of one notebook."""
    sections = tuple(_sections(notebook))
    by_path = {path: sum(one.minutes for one in sections if path in one.paths) for path in PATHS}
    core = sum(one.minutes for one in sections if one.core)
    total = sum(one.minutes for one in sections)
    return NotebookMap(
        name=name,
        title=next((words for level, words in _headings(notebook) if level == 1), ""),
        minutes=total,
        core_minutes=core,
        extra_minutes=total - core,
        minutes_by_path=by_path,
        sections=sections,
        nodes=_gathered(notebook, "nodes"),
        claims=_gathered(notebook, "claims"),
        explorers=_gathered(notebook, "explorer"),
    )


def course_metadata(cell: NotebookNode) -> dict:
    """Return the ``course`` part of a cell's metadata, empty when there is none."""
    found = cell.metadata.get("course", {})
    return found if isinstance(found, dict) else {}


def minutes_of(cell: NotebookNode) -> int:
    """Return the minutes that a cell's metadata give, 0 when none or no whole number."""
    minutes = course_metadata(cell).get("minutes", 0)
    return minutes if isinstance(minutes, int) and not isinstance(minutes, bool) else 0


def _headings(notebook: NotebookNode) -> Iterator[tuple[int, str]]:
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield from markdown.headings(cell.source)


def _sections(notebook: NotebookNode) -> Iterator[Section]:
    heading = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found = markdown.headings(cell.source)
            heading = found[0][1] if found else heading
        if minutes := minutes_of(cell):
            about = course_metadata(cell)
            paths, note = tuple(about.get("paths", ())), str(about.get("instructor_note", ""))
            yield Section(heading, minutes, about.get("core") is True, paths, note)


def _gathered(notebook: NotebookNode, key: str) -> tuple[str, ...]:
    """Return the values of ``key`` over all cells, each once, in the order met."""
    found: dict[str, None] = {}
    for cell in notebook.cells:
        value = course_metadata(cell).get(key, ())
        found |= dict.fromkeys([value] if isinstance(value, str) else value)
    return tuple(found)


def _notes_in_words(one: NotebookMap) -> str:
    lines = [f"{one.name}: {one.title}"]
    for section in one.sections:
        kind = "core" if section.core else "extra"
        lines.append(f"\n  {section.heading} ({section.minutes} min, {kind})")
        lines += textwrap.wrap(section.instructor_note, 96, initial_indent="    ", subsequent_indent="    ")
    return "\n".join(lines)


def _in_words(one: NotebookMap) -> str:
    paths = ", ".join(f"{path} {minutes} min" for path, minutes in one.minutes_by_path.items())
    time = f"{one.minutes} min (core {one.core_minutes}, extra {one.extra_minutes}); by path: {paths}"
    lines = [
        f"{one.name}: {one.title}",
        f"  time       {time}",
        f"  nodes      {len(one.nodes)}: {', '.join(one.nodes) or 'none'}",
        f"  claims     {len(one.claims)}: {', '.join(one.claims) or 'none'}",
        f"  explorers  {', '.join(one.explorers) or 'none'}",
    ]
    for section in one.sections:
        kind = "core" if section.core else "extra"
        lines.append(f"  {section.minutes:3d} min {kind:5}  {section.heading}  [{', '.join(section.paths)}]")
    return "\n".join(lines)
