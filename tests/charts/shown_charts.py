"""The charts that the notebooks show, for tests that hold each of them to something."""

from functools import cache
from pathlib import Path

import pytest

from ketamine_course import charts
from ketamine_course.charts import Chart
from ketamine_course.commands import normal_form
from ketamine_course.evidence import course_folder
from ketamine_course.widgets import LiveFigure

NOTEBOOKS = sorted([*course_folder().glob("notebooks/*.ipynb"), *course_folder().glob("docs/*.ipynb")])
EACH_NOTEBOOK = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@cache
def charts_shown(path: Path) -> tuple[Chart, ...]:
    """Run a notebook's code here, once, and return the charts that it shows."""
    found: list[Chart] = []
    space: dict = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charts, "show", found.append)
        patch.setattr(LiveFigure, "show", lambda self: None)
        for cell in normal_form.read(path.read_text(encoding="utf-8")).cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, path.name, "exec"), space)
    return tuple(found)
