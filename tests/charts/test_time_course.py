"""Time courses join the points of one arm only, and draw no spread whose kind is unknown."""

import numpy as np
import pytest
from figure_checks import assert_words_are_whole, assert_words_stand_clear, the_one, words_in

from ketamine_course.charts.course_points import points_of_courses, points_of_trials
from ketamine_course.charts.time_course import time_course
from ketamine_course.evidence import load_table
from ketamine_course.evidence.effects import share

TRIALS, COURSES = load_table("trials"), load_table("time_courses")
MADRS = TRIALS[TRIALS["id"].isin([f"MHT{number:03d}" for number in range(23, 30)])]
COUNTS = TRIALS[TRIALS["id"].isin(["pt032", "pt033", "pt034", "pt035"])]
CORRIGER = COURSES[COURSES["comparison"] == "corriger2022 pain"]
OPEN_LABEL = COURSES[COURSES["comparison"].isin(["corriger2022 pain", "scirp2021 pain"])].assign(scale="0-10")
POOLED = COURSES[COURSES["comparison"] == "canuso2021 MADRS"]


def score(**more):
    return time_course(MADRS, ylabel="Depression score (MADRS)", **more)


def counts(**more):
    return time_course(COUNTS, ylabel="People with pain more than halved (%)", by_factors=True, **more)


def cohorts():
    return time_course(OPEN_LABEL, ylabel="Pain (0–10)", time_unit="months")


def differences():
    return time_course(POOLED, ylabel="Difference in depression score (MADRS)", time_unit="days")


@pytest.mark.parametrize("make", [score, counts, cohorts, differences])
def test_words_stand_clear_and_are_whole(make):
    chart = make()
    assert_words_stand_clear(chart.figure)
    assert_words_are_whole(chart)


def test_lines_run_through_the_means_of_their_arm():
    figure, by_time = score().figure, MADRS.sort_values("time_h")
    for name, arm in (("Lii 2023, ketamine", "k"), ("Lii 2023, placebo", "c")):
        line = the_one(figure, name)
        assert list(line.get_ydata()) == list(by_time[f"mean_{arm}"])
        assert np.array(line.get_xdata(), dtype=float) == pytest.approx(by_time["time_h"] / 24, abs=0.2)


def test_bars_are_the_standard_deviations():
    points = points_of_trials(MADRS)
    assert set(points["spread"]) == {"sd"}
    ketamine = points[points["arm"] == "ketamine"]
    assert (ketamine["value"] - ketamine["low"]).to_numpy() == pytest.approx(MADRS["sd_k"].to_numpy())
    assert (ketamine["high"] - ketamine["value"]).to_numpy() == pytest.approx(MADRS["sd_k"].to_numpy())
    bars = [part for part in score().figure.axes[0].collections if len(part.get_segments()) == len(MADRS)]
    low = [segment[0][1] for segment in bars[0].get_segments()]
    assert low == pytest.approx((MADRS["mean_k"] - MADRS["sd_k"]).to_list())
    assert "Bars: one standard deviation to each side." in score().caption


def test_counts_are_shares_with_their_interval_and_stand_beside_the_points():
    points = points_of_trials(COUNTS)
    first = points.iloc[0]
    expected = share(8, 12)
    told = (first["value"], first["low"], first["high"])
    assert told == pytest.approx((100 * expected.estimate, 100 * expected.low, 100 * expected.high))
    texts = [text for text, _ in words_in(counts().figure)]
    assert [text for text in texts if text.endswith("of 12")].count("2 of 12") == 4
    assert "Wilson" in counts().caption


def test_rows_hold_the_shares_drawn_and_their_times_in_words():
    chart, points = counts(), points_of_trials(COUNTS)
    assert list(chart.rows["time after the start"]) == ["45 min", "3 h", "1 week", "8 weeks"]
    heads = {"value": "share", "low": "interval low", "high": "interval high"}
    for side, name in (("k", "ketamine"), ("c", "comparator")):
        drawn = points[points["side"] == side].set_index("id").loc[chart.rows["id"]]
        for column, head in heads.items():
            told = chart.rows[f"{head}, {name} (%, computed)"].to_list()
            assert told == pytest.approx(drawn[column].to_list(), abs=0.05)


def test_each_study_keeps_its_own_drug():
    both = TRIALS[TRIALS["id"].isin(["pt032", "pt049"])]
    assert set(points_of_trials(both)["series"]) >= {"Noppers 2011, esketamine", "Lumanauw 2019, ketamine"}


def test_an_arm_of_comparators_is_named_by_what_it_had():
    made_up = CORRIGER.assign(arm="comparator", intervention="placebo", comparator="ketamine")
    assert set(points_of_courses(made_up)["arm"]) == {"placebo"}


def test_a_time_axis_by_factors_is_labelled_in_words():
    figure = counts().figure
    assert figure.axes[0].get_xscale() == "log"
    assert [tick.get_text() for tick in figure.axes[0].get_xticklabels()] == [
        "45 min",
        "3 h",
        "1 week",
        "8 weeks",
    ]


def test_a_spread_of_unstated_kind_is_not_drawn_and_the_caption_says_so():
    assert CORRIGER["unstated_spread"].notna().all()
    assert set(points_of_courses(CORRIGER)["spread"]) == {""}
    chart = cohorts()
    assert len(chart.figure.axes[0].collections) == 0
    assert (
        "Not drawn: a printed ± whose kind the source does not say (Corriger 2022, ketamine)."
        in chart.caption
    )
    assert "No source prints a spread that can be drawn." in chart.caption


def test_printed_intervals_are_drawn_as_they_are():
    points = points_of_courses(POOLED).set_index("id")
    table = COURSES.set_index("id").loc[points.index]
    assert set(points["spread"]) == {"ci"}
    assert (points["low"] == table["ci_low"]).all()
    assert (points["high"] == table["ci_high"]).all()


def test_different_studies_are_never_joined():
    chart = cohorts()
    lines = [line for line in chart.figure.axes[0].lines if line.get_gid()]
    assert sorted(len(line.get_xdata()) for line in lines) == [2, 3]
    assert len({line.get_linestyle() for line in lines}) == 2
    assert "Different studies are not joined." in chart.caption


def test_the_finding_tells_where_each_line_begins_and_ends():
    assert score().finding == (
        "Depression score (MADRS), from the start to 2 weeks: 25.1 to 16.9 (ketamine) and 29.9 to 16.2 "
        "(placebo)."
    )
    assert "8 of 12 to 2 of 12 (esketamine) and 3 of 12 to 2 of 12 (active placebo)" in counts().finding


REFUSED = [
    (lambda: time_course(MADRS, ylabel="Score", by_factors=True), "no place for a point at the start"),
    (lambda: time_course(MADRS, ylabel="Score", time_unit="years"), "time_unit must be one of"),
    (lambda: time_course(TRIALS[TRIALS["id"].isin(["MHT033", "MHT034"])], ylabel="x"), "MHT034: doubtful"),
    (
        lambda: time_course(TRIALS[TRIALS["id"].isin(["MHT030", "MHT024"])], ylabel="x"),
        "differ in outcome_type",
    ),
    (lambda: time_course(TRIALS[TRIALS["id"].isin(["MHT024", "MHT096"])], ylabel="x"), "differ in scale"),
    (
        lambda: time_course(TRIALS[TRIALS["id"].isin(["MHT030", "MHT036"])], ylabel="x"),
        "two figures of one arm",
    ),
    (lambda: time_course(TRIALS[TRIALS["id"] == "SFT01"], ylabel="x"), "SFT01, SFT01: without a time"),
    (lambda: time_course(TRIALS[TRIALS["id"] == "pt002"], ylabel="x"), "pt002.*without a figure"),
    (lambda: time_course(COURSES[COURSES["id"] == "MHF041"], ylabel="x"), "MHF041: doubtful"),
    (lambda: time_course(load_table("history"), ylabel="x"), "lack the columns"),
]


@pytest.mark.parametrize(("make", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_may_not_be_drawn_is_refused_with_the_reason(make, message):
    with pytest.raises(ValueError, match=message):
        make()
