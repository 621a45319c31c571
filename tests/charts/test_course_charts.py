"""The course's charts: each builds, is well formed, and what its words claim is so in the rows."""

import re

import pytest
from shown_charts import EACH_NOTEBOOK, charts_shown

from ketamine_course.charts import figure_html, ledger, route_effects, route_peaks, routes
from ketamine_course.evidence import bibliography, claims, load_table
from ketamine_course.models import pharmacokinetics as pk

# HTML of a chart, in bytes: a page holds several, and is saved with them.
LARGEST = 250_000
# The whole evidence map has every row of its table behind it, and is shown once in the course.
LARGEST_MAP = 300_000
CHARTS = [
    ledger.ledger_at_a_glance,
    routes.bioavailability_by_route,
    routes.onset_and_duration,
    route_effects.push_or_infusion,
    route_effects.one_injection,
    route_peaks.observed_against_simulated,
    route_peaks.nasal_dose_and_peak,
]


@pytest.mark.parametrize("make", CHARTS, ids=lambda make: make.__name__)
def test_chart_is_built_with_its_words_and_stays_small(make):
    html = figure_html(make())
    assert "nan" not in html.split("base64")[0]
    assert len(html.encode()) < LARGEST


@EACH_NOTEBOOK
def test_charts_that_a_page_shows_stay_small(path):
    whole_map = set(load_table("evidence_map")["id"])
    for chart in charts_shown(path):
        limit = LARGEST_MAP if set(chart.rows.get("id", ())) == whole_map else LARGEST
        assert len(figure_html(chart).encode()) < limit, chart.finding


def brackets_in_brackets(words: str) -> bool:
    """Say whether a bracket opens in the words of another, which readers lose track of."""
    return bool(re.search(r"\([^()]*\(", words))


@EACH_NOTEBOOK
def test_no_words_of_a_chart_that_a_page_shows_hold_brackets_within_brackets(path):
    told = [
        f"{name}: {words}"
        for chart in charts_shown(path)
        for name, words in (("finding", chart.finding), ("caption", chart.caption), ("alt", chart.alt))
        if brackets_in_brackets(words)
    ]
    assert told == []


def test_brackets_within_brackets_are_seen():
    assert brackets_in_brackets("from 1997 (France (substance)) on")
    assert not brackets_in_brackets("France (substance), and (R)- and (S)-ketamine (both)")


@pytest.mark.parametrize("make", CHARTS, ids=lambda make: make.__name__)
def test_no_label_is_cut_at_the_edge_of_the_figure(make):
    figure = make().figure
    figure.canvas.draw()
    edge = figure.bbox
    for text in figure.findobj(lambda artist: hasattr(artist, "get_text")):
        if text.get_visible() and text.get_text().strip():
            box = text.get_window_extent()
            if not box.overlaps(edge):
                continue  # the label of a tick beyond the axis, which is not drawn
            assert box.x0 >= edge.x0 - 1, text.get_text()
            assert box.x1 <= edge.x1 + 1, text.get_text()
            assert box.y0 >= edge.y0 - 1, text.get_text()
            assert box.y1 <= edge.y1 + 1, text.get_text()


def test_no_doubtful_or_repeated_row_is_drawn():
    table = load_table("bioavailability").set_index("id")
    drawn = routes.bioavailability_by_route().rows["id"]
    assert not table.loc[drawn, "doubtful"].any()
    assert set(drawn) & {"ph149", "ph150", "ph163"} == set()
    assert (table.loc[drawn, "kind"] == "bioavailability").all()


def test_muscle_has_one_study_and_it_is_in_children():
    rows = routes.bioavailability_by_route().rows
    muscle = rows[rows["route"] == "Into a muscle"]
    assert list(muscle["id"]) == ["ph162"]
    assert load_table("bioavailability").set_index("id").loc["ph162", "age_group"] == "children"


def test_effects_timed_come_from_label_textbook_and_volunteers_only():
    rows = routes.onset_and_duration().rows
    effects = rows[rows["kind"] != "level in blood peaks"]
    sources = load_table("absorption_timing").set_index("id").loc[effects["id"], "citation_key"]
    assert set(sources) == {"domino1965", "ketalarlabel", "miller6"}


def test_simulation_is_above_the_drip_and_below_every_absorbed_dose():
    rows = route_peaks.observed_against_simulated().rows.set_index("id")
    above = rows["simulated_ng_per_ml"] > rows["measured_ng_per_ml"]
    assert above["ph128"]
    assert not above.drop("ph128").any()


def test_six_checks_at_worst_almost_four_times_as_chapter_3_tells():
    """Cell 65d7c496: “We could check the calculation six times”, “almost four times as high”."""
    rows = route_peaks.observed_against_simulated().rows
    assert len(rows) == 6
    assert 3.5 <= (rows["measured_ng_per_ml"] / rows["simulated_ng_per_ml"]).max() < 4


def test_simulated_peaks_use_the_share_and_time_of_the_same_study():
    observed = load_table("observed_concentrations").set_index("id")
    shares = load_table("bioavailability").set_index("id")
    times = load_table("absorption_timing").set_index("id")
    for peak_id, (share_id, time_id) in route_peaks.SAME_STUDY.items():
        expected = observed.loc[peak_id, ["citation_key", "route", "dose_mg"]].tolist()
        assert shares.loc[share_id, ["citation_key", "route", "dose_mg"]].tolist() == expected
        assert times.loc[time_id, ["citation_key", "route", "dose_mg"]].tolist() == expected


def test_nasal_area_is_share_times_dose_over_clearance():
    clearance = pk.load_model(pk.COURSE_MODEL).parameters["cl"]
    expected = [share / 100 * dose / clearance * 1000 for share, dose in ((17, 10), (13, 30), (11, 50))]
    words = ", ".join(f"{area:.0f}" for area in expected)
    assert f"simulated {words}" in route_peaks.observed_against_simulated().caption


def test_spray_brings_less_than_in_proportion_in_adults_and_more_in_children():
    rows = load_table("observed_concentrations").set_index("id")
    ratio = {}
    for key, ids in route_peaks.NASAL.items():
        first, last = rows.loc[ids[0]], rows.loc[ids[-1]]
        dose = "dose_mg" if first["dose_mg"] == first["dose_mg"] else "dose_mg_per_kg"
        ratio[key] = (last["value"] / first["value"]) / (last[dose] / first[dose])
    assert ratio["singh2022"] < 1
    assert ratio["huge2010"] < 1
    assert ratio["malinovsky1996"] > 1


def test_injection_counts_add_up_to_everyone():
    rows = route_effects.one_injection().rows
    assert rows["events"].sum() == rows["n"].iloc[0]


def test_percentages_of_the_push_chart_are_its_counts():
    rows = route_effects.push_or_infusion().rows.set_index("id").loc[["pf207", "pf208"]]
    assert ((100 * rows["events"] / rows["n"]).round() == rows["value"]).all()


def test_references_hold_every_work_behind_a_chapters_claims_and_tables():
    works = bibliography(3, ("bioavailability",), also=("zanos2018",))
    keys = list(works["key"])
    assert keys == sorted(set(keys))
    assert {"rabben2001", "chong2006", "zanos2018"} <= set(keys)
    assert {key for listed in claims(3)["citation_keys"] for key in listed} <= set(keys)
