"""Chapter 3's explorers: right at the ends, at the defaults and in pairs; what they say to notice is true."""

import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from settings import pairwise

from ketamine_course.models import pharmacokinetics as pk
from ketamine_course.widgets import explorers
from ketamine_course.widgets.explorers.routes.levels import HIGHEST_NG_PER_ML, LOG, LOWEST_NG_PER_ML
from ketamine_course.widgets.explorers.routes.model_against_model import model_curves
from ketamine_course.widgets.explorers.routes.route_and_dose import route_curves
from ketamine_course.widgets.explorers.routes.virtual_population import population_band
from ketamine_course.widgets.explorers.routes.ways import WAYS, measured_peaks

MAKERS = [explorers.route_and_dose, explorers.virtual_population, explorers.model_against_model]


@pytest.fixture(scope="module", params=MAKERS, ids=lambda maker: maker.__name__)
def explorer(request):
    return request.param()


def highest_curve(result):
    """The highest level among the curves that answer the question (not the one compared with)."""
    if hasattr(result, "quantiles"):
        return result.quantiles.max()
    if hasattr(result, "curves"):
        return max(curve.max() for curve in result.curves.values())
    return np.nanmax([result.ketamine, result.norketamine])


def test_every_pair_of_settings_draws_something_says_what_and_says_when_it_is_cut_off(explorer):
    for setting in pairwise(explorer):
        explorer.set(**setting)
        assert explorer.frame.startswith(b"\x89PNG")
        assert "nan" not in explorer.reading + explorer.alt
        numbers = explorer.rows.select_dtypes("number").drop(
            columns=["peak (ng/mL)", "peak after (min)"], errors="ignore"
        )
        assert np.isfinite(numbers.to_numpy()).all()
        bottom, top = explorer._painter.canvas.axes.get_ylim()
        highest = highest_curve(explorer.result)
        if explorer.values["axis"] == LOG:
            assert bottom < highest < top
        else:
            assert (highest > top) == ("cut off" in explorer.reading)


def test_default_setting_shows_the_whole_curve(explorer):
    explorer.reset()
    assert "cut off" not in explorer.reading


ROUTE_SETTINGS = [
    (dose, duration, weight)
    for dose in (5, 35, 100)
    for duration in (10, 40, 120)
    for weight in (40, 70, 120)
]


@pytest.mark.parametrize("way", [key for key, way in WAYS.items() if way.route != "intravenous"])
def test_notice_absorbed_routes_peak_lower_than_the_same_dose_infused(way):
    for dose, duration, weight in ROUTE_SETTINGS:
        result = route_curves(way, dose, duration, weight, LOG)
        assert result.ketamine.max() < np.nanmax(result.same_dose_in_vein), (dose, duration, weight)


@pytest.mark.parametrize("way", list(WAYS))
def test_notice_a_higher_dose_makes_a_higher_peak(way):
    for _dose, duration, weight in ROUTE_SETTINGS[:9]:
        peaks = [route_curves(way, dose, duration, weight, LOG).ketamine.max() for dose in range(5, 101, 5)]
        assert (np.diff(peaks) > 0).all()


def test_the_metabolite_is_drawn_only_where_a_model_has_it():
    for way in WAYS:
        drawn = not np.isnan(route_curves(way, 35, 40, 70, LOG).norketamine).all()
        assert drawn == (way in ("spray", "solution"))


def test_measured_peaks_appear_where_doses_match_with_study_n_and_spread():
    tongue = route_curves("tongue", 25, 40, 70, LOG)
    assert list(tongue.measured.index) == ["ph113"]
    assert "Chong 2006, n = 6, ± 1 SD" in tongue.reading
    assert route_curves("tongue", 30, 40, 70, LOG).measured.empty
    drip = route_curves("infusion", 35, 40, 70, LOG)
    assert list(drip.measured.index) == ["ph128", "ph129"]
    assert "quoted in a review" in drip.reading
    assert route_curves("infusion", 35, 50, 70, LOG).measured.empty
    assert list(route_curves("infusion", 20, 40, 40, LOG).measured.index) == ["ph128", "ph129"]
    assert list(measured_peaks(WAYS["nose"], 30, 40, 70).index) == ["ph096"]
    assert measured_peaks(WAYS["push"], 10, 40, 70).empty, "the 10 mg row is doubtful"
    assert "unstated kind" in measured_peaks(WAYS["spray"], 10, 40, 50)["words"].iloc[0]


def test_the_peak_of_a_push_is_not_told_since_no_body_mixes_a_dose_at_once():
    pushed, drip = route_curves("push", 25, 40, 70, LOG).rows.set_index("curve")["peak (ng/mL)"]
    assert np.isnan(pushed)
    assert drip > 0
    assert "first minutes are not real" in route_curves("push", 25, 40, 70, LOG).reading


def test_log_axis_holds_every_curve():
    for dose, weight in product((5, 35, 100), (40, 70, 120)):
        pushes = model_curves("push", dose, 40, weight, LOG).curves.values()
        peaks = [route_curves(way, dose, 40, weight, LOG).ketamine.max() for way in WAYS]
        assert max(curve.max() for curve in pushes) < HIGHEST_NG_PER_ML
        assert min(peaks) > LOWEST_NG_PER_ML


@pytest.mark.parametrize("way", ["infusion", "muscle", "nose", "tongue", "swallowed"])
@pytest.mark.parametrize("dose", [5, 35, 100])
def test_notice_a_wider_spread_widens_the_band_and_moves_the_middle_little(way, dose):
    narrow, wide = (population_band(way, dose, "kamp2020", spread, False, LOG) for spread in (10, 60))
    widths = [np.diff(band.quantiles[[0, 4]], axis=0)[0, 5:] for band in (narrow, wide)]
    assert (widths[1] > 3 * widths[0]).all()
    peaks = [band.quantiles[2].max() for band in (narrow, wide)]
    assert peaks[1] == pytest.approx(peaks[0], rel=0.25)


@pytest.mark.parametrize(("spread", "factor"), [(10, 1.2), (60, 2.7)])
def test_a_drip_spreads_people_as_the_note_for_instructors_says(spread, factor):
    """Chapter 3, cell 9f4df4c5: “the factor for a drip is 1.2”, “2.7”."""
    reading = population_band("infusion", 35, "kamp2020", spread, False, LOG).reading
    assert f"a factor of {factor}" in reading


def test_population_quantiles_are_in_order_and_hold_nine_in_ten():
    band = population_band("tongue", 25, "herd2007", 30, True, LOG)
    assert (np.diff(band.quantiles, axis=0) >= 0).all()
    assert band.people.shape[0] == 12


def ratio_of_ketamine_models(way, dose, duration, weight):
    """Highest over lowest of the four ketamine models, minute by minute."""
    curves = model_curves(way, dose, duration, weight, LOG).curves
    ketamine = np.array([curve for name, curve in curves.items() if name != "perezruixo2021"])
    with np.errstate(invalid="ignore"):
        return ketamine.max(axis=0) / ketamine.min(axis=0)


@pytest.mark.parametrize("dose", [5, 35, 100])
@pytest.mark.parametrize("weight", [40, 70, 120])
def test_notice_models_are_furthest_apart_in_the_first_two_minutes_of_a_push(dose, weight):
    ratio = ratio_of_ketamine_models("push", dose, 40, weight)
    assert ratio[:3].min() > ratio[3:].max()


def test_notice_models_are_further_apart_as_a_drip_begins_than_later():
    ratio = ratio_of_ketamine_models("infusion", 35, 40, 70)
    assert ratio[1:4].min() > ratio[20:].max()


def test_notice_models_agree_best_at_the_end_of_the_first_drip_and_differ_twofold_after_it():
    ratio = ratio_of_ketamine_models("infusion", 35, 40, 70)
    assert np.nanargmin(ratio[1:]) + 1 == pytest.approx(40, abs=2)
    assert ratio[40] < 1.5
    assert (ratio[60:] > 1.6).all()
    assert (ratio[60:] < 2.6).all()


def test_caption_names_the_models_read_second_hand_and_no_other():
    caption = explorers.model_against_model().caption
    assert "Kamp 2020, Domino, Clements 1981 and Perez-Ruixo 2021 (esketamine)." in caption


def test_the_models_drawn_are_all_the_named_ones():
    assert set(model_curves("infusion", 35, 40, 70, LOG).curves) == set(pk.model_names())
