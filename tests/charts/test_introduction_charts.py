"""Chapter 1's charts: they draw the rows they say, keep apart what is apart, and their words are so."""

import numpy as np
import pytest
import test_course_charts as every_chart
from caption_numbers import caption_faults
from matplotlib.lines import Line2D

from ketamine_course.charts import burden, clinic_counts, without_the_drug
from ketamine_course.evidence import effects, load_table

CHARTS = [
    burden.pain_by_age_and_sex,
    burden.cancer_pain_by_stage,
    without_the_drug.people_better_on_dummy,
    without_the_drug.joined_at_a_bad_time,
    clinic_counts.clinic_counts,
]
FROM_ROWS = {
    burden.pain_by_age_and_sex: "prevalence",
    burden.cancer_pain_by_stage: "prevalence",
    without_the_drug.people_better_on_dummy: "placebo_responses",
    clinic_counts.clinic_counts: "clinics",
}
BY_NAME = {"ids": lambda make: make.__name__}


@pytest.mark.parametrize("make", CHARTS, **BY_NAME)
def test_chart_has_its_words_whole_labels_and_traced_numbers(make):
    every_chart.test_chart_is_built_with_its_words_and_stays_small(make)
    every_chart.test_no_label_is_cut_at_the_edge_of_the_figure(make)
    assert caption_faults(make()) == []


def points(chart) -> list[float]:
    """The values of single points drawn, from the left."""
    axes = chart.figure.axes[0]
    single = [line for line in axes.get_lines() if len(line.get_xdata()) == 1]
    return sorted(float(line.get_xdata()[0]) for line in single)


@pytest.mark.parametrize("make", FROM_ROWS, **BY_NAME)
def test_no_doubtful_row_is_drawn_and_every_row_is(make):
    chart, table = make(), load_table(FROM_ROWS[make]).set_index("id")
    drawn = table.loc[chart.rows["id"]]
    assert not drawn["doubtful"].any()
    if make is not clinic_counts.clinic_counts:
        assert points(chart) == sorted(drawn["value"])


@pytest.mark.parametrize(
    "make", [burden.pain_by_age_and_sex, clinic_counts.clinic_counts, burden.cancer_pain_by_stage], **BY_NAME
)
def test_no_line_joins_surveys_reviews_or_counts(make):
    lines = [line for line in make().figure.axes[0].get_lines() if isinstance(line, Line2D)]
    level = [line for line in lines if len(set(np.atleast_1d(line.get_ydata()).tolist())) > 1]
    assert level == [], "a line that is not level would join two rows"


def test_pain_grows_with_age_in_those_who_are_no_veterans_but_not_in_veterans():
    rows = burden.survey_rows()
    ages = rows[rows["group"] == "age"].sort_values("age_low")
    others, veterans = (ages.loc[ages["subgroup"] == who, "value"] for who in ("non-veterans", "veterans"))
    assert (np.diff(others) > 0).all()
    assert veterans.iloc[-1] - veterans.iloc[0] < 5
    assert veterans.idxmax() == "pf185"


def test_women_have_more_pain_than_men_in_either_year_and_of_both_kinds():
    rows = burden.survey_rows()
    for year in ("2019", "2023"):
        for kind in (burden.CHRONIC, burden.HIGH_IMPACT):
            same = rows[(rows["year"] == year) & (rows["condition"] == kind)].set_index("sex")["value"]
            assert same["women"] > same["men"]


def test_intervals_of_the_older_review_hold_the_newer_figures_and_both_put_the_stages_in_one_order():
    rows = burden.stage_rows()
    older, newer = (
        rows[rows["citation_key"] == key].set_index("subgroup")
        for key in ("vandenbeuken2007", "vandenbeuken2016")
    )
    same = [stage for stage in burden.STAGES if stage]
    for stage in same:
        assert older.loc[stage, "ci_low"] <= newer.loc[stage, "value"] <= older.loc[stage, "ci_high"]
    for review in (older, newer):
        assert review.loc[same, "value"].is_monotonic_increasing
    assert newer["ci_low"].isna().all()


def test_only_counts_get_an_interval_of_our_own_and_it_is_wilson_s():
    rows = without_the_drug.dummy_rows()
    own = rows[rows["interval"] == "95 %, worked out here"]
    assert set(own["id"]) == {"pf005", "pf077"}
    for _, row in own.iterrows():
        share = effects.share(row["events"], row["n"])
        assert (row["low"], row["high"]) == pytest.approx((100 * share.low, 100 * share.high), abs=0.06)
    assert rows.loc["pf040", ["low", "high"]].isna().all()
    assert rows.loc["pf141", ["low", "high"]].tolist() == rows.loc["pf141", ["ci_low", "ci_high"]].tolist()


def test_nobody_is_counted_twice_among_the_dummies():
    rows = without_the_drug.dummy_rows()
    assert set(rows["arm"]) == {"comparator"}
    assert not {"pf143", "pf144", "pf145"} & set(rows["id"]), "parts of the people in pf141"


def test_simulated_joiners_fall_back_while_everyone_stays_where_they_are():
    pain = without_the_drug.simulated_pain()
    start = list(without_the_drug.WEEKS).index(0)
    joined = pain[:, start] >= without_the_drug.BAD_WEEK
    assert np.abs(pain.mean(axis=0) - without_the_drug.USUAL).max() < 0.15
    after = pain[joined, start:].mean(axis=0)
    assert (np.diff(after)[:4] < 0).all()
    assert after[-1] == pytest.approx(without_the_drug.USUAL, abs=0.3)
    chart = without_the_drug.joined_at_a_bad_time()
    assert "Simulated" in chart.finding
    assert "Assumed" in chart.caption
    assert chart.citations == ()


def test_clinic_counts_carry_their_source_in_words_and_the_undated_one_stands_apart():
    rows = clinic_counts.count_rows()
    assert set(rows["id"]) == set(clinic_counts.SOURCE_WORDS)
    assert set(rows["source_quality"]) <= {"encyclopaedia", "news"}
    undated = rows[rows["year"] == "undated"]
    assert (undated["place"] == clinic_counts.UNDATED_AT).all()
    axes = clinic_counts.clinic_counts().figure.axes[0]
    words = " ".join(text.get_text() for text in axes.texts)
    for _, row in rows.iterrows():
        assert f"{row['value']:.0f}\n{clinic_counts.SOURCE_WORDS[row['id']]}" in words
    assert "more than 500" in words
    assert "no date" in [label.get_text() for label in axes.get_xticklabels()]


def test_every_count_of_clinics_in_the_tables_is_drawn():
    table = load_table("clinics")
    counts = table[(table["category"] == "number of clinics") & ~table["doubtful"]]
    assert set(clinic_counts.clinic_counts().rows["id"]) == set(counts["id"])
