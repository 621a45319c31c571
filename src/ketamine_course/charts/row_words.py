"""Words made from rows of the tables, and what no chart may draw: shared by charts that take any rows."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from ketamine_course.charts.grouped import short_citation
from ketamine_course.evidence.trial_rows import PAIRED_DESIGNS

LONGEST_NAME, LONGEST_TIME, MOST_TOLD = 26, 14, 12
COMPARATORS = {
    "placebo": "placebo",
    "active placebo": "active placebo",
    "opioid": "an opioid",
    "other drug": "another drug",
    "ECT": "ECT",
    "no added treatment": "nothing added",
    "another way of giving ketamine": "another way of giving it",
}
_SMALL = "no,one,two,three,four,five,six,seven,eight,nine,ten,eleven,twelve"
NUMBER_WORDS = dict(enumerate(_SMALL.split(",")))
# A comparator that is nothing but a placebo, however it was given.
PLACEBO = re.compile(r"placebo(?: nasal)?(?: spray| infusion)?")
# What words about a row of the table ``trials`` are made from.
TRIAL_COLUMNS = (
    "trial",
    "design",
    "condition",
    "comparator",
    "comparator_kind",
    "form",
    "outcome_type",
    "lower_is_better",
    "time_h",
    "timepoint",
    "citation_key",
)
# Columns of the tables that readers see behind a chart, and what they are called there.
SHOWN_COLUMNS = {
    "trial": "trial",
    "citation_key": "citation_key",
    "outcome": "outcome",
    "condition": "people with",
    "population": "people",
    "regimen": "regimen",
    "intervention": "given",
    "comparator": "compared with",
    "timepoint": "time",
    "n_k": "n, ketamine",
    "events_k": "events, ketamine",
    "percent_k": "%, ketamine",
    "mean_k": "mean, ketamine",
    "sd_k": "SD, ketamine",
    "se_k": "SE, ketamine",
    "median_k": "median, ketamine",
    "iqr_low_k": "first quartile, ketamine",
    "iqr_high_k": "third quartile, ketamine",
    "n_c": "n, comparator",
    "events_c": "events, comparator",
    "percent_c": "%, comparator",
    "mean_c": "mean, comparator",
    "sd_c": "SD, comparator",
    "se_c": "SE, comparator",
    "median_c": "median, comparator",
    "iqr_low_c": "first quartile, comparator",
    "iqr_high_c": "third quartile, comparator",
    "n_studies": "studies",
    "n": "n",
    "value": "value",
    "effect": "effect",
    "unit": "unit",
    "ci_low": "interval from",
    "ci_high": "interval to",
    "ci_level": "interval level (%)",
    "iqr_low": "first quartile",
    "iqr_high": "third quartile",
    "scale": "scale",
    "certainty": "certainty",
}
TIME_AFTER = "time after the start"
HOURS = {"year": 8760, "month": 730, "week": 168, "day": 24}


def check_rows(rows: pd.DataFrame, columns: Iterable[str], table: str) -> None:
    """Refuse what cannot be drawn from: no rows of this table, none at all, one twice, or doubtful ones.

    Raises ValueError naming the table, the columns that lack, or the rows.
    """
    if not isinstance(rows, pd.DataFrame):
        raise ValueError(f"rows must be a DataFrame of rows of {table}, got {type(rows).__name__}")
    lacking = [name for name in ("id", "doubtful", *columns) if name not in rows.columns]
    if lacking:
        raise ValueError(f"rows must be of {table}, but lack the columns {', '.join(lacking)}")
    if rows.empty:
        raise ValueError("there are no rows to draw")
    refuse(rows, rows["id"].duplicated(keep=False), "more than once; each row is drawn once")
    refuse(rows, rows["doubtful"].astype(bool), "doubtful, and doubtful rows are not drawn; leave them out")


def refuse(rows: pd.DataFrame, wrong: pd.Series, why: str) -> None:
    """Raise ValueError naming the rows that are wrong, if there are any."""
    if wrong.any():
        raise ValueError(f"cannot draw {', '.join(rows.loc[wrong, 'id'].astype(str))}: {why}")


def rounded(value: float, digits: int) -> float:
    """A computed figure to so many decimals, for a table; to more where it would end in a 5 by rounding.

    Who rounds such a 5 once more goes up where the chart, which rounds once, may have gone down.
    """
    for more in range(digits, 13):
        text = f"{value:.{more}f}".rstrip("0")
        if not text.endswith("5") or abs(float(text) - value) < 1e-9:
            break
    return float(text) + 0.0  # no minus zero


def shown_table(rows: pd.DataFrame, more: Iterable[str] = ()) -> pd.DataFrame:
    """What readers see of rows, figures as in their table: ``SHOWN_COLUMNS`` and ``more`` as far as there.

    Where rows have hours, the time in the words of the chart stands beside the time as the source tells it.
    """
    kept = [name for name in (*SHOWN_COLUMNS, *more) if name in rows.columns]
    table = rows[["id", *kept]].reset_index(drop=True)
    if "time_h" in rows.columns:
        place = table.columns.get_loc("timepoint") + 1 if "timepoint" in table else len(table.columns)
        table.insert(place, TIME_AFTER, [time_words(hours) for hours in rows["time_h"]])
    return table.rename(columns=SHOWN_COLUMNS)


def results_forward(table: pd.DataFrame, results: Iterable[str]) -> pd.DataFrame:
    """A table as of ``shown_table`` with these columns, for which readers look, right behind the outcome."""
    head = list(table.columns[: table.columns.get_loc("outcome") + 1])
    results = [name for name in dict.fromkeys(results) if name not in head]
    return table[[*head, *results, *(name for name in table if name not in (*head, *results))]]


def listed(words: Iterable[str]) -> str:
    """ "a", "a and b", "a, b and c"; empty words and repeats are left out."""
    words = [word for word in dict.fromkeys(words) if word]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def enumerated(items: Iterable[str]) -> str:
    """Items with semicolons between them; of a long list the first, and how many more there are."""
    items = list(items)
    told = "; ".join(items[:MOST_TOLD])
    more = len(items) - MOST_TOLD
    return f"{told}; and {more} more, in the rows behind the chart" if more > 0 else told


def number_word(number: int) -> str:
    """A small whole number in letters ("three"), a larger one in digits."""
    return NUMBER_WORDS.get(number, str(number))


def capital(words: str) -> str:
    """The words with a capital first letter, the rest untouched."""
    return words[:1].upper() + words[1:]


def time_words(hours: float) -> str:
    """A time after the start as people say it: 45 min, 3 h, 2 days, 8 weeks, 6 months; "" when missing."""
    if pd.isna(hours):
        return ""
    if hours == 0:
        return "start"
    if hours < 1:
        return f"{hours * 60:.3g} min"
    for unit, length in HOURS.items():
        if hours >= length and hours % length == 0:
            return f"{hours / length:.0f} {unit}{'s' if hours > length else ''}"
    return f"{hours:g} h" if hours < 48 else f"{hours / 24:.2g} days"


def signed(number: float, digits: int | None = None) -> str:
    """A number with a true minus sign, at most so many decimals (as it stands in its row if not given)."""
    text = f"{number:.6g}" if digits is None else f"{number:.{digits}f}"
    return text.replace("-", "−") if float(text) else text.replace("-", "")


def interval_words(low: float, high: float, digits: int | None = None) -> str:
    """An interval in words: "−2.35 to −1.31"."""
    return f"{signed(low, digits)} to {signed(high, digits)}"


def name_of(row: pd.Series) -> str:
    """The study's short name: as the table ``trials`` has it, else as it is cited."""
    name = str(row.get("trial", "") or "")
    if len(name) > LONGEST_NAME:
        name = name.partition(" (")[0]
    return name or short_citation(row["citation_key"])


def scale_words(scale: str) -> str:
    """A scale as people write it, a dash between its ends: "MADRS 0–60"; "scale not stated" without name."""
    return "scale not stated" if scale.startswith("not stated") else re.sub(r"(?<=\d)-(?=\d)", "–", scale)


def drug_of(rows: pd.DataFrame) -> str:
    """ "esketamine" where every row gave that, else "ketamine"."""
    return "esketamine" if set(rows.get("form", ())) == {"esketamine"} else "ketamine"


def comparator_of(rows: pd.DataFrame) -> str:
    """What the other arm had, in a word or two; "the comparator" where rows differ or the source is long.

    rows: those of the ketamine arm, where a table has a row for each arm.
    """
    if "comparator_kind" in rows:
        told = set(rows["comparator_kind"].map(COMPARATORS))
    else:
        told = {_own_comparator(row) for _, row in rows.iterrows()}
    word = told.pop() if len(told) == 1 else ""
    return word if 0 < len(word) <= 25 else "the comparator"


def _own_comparator(row: pd.Series) -> str:
    """The comparator without what its row says that the ketamine arm had as well ("+ standard of care")."""
    given = str(row.get("intervention", "") or "")
    own = " + ".join(part for part in row["comparator"].split(" + ") if part not in given)
    return "placebo" if PLACEBO.fullmatch(own) else own or row["comparator"]


def bare(words: str) -> str:
    """Words without their article, for a column head: "comparator", "opioid"."""
    for article in ("the ", "an ", "a "):
        words = words.removeprefix(article)
    return words


def time_of(row: pd.Series) -> str:
    """The time of a row in words: as the source tells it where that is short, else as the table counts it."""
    told = str(row.get("timepoint", "") or "").replace("-", "–")
    return told if 0 < len(told) <= LONGEST_TIME else time_words(row.get("time_h")) or told


def who_of_trials(rows: pd.DataFrame) -> str:
    """Sentences for a caption: each trial's people, how many, against what, and when."""
    told = []
    for _, same in rows.groupby(["trial", "condition", "comparator"], sort=False):
        first = same.iloc[0]
        when = listed(row["timepoint"] or time_words(row["time_h"]) for _, row in same.iterrows())
        parts = (first["condition"], _arms(same), when or "time not stated")
        told.append(f"{first['trial']}: {'; '.join(parts)}.")
    return " ".join(told)


def _arms(rows: pd.DataFrame) -> str:
    first, drug = rows.iloc[0], drug_of(rows)
    if first["design"] in PAIRED_DESIGNS:
        return f"the same {span(rows['n_k'])} people with {drug} and with {first['comparator']}"
    return f"{span(rows['n_k'])} people with {drug}, {span(rows['n_c'])} with {first['comparator']}"


def span(numbers: pd.Series) -> str:
    """How many people: "19", "18–20", or that the source does not say."""
    numbers = numbers.dropna()
    if numbers.empty:
        return "an unstated number of"
    low, high = numbers.min(), numbers.max()
    return f"{low:.0f}" if low == high else f"{low:.0f}–{high:.0f}"
