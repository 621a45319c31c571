"""What the outputs stored in a notebook may hold, and what they say."""

import re

from nbformat import NotebookNode

from ketamine_course.commands.normal_form import KEPT_TYPES, WIDGET_VIEW

_OBJECT_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{8,}\b")
_MACHINE_PATH = re.compile(r"/home/|/Users/|/root/|/tmp/|[A-Za-z]:\\+Users\\|site-packages")


def describe_cell(notebook: NotebookNode, index: int) -> str:
    """Return words by which a person finds a cell: its place, counted from 1, its id and its first line."""
    cell = notebook.cells[index]
    first_line = (cell.source.strip().splitlines() or ["(empty)"])[0]
    return f"cell {index + 1} (id {cell.id}, “{first_line[:60]}”)"


def unstorable(notebook: NotebookNode, index: int) -> list[str]:
    """Return why outputs of cell ``index`` may not be stored: errors, warnings, machine-bound content."""
    cell = notebook.cells[index]
    reasons = []
    has_twin = "text/html" in {kind for output in cell.get("outputs", []) for kind in output.get("data", {})}
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            reasons.append(f"it raises {output.ename}: {output.evalue}")
        elif output.output_type == "stream" and output.name == "stderr":
            reasons.append(f"it writes to the error stream: {output.text.strip()}")
        data = output.get("data", {})
        if WIDGET_VIEW in data and not has_twin:
            reasons.append("it shows a widget without an HTML twin, so nothing shows before it is run")
        foreign = sorted(set(data) - {*KEPT_TYPES, WIDGET_VIEW})
        if foreign:
            reasons.append(f"its output has type {', '.join(foreign)}; allowed are {', '.join(KEPT_TYPES)}")
        text = visible_text(output)
        if _OBJECT_ADDRESS.search(text):
            reasons.append("its output holds an object's address, which changes at each run")
        if _MACHINE_PATH.search(text):
            reasons.append("its output holds a path of the machine it ran on")
    return [f"{describe_cell(notebook, index)}: {reason}" for reason in reasons]


def visible_text(output: NotebookNode) -> str:
    """Return what an output says in words or HTML, without the pictures inside."""
    data = output.get("data", {})
    words = "\n".join(value for kind, value in data.items() if kind.startswith("text/"))
    without_pictures = re.sub(r"data:image/[^\"')\s]+", "", words)
    return without_pictures + (output.text if output.output_type == "stream" else "")


def html_of(cell: NotebookNode) -> str:
    """Return all HTML that a cell's outputs hold."""
    return "\n".join(output.get("data", {}).get("text/html", "") for output in cell.get("outputs", []))
