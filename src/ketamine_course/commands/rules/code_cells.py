"""Rules for code: short, plain, run, and calm under test."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from ketamine_course.commands.rules.page import Page, Problem
from ketamine_course.evidence.item_numbers import check_item

LONGEST_CODE_CELL = 15
_REDRAWING = {"interact", "interactive", "interact_manual", "interactive_output", "Output"}
_SILENCING_TAGS = re.compile(
    r"^(nbval-.*|pytest_validate_ignore_output|raises-exception|skip-execution)$", re.I
)
_SILENCING_COMMENT = re.compile(r"^\s*#+\s*(NBVAL_\w+|PYTEST_VALIDATE_IGNORE_OUTPUT)\b", re.M)
_SOURCES = re.compile(r"^[ \t]*#[ \t]*source:(.*)$", re.M)
_ABSOLUTE_PATH = re.compile(r"^(/[\w.-]+/|[A-Za-z]:[\\/]|~/|file:)")


def code_is_plain_python(page: Page) -> Iterator[Problem]:
    """Each code cell is Python alone: no shell line, no magic, no question mark."""
    for index, cell in page.cells("code"):
        if _tree(cell.source) is None:
            yield page.problem(
                index, "not plain Python", "Remove shell lines (!), magics (%) and help marks (?)"
            )


def code_is_short(page: Page) -> Iterator[Problem]:
    """No code cell has more than 15 lines, blank ones not counted."""
    for index, cell in page.cells("code"):
        lines = sum(bool(line.strip()) for line in cell.source.splitlines())
        if lines > LONGEST_CODE_CELL:
            what = f"{lines} lines of code; at most {LONGEST_CODE_CELL} are allowed"
            yield page.problem(index, what, "Move the code into the package and call it")


def no_trailing_semicolon(page: Page) -> Iterator[Problem]:
    """No line of code ends in a semicolon: under nbval it does not silence the value."""
    for index, cell in page.cells("code"):
        if any(_lines_ending_in_semicolon(cell.source)):
            yield page.problem(index, "a line ends in “;”", "Assign the value to _ instead")


def one_setup_cell(page: Page) -> Iterator[Problem]:
    """All imports stand in one cell, the first code cell."""
    importing = [
        index
        for index, cell in page.cells("code")
        if any(
            isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(_tree(cell.source) or _EMPTY)
        )
    ]
    first = next((index for index, _ in page.cells("code")), None)
    if not importing:
        yield page.problem(None, "no set-up cell", "Put all imports into the first code cell")
    for index in importing:
        if index != first:
            yield page.problem(index, "an import outside the set-up cell", "Move it into the first code cell")


def no_redrawing_widgets(page: Page) -> Iterator[Problem]:
    """No interact, interactive_output or Output: they redraw everything, and fail under strict nbval."""
    for index, cell in page.cells("code"):
        for node in ast.walk(_tree(cell.source) or _EMPTY):
            name = getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "name", None)
            if name in _REDRAWING:
                yield page.problem(index, f"uses {name}", "Use an explorer built on LiveFigure")


def no_machine_paths_in_code(page: Page) -> Iterator[Problem]:
    """No text in code is a path that exists on one machine only."""
    for index, cell in page.cells("code"):
        for node in ast.walk(_tree(cell.source) or _EMPTY):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and _ABSOLUTE_PATH.match(text):
                yield page.problem(index, f"the absolute path {text!r}", "Load data through load_table")


def every_cell_is_run(page: Page) -> Iterator[Problem]:
    """Each code cell holds code and was run, in order, from the first to the last."""
    for count, (index, cell) in enumerate(page.cells("code"), start=1):
        if not cell.source.strip():
            yield page.problem(index, "an empty code cell", "Delete it")
        elif cell.execution_count != count:
            what = f"its execution count is {cell.execution_count}, not {count}"
            yield page.problem(index, what, "Run build-notebooks")


def nothing_is_silenced(page: Page) -> Iterator[Problem]:
    """No tag or comment takes a cell out of the tests."""
    for index, cell in page.cells("code"):
        tags = [tag for tag in cell.metadata.get("tags", []) if _SILENCING_TAGS.match(tag)]
        comments = _SILENCING_COMMENT.findall(cell.source)
        for mark in (*tags, *comments):
            yield page.problem(
                index, f"“{mark}” takes the cell out of the tests", "Make its output steady instead"
            )


def strings_are_traced(page: Page) -> Iterator[Problem]:
    """Each study number in a text inside code agrees with a “# source: table:id.column; …” in its cell."""
    for index, cell in page.cells("code"):
        sources = [part.strip() for line in _SOURCES.findall(cell.source) for part in line.split(";")]
        for what in check_item(list(_strings(cell.source)), sources):
            mend = "Write “# source: table:id.column” on a line of the cell, or “# source: example:NUMBER”"
            yield page.problem(index, f"in a text of the code, {what}", mend)


_EMPTY = ast.Module(body=[], type_ignores=[])


def _tree(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return None


def _lines_ending_in_semicolon(source: str) -> Iterator[int]:
    """Yield the number of each such line; a semicolon in a text or a comment does not count."""
    if _tree(source) is None:
        return
    last = None
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in (tokenize.NEWLINE, tokenize.ENDMARKER):
            if last is not None and last.string == ";":
                yield last.start[0]
            last = None
        elif token.type not in (tokenize.COMMENT, tokenize.NL):
            last = token


def _strings(source: str) -> Iterator[str]:
    """Yield each text in code; what is filled into an f-string is left open."""
    tree = _tree(source) or _EMPTY
    filled = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    inside = {id(part) for node in filled for part in ast.walk(node)}
    for node in filled:
        yield "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.value
