"""Whether the tables can be relied on: their shape, their keys, and the sense of their figures."""

from pathlib import Path

from ..tables import course_folder
from .conversions import conversion_problems
from .figures import figure_problems
from .problem import Problem
from .shape import broken_keys, read_package, shape_problems

__all__ = ["Problem", "check_folder"]


def check_folder(folder: Path | None = None) -> list[Problem]:
    """Return what is wrong with the tables of a folder, in their order; empty if all is well.

    folder  holds ``datapackage.json`` and the CSV files; without it, the course's own ``data/``.

    Checked are the shape of each file (columns, types, allowed words and units, limits, identifiers), that
    every key finds its row, and the sense of the figures: a share between 0 and 100 %, no more events than
    people, an interval that holds its estimate, a spread whose kind is said, a converted figure that follows
    from the printed one.

    Raises:
        FileNotFoundError: the folder has no ``datapackage.json``.
        ValueError: ``datapackage.json`` is not readable as a data package.
    """
    package = read_package(folder or course_folder() / "data")
    problems = []
    for table in package.tables:
        problems += shape_problems(table)
        if table.is_whole:
            problems += broken_keys(table, package)
            problems += figure_problems(table) + conversion_problems(table)
    return problems
