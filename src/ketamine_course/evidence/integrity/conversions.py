"""Whether a figure that was converted can be had again from the figure as printed."""

import math
import re
from collections.abc import Iterator

from .figures import Cells, Numbers, rows, show
from .problem import Problem
from .shape import Table

# Each printed figure, and the columns of which exactly one holds it after the conversion.
_CONVERTED = {
    "source_value": ("value",),
    "source_spread": ("sd", "se", "unstated_spread"),
    "source_low": ("ci_low", "iqr_low", "range_low"),
    "source_high": ("ci_high", "iqr_high", "range_high"),
}
_CLOSE = 1e-9


def conversion_problems(table: Table) -> list[Problem]:
    """Return each converted figure that does not follow from the one printed, by the row's own words."""
    return list(_problems_of(table))


def _problems_of(table: Table) -> Iterator[Problem]:
    has_figures = {"conversion", *_CONVERTED} <= set(table.cells)
    has_times = {"time_conversion", "time_source_value", "time_min"} <= set(table.cells)
    for place, cells, numbers in rows(table):
        found = _of_figures(cells, numbers) if has_figures else iter(())
        for column, message in found:
            yield Problem(table.name, place, column, message)
        if has_times and cells["time_conversion"]:
            way, printed = cells["time_conversion"], numbers["time_source_value"]
            if message := _disagreement(way, numbers["time_min"], printed, "as printed"):
                yield Problem(table.name, place, "time_min", message)


def _of_figures(cells: Cells, numbers: Numbers) -> Iterator[tuple[str, str]]:
    """Yield column and message of what is wrong with the converted figures of one row."""
    way, unit = cells["conversion"], cells["source_unit"]
    printed = [name for name in _CONVERTED if not math.isnan(numbers[name])]
    if not way:
        yield from ((name, "a figure as printed, but conversion is empty") for name in printed)
        return
    if not unit:
        yield "source_unit", "conversion is filled, and the unit as printed is empty"
    for source, columns in _CONVERTED.items():
        filled = [name for name in columns if name in numbers and not math.isnan(numbers[name])]
        if len(filled) != (source in printed):
            wanted = "one of " * (len(columns) > 1) + ", ".join(columns)
            yield source, f"{source} and {wanted} belong together in a row with a conversion"
        elif filled and (message := _disagreement(way, numbers[filled[0]], numbers[source], unit)):
            yield filled[0], message


def _disagreement(way: str, figure: float, printed: float, unit: str) -> str:
    """Say that a figure is not the printed one after a conversion; "" if it is."""
    found = re.match(r"(multiplied|divided) by ([0-9.]+) \(", way)
    if found is None:
        return f"the conversion {way!r} cannot be read; write “multiplied by 60 (1 h = 60 min)”"
    factor = float(found[2]) if found[1] == "multiplied" else 1 / float(found[2])
    if math.isclose(figure, printed * factor, rel_tol=_CLOSE):
        return ""
    return f"{show(figure)} is not {show(printed)} {unit}, {way}"
