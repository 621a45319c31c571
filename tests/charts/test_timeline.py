"""Timelines place each event at its year, mark what sources tell differently, and keep statements off."""

import pytest
from figure_checks import assert_words_are_whole, assert_words_stand_clear, named, the_one

from ketamine_course.charts.timeline import DISPUTED, disagreements, legal_timeline, timeline
from ketamine_course.evidence import load_table

HISTORY, LEGAL = load_table("history"), load_table("legal_status")
EVENTS = HISTORY[~HISTORY["doubtful"] & ~HISTORY["id"].isin(["SF246", "SF256"])]
CONTROLS = LEGAL[~LEGAL["doubtful"] & (LEGAL["kind"] == "control in law")]


@pytest.mark.parametrize("make", [lambda: timeline(EVENTS), lambda: legal_timeline(CONTROLS)])
def test_words_stand_clear_and_are_whole(make):
    chart = make()
    assert_words_stand_clear(chart.figure)
    assert_words_are_whole(chart)


def test_each_event_stands_at_its_year():
    figure = timeline(EVENTS).figure
    for event in EVENTS.itertuples():
        assert the_one(figure, event.id).get_xdata()[0] == event.year


def test_what_sources_tell_differently_is_marked_and_joined():
    chart = timeline(EVENTS)
    pairs = disagreements(EVENTS.set_index("id", drop=False))
    assert pairs == [("ph255", "ph289"), ("ph259", "ph260")]
    for pair in pairs:
        (line,) = named(chart.figure, " ".join(pair))
        years = EVENTS.set_index("id").loc[list(pair), "year"]
        assert list(line.get_xdata()) == list(years)
        assert line.get_linestyle() == "--"
    marked = {
        event for event in EVENTS["id"] if the_one(chart.figure, event).get_marker() == DISPUTED["marker"]
    }
    assert marked == {name for pair in pairs for name in pair}
    assert "for two things sources give two years" in chart.finding


def test_the_two_of_a_disagreement_stand_next_to_each_other():
    figure = timeline(EVENTS).figure
    heights = sorted((the_one(figure, event).get_ydata()[0], event) for event in EVENTS["id"])
    order = [event for _, event in heights]
    for one, other in (("ph255", "ph289"), ("ph259", "ph260")):
        assert order.index(other) == order.index(one) + 1


def test_without_its_partner_no_event_is_marked():
    chart = timeline(EVENTS[EVENTS["id"] != "ph289"])
    assert the_one(chart.figure, "ph255").get_marker() != DISPUTED["marker"]
    assert "for one thing sources give two years" in chart.finding


@pytest.mark.parametrize("make", [lambda: timeline(EVENTS), lambda: legal_timeline(CONTROLS)])
def test_the_alternative_text_begins_with_the_finding_and_names_every_event(make):
    chart = make()
    assert chart.alt.index(chart.finding) < 45
    year, label = ("year", "event") if "event" in chart.rows else ("since_year", "status")
    for event in chart.rows.to_dict("records"):
        assert f"{event[year]:.0f} " in chart.alt
        assert event[label] in chart.alt


def test_hollow_diamonds_are_told_with_both_years():
    chart = timeline(EVENTS)
    for words in (chart.caption, chart.alt):
        for year in ("1964", "1965", "1970", "1971"):
            assert year in words
    assert "Hollow diamonds: both." in timeline(EVENTS, two_years="both").caption


def test_controls_stand_at_the_year_since_which_they_hold():
    chart = legal_timeline(CONTROLS)
    known = CONTROLS[CONTROLS["since_year"].notna()]
    assert set(chart.rows["id"]) == set(known["id"])
    for control in known.itertuples():
        assert the_one(chart.figure, control.id).get_xdata()[0] == control.since_year
    assert f"Of {len(known)} controls" in chart.finding


def test_controls_without_a_year_are_named_and_not_drawn():
    chart = legal_timeline(CONTROLS)
    without = CONTROLS[CONTROLS["since_year"].isna()]
    assert not without.empty
    drawn = " ".join(CONTROLS.loc[CONTROLS["since_year"].notna(), "jurisdiction"])
    for control in without.itertuples():
        assert not named(chart.figure, control.id)
        for place in control.jurisdiction.split(", "):
            assert (place in chart.caption) != (place in drawn), place


def test_half_were_in_place_by_the_year_told():
    years = CONTROLS["since_year"].dropna()
    year = int(legal_timeline(CONTROLS).finding.split()[-1].rstrip("."))
    assert (years <= year).mean() >= 0.5
    assert (years < year).mean() < 0.5


REFUSED = [
    (lambda: timeline(HISTORY), "ph257: doubtful"),
    (lambda: timeline(EVENTS.assign(year=float("nan")).head(1)), "without a year"),
    (lambda: timeline(EVENTS.assign(kind="myth").head(1)), "of a kind other than"),
    (lambda: timeline(LEGAL), "lack the columns"),
    (lambda: legal_timeline(LEGAL[~LEGAL["doubtful"]]), "the statement of a body"),
    (lambda: legal_timeline(LEGAL), "doubtful"),
    (lambda: legal_timeline(CONTROLS[CONTROLS["since_year"].isna()]), "none of the rows has a year"),
]


@pytest.mark.parametrize(("make", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_may_not_be_drawn_is_refused_with_the_reason(make, message):
    with pytest.raises(ValueError, match=message):
        make()
