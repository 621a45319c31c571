"""The checks of chapter 2 know the mistakes worth a word, and stand on rows and models."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq

from ketamine_course.charts import channel_by_hand
from ketamine_course.evidence import load_table, row
from ketamine_course.learning import given
from ketamine_course.learning.checks import channel_block as block
from ketamine_course.learning.checks.chapter_02 import TELLING
from ketamine_course.learning.exercises import definition, definitions
from ketamine_course.models import receptor

KNOWN = block.given()
HALF = np.array(KNOWN.half_umol_per_l)
TOTAL = KNOWN.level_ng_per_ml / KNOWN.molar_mass_g_per_mol


def judge(identity: str, answer: object):
    """Return what a check finds wrong."""
    return definition(identity).expects.judge(answer)


def forms(level_umol_per_l: float) -> pd.DataFrame:
    """The table of 02.3 at a level of free drug."""
    return pd.DataFrame({"blocked_percent": block.blocked_percent(level_umol_per_l, HALF, 1.0)})


def telling(*left_out: str, also: tuple[str, ...] = ()) -> pd.DataFrame:
    """The table of 02.7, without some findings or with others."""
    told = given.findings()
    return told[told["id"].isin({*TELLING, *also} - set(left_out))]


def solved_half_open() -> float:
    """The voltage of 02.6, found by search instead of by formula."""
    return brentq(lambda v: block.open_percent(v, block.MAGNESIUM_MMOL_PER_L) - 50, -100, 100)


RIGHT = {
    "02.1": block.blocked_percent,
    "02.2": list(block.fitted()),
    "02.3": forms(KNOWN.free_umol_per_l),
    "02.4": "a",
    "02.5": block.open_percent,
    "02.6": solved_half_open(),
    "02.7": telling(),
    "02.8": "b",
}


@pytest.mark.parametrize(
    "named",
    [
        lambda table: table.assign(ligand=KNOWN.forms).iloc[::-1],
        lambda table: table.set_index(pd.Index(block.FORM_ROWS)).iloc[::-1],
    ],
)
def test_forms_may_stand_in_any_order_where_their_names_stand_too(named):
    assert judge("02.3", named(forms(KNOWN.free_umol_per_l))) is None
    assert "exchanged" in judge("02.3", named(forms(KNOWN.free_umol_per_l).iloc[::-1])).words


def test_findings_may_stand_in_any_order():
    assert judge("02.7", telling().iloc[::-1]) is None
    assert judge("02.7", telling().set_index("id", drop=False).sort_index(ascending=False)) is None


def test_every_check_is_answered_here():
    assert list(RIGHT) == list(definitions(2)), "add the right answer of a new check to RIGHT"
    assert len(RIGHT) >= 5


@pytest.mark.parametrize("identity", RIGHT)
def test_the_right_answer_is_right(identity):
    assert judge(identity, RIGHT[identity]) is None


def hill(change):
    """Return a function for 02.1 that is wrong in the way of ``change``."""

    def function(level, half_level, slope):
        return change(np.asarray(level, float), half_level, slope)

    return function


def opened(change):
    """Return a function for 02.5 that works on changed arguments."""

    def function(voltage_mv, magnesium_mmol_per_l):
        return block.open_percent(*change(np.asarray(voltage_mv, float), magnesium_mmol_per_l))

    return function


@pytest.mark.parametrize(
    ("identity", "answer", "stage", "words"),
    [
        ("02.1", hill(lambda x, h, s: block.blocked_percent(x, h, s) / 100), "unit", "share between 0 and 1"),
        ("02.1", hill(lambda x, h, s: 100 - block.blocked_percent(x, h, s)), "value", "stay open"),
        ("02.1", hill(lambda x, h, s: block.blocked_percent(x, h, 1)), "value", "where the slope is 1"),
        ("02.1", hill(lambda x, h, s: 100 * s * x / (h + s * x)), "value", "not a factor"),
        ("02.1", lambda x, h, s: x, "type", "level, half_level, slope"),
        ("02.2", list(block.fitted()[::-1]), "value", "exchanged"),
        ("02.2", block.fitted()[0], "size", "2 values"),
        ("02.3", forms(TOTAL), "value", "All of the level"),
        ("02.3", forms(TOTAL - KNOWN.free_umol_per_l), "value", "bound part"),
        ("02.3", forms(KNOWN.free_umol_per_l).iloc[::-1], "value", "exchanged"),
        ("02.3", forms(KNOWN.free_umol_per_l) / 100, "unit", "share between 0 and 1"),
        ("02.4", "d", "value", "calculated"),
        ("02.4", "b", "value", "rat brain"),
        ("02.4", "c", "value", "assumed"),
        ("02.5", opened(lambda v, m: (-v, m)), "value", "minus sign"),
        (
            "02.5",
            lambda voltage_mv, magnesium_mmol_per_l: (
                100 - block.open_percent(voltage_mv, magnesium_mmol_per_l)
            ),
            "value",
            "plugged",
        ),
        ("02.5", opened(lambda v, m: (v, m * KNOWN.mmol_per_l)), "value", "second constant"),
        ("02.6", -solved_half_open(), "value", "sign"),
        ("02.6", solved_half_open() / np.log(10), "value", "another logarithm"),
        ("02.6", solved_half_open() * KNOWN.per_mv**2, "value", "Divide by per_mv"),
        ("02.7", telling("pt035"), "size", "3 rows"),
        ("02.7", telling(also=("pf027",)), "size", "3 rows"),
        ("02.7", telling("pt035", also=("ph209",)), "value", "ph209"),
        ("02.8", "a", "value", "Weeks later"),
        ("02.8", "c", "value", "no effect at all"),
        ("02.8", "d", "value", "why"),
    ],
)
def test_a_known_mistake_has_words_of_its_own(identity, answer, stage, words):
    finding = judge(identity, answer)
    assert finding.stage == stage
    assert words in finding.words


@pytest.mark.parametrize("seed", range(5))
def test_inputs_of_functions_stay_where_right_and_wrong_can_be_told_apart(seed):
    for identity in ("02.1", "02.5"):
        expects = definition(identity).expects
        for case in expects.inputs(seed):
            percent = np.asarray(expects.right(**case))
            assert np.isfinite(percent).all()
            assert (percent > 0).all()
            assert (percent < 100).all()
            assert np.ptp(percent) > 5


def test_the_numbers_are_those_of_the_rows():
    assert list(HALF) == [row("receptor_affinities", name)["value"] for name in ("ph221", "ph222")]
    assert {row("receptor_affinities", name)["unit"] for name in ("ph221", "ph222")} == {"µmol/L"}
    level = row("concentration_effects", "ph218")
    assert (level["analyte"], level["unit"], level["value"]) == ("esketamine", "ng/mL", KNOWN.level_ng_per_ml)
    bound = row("metabolism", "ph182")
    assert (bound["form"], bound["range_high"]) == ("esketamine", KNOWN.bound_percent)
    magnesium = receptor.load_magnesium_block()
    assert (KNOWN.per_mv, KNOWN.mmol_per_l) == (magnesium.per_mv, magnesium.mmol_per_l)


def test_the_curves_by_hand_are_those_of_the_course():
    levels = np.array([0.1, 0.5, 2.0])
    by_model = 100 * receptor.blocked_share(levels, 0.7, 1.4)
    assert block.blocked_percent(levels, 0.7, 1.4) == pytest.approx(by_model)
    free = receptor.free_umol_per_l(KNOWN.level_ng_per_ml, 1 - KNOWN.bound_percent / 100)
    assert pytest.approx(float(free)) == KNOWN.free_umol_per_l


def test_the_fit_leaves_the_made_up_points_close_to_the_curve():
    half, slope = block.fitted()
    off = block.blocked_percent(given.MADE_UP_LEVELS_UMOL_PER_L, half, slope) - given.MADE_UP_BLOCKED_PERCENT
    assert np.abs(off).max() < 3
    other = block.blocked_percent(given.MADE_UP_LEVELS_UMOL_PER_L, half * 1.05, slope)
    assert (off**2).sum() < ((other - given.MADE_UP_BLOCKED_PERCENT) ** 2).sum()


def test_telling_findings_are_the_compared_ones_in_people_in_lasting_pain():
    trials = load_table("trials").set_index("id").loc[list(TELLING)]
    assert set(trials["condition_group"]) == {"neuropathic pain", "fibromyalgia"}
    assert set(trials["comparator_kind"]) == {"placebo", "active placebo"}
    assert trials["outcome_group"].str.startswith("pain").all()
    assert not trials["doubtful"].any()
    told = given.findings().set_index("id")
    assert told.loc["pf027", "compared_with"] == "nothing"
    assert told.loc["pt032", "found"] == "8 of 12 on ketamine, 3 of 12 on midazolam"
    assert list(told.index[told.index.isin(TELLING)]) == list(TELLING)


def test_what_the_last_check_says_is_so_in_the_rows():
    trials = load_table("trials").set_index("id")
    soon, later = trials.loc["pt032"], trials.loc["pt035"]
    assert soon["direction"] == "favours_ketamine"
    assert {later["direction"], trials.loc["pt027", "direction"]} == {"no_difference"}
    assert later["time_h"] > 24 * 7


def test_the_chart_of_a_fit_passes_through_half_at_its_half_level():
    half, slope = block.fitted()
    made_up = (given.MADE_UP_LEVELS_UMOL_PER_L, given.MADE_UP_BLOCKED_PERCENT)
    chart = channel_by_hand.fitted_curve(*made_up, block.blocked_percent, half, slope)
    assert "Made up" in chart.note
    (axes,) = chart.figure.axes
    curve = next(line for line in axes.lines if line.get_gid() == "fit")
    assert np.interp(half, curve.get_xdata(), curve.get_ydata()) == pytest.approx(50, abs=0.5)
    with pytest.raises(ValueError, match="above 0"):
        channel_by_hand.fitted_curve(*made_up, block.blocked_percent, -1, slope)


def test_the_chart_of_open_channels_orders_its_curves_by_magnesium():
    chart = channel_by_hand.open_by_voltage(block.open_percent)
    shares = chart.rows.set_index("voltage (mV)").loc[-30]
    assert shares.is_monotonic_decreasing
    assert "second-hand" in chart.caption
