"""Find the rows that a number could come from: the way back from a figure in a text to its source."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pandas as pd

from .prose_numbers import NUMBER
from .tables import describe, load_table, table_names
from .traces import resolve

# Columns of counts that together make a share.
_SHARES = (("events", "n"), ("count", "n"), ("events_k", "n_k"), ("events_c", "n_c"))
_UNITS = {"percent": "%", "per cent": "%", "minutes": "min", "minute": "min", "hours": "h", "hour": "h"}
# Tables about the course itself; their numbers are no findings.
_NOT_EVIDENCE = {"article_outline", "claim_citations", "references"}


@dataclass(frozen=True)
class Found:
    """A place that holds a number: the reference to write behind it, the figure, and what it is.

    ``is_exact`` is False where the figure gives the number only when rounded to the decimals asked for.
    """

    reference: str
    figure: str
    what: str
    citation_keys: tuple[str, ...]
    is_exact: bool
    doubtful: bool


@dataclass(frozen=True)
class _Wanted:
    value: float
    decimals: int
    unit: str


def _read(text: str) -> _Wanted:
    match = re.fullmatch(r"\s*([+\-−]?)((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(.*?)\s*", text)
    if match is None:
        raise ValueError(f"{text!r} is no number; write it as it stands in a text: 31%, 2.68, 185")
    sign, digits, unit = match.groups()
    digits = digits.replace(",", "")
    value = -float(digits) if sign in ("-", "−") and sign else float(digits)
    return _Wanted(value, len(digits.partition(".")[2]), _UNITS.get(unit.lower(), unit))


def _fit(figure: float, wanted: _Wanted) -> bool:
    """Return whether a figure is the number wanted at its precision; a minus sign may stand in words."""
    exact = Decimal(repr(float(f"{figure:.12g}")))
    step = Decimal(1).scaleb(-wanted.decimals)
    rounded = {exact.quantize(step, rounding=way) for way in (ROUND_HALF_UP, ROUND_HALF_EVEN)}
    asked = Decimal(repr(wanted.value))
    return asked in rounded or (figure < 0 <= wanted.value and -asked in rounded)


def _unit_of(field: dict, record: pd.Series) -> str:
    unit = field.get("unit", "")
    if unit == "in the unit of the row":
        return str(record["unit"])
    told = re.fullmatch(r"as (\w+) says", unit)
    return str(record[told[1]]) if told else unit


def _what(record: pd.Series) -> str:
    names = ("trial", "measure", "claim", "title", "outcome", "jurisdiction", "instrument", "population")
    return "; ".join(str(record[name]) for name in names if record.get(name, "") != "")[:160]


def _found(record: pd.Series, reference: str, figure: str, is_exact: bool) -> Found:
    cited = tuple(resolve(reference).citation_key.split(";"))
    doubtful = bool(record.get("doubtful", False))
    return Found(reference, figure, _what(record), cited, is_exact, doubtful)


def _in_numbers(name: str, fields: dict[str, dict], wanted: _Wanted) -> Iterator[Found]:
    """Yield the cells of the columns of numbers that fit."""
    frame, key = load_table(name), describe(name)["schema"]["primaryKey"]
    for column, field in fields.items():
        if field["type"] not in ("number", "integer"):
            continue
        near = (frame[column].abs() - abs(wanted.value)).abs() <= 10.0**-wanted.decimals
        for _, record in frame[near.fillna(False)].iterrows():
            unit = _unit_of(field, record)
            if _fit(record[column], wanted) and wanted.unit in ("", unit):
                figure = f"{record[column]:g} {unit}".strip()
                is_exact = math.isclose(abs(record[column]), abs(wanted.value))
                yield _found(record, f"{name}:{record[key]}.{column}", figure, is_exact)


def _in_ratios(name: str, fields: dict[str, dict], wanted: _Wanted) -> Iterator[Found]:
    """Yield the shares that events and people make together."""
    if wanted.unit not in ("", "%"):
        return
    frame, key = load_table(name), describe(name)["schema"]["primaryKey"]
    for events, people in _SHARES:
        if not {events, people} <= set(fields):
            continue
        for _, record in frame[frame[events].notna() & frame[people].notna()].iterrows():
            share = 100 * record[events] / record[people]
            if _fit(share, wanted):
                figure = f"{record[events]:g}/{record[people]:g} = {share:.1f} %"
                is_exact = math.isclose(share, wanted.value)
                yield _found(record, f"{name}:{record[key]}.{events}/{people}", figure, is_exact)


def _in_words(name: str, fields: dict[str, dict], wanted: _Wanted) -> Iterator[Found]:
    """Yield the findings in words, and the evidence of claims, that hold the number."""
    frame, key = load_table(name), describe(name)["schema"]["primaryKey"]
    for column in {"evidence", "value_text", "claim"} & set(fields):
        for _, record in frame.iterrows():
            for match in NUMBER.finditer(record[column]):
                behind = record[column][match.end() :]
                same_unit = not wanted.unit or re.match(rf"\s?{re.escape(wanted.unit)}", behind)
                if same_unit and float(match[0].replace(",", "")) == abs(wanted.value):
                    yield _found(record, f"{name}:{record[key]}.{column}", f"“{match[0]}” in words", True)
                    break


def find_number(text: str) -> list[Found]:
    """Return every place in the tables that holds a number, exact ones first.

    text  the number as it stands in a text, with its unit if it has one: "31%", "2.68", "0.5 mg/kg".
          Without a unit, cells of any unit are found. A cell counts when it gives the number at the
          decimals written; a share is also looked for among events and people.

    Raises:
        ValueError: the text is no number.
    """
    wanted = _read(text)
    found = []
    for name in table_names():
        schema = describe(name)["schema"]
        if name in _NOT_EVIDENCE or not isinstance(schema["primaryKey"], str):
            continue
        fields = {field["name"]: field for field in schema["fields"]}
        for search in (_in_numbers, _in_ratios, _in_words):
            found += search(name, fields, wanted)
    return sorted(found, key=lambda place: (not place.is_exact, place.reference))
