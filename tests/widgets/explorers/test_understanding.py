"""Chapter 2's explorers: right at the ends, at the defaults and in pairs; what they say to notice is true."""

import re
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from settings import pairwise

from ketamine_course.evidence import load_table, row
from ketamine_course.models import receptor, sensitisation
from ketamine_course.widgets import explorers
from ketamine_course.widgets.explorers.understanding.levels_in_people import END_POINT_WORDS, levels_in_people
from ketamine_course.widgets.explorers.understanding.nmda_block import (
    HIGHEST_NG_PER_ML,
    LOWEST_NG_PER_ML,
    MOST_LEVELS,
    NONE_FOUND,
    block_curves,
)
from ketamine_course.widgets.explorers.understanding.shares import percent
from ketamine_course.widgets.explorers.understanding.trapping import (
    DRUG_FROM_S,
    DRUG_UNTIL_S,
    LASTS_S,
    PULSE_S,
    TIMES_S,
    trapped_shares,
)
from ketamine_course.widgets.explorers.understanding.wind_up import (
    BLOCK_FROM_H,
    BLOCK_UNTIL_H,
    TIMES_H,
    WHEN,
    wound_up,
)

MAKERS = [explorers.nmda_block, explorers.trapping, explorers.wind_up]
DRUGS = receptor.BLOCKERS
VOLTAGES = range(-90, 21, 5)


@pytest.fixture(scope="module", params=MAKERS, ids=lambda maker: maker.__name__)
def explorer(request):
    return request.param()


def drawn(result):
    """Every number that a result draws."""
    if hasattr(result, "shares"):
        return [100 * getattr(result.shares, name) for name in ("drug", "magnesium", "free")]
    if hasattr(result, "pulsed"):
        return [100 * result.pulsed, 100 * result.always_open]
    return [result.bare, result.blocked]


def test_every_pair_of_settings_draws_something_inside_its_axes_and_says_what(explorer):
    for setting in pairwise(explorer):
        explorer.set(**setting)
        assert explorer.frame.startswith(b"\x89PNG")
        assert "nan" not in explorer.reading + explorer.alt
        assert np.isfinite(explorer.rows.select_dtypes("number").to_numpy()).all()
        bottom, top = explorer.canvas.axes.get_ylim()
        for values in drawn(explorer.result):
            assert bottom <= np.min(values) + 1e-9
            assert np.max(values) <= top + 1e-9


def test_no_two_settings_that_differ_in_what_they_draw_read_alike(explorer):
    seen = {}
    for setting in pairwise(explorer):
        result = explorer.compute(**setting)
        picture = np.round(np.concatenate(drawn(result)), 6).tobytes()
        words = explorer.panel.words(setting) + result.reading
        assert seen.setdefault(words, picture) == picture


@pytest.mark.parametrize("maker", MAKERS)
def test_titles_say_that_nothing_here_was_measured_as_shown(maker):
    title = maker().title
    assert re.search(r"^(Calculated, not measured|Simulated)", title)
    assert ("assumed" in title) == (maker is explorers.wind_up)


def test_percent_has_no_false_zero_and_no_false_decimals():
    assert [percent(share) for share in (0, 1e-6, 0.0004, 0.0005, 0.043, 0.0996, 0.14, 1)] == [
        "0 %",
        "less than 0.1 %",
        "less than 0.1 %",
        "0.1 %",
        "4.3 %",
        "10 %",
        "14 %",
        "100 %",
    ]


@pytest.mark.parametrize("drug", DRUGS)
@pytest.mark.parametrize("magnesium", [0.1, 1.0, 2.0])
@pytest.mark.parametrize(("level", "free"), [(10, 5), (100, 55), (2500, 100)])
def test_notice_a_less_negative_membrane_lets_mg_go_and_the_drug_hold_more(drug, magnesium, level, free):
    shares = [block_curves(drug, level, free, voltage, magnesium).at_level for voltage in VOLTAGES]
    assert (np.diff([share.magnesium for share in shares]) < 0).all()
    assert (np.diff([share.drug for share in shares]) > 0).all()


@pytest.mark.parametrize("voltage", [-90, -30, 20])
@pytest.mark.parametrize("magnesium", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("level", [10, 100, 2500])
def test_notice_the_s_form_holds_more_than_the_r_form(voltage, magnesium, level):
    for s, r in (("esketamine", "arketamine"), ("s_norketamine", "r_norketamine")):
        held = [block_curves(drug, level, 55, voltage, magnesium).at_level.drug for drug in (s, r)]
        assert held[0] > held[1]


def test_notice_bars_have_different_end_points():
    words = load_table("concentration_effects").set_index("id")["end_point"]
    for drug in ("ketamine", "esketamine"):
        people = levels_in_people(receptor.load_blocker(drug).analyte)
        assert words[people["id"]].nunique() > 2


def test_the_curve_at_the_level_is_the_share_that_is_told():
    result = block_curves("ketamine", 100, 55, -30, 1.0)
    by_hand = receptor.free_umol_per_l(100, 0.55) / receptor.load_blocker("ketamine").half_block_umol_per_l
    by_hand = by_hand / (1 + by_hand + receptor.magnesium_load(-30, 1.0))
    assert result.at_level.drug == pytest.approx(by_hand)
    assert percent(by_hand) in result.reading
    assert result.rows["drug holds, from (%)"].iloc[0] == pytest.approx(100 * by_hand, abs=0.05)


def test_without_mg_the_dashed_line_is_the_drugs_own_area():
    result = block_curves("esketamine", 100, 55, -70, 0.0)
    np.testing.assert_allclose(result.alone, result.shares.drug)
    assert result.shares.magnesium.max() == 0


def test_the_free_share_starts_at_an_assumption_that_its_label_and_words_call_one():
    explorer = explorers.nmda_block()
    control = explorer.panel.controls["free_percent"]
    assert "assumed" in control.label
    assert control.value == 100 - row("metabolism", "ph182")["range_high"]
    assert "spravato_label" in explorer.citations
    assert "assumption" in explorer.caption
    assert "not relief of pain" in explorer.caption


def test_more_taken_as_free_moves_the_curve_and_not_the_levels_in_people():
    few, many = (block_curves("ketamine", 100, percent_free, -30, 1.0) for percent_free in (5, 100))
    assert (few.shares.drug < many.shares.drug).all()
    assert few.people.equals(many.people)


@pytest.mark.parametrize("drug", DRUGS)
def test_levels_in_people_are_rows_of_the_same_substance_with_their_end_points(drug):
    blocker = receptor.load_blocker(drug)
    people = levels_in_people(blocker.analyte)
    assert len(people) <= MOST_LEVELS
    assert (people["low"] <= people["high"]).all()
    tables = [
        load_table(name).set_index("id") for name in ("concentration_effects", "observed_concentrations")
    ]
    for level in people.itertuples():
        found = next(table.loc[level.id] for table in tables if level.id in table.index)
        assert found["analyte"] == blocker.analyte
        assert found["unit"] == "ng/mL"
        assert not found["doubtful"]
        assert level.low > LOWEST_NG_PER_ML
        assert level.high < HIGHEST_NG_PER_ML
        assert ("quoted" in level.words) == (found["seen_in"] == "secondary")
        if "end_point" in found:
            words = {"pain"} if level.id == "ph197" else {END_POINT_WORDS[found["end_point"]]}
            assert any(word in level.label for word in words)


@pytest.mark.parametrize("drug", DRUGS)
def test_levels_in_people_are_told_apart_by_their_labels(drug):
    assert levels_in_people(receptor.load_blocker(drug).analyte)["label"].is_unique


def test_where_no_level_in_people_was_found_the_figure_says_so():
    for drug in ("hydroxynorketamine", "r_norketamine"):
        assert NONE_FOUND in block_curves(drug, 100, 55, -30, 1.0).alt
    assert len(block_curves("hydroxynorketamine", 100, 55, -30, 1.0).rows) == 1


def test_no_label_of_a_level_leaves_its_axes():
    explorer = explorers.nmda_block()
    for drug in DRUGS:
        explorer.set(blocker=drug)
        canvas = explorer.canvas
        explorer.still(1)
        inside = canvas.strip.get_window_extent()
        for text in canvas.strip.texts:
            box = text.get_window_extent()
            assert inside.x0 <= box.x0, text.get_text()
            assert box.x1 <= inside.x1, text.get_text()


def test_each_constant_is_named_with_its_kind_in_its_option():
    (options,) = (control for control in explorers.nmda_block().panel.spec() if control["name"] == "blocker")
    words = " ".join(options["options"])
    for kind in (
        "S-ketamine, Ki 0.3",
        "both mirror forms",
        "by the fastest entry",
        "potency 46 µmol/L, from",
    ):
        assert kind in words
    room_in_a_narrow_window = 24
    assert len({option[:room_in_a_narrow_window] for option in options["options"]}) == len(DRUGS)


@pytest.mark.parametrize("drug", DRUGS)
def test_reading_and_alternative_text_name_the_half_level_and_its_kind(drug):
    blocker, result = receptor.load_blocker(drug), block_curves(drug, 100, 55, -30, 1.0)
    for words in (result.reading, result.alt):
        assert f"alf-level {blocker.half_block_umol_per_l:.2g} µmol/L" in words
        assert blocker.constant in words


TRAPPING_SETTINGS = list(product((0.1, 1.0, 10.0), receptor.SPEEDS))


@pytest.mark.parametrize(("level", "entry"), TRAPPING_SETTINGS)
@pytest.mark.parametrize("pulses", [1, 4, 7, 20])
def test_notice_the_line_is_flat_between_pulses_and_moves_in_them(level, entry, pulses):
    result = trapped_shares(level, pulses, entry)
    since = (TIMES_S[:, None] - result.pulse_times_s[None, :]).clip(min=-1)
    since = np.where(since >= 0, since, np.inf).min(axis=1)
    # A second for the channels to close, which takes a tenth of one.
    flat = (since[:-1] > PULSE_S + 1) & (since[1:] > PULSE_S + 1)
    steps = np.abs(np.diff(result.pulsed))
    assert flat.any() or pulses == 20
    assert steps[flat].max(initial=0) < 1e-4
    during = (TIMES_S[:-1] > DRUG_FROM_S) & (TIMES_S[1:] < DRUG_UNTIL_S)
    assert steps[during].max() > 1e-3


@pytest.mark.parametrize(("level", "entry"), TRAPPING_SETTINGS)
def test_notice_more_pulses_let_the_drug_in_faster_and_out_faster(level, entry):
    results = [trapped_shares(level, pulses, entry) for pulses in (1, 4, 10, 20)]
    soon, leaves, later = (np.searchsorted(TIMES_S, time) for time in (90, DRUG_UNTIL_S, 240))
    assert (np.diff([result.pulsed[soon] for result in results]) > 0).all()
    kept = [result.pulsed[later] / result.pulsed[leaves] for result in results]
    assert (np.diff(kept) < 0).all()


def test_notice_what_one_pulse_and_twenty_pulses_a_minute_leave():
    explorer, leaves = explorers.trapping(), np.searchsorted(TIMES_S, DRUG_UNTIL_S)
    start = explorer.values
    few, many = (trapped_shares(start["free_umol_per_l"], p, start["entry"]).pulsed for p in (1, 20))
    assert f"1 pulse a minute {percent(few[leaves])} hold" in explorer.what_to_notice
    assert few[-1] / few[leaves] == pytest.approx(2 / 3, abs=0.02)
    assert f"20 pulses {percent(many[leaves])} hold" in explorer.what_to_notice
    assert many[-1] < 0.0005


@pytest.mark.parametrize(("level", "entry"), TRAPPING_SETTINGS)
def test_channels_that_are_always_open_lose_the_drug_within_half_a_minute(level, entry):
    result = trapped_shares(level, 4, entry)
    assert result.always_open[np.searchsorted(TIMES_S, DRUG_UNTIL_S + 30)] < 0.005
    assert "within half a minute" in result.alt


def test_channels_that_are_always_open_come_to_the_share_at_rest():
    for level, entry in TRAPPING_SETTINGS:
        result = trapped_shares(level, 4, entry)
        assert result.always_open.max() == pytest.approx(result.at_rest, rel=1e-3)
        assert result.pulsed.max() <= result.at_rest + 1e-9
        assert result.rows["after (s)"].iloc[-1] == LASTS_S


WIND_UP_SETTINGS = list(product((5, 15, 30), (10, 60, 100), (0, 70, 100)))


@pytest.mark.parametrize("when", list(WHEN))
def test_notice_stimuli_ten_seconds_apart_hardly_wind_up_with_or_without_a_block(when):
    for stimuli, blocked, nmda in WIND_UP_SETTINGS:
        apart = wound_up(0.1, stimuli, blocked, when, nmda, False)
        assert apart.bare.max() < 1.1
        assert apart.blocked.max() < 1.1
        close = wound_up(2.0, stimuli, blocked, when, nmda, False)
        assert close.bare.max() > 2.2


@pytest.mark.parametrize("rate", [0.1, 1.0, 2.0])
def test_notice_after_fifteen_stimuli_the_answer_hardly_grows_any_more(rate):
    for blocked, nmda in product((0, 60, 100), (0, 70, 100)):
        result = wound_up(rate, 30, blocked, "before", nmda, False)
        for grown in (result.bare, result.blocked):
            assert grown[14] <= grown[29] < 1.06 * grown[14]


def test_the_share_that_the_build_up_needs_is_not_used_where_the_block_comes_only_afterwards():
    explorer = explorers.wind_up()
    for when in WHEN:
        idle = explorer.panel.idle(explorer.values | {"when": when})
        assert ("nmda_percent" in idle) == (when == "after")
    none, every = (wound_up(1.0, 15, 60, "after", nmda, False) for nmda in (0, 100))
    assert (none.reading, none.alt) == (every.reading, every.alt)


def test_the_right_chart_begins_at_half_of_what_was_built_up_as_it_says():
    for rate, stimuli in product((0.1, 1.0, 2.0), (5, 15, 30)):
        result = wound_up(rate, stimuli, 60, "before", 70, False)
        assert result.left_bare[0] == pytest.approx((result.bare[-1] - 1) / 2)
        assert "begins at half of what was built up" in result.alt
        assert result.rows["when"].tolist()[1] == "at hour 0"


@pytest.mark.parametrize("rate", [0.1, 1.0, 2.0])
@pytest.mark.parametrize("erases", [False, True])
def test_notice_a_block_only_afterwards_spares_the_left_and_hides_part_on_the_right(rate, erases):
    during = (TIMES_H >= BLOCK_FROM_H) & (TIMES_H < BLOCK_UNTIL_H - 0.05)
    after = TIMES_H > BLOCK_UNTIL_H
    for stimuli, blocked, nmda in WIND_UP_SETTINGS:
        result = wound_up(rate, stimuli, blocked, "after", nmda, erases)
        np.testing.assert_array_equal(result.bare, result.blocked)
        assert (result.left_blocked[during] < result.left_bare[during]).all()
        assert (result.left_blocked[during] > 0).all()
        if erases:
            assert (result.left_blocked[after] < result.left_bare[after]).all()
        else:
            np.testing.assert_allclose(result.left_blocked[after], result.left_bare[after])


def test_hiding_and_erasing_look_alike_only_as_a_later_block_begins():
    hides, erases = (wound_up(1.0, 15, 60, "after", 70, erasing) for erasing in (False, True))
    first, last, after = np.searchsorted(
        TIMES_H, [BLOCK_FROM_H + 0.05, BLOCK_UNTIL_H - 0.15, BLOCK_UNTIL_H + 0.05]
    )
    assert hides.left_blocked[first] - erases.left_blocked[first] < 0.02
    assert erases.left_blocked[last] < hides.left_blocked[last] / 2
    assert erases.left_blocked[last] < erases.left_blocked[after] < erases.left_bare[after] / 2


def test_voltage_free_share_and_choice_of_half_level_each_move_the_result_more_than_tenfold():
    def held(blocker="ketamine", free_percent=55, voltage_mv=-30, magnesium=1.0):
        return float(block_curves(blocker, 100, free_percent, voltage_mv, magnesium).at_level.drug)

    start = explorers.nmda_block().values
    assert (start["free_percent"], start["voltage_mv"]) == (55, -30)
    assert held(voltage_mv=0) > 10 * held(voltage_mv=-70)
    assert held(free_percent=100) > 10 * held(free_percent=5)
    assert held() > 10 * held("ketamine_slow")
    assert max(held(magnesium=0.0) / held(), held("esketamine") / held("arketamine")) < 5


def test_a_block_before_leaves_less_behind_where_wind_up_needs_nmda():
    needs = wound_up(1.0, 15, 60, "before", 70, False)
    assert needs.blocked[-1] < needs.bare[-1]
    assert (needs.left_blocked < needs.left_bare).all()
    needs_not = wound_up(1.0, 15, 100, "before", 0, False)
    np.testing.assert_allclose(needs_not.blocked, needs_not.bare)


def test_no_block_is_no_change_whenever_it_is_given():
    for when in WHEN:
        result = wound_up(1.0, 15, 0, when, 70, False)
        np.testing.assert_allclose(result.blocked, result.bare)
        np.testing.assert_allclose(result.left_blocked, result.left_bare)


def test_a_drop_is_told_only_where_a_later_block_hides_something():
    assert "dropping to" in wound_up(1.0, 15, 60, "after", 70, False).alt
    assert "dropping to" not in wound_up(1.0, 15, 0, "after", 70, False).alt
    assert "dropping to" not in wound_up(1.0, 15, 60, "before", 70, False).alt
    assert "dropping to" not in wound_up(1.0, 15, 100, "both", 100, False).alt


@pytest.mark.parametrize("erases", [False, True])
def test_the_end_of_a_later_block_is_told_in_the_reading_and_in_the_alternative_text(erases):
    result = wound_up(1.0, 15, 60, "after", 70, erases)
    last, after = np.searchsorted(TIMES_H, [BLOCK_UNTIL_H - 0.15, BLOCK_UNTIL_H + 0.05])
    jump = f"from {result.left_blocked[last]:.2f} to {result.left_blocked[after]:.2f}"
    assert f"{jump}, beside {result.left_bare[after]:.2f} without a block" in result.reading
    assert f"{jump} as it ends at hour {BLOCK_UNTIL_H:g}" in result.alt
    for blocked, when in ((0, "after"), (60, "before")):
        assert "later block" not in wound_up(1.0, 15, blocked, when, 70, erases).reading


def test_wind_up_says_everywhere_that_it_is_assumed():
    explorer = explorers.wind_up()
    assert "assumed" in explorer.reading
    assert "assumed" in explorer.alt
    assert sensitisation.caption(sensitisation.AssumedCoefficients()) in explorer.assumptions
    assert explorer.citations == ()
    assert "assumed" in explorer.note
    assert "cannot show that ketamine relieves pain" in explorer.caption
