"""Explorer: how much of the NMDA receptor a level of drug blocks, and what changes that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ketamine_course.charts.style import HATCHES, PALETTE, PANEL
from ketamine_course.models import receptor
from ketamine_course.widgets.controls import Choice, Control, Slider
from ketamine_course.widgets.explorers.routes.virtual_population import set_band
from ketamine_course.widgets.live_figure import LiveFigure
from ketamine_course.widgets.painter import Canvas

from .levels_in_people import levels_in_people
from .shares import percent

LOWEST_NG_PER_ML, HIGHEST_NG_PER_ML = 1.0, 10_000.0
LEVELS_NG_PER_ML = np.geomspace(LOWEST_NG_PER_ML, HIGHEST_NG_PER_ML, 161)
# Assumed: what is free in plasma is free at the receptor too. Starts at what esketamine's label leaves free.
ASSUMED_FREE_PERCENT = round(100 * receptor.lowest_free_fraction_in_plasma())
NONE_FOUND = "No level of this substance in people was found for this course."
# Labels in the lower part stand beside their bar: to its right as far as this level.
LABEL_RIGHT_BELOW_NG_PER_ML = 250.0
LABEL_GAP = 1.2
MOST_LEVELS = 6
SYMBOLS = {"binding": "Ki", "current": "potency", "rates": "Kd"}


@dataclass(frozen=True)
class BlockCurves:
    """Shares (0 to 1) at ``LEVELS_NG_PER_ML`` and at one level, levels in people, and the words."""

    shares: receptor.ChannelShares
    alone: np.ndarray
    level_ng_per_ml: float
    at_level: receptor.ChannelShares
    people: pd.DataFrame
    reading: str
    alt: str
    rows: pd.DataFrame


def block_curves(
    blocker: str, level_ng_per_ml: float, free_percent: float, voltage_mv: float, magnesium_mmol_per_l: float
) -> BlockCurves:
    """Who holds the channels, by level in blood.

    blocker: one of ``receptor.BLOCKERS``; level_ng_per_ml: the level told (ng/mL, bound and free together);
    free_percent: share of it taken as free at the receptor (%); voltage_mv in mV, magnesium_mmol_per_l in
    mmol/L.
    """
    drug = receptor.load_blocker(blocker)

    def shares_at(levels_ng_per_ml, magnesium=magnesium_mmol_per_l) -> receptor.ChannelShares:
        free = receptor.free_umol_per_l(levels_ng_per_ml, free_percent / 100, drug.substance)
        return receptor.channel_shares(free, drug.half_block_umol_per_l, voltage_mv, magnesium)

    shares, here = shares_at(LEVELS_NG_PER_ML), shares_at(level_ng_per_ml)
    people = levels_in_people(drug.analyte)
    free = float(receptor.free_umol_per_l(level_ng_per_ml, free_percent / 100, drug.substance))
    without = float(receptor.magnesium_open_share(voltage_mv, magnesium_mmol_per_l))
    reading = (
        f"Calculated: {level_ng_per_ml:g} ng/mL of {drug.words} holds {percent(here.drug)} of the channels "
        f"that glutamate opens, and Mg²⁺ {percent(here.magnesium)}; {percent(here.free)} can pass current, "
        f"against {percent(without)} without the drug. Half-level {drug.half_block_umol_per_l:.2g} µmol/L "
        f"({drug.constant}); taken as free: {free_percent:g} %, which is "
        f"{free:.2g} µmol/L; {f'{voltage_mv:g}'.replace('-', '−')} mV."
    )
    alt = (
        f"Area chart against the level of {drug.words} (half-level {drug.half_block_umol_per_l:.2g} µmol/L, "
        f"{drug.constant}) in blood, from {LOWEST_NG_PER_ML:g} to "
        f"{HIGHEST_NG_PER_ML:,.0f} ng/mL on a log scale: the drug holds {percent(shares.drug[0])} of the "
        f"channels at the lowest level, {percent(here.drug)} at {level_ng_per_ml:g} ng/mL and "
        f"{percent(shares.drug[-1])} at the highest. {_people_words(people)}"
    )
    numbers = _numbers(level_ng_per_ml, people, shares_at)
    return BlockCurves(
        shares, shares_at(LEVELS_NG_PER_ML, 0.0).drug, level_ng_per_ml, here, people, reading, alt, numbers
    )


def _people_words(people: pd.DataFrame) -> str:
    """The levels in people, for those who cannot see the lower part."""
    if people.empty:
        return NONE_FOUND
    spans = [
        f"{seen.label}, {_level(seen.low)}" + (f" to {_level(seen.high)}" if seen.high > seen.low else "")
        for seen in people.itertuples()
    ]
    return f"Below it, levels in people (ng/mL): {'; '.join(spans)}."


def _level(ng_per_ml: float) -> str:
    """A level to three figures: a level converted from µmol/L was not printed to more."""
    return f"{float(f'{ng_per_ml:.3g}'):g}"


def _numbers(level_ng_per_ml: float, people: pd.DataFrame, shares_at) -> pd.DataFrame:
    """What the drug would hold at the level told and at each level in people."""
    told = pd.DataFrame(
        {"id": "", "low": [level_ng_per_ml], "high": [level_ng_per_ml], "words": ["the level you chose"]}
    )
    rows = pd.concat([told, people], ignore_index=True) if len(people) else told
    return pd.DataFrame(
        {
            "level in blood": rows["words"],
            "from (ng/mL)": rows["low"].astype(float).round(1),
            "to (ng/mL)": rows["high"].astype(float).round(1),
            "drug holds, from (%)": (100 * shares_at(rows["low"].to_numpy(float)).drug).round(1),
            "drug holds, to (%)": (100 * shares_at(rows["high"].to_numpy(float)).drug).round(1),
            "row": rows["id"],
        }
    )


class BlockCanvas(Canvas):
    """Who holds the channels, stacked to 100 %; below it, on the same axis, levels in people."""

    size = (7.5, 6.0)

    def setup(self, figure):
        self.axes, self.strip = figure.subplots(2, 1, sharex=True, height_ratios=[3.4, 2.0])
        x, zero = LEVELS_NG_PER_ML, np.zeros_like(LEVELS_NG_PER_ML)
        look = {"linewidth": 0.8, "edgecolor": PALETTE["ink"]}
        self.drug = self.axes.fill_between(
            x, zero, zero, facecolor=PALETTE["sky"], label="held by the drug", **look
        )
        self.magnesium = self.axes.fill_between(
            x, zero, zero, facecolor="#E4E4E4", hatch=HATCHES[1], label="held by Mg²⁺", **look
        )
        self.free = self.axes.fill_between(
            x, zero, zero, facecolor=PANEL, label="free to pass current", **look
        )
        (self.alone,) = self.axes.plot(
            x, zero, color=PALETTE["vermilion"], linestyle="--", label="by the drug, without Mg²⁺"
        )
        (self.chosen,) = self.axes.plot([], [], color=PALETTE["ink"], linestyle=":")
        (self.point,) = self.axes.plot(
            [], [], color=PALETTE["ink"], marker="o", linestyle="", label="level you chose"
        )
        self.axes.set(
            xscale="log",
            xlim=(LOWEST_NG_PER_ML, HIGHEST_NG_PER_ML),
            ylim=(0, 100),
            ylabel="Share of opened channels (%)",
        )
        self.axes.grid(visible=False)
        figure.legend(loc="outside upper left", ncols=3, handlelength=2.2, columnspacing=1.6)
        self.strip.set(
            ylim=(MOST_LEVELS - 0.5, -0.5), xlabel="Level in blood, bound and free (ng/mL, log scale)"
        )
        self.strip.set_yticks([])
        self.strip.xaxis.set_major_formatter("{x:,.0f}")
        self.strip.set_title("Levels in people, each study with its own end point")
        self._told: list = []
        return [self.free, self.magnesium, self.drug, self.alone, self.chosen, self.point]

    def background_key(self, values):
        return receptor.load_blocker(values["blocker"]).analyte

    def draw_background(self, result):
        for artist in self._told:
            artist.remove()
        if result.people.empty:
            self._told = [self.strip.text(0.5, 0.5, NONE_FOUND, transform=self.strip.transAxes, ha="center")]
            return
        self._told = [self._bar(place, seen) for place, seen in enumerate(result.people.itertuples())]
        self._told += [self._label(place, seen) for place, seen in enumerate(result.people.itertuples())]

    def _bar(self, place: int, seen):
        """A bar for a range, a point for a single level."""
        single = seen.high == seen.low
        (artist,) = self.strip.plot(
            [seen.low, seen.high],
            [place, place],
            color=PALETTE["purple"],
            linewidth=6,
            solid_capstyle="butt",
            marker="D" if single else None,
            linestyle="" if single else "-",
        )
        return artist

    def _label(self, place: int, seen):
        right = seen.high <= LABEL_RIGHT_BELOW_NG_PER_ML
        label = self.strip.text(
            seen.high * LABEL_GAP if right else seen.low / LABEL_GAP,
            place,
            seen.label,
            ha="left" if right else "right",
            va="center",
        )
        label.set_in_layout(False)
        return label

    def draw(self, result):
        drug, magnesium = 100 * result.shares.drug, 100 * (result.shares.drug + result.shares.magnesium)
        set_band(self.drug, LEVELS_NG_PER_ML, np.zeros_like(drug), drug)
        set_band(self.magnesium, LEVELS_NG_PER_ML, drug, magnesium)
        set_band(self.free, LEVELS_NG_PER_ML, magnesium, np.full_like(drug, 100.0))
        self.alone.set_ydata(100 * result.alone)
        self.chosen.set_data([result.level_ng_per_ml] * 2, [0, 100])
        self.point.set_data([result.level_ng_per_ml], [100 * float(result.at_level.drug)])


def _blocker_words(name: str) -> str:
    """The option, what tells it apart in front: a list in a narrow window cuts off what stands last."""
    blocker = receptor.load_blocker(name)
    words = blocker.words[0].upper() + blocker.words[1:]
    symbol = SYMBOLS[blocker.kind]
    rest = blocker.constant.removeprefix(symbol).strip(", ")
    return f"{words}, {symbol} {blocker.half_block_umol_per_l:.2g} µmol/L{rest and f', {rest}'}"


def _controls() -> list[Control]:
    return [
        Choice(
            "blocker",
            "Substance, and the level that blocks half",
            [(_blocker_words(name), name) for name in receptor.BLOCKERS],
        ),
        Slider("level_ng_per_ml", "Level in blood", 10, 2500, step=10, value=100, unit="ng/mL"),
        Slider(
            "free_percent",
            "Share of it free at the receptor (assumed)",
            5,
            100,
            step=5,
            value=ASSUMED_FREE_PERCENT,
            unit="%",
        ),
        Slider(
            "voltage_mv",
            "Voltage of the membrane (more negative: less excited)",
            -90,
            20,
            step=5,
            value=-30,
            unit="mV",
        ),
        Slider("magnesium_mmol_per_l", "Mg²⁺ around the cell", 0, 2, step=0.1, value=1, unit="mmol/L"),
    ]


def nmda_block() -> LiveFigure:
    """How much of the receptor is blocked at a level, and what changes it?"""
    blockers = [receptor.load_blocker(name) for name in receptor.BLOCKERS]
    studies = pd.concat([levels_in_people(blocker.analyte) for blocker in blockers])["citation_key"]
    constants = [key for blocker in blockers for key in blocker.citation_keys]
    return LiveFigure(
        title="Calculated, not measured: who holds the NMDA channel at a level in blood?",
        controls=_controls(),
        compute=block_curves,
        canvas=BlockCanvas(),
        caption=(
            "Constants from rat brain and cultured cells, levels from people: nobody measured both together. "
            f"{receptor.FREE_LEVEL_CAVEAT} {receptor.NOT_EFFICACY}"
        ),
        assumptions=(
            f"The free share starts at {ASSUMED_FREE_PERCENT} %: what the label of esketamine leaves free in "
            "plasma, taken (assumed) as free at the receptor, for every substance here. Mg²⁺ starts at an "
            f"assumed round value. {receptor.magnesium_caption()} A second, partial kind of block, away from "
            "the pore, is left out. Levels in people are drawn without their spreads, which are of several "
            "kinds or not stated. " + " ".join(receptor.block_caption(blocker) for blocker in blockers)
        ),
        citations=tuple(dict.fromkeys([*constants, "jahr1990", "spravato_label", "nmdar_supp", *studies])),
        what_to_notice=(
            "With Mg²⁺ present, make the membrane less negative: Mg²⁺ lets go, and the drug finds more "
            "channels to hold. At the same level, S-ketamine holds more than R-ketamine. The bars below have "
            "different end points: no line joins them, and none says how much block relieves pain."
        ),
    )
