"""The glossary: its terms, where a text uses them, and in which chapters they are linked."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .tables import course_folder, load_table

ANCHOR = "glossary-"
_START_PAGE = "00_start_here.ipynb"
_LINKED = re.compile(rf"\]\({re.escape(_START_PAGE)}#{ANCHOR}([a-z0-9-]+)")


@dataclass(frozen=True)
class Term:
    """A row of the table ``glossary``; ``forms`` are the words that count as uses of it."""

    slug: str
    name: str
    also: tuple[str, ...]
    plain: str
    exact: str

    @property
    def anchor(self) -> str:
        """The anchor of the term on the start page."""
        return ANCHOR + self.slug

    @property
    def target(self) -> str:
        """Where a link in a chapter leads."""
        return f"{_START_PAGE}#{self.anchor}"

    @property
    def forms(self) -> tuple[str, ...]:
        """The term and its other words."""
        return (self.name, *self.also)

    @cached_property
    def pattern(self) -> str:
        """A regular expression of all forms, longest first, with or without a plural s."""
        return "|".join(_form(words) for words in sorted(self.forms, key=len, reverse=True))


@dataclass(frozen=True)
class Use:
    """A use of a term in a text: which term, and from where to where."""

    slug: str
    start: int
    end: int


def terms() -> dict[str, Term]:
    """Return the terms by slug, in the order of the alphabet."""
    found = [
        Term(row.slug, row.term, tuple(filter(None, re.split(r";\s*", row.also))), row.plain, row.exact)
        for row in load_table("glossary").itertuples(index=False)
    ]
    return {term.slug: term for term in sorted(found, key=lambda term: term.name.casefold())}


def uses(text: str, known: Iterable[Term]) -> list[Use]:
    """Return the uses of terms in a text, in order; of overlapping ones the first, then the longest.

    A form right behind a number is a unit or a count ("5 ng/mL", "60 trials"), which keeps its reference
    glued to it, and does not count.
    """
    found = [
        Use(term.slug, match.start(), match.end())
        for term in known
        for match in re.finditer(rf"(?<!\w)(?<!\d[ \u00a0])(?:{term.pattern})(?!\w)", text)
    ]
    kept: list[Use] = []
    for use in sorted(found, key=lambda use: (use.start, -use.end)):
        if not kept or use.start >= kept[-1].end:
            kept.append(use)
    return kept


def markdown_link(term: Term, words: str) -> str:
    """Return the link to a term as a chapter's text writes it."""
    return f'[{words}]({term.target} "{term.plain}")'


def chapters_of_terms(folder: Path | None = None) -> Mapping[str, list[tuple[int, str]]]:
    """Return for each slug the chapters that link it, as (number, file name), in reading order.

    folder: where the notebooks are; the course's own when not given.
    """
    folder = folder or course_folder() / "notebooks"
    found: dict[str, list[tuple[int, str]]] = {}
    for path in sorted(folder.glob("[0-9][0-9]_*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        for slug in dict.fromkeys(_LINKED.findall(text)):
            found.setdefault(slug, []).append((int(path.name[:2]), path.name))
    return found


def _form(words: str) -> str:
    """A form as a pattern: any white space, any case where it has no capitals, a plural s behind a letter."""
    exact = r"\s+".join(re.escape(word) for word in words.split())
    plural = "s?" if words[-1].isalpha() else ""
    return f"(?i:{exact}{plural})" if words == words.lower() else f"{exact}{plural}"
