"""Small notebooks that the browser tests write for themselves."""

from pathlib import Path

import nbformat

LIVE_CELL = "from toy_explorer import toy\n\nexplorer = toy()\nexplorer.show()"
CHART_CELL = """\
import numpy as np
import pandas as pd

from ketamine_course.charts import Chart, show
from ketamine_course.charts.style import course_style, new_figure

with course_style():
    figure = new_figure()
    figure.add_subplot().plot([0, 1, 2], [4, 2, 1])
rows = pd.DataFrame({"time_h": [0, 1, 2] * 20, "level_percent": [4.0, 2.0, 1.0] * 20})
show(Chart(figure, "It halves.", "Made up.", "Line chart of a level that halves.", rows, note="No study."))"""
TITLE = "# A toy\n\n## Figures\n\nSome text before the [figure](#A-toy)."


def write_notebook(path: Path, *code: str) -> None:
    """Write a notebook with a title and these code cells, never run."""
    cells = [nbformat.v4.new_markdown_cell(TITLE), *map(nbformat.v4.new_code_cell, code)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
