"""The rows behind forest plots: figures as in their table, what was computed from them, what was pooled."""

from __future__ import annotations

import pandas as pd

from ketamine_course.charts import row_words as words
from ketamine_course.charts.effect_lines import BINARY
from ketamine_course.charts.forest_words import (
    MEASURE_WORDS,
    PER_HUNDRED,
    chance_words,
    difference_unit,
    of_hundred,
)
from ketamine_course.evidence import cite
from ketamine_course.evidence.meta_analysis import PooledTrials

ENDS = ("estimate", "low", "high")


def table_of(rows: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """The rows drawn, one a line, beside what was computed from them or turned round for the drawing."""
    table = words.shown_table(rows.set_index("id", drop=False).loc[lines["id"]])
    printed = list(table)
    mirrored, as_printed = lines["mirrored"].any(), lines["as_printed"].any()
    if mirrored:
        table["arms swapped"] = [bool(turned) for turned in lines["mirrored"]]
    if mirrored or not as_printed:
        for name, head in _heads(lines).items():
            # A printed effect keeps its decimals; taking one over itself would give it many.
            table[head] = [words.rounded(value, 6 if as_printed else 3) for value in lines[name]]
    if lines["weight"].notna().any():
        table["weight (%)"] = [words.rounded(PER_HUNDRED * weight, 1) for weight in lines["weight"]]
    return words.results_forward(table, [name for name in table if name not in printed])


def pooled_table(rows: pd.DataFrame, lines: pd.DataFrame, pool: PooledTrials) -> pd.DataFrame:
    """As ``table_of`` for the trials, then a row for all of them together and one for a next trial.

    rows: of ``trials``; lines: those drawn, the pooled effect ("pooled") and the next trial ("prediction")
    among them.
    """
    heads = _heads(lines)
    drawn = lines.set_index("id")
    more = [
        {"trial": told, "id": line}
        | {head: words.rounded(drawn.loc[line, name], 3) for name, head in heads.items()}
        for line, told in (("pooled", "all trials together"), ("prediction", "a next trial, expected"))
        if line in drawn.index
    ]
    together = _together(rows, pool)
    more[0] |= together
    trials = table_of(rows, lines[lines["id"].isin(rows["id"])])
    # What was pooled has no source of its own, so those of the trials are cited here, not by what shows them.
    trials["citation_key"] = [cite(key, html=False) for key in trials["citation_key"]]
    trials = trials.rename(columns={"citation_key": "source"})
    table = pd.DataFrame([*trials.to_dict("records"), *more])
    return words.results_forward(table, [*heads.values(), *together])


def _heads(lines: pd.DataFrame) -> dict[str, str]:
    """What the columns of effect and interval are called, with the unit of differences."""
    first = lines.iloc[0]
    how = "as drawn" if lines["as_printed"].any() else "computed"
    unit = difference_unit(first["measure"], first["unit"])
    effect = f"{MEASURE_WORDS[first['measure']].lower()} ({f'{unit}, ' if unit else ''}{how})"
    return dict(zip(ENDS, (effect, f"interval from ({how})", f"interval to ({how})"), strict=True))


def _together(rows: pd.DataFrame, pool: PooledTrials) -> dict[str, object]:
    """What holds of all trials together: their number, people of 100, and how far they disagree."""
    inner = pool.pooled
    told: dict[str, object] = {"trials": inner.k, "weight (%)": 100.0}
    if pool.measure in BINARY:
        base, shares = of_hundred(pool, rows)
        people = f"people of {PER_HUNDRED}, "
        names = (f"{people}ketamine", f"{people}ketamine: interval from", f"{people}ketamine: interval to")
        told |= {name: words.rounded(share, 1) for name, share in zip(names, shares, strict=True)}
        told |= {f"{people}comparator, assumed": words.rounded(base, 1)}
    told |= {"I² (%)": words.rounded(inner.i2, 1), "tau²": words.rounded(inner.tau2, 5)}
    told |= {"Q": words.rounded(inner.q, 2), "disagreement by chance": chance_words(inner.q_p)}
    return told | ({"a next trial": inner.prediction_note} if inner.prediction_note else {})
