"""Charts of how many people live with pain: by age and sex, and by stage of a cancer."""

from __future__ import annotations

import pandas as pd

from ketamine_course.charts.chart import Chart
from ketamine_course.charts.grouped import draw_value, grouped_axes, marker_legend
from ketamine_course.charts.style import PALETTE, course_style
from ketamine_course.evidence import load_table

CHRONIC, HIGH_IMPACT, VETERANS = "chronic pain", "high-impact chronic pain", "chronic pain, veterans"
HOLLOW = {"markerfacecolor": "white", "markeredgewidth": 1.8}
LOOKS = {
    CHRONIC: {"marker": "o", "color": PALETTE["blue"]},
    VETERANS: {"marker": "D", "color": PALETTE["purple"]} | HOLLOW,
    HIGH_IMPACT: {"marker": "^", "color": PALETTE["vermilion"]},
}
# Above and below the middle of a line, in lines, so that two points that fall together stay two.
OFFSETS = {"non-veterans": -0.2, "veterans": 0.2}
WHO = {"age": "By age, 2019", "everyone": "All adults", "women": "Women", "men": "Men"}
SURVEYS = ("zelaya2020", "zelaya2020b", "rikard2023", "lucas2024")
STAGES = {
    "after curative treatment": "After treatment meant to cure",
    "during anticancer treatment": "During treatment against the cancer",
    "advanced, metastatic or terminal disease": "Advanced, spread or final stage",
    "": "All stages together",
}
REVIEWS = {"vandenbeuken2007": "studies to 2007", "vandenbeuken2016": "studies of 2005–2014"}
REVIEW_LOOKS = {
    "vandenbeuken2007": {"marker": "s", "color": PALETTE["green"]} | HOLLOW,
    "vandenbeuken2016": {"marker": "o", "color": PALETTE["blue"]},
}


def survey_rows() -> pd.DataFrame:
    """Rows of ``prevalence`` from the US surveys, each with its line (``group``, ``label``) and ``series``.

    Counts of people and the shares of groups by origin are left out; doubtful rows too.
    """
    table = load_table("prevalence")
    rows = table[table["citation_key"].isin(SURVEYS) & (table["statistic"] == "share") & ~table["doubtful"]]
    rows = rows[rows["subgroup"].isin(("", "veterans", "non-veterans"))].copy()
    by_age = rows["age_low"].notna()
    rows["group"] = rows["sex"].where(rows["sex"] != "", "everyone").mask(by_age, "age")
    rows["label"] = rows["year"].mask(by_age, [_ages(row) for _, row in rows.iterrows()])
    rows["series"] = rows["condition"].mask(rows["subgroup"] == "veterans", VETERANS)
    return rows.set_index("id", drop=False)


def _ages(row: pd.Series) -> str:
    if pd.isna(row["age_high"]):
        return "" if pd.isna(row["age_low"]) else f"{row['age_low']:.0f} and over"
    return f"{row['age_low']:.0f}–{row['age_high']:.0f} years"


@course_style()
def pain_by_age_and_sex() -> Chart:
    """Share of US adults with chronic pain by age (2019), and with its high-impact form by sex and year."""
    rows = survey_rows()
    lines = rows.drop_duplicates(["group", "label"]).sort_values("label", kind="stable")
    figure, axes, places = grouped_axes(lines, WHO, "Share of people (%)", left=0.2, foot_in=1.45)
    height = {(line["group"], line["label"]): places[index] for index, line in lines.iterrows()}
    for _, row in rows.iterrows():
        y = height[row["group"], row["label"]] + OFFSETS.get(row["subgroup"], 0)
        axes.plot(row["value"], y, markersize=8, zorder=3, **LOOKS[row["series"]])
        left = row["series"] == HIGH_IMPACT or row["id"] == _lower_of_pair(rows, row)
        place = {"xytext": (-9, 0), "ha": "right"} if left else {"xytext": (9, 0), "ha": "left"}
        axes.annotate(
            f"{row['value']:.1f}", (row["value"], y), textcoords="offset points", va="center", **place
        )
    axes.set_xlim(0, 50)
    key = {f"{CHRONIC} (by age: in people who are no veterans)": LOOKS[CHRONIC]}
    key |= {VETERANS: LOOKS[VETERANS], f"{HIGH_IMPACT}: it often limits life or work": LOOKS[HIGH_IMPACT]}
    axes.legend(handles=marker_legend(key), loc="upper left", bbox_to_anchor=(-0.1, -0.14), ncols=1)
    return _with_words_on_surveys(figure, rows)


def _lower_of_pair(rows: pd.DataFrame, row: pd.Series) -> str:
    """The id of the lower of two points on one line of ages, whose figure stands to its left."""
    same = rows[(rows["group"] == "age") & (rows["label"] == row["label"])]
    return "" if same.empty else same["value"].idxmin()


def _with_words_on_surveys(figure, rows: pd.DataFrame) -> Chart:
    value = rows["value"]
    columns = ["measure", "population", "year", "value", "unit", "ci_low", "ci_high", "citation_key", "id"]
    return Chart(
        figure,
        finding=(
            f"Of every hundred US adults, {value['pf164']:.0f} had chronic pain in 2023, and 8 or 9 a form "
            "that often limits life or work. In people who never served in the armed forces it is commoner "
            f"with each older age, from {value['pf179']:.0f} to {value['pf182']:.0f} of a hundred; of "
            f"veterans, {value['pf183']:.0f} of a hundred have it at 20–34 years already, and "
            f"{value['pf185']:.0f} at 50–64."
        ),
        caption=(
            "Adults in the United States, asked in a national survey. Whether all "
            "three years were asked alike, and how far chance moved each figure, was not told where we read "
            "them, so no line joins the years. The ages come from a report on 2019 that tells veterans "
            "(people who have served in the armed forces) apart. How many people were asked was not printed "
            "there either."
        ),
        alt=(
            "Dot plot of the share of US adults with chronic pain. By age in 2019: in people who are no "
            f"veterans it rises from {value['pf179']:g} per cent at 20–34 years to {value['pf182']:g} per "
            f"cent at 65 and over; in veterans it is {value['pf183']:g} per cent at 20–34 years, highest at "
            f"50–64 years ({value['pf185']:g} per cent), and {value['pf186']:g} per cent at 65 and over. All "
            f"adults: {value['pf173']:g} per cent in 2019, {value['pf187']:g} in 2021, {value['pf164']:g} "
            f"per cent in 2023; high-impact pain {value['pf174']:g}, {value['pf189']:g} and "
            f"{value['pf165']:g} per cent. Women have a little more of both than men in either year."
        ),
        rows=rows[columns],
        citations=SURVEYS,
    )


def stage_rows() -> pd.DataFrame:
    """Rows of ``prevalence`` on pain by stage of a cancer, with ``group`` (the stage) and ``label``."""
    table = load_table("prevalence")
    rows = table[
        table["citation_key"].isin(REVIEWS)
        & (table["condition"] == "pain in people with cancer")
        & table["subgroup"].isin(STAGES)
        & ~table["doubtful"]
    ].copy()
    rows["group"], rows["label"] = rows["subgroup"], rows["citation_key"].map(REVIEWS)
    return rows.sort_values("citation_key").set_index("id", drop=False)


@course_style()
def cancer_pain_by_stage() -> Chart:
    """Share of people with cancer who have pain, by stage, from two reviews that stay apart."""
    rows = stage_rows()
    figure, axes, places = grouped_axes(
        rows, STAGES, "Share of people who have pain (%)", left=0.4, foot_in=1.25
    )
    for index, row in rows.iterrows():
        interval = (row["ci_low"], row["ci_high"]) if pd.notna(row["ci_low"]) else None
        draw_value(axes, places[index], row["value"], interval, REVIEW_LOOKS[row["citation_key"]])
    axes.set_xlim(0, 100)
    key = {
        "review of 2007, with 95 % interval": REVIEW_LOOKS["vandenbeuken2007"],
        "review of 2016, interval not printed where we read it": REVIEW_LOOKS["vandenbeuken2016"],
    }
    axes.legend(handles=marker_legend(key), loc="upper left", bbox_to_anchor=(-0.4, -0.21), ncols=1)
    return _with_words_on_stages(figure, rows)


def _with_words_on_stages(figure, rows: pd.DataFrame) -> Chart:
    value = rows["value"]
    columns = [
        "measure",
        "population",
        "value",
        "unit",
        "ci_low",
        "ci_high",
        "ci_level",
        "citation_key",
        "id",
    ]
    return Chart(
        figure,
        finding=(
            f"Of every hundred people with cancer, {value['pf152']:.0f} had pain after treatment meant to "
            f"cure, {value['pf153']:.0f} during treatment and {value['pf154']:.0f} in advanced disease (the "
            "newer review). The older review found the same order."
        ),
        caption=(
            "People with cancer, pooled from many surveys: 52 studies in the review of 2007, and 117 studies "
            "with 63,533 people in that of 2016. How many people stand behind each stage was not printed "
            "where we read the figures. The two searched partly the same years, so they may share studies: "
            "they stand side by side, are not averaged, and show no trend over time. Any pain counts, "
            "mild or severe."
        ),
        alt=(
            "Dot plot of the share of people with cancer who have pain, by stage, two reviews side by side. "
            f"After treatment meant to cure: {value['pf156']:g} and {value['pf152']:g} per cent. During "
            f"treatment: {value['pf157']:g} and {value['pf153']:g} per cent. Advanced: {value['pf158']:g} "
            f"and {value['pf154']:g} per cent. All stages, older review only: {value['pf159']:g} per cent. "
            "The intervals of the older review are wide and hold the newer figures."
        ),
        rows=rows[columns],
        citations=tuple(REVIEWS),
    )
