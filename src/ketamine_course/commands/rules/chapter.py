"""Rules for a chapter: all of the article's chapter is covered, each section is complete."""

from collections.abc import Iterator

from nbformat import NotebookNode

from ketamine_course.commands import markdown
from ketamine_course.commands.rules.page import Page, Problem
from ketamine_course.commands.stored_outputs import html_of
from ketamine_course.learning.course_contents import course_metadata


def nodes_are_covered(page: Page) -> Iterator[Problem]:
    """Each node of the chapter's outline is named by some cell."""
    named = {node for cell in page.notebook.cells for node in _listed(cell, "nodes")}
    for node, about in page.facts.nodes.items():
        if about.chapter == page.chapter and node not in named:
            yield page.problem(
                None, f"outline node {node} has no cell", 'Add it to "nodes" where it is taught'
            )


def claims_are_placed(page: Page) -> Iterator[Problem]:
    """Each claim of the chapter stands in a cell that names a node of the claim's own section."""
    placed = {
        claim
        for cell in page.notebook.cells
        for claim in _listed(cell, "claims")
        if claim in page.facts.claims
        and any(belongs(node, page.facts.claims[claim].section) for node in _listed(cell, "nodes"))
    }
    for claim, about in page.facts.claims.items():
        if about.chapter == page.chapter and claim not in placed:
            what = f"claim {claim} is not placed in its section {about.section}"
            mend = f'Add it to "claims" of a cell whose "nodes" hold {about.section} or a node below'
            yield page.problem(None, what, mend)


def sections_have_chart_and_plain_box(page: Page) -> Iterator[Problem]:
    """Each section of the article has a chart and a box “In plain words”."""
    parts = _parts(page.notebook)
    for node in taught_sections(page):
        own = [part for part in parts if any(node in _listed(cell, "nodes") for cell in part)]
        cells = [cell for part in own for cell in part]
        if not any("<img" in html_of(cell) for cell in cells):
            yield page.problem(None, f"section {node} has no chart", "Show one from rows of data/")
        if not any(_has_plain_box(cell) for cell in cells):
            yield page.problem(None, f"section {node} has no plain box", "Add “> **In plain words** …”")


def taught_sections(page: Page) -> list[str]:
    """Return the chapter's sections; a chapter without sections is its own."""
    own = {node: about.kind for node, about in page.facts.nodes.items() if about.chapter == page.chapter}
    return [node for node, kind in own.items() if kind == "section"] or [
        node for node, kind in own.items() if kind == "chapter"
    ]


def _parts(notebook: NotebookNode) -> list[list[NotebookNode]]:
    """Return the cells in groups, each beginning with a heading of the second level."""
    parts: list[list[NotebookNode]] = [[]]
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and any(level == 2 for level, _ in markdown.headings(cell.source)):
            parts.append([])
        parts[-1].append(cell)
    return parts


def _has_plain_box(cell: NotebookNode) -> bool:
    if cell.cell_type != "markdown":
        return False
    quotes = (block for block in markdown.blocks(cell.source) if block["type"] == "block_quote")
    return any(markdown.text_of(quote).startswith("In plain words") for quote in quotes)


def belongs(node: str, section: str) -> bool:
    """Tell whether an outline node is the section or stands below it; a bare chapter means itself alone."""
    return node == section or ("." in section and node.startswith(f"{section}."))


def _listed(cell: NotebookNode, key: str) -> list:
    value = course_metadata(cell).get(key, [])
    return value if isinstance(value, list) else []
