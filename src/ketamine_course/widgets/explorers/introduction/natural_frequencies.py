"""Explorer: two percentages as people of 100 or 1,000, with what chance can do to them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ketamine_course.charts.style import GREY, INK
from ketamine_course.widgets.controls import Choice, Slider
from ketamine_course.widgets.live_figure import LiveFigure
from ketamine_course.widgets.painter import Canvas

from .faces import COUNTED, GRIDS, Crowd
from .shares import CITATIONS, LEVEL, OWN, PAIRS, Group, Pair, own_pair, sourced_pair

ASKED = (50, 200, 800, 3200)
NOTHING = 1e-9  # a share as small as this is the rest of a rounding


@dataclass(frozen=True)
class People:
    """Two groups as whole people of ``people``, and their words."""

    pair: Pair
    people: int
    reading: str
    alt: str
    rows: pd.DataFrame

    @property
    def counts(self) -> tuple[int, int]:
        """Whole people of ``people`` in each group."""
        return self.pair.first.of(self.people), self.pair.second.of(self.people)


def as_people(figures: str, people: int, first_percent: int, second_percent: int, n: int) -> People:
    """Return two shares as people.

    figures: a key of ``PAIRS``, or ``OWN``, for which alone the rest matters: two per cents (0 to 100), and
    ``n`` people asked in each group. people: the denominator, 100 or 1,000.
    """
    pair = own_pair(first_percent, second_percent, n) if figures == OWN else sourced_pair(figures)
    groups = (pair.first, pair.second)
    told = [f"{group.name}: {_count(group, people)} {pair.told}".rstrip() for group in groups]
    with_intervals = [
        f"{words} ({_interval(group, people)})." for words, group in zip(told, groups, strict=True)
    ]
    compared = _compared(pair, people)
    reading = " ".join([*with_intervals, f"{compared}{_how_sure(pair, people)}."])
    kind = "faces" if people == 100 else "dots"
    below = [
        f"{words}, {_interval(group, people, of=True)}" for words, group in zip(told, groups, strict=True)
    ]
    alt = (
        f"Two grids of {people:,} {kind} side by side, those counted filled. {compared}. "
        f"{below[0]}; {_within(below[1])}. Below each grid, its share and interval on a scale of per cent."
    )
    return People(pair, people, reading, alt, _numbers(pair, people))


def _count(group: Group, people: int) -> str:
    return f"{group.of(people):,} of {people:,}"


def _interval(group: Group, people: int, of: bool = False) -> str:
    if group.interval is None:
        return "no interval: how many were asked is not known"
    low, high = (_end(end, people) for end in group.interval)
    return f"{LEVEL * 100:.0f} % interval {low} to {high}{f' of {people:,}' if of else ''}"


def _end(end: float, people: int) -> str:
    """An end of a share's interval in people: never nobody or everybody where it is neither."""
    count = round(end * people)
    if count == 0 and end > NOTHING:
        return "less than 1"
    if count == people and end < 1 - NOTHING:
        return f"more than {people - 1:,}"
    return f"{count:,}"


def _compared(pair: Pair, people: int) -> str:
    """The comparison with one denominator, taken before the shares are rounded to people."""
    more = round(people * (pair.first.share - pair.second.share))
    as_counted = pair.first.of(people) - pair.second.of(people)
    if more == 0:
        return f"No difference in people of {people:,}"
    words = f"{abs(more):,} {'more' if more > 0 else 'fewer'} of {people:,}"
    unlike = "" if more == as_counted else ", worked out before rounding"
    return f"{pair.first.name}: {words} than {_within(pair.second.name)}{unlike}"


def _within(words: str) -> str:
    """Words that began a sentence, as they stand within one."""
    return words[0].lower() + words[1:]


def _how_sure(pair: Pair, people: int) -> str:
    """What stands behind the comparison: its interval where one is known, a ratio where there is one."""
    words = ""
    if pair.difference is not None:
        words += f" ({LEVEL * 100:.0f} % interval: {_either_way(*pair.difference, people)})"
    if pair.first.of(people) != pair.second.of(people) and pair.first.share > 0 and pair.second.share > 0:
        words += f"; as a ratio, {pair.first.share / pair.second.share:.2g} times as many"
    return words


def _either_way(low: float, high: float, people: int) -> str:
    """The ends of a difference in people: "9 fewer to 17 more", "11 to 29 more"."""
    if low <= 0 <= high and round(low * people) == round(high * people) == 0:
        return "less than 1 either way"
    if low < 0 < high:
        return f"{_end(-low, people)} fewer to {_end(high, people)} more"
    nearer, farther = sorted((abs(low), abs(high)))
    return f"{_end(nearer, people)} to {_end(farther, people)} {'fewer' if low < 0 else 'more'}"


def _numbers(pair: Pair, people: int) -> pd.DataFrame:
    lines = []
    for group in (pair.first, pair.second):
        low, high = [_end(end, people) for end in group.interval or ()] or (None, None)
        lines.append(
            {
                "group": group.name,
                "share (%)": round(100 * group.share, 1),
                "counted": group.events,
                "asked": group.n,
                f"of {people:,}": group.of(people),
                f"interval from (of {people:,})": low,
                f"interval to (of {people:,})": high,
            }
        )
    # As objects, so that whole numbers stay whole beside empty cells.
    return pd.DataFrame(lines, dtype=object)


class PeopleCanvas(Canvas):
    """Two crowds, each with its share and interval on a scale of 0 to 100 % below."""

    size = (7.5, 4.9)

    def setup(self, figure):
        figure.set_layout_engine("none")
        self.crowds, self.titles, self.points, self.lines, self.missing = [], [], [], [], []
        for left in (0.04, 0.53):
            grid = figure.add_axes((left, 0.24, 0.43, 0.64))
            self.crowds.append(Crowd(grid))
            title = grid.text(
                0.5, 1.03, "", transform=grid.transAxes, ha="center", fontsize=12, weight="bold"
            )
            self.titles.append(title)
            scale = figure.add_axes((left + 0.035, 0.145, 0.36, 0.07))
            scale.set(xlim=(0, 100), ylim=(-1, 1), xlabel="per cent, with 95 % interval")
            scale.set_yticks([])
            scale.spines["left"].set_visible(False)
            self.lines += scale.plot([], [], color=GREY, linestyle="-", linewidth=3, zorder=2)
            self.points += scale.plot(
                # Upright, so that it hides nothing of a narrow interval.
                [],
                [],
                color=COUNTED,
                marker="|",
                markersize=18,
                markeredgewidth=2.5,
                linestyle="",
                clip_on=False,
            )
            self.missing.append(scale.text(98, 0, "no interval known", ha="right", va="center", color=INK))
        crowds = [artist for crowd in self.crowds for artist in crowd.artists]
        return [*crowds, *self.titles, *self.lines, *self.points, *self.missing]

    def draw(self, result):
        for place, group in enumerate((result.pair.first, result.pair.second)):
            counted = group.of(result.people)
            self.crowds[place].fill(counted, result.people)
            self.titles[place].set_text(f"{group.name}: {counted:,} of {result.people:,}")
            ends = group.interval
            self.points[place].set_data([100 * group.share], [0])
            self.lines[place].set_data([100 * end for end in ends or ()], [0, 0] if ends else [])
            self.missing[place].set_visible(ends is None)


def natural_frequencies() -> LiveFigure:
    """What does a percentage mean in people? Two shares with one denominator, and their intervals."""

    def own(values):
        return values["figures"] == OWN

    return LiveFigure(
        title="A percentage as people: of so many, how many?",
        controls=[
            Choice(
                "figures",
                "Figures",
                [*((words, key) for key, (words, _) in PAIRS.items()), ("Your own two percentages", OWN)],
            ),
            Choice("people", "Count in", [(f"{people:,} people", people) for people in GRIDS], radio=True),
            Slider("first_percent", "First group", 0, 100, step=2, value=40, unit="%", only_when=own),
            Slider("second_percent", "Second group", 0, 100, step=2, value=20, unit="%", only_when=own),
            Choice(
                "n",
                "People asked in each group",
                [(f"{people:,}", people) for people in ASKED],
                value=200,
                only_when=own,
            ),
        ],
        compute=as_people,
        canvas=PeopleCanvas(),
        caption=(
            "A filled face (or dot) is a person who is counted. Shares are rounded to whole people. The "
            "interval says how far chance alone may have moved the share; it knows nothing of who was left "
            "out, or of how the question was put. Where a report prints a share without how many people "
            "were asked, no interval can be worked out. Your own two percentages are made up, and from no "
            "study. Of the others in the list: the old and the young are people who are no veterans; of the "
            "trial in flares, the higher of two doses is shown, after an hour; 97 of 106 people were "
            "counted, and a day or two later no difference was found. Their sources follow."
        ),
        assumptions=(
            "Intervals: Wilson's for a share, Newcombe's for the difference between two groups of different "
            "people. Both take people as asked one by one and by chance. Your own percentages are made up."
        ),
        citations=CITATIONS,
        what_to_notice=(
            "With your own two percentages, four times as many people asked make an interval about half "
            "as wide, or narrower still, while the faces stay the same. And 4 % is twice as much as 2 %, "
            "just as 40 % is of 20 %: the one is 2 more people of 100, the other 20."
        ),
    )
