"""The shape of a table: its file, columns and single cells, and the keys that point to other tables."""

import csv
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from .problem import Problem

_SHOWN_AT_MOST = 12


@dataclass
class Table:
    """A table as it stands in its file, every cell as text, beside its description.

    ``broken`` says why the file could not be read as its description wants it, "" if it could.
    """

    name: str
    description: dict
    header: list[str]
    lines: list[list[str]]
    broken: str = ""

    @cached_property
    def fields(self) -> dict[str, dict]:
        return {field["name"]: field for field in self.description["schema"]["fields"]}

    @property
    def is_whole(self) -> bool:
        """Whether every described column is there and every line has as many cells as the header."""
        return not self.broken and set(self.header) == set(self.fields) and not self.ragged

    @property
    def ragged(self) -> list[int]:
        """Places in ``lines`` of those that have more or fewer cells than the header."""
        return [place for place, cells in enumerate(self.lines) if len(cells) != len(self.header)]

    @cached_property
    def cells(self) -> pd.DataFrame:
        return pd.DataFrame(self.lines, columns=self.header, dtype=str)

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """The columns of numbers as floats; NaN where a cell is empty or is no number."""
        names = [name for name, field in self.fields.items() if field["type"] in ("number", "integer")]
        return self.cells[names].apply(pd.to_numeric, errors="coerce").astype(float)

    @cached_property
    def places(self) -> list[str]:
        """What to call each row: its identifier, or "line N" of the file."""
        key = self.description["schema"].get("primaryKey")
        named = self.cells[key] if isinstance(key, str) else [""] * len(self.lines)
        return [name or f"line {line}" for line, name in enumerate(named, start=2)]


@dataclass
class Package:
    """All tables of a data folder, in the order of their description."""

    tables: list[Table]

    def column(self, table: str, column: str) -> set[str] | None:
        """Return the filled cells of a column; None if it cannot be read."""
        for candidate in self.tables:
            if candidate.name == table and candidate.is_whole:
                return set(candidate.cells[column]) - {""}
        return None


def _read_table(folder: Path, description: dict) -> Table:
    path = folder / description["path"]
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
    except FileNotFoundError:
        return Table(description["name"], description, [], [], f"the file {path.name} is not there")
    except UnicodeDecodeError as error:
        return Table(description["name"], description, [], [], f"{path.name} is not UTF-8 text: {error}")
    if not lines:
        return Table(description["name"], description, [], [], f"the file {path.name} is empty")
    return Table(description["name"], description, lines[0], lines[1:])


def read_package(folder: Path) -> Package:
    """Return every table that ``datapackage.json`` in this folder describes, unchecked.

    Raises:
        FileNotFoundError: there is no ``datapackage.json``.
        ValueError: it is no JSON, or describes no tables.
    """
    path = folder / "datapackage.json"
    if not path.is_file():
        raise FileNotFoundError(f"{folder} holds no datapackage.json: name the folder that holds the tables")
    try:
        described = json.loads(path.read_text(encoding="utf-8"))["resources"]
        return Package([_read_table(folder, description) for description in described])
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"{path.name} cannot be read as a data package: {error!r}") from error


def _listed(names: list[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:_SHOWN_AT_MOST])
    return shown + (f" and {len(names) - _SHOWN_AT_MOST} more" if len(names) > _SHOWN_AT_MOST else "")


def _header_problems(table: Table) -> list[Problem]:
    problems = []
    for name in table.fields:
        if name not in table.header:
            problems.append(Problem(table.name, "", name, "this column is missing from the file"))
    for name in table.header:
        if name not in table.fields:
            told = "this column is not described in datapackage.json"
            if re.fullmatch(r"low|high|spread|error|plus_minus|pm|interval", name):
                told += "; a spread stands in the column of its kind (sd, se, ci_low, iqr_low, ...)"
            problems.append(Problem(table.name, "", name, told))
    if len(set(table.header)) < len(table.header):
        twice = sorted({name for name in table.header if table.header.count(name) > 1})
        problems.append(Problem(table.name, "", twice[0], "this column stands twice in the file"))
    for place in table.ragged:
        count = len(table.lines[place])
        message = f"{count} cells, but the header has {len(table.header)}"
        problems.append(Problem(table.name, f"line {place + 2}", "", message))
    return problems


def _wrong_type(cell: str, kind: str) -> str:
    """Return what is wrong with the type of a filled cell, or ""."""
    if kind == "integer" and not re.fullmatch(r"-?\d+", cell):
        return f"{cell!r} is no whole number"
    if kind == "number" and not re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", cell):
        return f"{cell!r} is no number (write 1234.5, without spaces or commas)"
    if kind == "boolean" and cell not in ("true", "false"):
        return f"{cell!r} is neither true nor false"
    return ""


def _against_limits(cell: str, name: str, limits: dict) -> str:
    """Return what is wrong with a cell of the right type, or ""."""
    if "enum" in limits and cell not in limits["enum"]:
        what = "unit" if name.endswith("unit") else "word"
        return f"{cell!r} is no known {what} here; allowed: {_listed(limits['enum'])}"
    if "pattern" in limits and not re.fullmatch(limits["pattern"], cell):
        return f"{cell!r} is not written as it should be (pattern {limits['pattern']})"
    if "minimum" in limits and float(cell) < limits["minimum"]:
        return f"{cell} is less than {limits['minimum']}, the least allowed"
    if "maximum" in limits and float(cell) > limits["maximum"]:
        return f"{cell} is more than {limits['maximum']}, the most allowed"
    return ""


def _cell_problems(table: Table, name: str) -> list[Problem]:
    field = table.fields[name]
    limits = field.get("constraints", {})
    problems = []
    first: dict[str, str] = {}
    for place, cell in zip(table.places, table.cells[name], strict=True):
        told = ""
        if cell == "":
            told = "this cell must not be empty" if limits.get("required") else ""
        else:
            told = _wrong_type(cell, field["type"]) or _against_limits(cell, name, limits)
            if limits.get("unique") and cell in first:
                told = told or f"{cell!r} stands twice in this column; every row has its own"
            first.setdefault(cell, place)
        if told:
            problems.append(Problem(table.name, place, name, told))
    return problems


def _key_problems(table: Table) -> list[Problem]:
    """Tell of a primary key of several columns that stands twice (one column is told as a cell)."""
    key = table.description["schema"].get("primaryKey")
    if not isinstance(key, list):
        return []
    twice = table.cells.duplicated(key)
    return [
        Problem(table.name, place, key[0], f"{' and '.join(key)} together stand twice; every row has its own")
        for place, again in zip(table.places, twice, strict=True)
        if again
    ]


def shape_problems(table: Table) -> list[Problem]:
    """Return what is wrong with a table's file, columns and single cells."""
    if table.broken:
        return [Problem(table.name, "", "", table.broken)]
    problems = _header_problems(table)
    if problems:
        return problems
    for name in table.fields:
        problems += _cell_problems(table, name)
    return problems + _key_problems(table)


def broken_keys(table: Table, package: Package) -> list[Problem]:
    """Return the cells that name a row of another table (a reference, a claim, a place) that is not there."""
    problems = []
    for key in table.description["schema"].get("foreignKeys", []):
        column = key["fields"] if isinstance(key["fields"], str) else key["fields"][0]
        target = key["reference"]
        wanted = target["fields"] if isinstance(target["fields"], str) else target["fields"][0]
        other = target["resource"] or table.name
        known = package.column(other, wanted)
        if known is None:
            message = f"it points to {other}, which cannot be read"
            problems.append(Problem(table.name, "", column, message))
            continue
        for place, cell in zip(table.places, table.cells[column], strict=True):
            if cell and cell not in known:
                message = f"{cell!r} is not in the table {other} (column {wanted}); add it there first"
                problems.append(Problem(table.name, place, column, message))
    return problems
