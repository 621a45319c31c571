"""A chapter's list of references holds every work that its figures, explorers and numbers stand on."""

import re
from html import unescape

import nbformat
import pytest

from ketamine_course.evidence import course_folder, link, load_table, reference_line
from ketamine_course.evidence.traces import resolve

CHAPTERS = sorted((course_folder() / "notebooks").glob("0[1-9]_*.ipynb"))


def cited_addresses(notebook):
    """Addresses of the works that stand under charts and explorers."""
    pages = [
        output["data"].get("text/html", "")
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "data" in output
    ]
    captions = [part for page in pages for part in re.findall(r"<figcaption.*?</figcaption>", page, re.S)]
    return {unescape(address) for caption in captions for address in re.findall(r'href="([^"]+)"', caption)}


def keys_behind_numbers(notebook):
    """Citation keys of the rows to which numbers in the text refer."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    references = {
        part.strip()
        for comment in re.findall(r"<!--(.*?)-->", text)
        for part in comment.split(";")
        if re.match(r"\s*[a-z_]+:\w+\.", part) and not part.strip().startswith("claims:")
    }
    assert references
    return {resolve(reference).citation_key for reference in references}


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_work_used_on_the_page_is_listed(path):
    notebook = nbformat.read(path, as_version=4)
    listed = next(
        output["data"]["text/plain"]
        for cell in reversed(notebook.cells)
        if cell.cell_type == "code" and "show_references" in cell.source
        for output in cell.outputs
    )
    by_address = {link(key): key for key in load_table("references")["key"] if link(key)}
    used = keys_behind_numbers(notebook) | {by_address[address] for address in cited_addresses(notebook)}
    missing = sorted(key for key in used if reference_line(key) not in listed)
    assert not missing
