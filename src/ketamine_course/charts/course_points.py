"""Rows made into the points of a time course: value, spread of a stated kind, and who is joined with whom."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from ketamine_course.charts import row_words as words
from ketamine_course.evidence import effects

HUNDRED, LEVEL = 100, 0.95
TRIAL_COLUMNS = (*words.TRIAL_COLUMNS, "outcome", "scale", "unit", "n_k", "n_c")
COURSE_COLUMNS = (
    "outcome",
    "arm",
    "time_h",
    "comparison",
    "statistic",
    "population",
    "n",
    "intervention",
    "comparator",
    "timepoint",
    "value",
    "unit",
    "scale",
    "citation_key",
)


@dataclass(frozen=True)
class Spread:
    """Ends of a bar and its kind (sd, se, ci, iqr or wilson), or NaN and "" where nothing may be drawn."""

    low: float = math.nan
    high: float = math.nan
    kind: str = ""


def points_of_trials(rows: pd.DataFrame) -> pd.DataFrame:
    """Two points a row of ``trials``: one of each arm.

    Columns: id, side ("k" or "c"), series (who is joined with whom), arm, hours, value, low, high, spread,
    unlabelled, count, citation_key. Counts become shares in per cent; means and medians stay in the unit of
    their row.
    Raises ValueError naming rows that are doubtful, without a time, or without a figure in an arm.
    """
    words.check_rows(rows, TRIAL_COLUMNS, "trials")
    points = []
    for _, row in rows.iterrows():
        alone = pd.DataFrame([row])
        kinds = {"k": words.drug_of(alone), "c": words.comparator_of(alone)}
        for arm, name in kinds.items():
            value, spread, count = _arm_of_trial(row, arm)
            points.append(
                _point(row, value, spread)
                | {"side": arm, "series": f"{words.name_of(row)}, {name}", "arm": name, "count": count}
                | {"unlabelled": pd.notna(row.get(f"unstated_spread_{arm}"))}
            )
    return _checked(pd.DataFrame(points), rows)


def _arm_of_trial(row: pd.Series, arm: str) -> tuple[float, Spread, str]:
    """Value, spread and count of one arm: the share of people, the mean, or the median."""
    events, people = row.get(f"events_{arm}"), row[f"n_{arm}"]
    if row["outcome_type"] == "binary":
        if pd.isna(events) or pd.isna(people):
            return float(row.get(f"percent_{arm}", math.nan)), Spread(), ""
        share = effects.share(events, people, LEVEL)
        spread = Spread(HUNDRED * share.low, HUNDRED * share.high, "wilson")
        return HUNDRED * share.estimate, spread, f"{events:.0f} of {people:.0f}"
    value = row[f"mean_{arm}"]
    if pd.isna(value):
        iqr = row[f"iqr_low_{arm}"], row[f"iqr_high_{arm}"]
        return float(row[f"median_{arm}"]), Spread(*iqr, "iqr") if pd.notna(iqr[0]) else Spread(), ""
    for kind in ("sd", "se"):
        reach = row[f"{kind}_{arm}"]
        if pd.notna(reach):
            return float(value), Spread(value - reach, value + reach, kind), ""
    return float(value), Spread(), ""


def points_of_courses(rows: pd.DataFrame) -> pd.DataFrame:
    """One point a row of ``time_courses``; columns and errors as ``points_of_trials``.

    Points are joined within one comparison and arm of one source, and never across sources.
    """
    words.check_rows(rows, COURSE_COLUMNS, "time_courses")
    points = []
    for _, row in rows.iterrows():
        # A row of the comparator's arm says under ``comparator`` what it was compared with: the drug.
        arm = {"ketamine": words.drug_of(pd.DataFrame([row])), "comparator": row["intervention"]}
        name = arm.get(row["arm"], row["arm"])
        points.append(
            _point(row, row["value"], _printed_spread(row))
            | {"series": f"{words.short_citation(row['citation_key'])}, {name}", "arm": name}
            | {"side": "", "count": "", "unlabelled": pd.notna(row["unstated_spread"])}
        )
    return _checked(pd.DataFrame(points), rows)


def _printed_spread(row: pd.Series) -> Spread:
    for kind in ("ci", "iqr"):
        if pd.notna(row[f"{kind}_low"]) and pd.notna(row[f"{kind}_high"]):
            return Spread(row[f"{kind}_low"], row[f"{kind}_high"], kind)
    for kind in ("sd", "se"):
        if pd.notna(row[kind]):
            return Spread(row["value"] - row[kind], row["value"] + row[kind], kind)
    return Spread()


def _point(row: pd.Series, value: float, spread: Spread) -> dict[str, object]:
    return {
        "id": row["id"],
        "hours": row["time_h"],
        "value": value,
        "low": spread.low,
        "high": spread.high,
        "spread": spread.kind,
        "citation_key": row["citation_key"],
    }


def _checked(points: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    for column in ("unit", "outcome_type", "statistic", "scale"):
        told = set(rows.get(column, "")) - {""}
        if len(told) > 1:
            raise ValueError(
                f"rows differ in {column} ({', '.join(sorted(told))}): they cannot stand on one axis"
            )
    words.refuse(points, points["hours"].isna(), "without a time (time_h)")
    words.refuse(points, points["value"].isna(), "without a figure in each arm drawn")
    again = points.duplicated(["series", "hours"], keep=False)
    words.refuse(points, again, "two figures of one arm at one time; draw outcomes and doses apart")
    return points
