"""Rows made into the lines of a forest plot: effects computed from both arms, or as their source prints them.

A line has: id, citation_key, name, time, measure, estimate, low, high (NaN where there is no interval that
holds), lower_is_better, mirrored, arm_k, arm_c (what each arm had, in words), unit, scale,
as_printed (by the source, not computed here).
"""

from __future__ import annotations

import math

import pandas as pd

from ketamine_course.charts import row_words as words
from ketamine_course.evidence import effects
from ketamine_course.evidence.trial_rows import COUNTS, MEANS, MEASURES, PAIRED_DESIGNS

BINARY = ("RR", "OR", "RD")
PRINTED = {
    "risk ratio": "RR",
    "odds ratio": "OR",
    "hazard ratio": "HR",
    "rate ratio": "rate ratio",
    "risk difference": "RD",
    "difference in shares": "RD",
    "mean difference": "MD",
    "standardised mean difference": "SMD",
}
RATIOS = ("RR", "OR", "HR", "rate ratio")


def computed_lines(
    rows: pd.DataFrame,
    measure: str,
    level: float = 0.95,
    correlation: float | None = None,
    interval: str = "newcombe",
) -> pd.DataFrame:
    """One line a row of ``trials``, its effect computed from both arms (ketamine against comparator).

    People who had both treatments have no interval here, since it hangs on how their two answers go
    together; a mean difference has one when ``correlation`` is given. interval: of risk differences,
    "newcombe" (right for small groups) or "wald" (what is pooled).
    Raises ValueError naming rows that are doubtful, of another kind of outcome, or without the figures.
    """
    if measure not in MEASURES:
        raise ValueError(f"measure must be one of {', '.join(MEASURES)}, got {measure!r}")
    kind, needed = ("binary", COUNTS) if measure in BINARY else ("continuous", MEANS)
    words.check_rows(rows, (*words.TRIAL_COLUMNS, *needed), "trials")
    words.refuse(rows, rows["outcome_type"] != kind, f"not {kind}, as {measure} needs")
    lacking = rows[list(needed)].isna().any(axis=1)
    words.refuse(rows, lacking, f"without all of {', '.join(needed)}, so no effect can be computed")
    paired = rows["design"].isin(PAIRED_DESIGNS)
    words.refuse(rows, paired & (measure == "SMD"), "each person had both treatments; draw MD instead")
    if measure == "MD":
        _refuse_mixture(rows, "unit")
    return pd.DataFrame(
        [
            _computed(row, measure, level, correlation, pair, interval)
            for (_, row), pair in zip(rows.iterrows(), paired, strict=True)
        ]
    )


def _computed(
    row: pd.Series, measure: str, level: float, correlation: float | None, paired: bool, interval: str
) -> dict[str, object]:
    if measure in BINARY:
        kind = interval if measure == "RD" else "wald"
        effect = effects.compare_events(*row[list(COUNTS)], measure, level, kind)
        arms = (f"{row['events_k']:.0f} of {row['n_k']:.0f}", f"{row['events_c']:.0f} of {row['n_c']:.0f}")
    else:
        if paired and correlation is not None:
            figures = row[["mean_k", "sd_k", "mean_c", "sd_c", "n_k"]]
            effect, paired = effects.compare_paired_means(*figures, correlation, level), False
        else:
            effect = effects.compare_means(*row[list(MEANS)], measure, level)
        arms = (words.signed(row["mean_k"]), words.signed(row["mean_c"]))
    ends = (math.nan, math.nan) if paired else (effect.low, effect.high)
    return _line(row, measure, effect.estimate, *ends, arms) | {"corrected": effect.corrected}


def printed_lines(rows: pd.DataFrame) -> pd.DataFrame:
    """One line a row of ``trials`` or ``pooled_estimates`` with the effect that the source prints.

    Raises ValueError naming rows that are doubtful, that print no effect between arms, or whose effects are
    of different kinds or units.
    """
    is_trials = isinstance(rows, pd.DataFrame) and "effect_measure" in rows.columns
    columns = {
        True: ("trial", "effect", "effect_measure", "effect_unit", "comparator_kind"),
        False: ("value", "statistic", "unit", "arm", "population"),
    }[is_trials]
    shared = ("condition", "comparator", "lower_is_better", "time_h", "timepoint", "scale", "citation_key")
    words.check_rows(
        rows, (*columns, *shared, "ci_low", "ci_high"), "trials" if is_trials else "pooled_estimates"
    )
    value, kind, unit = ("effect", "effect_measure", "effect_unit") if is_trials else columns[:3]
    words.refuse(rows, rows[value].isna(), "without a printed effect")
    words.refuse(rows, ~rows[kind].isin(PRINTED), f"no effect between two arms ({', '.join(PRINTED)})")
    one_end = rows["ci_low"].isna() != rows["ci_high"].isna()
    words.refuse(rows, one_end, "an interval with one end only has no bar to draw")
    if not is_trials:
        words.refuse(rows, rows["arm"] != "between arms", "not a difference or ratio between two arms")
    _refuse_mixture(rows, kind)
    _refuse_mixture(rows, unit)
    lines = [
        _line(row, PRINTED[row[kind]], row[value], row["ci_low"], row["ci_high"], ("", ""))
        | {"unit": row[unit], "as_printed": True}
        for _, row in rows.iterrows()
    ]
    return pd.DataFrame(lines)


def _line(
    row: pd.Series, measure: str, estimate: float, low: float, high: float, arms: tuple[str, str]
) -> dict[str, object]:
    return {
        "id": row["id"],
        "citation_key": row["citation_key"],
        "name": words.name_of(row),
        "time": words.time_of(row),
        "time_h": row["time_h"],
        "measure": measure,
        "estimate": float(estimate),
        "low": float(low),
        "high": float(high),
        "lower_is_better": bool(row["lower_is_better"]),
        "mirrored": False,
        "arm_k": arms[0],
        "arm_c": arms[1],
        "unit": str(row.get("unit", "")),
        "scale": str(row.get("scale", "")),
        "as_printed": False,
        "corrected": False,
    }


def _refuse_mixture(rows: pd.DataFrame, column: str) -> None:
    told = sorted(set(rows[column].fillna("").astype(str)))
    if len(told) > 1:
        raise ValueError(
            f"rows differ in {column} ({', '.join(map(repr, told))}): they cannot stand on one axis"
        )


def one_way(lines: pd.DataFrame) -> pd.DataFrame:
    """Lines whose outcomes all point the way of the first: the others with their two arms swapped.

    Swapping the arms turns a ratio into one over itself and the sign of a difference; nothing else changes.
    """
    lines = lines.copy()
    turned = lines["lower_is_better"] != lines["lower_is_better"].iloc[0]
    for index in lines.index[turned]:
        ends = lines.loc[index, ["estimate", "high", "low"]].to_numpy(dtype=float)
        is_ratio = lines.loc[index, "measure"] in RATIOS
        lines.loc[index, ["estimate", "low", "high"]] = 1 / ends if is_ratio else -ends
    lines["mirrored"] = turned
    return lines


def side_of(line: pd.Series) -> str:
    """Whom an interval favours: "ketamine", "comparator", "open" if it reaches no difference, or "none"."""
    if math.isnan(line["low"]) and math.isnan(line["high"]):
        return "none"
    null = 1.0 if line["measure"] in RATIOS else 0.0
    if not (line["low"] > null or line["high"] < null):
        return "open"
    below = line["high"] < null
    return "ketamine" if below == (line["lower_is_better"] != line["mirrored"]) else "comparator"
