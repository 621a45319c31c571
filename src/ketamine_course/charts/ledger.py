"""Charts of the claim ledger: what became of the article's claims."""

from __future__ import annotations

import pandas as pd

from ketamine_course.charts.chart import Chart
from ketamine_course.charts.style import GREY, PALETTE, course_style, new_figure
from ketamine_course.evidence import claims, outline

VERDICTS = {
    "supported": ("supported", PALETTE["blue"], ""),
    "partly_supported": ("partly supported", PALETTE["sky"], "///"),
    "contested": ("contested", PALETTE["brown"], "..."),
    "not_supported": ("not supported", PALETTE["vermilion"], "xx"),
    "not_checkable": ("cannot be checked", GREY, ""),
}


@course_style()
def ledger_at_a_glance() -> Chart:
    """How many of the article's claims got which verdict, chapter by chapter."""
    ledger = claims()
    counts = pd.crosstab(ledger["chapter"], ledger["verdict"])
    counts = counts.reindex(columns=list(VERDICTS), fill_value=0)
    figure = new_figure(7.8, 4.6)
    axes = figure.add_subplot()
    left = pd.Series(0, index=counts.index)
    places = range(len(counts))
    for verdict, (words, colour, hatch) in VERDICTS.items():
        axes.barh(
            places, counts[verdict], left=left, color=colour, hatch=hatch, edgecolor="white", label=words
        )
        for place, chapter in zip(places, counts.index, strict=True):
            if counts.loc[chapter, verdict]:
                middle = left[chapter] + counts.loc[chapter, verdict] / 2
                box = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"}
                axes.text(
                    middle, place, str(counts.loc[chapter, verdict]), ha="center", va="center", bbox=box
                )
        left = left + counts[verdict]
    axes.set_yticks(list(places), [f"Chapter {chapter}" for chapter in counts.index])
    axes.invert_yaxis()
    axes.set_xlabel("Claims of the article")
    axes.grid(axis="y", visible=False)
    axes.legend(loc="upper center", bbox_to_anchor=(0.45, -0.14), ncols=3)
    return _with_words(figure, ledger, counts)


def _with_words(figure, ledger: pd.DataFrame, counts: pd.DataFrame) -> Chart:
    totals = counts.sum()
    without = counts.index[counts["supported"] == 0]
    unsettled = int((~ledger["decided"]).sum())
    titles = outline().query("kind == 'chapter'").set_index("chapter")["title"]
    return Chart(
        figure,
        finding=(
            f"Of {len(ledger)} claims, {totals['supported']} are supported, {totals['partly_supported']} "
            f"partly, {totals['contested']} contested, {totals['not_supported']} not supported, and "
            f"{totals['not_checkable']} cannot be checked."
        ),
        caption=(
            "Each claim was judged as a reader would understand it, by two readers, against the best "
            f"evidence found. {unsettled} verdicts are unsettled: the readings differed, and the claim is "
            "counted where it stands for now."
        ),
        alt=(
            f"Stacked bar chart of verdicts by chapter. Over all chapters {totals['supported']} claims are "
            f"supported and {totals['not_supported']} are not; in chapters "
            f"{' and '.join(str(chapter) for chapter in without)} none is supported."
        ),
        rows=counts.rename(columns={verdict: words for verdict, (words, *_) in VERDICTS.items()})
        .assign(title=[titles.get(chapter, "") for chapter in counts.index])
        .reset_index(),
        note="Source: the course's own ledger of claims, data/claims.csv.",
    )
