"""Letting JupyterLab show stored pages as they are meant: those alone in which nothing can run.

Until a notebook is run, JupyterLab takes from its stored outputs whatever might do harm: with it go the
styles, and what keeps arrow keys inside a fold-out or a table from being JupyterLab's own commands. It spares
a notebook that is signed, as `jupyter trust` does; but in that one a script would run on opening. So one is
signed here only if its outputs hold nothing but words, tables, links and pictures, whoever wrote it. The
signatures lie where JupyterLab itself puts one whenever a notebook is saved.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from .places import Course, complain

NOTE = "course-trusted.json"
FOLDERS = ("notebooks", "exercises")
SECONDS = 60
# Run by the Python that JupyterLab runs with.
SIGN = """
import sys, nbformat
from nbformat.sign import NotebookNotary
notary = NotebookNotary()
for path in sys.argv[1:]:
    notary.sign(nbformat.read(path, as_version=4))
"""

# What may stand in a stored page, and in this one way of writing, which no browser reads otherwise.
_TAGS = re.compile(
    "a|b|br|caption|code|dd|details|div|dl|dt|em|figcaption|figure|h[1-6]|hr|i|img|li|ol|p|pre|small|span|strong"
    "|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|u|ul"
)
_ATTRIBUTES = re.compile(
    "alt|aria-[a-z]+|class|colspan|data-lm-suppress-shortcuts|height|href|open|role|rowspan"
    "|scope|src|start|style|tabindex|title|type|width"
)
_ATTRIBUTE = r'\s+([a-z-]+)(?:="([^"<>]*)")?'
_TAG = re.compile(rf"</?([a-z][a-z0-9]*)((?:{_ATTRIBUTE})*)\s*/?>")
_STYLE_ELEMENT = re.compile(r"<style>([^<]*)</style>")
_FETCHES = re.compile(r"url|src|@(?!media\b)|image|expression|\\", re.IGNORECASE)
_VALUES = {
    "href": re.compile(r"https?://\S*|[\w.#%-][\w./#%-]*"),
    "src": re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]*"),
    "style": re.compile(rf"(?!.*(?:{_FETCHES.pattern}))[^&]*", re.IGNORECASE | re.DOTALL),
}


def is_still(html: str) -> bool:
    """Say whether nothing in a piece of HTML can run, fetch, or press JupyterLab's buttons."""
    styles = _STYLE_ELEMENT.findall(html)
    # A tag takes its place: within an attribute, where a browser sees no style element, none is allowed.
    rest = _STYLE_ELEMENT.sub("<br>", html)
    if any(_FETCHES.search(style) for style in styles) or "<" in _TAG.sub("", rest):
        return False
    return all(
        _TAGS.fullmatch(tag) and all(_is_allowed(*given) for given in re.findall(_ATTRIBUTE, attributes))
        for tag, attributes, *_ in _TAG.findall(rest)
    )


def _is_allowed(name: str, value: str) -> bool:
    known = _ATTRIBUTES.fullmatch(name) is not None
    return known and (name not in _VALUES or _VALUES[name].fullmatch(value) is not None)


def may_be_trusted(notebook: object) -> bool:
    """Say whether no stored output of a notebook, as read from its JSON, can do anything once opened."""
    try:
        if notebook["nbformat"] != 4 or "widgets" in notebook["metadata"]:
            return False
        outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
        return all(_is_harmless(output) for output in outputs)
    except (AttributeError, KeyError, TypeError):
        return False


def _is_harmless(output: dict) -> bool:
    if output["output_type"] == "stream":
        return True
    data = output.get("data", {})
    if output["output_type"] == "error" or set(data) - {"text/plain", "text/html"} or output.get("metadata"):
        return False
    return is_still("".join(data.get("text/html", "")))


def can_be_trusted(path: Path) -> bool:
    """Say the same of a file; one that cannot be read is not trusted."""
    try:
        return may_be_trusted(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return False


def sign(python: str, paths: list[Path], variables: dict[str, str]) -> bool:
    """Have notebooks signed by the Python that JupyterLab runs with; say so if that fails."""
    command = [python, "-c", SIGN, *map(str, paths)]
    try:
        # With no standard input: it never asks.
        subprocess.run(
            command,
            env=variables,
            check=True,
            timeout=SECONDS,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        complain("JupyterLab will show the pages more plainly until they are run. Nothing else is affected.")
        return False
    return True


def state(course: Course) -> dict[str, list[int]]:
    """Return size and time of change of each of the course's notebooks."""
    found = {}
    for folder in FOLDERS:
        for path in sorted((course.folder / folder).glob("*.ipynb")):
            if path.is_file():
                seen = path.stat()
                found[f"{folder}/{path.name}"] = [seen.st_size, seen.st_mtime_ns]
    return found


def trust(course: Course) -> None:
    """Look at the notebooks that are new or changed since the last time; have the harmless ones signed."""
    note = course.venv / NOTE
    try:
        before = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        before = {}
    now = state(course)
    fresh = [course.folder / name for name, seen in now.items() if before.get(name) != seen]
    harmless = [path for path in fresh if can_be_trusted(path)]
    if not fresh or (harmless and not sign(str(course.python), harmless, course.environment())):
        return
    try:
        note.write_text(json.dumps(now), encoding="utf-8")
    except OSError:
        return  # then they are looked at again the next time


def main() -> None:
    """Sign the course's notebooks for the Python that runs this, as Binder's postBuild needs it."""
    course = Course(Path(__file__).resolve().parent.parent)
    sign(
        sys.executable,
        [p for name in state(course) if can_be_trusted(p := course.folder / name)],
        dict(os.environ),
    )


if __name__ == "__main__":
    main()
