"""Explorer: wind-up with and without a block, in a simulation whose coefficients are all assumed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ketamine_course.charts.style import GREY, PALETTE
from ketamine_course.models import sensitisation as model
from ketamine_course.widgets.controls import Choice, Control, Slider, Toggle
from ketamine_course.widgets.live_figure import LiveFigure
from ketamine_course.widgets.painter import Canvas

HOURS = 24
TIMES_H = np.arange(0.0, HOURS + 0.05, 0.1)
MOST_STIMULI = 30
# Assumed: when a block that is given afterwards begins and ends, in hours after the last stimulus.
BLOCK_FROM_H, BLOCK_UNTIL_H = 2.0, 6.0
TOLD_H = (0, 1, 4, 7, 12)
# Which of these the reading tells, too: one while a later block lasts, one long after it.
READ_H = (4, 12)
# What rounds to nothing at two decimals.
LEAST_SEEN = 0.005
# Assumed: how fast a full block erases what is left, where the learner assumes that it does.
ASSUMED_ERASING_PER_H = 0.4
WHEN = {
    "before": "Before and during the stimuli",
    "after": "Only afterwards",
    "both": "Before, during and afterwards",
}


@dataclass(frozen=True)
class WindUp:
    """Responses (multiples of the first) and what is left of them (at ``TIMES_H``), bare and blocked."""

    bare: np.ndarray
    blocked: np.ndarray
    left_bare: np.ndarray
    left_blocked: np.ndarray
    block_shown: bool
    reading: str
    alt: str
    rows: pd.DataFrame


def wound_up(
    stimuli_per_s: float, stimuli: int, blocked_percent: float, when: str, nmda_percent: float, erases: bool
) -> WindUp:
    """Simulate a train of equal stimuli and the hours after it, with and without a block.

    stimuli_per_s: how many a second; stimuli: how many in all; blocked_percent: NMDA receptors blocked (%);
    when: a key of ``WHEN``; nmda_percent: share of the build-up that needs NMDA receptors (%, assumed);
    erases: whether a block afterwards is assumed to erase what is left.
    """
    assumed = model.AssumedCoefficients(
        nmda_share_of_facilitation=nmda_percent / 100,
        erasing_per_h=ASSUMED_ERASING_PER_H if erases else 0.0,
    )
    share, early, late = blocked_percent / 100, when in ("before", "both"), when in ("after", "both")
    bare, blocked = model.responses(assumed, stimuli, 1 / stimuli_per_s, [0.0, share * early])
    reached = model.sensitisation_at_end(assumed, np.array([bare[-1], blocked[-1]]) - 1)
    window = [(BLOCK_FROM_H, BLOCK_UNTIL_H)] if late else []
    left_bare = model.sensitisation(assumed, reached[0], TIMES_H)
    left_blocked = model.sensitisation(assumed, reached[1], TIMES_H, share, window)
    told = np.searchsorted(TIMES_H, np.array(TOLD_H) - 0.01)
    extras = [bare[-1] - 1, *left_bare[told]], [blocked[-1] - 1, *left_blocked[told]]
    rows = _numbers(stimuli, *extras)
    last = (
        f"response {stimuli} is {bare[-1]:.1f} times the first without a block, and {blocked[-1]:.1f} times"
    )
    reading = (
        f"Simulated, all assumed: {last} with {blocked_percent:g} % blocked {WHEN[when][0].lower()}"
        f"{WHEN[when][1:]}. Extra response left, without and with the block: {_left(rows)}."
    )
    begins, ends = _later_block(late and share > 0, left_bare, left_blocked)
    if ends:
        reading += f" When the later block ends at hour {BLOCK_UNTIL_H:g}, {ends}."
    alt = (
        f"Two line charts. Left: responses to {stimuli} stimuli, {stimuli_per_s:g} a second, rise from 1 to "
        f"{bare[-1]:.1f} without a block and to {blocked[-1]:.1f} with it. Right: the extra response left, "
        f"which begins at half of what was built up, falls over {HOURS} hours from {left_bare[0]:.2f} "
        f"without and from {left_blocked[0]:.2f} with the block{begins}. All simulated from assumed numbers."
    )
    return WindUp(bare, blocked, left_bare, left_blocked, late, reading, alt, rows)


def _numbers(stimuli: int, bare: list[float], blocked: list[float]) -> pd.DataFrame:
    """Extra responses at the last stimulus and at a few hours after it."""
    return pd.DataFrame(
        {
            "when": [f"at stimulus {stimuli}", *(_at(hour) for hour in TOLD_H)],
            "extra response, no block": np.round(bare, 2),
            "extra response, with the block": np.round(blocked, 2),
        }
    )


def _at(hour: int) -> str:
    return f"after {hour} h" if hour else "at hour 0"


def _left(rows: pd.DataFrame) -> str:
    """The extra response at ``READ_H``, bare and blocked."""
    told = rows[rows["when"].isin([_at(hour) for hour in READ_H])]
    return "; ".join(
        f"{bare:.2f} and {blocked:.2f} {when}" for when, bare, blocked in told.itertuples(index=False)
    )


def _later_block(given: bool, left_bare: np.ndarray, left_blocked: np.ndarray) -> tuple[str, str]:
    """What shows as a block given afterwards begins and ends, and as it ends; "" with nothing to hide."""
    if not given or left_blocked[0] < LEAST_SEEN:
        return "", ""
    begun, last, after = np.searchsorted(
        TIMES_H, [BLOCK_FROM_H + 0.05, BLOCK_UNTIL_H - 0.15, BLOCK_UNTIL_H + 0.05]
    )
    jump = f"from {left_blocked[last]:.2f} to {left_blocked[after]:.2f}"
    begins = (
        f", dropping to {left_blocked[begun]:.2f} as the later block begins at hour {BLOCK_FROM_H:g} and "
        f"going {jump} as it ends at hour {BLOCK_UNTIL_H:g}"
    )
    return begins, f"this goes {jump}, beside {left_bare[after]:.2f} without a block"


class WindUpCanvas(Canvas):
    """Left: response to each stimulus. Right: what is left of it over hours."""

    def setup(self, figure):
        self.axes, self.later = figure.subplots(1, 2)
        looks = {
            "blocked": {"color": PALETTE["blue"], "linestyle": "-", "label": "with the block"},
            "bare": {"color": PALETTE["vermilion"], "linestyle": "--", "label": "no block"},
        }
        # Hollow circles around small squares: both are seen where the two lines are one.
        marks = {
            "blocked": {"marker": "s", "markersize": 4},
            "bare": {"marker": "o", "markersize": 8, "markerfacecolor": "none"},
        }
        self.lines = {name: self.axes.plot([], [], **look | marks[name])[0] for name, look in looks.items()}
        self.left = {name: self.later.plot(TIMES_H, 0 * TIMES_H, **look)[0] for name, look in looks.items()}
        self.axes.set(
            xlim=(0, MOST_STIMULI + 1),
            ylim=(0, 4),
            xlabel="Stimulus",
            ylabel="Response (first = 1)",
            title="While the stimuli last",
        )
        self.later.set(
            xlim=(0, HOURS),
            ylim=(-0.05, 1.5),
            xlabel="Hours after the last stimulus",
            ylabel="Extra response left",
            title="Afterwards",
        )
        self.later.set_xticks(range(0, HOURS + 1, 6))
        self.window = self.later.axvspan(
            BLOCK_FROM_H, BLOCK_UNTIL_H, color=GREY, alpha=0.18, linewidth=0, label="block given afterwards"
        )
        handles = [*self.lines.values(), self.window]
        figure.legend(handles=handles, loc="outside upper left", ncols=3, title="simulated, all assumed")
        return [self.window, *self.lines.values(), *self.left.values()]

    def draw(self, result):
        stimuli = np.arange(1, result.bare.size + 1)
        self.lines["bare"].set_data(stimuli, result.bare)
        self.lines["blocked"].set_data(stimuli, result.blocked)
        self.left["bare"].set_ydata(result.left_bare)
        self.left["blocked"].set_ydata(result.left_blocked)
        self.window.set_visible(result.block_shown)


def _controls() -> list[Control]:
    assumed = model.AssumedCoefficients()
    return [
        Slider("stimuli_per_s", "Stimuli a second", 0.1, 2, step=0.1, value=1),
        Slider("stimuli", "Number of stimuli", 5, MOST_STIMULI, step=1, value=15),
        Slider("blocked_percent", "NMDA receptors blocked", 0, 100, step=10, value=60, unit="%"),
        Choice("when", "When the block is there", [(words, k) for k, words in WHEN.items()], radio=True),
        Slider(
            "nmda_percent",
            "Share of the build-up that needs NMDA receptors (assumed)",
            0,
            100,
            step=10,
            value=round(100 * assumed.nmda_share_of_facilitation),
            unit="%",
            only_when=lambda values: values["when"] != "after",
        ),
        Toggle(
            "erases",
            "Assume that a block given afterwards erases, not only hides",
            only_when=lambda values: values["when"] != "before",
        ),
    ]


def wind_up() -> LiveFigure:
    """What could a block change, and when must it be there? Every coefficient is assumed."""
    assumed = model.AssumedCoefficients()
    return LiveFigure(
        title="Simulated wind-up, every number assumed: what could a block change, and when?",
        controls=_controls(),
        compute=wound_up,
        canvas=WindUpCanvas(),
        caption=(
            "A picture of an idea, not of a measurement: no cell, animal or person gave these numbers. How "
            "much a later block hides is a number of its own: "
            f"{100 * assumed.nmda_share_of_sensitisation:.0f} % of what is left, with a full block. The "
            "picture shows what would follow if all of them held, and cannot show that ketamine relieves "
            "pain."
        ),
        assumptions=(
            f"As the figure starts: {model.caption(assumed)} A block given afterwards lasts from hour "
            f"{BLOCK_FROM_H:g} to {BLOCK_UNTIL_H:g}; where it is assumed to erase, a full one does so at "
            f"{ASSUMED_ERASING_PER_H:g} an hour. One nerve cell stands for many."
        ),
        note="No study: every number is assumed.",
        what_to_notice=(
            "Let the stimuli come ten seconds apart: wind-up all but goes, with or without a block. After "
            "some fifteen stimuli the answer hardly grows any more: this, too, is assumed. A block "
            "given only afterwards leaves the chart on the left as it is; on the right it hides part of what "
            "is left, which shows again when the block ends, unless you assume that it erases."
        ),
    )
