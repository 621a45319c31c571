"""Sourced tables: find the course folder, load a table, look up one row.

Every table is a CSV file in ``data/`` that ``data/datapackage.json`` describes. Column types come from
that description: numbers are floats (missing: NaN), whole numbers that may not be missing are integers,
truth values are booleans, and text is text (missing: the empty string).
"""

import json
from functools import lru_cache
from pathlib import Path

import pandas as pd

_MARK = Path("data") / "datapackage.json"
_ADVICE = "python -m ketamine_course data check tells more"


def course_folder() -> Path:
    """Return the folder that holds ``data/`` and ``notebooks/``.

    It is found from the place of this package when that was installed from the course folder, and
    otherwise by walking up from the working directory.

    Raises:
        FileNotFoundError: no such folder was found; the message says where it was looked for.
    """
    here = Path(__file__).resolve()
    start = Path.cwd().resolve()
    for folder in (*here.parents, start, *start.parents):
        if (folder / _MARK).is_file():
            return folder
    raise FileNotFoundError(
        f"the course folder, which holds {_MARK.as_posix()}, was found neither above the package "
        f"({here.parent}) nor above the working directory ({start}): start Python inside the course folder"
    )


@lru_cache(maxsize=1)
def _package(folder: Path) -> dict[str, dict]:
    """Return the description of each table, by its name."""
    described = json.loads((folder / _MARK).read_text(encoding="utf-8"))
    return {resource["name"]: resource for resource in described["resources"]}


def table_names() -> list[str]:
    """Return the names of all tables, in alphabetical order."""
    return sorted(_package(course_folder()))


def describe(name: str) -> dict:
    """Return what ``data/datapackage.json`` says of a table: title, description, ``reviewed_on``, ``schema``.

    Raises:
        ValueError: there is no such table; the message lists those that exist.
    """
    known = _package(course_folder())
    if name not in known:
        raise ValueError(f"there is no table {name!r}; the tables are: {', '.join(sorted(known))}")
    return known[name]


def _dtype(field: dict) -> str:
    """Return the pandas type of a column."""
    if field["type"] == "integer" and field.get("constraints", {}).get("required"):
        return "int64"
    return {"number": "float64", "integer": "float64", "boolean": "bool"}.get(field["type"], "str")


@lru_cache(maxsize=64)
def _read(folder: Path, name: str) -> pd.DataFrame:
    """Read a table once; callers get copies."""
    resource = describe(name)
    types = {field["name"]: _dtype(field) for field in resource["schema"]["fields"]}
    path = folder / "data" / resource["path"]
    numbers = [column for column, dtype in types.items() if dtype in ("float64", "int64")]
    try:
        # "n" or "NA" in a cell is a word here; only an empty cell in a column of numbers is missing.
        frame = pd.read_csv(
            path,
            dtype={column: "str" if dtype == "bool" else dtype for column, dtype in types.items()},
            na_values={column: [""] for column in numbers},
            keep_default_na=False,
            encoding="utf-8",
        )
    except pd.errors.ParserError as error:
        raise ValueError(f"table {name}: a line has too many cells ({error}); {_ADVICE}") from error
    except ValueError as error:
        raise ValueError(f"table {name}: {_first_fault(path, numbers) or error}; {_ADVICE}") from error
    if set(frame.columns) != set(types):
        wrong = sorted(set(frame.columns) ^ set(types))[0]
        place = "the file" if wrong in frame else "datapackage.json"
        raise ValueError(f"table {name}: column {wrong!r} stands only in {place}; {_ADVICE}")
    for column in (column for column, dtype in types.items() if dtype == "bool"):
        frame[column] = frame[column] == "true"
    return frame


def _first_fault(path: Path, numbers: list[str]) -> str:
    """Return which cell of the columns of numbers is none, "" if that is not the fault."""
    texts = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")
    for column in texts.columns.intersection(numbers):
        cells = texts[column]
        wrong = (cells != "") & pd.to_numeric(cells, errors="coerce").isna()
        if wrong.any():
            line = int(wrong.to_numpy().argmax())
            return f"line {line + 2}, column {column!r}: {cells.iloc[line]!r} is no number"
    return ""


def load_table(name: str) -> pd.DataFrame:
    """Return a table as a fresh copy, one figure a row, typed as its description says.

    Numbers are ``float64`` with NaN where a figure is missing (whole numbers that may not be missing, such
    as a chapter, are ``int64``); truth values such as ``doubtful`` are ``bool``; text is text with ``""``
    where it is missing. Units stand in the column names, in the column ``unit``, or in
    ``describe(name)["schema"]``.

    Raises:
        ValueError: there is no such table (the message lists those that exist), or its file has other
            columns than its description, or words where numbers belong; the message names the place.
    """
    describe(name)
    return _read(course_folder(), name).copy()


def row(table: str, id: str) -> pd.Series:
    """Return one row of a table by its identifier (its first column: id, key, model or node_id).

    Raises:
        ValueError: no such table, no such row, or a table whose rows have no single identifier.
    """
    key = describe(table)["schema"]["primaryKey"]
    if not isinstance(key, str):
        raise ValueError(
            f"rows of {table} have no single identifier; they are told apart by {', '.join(key)}"
        )
    frame = _read(course_folder(), table)
    found = frame[frame[key] == id]
    if found.empty:
        raise ValueError(f"table {table} has no row {id!r}; it has {len(frame)}, from {frame[key].min()} on")
    return found.iloc[0].copy()
