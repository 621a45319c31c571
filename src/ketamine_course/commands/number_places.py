"""Where the course shows the figure of a row, or names the row: prose, rows of charts, questions, code."""

import re
import tomllib
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from nbformat import NotebookNode

from ketamine_course.commands import normal_form
from ketamine_course.evidence.number_search import Found

# A number may stand a few words of unit before its reference.
_BEFORE = 80
_NOTEBOOKS = ("notebooks", "exercises/solutions")
_CODE = ("src", "tests")


def _digits(text: str) -> re.Pattern:
    """Return a pattern for the digits of a number as a whole number, a point or comma within it included."""
    number = re.search(r"\d[\d,]*(?:\.\d+)?", text)[0]
    return re.compile(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)")


def _is_claimed(comment: str, before: str, wanted: re.Pattern, references: set[str]) -> bool:
    """Return whether a comment names one of the references, and the number stands right before it."""
    named = {re.sub(r"\|.*", "", part.strip()) for part in comment.split(";")}
    return bool(named & references) and wanted.search(before) is not None


def _in_prose(source: str, wanted: re.Pattern, references: set[str]) -> Iterator[int]:
    """Yield the places in a Markdown text at which the number stands with one of the references."""
    for match in re.finditer(r"<!--(.*?)-->", source, re.DOTALL):
        before = source[max(0, match.start() - _BEFORE) : match.start()]
        if _is_claimed(match[1], before, wanted, references):
            yield match.start()


def _in_outputs(cell: NotebookNode, wanted: re.Pattern, rows: set[str]) -> bool:
    """Return whether a stored table under a chart has a line with the row's identifier and the number."""
    for output in cell.get("outputs", []):
        html = "".join(output.get("data", {}).get("text/html", ""))
        for line in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL):
            cells = [unescape(re.sub(r"<[^>]*>", "", text)) for text in re.split(r"</t[dh]>", line)]
            if rows & set(cells) and any(wanted.search(text) for text in cells if text not in rows):
                return True
    return False


def _in_notebook(path: Path, name: str, wanted: re.Pattern, references: set[str]) -> Iterator[str]:
    heading, rows = "", {re.split(r"[:.]", reference)[1] for reference in references}
    for cell in normal_form.read(path.read_text(encoding="utf-8")).cells:
        if cell["cell_type"] == "markdown":
            for place in _in_prose(cell["source"], wanted, references):
                yield f"{name}, text, {_last_heading(cell['source'][:place]) or heading}"
            heading = _last_heading(cell["source"]) or heading
        elif _in_outputs(cell, wanted, rows):
            yield f"{name}, rows under a chart, {heading}"


def _last_heading(source: str) -> str:
    found = re.findall(r"^#{1,6}\s+(.*)$", source, re.MULTILINE)
    return f"“{found[-1].strip()}”" if found else ""


def _texts(item: object) -> Iterator[str]:
    """Yield every text within a question: stem, options, sources."""
    if isinstance(item, str):
        yield item
    elif isinstance(item, dict | list):
        for part in item.values() if isinstance(item, dict) else item:
            yield from _texts(part)


def _in_bank(path: Path, name: str, wanted: re.Pattern, references: set[str]) -> Iterator[str]:
    """Yield the questions that name one of the references as a source and hold the number."""
    for question in tomllib.loads(path.read_text(encoding="utf-8")).get("questions", []):
        texts = list(_texts(question))
        named = {re.sub(r"\|.*", "", text) for text in texts}
        if named & references and any(wanted.search(text) for text in texts):
            yield f"{name}, question {question['id']}"


def places_that_show(course: Path, text: str, found: list[Found]) -> list[str]:
    """Return where the course shows a number from one of the rows found, each place once, in reading order.

    course  the course folder
    text    the number as asked for
    found   the rows that hold it, from ``find_number``
    """
    wanted, references = _digits(text), {place.reference for place in found}
    places = []
    for folder in _NOTEBOOKS:
        for path in sorted((course / folder).glob("*.ipynb")):
            places += _in_notebook(path, path.relative_to(course).as_posix(), wanted, references)
    for path in sorted((course / "data" / "quizzes").glob("*.toml")):
        places += _in_bank(path, path.relative_to(course).as_posix(), wanted, references)
    return list(dict.fromkeys(places))


def places_that_name(course: Path, identifier: str) -> list[str]:
    """Return where the course names a row by its identifier, each place once.

    They are texts and code of notebooks, rows under their charts, questions, other tables, modules and tests.
    """
    named = re.compile(rf"(?<![\w.]){re.escape(identifier)}(?!\w)")
    places = []
    for folder in _NOTEBOOKS:
        for path in sorted((course / folder).glob("*.ipynb")):
            places += _named_in_notebook(path, path.relative_to(course).as_posix(), named)
    for path in sorted((course / "data" / "quizzes").glob("*.toml")):
        for question in tomllib.loads(path.read_text(encoding="utf-8")).get("questions", []):
            if any(named.search(text) for text in _texts(question)):
                places.append(f"{path.relative_to(course).as_posix()}, question {question['id']}")
    files = [*sorted((course / "data").glob("*.csv"))]
    for folder in _CODE:
        files += sorted((course / folder).rglob("*.py"))
    for path in files:
        lines = path.read_text(encoding="utf-8").splitlines()
        if found := [str(number) for number, line in enumerate(lines, start=1) if named.search(line)]:
            where = f"line{'s' * (len(found) > 1)} {', '.join(found)}"
            places.append(f"{path.relative_to(course).as_posix()}, {where}")
    return list(dict.fromkeys(places))


def _named_in_notebook(path: Path, name: str, named: re.Pattern) -> Iterator[str]:
    heading = ""
    for cell in normal_form.read(path.read_text(encoding="utf-8")).cells:
        kind = "text" if cell["cell_type"] == "markdown" else "code"
        for match in named.finditer(cell["source"]):
            before = _last_heading(cell["source"][: match.start()]) if kind == "text" else ""
            yield f"{name}, {kind}, {before or heading}"
        shown = ("".join(output.get("data", {}).get("text/html", "")) for output in cell.get("outputs", []))
        if named.search(str(cell["metadata"].get("course", ""))):
            yield f"{name}, metadata of the cell {cell['id']}"
        if any(re.search(rf">{named.pattern}<", html) for html in shown):
            yield f"{name}, rows under a chart, {heading}"
        if kind == "text":
            heading = _last_heading(cell["source"]) or heading
