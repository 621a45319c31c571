"""Whether a number in a chart's words can be found by a reader who unfolds the chart's rows."""

import re
from collections.abc import Iterator
from numbers import Real

import pandas as pd

from ketamine_course.charts import Chart
from ketamine_course.evidence.item_numbers import is_backed, unused
from ketamine_course.evidence.prose_numbers import Number, plain_numbers
from ketamine_course.evidence.traces import agrees, stands_in

WORDS = ("finding", "caption", "alt")
# Kinds of number that may count rows, or add up a column of counts.
COUNTS = {"people", "n", "share"}
COUNTED = {"n", "events", "count", "people", "studies", "trials"}


def caption_faults(chart: Chart) -> list[str]:
    """Return each number with a study's smell, in finding, caption or alt, that a reader could not trace.

    It may stand in a row (at the precision shown), in the words of a row, count the rows or the studies in
    them, add up a column of counts, say how far measured and simulated are apart (2.4-fold), or agree with
    one of the chart's ``sources``. The 100 of "34 of 100 people" only says how to read the 34. Every source
    must be used.
    """
    texts = [getattr(chart, name) for name in WORDS]
    problems = []
    for name, text in zip(WORDS, texts, strict=True):
        for number in plain_numbers(text):
            if not number.kind or _is_denominator(number, text):
                continue
            if not (_stands_in_rows(number, chart.rows) or is_backed(number, chart.sources)):
                shown = text[max(0, number.start - 30) : number.end + 20]
                problems.append(
                    f"{name}: {number.text} ({number.kind}) is in no row and no source: “…{shown}…”"
                )
    return [*problems, *unused(texts, chart.sources)]


def _is_denominator(number: Number, text: str) -> bool:
    """Return whether a number is the 100 of a natural frequency."""
    return number.text == "100" and re.search(r"\bof\s$", text[: number.start], re.IGNORECASE) is not None


def _stands_in_rows(number: Number, rows: pd.DataFrame) -> bool:
    for column in rows:
        for cell in rows[column]:
            if isinstance(cell, str) and stands_in(number, cell):
                return True
            if _is_number(cell) and agrees(number, float(cell)):
                return True
    if number.kind in COUNTS and any(agrees(number, count) for count in _counts(rows)):
        return True
    return number.kind == "fold" and any(agrees(number, ratio) for ratio in _ratios(rows))


def _counts(rows: pd.DataFrame) -> Iterator[float]:
    yield float(len(rows))
    for column in rows:
        if column in ("study", "trial", "citation_key"):
            yield float(rows[column].nunique())
        elif column in COUNTED and pd.api.types.is_numeric_dtype(rows[column]):
            yield float(rows[column].sum())


def _ratios(rows: pd.DataFrame) -> Iterator[float]:
    """How many times as high the measured figure of a row is as the simulated one, or the other way round."""
    for column in rows:
        other = str(column).replace("measured_", "simulated_")
        if other != column and other in rows:
            yield from rows[column] / rows[other]
            yield from rows[other] / rows[column]


def _is_number(cell: object) -> bool:
    return isinstance(cell, Real) and not isinstance(cell, bool) and cell == cell
