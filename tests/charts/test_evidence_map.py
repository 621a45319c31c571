"""Evidence maps draw directions and certainties that trace to their rows and claims, and nothing else."""

import pandas as pd
import pytest
from figure_checks import assert_words_are_whole, assert_words_stand_clear, named, the_one, words_in

from ketamine_course.charts.evidence_map import COLUMNS, MARKERS, direction_of, evidence_map
from ketamine_course.evidence import row

SYMPTOMS, HARM = "symptoms, first day", "unwanted effects"
CELLS = pd.DataFrame(
    [
        ("m1", "cancer pain", SYMPTOMS, "trials:pt002", "favours_ketamine", "low", "claim", "C048"),
        ("m2", "cancer pain", SYMPTOMS, "trials:pt005", "no_difference", "low", "claim", "C048"),
        ("m3", "cancer pain", HARM, "adverse_events:pf001", "favours_comparator", "", "", ""),
        (
            "m4",
            "depression",
            SYMPTOMS,
            "pooled_estimates:MHF065",
            "favours_ketamine",
            "",
            "effect_row",
            "C078",
        ),
        ("m5", "depression", HARM, "trials:SFT13", "favours_comparator", "high", "claim", "C101"),
        ("m6", "fibromyalgia", SYMPTOMS, "", "none_found", "", "", ""),
    ],
    columns=COLUMNS,
)
CELLS.loc[CELLS["id"] == "m4", "certainty"] = "very_low"
DRAWN = CELLS[CELLS["direction"] != "none_found"]
RINGS = {"m1": 2, "m2": 2, "m3": 0, "m4": 1, "m5": 4}


def changed(cell, **columns):
    """The cells with one of them changed."""
    cells = CELLS.copy()
    for name, value in columns.items():
        cells.loc[cells["id"] == cell, name] = value
    return cells


def test_words_stand_clear_and_are_whole():
    chart = evidence_map(CELLS)
    assert_words_stand_clear(chart.figure)
    assert_words_are_whole(chart)


def test_each_effect_has_the_marker_of_its_direction():
    figure = evidence_map(CELLS).figure
    for cell in DRAWN.itertuples():
        assert the_one(figure, cell.id).get_marker() == MARKERS[cell.direction]["marker"]
    assert len({look["marker"] for look in MARKERS.values()}) == 3


def test_rings_count_the_certainty():
    figure = evidence_map(CELLS).figure
    for cell, count in RINGS.items():
        rings = named(figure, f"ring {cell}")
        assert len(rings) == count
        assert len({ring.get_radius() for ring in rings}) == count
        marker = the_one(figure, cell)
        assert all(ring.center == (marker.get_xdata()[0], marker.get_ydata()[0]) for ring in rings)


def test_direction_time_and_certainty_stand_in_words_too():
    told = [text for text, _ in words_in(evidence_map(CELLS).figure)]
    assert "better, 3 h\nlow, contested" in told
    assert "better, 1 day\nvery low" in told
    assert "more\nnot rated" in told


def test_a_cell_without_a_result_says_so_and_one_not_asked_has_a_dash():
    told = [text for text, _ in words_in(evidence_map(CELLS).figure)]
    assert told.count("none found") == 1
    assert told.count("–") == 1
    assert "which does not say that none exists" in evidence_map(CELLS).caption


def test_effects_that_disagree_stand_below_each_other_in_their_cell():
    figure = evidence_map(CELLS).figure
    first, second = the_one(figure, "m1"), the_one(figure, "m2")
    assert first.get_xdata()[0] == second.get_xdata()[0]
    assert first.get_ydata()[0] < second.get_ydata()[0]


def test_conditions_and_outcomes_stand_in_the_order_of_the_rows():
    turned = evidence_map(CELLS.iloc[::-1]).figure
    assert the_one(turned, "m4").get_ydata()[0] < the_one(turned, "m1").get_ydata()[0]


def test_the_finding_counts_conditions():
    assert evidence_map(CELLS).finding == (
        "Symptoms, first day: better in 1 of 2 conditions with results, mixed in 1; "
        "unwanted effects: more in 2 of 2."
    )


def test_each_row_tells_its_cell_as_a_whole_and_the_counts_of_the_finding():
    table = evidence_map(CELLS).rows.set_index("id")
    whole = {"m1": "mixed", "m2": "mixed", "m3": "more", "m4": "better", "m5": "more", "m6": ""}
    assert table["cell as a whole"].to_dict() == whole
    counts = ["conditions with results", "better (unwanted effects: more) in", "mixed in"]
    assert table.loc["m6", counts].to_list() == [2, 1, 1]
    assert table.loc["m3", counts].to_list() == [2, 2, 0]


def test_the_alternative_text_tells_size_finding_and_gaps():
    chart = evidence_map(CELLS)
    assert chart.alt.startswith("Evidence map, 3 conditions by 2 outcomes")
    assert chart.finding in chart.alt
    assert "Cells without a result: 1." in chart.alt


def test_sources_are_those_of_the_rows_drawn():
    expected = [row(*cell.split(":"))["citation_key"] for cell in DRAWN["effect_row"]]
    assert evidence_map(CELLS).citations == tuple(dict.fromkeys(expected))


@pytest.mark.parametrize(
    ("table", "row_id", "direction"),
    [
        ("trials", "pt059", "favours_comparator"),
        ("pooled_estimates", "pf071", "no_difference"),
        ("pooled_estimates", "pf053", "favours_ketamine"),
        ("pooled_estimates", "MHF098", "favours_ketamine"),
        ("adverse_events", "pf063", "favours_comparator"),
        ("trial_findings", "pf233", ""),
    ],
)
def test_the_direction_of_a_row_is_its_own(table, row_id, direction):
    assert direction_of(table, row(table, row_id)) == direction


REFUSED = [
    (changed("m1", direction="no_difference"), "m1: trials:pt002 says favours_ketamine, not no_difference"),
    (changed("m3", direction="no_difference"), "m3: adverse_events:pf001 says favours_comparator"),
    (changed("m1", certainty="high"), "m1: certainty 'high', but claim says 'low'"),
    (changed("m4", certainty="low"), "m4: certainty 'low', but effect_row says 'very_low'"),
    (changed("m3", certainty="low"), "m3: certainty 'low', but no source says ''"),
    (changed("m1", effect_row="trials:pt011"), "m1: trials:pt011 is doubtful"),
    (changed("m1", effect_row="trials:nowhere"), "table trials has no row 'nowhere'"),
    (changed("m6", certainty="low"), "m6: a cell where none was found"),
    (CELLS.drop(columns="claim_id"), "rows must be of evidence_map"),
    (CELLS.iloc[:0], "rows must be of evidence_map"),
]


@pytest.mark.parametrize(("cells", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_does_not_trace_is_refused_with_the_reason(cells, message):
    with pytest.raises(ValueError, match=message):
        evidence_map(cells)
