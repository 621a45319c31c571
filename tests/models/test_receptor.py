"""Receptor block: every constant is its row's, the limits hold, and bad input is refused in words."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine_course.evidence import load_table, row
from ketamine_course.models import receptor
from ketamine_course.models.receptor import constants

LEVELS = st.floats(0.0, 1e6)
POSITIVE = st.floats(1e-3, 1e4)
VOLTAGES = st.floats(-120.0, 60.0)
MAGNESIUM = st.floats(0.0, 10.0)


def constant(id):
    return row("receptor_affinities", id)


def test_the_rows_chosen_are_what_the_choice_says():
    says = {
        "ph221": ("S-ketamine", "Ki", "µmol/L"),
        "ph222": ("R-ketamine", "Ki", "µmol/L"),
        "ph223": ("S-norketamine", "Ki", "µmol/L"),
        "ph224": ("R-norketamine", "Ki", "µmol/L"),
        "ph225": ("(2R,6R)-hydroxynorketamine", "affinity, kind not stated", "µmol/L"),
        "ph226": ("ketamine", "rate of unbinding", "1/s"),
        "ph227": ("ketamine, phencyclidine and MK-801", "rate of binding", "1/(M s)"),
        "ph231": ("Mg2+", "Mg2+ block constant", "1/mV"),
        "ph232": ("Mg2+", "Mg2+ block constant", "mmol/L"),
        "ph233": ("Mg2+", "Mg2+ concentration", "mmol/L"),
        "ph250": ("ketamine base", "molar mass", "g/mol"),
    }
    for id, expected in says.items():
        found = constant(id)
        assert (found["ligand"], found["constant"], found["unit"]) == expected
        assert not found["doubtful"]
    assert row("metabolism", "ph182")["unit"] == "%"


def test_no_figure_of_a_study_is_written_in_the_code():
    figures = {"0.062", "3.57", "237.7", "0.3", "1.4", "1.7", "13", "46", "0.2", "30000", "300000", "45"}
    for path in Path(receptor.__file__).parent.glob("*.py"):
        code = re.sub(r'""".*?"""|"[^"\n]*"|#.*', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not figures & set(re.findall(r"(?<![\w.])\d[\d_.]*", code)), path.name


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("esketamine", "ph221"),
        ("arketamine", "ph222"),
        ("s_norketamine", "ph223"),
        ("r_norketamine", "ph224"),
        ("hydroxynorketamine", "ph225"),
    ],
)
def test_a_blocker_with_one_row_has_its_figure(name, id):
    blocker = receptor.load_blocker(name)
    assert blocker.half_block_umol_per_l == constant(id)["value"]
    assert blocker.citation_keys == (constant(id)["citation_key"],)


def test_the_racemate_binds_as_its_two_halves_do_together():
    mixed = receptor.load_blocker("ketamine").half_block_umol_per_l
    for level in (0.01, 0.5, 20.0):
        halves = sum(0.5 * level / constant(id)["value"] for id in ("ph221", "ph222"))
        assert receptor.blocked_share(level, mixed) == pytest.approx(halves / (1 + halves), rel=1e-12)
    assert mixed == pytest.approx(constant("ph239")["value"], rel=0.05), "an independent source agrees"


def test_binding_currents_and_speeds_are_kept_apart():
    kinds = {name: receptor.load_blocker(name).kind for name in receptor.BLOCKERS}
    assert set(kinds.values()) == set(receptor.KINDS)
    assert kinds["ketamine"] == kinds["esketamine"] == "binding"
    assert kinds["hydroxynorketamine"] == "current"
    assert kinds["ketamine_fast"] == kinds["ketamine_slow"] == "rates"
    for name in receptor.BLOCKERS:
        blocker = receptor.load_blocker(name)
        assert receptor.KINDS[blocker.kind] in receptor.block_caption(blocker)
        assert "assumed" in receptor.block_caption(blocker)


def test_kd_from_the_speeds_is_what_the_note_of_their_row_computes():
    fast, slow = (receptor.load_blocker(f"ketamine_{end}").half_block_umol_per_l for end in ("fast", "slow"))
    low, high = re.search(r"Kd of ([\d.]+) to ([\d.]+) µmol/L", constant("ph227")["notes"]).groups()
    assert (round(fast, 1), round(slow)) == (float(low), float(high))
    middle = receptor.ketamine_speeds("middle").kd_umol_per_l
    assert middle == pytest.approx((fast * slow) ** 0.5)
    assert receptor.ketamine_speeds("slowest").kd_umol_per_l == pytest.approx(slow)


def test_one_micromole_a_litre_is_what_the_row_says():
    printed = re.search(r"1 µmol/L is ([\d.]+) ng/mL", constant("ph250")["notes"])[1]
    assert receptor.ng_per_ml(1.0) == pytest.approx(float(printed))
    assert receptor.umol_per_l(float(printed)) == pytest.approx(1.0)


def test_conversions_agree_with_those_of_the_table_of_effects():
    effects = load_table("concentration_effects")
    converted = effects[effects["source_unit"].isin(["µmol/L", "nmol/mL"]) & effects["value"].notna()]
    assert len(converted)
    for _, found in converted.iterrows():
        assert receptor.ng_per_ml(found["source_value"]) == pytest.approx(found["value"])


def test_molar_masses_of_breakdown_products_follow_from_their_formulas():
    """C12H14ClNO and C12H14ClNO2, added up atom by atom."""
    atoms = {"C": 12.011, "H": 1.008, "Cl": 35.45, "N": 14.007, "O": 15.999}
    nor = 12 * atoms["C"] + 14 * atoms["H"] + atoms["Cl"] + atoms["N"] + atoms["O"]
    assert receptor.molar_mass_g_per_mol("norketamine") == pytest.approx(nor, abs=0.05)
    assert receptor.molar_mass_g_per_mol("hydroxynorketamine") == pytest.approx(nor + atoms["O"], abs=0.05)


@given(LEVELS, st.floats(0.0, 1.0), st.sampled_from(["ketamine", "norketamine", "hydroxynorketamine"]))
def test_units_go_there_and_back_and_the_free_part_is_in_proportion(level, fraction, substance):
    assert receptor.ng_per_ml(receptor.umol_per_l(level, substance), substance) == pytest.approx(level)
    whole = receptor.umol_per_l(level, substance)
    assert receptor.free_umol_per_l(level, fraction, substance) == pytest.approx(whole * fraction)


@given(POSITIVE, VOLTAGES, MAGNESIUM)
def test_without_drug_the_channel_is_as_mg_leaves_it(half_block, voltage, magnesium):
    shares = receptor.channel_shares(0.0, half_block, voltage, magnesium)
    assert shares.drug == 0
    assert shares.current_left == 1
    assert shares.free == pytest.approx(receptor.magnesium_open_share(voltage, magnesium))


@given(LEVELS, POSITIVE, VOLTAGES, MAGNESIUM)
def test_shares_add_up_and_the_drug_never_holds_more_beside_mg_than_alone(level, half, voltage, magnesium):
    shares = receptor.channel_shares(level, half, voltage, magnesium)
    assert shares.drug + shares.magnesium + shares.free == pytest.approx(1.0)
    alone = receptor.channel_shares(level, half, voltage, 0.0)
    assert alone.drug == pytest.approx(receptor.blocked_share(level, half))
    assert shares.drug <= alone.drug + 1e-12


@given(POSITIVE, POSITIVE, st.floats(0.5, 3.0))
def test_half_is_blocked_at_the_half_block_whatever_the_slope(half, factor, slope):
    assert receptor.blocked_share(half, half, slope) == pytest.approx(0.5)
    below, above = receptor.blocked_share([half / (1 + factor), half * (1 + factor)], half, slope)
    assert below < 0.5 < above
    assert below + above == pytest.approx(1.0), "symmetrical on a log scale"


def test_block_rises_with_the_level_and_with_a_less_negative_membrane():
    levels = np.geomspace(1e-3, 1e3, 200)
    for magnesium in (0.0, 1.0, 10.0):
        drug = receptor.channel_shares(levels, 0.5, -40.0, magnesium).drug
        assert (np.diff(drug) > 0).all()
    by_voltage = receptor.channel_shares(1.0, 0.5, np.arange(-100.0, 41.0), 1.0)
    assert (np.diff(by_voltage.drug) > 0).all()
    assert (np.diff(by_voltage.magnesium) < 0).all()
    assert np.ptp(receptor.channel_shares(1.0, 0.5, np.arange(-100.0, 41.0), 0.0).drug) == 0


def test_mg_shuts_nearly_every_channel_at_very_negative_voltage_and_few_at_positive():
    assert receptor.magnesium_open_share(-150, 1.0) < 1e-3
    assert receptor.magnesium_open_share(100, 1.0) > 0.999
    assert receptor.magnesium_open_share(-150, 0.0) == 1


def test_mg_equation_is_jahr_and_stevens_written_out():
    a, c = constant("ph231")["value"], constant("ph232")["value"]
    voltage, magnesium = np.meshgrid(np.linspace(-100, 40, 15), [0.1, 1.0, 5.0])
    by_hand = 1 / (1 + np.exp(-a * voltage) * magnesium / c)
    np.testing.assert_allclose(receptor.magnesium_open_share(voltage, magnesium), by_hand, rtol=1e-12)
    assert receptor.magnesium_open_share(0.0, c) == pytest.approx(0.5), "half at 0 mV and its own constant"


def test_mg_pushes_the_half_block_up_by_its_own_load():
    apparent = receptor.apparent_half_block_umol_per_l(0.5, -60.0, 1.0)
    assert receptor.channel_shares(apparent, 0.5, -60.0, 1.0).drug == pytest.approx(0.5)
    assert apparent > 0.5
    assert receptor.apparent_half_block_umol_per_l(0.5, -60.0, 0.0) == 0.5


def test_arguments_broadcast():
    levels, voltages = np.geomspace(0.1, 10, 7)[:, None], np.linspace(-80, 0, 5)
    shares = receptor.channel_shares(levels, 0.5, voltages, 1.0)
    assert shares.drug.shape == shares.magnesium.shape == shares.free.shape == (7, 5)
    assert shares.drug[3, 2] == receptor.channel_shares(levels[3, 0], 0.5, voltages[2], 1.0).drug


def test_the_free_fraction_in_plasma_is_the_labels_bound_share_taken_off():
    bound = row("metabolism", constants.PLASMA_BOUND_ROW)
    assert "esketamine" in bound["measure"]
    assert receptor.lowest_free_fraction_in_plasma() == pytest.approx(1 - bound["range_high"] / 100)


@pytest.mark.parametrize("bad", [-1.0, float("nan"), float("inf"), "much", None, []])
def test_impossible_numbers_are_refused_with_what_is_allowed(bad):
    for call in (
        lambda: receptor.umol_per_l(bad),
        lambda: receptor.ng_per_ml(bad),
        lambda: receptor.free_umol_per_l(100, bad),
        lambda: receptor.blocked_share(bad, 0.5),
        lambda: receptor.blocked_share(1.0, bad),
        lambda: receptor.channel_shares(1.0, 0.5, -60, bad),
        lambda: receptor.apparent_half_block_umol_per_l(bad, -60, 1.0),
    ):
        with pytest.raises(ValueError, match="must be one or more finite numbers"):
            call()


def test_other_bad_input_is_refused_with_what_is_allowed():
    cases = [
        (lambda: receptor.load_blocker("magnesium"), "hydroxynorketamine"),
        (lambda: receptor.molar_mass_g_per_mol("water"), "norketamine"),
        (lambda: receptor.free_umol_per_l(100, 1.2), "at most 1"),
        (lambda: receptor.blocked_share(1.0, 0.0), "half_block_umol_per_l must be above 0"),
        (lambda: receptor.blocked_share(1.0, 0.5, 0.0), "hill_coefficient must be above 0"),
        (lambda: receptor.magnesium_open_share(-500, 1.0), "voltage_mv must be .* at least -200"),
        (lambda: receptor.ketamine_speeds("quick"), "slowest, middle, fastest"),
    ]
    for call, words in cases:
        with pytest.raises(ValueError, match=words):
            call()


def test_captions_say_what_is_assumed_and_what_is_left_out():
    assert "second-hand" in receptor.magnesium_caption()
    assert "Assumed" in receptor.magnesium_caption()
    assert "Left out" in receptor.magnesium_caption()
    assert "assumption" in receptor.FREE_LEVEL_CAVEAT
    assert "not relief" in receptor.NOT_EFFICACY
    assert "counts for too much" in receptor.magnesium_caption()
    assert "Assumed" in receptor.kinetics_caption()
    assert f"{100 * receptor.ketamine_speeds().open_share:.0f} %" in receptor.kinetics_caption()
    assert "that of leaving depends on the voltage" in receptor.kinetics_caption()
