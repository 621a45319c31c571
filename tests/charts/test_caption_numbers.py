"""Every number in a chart's words can be traced: to its rows, or to a source that the chart names."""

import re

import pandas as pd
import pytest
from caption_numbers import caption_faults
from shown_charts import EACH_NOTEBOOK, charts_shown
from test_chart import parts
from test_course_charts import CHARTS

from ketamine_course.charts import Chart

ROWS = pd.DataFrame(
    {
        "study": ["A 2000", "B 2001", "B 2001"],
        "n": [24, 24, 6],
        "value": [92.4, -14.0, 1200.0],
        "intervention": ["over 15 min", "push", "0.3 mg/kg"],
        "measured_ng_per_ml": [10.0, 20.0, 30.0],
        "simulated_ng_per_ml": [5.0, 5.0, 5.0],
    }
)


def chart(caption: str, *sources: str) -> Chart:
    return Chart(**parts(caption=caption, rows=ROWS, sources=sources))


@pytest.mark.parametrize("make", CHARTS, ids=lambda make: make.__name__)
def test_every_number_in_the_words_of_a_chart_can_be_traced(make):
    assert caption_faults(make()) == []


@EACH_NOTEBOOK
def test_so_can_every_number_in_the_words_of_the_charts_that_a_page_shows(path):
    shown = charts_shown(path)
    assert shown
    faults = [f"{chart.finding}: {fault}" for chart in shown for fault in caption_faults(chart)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "caption",
    [
        "In 92 % it rose, in some by 14 %.",
        "A peak of 1,200 ng/mL.",
        "Given over 15 minutes, 0.3 mg/kg.",
        "Two of 3 studies; 2 trials, 54 people in all, n = 24.",
        "Up to 6.0 times as high, at least 2-fold.",
        "Of 100 people 92 felt it, 92 of 100 patients.",
        "The level of 2000 studies is of no matter in 2000, and 70 kg neither.",
    ],
)
def test_numbers_of_the_rows_raise_no_alarm(caption):
    assert caption_faults(chart(caption.replace("2000 studies", "some studies"))) == []


@pytest.mark.parametrize(
    ("caption", "told"),
    [
        ("In 93 % it rose.", r"caption: 93 \(per cent\) is in no row"),
        ("Given over 16 minutes.", "16 .time. is in no row"),
        ("In 55 people.", "55 .people. is in no row"),
        ("In 100 people.", "100 .people. is in no row"),
        ("In 93 of 100 people.", "93 .score. is in no row"),
        ("It was 7 times as high.", "7 .fold. is in no row"),
    ],
)
def test_a_number_typed_into_the_words_is_told(caption, told):
    (problem,) = caption_faults(chart(caption))
    assert re.search(told, problem)


def test_a_number_outside_the_rows_may_come_from_a_source_that_must_then_be_used():
    source = "bioavailability:ph149.value"
    assert caption_faults(chart("Elsewhere it was 24 %.", source)) == []
    assert caption_faults(chart("Elsewhere it was 25 %.", source)) != []
    assert caption_faults(chart("Elsewhere it was less.", source)) == [
        f"no number uses the source {source!r}"
    ]


def test_a_source_that_leads_nowhere_is_refused():
    with pytest.raises(ValueError, match=r"sources lead nowhere: .*no row 'ph999'"):
        chart("Made up.", "bioavailability:ph999.value")
    with pytest.raises(ValueError, match="sources must be a list"):
        Chart(**parts(sources="bioavailability:ph149.value"))
