"""What a reference to a number stands for: ``table:id.column`` and its kin; ``traces`` has the grammar."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from . import tables
from .tables import describe, load_table, row

_REFERENCE = re.compile(
    r"(?P<table>[a-z_]+):(?P<id>[A-Za-z0-9_.]+)\.(?P<column>[a-z_0-9]+)"
    r"(?:/(?P<other>[a-z_]+:[A-Za-z0-9_.]+\.)?(?P<below>[a-z_0-9]+))?"
    r"(?P<percent>\|percent)?(?:\|round=(?P<round>-?\d))?"
)


@dataclass(frozen=True)
class Resolved:
    """What a reference stands for: a number with its unit, or a text cell, with the row it is from."""

    value: float | None
    text: str | None
    unit: str
    table: str
    id: str
    column: str
    citation_key: str
    doubtful: bool
    is_ratio: bool = False
    round_to: int | None = None


def _unit(record: pd.Series, field: dict) -> str:
    """Return the unit of a cell, from the description of its column and the row."""
    unit = field.get("unit", "")
    if unit == "in the unit of the row":
        return str(record["unit"])
    told = re.fullmatch(r"as (\w+) says", unit)
    return str(record[told[1]]) if told else unit


def _citation(record: pd.Series, table: str) -> str:
    if table == "claims":
        joined = load_table("claim_citations")
        return ";".join(joined.loc[joined["claim_id"] == record["id"], "citation_key"])
    return str(record.get("citation_key", record.get("key", "")))


def _cell(record: pd.Series, fields: dict[str, dict], column: str, reference: str):
    """Return a cell that is filled, or say why there is none."""
    if column not in fields:
        raise ValueError(f"{reference}: the table has no column {column!r}; it has {', '.join(fields)}")
    cell = record[column]
    if cell == "" or (isinstance(cell, float) and math.isnan(cell)):
        raise ValueError(f"{reference}: the cell {column} of this row is empty")
    return cell


def is_reference(text: str) -> bool:
    """Return whether a text has the form of a reference; ``resolve`` says whether it leads anywhere."""
    return _REFERENCE.fullmatch(text.strip()) is not None


def _below(parts: re.Match, record: pd.Series, fields: dict[str, dict], unit: str, reference: str) -> float:
    """Return what a ratio divides by: a column of the same row, or a figure of another in the same unit."""
    if parts["other"]:
        found = resolve(parts["other"] + parts["below"])
        if found.unit != unit:
            raise ValueError(
                f"{reference}: a ratio needs one unit, but one is in {unit}, one in {found.unit}"
            )
        below = found.value
    else:
        below = _cell(record, fields, parts["below"], reference)
    if below is None or isinstance(below, str) or float(below) == 0:
        raise ValueError(f"{reference}: {parts['below']} must be a number other than zero")
    return float(below)


def resolve(reference: str) -> Resolved:
    """Return what a reference such as ``bioavailability:ph149.value`` stands for.

    ``|percent`` is already applied to ``value``; ``|round=N`` is returned as ``round_to``. The
    ``citation_key`` of a claim holds all its keys, separated by semicolons.

    Raises:
        ValueError: the reference cannot be read, or names a table, row, column or cell that is not there.
    """
    return _resolved(reference, tables.course_folder())


@lru_cache(maxsize=4096)
def _resolved(reference: str, folder: Path) -> Resolved:
    """Look a reference up once; ``folder`` tells the tables of one course from another's."""
    parts = _REFERENCE.fullmatch(reference.strip())
    if parts is None:
        raise ValueError(
            f"{reference!r} is no reference; write table:id.column, or a ratio table:id.column/column, and "
            "behind it |percent or |round=N if needed"
        )
    table, name = parts["table"], parts["column"]
    record = row(table, parts["id"])
    fields = {field["name"]: field for field in describe(table)["schema"]["fields"]}
    cell = _cell(record, fields, name, reference)
    value, text, unit = None, None, _unit(record, fields[name])
    if isinstance(cell, str):
        text = cell
        if parts["below"] or parts["percent"]:
            raise ValueError(f"{reference}: {name} is text; a ratio or per cent needs numbers")
    else:
        value = float(cell)
    if parts["below"]:
        value, unit = value / _below(parts, record, fields, unit, reference), "fraction"
        name = f"{name}/{parts['other'] or ''}{parts['below']}"
    if parts["percent"]:
        value, unit = value * 100, "%"
    digits = None if parts["round"] is None else int(parts["round"])
    is_ratio = parts["below"] is not None and not parts["percent"]
    doubtful = bool(record.get("doubtful", False))
    cited = _citation(record, table)
    return Resolved(value, text, unit, table, parts["id"], name, cited, doubtful, is_ratio, digits)
