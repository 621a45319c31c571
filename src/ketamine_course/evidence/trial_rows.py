"""Rows of the table ``trials`` made into effects that may be pooled; other rows are refused by name."""

import pandas as pd

from .arguments import one_of
from .effects import Effect, compare_events, compare_means, compare_paired_means

MEASURES = ("RR", "OR", "RD", "MD", "SMD")
PAIRED_DESIGNS = ("crossover", "n-of-1")
COUNTS = ("events_k", "n_k", "events_c", "n_c")
MEANS = ("mean_k", "sd_k", "n_k", "mean_c", "sd_c", "n_c")
ABOUT = (
    "id",
    "trial",
    "design",
    "outcome_type",
    "lower_is_better",
    "citation_key",
    "same_data_as",
    "doubtful",
)
ABOUT_MEANS = ("unit", "scale", "value_kind")


def effects_of_trials(
    rows: pd.DataFrame, measure: str, level: float, correlation: float | None, include_doubtful: bool
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return one row a trial with its effect, and what a caption must say; see ``pool_trials``."""
    one_of("measure", measure, MEASURES)
    binary = measure in ("RR", "OR", "RD")
    figures = COUNTS if binary else MEANS
    _refuse_foreign_table(rows, ABOUT + figures + (() if binary else ABOUT_MEANS))
    if not include_doubtful:
        _refuse(rows, rows["doubtful"].astype(bool), "doubtful; leave them out, or set include_doubtful=True")
    kind = "binary" if binary else "continuous"
    _refuse(rows, rows["outcome_type"] != kind, f"not {kind}, as {measure} needs")
    missing = rows[list(figures)].isna().any(axis=1)
    _refuse(rows, missing, f"without all of {', '.join(figures)}, so that their effect cannot be computed")
    _refuse_repeats(rows)
    _refuse_mixtures(rows, measure)
    paired = rows["design"].isin(PAIRED_DESIGNS)
    _refuse_pairs(rows, paired, measure, correlation)
    found = []
    for (_, row), pair in zip(rows.iterrows(), paired, strict=True):
        effect = _effect(row, measure, level, correlation if pair else None)
        found.append(
            {
                "id": row["id"],
                "trial": row["trial"],
                "estimate": effect.estimate,
                "low": effect.low,
                "high": effect.high,
                "corrected": effect.corrected,
                "paired": bool(pair),
                "effect": effect.pooling_estimate,
                "variance": effect.variance,
            }
        )
    trials = pd.DataFrame(found)
    return trials, _notes(rows, trials, correlation)


def _effect(row: pd.Series, measure: str, level: float, correlation: float | None) -> Effect:
    try:
        if correlation is not None:
            values = row[["mean_k", "sd_k", "mean_c", "sd_c", "n_k"]]
            return compare_paired_means(*values, correlation, level)
        if measure in ("MD", "SMD"):
            return compare_means(*row[list(MEANS)], measure, level)
        return compare_events(*row[list(COUNTS)], measure, level)
    except ValueError as error:
        raise ValueError(f"row {row['id']}: {error}") from None


def _refuse(rows: pd.DataFrame, wrong: pd.Series, why: str) -> None:
    """Raise ``ValueError`` naming the rows that are wrong, if there are any."""
    if wrong.any():
        raise ValueError(f"cannot pool {', '.join(rows.loc[wrong, 'id'].astype(str))}: {why}")


def _refuse_foreign_table(rows: pd.DataFrame, columns: tuple[str, ...]) -> None:
    if not isinstance(rows, pd.DataFrame):
        raise ValueError(
            f"rows must be a DataFrame of rows of the table trials, but got {type(rows).__name__}"
        )
    absent = [column for column in columns if column not in rows.columns]
    if absent:
        raise ValueError(f"rows must be of the table trials, but lack the columns {', '.join(absent)}")
    if rows.empty:
        raise ValueError("there are no rows to pool")


def _refuse_repeats(rows: pd.DataFrame) -> None:
    """Refuse to count people twice: a trial in two rows, or two publications of the same people."""
    for column in ("id", "trial", "citation_key"):
        why = f"the same {column} more than once would count people twice; choose one row of each"
        _refuse(rows, rows[column].duplicated(keep=False), why)
    keys = set(rows["citation_key"])
    shared = rows["same_data_as"].fillna("").map(lambda told: bool(keys & set(str(told).split(";"))))
    _refuse(rows, shared, "probably the same people as in another of the rows (same_data_as)")


def _refuse_mixtures(rows: pd.DataFrame, measure: str) -> None:
    """Refuse outcomes that cannot be put on one axis."""
    reasons = {
        "lower_is_better": "what is better in one is worse in another",
        "unit": "a mean difference needs one; SMD may serve, if all measure the same thing",
        "scale": "a mean difference needs one; SMD may serve, if all measure the same thing",
        "value_kind": "levels and changes have standard deviations of different meaning",
    }
    for column in ("lower_is_better", *{"MD": ("unit", "scale"), "SMD": ("value_kind",)}.get(measure, ())):
        told = sorted(set(rows[column].fillna("").astype(str)))
        if len(told) > 1:
            raise ValueError(f"rows differ in {column} ({', '.join(map(repr, told))}): {reasons[column]}")


def _refuse_pairs(rows: pd.DataFrame, paired: pd.Series, measure: str, correlation: float | None) -> None:
    """Refuse trials that gave both treatments to each person, unless they can be analysed as pairs."""
    both = "each person had both treatments"
    if measure == "SMD":
        _refuse(rows, paired, f"{both}; pairs are pooled by MD only, as their standard deviation is another")
    if measure != "MD":
        needed = "how many had the event with both treatments, with either alone, and with neither"
        _refuse(rows, paired, f"{both}; needed is {needed}, which the table does not hold")
    if correlation is None:
        advice = "give correlation= (between the two values of one person), or leave them out"
        _refuse(rows, paired, f"{both}; {advice}")
    _refuse(rows, paired & (rows["n_k"] != rows["n_c"]), f"{both}, but n_k and n_c differ")


def _notes(rows: pd.DataFrame, trials: pd.DataFrame, correlation: float | None) -> tuple[str, ...]:
    """Return what a caption must say, one sentence each."""
    notes = []
    if trials["paired"].any():
        names = ", ".join(trials.loc[trials["paired"], "trial"])
        notes.append(f"People had both treatments in {names}: correlation taken as {correlation:g}.")
    if trials["corrected"].any():
        names = ", ".join(trials.loc[trials["corrected"], "trial"])
        notes.append(f"0.5 was added to each count where one was 0 ({names}).")
    doubtful = rows.loc[rows["doubtful"].astype(bool), "trial"]
    if len(doubtful):
        notes.append(f"Includes doubtful figures ({', '.join(doubtful)}).")
    merged = rows.loc[rows["design"] == "pooled parallel trials", "trial"]
    if len(merged):
        notes.append(f"Several trials stand as one: {', '.join(merged)}.")
    return tuple(notes)
