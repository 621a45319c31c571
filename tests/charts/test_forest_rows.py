"""The rows behind forest plots hold what is drawn: effects as computed or turned, and what was pooled."""

import pytest
from figure_checks import the_one
from test_forest import RESPONSE, ends, place, pooled, printed, rows

from ketamine_course.charts.forest_words import chance_words, of_hundred
from ketamine_course.evidence import cite
from ketamine_course.evidence.meta_analysis import pool_trials


@pytest.mark.parametrize("measure", ["RR", "OR", "RD"])
def test_what_was_pooled_stands_below_the_trials_as_it_is_drawn(measure):
    chart, pool = pooled(measure=measure), pool_trials(rows("trials", RESPONSE), measure)
    table = chart.rows.set_index("id")
    effect = next(name for name in table if name.endswith("computed)"))
    corners = the_one(chart.figure, "pooled").get_xy()[:3, 0]
    told = table.loc["pooled", ["interval from (computed)", effect, "interval to (computed)"]]
    assert told.to_list() == pytest.approx(corners, abs=0.001)
    factor = 100 if measure == "RD" else 1
    expected = [factor * pool.prediction_low, factor * pool.prediction_high]
    ends_told = table.loc["prediction", ["interval from (computed)", "interval to (computed)"]]
    assert ends_told.to_list() == pytest.approx(expected, abs=0.001)
    assert table.loc["pooled", "trials"] == len(RESPONSE)
    inner = pool.pooled
    told = table.loc["pooled", ["I² (%)", "tau²", "Q"]].to_list()
    assert told == pytest.approx([inner.i2, inner.tau2, inner.q], abs=0.05)
    assert table.loc["pooled", "disagreement by chance"] == chance_words(inner.q_p)


def test_people_of_one_hundred_stand_in_the_row_of_all_trials_together():
    chart = pooled()
    told = chart.rows.set_index("id").loc["pooled"]
    base, shares = of_hundred(pool_trials(rows("trials", RESPONSE), "RR"), rows("trials", RESPONSE))
    names = ("ketamine", "ketamine: interval from", "ketamine: interval to", "comparator, assumed")
    found = [told[f"people of 100, {name}"] for name in names]
    assert found == pytest.approx([*shares, base], abs=0.05)


def test_rows_tell_what_was_turned_round_for_the_drawing():
    chart = printed()
    turned = chart.rows.set_index("id")
    assert turned["arms swapped"].to_dict() == {"pt052": False, "pt063": False, "pt065": True}
    drawn = turned.loc["pt065", ["interval from (as drawn)", "interval to (as drawn)"]].to_list()
    assert drawn == ends(chart.figure, "pt065")
    assert turned.loc["pt065", "difference (points, as drawn)"] == place(chart.figure, "pt065")
    assert "arms swapped" not in printed(ids=["pt052", "pt063"]).rows


def test_only_trials_have_a_source():
    table = pooled().rows.set_index("id")
    keys = rows("trials", RESPONSE)["citation_key"]
    assert table.loc[RESPONSE, "source"].to_list() == [cite(key, html=False) for key in keys]
    assert table.loc[["pooled", "prediction"], "source"].isna().all()


def test_two_trials_have_no_row_for_the_next_and_the_pooled_row_says_why():
    table = pooled(ids=["SFT01", "SFT15"]).rows.set_index("id")
    assert "prediction" not in table.index
    assert "2 of the 3 studies" in table.loc["pooled", "a next trial"]
