"""Paired rates draw each arm's share with its interval, and none where counts are not printed."""

import numpy as np
import pytest
from figure_checks import assert_words_are_whole, assert_words_stand_clear, named, the_one, words_in

from ketamine_course.charts.paired_rates import paired_rates
from ketamine_course.evidence import load_table
from ketamine_course.evidence.effects import share

TRIALS, EVENTS = load_table("trials"), load_table("adverse_events")
ASPIRE = TRIALS[TRIALS["id"].isin([f"SFT{number:02d}" for number in range(1, 13)])]
ACUTE = EVENTS[EVENTS["comparison"].str.startswith(("lecornec2024", "smyth2025"))]
CROSSOVER = TRIALS[TRIALS["id"].isin(["pt018", "pt020"])]


@pytest.mark.parametrize("rows", [ASPIRE, ACUTE, CROSSOVER], ids=["trials", "adverse events", "crossover"])
def test_words_stand_clear_and_are_whole(rows):
    chart = paired_rates(rows)
    assert_words_stand_clear(chart.figure)
    assert_words_are_whole(chart)


@pytest.mark.parametrize("method", ["wilson", "exact"])
def test_points_are_shares_and_bars_their_intervals(method):
    figure = paired_rates(ASPIRE, method=method, level=0.9).figure
    for row in ASPIRE.itertuples():
        for arm in ("k", "c"):
            told = share(getattr(row, f"events_{arm}"), getattr(row, f"n_{arm}"), 0.9, method)
            assert the_one(figure, f"{arm} {row.id}").get_xdata()[0] == pytest.approx(100 * told.estimate)
            bar = the_one(figure, f"interval {arm} {row.id}").get_xdata()
            assert np.array(bar, dtype=float) == pytest.approx([100 * told.low, 100 * told.high])


def test_rows_hold_the_shares_and_intervals_drawn():
    chart = paired_rates(ASPIRE)
    for told in chart.rows.to_dict("records"):
        for arm, name in (("k", "ketamine"), ("c", "comparator")):
            drawn = the_one(chart.figure, f"{arm} {told['id']}").get_xdata()[0]
            assert told[f"share, {name} (%, computed)"] == pytest.approx(drawn, abs=0.05)
            bar = np.array(the_one(chart.figure, f"interval {arm} {told['id']}").get_xdata(), dtype=float)
            ends = [told[f"interval {end}, {name} (%, computed)"] for end in ("low", "high")]
            assert ends == pytest.approx(bar, abs=0.05)
    assert chart.rows["differs beyond chance"].sum() == 9


def test_ketamine_stands_above_its_comparator_and_looks_different():
    figure = paired_rates(ASPIRE).figure
    drug, other = the_one(figure, "k SFT01"), the_one(figure, "c SFT01")
    assert drug.get_ydata()[0] < other.get_ydata()[0]
    assert drug.get_marker() != other.get_marker()
    assert drug.get_markerfacecolor() != other.get_markerfacecolor()


def test_the_commonest_event_comes_first_and_counts_stand_beside():
    chart = paired_rates(ASPIRE)
    shares = chart.rows["events, ketamine"] / chart.rows["n, ketamine"]
    assert list(shares) == sorted(shares, reverse=True)
    told = [text for text, _ in words_in(chart.figure)]
    assert {"87 of 227", "31 of 225"} <= set(told)


def test_the_finding_counts_as_the_table_judges():
    differ = int((ASPIRE["direction"] != "no_difference").sum())
    finding = paired_rates(ASPIRE).finding
    assert differ == 9
    assert finding.startswith("Dissociation: 34 of 100 people with esketamine, 6 of 100 with placebo")
    assert "nine of twelve events differ beyond chance" in finding


def test_arms_of_adverse_events_are_paired_by_their_comparison():
    chart = paired_rates(ACUTE)
    table = EVENTS.set_index("id")
    assert len(chart.rows) == ACUTE["comparison"].nunique()
    for pair in chart.rows["id"]:
        ketamine, comparator = pair.split("/")
        assert table.loc[ketamine, "arm"] == "ketamine"
        assert table.loc[comparator, "arm"] == "comparator"
        assert the_one(chart.figure, f"k {pair}").get_xdata()[0] == pytest.approx(
            table.loc[ketamine, "value"], abs=0.05
        )


@pytest.mark.parametrize("study", ["spravatohcp", "canuso2021", "daly2019"])
def test_drug_and_comparator_are_those_of_the_ketamine_arm(study):
    chart = paired_rates(EVENTS[(EVENTS["citation_key"] == study) & (EVENTS["comparison"] != "")])
    legend = [text.get_text() for text in chart.figure.axes[0].get_legend().get_texts()]
    assert legend == ["with esketamine", "with placebo"]
    assert "people with esketamine" in chart.finding
    assert "with placebo" in chart.finding


def test_a_share_without_counts_has_no_bar_and_the_caption_says_so():
    chart = paired_rates(ACUTE)
    without = [pair for pair in chart.rows["id"] if not named(chart.figure, f"interval k {pair}")]
    expected = ACUTE[ACUTE["events"].isna() & (ACUTE["arm"] == "ketamine")]["id"]
    assert {pair.split("/")[0] for pair in without} == set(expected)
    assert the_one(chart.figure, f"k {without[0]}").get_markerfacecolor() == "none"
    assert "no counts are printed" in chart.caption


def test_studies_keep_their_own_headings():
    told = [text for text, _ in words_in(paired_rates(ACUTE).figure)]
    assert {"Le Cornec 2024", "Smyth 2025"} <= set(told)


def test_the_same_people_in_both_arms_are_told():
    assert "the same people had both" in paired_rates(CROSSOVER).caption
    assert "the same people had both" not in paired_rates(ASPIRE).caption


REFUSED = [
    (TRIALS[TRIALS["id"] == "pt052"], "pt052: not binary"),
    (TRIALS[TRIALS["id"] == "MHT034"], "MHT034: doubtful"),
    (TRIALS[TRIALS["id"] == "pt045"], "pt045: without a share in each arm"),
    (EVENTS[EVENTS["id"] == "pf199"], "pf199: one ketamine and one comparator row"),
    (EVENTS[EVENTS["id"].isin(["pf207", "pf208"])], "one ketamine and one comparator row"),
    (EVENTS[EVENTS["id"] == "SF122"], "SF122: no share of people"),
    (EVENTS[EVENTS["id"] == "SF006"], "SF006: without a comparison"),
    (load_table("history"), "lack the columns"),
]


@pytest.mark.parametrize(("rows", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_may_not_be_drawn_is_refused_with_the_reason(rows, message):
    with pytest.raises(ValueError, match=message):
        paired_rates(rows)


def test_an_unknown_kind_of_interval_is_refused():
    with pytest.raises(ValueError, match="method must be one of wilson, exact"):
        paired_rates(ASPIRE, method="bayes")
