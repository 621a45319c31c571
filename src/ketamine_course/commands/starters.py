"""Making a learner's copy of a solution notebook: solutions become prompts, outputs go, the rest stays."""

import ast
import json
import posixpath
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import nbformat
from nbformat import NotebookNode

from ketamine_course.commands import normal_form
from ketamine_course.commands.stored_outputs import describe_cell
from ketamine_course.learning.exercises.solutions import BEGIN, END

PROMPT = "# Write your code here"
_LINK = re.compile(r"(\]\()([^()\s]+)(\))")
_REGION = re.compile(rf"^([ \t]*){BEGIN}[ \t]*\n(.*?)^[ \t]*{END}[ \t]*(?:\n|\Z)", re.M | re.S)


def learners_copy(solution: NotebookNode) -> NotebookNode:
    """Return the learner's copy of a solution notebook, in its normal form, for the folder above.

    In a function, a solution becomes a prompt and ``return ...``; elsewhere a prompt and ``name = ...`` for
    each name that the solution gives and other code uses. Links are mended, since the copy lies one folder
    higher; notes for instructors are left out.

    Raises ValueError for markers without a partner, code that is not Python, and a solution whose names no
    other code uses.
    """
    copy = nbformat.from_dict(json.loads(json.dumps(solution)))
    used = set(_names_used(copy))
    for index, cell in enumerate(copy.cells):
        if cell.cell_type == "markdown":
            cell.source = _LINK.sub(_one_folder_higher, cell.source)
        elif cell.cell_type == "code":
            place = describe_cell(copy, index)
            cell.source = _with_starters(cell.source, used, place)
            cell.outputs, cell.execution_count = [], None
        cell.metadata.get("course", {}).pop("instructor_note", None)
    return normal_form.normalise(copy)


def _one_folder_higher(link: re.Match) -> str:
    parts = urlsplit(link[2])
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return link[0]
    path = posixpath.relpath(posixpath.join("solutions", parts.path), ".")
    return f"{link[1]}{path}{f'#{parts.fragment}' if parts.fragment else ''}{link[3]}"


def _names_used(notebook: NotebookNode) -> Iterator[str]:
    """Yield the names that code outside the solutions reads."""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            place = describe_cell(notebook, index)
            for node in ast.walk(_parsed(_with_starters(cell.source, None, place), place)):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                    yield node.id


def _with_starters(source: str, used: set[str] | None, place: str) -> str:
    """Return a cell's code with its solutions replaced; without starters for names where used is None."""

    def starter(region: re.Match) -> str:
        indent, solved = region[1], region[2]
        if indent:
            return f"{indent}{PROMPT}\n{indent}return ...\n"
        if used is None:
            return f"{PROMPT}\n"
        names = [name for name in _names_given(_parsed(solved, place)) if name in used]
        if not names:
            raise ValueError(f"{place}: no other code uses what this solution gives")
        return "".join(f"{line}\n" for line in (PROMPT, *(f"{name} = ..." for name in names)))

    replaced = _REGION.sub(starter, source).rstrip("\n")
    if BEGIN in replaced or END in replaced:
        raise ValueError(f"{place}: {BEGIN} and {END} must come in pairs, each on a line of its own")
    return replaced


def _names_given(tree: ast.Module) -> Iterator[str]:
    """Yield the names that code gives to those who come after it, each once, in order."""
    yield from dict.fromkeys(_names_bound(tree))


def _names_bound(node: ast.AST) -> Iterator[str]:
    """Yield the names bound by a node, without those that only a function or a comprehension knows."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
        return
    if isinstance(node, ast.Lambda):
        return
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    own = node.target if isinstance(node, ast.comprehension) else None
    for child in ast.iter_child_nodes(node):
        if child is not own:
            yield from _names_bound(child)


def _parsed(source: str, place: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise ValueError(f"{place}: its code cannot be read ({error.msg}, line {error.lineno})") from None
