"""What exercises give to learners besides rows: made-up data, and findings of different kinds in one table.

It stands apart from the checks, which are not there where submissions are marked.
"""

import pandas as pd

from ketamine_course.evidence import row

# Made up for teaching: no laboratory measured these.
MADE_UP_LEVELS_UMOL_PER_L = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
MADE_UP_BLOCKED_PERCENT = (7.0, 10.0, 21.0, 37.0, 57.0, 70.0, 87.0, 92.0, 96.0)

# Rows from cells to people in pain, and the table of each.
FINDINGS = {
    "ph228": "mechanisms",
    "pf236": "mechanisms",
    "SF266": "mechanisms",
    "ph209": "concentration_effects",
    "pf027": "cohorts",
    "pt027": "trials",
    "pt032": "trials",
    "pt035": "trials",
}


def findings() -> pd.DataFrame:
    """Return the findings, one a row: id, who, compared_with, measured, found."""
    return pd.DataFrame([_finding(name, table) for name, table in FINDINGS.items()])


def _finding(name: str, table: str) -> dict[str, str]:
    record = row(table, name)
    who, compared, measured = (record.get(name, "") for name in ("population", "comparator", "measure"))
    match table:
        case "trials":
            who, found = f"people with {record['condition']}", _between_arms(record)
            measured = _when(record)
        case "mechanisms":
            measured = _when(record)
            found = record["value_text"] or f"{record['statistic']} {_figure(record)}"
        case "concentration_effects":
            compared, found = "", _figure(record)  # a model's estimate, of healthy people alone
        case _:
            found = _figure(record)
    return {
        "id": name,
        "who": who,
        "compared_with": compared or "nothing",
        "measured": measured,
        "found": found,
    }


def _when(record: pd.Series) -> str:
    """What was measured, and when, unless the outcome says so itself."""
    outcome, when = record["outcome"], record["timepoint"]
    return outcome if not when or when in outcome else f"{outcome}, {when}"


def _figure(record: pd.Series) -> str:
    return f"{record['value']:g} {record['unit']}".replace("-", "−")


def _between_arms(record: pd.Series) -> str:
    """Counts of both arms, or the printed effect with its interval."""
    if pd.notna(record["events_k"]):
        drug, other = (f"{record[f'events_{arm}']:.0f} of {record[f'n_{arm}']:.0f}" for arm in "kc")
        return f"{drug} on ketamine, {other} on {record['comparator'].split()[0]}"
    low, high = (f"{record[name]:g}" for name in ("ci_low", "ci_high"))
    words = f"{record['effect_measure']} {record['effect']:g} {record['effect_unit']} ({low} to {high})"
    return words.replace("-", "−")
