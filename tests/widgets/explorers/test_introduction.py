"""Chapter 1's explorers: right at the ends, at the defaults and in pairs; what they say to notice is true."""

import math
import re
import sys
from itertools import pairwise as neighbours
from itertools import product
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from settings import pairwise

from ketamine_course.evidence import effects, row
from ketamine_course.widgets.explorers import introduction
from ketamine_course.widgets.explorers.introduction import changes, faces, shares
from ketamine_course.widgets.explorers.introduction.natural_frequencies import ASKED, as_people
from ketamine_course.widgets.explorers.introduction.two_point_change import what_changed

MAKERS = [introduction.natural_frequencies, introduction.two_point_change]
PERCENTS = range(0, 101, 2)
STARTS, SPREADS = range(2, 11), (1, 1.5, 2, 2.5, 3)


@pytest.fixture(scope="module", params=MAKERS, ids=lambda maker: maker.__name__)
def explorer(request):
    return request.param()


def test_every_pair_of_settings_draws_something_and_says_what(explorer):
    for setting in pairwise(explorer):
        explorer.set(**setting)
        assert explorer.frame.startswith(b"\x89PNG")
        assert not re.search(r"\b(?:nan|inf|None)\b", explorer.reading + explorer.alt)
        assert 2 <= len(explorer.rows) <= 4


# Percentages as people


def test_every_count_of_a_reading_stands_in_the_table_below_the_figure():
    explorer = introduction.natural_frequencies()
    for setting in pairwise(explorer):
        explorer.set(**setting)
        told = re.findall(r": ([\d,]+) of 1", explorer.reading)
        counted = explorer.rows[f"of {explorer.values['people']:,}"]
        assert [int(number.replace(",", "")) for number in told] == list(counted)
        assert re.findall(r": ([\d,]+) of 1", explorer.alt) == told


def group_of(counted: int, asked: int) -> shares.Group:
    return shares.Group("A", counted / asked, counted, asked)


def test_shares_are_rounded_to_whole_people_a_half_upwards():
    assert group_of(29, 93).of(100) == 31
    assert group_of(29, 93).of(1000) == 312
    assert shares.Group("A", 0.085).of(100) == 9
    assert [group_of(k, 2).of(100) for k in (0, 1, 2)] == [0, 50, 100]


@pytest.mark.parametrize("key", shares.PAIRS)
def test_pairs_are_those_of_their_rows(key):
    pair = shares.sourced_pair(key)
    if key in ("cancer", "flare"):
        trial = row("trials", {"cancer": "pt001", "flare": "pt049"}[key])
        assert (pair.first.events, pair.first.n) == (trial["events_k"], trial["n_k"])
        assert (pair.second.events, pair.second.n) == (trial["events_c"], trial["n_c"])
        assert trial["design"] == "parallel"
        assert pair.first.share > pair.second.share
    else:
        ids = {"sex": ("pf166", "pf167"), "age": ("pf182", "pf179")}[key]
        assert [round(100 * group.share, 6) for group in (pair.first, pair.second)] == [
            row("prevalence", row_id)["value"] for row_id in ids
        ]
        assert pair.first.interval is pair.second.interval is pair.difference is None
        assert "no interval" in as_people(key, 100, 0, 0, 50).reading


def test_intervals_are_wilson_s_and_the_difference_is_newcombe_s():
    pair = shares.sourced_pair("cancer")
    expected = effects.share(29, 93)
    assert pair.first.interval == (expected.low, expected.high)
    difference = effects.compare_events(29, 93, 25, 92, "RD", interval="newcombe")
    assert pair.difference == (difference.low, difference.high)
    told = as_people("cancer", 100, 0, 0, 50)
    assert (
        "With ketamine: 4 more of 100 than with placebo (95 % interval: 9 fewer to 17 more);" in told.reading
    )
    finding, _, groups = told.alt.partition("With ketamine: 4 more of 100 than with placebo. ")
    assert "31 of 100" not in finding
    assert "31 of 100 had a good outcome, 95 % interval 23 to 41 of 100; with placebo: 27 of 100" in groups


def test_own_percentages_make_whole_people_of_every_number_asked():
    for percent, n in product(PERCENTS, ASKED):
        pair = shares.own_pair(percent, 100 - percent, n)
        assert pair.first.events * 100 == percent * n
        assert pair.second.events == n - pair.first.events


def widths(percent: int) -> np.ndarray:
    ends = [shares.own_pair(percent, 0, n).first.interval for n in ASKED]
    return np.diff(ends, axis=1)[:, 0]


@pytest.mark.parametrize("percent", PERCENTS)
def test_notice_four_times_as_many_asked_halve_the_interval_or_more_and_leave_the_faces(percent):
    assert all(more == 4 * fewer for fewer, more in neighbours(ASKED))
    ratios = widths(percent)[1:] / widths(percent)[:-1]
    assert (ratios < 0.53).all()
    if 10 <= percent <= 90:
        assert (ratios > 0.45).all()
    for people in faces.GRIDS:
        assert len({as_people(shares.OWN, people, percent, 0, n).counts for n in ASKED}) == 1


@pytest.mark.parametrize("n", ASKED)
def test_notice_a_ratio_of_two_is_two_more_of_a_hundred_or_twenty(n):
    values = introduction.natural_frequencies().values
    assert (values["first_percent"], values["second_percent"]) == (40, 20)
    for first, second in ((40, 20), (4, 2)):
        told = as_people(shares.OWN, 100, first, second, n).reading
        assert f"First group: {first - second} more of 100 than second group (" in told
        assert "as a ratio, 2 times as many" in told


def test_at_the_first_percentages_every_interval_can_be_seen_beside_its_mark():
    explorer = introduction.natural_frequencies()
    explorer.set(figures=shares.OWN, n=max(ASKED))
    for line, mark in zip(explorer.canvas.lines, explorer.canvas.points, strict=True):
        ends = line.axes.transData.transform(np.column_stack(line.get_data()))[:, 0]
        points = np.diff(ends)[0] * 72 / line.figure.dpi
        assert points > 2 * mark.get_markeredgewidth()


def test_no_ratio_is_told_of_or_against_nobody_and_none_where_nothing_differs():
    assert "ratio" not in as_people(shares.OWN, 100, 10, 0, 50).reading
    assert "ratio" not in as_people(shares.OWN, 100, 0, 10, 50).reading
    assert "No difference in people of 100" in as_people(shares.OWN, 100, 10, 10, 50).reading
    assert "8 fewer of 100" in as_people(shares.OWN, 100, 2, 10, 50).reading


def test_nobody_counted_is_not_told_as_if_nobody_ever_were():
    none = as_people(shares.OWN, 100, 0, 0, 3200)
    assert "(95 % interval 0 to less than 1)" in none.reading
    assert "(95 % interval: less than 1 either way)" in none.reading
    assert "(95 % interval more than 99 to 100)" in as_people(shares.OWN, 100, 100, 0, 3200).reading
    assert list(none.rows["interval to (of 100)"]) == ["less than 1"] * 2


@pytest.mark.parametrize("n", ASKED)
@pytest.mark.parametrize("people", faces.GRIDS)
def test_no_interval_is_told_as_if_it_had_no_width(people, n):
    for first, second in ((0, 0), (100, 100), (0, 100), (100, 0), (2, 98), (50, 50)):
        told = as_people(shares.OWN, people, first, second, n).reading
        for low, high in re.findall(r"interval:? ([^)]+?) to ([^)]+)\)", told):
            assert low != high


def test_the_ends_of_a_difference_say_in_which_direction():
    assert "(95 % interval: 11 to 29 more)" in as_people(shares.OWN, 100, 40, 20, 200).reading
    assert "(95 % interval: 11 to 29 fewer)" in as_people(shares.OWN, 100, 20, 40, 200).reading


@pytest.mark.parametrize("people", faces.GRIDS)
@pytest.mark.parametrize("percent", [0, 2, 50, 100])
def test_so_many_faces_are_filled(people, percent):
    explorer = introduction.natural_frequencies()
    explorer.set(figures=shares.OWN, people=people, first_percent=percent)
    marks = explorer.canvas.crowds[0]._marks[people]
    dark = (marks.get_facecolor()[:, :3] < 0.9).any(axis=1)
    assert marks.get_visible()
    assert dark.sum() == percent * people / 100
    assert dark[: int(dark.sum())].all(), "the counted stand first"
    assert len(np.unique(faces.places(people), axis=0)) == people
    other = next(size for size in faces.GRIDS if size != people)
    assert not explorer.canvas.crowds[0]._marks[other].get_visible()


# A change of two points


def test_marks_are_those_of_the_questionnaire():
    assert changes.marks() == (2, 30)
    assert {row("questionnaires", row_id)["bound"] for row_id in ("pf139", "pf140")} == {"about"}


@pytest.mark.parametrize("start", STARTS)
def test_notice_two_points_pass_both_marks_from_six_or_below_and_one_mark_from_seven_up(start):
    assert changes.Change(start, start - 2).passes == (True, start <= 6)


def test_a_change_passes_where_it_reaches_the_mark_exactly():
    assert changes.Change(10, 7).passes == (True, True)
    assert changes.Change(10, 8).passes == (True, False)
    assert changes.Change(3, 2).passes == (False, True)
    assert changes.Change(5, 5).passes == (False, False)
    assert changes.Change(4, 9).passes == (False, False)


@pytest.mark.parametrize("start", STARTS)
def test_words_follow_the_change(start):
    for end, other in product(range(11), STARTS):
        told = what_changed(start, end, other, 2, 2, "pf077").reading
        fall = start - end
        assert ("cannot" in told) == (not 0 <= other - fall <= 10)
        if fall == 0:
            assert "no change; past neither mark" in told
        elif fall < 0:
            assert f"{-fall} point{'s' if fall < -1 else ''} more pain" in told
        else:
            assert f"{fall} point{'s' if fall > 1 else ''} less" in told


def test_the_same_fall_is_a_larger_share_of_a_lower_start():
    one, two = what_changed(8, 6, 4, 2, 2, "pf077").people
    assert one.fall == two.fall
    assert (one.percent, two.percent) == (25, 50)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("spread", SPREADS)
def test_simulated_falls_stay_on_the_scale_and_come_sorted(start, spread):
    for mean in np.arange(-1, 5.5, 0.5):
        group = changes.falls(mean, spread, start)
        assert len(group) == changes.GROUP
        assert (np.diff(group) >= 0).all()
        assert (group <= start).all()
        assert (start - group <= 10).all()


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("row_id", changes.WITHOUT)
def test_without_the_drug_the_share_of_the_row_passes(spread, row_id):
    found = row("placebo_responses", row_id)
    expected = round(changes.share_without(row_id) * changes.GROUP)
    for start in STARTS:
        group = changes.falls_without(changes.share_without(row_id), spread, start)
        assert changes.passing(group, start)[0] == expected
    assert found["arm"] == "comparator"
    assert not found["doubtful"]
    assert abs(changes.share_without(row_id) * 100 - found["value"]) < 0.5


def test_a_story_without_comparison_supposes_that_nothing_changes():
    result = what_changed(8, 6, 4, 2, 2, changes.NOBODY)
    assert not result.groups[1].any()
    assert "0 would without it: 50 more with it" in result.reading


def test_more_pass_the_larger_the_average_fall():
    for start, spread in product((4, 8, 10), SPREADS):
        passed = [
            changes.passing(changes.falls(mean, spread, start), start)[0] for mean in np.arange(-1, 5.5, 0.5)
        ]
        assert (np.diff(passed) >= 0).all()


def test_notice_what_counts_for_the_drug_is_the_difference_between_the_rows():
    for mean, row_id in product(np.arange(-1, 5.5, 0.5), [*changes.WITHOUT, changes.NOBODY]):
        result = what_changed(8, 6, 4, mean, 2, row_id)
        with_it, without_it = (changes.passing(group, 8)[0] for group in result.groups)
        assert f"{with_it} fall by 2 points or more with the drug, {without_it} would" in result.reading
        more = with_it - without_it
        words = "none more" if more == 0 else f"{abs(more)} {'more' if more > 0 else 'fewer'}"
        assert f": {words} with it." in result.reading
        if row_id != changes.NOBODY and with_it:
            assert more < with_it


def test_the_words_tell_where_the_scale_cuts_the_average_off():
    for start, spread, mean in product(STARTS, SPREADS, np.arange(-1, 5.5, 0.5)):
        result = what_changed(start, 0, 4, mean, spread, "pf077")
        in_table = result.rows["fall (points)"].iloc[2]
        told = re.search(r"the average fall with the drug is (\S+) points, not (\S+)\.$", result.reading)
        assert (told is None) == (in_table == round(mean, 1))
        if told:
            assert [float(number.replace("−", "-")) for number in told.groups()] == [in_table, mean]
            assert result.alt.endswith(told.group())


def test_where_the_second_person_has_no_room_the_picture_says_so():
    explorer = introduction.two_point_change()
    assert not explorer.canvas.no_room.get_visible()
    explorer.set(end=0)
    assert explorer.canvas.no_room.get_visible()


def test_an_end_that_equals_its_start_leaves_the_start_s_ring_in_sight():
    canvas = introduction.two_point_change().canvas
    assert (
        canvas.starts.get_markersize()
        > canvas.ends.get_markersize() + 2 * canvas.starts.get_markeredgewidth()
    )
    assert canvas.ends.get_zorder() > canvas.starts.get_zorder() > canvas.in_points.get_zorder()


@pytest.mark.parametrize("row_id", [*changes.WITHOUT, changes.NOBODY])
def test_only_a_group_in_which_nothing_changes_is_said_not_to_change(row_id):
    explorer = introduction.two_point_change()
    explorer.set(without=row_id)
    assert [words.get_visible() for words in explorer.canvas.unchanged] == [False, row_id == changes.NOBODY]


def test_no_stick_reaches_the_words_at_the_lower_right():
    right_half = slice(changes.GROUP // 2, None)
    lowest = min(
        changes.falls(mean, spread, start)[right_half].min()
        for mean, spread, start in product((-1, 0), SPREADS, STARTS)
    )
    assert lowest > -2


@pytest.mark.parametrize("spread", SPREADS[1:])
def test_notice_the_more_people_differ_the_more_gain_more_and_less(spread):
    narrow, wide = (changes.falls(2, width, 8) for width in (1, spread))
    assert wide.max() > narrow.max()
    assert wide.min() < narrow.min() < 0
    assert changes.passing(wide, 8)[0] == changes.passing(narrow, 8)[0]


def test_half_pass_where_the_average_is_at_the_mark_whatever_the_spread():
    assert {changes.passing(changes.falls(2, spread, 8), 8)[0] for spread in SPREADS} == {50}


def test_sticks_are_the_falls_and_those_past_the_mark_are_dark():
    explorer = introduction.two_point_change()
    explorer.set(mean_fall=3, spread=2, start=8)
    for place, group in enumerate(explorer.result.groups):
        sticks = explorer.canvas.sticks[place]
        ends = np.array([segment[1][1] for segment in sticks.get_segments()])
        assert ends == pytest.approx(group)
        blue = np.isclose(sticks.get_color(), sticks.get_color()[-1]).all(axis=1)
        assert blue.sum() == changes.passing(group, 8)[0]
        assert math.isclose(explorer.canvas.marks_in_percent[place].get_ydata()[0], 2.4)
