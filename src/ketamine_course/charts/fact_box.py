"""Fact boxes: of 100 people with each treatment, how many had the outcome, one face a person."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Arc, Circle, Patch

from ketamine_course.charts import row_words as words
from ketamine_course.charts.chart import Chart
from ketamine_course.charts.style import GREY, PALETTE, course_style, new_figure
from ketamine_course.evidence import effects
from ketamine_course.evidence.trial_rows import PAIRED_DESIGNS

PEOPLE, A_ROW = 100, 10
MOST_OUTCOMES = 3
BOX_HEIGHT_IN, WIDTH_IN = 3.95, 7.5
RADIUS = 0.42
# Those who had the outcome: blue where it is wanted, vermilion where it is not.
WANTED, UNWANTED = PALETTE["blue"], PALETTE["vermilion"]
SHARES = ("n_k", "events_k", "percent_k", "n_c", "events_c", "percent_c")
COLUMNS = (*words.TRIAL_COLUMNS, "outcome", *SHARES)


@course_style()
def fact_box(
    rows: pd.DataFrame, outcomes: dict[str, str], *, level: float = 0.95, finding: str = ""
) -> Chart:
    """One box an outcome: 100 faces with ketamine beside 100 with the comparator.

    rows: of ``trials``, one comparison of one trial, binary. outcomes: by row id, what people did, in the
    past tense, as in {"pt001": "had a good outcome"}; they choose the rows and their order, three at most.
    Faces stand for events over n, rounded to whole people; where a source prints shares only, for these.
    level: of the interval of the difference. finding: instead of the one that is made from the figures.
    Raises ValueError for doubtful rows, rows of several trials or comparisons, and rows without a share.
    """
    rows = _chosen(rows, outcomes)
    figure = new_figure(WIDTH_IN, BOX_HEIGHT_IN * len(rows))
    figure.set_layout_engine("constrained", w_pad=0.25, h_pad=0.12)
    panels = figure.subplots(len(rows), 2, squeeze=False)
    drug, other = words.drug_of(rows), words.comparator_of(rows)
    for pair, (_, row) in zip(panels, rows.iterrows(), strict=True):
        for axes, arm, name in zip(pair, ("k", "c"), (drug, other), strict=True):
            people = whole_people(row, arm)
            draw_faces(axes, people, good=not row["lower_is_better"])
            axes.set_title(f"With {name}: {people} of {PEOPLE}\n{outcomes[row['id']]}")
    return Chart(
        figure,
        finding=finding or " ".join(_sentence(row, outcomes[row["id"]], level) for _, row in rows.iterrows()),
        caption=_caption(rows, outcomes, level),
        alt=_alt(rows, outcomes),
        rows=_table(rows, level),
        citations=tuple(dict.fromkeys(rows["citation_key"])),
    )


def _chosen(rows: pd.DataFrame, outcomes: dict[str, str]) -> pd.DataFrame:
    words.check_rows(rows, COLUMNS, "trials")
    if not 1 <= len(outcomes) <= MOST_OUTCOMES:
        raise ValueError(f"a fact box has one to {MOST_OUTCOMES} outcomes, got {len(outcomes)}")
    absent = [row_id for row_id in outcomes if row_id not in set(rows["id"])]
    if absent:
        raise ValueError(f"outcomes names rows that are not given: {', '.join(absent)}")
    rows = rows.set_index("id", drop=False).loc[list(outcomes)]
    words.refuse(rows, rows["outcome_type"] != "binary", "not binary: it counts no people")
    for arm in ("k", "c"):
        lacking = (rows[f"events_{arm}"].isna() | rows[f"n_{arm}"].isna()) & rows[f"percent_{arm}"].isna()
        words.refuse(rows, lacking, "without a share in each arm")
    for column in ("trial", "comparator"):
        if len(set(rows[column])) > 1:
            raise ValueError(f"rows differ in {column}: a fact box is of one comparison of one trial")
    return rows


def share_of(row: pd.Series, arm: str) -> float:
    """People of 100 with the outcome in an arm ("k" or "c"), unrounded: from counts, else as printed."""
    events, people = row[f"events_{arm}"], row[f"n_{arm}"]
    known = pd.notna(events) and pd.notna(people)
    return float(PEOPLE * events / people if known else row[f"percent_{arm}"])


def whole_people(row: pd.Series, arm: str) -> int:
    """``share_of`` rounded to whole people, a half upwards."""
    return math.floor(share_of(row, arm) + 0.5)


def draw_faces(axes: Axes, people: int, good: bool) -> None:
    """100 faces in rows of ten, the first ``people`` of them filled: with a smile if ``good``, else a frown.

    The others are hollow with a straight mouth, so that no meaning rests on colour.
    Collections carry the gid "with" or "without" on the faces of each kind.
    """
    places = [(place % A_ROW, place // A_ROW) for place in range(PEOPLE)]
    look = {"facecolor": WANTED if good else UNWANTED, "edgecolor": WANTED if good else UNWANTED}
    _draw_kind(axes, places[:people], "with", look, "white", bend=-1 if good else 1)
    hollow = {"facecolor": "white", "edgecolor": GREY, "linewidth": 1.1}
    _draw_kind(axes, places[people:], "without", hollow, GREY, bend=0)
    axes.set(xlim=(-0.55, A_ROW - 0.45), ylim=(A_ROW - 0.45, -0.55), aspect="equal")
    axes.axis("off")


def _draw_kind(
    axes: Axes, places: list[tuple[int, int]], gid: str, look: dict[str, object], ink: str, bend: int
) -> None:
    faces = [Circle(place, RADIUS) for place in places]
    eyes: list[Patch] = [Circle((x + side * 0.14, y - 0.11), 0.05) for x, y in places for side in (-1, 1)]
    axes.add_collection(PatchCollection(faces, gid=gid, zorder=2, **look))
    axes.add_collection(PatchCollection(eyes, facecolor=ink, edgecolor="none", zorder=3))
    for x, y in places:
        axes.add_patch(_mouth(x, y, bend, ink))


def _mouth(x: float, y: float, bend: int, ink: str) -> Patch:
    """A smile (bend -1; y runs downwards), a frown (1) or a straight line (0)."""
    if bend == 0:
        return Arc((x, y + 0.16), 0.34, 0.001, theta1=0, theta2=180, color=ink, linewidth=1.2, zorder=3)
    middle = y + (0.06 if bend < 0 else 0.28)
    ends = (20, 160) if bend < 0 else (200, 340)
    return Arc((x, middle), 0.44, 0.32, theta1=ends[0], theta2=ends[1], color=ink, linewidth=1.3, zorder=3)


def _difference(row: pd.Series, level: float) -> effects.Effect | None:
    """Risk difference with its interval; None without counts, or where each person had both treatments."""
    counts = row[["events_k", "n_k", "events_c", "n_c"]]
    if counts.isna().any() or row["design"] in PAIRED_DESIGNS:
        return None
    return effects.compare_events(*counts, "RD", level, "newcombe")


def _sentence(row: pd.Series, did: str, level: float) -> str:
    """ "31 of 100 people improved with ketamine, 27 of 100 with placebo: no clear difference." """
    with_k, with_c = whole_people(row, "k"), whole_people(row, "c")
    frame = pd.DataFrame([row])
    drug, other = words.drug_of(frame), words.comparator_of(frame)
    told = f"{with_k} of {PEOPLE} people {did} with {drug}, {with_c} of {PEOPLE} with {other}"
    effect = _difference(row, level)
    if effect is None:
        return f"{told}."
    if effect.low <= 0 <= effect.high:
        return f"{told}: no clear difference."
    return f"{told}: {abs(with_k - with_c)} {'more' if effect.estimate > 0 else 'fewer'}."


def _caption(rows: pd.DataFrame, outcomes: dict[str, str], level: float) -> str:
    told = ["One face is one person of 100; filled faces had the outcome.", words.who_of_trials(rows)]
    for _, row in rows.iterrows():
        told += [f"“{words.capital(outcomes[row['id']])}”: {row['outcome']}. {_rounding(row)}"]
        effect = _difference(row, level)
        if effect:
            low, high = (np.array([effect.low, effect.high]) * PEOPLE).round()
            told.append(
                f"Difference: {words.signed(PEOPLE * effect.estimate, 0)} people of {PEOPLE}, "
                f"{PEOPLE * level:g} % interval {words.interval_words(low, high, 0)} (Newcombe)."
            )
        elif row["design"] in PAIRED_DESIGNS:
            told.append("The same people had both, so no interval of the difference can be given.")
    return " ".join(told)


def _rounding(row: pd.Series) -> str:
    """How the faces came from the figures."""
    told = []
    for arm in ("k", "c"):
        share, people = share_of(row, arm), whole_people(row, arm)
        if pd.isna(row[f"events_{arm}"]) or pd.isna(row[f"n_{arm}"]):
            told.append(f"{share:g} of {PEOPLE}, printed as a share only")
        else:
            drawn = "" if share == people else f", drawn as {people}"
            told.append(
                f"{row[f'events_{arm}']:.0f} of {row[f'n_{arm}']:.0f} is {share:.1f} of {PEOPLE}{drawn}"
            )
    return f"Rounded to whole people: {'; '.join(told)}."


def _alt(rows: pd.DataFrame, outcomes: dict[str, str]) -> str:
    drug, other = words.drug_of(rows), words.comparator_of(rows)
    each = "; ".join(
        f"{whole_people(row, 'k')} filled with {drug}, {whole_people(row, 'c')} with {other} "
        f"({outcomes[row['id']]})"
        for _, row in rows.iterrows()
    )
    return f"Icon chart, two grids of {PEOPLE} faces side by side, {rows['trial'].iloc[0]}: {each}."


def _table(rows: pd.DataFrame, level: float) -> pd.DataFrame:
    """The rows drawn, with faces, shares, and the difference of these with its interval."""
    table = words.shown_table(rows)
    printed = list(table)
    for arm, name in (("k", "ketamine"), ("c", "comparator")):
        shares = [words.rounded(share_of(row, arm), 1) for _, row in rows.iterrows()]
        table[f"people of {PEOPLE}, {name}"] = shares
        table[f"faces, {name}"] = [whole_people(row, arm) for _, row in rows.iterrows()]
    told = [_difference(row, level) for _, row in rows.iterrows()]
    heads = (
        f"difference (people of {PEOPLE}, computed)",
        "interval from (computed)",
        "interval to (computed)",
    )
    for name, head in zip(("estimate", "low", "high"), heads, strict=True):
        ends = [PEOPLE * getattr(effect, name) if effect else math.nan for effect in told]
        table[head] = [words.rounded(end, 1) for end in ends]
    return words.results_forward(table, [name for name in table if name not in printed])
