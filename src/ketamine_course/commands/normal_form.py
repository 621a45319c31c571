"""The one form in which a notebook is stored, so that the same content always gives the same bytes."""

import hashlib
import json
import re

import nbformat
from nbformat import NotebookNode

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
# No version: it would change with each machine.
LANGUAGE_INFO = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
KEPT_TYPES = (
    "text/plain",
    "text/html",
    "text/markdown",
    "text/latex",
    "image/png",
    "image/jpeg",
    "image/svg+xml",
)
_KEPT_NOTEBOOK_METADATA = ("course",)
_KEPT_CELL_METADATA = ("course", "deletable", "editable", "nbgrader", "tags")
_VALID_ID = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")


def read(text: str) -> NotebookNode:
    """Return the notebook written in ``text``, with an id on every cell that stays the same at each reading.

    Raises ValueError when the text is not a version 4 notebook.
    """
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not a notebook: {error}") from None
    if not isinstance(content, dict) or content.get("nbformat") != 4:
        raise ValueError("is not a notebook of format 4; save it with a current JupyterLab")
    content["nbformat_minor"] = 5
    _give_ids(content.get("cells", []))
    try:
        return nbformat.reads(json.dumps(content), as_version=4)
    except nbformat.ValidationError as error:
        raise ValueError(f"is not a valid notebook: {error.message}") from None


def write(notebook: NotebookNode) -> str:
    """Return the text of a notebook: keys sorted, one space of indent, one newline at the end."""
    return nbformat.writes(notebook, version=4) + "\n"


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Return a copy without what changes from run to run: times, versions, counts, widget ids."""
    notebook = nbformat.from_dict(json.loads(json.dumps(notebook)))
    kept = {key: notebook.metadata[key] for key in _KEPT_NOTEBOOK_METADATA if key in notebook.metadata}
    notebook.metadata = nbformat.from_dict({**kept, "kernelspec": KERNELSPEC, "language_info": LANGUAGE_INFO})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    count = 0
    for cell in notebook.cells:
        cell.metadata = _normal_cell_metadata(cell.metadata)
        if cell.cell_type != "code":
            continue
        was_run = cell.execution_count is not None
        count += was_run
        cell.execution_count = count if was_run else None
        cell.outputs = _normal_outputs(cell.outputs, cell.execution_count)
    return notebook


def _give_ids(cells: list[dict]) -> None:
    seen = set()
    for position, cell in enumerate(cells):
        identity = str(cell.get("id", ""))
        source = "".join(cell.get("source", ""))
        attempt = 0
        while identity in seen or not _VALID_ID.match(identity):
            origin = f"{position}\n{attempt}\n{cell.get('cell_type')}\n{source}"
            identity = hashlib.sha256(origin.encode()).hexdigest()[:12]
            attempt += 1
        cell["id"] = identity
        seen.add(identity)


def _normal_cell_metadata(metadata: NotebookNode) -> NotebookNode:
    kept = {key: metadata[key] for key in _KEPT_CELL_METADATA if key in metadata}
    if metadata.get("jupyter", {}).get("source_hidden"):
        kept["jupyter"] = {"source_hidden": True}
    return nbformat.from_dict(kept)


def _normal_outputs(outputs: list[NotebookNode], count: int | None) -> list[NotebookNode]:
    normal: list[NotebookNode] = []
    for output in outputs:
        if output.output_type == "stream":
            # How a text is cut into pieces depends on the moment it was sent.
            before = normal[-1] if normal else None
            if before is not None and before.output_type == "stream" and before.name == output.name:
                before.text += output.text
                continue
        if "data" in output:
            output.data.pop(WIDGET_VIEW, None)
            output.metadata.pop(WIDGET_VIEW, None)
        if output.output_type == "execute_result":
            output.execution_count = count
        normal.append(output)
    return normal
