"""The simulator solves its models exactly and obeys what every linear model must."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numerical_peer import Esketamine, Mammillary, integrate

from ketamine_course.evidence import load_table
from ketamine_course.models import pharmacokinetics as pk

MAMMILLARY = ["domino_tci", "kamp2020", "herd2007", "clements1981"]
ALL = [*MAMMILLARY, "perezruixo2021"]
TIMES = np.linspace(0.0, 720.0, 145)
# The share through the nose falls with the dose; by every other route the models are linear.
LINEAR_ROUTES = [route for route in pk.ROUTES if route != "intranasal"]
WITHIN = 1e-5  # one hundredth of the 0.1 % promised


def clearance_l_per_min(model, weight_kg=70.0):
    """Plasma clearance from the parameters; for a model with a liver by the well-stirred formula."""
    p = {name: value[0] / 60 for name, value in model.individuals(weight_kg).items()}
    if "qh" not in p:
        return p["cl"]
    intrinsic = (p["kel"] + p["kmet"]) * p["vh"] * 60
    return p["qh"] * intrinsic / (p["qh"] + intrinsic)


def area_under(model, regimen, column="ketamine_ng_per_ml"):
    """Area under the curve to 30 days (ng·min/mL), by fine steps early and coarser ones later."""
    times = np.unique(
        np.concatenate(
            [np.linspace(0, 60, 2401), np.linspace(60, 1440, 5521), np.linspace(1440, 43200, 20881)]
        )
    )
    return np.trapezoid(pk.simulate(model, regimen, times)[column], times)


@pytest.mark.parametrize("name", MAMMILLARY)
@pytest.mark.parametrize("weight_kg", [12.0, 70.0, 110.0])
def test_agrees_with_numerical_integration(name, weight_kg):
    model = pk.load_model(name)
    rate = pk.absorption_rate(model, 30.0, weight_kg)
    regimen = (
        pk.Regimen.infusion(dose_mg=35, start_min=5, duration_min=40)
        + pk.Regimen.bolus(dose_mg=10, start_min=60)
        + pk.Regimen.dose(
            dose_mg=25, start_min=90, route="sublingual", bioavailability=0.3, time_to_peak_min=30
        )
    )
    ke0 = model.parameters.get("ke0", 0.0)
    peer = Mammillary(
        name,
        weight_kg,
        boluses=[(10, 60.0)],
        infusions=[(35, 5.0, 40.0)],
        absorbed=[(7.5, 90.0, rate)],
        ke0=ke0,
    )
    state = integrate(peer, peer.size, TIMES, breaks=[5.0, 45.0, 60.0, 90.0])
    # At the instant of a bolus the peer's state is still the one before it.
    compared = TIMES != 60.0
    result = pk.simulate(model, regimen, TIMES, weight_kg=weight_kg)
    np.testing.assert_allclose(
        result["ketamine_ng_per_ml"][compared], state[0, compared] / peer.v1 * 1000, rtol=WITHIN, atol=1e-7
    )
    if ke0:
        effect = state[1 + len(peer.pairs)] * 1000
        np.testing.assert_allclose(result["effect_site_ng_per_ml"], effect, rtol=WITHIN, atol=1e-6)


@pytest.mark.parametrize(
    "dose", [{"nasal_mg": 28.0}, {"nasal_mg": 84.0}, {"oral_mg": 84.0}, {"bolus_mg": 28.0}]
)
def test_esketamine_model_agrees_with_numerical_integration(dose):
    ((kind, dose_mg),) = dose.items()
    route = {"nasal_mg": "intranasal", "oral_mg": "oral", "bolus_mg": "intravenous"}[kind]
    peer = Esketamine(**dose)
    state = integrate(peer, peer.size, TIMES, breaks=peer.breaks())
    result = pk.simulate(pk.load_model("perezruixo2021"), pk.Regimen.dose(dose_mg, route=route), TIMES)
    after = TIMES > 0
    np.testing.assert_allclose(
        result["ketamine_ng_per_ml"][after], state[2, after] / peer.p["vc"] * 1000, rtol=WITHIN
    )
    np.testing.assert_allclose(
        result["norketamine_ng_per_ml"][after], state[6, after] / peer.p["vcn"] * 1000, rtol=WITHIN
    )


def test_absorption_at_the_same_rate_as_elimination_is_solved_too():
    model = pk.load_model("clements1981")
    from ketamine_course.models.pharmacokinetics.parameters import parent_system

    rates, _ = parent_system(model.individuals(70.0)).modes(0, 0)
    from ketamine_course.models.pharmacokinetics.inputs import Input
    from ketamine_course.models.pharmacokinetics.responses import add_response, ketamine_terms

    for rate in rates[0]:
        peer = Mammillary("clements1981", 70.0, absorbed=[(20.0, 0.0, rate)])
        state = integrate(peer, peer.size, TIMES, breaks=[])
        total = np.zeros((1, TIMES.size))
        terms = ketamine_terms(model.individuals(70.0), 0)
        add_response(total, terms, Input(20.0, 0, 0.0, absorption_per_min=np.array([rate])), TIMES)
        np.testing.assert_allclose(total[0, 1:], state[0, 1:] / peer.v1 * 1000, rtol=WITHIN)


@pytest.mark.parametrize("name", ALL)
def test_mass_balance_all_that_reaches_the_blood_leaves_by_clearance(name):
    model = pk.load_model(name)
    area = area_under(model, pk.Regimen.infusion(dose_mg=35, duration_min=40))
    assert area * clearance_l_per_min(model) / 1000 == pytest.approx(35.0, rel=2e-3)


@pytest.mark.parametrize("route", ["intramuscular", "intranasal", "sublingual", "oral", "rectal"])
def test_mass_balance_by_route_is_the_bioavailable_part(route):
    model = pk.load_model("kamp2020")
    area = area_under(model, pk.Regimen.dose(dose_mg=50, route=route))
    share = area * clearance_l_per_min(model) / 1000 / 50
    assert share == pytest.approx(pk.absorption_choice(route, 50.0).bioavailability, rel=2e-3)


@pytest.mark.parametrize("name", ALL)
def test_superposition(name):
    model = pk.load_model(name)
    first = pk.Regimen.infusion(dose_mg=20, duration_min=30)
    second = pk.Regimen.dose(dose_mg=28, start_min=45, route="intranasal")
    together = pk.simulate(model, first + second, TIMES)["ketamine_ng_per_ml"]
    apart = (
        pk.simulate(model, first, TIMES)["ketamine_ng_per_ml"]
        + pk.simulate(model, second, TIMES)["ketamine_ng_per_ml"]
    )
    np.testing.assert_allclose(together, apart, rtol=1e-12, atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(MAMMILLARY), st.floats(0.0, 500.0), st.sampled_from(LINEAR_ROUTES))
def test_linearity_twice_the_dose_twice_the_concentration(name, dose_mg, route):
    model = pk.load_model(name)
    once = pk.simulate(model, pk.Regimen.dose(dose_mg, route=route), TIMES)["ketamine_ng_per_ml"]
    twice = pk.simulate(model, pk.Regimen.dose(2 * dose_mg, route=route), TIMES)["ketamine_ng_per_ml"]
    np.testing.assert_allclose(twice, 2 * once, rtol=1e-12, atol=1e-15)
    assert np.all(once >= -1e-9)


@pytest.mark.parametrize("name", ALL)
def test_steady_state_is_rate_over_clearance(name):
    model = pk.load_model(name)
    days = 40 * 1440.0
    rate_mg_per_min = 0.3
    result = pk.simulate(
        model, pk.Regimen.infusion(dose_mg=rate_mg_per_min * days, duration_min=days), [days]
    )
    expected = rate_mg_per_min / clearance_l_per_min(model) * 1000
    assert result["ketamine_ng_per_ml"].iloc[0] == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("name", MAMMILLARY)
@pytest.mark.parametrize("time_to_peak_min", [5.0, 20.0, 57.6])
def test_derived_absorption_peaks_when_it_was_told_to(name, time_to_peak_min):
    model = pk.load_model(name)
    times = np.arange(0.0, 240.0, 0.1)
    regimen = pk.Regimen.dose(25, route="oral", time_to_peak_min=time_to_peak_min)
    curve = pk.simulate(model, regimen, times)["ketamine_ng_per_ml"]
    assert times[int(np.argmax(curve))] == pytest.approx(time_to_peak_min, abs=0.11)


@pytest.mark.parametrize("name", ["domino_tci", "perezruixo2021"])
def test_ketamine_alone_is_the_same_ketamine(name):
    model, regimen = pk.load_model(name), pk.Regimen.infusion(dose_mg=35, duration_min=40)
    alone = pk.simulate(model, regimen, TIMES, ketamine_only=True)
    assert list(alone.columns) == ["time_min", "ketamine_ng_per_ml"]
    pd.testing.assert_frame_equal(alone, pk.simulate(model, regimen, TIMES)[list(alone.columns)])


def test_a_lag_moves_the_whole_curve():
    model = pk.load_model("kamp2020")
    at_once = pk.simulate(model, pk.Regimen.dose(25, route="oral"), TIMES[:-3])["ketamine_ng_per_ml"]
    later = pk.simulate(model, pk.Regimen.dose(25, route="oral", lag_min=15), TIMES[3:])["ketamine_ng_per_ml"]
    np.testing.assert_allclose(at_once, later, rtol=1e-12)


def test_a_later_spray_set_is_taken_up_less_well_than_the_first():
    model = pk.load_model("perezruixo2021")
    peak = {
        d: pk.simulate(model, pk.Regimen.dose(d, route="intranasal"), TIMES)["ketamine_ng_per_ml"].max()
        for d in (28, 56, 84)
    }
    assert peak[28] < peak[56] < 2 * peak[28]
    assert peak[56] < peak[84] < 3 * peak[28]


def test_sets_sprayed_minutes_apart_are_taken_up_like_one_dose_of_several_sets():
    model = pk.load_model("perezruixo2021")
    at_once = pk.simulate(model, pk.Regimen.dose(56, route="intranasal"), TIMES)["ketamine_ng_per_ml"].max()
    first, second = (
        pk.Regimen.dose(28, route="intranasal"),
        pk.Regimen.dose(28, start_min=5, route="intranasal"),
    )
    apart = pk.simulate(model, first + second, TIMES)["ketamine_ng_per_ml"].max()
    assert apart == pytest.approx(at_once, rel=0.03)
    next_day = pk.Regimen.dose(28, start_min=1440, route="intranasal")
    times = np.arange(0.0, 2880.0, 5.0)
    peaks = pk.simulate(model, first + next_day, times)["ketamine_ng_per_ml"].to_numpy()
    assert peaks[times >= 1440].max() > 0.99 * peaks[times < 1440].max()


@pytest.mark.parametrize("name", ["perezruixo2021", "kamp2020"])
@pytest.mark.parametrize("minutes_apart", [0, 60])
def test_two_sprays_bring_as_much_as_one_of_both(name, minutes_apart):
    model = pk.load_model(name)
    spray = pk.Regimen.dose(28, route="intranasal")
    two = spray + pk.Regimen.dose(28, start_min=minutes_apart, route="intranasal")
    whole = area_under(model, pk.Regimen.dose(56, route="intranasal"))
    assert area_under(model, two) == pytest.approx(whole, rel=2e-3)
    assert "one session" in pk.caption(model, two)
    assert "one session" not in pk.caption(model, spray)


@pytest.mark.parametrize("dose_mg", [28, 56, 84])
def test_esketamine_model_gives_the_peaks_that_its_authors_simulated(dose_mg):
    predicted = (
        load_table("pharmacokinetic_models")
        .set_index("parameter")
        .loc[f"predicted_cmax_{dose_mg}mg", "value"]
    )
    minutes = np.arange(0.0, 241.0)
    ours = pk.simulate(pk.load_model("perezruixo2021"), pk.Regimen.dose(dose_mg, route="intranasal"), minutes)
    assert ours["ketamine_ng_per_ml"].max() == pytest.approx(predicted, rel=0.02)


def test_the_share_through_the_nose_follows_the_doses_measured():
    share = {
        dose: pk.absorption_choice("intranasal", dose).bioavailability for dose in (5, 10, 20, 30, 50, 90)
    }
    assert share == pytest.approx({5: 0.17, 10: 0.17, 20: 0.15, 30: 0.13, 50: 0.11, 90: 0.11})


def test_population_is_the_same_for_the_same_seed_and_centred_on_the_typical_person():
    model, regimen, times = (
        pk.load_model("herd2007"),
        pk.Regimen.infusion(dose_mg=35, duration_min=40),
        [10.0, 40.0, 120.0],
    )
    one = pk.simulate_population(model, regimen, times, n=4000, seed=3)
    assert one.shape == (4000, 3)
    np.testing.assert_array_equal(one, pk.simulate_population(model, regimen, times, n=4000, seed=3))
    assert not np.array_equal(one, pk.simulate_population(model, regimen, times, n=4000, seed=4))
    typical = pk.simulate(model, regimen, times)["ketamine_ng_per_ml"]
    np.testing.assert_allclose(np.median(one, axis=0), typical, rtol=0.1)


def test_population_spread_is_what_the_source_gives_or_the_assumed_one():
    many_days = 30 * 1440.0
    regimen = pk.Regimen.infusion(dose_mg=many_days * 0.3, duration_min=many_days)
    for name, cv in (("herd2007", 38.1), ("domino_tci", pk.ASSUMED_CV_PERCENT)):
        steady = pk.simulate_population(pk.load_model(name), regimen, [many_days], n=20_000)[:, 0]
        spread = np.sqrt(np.expm1(np.var(np.log(steady)))) * 100
        assert spread == pytest.approx(cv, rel=0.03)
    assert "assumed" in pk.spread_caption(pk.load_model("domino_tci"))
    assert "assumed" not in pk.spread_caption(pk.load_model("herd2007"))


def test_population_in_blocks_equals_each_person_alone():
    model, times = pk.load_model("kamp2020"), np.arange(0.0, 720.0)
    regimen = pk.Regimen.dose(25, route="oral") + pk.Regimen.infusion(
        dose_mg=5, start_min=20, duration_min=10
    )
    whole = pk.simulate_population(model, regimen, times, n=500, seed=2)
    thinned = pk.simulate_population(model, regimen, times[::90], n=500, seed=2)
    np.testing.assert_allclose(whole[:, ::90], thinned, rtol=1e-12)


def test_captions_say_what_must_be_said():
    oral = pk.Regimen.dose(25, route="oral")
    assert "second-hand" in pk.caption(pk.load_model("kamp2020"), oral)
    assert "derived" in pk.caption(pk.load_model("kamp2020"), oral)
    assert "derived" not in pk.caption(pk.load_model("perezruixo2021"), oral)
    muscle = pk.caption(pk.load_model("kamp2020"), pk.Regimen.dose(25, route="intramuscular"))
    assert "children" in muscle
    assert "assumed" in muscle
    assert "outside its source population" in pk.caption(pk.load_model("herd2007"), oral, weight_kg=70)
    assert "outside its source population" not in pk.caption(pk.load_model("herd2007"), oral, weight_kg=25)


@pytest.mark.parametrize("bad", [-1, float("nan"), float("inf"), "ten", None, True, [5]])
def test_impossible_numbers_are_refused_with_what_is_allowed(bad):
    model, regimen = pk.load_model("kamp2020"), pk.Regimen.bolus(10)
    for call in (
        lambda: pk.Regimen.bolus(bad),
        lambda: pk.Regimen.bolus(10, start_min=bad),
        lambda: pk.Regimen.infusion(bad, duration_min=10),
        lambda: pk.Regimen.infusion(10, duration_min=bad),
        lambda: pk.Regimen.dose(bad, route="oral"),
        lambda: pk.simulate(model, regimen, TIMES, weight_kg=bad),
        lambda: pk.simulate_population(model, regimen, TIMES, n=5, weight_kg=bad),
    ):
        with pytest.raises(ValueError, match="must be"):
            call()


@pytest.mark.parametrize(
    "times", [[], [-1.0], [0.0, float("nan")], [float("inf")], ["soon"], [[0.0, 1.0]], None]
)
def test_impossible_times_are_refused(times):
    with pytest.raises(ValueError, match="times_min must be"):
        pk.simulate(pk.load_model("kamp2020"), pk.Regimen.bolus(10), times)


def test_other_bad_input_is_refused_with_what_is_allowed():
    model, regimen = pk.load_model("kamp2020"), pk.Regimen.bolus(10)
    cases = [
        (lambda: pk.load_model("unheard_of"), "domino_tci"),
        (lambda: pk.Regimen.dose(10, route="by_ear"), "sublingual"),
        (lambda: pk.Regimen.infusion(10, duration_min=0), "above 0"),
        (lambda: pk.Regimen.dose(10, route="oral", bioavailability=1.2), "at most 1"),
        (lambda: pk.Regimen.dose(10, route="oral", time_to_peak_min=0), "above 0"),
        (lambda: pk.Regimen.dose(10, route="intravenous", bioavailability=0.5), "whole and at once"),
        (lambda: pk.Regimen(()), "at least one dose"),
        (lambda: pk.simulate(model, regimen, TIMES, weight_kg=0), "above 0"),
        (lambda: pk.simulate("kamp2020", regimen, TIMES), "load_model"),
        (lambda: pk.simulate(model, [regimen], TIMES), "Regimen"),
        (lambda: pk.simulate_population(model, regimen, TIMES, n=0), "at least 1"),
        (lambda: pk.simulate_population(model, regimen, TIMES, n=2.5), "whole number"),
        (
            lambda: pk.simulate(pk.load_model("perezruixo2021"), pk.Regimen.dose(25, route="rectal"), TIMES),
            "intranasal",
        ),
        (
            lambda: pk.simulate(
                pk.load_model("perezruixo2021"), pk.Regimen.dose(25, route="oral", bioavailability=0.1), TIMES
            ),
            "its own absorption",
        ),
        (
            lambda: pk.simulate(model, pk.Regimen.dose(25, route="oral", time_to_peak_min=1e9), TIMES),
            "cannot be reached",
        ),
    ]
    for call, words in cases:
        with pytest.raises(ValueError, match=words):
            call()
