"""Explorer: when ketamine gets into the channel, and when it gets out again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ketamine_course.charts.style import GREY, PALETTE
from ketamine_course.models import receptor
from ketamine_course.widgets.controls import Choice, Slider
from ketamine_course.widgets.live_figure import LiveFigure
from ketamine_course.widgets.painter import Canvas

from .shares import percent

LASTS_S = 300
TIMES_S = np.arange(0.0, LASTS_S + 0.5, 0.5)
# Chosen for the figure: when the drug is there, and how long a pulse of glutamate keeps channels open.
DRUG_FROM_S, DRUG_UNTIL_S = 60, 180
PULSE_S = 1.0
TOLD_S = (60, 120, 180, 240, 300)
HELD = slice(receptor.STATES.index("blocked"), None)
MINUTES_AFTER = (LASTS_S - DRUG_UNTIL_S) // 60


@dataclass(frozen=True)
class TrappedShares:
    """Share of channels with the drug inside (0 to 1, at ``TIMES_S``), pulsed and always open, and words."""

    pulsed: np.ndarray
    always_open: np.ndarray
    at_rest: float
    pulse_times_s: np.ndarray
    reading: str
    alt: str
    rows: pd.DataFrame


def trapped_shares(free_umol_per_l: float, pulses_per_min: float, entry: str) -> TrappedShares:
    """Simulate channels that glutamate opens in pulses, with drug there for a while.

    free_umol_per_l: free ketamine (µmol/L) while it is there; pulses_per_min: how often glutamate comes;
    entry: which end, or middle, of the printed range of the speed of entering.
    """
    speeds = receptor.ketamine_speeds(entry)
    trains = {
        "pulsed": receptor.pulses(PULSE_S, 60 / pulses_per_min, LASTS_S),
        "always_open": [(0.0, float(LASTS_S))],
    }
    drug = [(float(DRUG_FROM_S), float(DRUG_UNTIL_S))]
    held = {
        name: receptor.channel_states(speeds, free_umol_per_l, TIMES_S, train, drug)[:, HELD].sum(axis=1)
        for name, train in trains.items()
    }
    at_rest = float(receptor.blocked_share(free_umol_per_l, speeds.kd_umol_per_l))
    often = f"{pulses_per_min:g} pulse{'s' if pulses_per_min > 1 else ''} a minute"
    leaves, ends = (
        percent(held["pulsed"][np.searchsorted(TIMES_S, time)]) for time in (DRUG_UNTIL_S, LASTS_S)
    )
    reading = (
        f"Simulated, {free_umol_per_l:g} µmol/L and {often}: {leaves} of channels hold the drug when it is "
        f"taken away, and {ends} still do {MINUTES_AFTER} minutes later. If it stayed, {percent(at_rest)} "
        "would hold it in the end."
    )
    alt = (
        f"Line chart over {LASTS_S // 60} minutes of channels that hold the drug, which is there from minute "
        f"{DRUG_FROM_S // 60} to {DRUG_UNTIL_S // 60}: with {often} the line climbs in steps to {leaves} and "
        f"falls in steps to {ends}; in channels that are always open it climbs to "
        f"{percent(held['always_open'].max())} and falls within half a minute."
    )
    return TrappedShares(
        **held,
        at_rest=at_rest,
        pulse_times_s=np.array([start for start, _ in trains["pulsed"]]),
        reading=reading,
        alt=alt,
        rows=_numbers(**held),
    )


def _numbers(pulsed: np.ndarray, always_open: np.ndarray) -> pd.DataFrame:
    """Channels that hold the drug at a few times."""
    told = np.searchsorted(TIMES_S, TOLD_S)
    return pd.DataFrame(
        {
            "after (s)": TOLD_S,
            "hold the drug, opened by pulses (%)": (100 * pulsed[told]).round(1),
            "hold the drug, always open (%)": (100 * always_open[told]).round(1),
        }
    )


class TrappingCanvas(Canvas):
    """Two lines, the share at rest, the time with drug, and a tick for each pulse."""

    def setup(self, figure):
        self.axes = figure.add_subplot()
        self.axes.axvspan(
            DRUG_FROM_S / 60, DRUG_UNTIL_S / 60, color=GREY, alpha=0.15, label="drug is there", linewidth=0
        )
        minutes = TIMES_S / 60
        (self.pulsed,) = self.axes.plot(
            minutes, 0 * minutes, color=PALETTE["blue"], label=f"opened by pulses of {PULSE_S:g} s"
        )
        (self.always,) = self.axes.plot(
            minutes, 0 * minutes, color=PALETTE["vermilion"], linestyle="--", label="always open, to compare"
        )
        (self.rest,) = self.axes.plot(
            [0, LASTS_S / 60], [0, 0], color=GREY, linestyle=":", label="in the end, with the drug"
        )
        (self.ticks,) = self.axes.plot(
            [], [], color=PALETTE["ink"], marker="|", linestyle="", markersize=9, label="pulse of glutamate"
        )
        self.axes.set(
            xlim=(0, LASTS_S / 60),
            ylim=(-6, 100),
            xlabel="Time (minutes)",
            ylabel="Channels that hold the drug (%)",
        )
        self.axes.set_yticks(range(0, 101, 20))
        figure.legend(loc="outside upper left", ncols=3)
        return [self.rest, self.always, self.pulsed, self.ticks]

    def draw(self, result):
        self.pulsed.set_ydata(100 * result.pulsed)
        self.always.set_ydata(100 * result.always_open)
        self.rest.set_ydata([100 * result.at_rest] * 2)
        self.ticks.set_data(result.pulse_times_s / 60, np.full_like(result.pulse_times_s, -3.0))


def trapping() -> LiveFigure:
    """When does the drug get into the channel, and when out?"""
    ends = {"slowest": "lower end of the range", "middle": "middle", "fastest": "upper end of the range"}
    kd = {entry: receptor.ketamine_speeds(entry).kd_umol_per_l for entry in receptor.SPEEDS}
    return LiveFigure(
        title="Simulated channels: when does ketamine get in, and when does it get out?",
        controls=[
            Slider("free_umol_per_l", "Free ketamine", 0.1, 10, step=0.1, value=1, unit="µmol/L"),
            Slider("pulses_per_min", "Pulses of glutamate", 1, 20, step=1, value=4, unit="a minute"),
            Choice(
                "entry",
                "Speed of entering the open channel",
                [(f"{ends[entry]} (Kd {kd[entry]:.2g} µmol/L)", entry) for entry in receptor.SPEEDS],
                value="middle",
            ),
        ],
        compute=trapped_shares,
        canvas=TrappingCanvas(),
        caption=(
            "Four states of a channel: closed or open, with or without the drug inside. The drug is there "
            f"from minute {DRUG_FROM_S // 60} to {DRUG_UNTIL_S // 60}. The pulses are made up."
        ),
        assumptions=(
            f"{receptor.kinetics_caption()} That ketamine is shut in when the channel closes is read in a "
            "review's table."
        ),
        citations=("macdonald1991", "brainsci2020"),
        what_to_notice=(
            "The solid line moves only while a pulse keeps channels open. Between pulses it is flat: the "
            "drug is shut in, or shut out. With more pulses a minute the drug gets in faster, and out "
            "faster. In numbers, the rest as the figure starts: with 1 pulse a minute 14 % hold the drug "
            "when it is taken away, and two thirds of these still do two minutes later; with 20 pulses 32 % "
            "hold it, and two minutes later none."
        ),
    )
