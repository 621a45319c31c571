"""Forest plots draw what the rows say, say whom each side favours, and refuse to join what must not be."""

import math

import numpy as np
import pytest
from figure_checks import assert_words_are_whole, assert_words_stand_clear, named, the_one, words_in

from ketamine_course.charts import forest
from ketamine_course.charts.effect_lines import computed_lines, one_way, printed_lines, side_of
from ketamine_course.charts.forest_words import chance_words
from ketamine_course.evidence import load_table
from ketamine_course.evidence.effects import compare_events
from ketamine_course.evidence.meta_analysis import pool_trials

RESPONSE = ["MHT016", "MHT030", "MHT072"]
PAIN = ["pt001", "pt032", "pt049", "pt050", "pt020", "pt018", "pt044"]
ACUTE = ["pt052", "pt063", "pt065"]
REVIEWS = ["pf053", "pf055", "pf056", "pf057", "pf058", "pf059", "pf061", "pf062", "pf068", "pf071", "pf235"]
BECAUSE = "One definition of response."


def rows(table, ids):
    """Rows of a table in the order of their ids."""
    return load_table(table).set_index("id", drop=False).loc[ids].reset_index(drop=True)


def pooled(ids=RESPONSE, measure="RR", **more):
    return forest.pooled(
        rows("trials", ids), measure, what="responded within a day", joined_because=BECAUSE, **more
    )


def apart(ids=PAIN, measure="RD", **more):
    return forest.apart(
        rows("trials", ids), measure, what="pain response", apart_because="Definitions differ.", **more
    )


def printed(table="trials", ids=ACUTE, **more):
    return forest.printed(rows(table, ids), what="pain", apart_because="Scales differ.", **more)


def by_time(**more):
    table = rows("pooled_estimates", REVIEWS)
    return forest.by_time(table, what="pain", apart_because="Reviews share trials.", **more)


def place(figure, gid):
    """Where a point stands on the axis."""
    return float(the_one(figure, gid).get_offsets()[0][0])


def ends(figure, gid):
    """Where an interval begins and ends."""
    return [float(end) for end in the_one(figure, f"interval {gid}").get_xdata()]


def means(measure="MD"):
    table = rows("trials", ["MHT048", "MHT087"])
    return forest.pooled(table, measure, what="depression score", joined_because="One scale.")


ALL = [pooled, lambda: pooled(measure="OR"), lambda: pooled(measure="RD"), apart, printed, by_time, means]


@pytest.mark.parametrize("make", ALL)
def test_words_stand_clear_and_are_whole(make):
    chart = make()
    assert_words_stand_clear(chart.figure)
    assert_words_are_whole(chart)
    assert chart.rows["id"].is_unique


def test_points_and_intervals_stand_where_the_effects_are():
    figure = pooled().figure
    for row in rows("trials", RESPONSE).itertuples():
        effect = compare_events(row.events_k, row.n_k, row.events_c, row.n_c, "RR")
        assert place(figure, row.id) == pytest.approx(effect.estimate)
        low, high = figure.axes[0].get_xlim()
        expected = [max(effect.low, low), min(effect.high, high)]
        assert ends(figure, row.id) == pytest.approx(expected)


def test_areas_are_the_weights():
    figure, pool = pooled().figure, pool_trials(rows("trials", RESPONSE), "RR")
    areas = [the_one(figure, row_id).get_sizes()[0] for row_id in RESPONSE]
    weights = pool.trials["weight"].to_numpy()
    assert np.array(areas) / areas[0] == pytest.approx(weights / weights[0])


@pytest.mark.parametrize("measure", ["RR", "OR", "RD"])
def test_diamond_and_next_trial_are_those_of_the_pool(measure):
    figure = pooled(measure=measure, method="reml", hksj=True, level=0.9).figure
    pool = pool_trials(rows("trials", RESPONSE), measure, "reml", True, 0.9)
    factor = 100 if measure == "RD" else 1
    corners = the_one(figure, "pooled").get_xy()[:4, 0]
    expected = [pool.low, pool.estimate, pool.high, pool.estimate]
    assert corners == pytest.approx(factor * np.array(expected))
    low, high = figure.axes[0].get_xlim()
    bar = [max(pool.prediction_low * factor, low), min(pool.prediction_high * factor, high)]
    assert ends(figure, "prediction") == pytest.approx(bar)


def test_trials_that_disagree_beyond_doubt_have_a_small_p():
    assert chance_words(0.0000001) == "P < 0.001"
    assert chance_words(0.0623) == "P = 0.062"
    assert chance_words(1.0) == "P = 1.0"


def test_the_axis_of_ratios_is_logarithmic_and_that_of_differences_is_not():
    assert pooled().figure.axes[0].get_xscale() == "log"
    assert pooled(measure="RD").figure.axes[0].get_xscale() == "linear"


def test_two_trials_have_no_bar_for_the_next_and_the_caption_says_why():
    chart = pooled(ids=["SFT01", "SFT15"])
    assert not named(chart.figure, "interval prediction")
    assert "No interval is given for a next trial" in chart.caption


def test_heterogeneity_and_the_reason_to_join_stand_in_the_caption():
    chart, pool = pooled(), pool_trials(rows("trials", RESPONSE), "RR").pooled
    assert f"I² {pool.i2:.0f} %" in chart.caption
    assert BECAUSE in chart.caption
    assert "The trials differ in people, comparator and route." in chart.caption


def test_absolute_numbers_come_first_in_the_finding():
    chart, pool = pooled(), pool_trials(rows("trials", RESPONSE), "RR")
    table = rows("trials", RESPONSE)
    base = 100 * (table["events_c"] / table["n_c"]).median()
    told = (
        f"of 100 people about {base * pool.estimate:.0f} responded within a day with ketamine and {base:.0f}"
    )
    assert told in chart.finding
    assert f"the interval, {base * pool.low:.0f} to {base * pool.high:.0f}, leaves open" in chart.finding


def test_means_are_pooled_in_their_unit():
    chart, pool = means(), pool_trials(rows("trials", ["MHT048", "MHT087"]), "MD")
    assert f"depression score {-pool.estimate:.2f} points lower" in chart.finding
    assert place(chart.figure, "MHT048") == pytest.approx(-15.7 + 12.4)


def side(chart, direction):
    """The word below the left or the right end of the axis."""
    arrow = {"left": "← favours\n", "right": "favours →\n"}[direction]
    (told,) = [text.removeprefix(arrow) for text, _ in words_in(chart.figure) if text.startswith(arrow)]
    return told


def test_each_side_says_whom_it_favours():
    wanted, unwanted = pooled(), pooled(ids=["SFT01", "SFT15"])
    assert (side(wanted, "left"), side(wanted, "right")) == ("placebo", "ketamine")
    assert (side(unwanted, "left"), side(unwanted, "right")) == ("esketamine", "placebo")


def test_an_outcome_that_points_the_other_way_is_turned_round():
    chart = apart()
    table = load_table("trials").set_index("id")
    assert table.loc["pt044", "lower_is_better"]
    assert place(chart.figure, "pt044") == pytest.approx(100 * 7 / 20)
    assert any("Carr 2004" in text and "arms swapped" in text for text, _ in words_in(chart.figure))
    assert "In Carr 2004 the outcome points the other way" in chart.caption


@pytest.mark.parametrize("measure", ["RR", "OR", "RD"])
def test_turning_round_changes_the_side_of_nothing(measure):
    lines = computed_lines(rows("trials", ["pt001", "SFT02", "SFT05"]), measure)
    for (_, before), (_, after) in zip(lines.iterrows(), one_way(lines).iterrows(), strict=True):
        assert side_of(before) == side_of(after)
    assert list(one_way(lines)["mirrored"]) == [False, True, True]
    assert side_of(lines.iloc[1]) == "comparator"
    assert (one_way(lines)["low"] < one_way(lines)["high"]).all()


def test_people_who_had_both_treatments_get_a_hollow_point_without_interval():
    chart = apart()
    for row_id in ("pt018", "pt020", "pt044"):
        assert not named(chart.figure, f"interval {row_id}")
        assert the_one(chart.figure, row_id).get_facecolor()[0][:3] == pytest.approx([1, 1, 1])
    assert named(chart.figure, "interval pt001")
    assert "each person had both treatments" in chart.caption


def test_a_correlation_gives_pairs_their_interval():
    made_up = rows("trials", ["MHT048"]).assign(design="crossover")
    without = computed_lines(made_up, "MD").iloc[0]
    given = computed_lines(made_up, "MD", correlation=0.5).iloc[0]
    assert math.isnan(without["low"])
    assert given["low"] < given["estimate"] < given["high"]
    assert without["estimate"] == given["estimate"]


def test_printed_effects_stand_as_printed():
    figure = printed().figure
    table = load_table("trials").set_index("id")
    for row_id in ("pt052", "pt063"):
        assert place(figure, row_id) == table.loc[row_id, "effect"]
        assert ends(figure, row_id) == [table.loc[row_id, "ci_low"], table.loc[row_id, "ci_high"]]
    # Of SPID more is better: its arms are swapped.
    assert place(figure, "pt065") == -table.loc["pt065", "effect"]
    told = [text for text, _ in words_in(figure)]
    assert "0.1 (−0.7 to 0.9)" in told


def test_the_axis_names_the_scale_where_there_is_one_only():
    assert means().figure.axes[0].get_xlabel() == "Difference (points; MADRS 0–60)"
    several = printed().figure
    assert several.axes[0].get_xlabel() == "Difference (points)"
    assert any("NRS 0–10" in text for text, _ in words_in(several))


def test_standardised_differences_are_told_in_their_own_unit():
    table = rows("trials", ["MHT048", "MHT087"])
    chart = forest.apart(table, "SMD", what="depression score", apart_because="To show the unit.")
    sizes = computed_lines(table, "SMD")["estimate"].abs()
    assert f"{sizes.min():.2f} to {sizes.max():.2f} SD units lower" in chart.finding


def test_estimates_by_time_stand_in_the_order_of_their_times():
    chart = by_time()
    times = load_table("pooled_estimates").set_index("id").loc[chart.rows["id"], "time_h"]
    assert list(times.dropna()) == sorted(times.dropna())
    assert times.isna().to_numpy()[-1]
    heights = [the_one(chart.figure, row_id).get_offsets()[0][1] for row_id in chart.rows["id"]]
    assert heights == sorted(heights)


def test_estimates_by_time_tell_their_range_and_what_is_open():
    values = load_table("pooled_estimates").set_index("id").loc[REVIEWS]
    low, high = values["value"].abs().min(), values["value"].abs().max()
    reach = int((values["ci_high"] >= 0).sum())
    assert reach == 2
    assert (
        f"pain {low:g} to {high:g} points lower with ketamine; two of the intervals reach"
        in by_time().finding
    )


def test_a_mark_is_drawn_and_told():
    chart = by_time(mark=(-2.0, "two points"))
    lines = [line for line in chart.figure.axes[0].lines if line.get_linestyle() == "--"]
    assert [set(line.get_xdata()) for line in lines] == [{-2.0}]
    assert "Dashed line: two points." in chart.caption


def test_doses_of_one_trial_are_told_apart():
    labels = [text for text, _ in words_in(apart().figure) if text.startswith("Lumanauw")]
    assert len(labels) == len(set(labels)) == 2


REFUSED = [
    (lambda: pooled(ids=["MHT030", "MHT034"]), "MHT034.*doubtful"),
    (lambda: pooled(ids=["pt049", "pt050"]), "count people twice"),
    (lambda: pooled(ids=["pt001", "pt020"]), "pt020: each person had both treatments"),
    (lambda: pooled(ids=["pt001", "pt044"]), "lower_is_better"),
    (lambda: pooled(ids=["SFT20", "SFT01"]), "SFT20: without all of"),
    (lambda: apart(ids=["pt011"], measure="MD"), "pt011: doubtful"),
    (lambda: apart(ids=["pt052"]), "pt052: not binary"),
    (lambda: apart(ids=["SFT20"]), "SFT20: without all of"),
    (lambda: apart(ids=["pt001", "pt001"]), "pt001, pt001: more than once"),
    (lambda: apart(measure="HR"), "measure must be one of RR, OR, RD, MD, SMD, got 'HR'"),
    (lambda: printed(ids=["pt052", "pt064"]), "pt064: doubtful"),
    (lambda: printed(ids=["pt052", "pt001"]), "differ in effect_measure"),
    (lambda: printed(ids=["pt049"]), "pt049: without a printed effect"),
    (lambda: printed("pooled_estimates", ["MHF062"]), "MHF062: no effect between two arms"),
    (lambda: printed("pooled_estimates", ["pf053", "MHF060"]), "differ in statistic"),
    (lambda: printed("history", ["ph252"]), "lack the columns"),
    (lambda: forest.printed([1], what="x", apart_because="y"), "rows must be a DataFrame"),
    (lambda: forest.apart(rows("trials", []), "RR", what="x", apart_because="y"), "no rows to draw"),
    (lambda: forest.apart(rows("trials", PAIN), "RD", what="x", apart_because=" "), "apart_because"),
    (lambda: forest.pooled(rows("trials", RESPONSE), "RR", what="x", joined_because=""), "joined_because"),
]


@pytest.mark.parametrize(("make", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_may_not_be_drawn_is_refused_with_the_reason(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_an_interval_with_one_end_is_refused():
    half = rows("pooled_estimates", ["pf053"]).assign(ci_high=math.nan)
    with pytest.raises(ValueError, match="one end only"):
        printed_lines(half)


def test_labels_that_leave_no_room_are_refused():
    table = rows("pooled_estimates", ["pf053"]).assign(time_h=np.nan, timepoint="long " * 40)
    with pytest.raises(ValueError, match="shorten the labels"):
        forest.printed(
            rows("pooled_estimates", ["pf055"]).merge(table, how="outer"), what="pain", apart_because="Long."
        )
