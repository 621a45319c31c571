"""Rules for the text: headings, boxes, plain Markdown, traced numbers."""

import re
from collections.abc import Iterator
from itertools import pairwise

from ketamine_course.commands import launch, markdown
from ketamine_course.commands.course_map import MINUTES_TOLD
from ketamine_course.commands.rules.page import Page, Problem
from ketamine_course.commands.stored_outputs import visible_text
from ketamine_course.evidence import traces

LEAD_INS = (
    "In plain words",
    "Key point",
    "What to notice",
    "What we do not know",
    "Predict first",
    "Try this",
)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_NUMBER_REFERENCE = re.compile(r"<!--\s*(example|[a-z_]+:\S[^>]*?)\s*-->")
_TAG = re.compile(r"<[^>]*>?")
_ALLOWED_TAG = re.compile(r'</?(details|summary)>|<details open>|<a id="[^"<>]+">|</a>')
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u20e3]")


def one_title(page: Page) -> Iterator[Problem]:
    """One heading of the first level, at the very start."""
    titles = [index for index, level, _ in _headings(page) if level == 1]
    cells = page.notebook.cells
    first = markdown.blocks(cells[0].source) if cells and cells[0].cell_type == "markdown" else ()
    if not first or first[0]["type"] != "heading" or first[0]["attrs"]["level"] != 1:
        yield page.problem(None, "it does not begin with its title", "Begin the first cell with “# Title”")
    for index in titles[1:]:
        yield page.problem(index, "a second title", "Use “##” or below")


def headings_in_order(page: Page) -> Iterator[Problem]:
    """No heading skips a level on the way down, none is empty."""
    found = _headings(page)
    for (_, above, _), (index, level, words) in pairwise(found):
        if level > above + 1:
            yield page.problem(index, f"“{words}” skips a level", f"Use “{'#' * (above + 1)}”")
    for index, _, words in found:
        if not words:
            yield page.problem(index, "an empty heading", "Give it words")


def boxes_have_lead_ins(page: Page) -> Iterator[Problem]:
    """Each block quote is a box, and begins with one of the bold lead-ins."""
    for index, cell in page.cells("markdown"):
        for block in markdown.walk(markdown.blocks(cell.source)):
            if block["type"] == "block_quote" and _lead_in(block) not in LEAD_INS:
                yield page.problem(
                    index, "a box without a lead-in", f"Begin it with one of: {_BOLD_LEAD_INS}"
                )


def markdown_is_plain(page: Page) -> Iterator[Problem]:
    """No HTML in the text but number references, the place of launch links, fold-outs and anchors."""
    for index, cell in page.cells("markdown"):
        for kind, raw in markdown.html_pieces(cell.source):
            for comment in _COMMENT.findall(raw):
                if comment in (launch.BEGIN, launch.END):
                    continue
                if not _NUMBER_REFERENCE.fullmatch(comment):
                    mend = "Delete it; notes for instructors go into the cell's metadata"
                    yield page.problem(index, f"the comment {comment}", mend)
                elif kind == "block_html":
                    mend = "Glue it to its number, so that no line begins with it"
                    yield page.problem(index, f"the reference {comment} breaks the paragraph", mend)
            for tag in _TAG.findall(_COMMENT.sub("", raw)):
                if not _ALLOWED_TAG.fullmatch(tag):
                    mend = "Use Markdown; only <details>, <summary> and <a id=…> are allowed"
                    yield page.problem(index, f"the HTML {tag}", mend)


def no_emoji(page: Page) -> Iterator[Problem]:
    """No pictogram in text, code or outputs."""
    for index, cell in enumerate(page.notebook.cells):
        shown = "\n".join([cell.source, *(visible_text(output) for output in cell.get("outputs", []))])
        if found := _EMOJI.search(shown):
            yield page.problem(index, f"the pictogram U+{ord(found[0]):04X}", "Say it in words")


def numbers_are_traced(page: Page) -> Iterator[Problem]:
    """Each study number in the text carries a reference to its row that resolves and agrees."""
    for index, cell in page.cells("markdown"):
        # The lesson's own minutes, in the first cell, are checked against the metadata instead.
        source = MINUTES_TOLD.sub("some time", cell.source) if index == 0 else cell.source
        for what in traces.check_text(source):
            yield page.problem(index, what, "See “Numbers in the text” in docs/contributing.md")


_BOLD_LEAD_INS = ", ".join(f"**{words}**" for words in LEAD_INS)


def _headings(page: Page) -> list[tuple[int, int, str]]:
    """Return (cell index, level, words) of each heading."""
    return [
        (index, level, words)
        for index, cell in page.cells("markdown")
        for level, words in markdown.headings(cell.source)
    ]


def _lead_in(block: markdown.Token) -> str | None:
    """Return the bold words that a block quote begins with, without the stop or colon after them."""
    paragraph = block["children"][0] if block.get("children") else {}
    start = paragraph.get("children", [{}])[0]
    return markdown.text_of(start).rstrip(".: ") if start.get("type") == "strong" else None
