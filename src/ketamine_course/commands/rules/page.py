"""A notebook to be judged, what the rules must know around it, and how a problem is told."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode

from ketamine_course.commands import normal_form
from ketamine_course.commands.stored_outputs import describe_cell
from ketamine_course.evidence.glossary import Term


@dataclass(frozen=True)
class Problem:
    """What is wrong, where, and how to mend it."""

    file: str
    place: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: {self.what}. {self.mend}."


@dataclass(frozen=True)
class Node:
    """A node of the article's outline: its chapter and its kind (chapter, section, list, item)."""

    chapter: int
    kind: str


@dataclass(frozen=True)
class Claim:
    """A claim of the article: its chapter and the outline node of the section where it is made."""

    chapter: int
    section: str


@dataclass(frozen=True)
class Facts:
    """What the course's tables know.

    Outline nodes by id, claims by id, the addresses of the references, terms of the glossary by slug.
    """

    nodes: Mapping[str, Node]
    claims: Mapping[str, Claim]
    addresses: Set[str]
    glossary: Mapping[str, Term]


@dataclass(frozen=True)
class Page:
    """One notebook with its surroundings.

    name: its path below the course folder, as shown in problems; folder: where it stands;
    course: the course folder, out of which no link may lead; text: the file as stored.
    """

    name: str
    folder: Path
    course: Path
    text: str
    facts: Facts

    @cached_property
    def notebook(self) -> NotebookNode:
        """The notebook as stored."""
        return normal_form.read(self.text)

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return Path(self.name).stem

    @property
    def chapter(self) -> int:
        """The chapter's number, which the file's name begins with; 0 for the start page, or without one."""
        number = self.stem[:2]
        return int(number) if number.isdecimal() else 0

    def cells(self, kind: str) -> Iterator[tuple[int, NotebookNode]]:
        """Yield (index, cell) of each "markdown" or "code" cell."""
        return ((i, cell) for i, cell in enumerate(self.notebook.cells) if cell.cell_type == kind)

    def problem(self, index: int | None, what: str, mend: str) -> Problem:
        """Return a problem in the cell ``index``; None: in the notebook as a whole."""
        place = "the whole notebook" if index is None else describe_cell(self.notebook, index)
        return Problem(self.name, place, what, mend)
