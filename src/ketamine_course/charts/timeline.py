"""Timelines: dated events on an axis of years, true to scale, with sources that disagree marked."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ketamine_course.charts import row_words as words
from ketamine_course.charts.chart import Chart
from ketamine_course.charts.grouped import marker_legend
from ketamine_course.charts.style import GREY, PALETTE, course_style, new_figure

AGREED = {"marker": "o", "color": PALETTE["blue"], "linestyle": ""}
DISPUTED = {"marker": "D", "color": PALETTE["vermilion"], "linestyle": "", "markerfacecolor": "white"}
LINE_IN, BETWEEN_IN, HEAD_IN, WIDTH_IN = 0.2, 0.1, 0.12, 8.4
FOOT_IN, SHORT_FOOT_IN = 0.98, 0.62
LABEL_SHARE, LETTERS = 0.53, 54
KINDS = {"chemistry": "Chemistry", "research": "Research", "medicine": "Medicine", "law": "Law"}
HISTORY_COLUMNS = ("measure", "year", "kind", "disagrees_with", "citation_key")
LEGAL_COLUMNS = ("jurisdiction", "kind", "status", "since_year")
LEGAL_NOTE = "Source: the course's table of legal status, where each row names the page on which it was read."


@course_style()
def timeline(rows: pd.DataFrame, *, finding: str = "", two_years: str = "") -> Chart:
    """Events of the table ``history``, one a line under the heading of its kind, at their year.

    An event that another row given here tells with another year is a hollow diamond, and a dashed line
    joins the two. finding: instead of the one that is made from the rows. two_years: what the hollow diamonds
    are, instead of their labels and years.
    Raises ValueError naming rows that are doubtful, without a year, or of a kind without a heading.
    """
    words.check_rows(rows, HISTORY_COLUMNS, "history")
    words.refuse(rows, rows["year"].isna(), "without a year")
    words.refuse(rows, ~rows["kind"].isin(KINDS), f"of a kind other than {', '.join(KINDS)}")
    events = rows.assign(label=rows["measure"].map(words.capital), group=rows["kind"])
    pairs = disagreements(events)
    events = _in_order(events, pairs)
    figure, _ = _draw(events, KINDS, pairs)
    finding = finding or _finding(events, pairs)
    hollow = f" Hollow diamonds: {two_years or _both_years(events, pairs)}." if pairs else ""
    return Chart(
        figure,
        finding=finding,
        caption=f"The axis is true to scale in years; days and months are not shown.{hollow}",
        alt=f"{_alt(events, f'Timeline of ketamine. {finding}')}{hollow}",
        rows=_table(events, ("label", "year", "date", "kind", "disagrees_with", "notes", "citation_key")),
        citations=tuple(dict.fromkeys(events["citation_key"])),
    )


@course_style()
def legal_timeline(rows: pd.DataFrame, *, finding: str = "") -> Chart:
    """Since when ketamine has been controlled, by jurisdiction, from the table ``legal_status``.

    rows: of the kind "control in law". Those without a known year are not drawn; the caption names those of
    which nothing else is drawn.
    finding: instead of the one that is made from the rows.
    Raises ValueError naming rows that are doubtful or statements of a body, whose year is no start.
    """
    words.check_rows(rows, LEGAL_COLUMNS, "legal_status")
    words.refuse(rows, rows["kind"] != "control in law", "the statement of a body, not a control in law")
    known = rows["since_year"].notna()
    if not known.any():
        raise ValueError("none of the rows has a year (since_year)")
    labels = rows["jurisdiction"] + ": " + rows["status"]
    events = rows.assign(label=labels, year=rows["since_year"], group="law")[known]
    events = _in_order(events, [])
    figure, _ = _draw(events, {"law": "Controlled by law since"}, [])
    without = words.listed(_undrawn(rows, known))
    finding = finding or _legal_finding(events)
    caption = (
        "One dot a jurisdiction, or a law of it: the year since which the control named there has held; an "
        "earlier, milder one may have gone before. Statements of international bodies are no controls and "
        f"not drawn.{f' Without a year in the table, so not drawn: {without}.' if without else ''}"
    )
    return Chart(
        figure,
        finding=finding,
        caption=caption,
        alt=_alt(events, f"Timeline of laws that control ketamine. {finding}"),
        rows=_table(events, ("jurisdiction", "status", "since_year", "medical_use", "confidence", "notes")),
        note=LEGAL_NOTE,
    )


def _undrawn(rows: pd.DataFrame, known: pd.Series) -> list[str]:
    """Places without a year of which no law is drawn; a row may name several, or a part in brackets."""
    drawn = {name.partition(" (")[0] for name in rows.loc[known, "jurisdiction"]}
    names = [name for several in rows.loc[~known, "jurisdiction"] for name in several.split(", ")]
    return [name for name in names if name not in drawn]


def disagreements(events: pd.DataFrame) -> list[tuple[str, str]]:
    """Pairs of ids, both among the events, of which one says that it disagrees with the other."""
    told = zip(events["id"], events["disagrees_with"], strict=True)
    pairs = {tuple(sorted((one, other))) for one, other in told if other in set(events["id"])}
    return sorted(pairs)


def _in_order(events: pd.DataFrame, pairs: list[tuple[str, str]]) -> pd.DataFrame:
    """Events by year, the two of a disagreement one below the other; the index is their id."""
    events = events.set_index("id", drop=False)
    begins, partner = events["year"].copy(), events["id"].copy()
    for one, other in pairs:
        begins[[one, other]] = events.loc[[one, other], "year"].min()
        partner[other] = one
    order = events.assign(begins=begins, partner=partner).sort_values(["begins", "partner", "year"])
    return events.loc[order.index]


def _even_lines(label: str) -> list[str]:
    """A label in as few lines as it needs, of about the same length."""
    lines = textwrap.wrap(label, LETTERS)
    for letters in range(LETTERS - 1, 0, -1):
        narrower = textwrap.wrap(label, letters)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def _draw(
    events: pd.DataFrame, groups: dict[str, str], pairs: list[tuple[str, str]]
) -> tuple[Figure, dict[str, float]]:
    """A figure with a line an event under bold headings, and the height of each in inches from the top."""
    labels = {index: _even_lines(label) for index, label in events["label"].items()}
    foot = FOOT_IN if pairs else SHORT_FOOT_IN
    present = [group for group in groups if (events["group"] == group).any()]
    heights, place = {}, HEAD_IN
    headings = {}
    for group in present:
        headings[group], place = place + LINE_IN / 2, place + LINE_IN + BETWEEN_IN
        for index in events.index[events["group"] == group]:
            tall = len(labels[index]) * LINE_IN
            heights[index], place = place + tall / 2, place + tall + BETWEEN_IN
    figure = new_figure(WIDTH_IN, place + foot)
    figure.set_layout_engine("none")
    bottom = foot / (place + foot)
    axes = figure.add_axes((LABEL_SHARE, bottom, 0.96 - LABEL_SHARE, 1 - bottom))
    across = {"transform": axes.get_yaxis_transform(), "ha": "right", "va": "center"}
    for group, y in headings.items():
        axes.text(-0.025, y, groups[group], weight="bold", **across)
    for index, y in heights.items():
        axes.text(-0.025, y, "\n".join(labels[index]), linespacing=1.15, **across)
    axes.set_ylim(place, 0)
    _draw_events(axes, events, heights, {name for pair in pairs for name in pair})
    for one, other in pairs:
        ends = events.loc[[one, other], "year"], [heights[one], heights[other]]
        axes.plot(
            *ends, color=DISPUTED["color"], linestyle="--", linewidth=1.4, zorder=2, gid=f"{one} {other}"
        )
    _finish(axes, events, bool(pairs))
    return figure, heights


def _draw_events(axes: Axes, events: pd.DataFrame, heights: dict[str, float], disputed: set[str]) -> None:
    low, high = events["year"].min(), events["year"].max()
    room = max(2.0, 0.05 * (high - low))
    axes.set_xlim(low - room, high + 2.5 * room)
    for index, event in events.iterrows():
        y, look = heights[index], DISPUTED if index in disputed else AGREED
        axes.axhline(y, color=GREY, alpha=0.18, linewidth=0.8, zorder=0)
        axes.plot(event["year"], y, markersize=8, markeredgewidth=1.6, zorder=3, gid=index, **look)
        beside = {"textcoords": "offset points", "va": "center"}
        axes.annotate(f"{event['year']:.0f}", (event["year"], y), (9, 0), **beside)


def _finish(axes: Axes, events: pd.DataFrame, disputed: bool) -> None:
    axes.set_yticks([])
    axes.grid(axis="y", visible=False)
    axes.locator_params(axis="x", nbins=6, integer=True)
    axes.set_xlabel("Year")
    if disputed:
        looks = {"dated": AGREED, "sources give two years": DISPUTED}
        axes.legend(
            handles=marker_legend(looks), loc="upper right", bbox_to_anchor=(1, 0), borderaxespad=3.8, ncols=2
        )


def _finding(events: pd.DataFrame, pairs: list[tuple[str, str]]) -> str:
    count, years = words.capital(words.number_word(len(events))), events["year"]
    told = f"{count} events from {years.min():.0f} to {years.max():.0f}"
    if not pairs:
        return f"{told}."
    things = f"{words.number_word(len(pairs))} thing{'' if len(pairs) == 1 else 's'}"
    return f"{told}; for {things} sources give two years."


def _both_years(events: pd.DataFrame, pairs: list[tuple[str, str]]) -> str:
    """The two of each disagreement: "made here, 1964, or made there, 1965; …"."""
    told = {
        name: f"{events.loc[name, 'label']}, {events.loc[name, 'year']:.0f}"
        for pair in pairs
        for name in pair
    }
    return "; ".join(f"{told[one]}, or {told[other]}" for one, other in pairs)


def _legal_finding(events: pd.DataFrame) -> str:
    years = events["year"]
    first, last = events.iloc[0], events.iloc[-1]
    middle = years.sort_values().iloc[(len(years) - 1) // 2]
    return (
        f"Of {len(events)} controls whose year is known the first dates from {first['year']:.0f}, "
        f"{first['jurisdiction']}, and the last from {last['year']:.0f}, {last['jurisdiction']}; half were "
        f"in place by {middle:.0f}."
    )


def _alt(events: pd.DataFrame, what: str) -> str:
    """What it is with its finding, then every event: nobody who listens should have to look for the last."""
    each = "; ".join(f"{event['year']:.0f} {event['label']}" for _, event in events.iterrows())
    return f"{what} One dot an event on an axis of years: {each}."


def _table(events: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    kept = [name for name in columns if name in events.columns]
    return events[[*kept, "id"]].rename(columns={"label": "event"}).reset_index(drop=True)
