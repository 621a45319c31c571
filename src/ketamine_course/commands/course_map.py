"""``course-map``: what the cells' metadata say about time, reading paths, coverage and explorers."""

import argparse
import json
import re
import textwrap
from dataclasses import asdict
from pathlib import Path

from ketamine_course.evidence import course_folder
from ketamine_course.learning.course_contents import NotebookMap, course_contents, notebook_paths

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
        "--notes",
        action="store_true",
        help="print the notes for instructors, section by section, with those of the exercises",
    )
    parser.add_argument("--chapter", type=int, metavar="N", help="only this chapter; 0 is the start page")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the map of the course; 0."""
    maps = _of_chapter(course_map(), options.chapter)
    if options.notes:
        exercises = {one.chapter: one for one in _exercises()}
        print("\n\n".join(_notes_in_words(one, exercises.get(one.chapter)) for one in maps))
    elif options.json:
        print(json.dumps([asdict(one) for one in maps], indent=1, ensure_ascii=False))
    else:
        print("\n\n".join(_in_words(one) for one in maps))
    return 0


def course_map(folder: Path | None = None) -> list[NotebookMap]:
    """Return the map of each notebook in ``folder`` (the course's own when not given), in reading order.

    Raises ValueError when there is none.
    """
    return course_contents(folder or course_folder() / "notebooks")


def _of_chapter(maps: list[NotebookMap], chapter: int | None) -> list[NotebookMap]:
    """Return the maps of one chapter, all when none is named. Raises ValueError when it has no notebook."""
    found = [one for one in maps if chapter in (None, one.chapter)]
    if not found:
        known = ", ".join(str(one.chapter) for one in maps)
        raise ValueError(f"chapter {chapter} has no notebook; chapters with one: {known}")
    return found


def _exercises() -> list[NotebookMap]:
    """Return the maps of the exercises' sources, which alone have notes; none where they are left out."""
    folder = course_folder() / "exercises" / "solutions"
    return course_contents(folder) if notebook_paths(folder) else []


def _notes_in_words(one: NotebookMap, exercise: NotebookMap | None) -> str:
    lines = [f"{one.name}: {one.title}"]
    for section in one.sections:
        kind = "core" if section.core else "extra"
        lines.append(f"\n  {section.name} ({section.minutes} min, {kind})")
        lines += textwrap.wrap(section.instructor_note, 96, initial_indent="    ", subsequent_indent="    ")
    if exercise:
        lines.append(f"\nexercises/{_notes_in_words(exercise, None)}")
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
        lines.append(f"  {section.minutes:3d} min {kind:5}  {section.name}  [{', '.join(section.paths)}]")
    return "\n".join(lines)
