"""Explorer: what a change of two points on the 0–10 scale means, for one person and for a group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ketamine_course.evidence import row
from ketamine_course.widgets.controls import Choice, Slider
from ketamine_course.widgets.live_figure import LiveFigure

from .change_canvas import WITH_DRUG, WITHOUT_DRUG, ChangeCanvas
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
        f"{_compared(with_it - without_it)}.{_cut_off(mean_fall, groups[0])}"
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


def _cut_off(mean_fall: float, group: np.ndarray) -> str:
    """Where the ends of the scale move the average away from the one chosen: a sentence that says so."""
    average = round(group.mean(), 1)
    if average == round(mean_fall, 1):
        return ""
    words = (
        f" The scale ends at 0 and {HIGHEST_PAIN}: the average fall with the drug is {average:.1f} points, "
    )
    return f"{words}not {mean_fall:.1f}.".replace("-", "−")


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
            Slider(
                "start", "Person 1, and all in the group: pain at the start", 2, 10, value=8, unit="of 10"
            ),
            Slider("end", "Person 1: pain at the end", 0, 10, value=6, unit="of 10"),
            Slider("other_start", "Person 2: pain at the start (same fall)", 2, 10, value=4, unit="of 10"),
            Slider(
                "mean_fall",
                "Group: average fall with the drug, before the scale cuts off",
                -1,
                5,
                step=0.5,
                value=2,
                unit="points",
            ),
            Slider(
                "spread",
                "Group: how far people differ (standard deviation)",
                1,
                3,
                step=0.5,
                value=2,
                unit="points",
            ),
            Choice(
                "without",
                f"Group: how many of {GROUP} pass the mark without the drug",
                [*shares, ("0 (nothing changes)", NOBODY)],
            ),
        ],
        compute=what_changed,
        canvas=ChangeCanvas(),
        caption=(
            f"The marks of about {points:g} points or {percent:g} % come from {source['n']:,.0f} people with "
            "chronic pain in 10 trials. They are for one person's change, not for a difference between "
            "groups. Both people and the group are simulated. All in the group start where person 1 starts. "
            "Each row is sorted by itself: the same place in both rows is not the same person."
        ),
        assumptions=(
            "The falls in the group follow a normal distribution, cut off at the ends of the scale. Without "
            "the drug people differ as much, and the average is moved until the share you choose reaches the "
            "mark in points. Only Lumanauw counted that mark (20 mm on a drawn line, taken here to be 100 mm "
            "long); the others counted something else, in other people, and using their share here is "
            "assumed."
        ),
        citations=(source["citation_key"], *dict.fromkeys(citations)),
        what_to_notice=(
            "A fall of 2 points from 6 or below passes both marks; from 7 or above it passes only the one in "
            "points. In the group, what counts for the drug is the difference between the two rows: not "
            "everyone who passes the mark passes it because of the drug. If people differ more, some gain "
            "more and others less, or get worse, while the counts can stay as they are."
        ),
    )
