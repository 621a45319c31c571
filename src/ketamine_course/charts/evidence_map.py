"""Evidence map: conditions against outcomes, each cell with the direction of an effect and its certainty."""

from __future__ import annotations

import math
import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from ketamine_course.charts import row_words as words
from ketamine_course.charts.chart import Chart
from ketamine_course.charts.style import GREY, INK, PALETTE, course_style, new_figure
from ketamine_course.evidence import row

COLUMNS = (
    "id",
    "condition",
    "outcome",
    "effect_row",
    "direction",
    "certainty",
    "certainty_from",
    "claim_id",
)
HARM = "unwanted effects"
NONE_FOUND = "none_found"
MARKERS = {
    "favours_ketamine": {"marker": "^", "color": PALETTE["blue"]},
    "no_difference": {"marker": "o", "color": INK},
    "favours_comparator": {"marker": "v", "color": PALETTE["vermilion"]},
}
GAINS = {"favours_ketamine": "better", "no_difference": "no gain", "favours_comparator": "worse"}
HARMS = {"favours_ketamine": "fewer", "no_difference": "no more", "favours_comparator": "more"}
RINGS = {"": 0, "very_low": 1, "low": 2, "moderate": 3, "high": 4}
CERTAINTY_WORDS = {"": "not rated", "very_low": "very low"}
# Inches: the figure, its column of conditions, a line of a cell, and the rings.
WIDTH, LABELS, LINE, BETWEEN, HEAD, FOOT = 8.4, 1.42, 0.37, 0.1, 0.42, 0.72
INNERMOST, STEP = 0.085, 0.026
MARK, TEXT = 0.24, 0.46
CELL_PT = 10
LABEL_LETTERS, HEAD_LETTERS = 18, 12
MOST_COMPARATORS = 6
# Which cells as a whole each count of the finding takes in.
COUNTED = {
    "results": ("better", "more", "mixed", "neither"),
    "clear": ("better", "more"),
    "mixed": ("mixed",),
}
RATIOS = ("risk ratio", "odds ratio", "rate ratio", "hazard ratio")


@course_style()
def evidence_map(rows: pd.DataFrame, *, finding: str = "") -> Chart:
    """Condition by outcome:  of each effect, rings around it for its certainty.

    rows: of the table ``evidence_map``, all or those of some conditions or outcomes, in the order in which
    they are to stand. Effects that disagree stand one below the other in their cell. finding: instead of
    the one that is made from the rows.
    Raises ValueError for rows whose effect is doubtful, or whose direction or certainty is not that of the
    row or claim that they name.
    """
    effects = _resolved(rows)
    conditions, outcomes = (list(dict.fromkeys(rows[name])) for name in ("condition", "outcome"))
    figure = _draw(effects, conditions, outcomes)
    found, whole = effects[effects["direction"] != NONE_FOUND], cells_as_a_whole(effects)
    finding = finding or _finding(effects, whole)
    return Chart(
        figure,
        finding=finding,
        caption=_caption(found),
        alt=_alt(effects, finding),
        rows=_table(effects, whole),
        citations=tuple(dict.fromkeys(found["citation_key"])),
    )


def _resolved(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with time, citation, comparator and the claim's verdict; refused where they do not trace."""
    if not isinstance(rows, pd.DataFrame) or not set(COLUMNS) <= set(rows.columns) or rows.empty:
        raise ValueError(f"rows must be of evidence_map, with the columns {', '.join(COLUMNS)}")
    found = [_traced(cell) for _, cell in rows.iterrows()]
    return pd.concat([rows.reset_index(drop=True), pd.DataFrame(found)], axis=1)


def _traced(cell: pd.Series) -> dict[str, object]:
    nothing = {"time": "", "citation_key": "", "compared_with": "", "verdict": ""}
    if cell["direction"] == NONE_FOUND:
        if cell["effect_row"] or cell["certainty"]:
            raise ValueError(
                f"{cell['id']}: a cell where none was found has neither effect_row nor certainty"
            )
        return nothing
    table, _, row_id = cell["effect_row"].partition(":")
    effect = row(table, row_id)
    if effect["doubtful"]:
        raise ValueError(f"{cell['id']}: {cell['effect_row']} is doubtful, and doubtful rows are not drawn")
    expected = direction_of(table, effect)
    if expected not in ("", cell["direction"]):
        raise ValueError(f"{cell['id']}: {cell['effect_row']} says {expected}, not {cell['direction']}")
    claim = row("claims", cell["claim_id"]) if cell["claim_id"] else None
    source = {"claim": claim, "effect_row": effect, "": None}[cell["certainty_from"]]
    certainty = "" if source is None else str(source["certainty"]).replace(" ", "_")
    if certainty != cell["certainty"]:
        told = (
            f"certainty {cell['certainty']!r}, but {cell['certainty_from'] or 'no source'} says {certainty!r}"
        )
        raise ValueError(f"{cell['id']}: {told}")
    return {
        "time": words.time_words(effect["time_h"]),
        "citation_key": effect["citation_key"],
        "compared_with": effect["comparator"],
        "verdict": "" if claim is None else claim["verdict"],
    }


def direction_of(table: str, effect: pd.Series) -> str:
    """Whom a row's effect favours: as ``trials`` judges, else by its interval; "" where it has neither.

    Of unwanted effects fewer is better.
    """
    if table == "trials":
        return str(effect["direction"])
    lower_is_better = True if table == "adverse_events" else effect.get("lower_is_better")
    low, high = effect.get("ci_low", math.nan), effect.get("ci_high", math.nan)
    if lower_is_better is None or math.isnan(low) or math.isnan(high):
        return ""
    null = 1.0 if effect["statistic"] in RATIOS else 0.0
    if low <= null <= high:
        return "no_difference"
    return "favours_ketamine" if (high < null) == bool(lower_is_better) else "favours_comparator"


def _draw(effects: pd.DataFrame, conditions: list[str], outcomes: list[str]) -> Figure:
    cells = {place: own for place, own in effects.groupby(["condition", "outcome"], sort=False)}
    lines = {
        name: max(len(cells[name, outcome]) for outcome in outcomes if (name, outcome) in cells)
        for name in conditions
    }
    height = HEAD + FOOT + sum(LINE * count + BETWEEN for count in lines.values())
    figure = new_figure(WIDTH, height)
    figure.set_layout_engine("none")
    # One unit is one inch, so that rings are round; y runs downwards.
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
    axes.axis("off")
    wide = (WIDTH - LABELS - 0.06) / len(outcomes)
    for place, outcome in enumerate(outcomes):
        head = "\n".join(textwrap.wrap(words.capital(outcome), HEAD_LETTERS))
        axes.text(LABELS + wide * place + 0.1, HEAD / 2, head, weight="bold", va="center")
    top = HEAD
    for name in conditions:
        tall = LINE * lines[name] + BETWEEN
        axes.plot((0.1, WIDTH - 0.1), (top, top), color=GREY, linestyle="-", linewidth=0.6, alpha=0.6)
        label = "\n".join(textwrap.wrap(words.capital(name), LABEL_LETTERS))
        axes.text(0.12, top + tall / 2, label, va="center", linespacing=1.1)
        for place, outcome in enumerate(outcomes):
            own = cells.get((name, outcome))
            _draw_cell(axes, own, LABELS + wide * place, top + tall / 2)
        top += tall
    _write_key(axes, top)
    return figure


def _draw_cell(axes: Axes, own: pd.DataFrame | None, left: float, middle: float) -> None:
    """The effects of a cell around its middle; in words where there is none."""
    if own is None or (own["direction"] == NONE_FOUND).all():
        told = "–" if own is None else "none found"
        axes.text(left + 0.14, middle, told, va="center", style="italic", color=GREY, fontsize=CELL_PT)
        return
    for place, (_, effect) in enumerate(own.iterrows()):
        y = middle + LINE * (place - (len(own) - 1) / 2)
        _draw_mark(axes, effect["direction"], RINGS[effect["certainty"]], left + MARK, y, effect["id"])
        axes.text(
            left + TEXT, y, "\n".join(cell_words(effect)), va="center", fontsize=CELL_PT, linespacing=1.1
        )


def _draw_mark(axes: Axes, direction: str, rings: int, x: float, y: float, gid: str) -> None:
    """A marker with so many rings around it."""
    axes.plot(x, y, linestyle="", markersize=8, gid=gid, **MARKERS[direction])
    for ring in range(rings):
        radius = INNERMOST + STEP * ring
        axes.add_patch(Circle((x, y), radius, fill=False, edgecolor=INK, linewidth=0.9, gid=f"ring {gid}"))


def cell_words(effect: pd.Series) -> tuple[str, str]:
    """What a cell says: direction and time; certainty, and whether the claim behind it is contested."""
    told = (HARMS if effect["outcome"] == HARM else GAINS)[effect["direction"]]
    certainty = CERTAINTY_WORDS.get(effect["certainty"], effect["certainty"])
    by_claim = effect["certainty_from"] == "claim"
    contested = ", contested" if by_claim and effect["verdict"] == "contested" else ""
    return f"{told}, {effect['time']}" if effect["time"] else told, certainty + contested


def _write_key(axes: Axes, top: float) -> None:
    """What markers and rings mean, in words, below the map."""
    axes.plot((0.1, WIDTH - 0.1), (top, top), color=GREY, linestyle="-", linewidth=0.6, alpha=0.6)
    told = {
        "favours_ketamine": "favours ketamine",
        "no_difference": "no difference seen",
        "favours_comparator": "favours the comparator",
    }
    for direction, x in zip(told, (0.3, 2.1, 4.1), strict=True):
        axes.plot(x, top + 0.2, linestyle="", markersize=8, **MARKERS[direction])
        axes.text(x + 0.14, top + 0.2, told[direction], va="center", fontsize=CELL_PT)
    y = top + 0.5
    for certainty, x in zip(("very_low", "low", "moderate", "high"), (1.42, 2.75, 3.75, 5.2), strict=True):
        for ring in range(RINGS[certainty]):
            axes.add_patch(Circle((x, y), INNERMOST + STEP * ring, fill=False, edgecolor=INK, linewidth=0.9))
        axes.text(x + 0.24, y, CERTAINTY_WORDS.get(certainty, certainty), va="center", fontsize=CELL_PT)
    axes.text(0.16, y, "Certainty:", va="center", fontsize=CELL_PT)
    axes.text(6.4, y, "no ring: not rated", va="center", fontsize=CELL_PT)


def cells_as_a_whole(effects: pd.DataFrame) -> pd.DataFrame:
    """For each effect what its cell says as a whole, and how many conditions of its outcome say the same.

    Columns, index as given: ``cell`` ("better", of unwanted effects "more", where every mark is that;
    "mixed" where some are; else "neither"; "" without a result), ``results`` (conditions with one),
    ``clear`` (those that are better, or more), ``mixed``.
    """
    found = effects[effects["direction"] != NONE_FOUND]
    sides = found.groupby(["outcome", "condition"])["direction"].agg(set)
    told = pd.Series({place: _whole(place[0], both) for place, both in sides.items()}, dtype=object)
    places = pd.MultiIndex.from_frame(effects[["outcome", "condition"]])
    whole = pd.DataFrame({"cell": told.reindex(places, fill_value="").to_numpy()}, index=effects.index)
    for name, kinds in COUNTED.items():
        counts = told.isin(kinds).groupby(level=0).sum()
        whole[name] = counts.reindex(effects["outcome"], fill_value=0).to_numpy()
    return whole


def _whole(outcome: str, directions: set[str]) -> str:
    wanted, word = ("favours_comparator", "more") if outcome == HARM else ("favours_ketamine", "better")
    if wanted not in directions:
        return "neither"
    return word if len(directions) == 1 else "mixed"


def _finding(effects: pd.DataFrame, whole: pd.DataFrame) -> str:
    """For each outcome: in how many conditions it is better, mixed, or neither."""
    told = []
    for outcome, counts in whole.groupby(effects["outcome"], sort=False):
        results, clear, mixed = counts[list(COUNTED)].iloc[0]
        if results:
            word, also = "more" if outcome == HARM else "better", f", mixed in {mixed}" if mixed else ""
            of = f"{results}{' conditions with results' * (not told)}"
            told.append(f"{outcome}: {word} in {clear} of {of}{also}")
    return f"{words.capital('; '.join(told))}."


def _caption(found: pd.DataFrame) -> str:
    comparators = sorted({name.partition(" (")[0] for name in found["compared_with"] if name})
    few = len(comparators) <= MOST_COMPARATORS
    against = f"Compared with: {words.listed(comparators)}. " if few else ""
    return (
        "Each mark is one row of the course’s tables, a trial or a pooled estimate; people, comparator and "
        f"time are that row’s, and the rows behind the chart name them. {against}Two marks in a cell: "
        "sources disagree, or the effect changes with time; they are not averaged, and counting cells weighs "
        "no evidence. Certainty is that of the pooled estimate (GRADE) where it states one, else that of the "
        "claim in the course’s ledger on which the row bears; “contested” is that claim’s verdict. “None "
        "found”: the course’s tables hold no result that may be drawn, which does not say that none exists. "
        "“–”: not asked."
    )


def _alt(effects: pd.DataFrame, finding: str) -> str:
    """Kind of chart, of what, with the finding; every cell is in the rows behind the chart."""
    places = effects.groupby(["condition", "outcome"])["direction"].agg(set)
    empty = int((places == {NONE_FOUND}).sum())
    size = f"{effects['condition'].nunique()} conditions by {effects['outcome'].nunique()} outcomes"
    return (
        f"Evidence map, {size}: in each cell markers for the direction of effects, rings for certainty. "
        f"{finding} Cells without a result: {empty}. Each cell is told in the rows behind the chart."
    )


def _table(effects: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """The effects drawn, with their cell as a whole and the counts of the finding."""
    first = ["condition", "outcome", "direction"]
    last = ["time", "certainty", "certainty_from", "claim_id", "verdict", "compared_with", "effect_row", "id"]
    heads = {
        "cell": "cell as a whole",
        "results": "conditions with results",
        "clear": "better (unwanted effects: more) in",
        "mixed": "mixed in",
    }
    told = whole[list(heads)].rename(columns=heads)
    return pd.concat([effects[first], told, effects[last]], axis=1)
