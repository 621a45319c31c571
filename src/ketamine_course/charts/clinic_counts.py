"""Counts of ketamine clinics, each with the quality of its source, and no line between them."""

from __future__ import annotations

import pandas as pd

from ketamine_course.charts.chart import Chart
from ketamine_course.charts.style import INK, PALETTE, course_style, new_figure
from ketamine_course.evidence import load_table

# Who counted, in words that stand at the points.
SOURCE_WORDS = {
    "SF224": "an encyclopaedia, citing the press",
    "SF225": "an encyclopaedia, citing the press",
    "SF226": "radio news",
    "SF227": "six directories, told in the news",
}
SOURCE_LOOKS = {
    "encyclopaedia": {"marker": "s", "color": PALETTE["brown"]},
    "news": {"marker": "D", "color": PALETTE["vermilion"], "markerfacecolor": "white", "markeredgewidth": 2},
}
BOUND_WORDS = {"about": "about ", "lower": "more than ", "upper": "fewer than ", "": ""}
# The undated count stands beyond the last year.
UNDATED_AT = 2025.5
HIGHEST = 1000


def count_rows() -> pd.DataFrame:
    """Rows of ``clinics`` that count clinics, without doubtful ones, by year; undated ones come last."""
    table = load_table("clinics")
    rows = table[(table["category"] == "number of clinics") & ~table["doubtful"]].copy()
    rows["place"] = pd.to_numeric(rows["year"], errors="coerce").fillna(UNDATED_AT)
    return rows.sort_values("place").set_index("id", drop=False)


@course_style()
def clinic_counts() -> Chart:
    """How many clinics in the US offered ketamine, by four sources, one of which says how it counted."""
    rows = count_rows()
    figure = new_figure(7.5, 4.2)
    axes = figure.add_subplot()
    for _, row in rows.iterrows():
        axes.plot(row["place"], row["value"], markersize=10, **SOURCE_LOOKS[row["source_quality"]])
        if row["bound"] == "lower":
            axes.annotate(
                "",
                (row["place"], row["value"] + 150),
                (row["place"], row["value"] + 25),
                arrowprops={"arrowstyle": "->", "color": INK, "linewidth": 1.6},
            )
        words = f"{BOUND_WORDS[row['bound']]}{row['value']:.0f}\n{SOURCE_WORDS[row['id']]}"
        right = row["place"] < 2020
        axes.annotate(
            words,
            (row["place"], row["value"]),
            (12 if right else -12, 0),
            textcoords="offset points",
            ha="left" if right else "right",
            va="center",
        )
    years = [int(place) for place in rows["place"] if place != UNDATED_AT]
    axes.set_xticks([*years, UNDATED_AT], [*map(str, years), "no date"])
    axes.set(xlim=(2014, 2026.5), ylim=(0, HIGHEST), ylabel="Clinics in the US that offer ketamine")
    axes.grid(axis="x", visible=False)
    return _with_words(figure, rows)


def _with_words(figure, rows: pd.DataFrame) -> Chart:
    told = [
        f"{BOUND_WORDS[row['bound']]}{row['value']:.0f} ({SOURCE_WORDS[row['id']]}, "
        f"{'no date' if row['year'] == 'undated' else row['year']})"
        for _, row in rows.iterrows()
    ]
    columns = ["measure", "country", "timepoint", "value", "bound", "source_quality", "seen_in", "notes"]
    return Chart(
        figure,
        finding=(
            "Four counts of ketamine clinics in the US; how it was made is told of one only. Later counts "
            "are higher than the first, but how fast the number grew cannot be read from them."
        ),
        caption=(
            "Clinics in the United States that offer ketamine, for any purpose. No count stands in a "
            "register or in a study that we could read, and of none can it be shown that it was made like "
            "another, so no line joins them. The arrow marks “more than”. No count from another country "
            "was found."
        ),
        alt=(
            "Four separate points, clinics against year, each marked by its kind of source: "
            f"{'; '.join(told)}. No line joins them, and the one without a date is lower than the last with "
            "one."
        ),
        rows=rows[[*columns, "citation_key", "id"]],
        citations=tuple(dict.fromkeys(rows["citation_key"])),
    )
