"""The glossary as the start page shows it: written from the table, so that each term has one home.

It stands in a Markdown cell: there JupyterLab finds an anchor on each term whether or not it trusts the page.
"""

import argparse
import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from ketamine_course.commands import normal_form
from ketamine_course.commands.launch import START_PAGE
from ketamine_course.evidence import course_folder
from ketamine_course.evidence.glossary import ANCHOR, Term, chapters_of_terms, markdown_link, terms

CELL = "glossary-terms"
_LINK = re.compile(rf'\[([^\]]+)\]\([^()#\s]+#{ANCHOR}([a-z0-9-]+)(?: "[^"]*")?\)')


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the command ``glossary``."""
    parser = subparsers.add_parser(
        "glossary",
        help="print the glossary as the start page shows it, or write it and the titles of links to it",
        description=f"It is made from data/glossary.csv and stands in the cell {CELL} of {START_PAGE}.",
    )
    parser.add_argument("--write", action="store_true", help="write it into the notebooks")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the glossary, or write it; 0."""
    if options.write:
        changed = write_glossary()
        print("changed: " + ", ".join(changed) if changed else "nothing to change")
    else:
        print(glossary_text(terms().values(), chapters_of_terms()))
    return 0


def glossary_text(known: Iterable[Term], chapters: Mapping[str, list[tuple[int, str]]]) -> str:
    """Return the terms as Markdown: by letter, each with an anchor, both wordings and where it is linked.

    known: terms in the order of the alphabet; chapters: as ``chapters_of_terms`` gives them.
    """
    parts: list[str] = []
    for letter, group in groupby(known, key=lambda term: term.name[0].upper()):
        parts.append(f"### {letter}")
        parts += [_entry(term, chapters.get(term.slug, [])) for term in group]
    letters = [part.removeprefix("### ") for part in parts if part.startswith("### ")]
    return "\n\n".join([" ".join(f"[{letter}](#{letter})" for letter in letters), *parts])


def write_glossary(folder: Path | None = None) -> list[str]:
    """Write the terms into the start page, and their plain wordings into links; return what changed.

    folder: the course folder; the course's own when not given.
    """
    folder = folder or course_folder()
    known = terms()
    shown = glossary_text(known.values(), chapters_of_terms(folder / "notebooks"))
    changed = []
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        notebook = normal_form.read(text)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = (
                    shown if cell.id == CELL else _LINK.sub(lambda m: _retitled(m, known), cell.source)
                )
        if normal_form.write(notebook) != text:
            path.write_text(normal_form.write(notebook), encoding="utf-8", newline="\n")
            changed.append(path.relative_to(folder).as_posix())
    return changed


def _entry(term: Term, chapters: list[tuple[int, str]]) -> str:
    """Return a term and what is said of it, as one paragraph with line breaks."""
    also = f" (also: {', '.join(term.also)})" if term.also else ""
    lines = [
        f'<a id="{term.anchor}"></a>**{term.name}**{also}: {term.plain}',
        f"*Exactly:* {term.exact}",
    ]
    if chapters:
        lines.append(f"*Linked in* {', '.join(f'[chapter {number}]({name})' for number, name in chapters)}.")
    return "  \n".join(lines)


def _retitled(link: re.Match, known: Mapping[str, Term]) -> str:
    """Return a link to a term with the title that it should have; one to no known term as it is."""
    term = known.get(link[2])
    return markdown_link(term, link[1]) if term else link[0]
