"""Rules for a lesson's frame: its first cell, its metadata, its folded cells."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from ketamine_course.commands import launch, markdown
from ketamine_course.commands.course_map import MINUTES_TOLD, NOTEBOOKS
from ketamine_course.commands.rules.page import Page, Problem
from ketamine_course.learning.course_contents import PATHS, course_metadata, map_notebook

_LONGEST_SECTION_MIN = 60


def name_is_known(page: Page) -> Iterator[Problem]:
    """The file is one of the course's notebooks."""
    if page.stem not in NOTEBOOKS:
        yield page.problem(None, "not a notebook of the course", f"Name it one of {', '.join(NOTEBOOKS)}")


def first_cell_promises(page: Page) -> Iterator[Problem]:
    """The first cell says in a sentence what the notebook gives, and that Run all brings it to life."""
    blocks = _first_blocks(page)
    if len(blocks) < 2 or blocks[1]["type"] != "paragraph" or not markdown.is_prose(blocks[1]):
        yield page.problem(0, "no promise below the title", "Say in one sentence what the reader will gain")
    if "run all" not in _words(blocks).lower():
        yield page.problem(
            0, "no word about Run all", "Say that it can be read at once, and what Run all adds"
        )


def first_cell_tells_minutes(page: Page) -> Iterator[Problem]:
    """The minutes in the first cell are those that the cells' metadata add up to."""
    course = map_notebook(page.stem, page.notebook)
    true = {course.minutes, course.core_minutes, course.extra_minutes, *course.minutes_by_path.values()}
    told = {int(number) for number in MINUTES_TOLD.findall(_words(_first_blocks(page)))}
    if course.minutes not in told:
        yield page.problem(
            0, f"its {course.minutes} minutes are not told", f"Write “{course.minutes} minutes”"
        )
    for wrong in sorted(told - true):
        what = f"{wrong} minutes is neither the total nor the core, the extra or a path's time"
        yield page.problem(0, what, "See python -m ketamine_course course-map")


def first_cell_leads_on(page: Page) -> Iterator[Problem]:
    """The first cell names the previous and the next notebook, as links once their files are there."""
    place = NOTEBOOKS.index(page.stem) if page.stem in NOTEBOOKS else -1
    words = _words(_first_blocks(page)).lower()
    links = markdown.targets(page.notebook.cells[0].source) if page.notebook.cells else []
    for word, neighbour in (("previous", place - 1), ("next", place + 1)):
        if place < 0 or not 0 <= neighbour < len(NOTEBOOKS):
            continue
        file = f"{NOTEBOOKS[neighbour]}.ipynb"
        if word not in words:
            yield page.problem(0, f"“{word}” is missing", f"Name the {word} notebook, {NOTEBOOKS[neighbour]}")
        if (page.folder / file).is_file() and file not in links:
            yield page.problem(0, f"the {word} notebook is not linked", f"Link to {file}")


def launch_links_are_current(page: Page) -> Iterator[Problem]:
    """The first cell has the place for launch links, and in it what ``launch-links --write`` writes."""
    source = page.notebook.cells[0].source if page.notebook.cells else ""
    if launch.BEGIN not in source or launch.END not in source:
        mend = f"Put the lines {launch.BEGIN} and {launch.END} there, an empty line around them"
        yield page.problem(0, "no place for launch links", mend)
    elif launch.fill(source, launch.notebook_block(page.name, page.course)) != source:
        mend = "Run python -m ketamine_course launch-links --write"
        yield page.problem(0, "its launch link is not this notebook's", mend)


def hidden_cells_say_what_they_show(page: Page) -> Iterator[Problem]:
    """A cell tagged hide-input is folded, and its first line, which stays visible, says what it shows."""
    for index, cell in page.cells("code"):
        tagged = "hide-input" in cell.metadata.get("tags", [])
        folded = cell.metadata.get("jupyter", {}).get("source_hidden") is True
        if tagged != folded:
            mend = 'Set both the tag "hide-input" and "jupyter": {"source_hidden": true}'
            yield page.problem(index, "tag and folding disagree", mend)
        first_line = cell.source.strip().partition("\n")[0]
        if (tagged or folded) and not re.match(r"# *\S+ +\S+ +\S+", first_line):
            mend = "Begin with a comment of three words or more that says what it shows"
            yield page.problem(index, "a folded cell that does not say what it shows", mend)


def course_metadata_is_right(page: Page) -> Iterator[Problem]:
    """Cell metadata under "course" have known keys, right types, and name things that exist."""
    for index, cell in enumerate(page.notebook.cells):
        about = cell.metadata.get("course")
        if about is None:
            continue
        if not isinstance(about, dict):
            yield page.problem(index, '"course" is no table', "See docs/contributing.md")
            continue
        for fault in _faults_of_metadata(page, about):
            yield page.problem(index, fault, f"Allowed: {_ALLOWED}")


def sections_are_timed(page: Page) -> Iterator[Problem]:
    """Each cell that opens a section (##) says its minutes, whether it is core, and who reads it."""
    for index, cell in page.cells("markdown"):
        missing = [key for key in ("minutes", "core", "paths") if key not in course_metadata(cell)]
        if _opens_section(cell) and missing:
            what = f"its metadata lack course: {', '.join(missing)}"
            yield page.problem(index, what, f"Allowed: {_ALLOWED}")


def explorers_are_called(page: Page) -> Iterator[Problem]:
    """A cell that names an explorer in its metadata is a folded code cell that calls it."""
    for index, cell in enumerate(page.notebook.cells):
        name = course_metadata(cell).get("explorer")
        if name is None:
            continue
        folded = cell.metadata.get("jupyter", {}).get("source_hidden") is True
        if (
            cell.cell_type != "code"
            or not folded
            or not re.search(rf"\b{re.escape(str(name))}\(", cell.source)
        ):
            mend = f"Put the metadata on the folded code cell that calls {name}(…)"
            yield page.problem(index, f"the explorer {name} is not shown by this cell", mend)


_ALLOWED = (
    '"nodes": [outline ids], "claims": [claim ids], "verdicts": [the claims whose verdicts the cell tells, '
    'in that order], "explorer": name, '
    f'"minutes": 1 to {_LONGEST_SECTION_MIN}, "core": true or false, "paths": any of {", ".join(PATHS)}, '
    '"instructor_note": text; "core" and "paths" wherever "minutes" are'
)


def _faults_of_metadata(page: Page, about: dict) -> Iterator[str]:
    checks = {
        "nodes": lambda value: _names_among(value, page.facts.nodes),
        "claims": lambda value: _names_among(value, page.facts.claims),
        "verdicts": lambda value: _names_among(value, page.facts.claims),
        "explorer": lambda value: isinstance(value, str) and value.isidentifier(),
        "minutes": lambda value: type(value) is int and 1 <= value <= _LONGEST_SECTION_MIN,
        "core": lambda value: isinstance(value, bool),
        "paths": lambda value: _names_among(value, PATHS),
        "instructor_note": lambda value: isinstance(value, str) and bool(value.strip()),
    }
    for key, value in about.items():
        if key not in checks:
            yield f'unknown key "{key}" in course'
        elif not checks[key](value):
            yield f"{key} may not be {value!r}"
    if "minutes" in about and not {"core", "paths"} <= set(about):
        yield "minutes without core and paths"


def _names_among(value: object, known: object) -> bool:
    """Tell whether a value is a list of known names, at least one, none twice."""
    if not isinstance(value, list) or not value:
        return False
    return len({str(name) for name in value}) == len(value) and all(
        isinstance(name, str) and name in known for name in value
    )


def _opens_section(cell: NotebookNode) -> bool:
    return any(level == 2 for level, _ in markdown.headings(cell.source))


def _first_blocks(page: Page) -> tuple[markdown.Token, ...]:
    cells = page.notebook.cells
    return markdown.blocks(cells[0].source) if cells and cells[0].cell_type == "markdown" else ()


def _words(blocks: tuple[markdown.Token, ...]) -> str:
    return "\n".join(markdown.text_of(block) for block in blocks)
