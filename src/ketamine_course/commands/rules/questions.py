"""Rules for what a chapter asks: its claims, a quiz after each section and at the end, its exercise."""

import ast
from collections.abc import Iterator

from nbformat import NotebookNode

from ketamine_course.commands.rules.chapter import belongs, taught_sections
from ketamine_course.commands.rules.page import Page, Problem


def claims_are_asked(page: Page) -> Iterator[Problem]:
    """Each claim of the chapter is met as a claim check."""
    own = {claim: about for claim, about in page.facts.claims.items() if about.chapter == page.chapter}
    asked: set[str] = set()
    for call in _calls(page.notebook, "ClaimCheck"):
        named = {value for value in call["values"] if isinstance(value, str)}
        section = call["keywords"].get("section")
        asked |= named | {claim for claim, about in own.items() if about.section == section}
        if call["keywords"].get("chapter") == page.chapter and section is None:
            asked |= set(own)
    for claim in own:
        if claim not in asked:
            mend = f'Show ClaimCheck(section="{own[claim].section}") in its section'
            yield page.problem(None, f"claim {claim} is not asked", mend)


def sections_are_quizzed(page: Page) -> Iterator[Problem]:
    """Each section of the article ends in a quiz, and so does the chapter."""
    calls = [call for call in _calls(page.notebook, "Quiz") if page.chapter in call["values"]]
    quizzed = {call["keywords"].get("section") for call in calls if "objective" not in call["keywords"]}
    for section in taught_sections(page):
        if not any(told and belongs(told, section) for told in quizzed):
            mend = f'Show Quiz({page.chapter}, section="{section}") at its end'
            yield page.problem(None, f"section {section} has no quiz", mend)
    if None not in quizzed:
        mend = f"Show Quiz({page.chapter}, n=8) under “Test yourself”"
        yield page.problem(None, "the chapter has no quiz at its end", mend)


def exercise_is_linked(page: Page) -> Iterator[Problem]:
    """The chapter leads to its exercise."""
    address = f"../exercises/{page.stem}.ipynb"
    if not any(f"]({address})" in cell.source for _, cell in page.cells("markdown")):
        yield page.problem(None, "its exercise is not linked", f"Link {address} under “Test yourself”")


def _calls(notebook: NotebookNode, name: str) -> Iterator[dict]:
    """Yield the constants in each call of a function: ``values`` (lists opened) and ``keywords``."""
    for cell in notebook.cells:
        if cell.cell_type != "code" or f"{name}(" not in cell.source:
            continue
        for node in ast.walk(_parsed(cell.source)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == name:
                inner = (part for argument in node.args for part in ast.walk(argument))
                values = {part.value for part in inner if isinstance(part, ast.Constant)}
                words = {word.arg: getattr(word.value, "value", None) for word in node.keywords}
                yield {"values": values, "keywords": words}


def _parsed(source: str) -> ast.Module:
    """Return the code; an empty module for what is not plain Python, which another rule tells of."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module([], [])
