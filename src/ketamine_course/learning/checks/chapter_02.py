"""Chapter 2: a curve of block by hand, the plug of Mg2+, and what a mechanism can tell of relief.

Every number of a study comes from a row, here as in the notebook; the data for the fit are made up.
"""

import numpy as np

from ketamine_course.learning.checks import channel_block as block
from ketamine_course.learning.exercises.definitions import Check
from ketamine_course.learning.exercises.expectations import Choice, Column, Number, Numbers, Table
from ketamine_course.learning.exercises.functions import Function
from ketamine_course.learning.exercises.measuring import Measure, Mistake

# The findings in people with lasting pain, with a comparison, in whom pain was measured.
TELLING = ("pt027", "pt032", "pt035")


def make_checks() -> tuple[Check, ...]:
    """Return the checks of chapter 2, in order."""
    return (
        _block_function(),
        _fit(),
        _two_forms(),
        _measured_or_not(),
        _open_function(),
        _half_open(),
        _telling_findings(),
        _what_they_back(),
    )


def _block_function() -> Check:
    def open_instead(level, half_level, slope):
        return 100 - block.blocked_percent(level, half_level, slope)

    def no_slope(level, half_level, slope):
        return block.blocked_percent(level, half_level, 1.0)

    def slope_as_factor(level, half_level, slope):
        load = slope * np.asarray(level, float) / half_level
        return 100 * load / (1 + load)

    return Check(
        "02.1",
        "the function blocked_percent, which gives per cent",
        Function(
            block.blocked_percent,
            block.block_cases,
            Measure("%"),
            (
                Mistake(
                    open_instead, "These are the channels that stay open. Asked for are the blocked ones."
                ),
                Mistake(no_slope, "It is right where the slope is 1. The slope is a power: `** slope`."),
                Mistake(slope_as_factor, "The slope is a power, not a factor: `** slope`."),
            ),
        ),
        "At the half-level half is blocked, whatever the slope. With a slope of 1, one molecule blocks one "
        "channel.",
        "Call (level / half_level) ** slope the load. The blocked share is load / (1 + load); times 100 it "
        "is per cent.",
    )


def _fit() -> Check:
    half, slope = block.fitted()
    return Check(
        "02.2",
        "the half-level (in µmol/L) and the slope that fit best, in this order",
        Numbers(
            [half, slope],
            Measure(tolerance=0.02, places=("half-level", "slope")),
            (Mistake([slope, half], "The two are exchanged: the half-level comes first."),),
        ),
        "A fit finds the numbers that suit a curve of this shape. It cannot tell whether the shape is "
        "right, nor what a block does in people.",
        "`curve_fit(blocked_percent, levels, blocked, p0=(1, 1))` returns two things; the first holds the "
        "half-level and the slope.",
    )


def _two_forms() -> Check:
    known = block.given()
    half = np.array(known.half_umol_per_l)
    right = block.blocked_percent(known.free_umol_per_l, half, 1.0)
    total = known.level_ng_per_ml / known.molar_mass_g_per_mol
    bound = total - known.free_umol_per_l
    columns = {
        "blocked_percent": Column(
            right,
            Measure("%", places=("S-ketamine", "R-ketamine")),
            (
                Mistake(
                    block.blocked_percent(total, half, 1.0), "All of the level was taken, not the free part."
                ),
                Mistake(
                    block.blocked_percent(bound, half, 1.0), "The bound part was taken, not the free part."
                ),
                Mistake(right[::-1], "The two forms are exchanged: the smaller constant blocks more."),
            ),
        )
    }
    return Check(
        "02.3",
        "a table with the column blocked_percent, S-ketamine first unless a column names the form",
        Table(columns, "form", keys=(known.forms, block.FORM_ROWS)),
        "At one level the S form would hold far more of the receptor than the R form, since less of it is "
        "needed. This says what these constants lead to, not what happens in a brain.",
        "First the free level in µmol/L: level / molar_mass * (1 - bound_percent / 100). Then your "
        "function, with the column `value` of `forms` as half-level and a slope of 1.",
    )


def _measured_or_not() -> Check:
    return Check(
        "02.4",
        'one of the letters "a" to "d"',
        Choice(
            "a",
            {
                "b": "The two constants were measured, but in pieces of rat brain, by the drug's binding.",
                "c": "What is free in plasma is known from a label. That as much is free at the receptor was "
                "assumed.",
                "d": "The block was calculated here, from the three others. Nobody measured it.",
            },
        ),
        "One number of four was measured in people. The others came from rats, from a label with an "
        "assumption, and from arithmetic. A result is no surer than the least sure step that leads to it.",
        "Ask of each number: who or what was in the laboratory when it was written down?",
    )


def _open_function() -> Check:
    known = block.given()

    def wrong_sign(voltage_mv, magnesium_mmol_per_l):
        return block.open_percent(-np.asarray(voltage_mv, float), magnesium_mmol_per_l)

    def closed_instead(voltage_mv, magnesium_mmol_per_l):
        return 100 - block.open_percent(voltage_mv, magnesium_mmol_per_l)

    def without_constant(voltage_mv, magnesium_mmol_per_l):
        return block.open_percent(voltage_mv, magnesium_mmol_per_l * known.mmol_per_l)

    return Check(
        "02.5",
        "the function open_percent, which gives per cent",
        Function(
            block.open_percent,
            block.voltage_cases,
            Measure("%"),
            (
                Mistake(wrong_sign, "It closes where it should open. The exponent needs a minus sign."),
                Mistake(closed_instead, "These are the plugged channels. Asked for are the open ones."),
                Mistake(without_constant, "Magnesium must be divided by the second constant, mmol_per_l."),
            ),
        ),
        "Near rest Mg²⁺ plugs almost all of these channels; the less negative the membrane, the fewer. So "
        "the channel lets current through only when the cell is already excited.",
        "The load of Mg²⁺ is np.exp(-per_mv * voltage_mv) * magnesium_mmol_per_l / mmol_per_l. The open "
        "share is 1 / (1 + load).",
    )


def _half_open() -> Check:
    known = block.given()
    ratio = block.MAGNESIUM_MMOL_PER_L / known.mmol_per_l
    return Check(
        "02.6",
        "the voltage at which half is open, in mV",
        Number(
            np.log(ratio) / known.per_mv,
            Measure("mV", tolerance=0.02, may_be_negative=True),
            (
                Mistake(
                    np.log10(ratio) / known.per_mv,
                    "`np.log10` is another logarithm; `np.log` is the natural one.",
                ),
                Mistake(
                    np.log(ratio) * known.per_mv, "Divide by per_mv: it is per mV, and mV are asked for."
                ),
            ),
        ),
        "Half is open far from rest. A weak signal leaves the plug in; many signals, close together, push "
        "it out: there, it is thought, wind-up begins.",
        "Half is open where the load is 1. Solve np.exp(-per_mv * v) * 1 / mmol_per_l = 1 for v, with "
        "np.log.",
    )


def _telling_findings() -> Check:
    columns = {"id": Column(list(TELLING))}
    return Check(
        "02.7",
        "a table with the column id: the findings that can tell",
        Table(columns, "finding that can tell", keys=(TELLING,)),
        "Only these three, from two trials, gave people in lasting pain ketamine or something to compare "
        "with, and asked how their pain was. Blocked channels, animals, blood markers and volunteers can "
        "tell how a drug might help, not that it does.",
        "Three questions must all be answered with yes: people in lasting pain? compared with something? "
        'pain measured? Then `told[told["id"].isin([...])]` with the names of those rows.',
    )


def _what_they_back() -> Check:
    return Check(
        "02.8",
        'one of the letters "a" to "d"',
        Choice(
            "b",
            {
                "a": "Weeks later none of them found a difference.",
                "c": "Soon after the infusion one of them found more relief. No difference later is not "
                "the same as no effect at all.",
                "d": "None of them looked at receptors. They can tell whether people were better, not why.",
            },
        ),
        "These are small trials in two conditions, and chapters 4 and 5 have more. The point is the order: "
        "first ask whether people are better than with something else, then why.",
        "Set what was found soon after the infusion beside what was found weeks later.",
    )
