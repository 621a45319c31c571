"""Rules for what is stored below the cells: steady, described, surrounded by prose."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from nbformat import NotebookNode

from ketamine_course.commands import markdown, normal_form
from ketamine_course.commands.normal_form import WIDGET_VIEW
from ketamine_course.commands.rules.page import Page, Problem
from ketamine_course.commands.stored_outputs import html_of, unstorable

SHORTEST_ALT = 20
_RUNNABLE = {"base", "embed", "form", "iframe", "link", "meta", "object", "script"}
# Words that can stand in an alternative text without saying what is to be seen.
_EMPTY_WORD = re.compile(
    "a|an|and|for|in|is|no|not|of|on|the|this|with|alt|alternative|chart|data|description|diagram|fig|figure|"
    "graph|hint|image|img|output|photo|picture|plot|provided|screenshot|show|showing|shows|solution|text"
)


def outputs_can_be_stored(page: Page) -> Iterator[Problem]:
    """No stored error, warning, object address, path of a machine, or output type that readers cannot see."""
    for index, _ in page.cells("code"):
        for reason in unstorable(page.notebook, index):
            yield page.problem(index, reason.partition("): ")[2], "Mend the code and run build-notebooks")


def outputs_run_nothing(page: Page) -> Iterator[Problem]:
    """No script, handler or frame: stored pages are shown as trusted before anyone has run them."""
    for index, cell in page.cells("code"):
        finder = _RunnableFinder()
        finder.feed(html_of(cell))
        for found in finder.found:
            yield page.problem(index, f"its output holds {found}", "Show words, tables and pictures only")


def no_widget_state(page: Page) -> Iterator[Problem]:
    """No widget state or view is stored, so that the HTML twin shows wherever the notebook is not run."""
    if "widgets" in page.notebook.metadata:
        yield page.problem(None, "widget state is stored", "Run build-notebooks")
    for index, cell in page.cells("code"):
        if any(WIDGET_VIEW in output.get("data", {}) for output in cell.outputs):
            yield page.problem(index, "a widget view is stored", "Run build-notebooks")


def is_in_normal_form(page: Page) -> Iterator[Problem]:
    """The file is what build-notebooks writes: sorted keys, no times or versions, counts in order."""
    if normal_form.write(normal_form.normalise(page.notebook)) != page.text:
        yield page.problem(None, "not in the stored form", "Run build-notebooks")


def images_are_described(page: Page) -> Iterator[Problem]:
    """Each picture has an alternative text of its own, of 20 characters or more, that says what it shows."""
    seen: dict[str, int] = {}
    for index, alt in _alternative_texts(page):
        fault = _fault_of_alt(alt)
        if fault is None and seen.setdefault(alt, index) != index:
            fault = "has the same alternative text as one in another cell"
        if fault:
            mend = "Write one that names the kind of chart, what it is of, and the finding"
            yield page.problem(index, f"a picture {fault}", mend)


def pictures_are_html(page: Page) -> Iterator[Problem]:
    """No bare picture output: JupyterLab shows those without any alternative text."""
    for index, cell in page.cells("code"):
        for output in cell.outputs:
            kinds = output.get("data", {})
            if any(kind.startswith("image/") for kind in kinds) and "<img" not in kinds.get("text/html", ""):
                yield page.problem(index, "a picture without alternative text", "Show it with charts.show")


def prose_surrounds_outputs(page: Page) -> Iterator[Problem]:
    """What a cell shows is announced by prose before it and spoken about by prose after it."""
    cells = page.notebook.cells
    for index, cell in page.cells("code"):
        if not cell.outputs:
            continue
        before = _neighbour(cells, index, -1)
        if before is None or not _closes_with_prose(before):
            yield page.problem(index, "no prose leads to its output", "Say before the cell what is to come")
        after = _neighbour(cells, index, 1)
        # A quiz may be the last of its section.
        if not re.search(r"^Quiz\(", cell.source, re.MULTILINE) and (
            after is None or not _opens_with_prose(after)
        ):
            yield page.problem(index, "no prose follows its output", "Say after the cell what is to be seen")


def _alternative_texts(page: Page) -> Iterator[tuple[int, str | None]]:
    for index, cell in enumerate(page.notebook.cells):
        if cell.cell_type == "code":
            finder = _PictureFinder()
            finder.feed(html_of(cell))
            yield from ((index, alt) for alt in finder.alternative_texts)
        elif cell.cell_type == "markdown":
            for token in markdown.walk(markdown.blocks(cell.source)):
                if token["type"] == "image":
                    yield index, "".join(markdown.text_of(child) for child in token.get("children", []))


class _PictureFinder(HTMLParser):
    """Collects the alternative text of each <img> and <svg>; None where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.alternative_texts: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "img":
            self.alternative_texts.append(given.get("alt"))
        elif tag == "svg" and given.get("aria-hidden") != "true":
            self.alternative_texts.append(given.get("aria-label"))


class _RunnableFinder(HTMLParser):
    """Collects what could run when the page is opened: elements, handlers, addresses that are scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _RUNNABLE:
            self.found.append(f"a <{tag}>")
        for name, value in attrs:
            if name.startswith("on"):
                self.found.append(f"a handler, {name}")
            elif re.match(r"\s*(javascript|vbscript|data:text)", value or "", re.IGNORECASE):
                self.found.append(f"a script in {name}")


def _fault_of_alt(alt: str | None) -> str | None:
    if alt is None or not alt.strip():
        return "has no alternative text"
    if len(alt.strip()) < SHORTEST_ALT:
        return f"has an alternative text of under {SHORTEST_ALT} characters: “{alt}”"
    words = re.findall(r"[^\W\d_]+", re.sub(r"\S+\.(png|jpe?g|svg|gif)\b", "", alt.lower()))
    if sum(not _EMPTY_WORD.fullmatch(word) for word in set(words)) < 3:
        return f"has an alternative text that says nothing: “{alt}”"
    return None


def _neighbour(cells: list[NotebookNode], index: int, step: int) -> NotebookNode | None:
    """Return the next Markdown cell in a direction; code cells that show nothing may stand between."""
    index += step
    while 0 <= index < len(cells):
        cell = cells[index]
        if cell.cell_type == "markdown":
            return cell
        if cell.get("outputs"):
            return None
        index += step
    return None


def _closes_with_prose(cell: NotebookNode) -> bool:
    """Tell whether prose stands after the cell's last heading."""
    for block in reversed(markdown.blocks(cell.source)):
        if block["type"] == "heading":
            return False
        if markdown.is_prose(block):
            return True
    return False


def _opens_with_prose(cell: NotebookNode) -> bool:
    """Tell whether prose stands before the cell's first heading."""
    for block in markdown.blocks(cell.source):
        if block["type"] == "heading":
            return False
        if markdown.is_prose(block):
            return True
    return False
