"""The sense of the figures in a row: shares, counts, intervals, spreads."""

import math
import re
from collections.abc import Iterator

from .problem import Problem
from .shape import Table

Cells = dict[str, str]
Numbers = dict[str, float]

# What an interval belongs to: the column of the estimate that it must hold.
_ESTIMATES = {"ci": ("value", "effect"), "iqr": ("value",), "range": ("value",)}
_SHARE_COLUMNS = ("value", "ci_low", "ci_high", "iqr_low", "iqr_high", "range_low", "range_high")
_SPREADS = ("sd", "se", "gsd", "unstated_spread")
# Printed figures are rounded: a count may differ from its percentage by this much, in percentage points.
_ROUNDING = 1.0


def show(figure: float) -> str:
    """Return a figure as it stands in a message."""
    return f"{figure:.6g}"


def rows(table: Table) -> Iterator[tuple[str, Cells, Numbers]]:
    """Yield each row: what to call it, its cells as text, its numbers (NaN where there is none)."""
    # As dictionaries: a pandas Series for each row would take ten times as long.
    records = (frame.to_dict("records") for frame in (table.cells, table.numbers))
    yield from zip(table.places, *records, strict=True)


def _are_empty(numbers: Numbers, *names: str) -> bool:
    return all(math.isnan(numbers[name]) for name in names)


def _note(cells: Cells) -> str:
    """Return all that a row says about its spreads."""
    return " ".join(str(cells.get(name, "")) for name in ("spread_note", "effect_note"))


def _intervals(table: Table) -> list[tuple[str, str, str]]:
    """Return stem, lower and upper column of each interval of a table."""
    pairs = []
    for low in table.numbers:
        high = re.sub(r"(^|_)low(?=_|$)", r"\1high", low)
        if high != low and high in table.numbers:
            pairs.append((re.sub(r"_?low", "", low), low, high))
    return pairs


def _estimate(stem: str, numbers: Numbers) -> str:
    """Return the column of the estimate that an interval must hold, "" if there is none."""
    kind, _, arm = stem.partition("_")
    if kind == "iqr" and arm in ("k", "c"):
        return f"median_{arm}"
    for name in _ESTIMATES.get(stem, ()):
        if name in numbers:
            return name
    return ""


def _interval_problem(stem: str, low: str, high: str, cells: Cells, numbers: Numbers) -> tuple[str, str]:
    """Return column and message of what is wrong with one interval, or two empty texts."""
    lower, upper, note = numbers[low], numbers[high], _note(cells)
    # The age of a group may be open at its end, and so may a dose.
    is_spread = stem.split("_")[0] in ("ci", "iqr", "range", "source")
    if math.isnan(lower) != math.isnan(upper):
        if not is_spread or "infinit" in note:
            return "", ""
        missing, there = (low, high) if math.isnan(lower) else (high, low)
        return missing, f"an interval needs both ends; {there} is filled and {missing} is empty"
    if math.isnan(lower):
        return "", ""
    if lower > upper:
        return low, f"{show(lower)} is above the upper end, {show(upper)}"
    estimate = numbers.get(_estimate(stem, numbers), math.nan)
    if math.isnan(estimate) or lower <= estimate <= upper:
        return "", ""
    told = "does not hold" in note or (stem == "range" and note.strip())
    if told:
        return "", ""
    return low, (
        f"the interval {show(lower)} to {show(upper)} does not hold its estimate, {show(estimate)}; "
        "a standard deviation or error has a column of its own, and where the source prints it so, "
        "spread_note must say that the interval does not hold the estimate"
    )


def _intervals_of(table: Table) -> Iterator[Problem]:
    pairs = _intervals(table)
    for place, cells, numbers in rows(table):
        for stem, low, high in pairs:
            column, message = _interval_problem(stem, low, high, cells, numbers)
            if message:
                yield Problem(table.name, place, column, message)


def _spread_problem(cells: Cells, numbers: Numbers) -> tuple[str, str]:
    """Return column and message of a spread whose kind is not said, or two empty texts."""
    has_interval = not _are_empty(numbers, "ci_low", "ci_high")
    if has_interval and math.isnan(numbers["ci_level"]):
        return "ci_level", "a confidence interval without its level; write 95 for a 95 % interval"
    if not has_interval and not math.isnan(numbers["ci_level"]):
        return "ci_level", "a level without a confidence interval"
    filled = [name for name in _SPREADS if name in numbers and not math.isnan(numbers[name])]
    if "unstated_spread" in filled:
        if "does not say" not in cells["spread_note"]:
            return "unstated_spread", (
                "a spread without a kind: put it into sd, se or another column of its kind, or say in "
                'spread_note that "the source does not say" which it is'
            )
        if len(filled) > 1:
            return filled[0], "a spread of a stated kind beside one of an unstated kind"
    if not math.isnan(numbers.get("source_spread", math.nan)) and not filled:
        return "source_spread", "a printed spread without a kind: fill sd, se, gsd or unstated_spread"
    return "", ""


def _spreads_of(table: Table) -> Iterator[Problem]:
    if not {"ci_low", "ci_high", "ci_level"} <= set(table.numbers):
        return
    for place, cells, numbers in rows(table):
        if "spread_note" in cells:
            column, message = _spread_problem(cells, numbers)
            if message:
                yield Problem(table.name, place, column, message)
        elif math.isnan(numbers["ci_low"]) != math.isnan(numbers["ci_level"]):
            yield Problem(table.name, place, "ci_level", "an interval and its level belong together")


def _is_share(table: Table, cells: Cells) -> bool:
    """Return whether the value of a row is a share: by its statistic, or by the kinds its table names."""
    if cells.get("statistic") == "share":
        return True
    return cells.get("kind") in table.description.get("share_kinds", []) and cells.get("unit") == "%"


def _shares_of(table: Table) -> Iterator[Problem]:
    arms = [name for name in ("percent_k", "percent_c") if name in table.numbers]
    for place, cells, numbers in rows(table):
        columns = [name for name in _SHARE_COLUMNS if name in numbers] if _is_share(table, cells) else []
        if cells.get("outcome_type") == "binary":
            columns = arms
        known = table.fields.get("unit", {}).get("constraints", {}).get("enum", [])
        if columns and columns != arms and cells["unit"] != "%" and cells["unit"] in known:
            yield Problem(table.name, place, "unit", f"a share is given in %, not in {cells['unit']!r}")
        for name in columns:
            if not math.isnan(numbers[name]) and not 0 <= numbers[name] <= 100:
                message = f"{show(numbers[name])} is no share: a share lies between 0 and 100 %"
                yield Problem(table.name, place, name, message)


def _counted(table: Table) -> list[tuple[str, str, str]]:
    """Return the columns that belong together: events, people, and the percentage made of them."""
    groups = [("events", "n", "value"), ("count", "n", "value")]
    groups += [(f"events_{arm}", f"n_{arm}", f"percent_{arm}") for arm in ("k", "c")]
    return [group for group in groups if {group[0], group[1]} <= set(table.numbers)]


def _counts_of(table: Table) -> Iterator[Problem]:
    groups = _counted(table)
    if not groups:
        return
    for place, cells, numbers in rows(table):
        for events, people, percent in groups:
            k, n = numbers[events], numbers[people]
            if math.isnan(k) or math.isnan(n):
                continue
            if k > n:
                message = f"{show(k)} people with the event, but only {show(n)} people in all ({people})"
                yield Problem(table.name, place, events, message)
                continue
            is_percent = percent != "value" or _is_share(table, cells)
            shown = numbers.get(percent, math.nan) if is_percent else math.nan
            if abs(100 * k / n - shown) > _ROUNDING and "as printed" not in cells.get("notes", ""):
                message = (
                    f"{show(shown)} % is not {show(k)} of {show(n)} ({100 * k / n:.1f} %); where the "
                    'source prints it so, say in notes that it stands "as printed"'
                )
                yield Problem(table.name, place, percent, message)


def _findings_of(table: Table) -> Iterator[Problem]:
    """Tell of a row of figures that holds none, or that holds a number and words for the same finding."""
    if not {"value", "value_text"} <= set(table.cells):
        return
    for place, cells, numbers in rows(table):
        has_number = not _are_empty(numbers, "value", "range_low", "range_high", "ci_low", "ci_high")
        has_words = cells["value_text"] != ""
        if has_number == has_words:
            told = "a number and words" if has_number else "neither a number nor words"
            message = f"{told}: a finding stands in value (or in its limits) or in value_text"
            yield Problem(table.name, place, "value", message)


def _trials_of(table: Table) -> Iterator[Problem]:
    """Tell of a parallel trial that analyses more people than it randomised."""
    if not {"n_randomised", "n_k", "n_c", "design"} <= set(table.cells):
        return
    for place, cells, numbers in rows(table):
        both = numbers["n_k"] + numbers["n_c"]
        if cells["design"] == "parallel" and both > numbers["n_randomised"]:
            message = f"{show(both)} people in two arms, but only {show(numbers['n_randomised'])} randomised"
            yield Problem(table.name, place, "n_randomised", message)


def figure_problems(table: Table) -> list[Problem]:
    """Return what makes no sense in the figures of a table whose shape is right."""
    rules = (_intervals_of, _spreads_of, _shares_of, _counts_of, _findings_of, _trials_of)
    return [problem for rule in rules for problem in rule(table)]
