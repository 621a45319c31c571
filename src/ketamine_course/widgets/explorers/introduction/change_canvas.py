"""The picture of the explorer "two points less": two people on a scale, and the falls of two groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import LineCollection

from ketamine_course.charts.style import GREY, INK, PALETTE, PANEL
from ketamine_course.widgets.painter import Canvas

from .changes import GROUP, HIGHEST_PAIN, marks, passing

if TYPE_CHECKING:
    from .two_point_change import TwoPoints

PASSED, MISSED = PALETTE["blue"], "#9A9A9A"
WITH_DRUG, WITHOUT_DRUG = "with the drug", "without the drug"
LOWEST_FALL, HIGHEST_FALL = -8, 10
CLEAR = {"facecolor": PANEL, "edgecolor": "none", "pad": 2}  # behind words, so that no grid line crosses them


class ChangeCanvas(Canvas):
    """Two people on the 0–10 scale at the left; at the right the falls of a group, one stick a person."""

    size = (7.5, 5.2)

    def setup(self, figure):
        figure.set_layout_engine("none")
        return [*self._make_people(figure), *self._make_groups(figure)]

    def _make_people(self, figure):
        axes = figure.add_axes((0.075, 0.1, 0.3, 0.73))
        axes.set(xlim=(0.4, 2.6), ylim=(0, HIGHEST_PAIN), ylabel="Pain (0 to 10)")
        axes.set_xticks([1, 2], ["Person 1", "Person 2"])
        axes.set_yticks(range(0, HIGHEST_PAIN + 1))
        axes.grid(axis="x", visible=False)
        (self.paths,) = axes.plot([], [], color=GREY, linestyle="-", linewidth=2.5)
        (self.starts,) = axes.plot(
            [],
            [],
            color=GREY,
            marker="o",
            markersize=15,
            linestyle="",
            markerfacecolor="white",
            markeredgewidth=2.5,
            clip_on=False,
            label="start",
            zorder=4,
        )
        (self.ends,) = axes.plot(
            [],
            [],
            color=PALETTE["vermilion"],
            marker="D",
            markersize=8,
            linestyle="",
            clip_on=False,
            label="end",
            zorder=5,
        )
        (self.in_points,) = axes.plot([], [], color=INK, linestyle="-", linewidth=2.5)
        (self.in_percent,) = axes.plot([], [], color=PALETTE["purple"], linestyle="--", linewidth=2.5)
        points, percent = marks()
        self.in_points.set_label(f"{points:g} points less")
        self.in_percent.set_label(f"{percent:g} % less")
        handles = [self.starts, self.ends, self.in_points, self.in_percent]
        axes.legend(
            handles=handles,
            loc="lower center",
            bbox_to_anchor=(0.5, 1.05),
            ncols=2,
            handlelength=1.6,
            columnspacing=1.0,
        )
        self.no_room = axes.text(
            2, HIGHEST_PAIN / 2, "no room\non the scale", ha="center", va="center", bbox=CLEAR
        )
        return [self.in_points, self.in_percent, self.paths, self.starts, self.ends, self.no_room]

    def _make_groups(self, figure):
        self.sticks, self.marks_in_percent, self.titles, self.unchanged = [], [], [], []
        points, _ = marks()
        for bottom, name in ((0.53, WITH_DRUG), (0.1, WITHOUT_DRUG)):
            axes = figure.add_axes((0.47, bottom, 0.51, 0.34))
            axes.set(xlim=(-0.5, GROUP + 0.5), ylim=(LOWEST_FALL, HIGHEST_FALL), ylabel="Fall (points)")
            axes.set_xticks([])
            if name == WITHOUT_DRUG:
                axes.set_xlabel(f"{GROUP} simulated people, smallest to largest fall")
            axes.axhline(points, color=INK, linewidth=2, zorder=3)
            axes.axhline(0, color=INK, linewidth=0.9)
            self.marks_in_percent += axes.plot(
                [-0.5, GROUP + 0.5], [0, 0], color=PALETTE["purple"], linestyle="--", linewidth=2, zorder=3
            )
            # Low at the right no stick can reach: they come from the smallest fall to the largest.
            colours = f"blue: falls by {points:g} or more\n" if name == WITH_DRUG else ""
            axes.text(
                GROUP, LOWEST_FALL + 0.3, f"{colours}below 0: more pain", ha="right", va="bottom", bbox=CLEAR
            )
            nothing = axes.text(GROUP / 2, 6, "nobody's pain changes", ha="center", va="center", bbox=CLEAR)
            self.unchanged.append(nothing)
            lines = LineCollection([], linewidth=2.4, zorder=2)
            self.sticks.append(axes.add_collection(lines))
            self.titles.append(axes.text(0, 1.03, "", transform=axes.transAxes, weight="bold", va="bottom"))
        return [*self.sticks, *self.marks_in_percent, *self.titles, *self.unchanged]

    def draw(self, result: TwoPoints):
        self._draw_people(result)
        points, percent = marks()
        for place, (group, name) in enumerate(zip(result.groups, (WITH_DRUG, WITHOUT_DRUG), strict=True)):
            passed = passing(group, result.start)[0]
            x = np.arange(GROUP) + 0.5
            base = np.zeros(GROUP)
            ends = [np.column_stack([x, base]), np.column_stack([x, group])]
            self.sticks[place].set_segments(np.stack(ends, axis=1))
            self.sticks[place].set_color([MISSED] * (GROUP - passed) + [PASSED] * passed)
            self.unchanged[place].set_visible(not group.any())
            self.marks_in_percent[place].set_ydata([percent / 100 * result.start] * 2)
            self.titles[place].set_text(
                f"{name.capitalize()}: {passed} of {GROUP} fall by {points:g} or more"
            )

    def _draw_people(self, result):
        points, percent = marks()
        known = [(x, change) for x, change in enumerate(result.people, start=1) if change is not None]
        self.no_room.set_visible(result.people[1] is None)
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
