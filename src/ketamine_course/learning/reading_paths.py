"""The three reading paths: whom each suits, and what each reads and leaves out, from the cells' metadata."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ketamine_course.learning.course_contents import NotebookMap, Section


@dataclass(frozen=True)
class ReadingPath:
    """One way through the course: its identifier, its name, whom it suits, what it reads."""

    id: str
    name: str
    suits: str
    reads: str


_ALL = (
    ReadingPath(
        "plain",
        "Plain-language path",
        "For people with pain, those close to them, and anyone who wants the story without formulas.",
        "The story, the charts and the boxes in plain words. It leaves out what is headed Extra.",
    ),
    ReadingPath(
        "clinical",
        "Clinical path",
        "For those who treat people with pain, or learn to.",
        "All of the plain-language path, and how far people, doses and models differ.",
    ),
    ReadingPath(
        "research",
        "Research path",
        "For those who do research, teach, or want to check our work.",
        "Everything, with code and references.",
    ),
)
READING_PATHS = {path.id: path for path in _ALL}


@dataclass(frozen=True)
class PathPart:
    """What a path does with one notebook; ``read`` and ``skipped`` hold (heading, minutes), in order."""

    name: str
    title: str
    minutes: int
    read: tuple[tuple[str, int], ...]
    skipped: tuple[tuple[str, int], ...]


def plan(contents: Sequence[NotebookMap], path: str) -> tuple[PathPart, ...]:
    """Return what a path reads and leaves out of each notebook, in reading order; minutes are whole.

    Raises:
        ValueError: there is no such path; the message lists those that exist.
    """
    if path not in READING_PATHS:
        raise ValueError(f"there is no reading path {path!r}; the paths are {', '.join(READING_PATHS)}")
    return tuple(
        PathPart(
            name=one.name,
            title=one.title,
            minutes=one.minutes_by_path[path],
            read=_by_heading(part for part in one.sections if path in part.paths),
            skipped=_by_heading(part for part in one.sections if path not in part.paths),
        )
        for one in contents
    )


def total_minutes(parts: Iterable[PathPart]) -> int:
    """Return the minutes of all parts together."""
    return sum(part.minutes for part in parts)


def hours_and_minutes(minutes: int) -> str:
    """Return minutes as people say them: “45 minutes”, “1 hour”, “3 hours 5 minutes”."""
    hours, rest = divmod(minutes, 60)
    words = [f"{number} {unit if number == 1 else unit + 's'}" for number, unit in _parts(hours, rest)]
    return " ".join(words) or "0 minutes"


def _parts(hours: int, minutes: int) -> list[tuple[int, str]]:
    return [(number, unit) for number, unit in ((hours, "hour"), (minutes, "minute")) if number]


def _by_heading(sections: Iterable[Section]) -> tuple[tuple[str, int], ...]:
    """Add up the parts that stand under one heading."""
    found: dict[str, int] = {}
    for section in sections:
        found[section.heading] = found.get(section.heading, 0) + section.minutes
    return tuple(found.items())
