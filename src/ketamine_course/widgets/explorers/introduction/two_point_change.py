"""Explorer: what a change of two points on the 0–10 scale means, for one person and for a group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection

from ketamine_course.charts.style import GREY, INK, PALETTE
from ketamine_course.evidence import row
from ketamine_course.widgets.controls import Choice, Slider
from ketamine_course.widgets.live_figure import LiveFigure
from ketamine_course.widgets.painter import Canvas

from .changes import (
    GROUP,
    HIGHEST_PAIN,
    NOBODY,
    WITHOUT,
    Change,
    falls,
    falls_without,
    marks,
    passing,
    share_without,
)

PASSED, MISSED = PALETTE["blue"], "#9A9A9A"
WITH_DRUG, WITHOUT_DRUG = "with the drug", "without the drug"
LOWEST_FALL, HIGHEST_FALL = -8, 10


@dataclass(frozen=True)
class TwoPoints:
    """Two people (the second None where the scale has no room), two groups of falls, and their words."""

    start: int
    people: tuple[Change, Change | None]
    groups: tuple[np.ndarray, np.ndarray]
    reading: str
    alt: str
    rows: pd.DataFrame


def what_changed(
    start: int, end: int, other_start: int, mean_fall: float, spread: float, without: str
) -> TwoPoints:
    """Return what a change amounts to.

    start, end: pain of person 1 (0 to 10; start above 0); other_start: where person 2 starts, with the same
    fall. mean_fall, spread: average and standard deviation (points) of the falls of a simulated group that
    starts where person 1 does. without: the row of ``placebo_responses`` whose share would pass the mark of
    two points without the drug, or ``NOBODY``.
    """
    one = Change(start, end)
    two = one.elsewhere(other_start)
    groups = (
        falls(mean_fall, spread, start),
        falls_without(share_without(without), spread, start),
    )
    with_it, without_it = (passing(group, start)[0] for group in groups)
    points, _ = marks()
    first, second = f"erson 1, {_told(one)}", f"Person 2, {_told_other(one, two, other_start)}"
    counted = (
        f"{with_it} fall by {points:g} points or more with the drug, {without_it} would without it: "
        f"{_compared(with_it - without_it)}."
    )
    reading = f"P{first} {second} Simulated group of {GROUP}: {counted}"
    alt = (
        f"Left, two people on a scale of pain from 0 to 10: p{first} {second} Right, two rows of {GROUP} "
        f"sticks, the falls of simulated people from smallest to largest: {counted}"
    )
    return TwoPoints(start, (one, two), groups, reading, alt, _numbers(one, two, other_start, start, groups))


def _told(change: Change) -> str:
    """ "from 8 to 6: 2 points less, 25 %; past the mark in points, not that in per cent." """
    fall = change.fall
    if fall <= 0:
        words = "no change" if fall == 0 else f"{-fall} {_points(-fall)} more pain"
        return f"from {change.start} to {change.end}: {words}; past neither mark."
    past = {
        (True, True): "past both marks",
        (True, False): "past the mark in points, not that in per cent",
        (False, True): "past the mark in per cent, not that in points",
        (False, False): "past neither mark",
    }[change.passes]
    return (
        f"from {change.start} to {change.end}: {fall} {_points(fall)} less, {change.percent:.0f} %; {past}."
    )


def _told_other(one: Change, two: Change | None, other_start: int) -> str:
    if two is None:
        return f"from {other_start}: cannot {'fall' if one.fall > 0 else 'rise'} by as much."
    return _told(two)


def _points(number: int) -> str:
    return "point" if number == 1 else "points"


def _compared(more: int) -> str:
    if more == 0:
        return "none more with it"
    return f"{abs(more)} {'more' if more > 0 else 'fewer'} with it"


def _numbers(
    one: Change, two: Change | None, other_start: int, start: int, groups: tuple[np.ndarray, np.ndarray]
) -> pd.DataFrame:
    points, percent = marks()
    in_points, in_percent = f"falls by {points:g} points", f"falls by {percent:g} %"
    lines = []
    for number, change in enumerate((one, two), start=1):
        line = {"who": f"person {number}", "start": other_start if change is None else change.start}
        if change is not None:
            past = ["yes" if passed else "no" for passed in change.passes]
            line |= {"end": change.end, "fall (points)": change.fall, "fall (%)": round(change.percent)}
            line |= {in_points: past[0], in_percent: past[1]}
        lines.append(line)
    for name, group in zip((WITH_DRUG, WITHOUT_DRUG), groups, strict=True):
        past = [f"{people} of {GROUP}" for people in passing(group, start)]
        line = {"who": f"simulated group, {name}", "start": start, "fall (points)": round(group.mean(), 1)}
        lines.append(line | {in_points: past[0], in_percent: past[1]})
    # As objects, so that whole numbers stay whole beside empty cells.
    return pd.DataFrame(lines, dtype=object)


class ChangeCanvas(Canvas):
    """Two people on the 0–10 scale at the left; at the right the falls of a group, one stick a person."""

    size = (7.5, 5.2)

    def setup(self, figure):
        figure.set_layout_engine("none")
        return [*self._make_people(figure), *self._make_groups(figure)]

    def _make_people(self, figure):
        axes = figure.add_axes((0.075, 0.1, 0.3, 0.75))
        axes.set(xlim=(0.4, 2.6), ylim=(0, HIGHEST_PAIN), ylabel="Pain (0 to 10)")
        axes.set_xticks([1, 2], ["Person 1", "Person 2"])
        axes.set_yticks(range(0, HIGHEST_PAIN + 1))
        axes.grid(axis="x", visible=False)
        (self.paths,) = axes.plot([], [], color=INK, linestyle="-", linewidth=2.5)
        (self.starts,) = axes.plot(
            [],
            [],
            color=GREY,
            marker="o",
            markersize=11,
            linestyle="",
            markerfacecolor="white",
            markeredgewidth=2.5,
            clip_on=False,
            label="start",
        )
        (self.ends,) = axes.plot(
            [],
            [],
            color=PALETTE["vermilion"],
            marker="D",
            markersize=10,
            linestyle="",
            clip_on=False,
            label="end",
        )
        (self.in_points,) = axes.plot([], [], color=PASSED, linestyle="-", linewidth=2.5)
        (self.in_percent,) = axes.plot([], [], color=PALETTE["purple"], linestyle="--", linewidth=2.5)
        points, percent = marks()
        self.in_points.set_label(f"{points:g} points less")
        self.in_percent.set_label(f"{percent:g} % less")
        handles = [self.starts, self.ends, self.in_points, self.in_percent]
        axes.legend(
            handles=handles,
            loc="lower center",
            bbox_to_anchor=(0.5, 1.01),
            ncols=2,
            handlelength=1.6,
            columnspacing=1.0,
        )
        return [self.in_points, self.in_percent, self.paths, self.starts, self.ends]

    def _make_groups(self, figure):
        self.sticks, self.marks_in_percent, self.titles = [], [], []
        points, _ = marks()
        for bottom, name in ((0.53, WITH_DRUG), (0.1, WITHOUT_DRUG)):
            axes = figure.add_axes((0.47, bottom, 0.51, 0.34))
            axes.set(xlim=(-0.5, GROUP + 0.5), ylim=(LOWEST_FALL, HIGHEST_FALL), ylabel="Fall (points)")
            axes.set_xticks([])
            if name == WITHOUT_DRUG:
                axes.set_xlabel(f"{GROUP} simulated people, smallest to largest fall")
            axes.axhline(points, color=PASSED, linewidth=2, zorder=3)
            axes.axhline(0, color=INK, linewidth=0.9)
            self.marks_in_percent += axes.plot(
                [-0.5, GROUP + 0.5], [0, 0], color=PALETTE["purple"], linestyle="--", linewidth=2, zorder=3
            )
            lines = LineCollection([], linewidth=2.4, zorder=2)
            self.sticks.append(axes.add_collection(lines))
            self.titles.append(axes.text(0, 1.03, "", transform=axes.transAxes, weight="bold", va="bottom"))
        return [*self.sticks, *self.marks_in_percent, *self.titles]

    def draw(self, result):
        self._draw_people(result)
        points, percent = marks()
        for place, (group, name) in enumerate(zip(result.groups, (WITH_DRUG, WITHOUT_DRUG), strict=True)):
            passed = passing(group, result.start)[0]
            x = np.arange(GROUP) + 0.5
            base = np.zeros(GROUP)
            ends = [np.column_stack([x, base]), np.column_stack([x, group])]
            self.sticks[place].set_segments(np.stack(ends, axis=1))
            self.sticks[place].set_color([MISSED] * (GROUP - passed) + [PASSED] * passed)
            self.marks_in_percent[place].set_ydata([percent / 100 * result.start] * 2)
            self.titles[place].set_text(
                f"{name.capitalize()}: {passed} of {GROUP} fall by {points:g} or more"
            )

    def _draw_people(self, result):
        points, percent = marks()
        known = [(x, change) for x, change in enumerate(result.people, start=1) if change is not None]
        self.starts.set_data([x for x, _ in known], [change.start for _, change in known])
        self.ends.set_data([x for x, _ in known], [change.end for _, change in known])
        self.paths.set_data(*_pieces([((x, x), (one.start, one.end)) for x, one in known]))
        for line, levels in (
            (self.in_points, [one.start - points for _, one in known]),
            (self.in_percent, [one.start * (1 - percent / 100) for _, one in known]),
        ):
            across = [((x - 0.35, x + 0.35), (y, y)) for (x, _), y in zip(known, levels, strict=True)]
            line.set_data(*_pieces(across))


def _pieces(lines: list[tuple[tuple, tuple]]) -> tuple[list[float], list[float]]:
    """Several lines, each (both x, both y), as the data of one line with gaps."""
    return tuple([value for line in lines for value in (*line[axis], np.nan)] for axis in (0, 1))


def two_point_change() -> LiveFigure:
    """What does a fall of two points mean? Two people, and a simulated group with and without the drug."""
    points, percent = marks()
    source = row("questionnaires", "pf139")
    shares = [
        (f"{round(GROUP * share_without(row_id))} ({words})", row_id) for row_id, words in WITHOUT.items()
    ]
    citations = [row("placebo_responses", row_id)["citation_key"] for row_id in WITHOUT]
    return LiveFigure(
        title="Two points less pain: is that much?",
        controls=[
            Slider("start", "Person 1: pain at the start", 2, 10, value=8, unit="of 10"),
            Slider("end", "Person 1: pain at the end", 0, 10, value=6, unit="of 10"),
            Slider("other_start", "Person 2: pain at the start (same fall)", 2, 10, value=4, unit="of 10"),
            Slider("mean_fall", "Group: average fall with the drug", -1, 5, step=0.5, value=2, unit="points"),
            Slider("spread", "Group: spread (standard deviation)", 1, 3, step=0.5, value=2, unit="points"),
            Choice(
                "without",
                f"Group: how many of {GROUP} would do as well without the drug",
                [*shares, ("0 (nothing changes)", NOBODY)],
            ),
        ],
        compute=what_changed,
        canvas=ChangeCanvas(),
        caption=(
            f"The marks of about {points:g} points or {percent:g} % come from {source['n']:,.0f} people with "
            "chronic pain in 10 trials. They are for one person's change, not for a difference between "
            "groups. Both people and the group are simulated."
        ),
        assumptions=(
            "All in the group start where person 1 starts; their falls follow a normal distribution, cut off "
            "at the ends of the scale. Without the drug the spread is the same, and the average is moved "
            "until the share you choose reaches the mark in points. Only Lumanauw counted that mark (20 mm "
            "on a line of 100 mm); the others counted something else, in other people, and using their share "
            "here is assumed."
        ),
        citations=(source["citation_key"], *dict.fromkeys(citations)),
        what_to_notice=(
            "A fall of 2 points from 6 or below passes both marks; from 7 or above it passes only the one in "
            "points. In the group, what counts for the drug is the difference between the two rows: not "
            "everyone who passes the mark passes it because of the drug."
        ),
    )
