"""Fact boxes fill as many faces as the row says people, of one hundred on both sides."""

import numpy as np
import pytest
from figure_checks import assert_words_are_whole, assert_words_stand_clear, words_in

from ketamine_course.charts.fact_box import fact_box, share_of, whole_people
from ketamine_course.evidence import load_table
from ketamine_course.evidence.effects import compare_events

TRIALS = load_table("trials")
SOUND = TRIALS[~TRIALS["doubtful"]]
BOXES = {
    "one outcome": {"pt001": "had a good outcome"},
    "two harms": {"SFT02": "dissociated", "SFT03": "felt sick"},
    "shares only": {"SFT20": "had psychomimetic effects"},
    "nobody": {"SFT13": "dissociated"},
    "same people in both": {"pt044": "needed the rescue drug"},
}


def faces(chart):
    """(filled, hollow) of each panel, from left to right and from the top."""
    found = []
    for axes in chart.figure.axes:
        kinds = {part.get_gid(): len(part.get_paths()) for part in axes.collections}
        found.append((kinds["with"], kinds["without"]))
    return found


@pytest.mark.parametrize("outcomes", BOXES.values(), ids=BOXES)
def test_words_stand_clear_and_are_whole(outcomes):
    chart = fact_box(SOUND, outcomes)
    assert_words_stand_clear(chart.figure)
    assert_words_are_whole(chart)


@pytest.mark.parametrize("outcomes", BOXES.values(), ids=BOXES)
def test_faces_filled_are_the_share_of_one_hundred(outcomes):
    table = SOUND.set_index("id", drop=False)
    expected = []
    for row_id in outcomes:
        for arm in ("k", "c"):
            share = table.loc[row_id, f"events_{arm}"] / table.loc[row_id, f"n_{arm}"] * 100
            share = table.loc[row_id, f"percent_{arm}"] if np.isnan(share) else share
            expected.append((int(share + 0.5), 100 - int(share + 0.5)))
    assert faces(fact_box(SOUND, outcomes)) == expected


def test_hardy_has_31_and_27_of_the_same_hundred():
    chart = fact_box(SOUND, BOXES["one outcome"])
    assert faces(chart) == [(31, 69), (27, 73)]
    assert chart.finding == (
        "31 of 100 people had a good outcome with ketamine, 27 of 100 with placebo: no clear difference."
    )
    titles = [text for text, _ in words_in(chart.figure)]
    assert titles[0].startswith("With ketamine: 31 of 100")
    assert titles[1].startswith("With placebo: 27 of 100")


def test_rounding_and_the_interval_of_the_difference_are_told():
    caption = fact_box(SOUND, BOXES["one outcome"]).caption
    assert "29 of 93 is 31.2 of 100, drawn as 31; 25 of 92 is 27.2 of 100, drawn as 27" in caption
    assert "Difference: 4 people of 100, 95 % interval −9 to 17 (Newcombe)." in caption


def test_shares_and_the_difference_stand_in_the_rows():
    (told,) = fact_box(SOUND, BOXES["one outcome"]).rows.to_dict("records")
    effect = compare_events(29, 93, 25, 92, "RD", 0.95, "newcombe")
    shares = [told["people of 100, ketamine"], told["people of 100, comparator"]]
    assert shares == pytest.approx([100 * 29 / 93, 100 * 25 / 92], abs=0.05)
    names = ("difference (people of 100, computed)", "interval from (computed)", "interval to (computed)")
    expected = [100 * effect.estimate, 100 * effect.low, 100 * effect.high]
    assert [told[name] for name in names] == pytest.approx(expected, abs=0.05)


def test_a_clear_difference_is_told_in_people():
    finding = fact_box(SOUND, {"SFT02": "dissociated"}).finding
    assert finding == "34 of 100 people dissociated with esketamine, 6 of 100 with placebo: 28 more."


def test_no_difference_is_computed_where_counts_or_separate_groups_are_wanting():
    shares = fact_box(SOUND, BOXES["shares only"])
    assert "printed as a share only" in shares.caption
    assert "interval" not in shares.caption
    same = fact_box(SOUND, BOXES["same people in both"])
    assert "The same people had both" in same.caption
    assert "Newcombe" not in same.caption


def test_faces_differ_without_colour():
    chart = fact_box(SOUND, BOXES["one outcome"])
    filled, hollow = (
        next(part for part in chart.figure.axes[0].collections if part.get_gid() == gid)
        for gid in ("with", "without")
    )
    assert hollow.get_facecolor()[0][:3] == pytest.approx([1, 1, 1])
    assert np.mean(filled.get_facecolor()[0][:3]) < 0.5


def test_halves_are_rounded_upwards():
    row = SOUND.set_index("id").loc["pt001"].copy()
    row["events_k"], row["n_k"] = 1, 8
    assert share_of(row, "k") == 12.5
    assert whole_people(row, "k") == 13


REFUSED = [
    ({"pt036": "improved"}, TRIALS, "pt036.*doubtful"),
    ({}, SOUND, "one to 3 outcomes, got 0"),
    ({"nowhere": "improved"}, SOUND, "not given: nowhere"),
    ({"pt052": "improved"}, SOUND, "pt052: not binary"),
    ({"pt045": "improved"}, SOUND, "pt045: without a share in each arm"),
    ({"pt001": "improved", "SFT02": "dissociated"}, SOUND, "differ in trial"),
    ({"MHT013": "responded", "pt032": "responded"}, SOUND, "differ in trial"),
]


@pytest.mark.parametrize(("outcomes", "rows", "message"), REFUSED, ids=[message for *_, message in REFUSED])
def test_what_may_not_be_drawn_is_refused_with_the_reason(outcomes, rows, message):
    with pytest.raises(ValueError, match=message):
        fact_box(rows, outcomes)
