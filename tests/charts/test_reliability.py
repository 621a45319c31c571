"""The reliability diagram draws each group where it belongs, and says what it shows."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from ketamine_course.charts import figure_html
from ketamine_course.charts.reliability import COLUMNS, LOOKS, reliability_diagram
from ketamine_course.charts.style import small_text

ROWS = [
    (0, 20, 10, 12, 2, 16.7, 4.7, 44.8),
    (25, 35, 30, 8, 7, 87.5, 52.9, 97.8),
    (60, 70, 64.2, 5, 5, 100, 56.6, 100),
    (90, 100, 97, 20, 10, 50, 29.9, 70.1),
]
BINS = pd.DataFrame(ROWS, columns=list(COLUMNS))
CALIBRATED = BINS.iloc[:1]


def texts(chart) -> list[str]:
    return [text.get_text() for text in chart.figure.findobj(lambda artist: hasattr(artist, "get_text"))]


def points(chart) -> list:
    return [line for line in chart.figure.axes[0].get_lines() if line.get_linestyle() == "None"]


@pytest.mark.parametrize("bins", [BINS, CALIBRATED, BINS.iloc[1:3]], ids=["four", "one", "two"])
def test_the_diagram_is_built_with_its_words(bins):
    chart = reliability_diagram(bins)
    html = figure_html(chart)
    assert "nan" not in html.split("base64")[0]
    assert "Your own predictions." in html
    assert small_text(chart.figure) == []
    assert f"{bins['n'].sum()} first predictions" in chart.caption


def test_each_point_stands_at_what_was_said_and_what_is_so():
    chart = reliability_diagram(BINS.iloc[::-1])
    found = [(line.get_xdata()[0], line.get_ydata()[0]) for line in points(chart)]
    assert found == list(zip(BINS["mean_said_percent"], BINS["share_supported_percent"], strict=True))
    lines = [
        (tuple(line.get_xdata()), tuple(line.get_ydata()))
        for line in chart.figure.axes[0].get_lines()
        if line.get_linestyle() == "-"
    ]
    for one in BINS.itertuples():
        share, said = (one.share_supported_percent,) * 2, (one.mean_said_percent,) * 2
        assert ((one.said_low_percent, one.said_high_percent), share) in lines
        assert (said, (one.ci_low_percent, one.ci_high_percent)) in lines
    assert ((0, 100), (0, 100)) in [
        (tuple(line.get_xdata()), tuple(line.get_ydata())) for line in chart.figure.axes[0].get_lines()
    ]
    assert "perfectly calibrated" in texts(chart)


def test_the_number_of_predictions_stands_above_each_point():
    chart = reliability_diagram(BINS)
    numbers = {text.get_text(): text.get_position()[0] for text in chart.figure.axes[0].texts}
    for one in BINS.itertuples():
        assert numbers[str(one.n)] == one.mean_said_percent


def test_groups_that_are_off_look_different_without_colour_too():
    marks = [line.get_marker() for line in points(reliability_diagram(BINS))]
    assert marks == ["o", "s", "o", "s"]
    fills = {
        line.get_marker(): to_hex(line.get_markerfacecolor()) for line in points(reliability_diagram(BINS))
    }
    assert fills["s"] == "#ffffff" != fills["o"]
    assert {look["marker"] for look in LOOKS.values()} == {"o", "s"}


def test_the_legend_names_only_what_is_drawn():
    assert "what you said lies outside it" not in texts(reliability_diagram(CALIBRATED))
    assert "what you said lies outside it" in texts(reliability_diagram(BINS))


def test_the_finding_names_the_group_that_is_furthest_off():
    assert reliability_diagram(BINS).finding == (
        "Where you said 30 % on average, 7 of 8 claims are supported: more than you said."
    )
    assert reliability_diagram(BINS.iloc[2:]).finding == (
        "Where you said 97 % on average, 10 of 20 claims are supported: fewer than you said."
    )
    assert "in the one group of predictions" in reliability_diagram(CALIBRATED).finding
    assert "in each of the 2 groups" in reliability_diagram(BINS.iloc[[0, 2]]).finding


def test_the_alternative_text_tells_every_group():
    alt = reliability_diagram(BINS).alt
    assert alt.startswith("Reliability diagram of 45 predictions in 4 groups")
    assert "said 30 % on average, 88 % supported (7 of 8)" in alt
    assert alt.count("supported (") == 4


@pytest.mark.parametrize("near", [0.2, 3.0, 7.9])
def test_numbers_above_neighbouring_points_do_not_touch_and_nothing_is_cut(near):
    middle = np.minimum(9.9 + near * np.arange(4), 100)
    bins = BINS.assign(mean_said_percent=middle, n=[88, 77, 66, 55])
    figure = reliability_diagram(bins).figure
    figure.canvas.draw()
    boxes = {text.get_text(): text.get_window_extent() for text in figure.axes[0].texts}
    for first, second in (("88", "77"), ("77", "66"), ("66", "55")):
        assert not boxes[first].overlaps(boxes[second])
    for words, box in boxes.items():
        assert figure.bbox.x0 <= box.x0, words
        assert box.x1 <= figure.bbox.x1, words
        assert box.y1 <= figure.bbox.y1 + 1, words


def test_points_at_the_corners_are_drawn_whole():
    corners = BINS.iloc[:2].assign(
        mean_said_percent=[0.0, 100.0], share_supported_percent=[0.0, 100.0], n=[26, 32]
    )
    assert all(not line.get_clip_on() for line in points(reliability_diagram(corners)))


def test_too_few_predictions_are_not_drawn():
    with pytest.raises(ValueError, match="too few predictions to draw"):
        reliability_diagram(BINS.iloc[:0])
    with pytest.raises(ValueError, match="no column 'n'; they need: said_low_percent"):
        reliability_diagram(BINS.drop(columns="n"))
