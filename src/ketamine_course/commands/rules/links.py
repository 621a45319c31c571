"""Rules for links: each leads somewhere, on any machine, without a network."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nbformat import NotebookNode

from ketamine_course.commands import markdown, normal_form
from ketamine_course.commands.launch import launch_links
from ketamine_course.commands.rules.page import Page, Problem
from ketamine_course.commands.stored_outputs import html_of

_ABSOLUTE = re.compile(r"^([/\\]|[A-Za-z]:|file:)")


def links_resolve(page: Page) -> Iterator[Problem]:
    """Links lead to files and headings of the course, to a row of ``references``, or to Binder."""
    for index, target in _targets(page):
        fault = _fault(page, target)
        if fault:
            what, mend = fault
            yield page.problem(index, f"the link {target} {what}", mend)


def _targets(page: Page) -> Iterator[tuple[int, str]]:
    for index, cell in enumerate(page.notebook.cells):
        if cell.cell_type == "markdown":
            yield from ((index, target) for target in markdown.targets(cell.source))
        elif cell.cell_type == "code":
            finder = _TargetFinder()
            finder.feed(html_of(cell))
            yield from ((index, target) for target in finder.targets)


class _TargetFinder(HTMLParser):
    """Collects each href and src, pictures that stand in the text itself left out."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value and not value.startswith("data:image/"):
                self.targets.append(value)


def _fault(page: Page, target: str) -> tuple[str, str] | None:
    """Return what is wrong with a link and how to mend it, None if it is good."""
    if _ABSOLUTE.match(target):
        return "is absolute", "Write it from this notebook's folder"
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        known = {*page.facts.addresses, *launch_links(page.name, page.course).values()}
        if unquote(target) in {unquote(address) for address in known}:
            return None
        return "is the address of no reference", "Add the reference to the table references"
    path, fragment = unquote(parts.path), unquote(parts.fragment)
    file = (page.folder / path).resolve()
    if path and not (file.is_file() and file.is_relative_to(page.course.resolve())):
        return "leads to no file of the course", "Mend it, or leave plain text until the file is there"
    if not fragment:
        return None if path else ("is empty", "Say where it leads")
    count = (anchors_of_file(file) if path else anchors(page.notebook)).count(fragment)
    if count != 1:
        return f"names an anchor that is there {count} times", "Copy the heading, spaces made hyphens"
    return None


def anchors(notebook: NotebookNode) -> list[str]:
    """Return the anchors of a notebook: of its headings, as JupyterLab makes them, and of <a id="…">."""
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    return [anchor for text in texts for anchor in _anchors_of_text(text)]


def anchors_of_file(file: Path) -> list[str]:
    """Return the anchors of a notebook or Markdown file; none for other files."""
    text = file.read_text(encoding="utf-8") if file.suffix in (".ipynb", ".md") else ""
    return anchors(normal_form.read(text)) if file.suffix == ".ipynb" else _anchors_of_text(text)


def _anchors_of_text(text: str) -> list[str]:
    by_heading = [markdown.anchor(words) for _, words in markdown.headings(text)]
    return by_heading + [
        name for _, raw in markdown.html_pieces(text) for name in re.findall(r'<a id="([^"]+)"', raw)
    ]
