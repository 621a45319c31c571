"""Levels in blood that studies found in people, each with its own end point."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pandas as pd

from ketamine_course.charts.grouped import short_citation
from ketamine_course.evidence import load_table

# What a level of each kind stands for, and the end points, in the words of the chapter's chart of levels.
KIND_WORDS = {
    "concentration_at_dose": "peaks at doses for {}",
    "threshold": "{}",
    "range_of_effect": "{}, more and more",
    "c50": "half of the {}, a model",
    "concentration_at_target": "{}, at a target that was set",
}
END_POINT_WORDS = {
    "analgesia": "relief",
    "psychedelic effects": "feeling unreal",
    "drug high": "“high”",
    "experimental pain": "relief of pain made in an experiment",
    "chronic pain relief": "relief of lasting pain",
    "awakening": "waking",
    "anaesthesia": "anaesthesia",
    "subanaesthetic target": "well below anaesthesia",
}
PEAK_WORDS = {"analgesia": "pain"}
ROUTE_WORDS = {"intravenous": "into a vein", "intranasal": "through the nose"}


@cache
def levels_in_people(analyte: str) -> pd.DataFrame:
    """Rows of the tables that give a level of ``analyte`` in people (ng/mL), from the lowest up.

    Columns: ``id``, ``low`` and ``high`` (equal for a single value), ``label`` (end point, and what the level
    is, or the source of a threshold), ``words`` (the same with its source) and ``citation_key``. Where no
    level of this analyte is tied to an effect, measured peaks of adults stand in. Doubtful rows are left out.
    Empty where nothing was found.
    """
    effects = _usable("concentration_effects", analyte)
    effects = effects[effects["kind"].isin(list(KIND_WORDS))]
    if len(effects):
        return _arranged(effects, _effect_words)
    peaks = _usable("observed_concentrations", analyte)
    peaks = peaks[(peaks["kind"] == "cmax") & (peaks["age_group"] != "children")]
    return _arranged(peaks, _dose_words)


def _usable(table: str, analyte: str) -> pd.DataFrame:
    rows = load_table(table)
    has_level = rows["value"].notna() | rows["range_low"].notna()
    return rows[(rows["analyte"] == analyte) & (rows["unit"] == "ng/mL") & ~rows["doubtful"] & has_level]


def _effect_words(level: pd.Series) -> str:
    """End point, and what the level is: "half of the relief of lasting pain, a model"."""
    end_point, kind = END_POINT_WORDS[level["end_point"]], level["kind"]
    if kind == "concentration_at_dose":
        end_point = PEAK_WORDS.get(level["end_point"], end_point)
    return KIND_WORDS[kind].format(end_point)


def _dose_words(peak: pd.Series) -> str:
    """What was given: "peak after 10 mg into a vein"."""
    if pd.notna(peak["dose_mg"]):
        dose = f"{peak['dose_mg']:g} mg"
    else:
        dose = f"{peak['dose_mg_per_kg']:g} mg/kg {peak['form']}"
    return f"peak after {dose} {ROUTE_WORDS[peak['route']]}"


def _arranged(rows: pd.DataFrame, in_words: Callable[[pd.Series], str]) -> pd.DataFrame:
    """The rows in the columns of `levels_in_people`, the lowest level first."""
    words = pd.Series([in_words(level) for _, level in rows.iterrows()], rows.index, dtype="str")
    low, high = (rows[end].fillna(rows["value"]) for end in ("range_low", "range_high"))
    quoted = rows["seen_in"].map(lambda seen: ", quoted" if seen == "secondary" else "")
    sources = rows["citation_key"].map(short_citation)
    # Two works name a level for waking: only the source tells them apart.
    beside = (", " + sources).where(quoted == "", quoted).where(rows["kind"] == "threshold", "")
    arranged = pd.DataFrame(
        {
            "id": rows["id"],
            "low": low,
            "high": high,
            "label": words + beside,
            "words": words + " (" + sources + quoted + ")",
            "citation_key": rows["citation_key"],
        }
    )
    return arranged.sort_values(["low", "high"]).reset_index(drop=True)
