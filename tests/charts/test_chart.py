"""A chart is only a chart with its finding, source, alternative text and rows."""

import pandas as pd
import pytest

from ketamine_course.charts import Chart
from ketamine_course.charts.style import course_style, new_figure
from ketamine_course.evidence import load_table


def parts(**changes):
    """Everything a good chart needs, with changes."""
    with course_style():
        figure = new_figure()
        figure.add_subplot().plot([1, 2])
    good = {
        "figure": figure,
        "finding": "It rises.",
        "caption": "Made up, n = 2.",
        "alt": "Line chart of two made-up points, rising.",
        "rows": pd.DataFrame({"value": [1, 2]}),
        "citations": [load_table("references")["key"][0]],
    }
    return {**good, **changes}


def test_a_good_chart_keeps_what_it_was_given():
    given = parts()
    chart = Chart(**given)
    assert chart.citations == tuple(given["citations"])
    assert chart.alt == given["alt"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"figure": None}, "figure must be a Matplotlib Figure"),
        ({"finding": " "}, "finding must be a sentence"),
        ({"caption": ""}, "caption must be a sentence"),
        ({"alt": ""}, "alt must be a sentence"),
        ({"alt": "Line chart."}, "at least 20 characters"),
        ({"alt": "Made up, with n of two.", "caption": "Made up, with n of two."}, "not repeat the caption"),
        ({"alt": "It rises, slowly, to two.", "finding": "It rises, slowly, to two."}, "not repeat"),
        ({"rows": pd.DataFrame({"value": []})}, "at least one row"),
        ({"rows": [1, 2]}, "rows must be a DataFrame"),
        ({"citations": []}, "names its sources"),
        ({"citations": ["nobody1900"]}, "citation key 'nobody1900' is not in the references"),
        ({"citations": "abc"}, "list of keys"),
    ],
)
def test_a_poor_chart_is_refused_with_the_reason(change, message):
    with pytest.raises(ValueError, match=message):
        Chart(**parts(**change))


def test_text_too_small_to_read_is_refused():
    given = parts()
    given["figure"].axes[0].set_title("hardly visible", fontsize=8)
    with pytest.raises(ValueError, match=r"at least 10 points.*hardly visible"):
        Chart(**given)


def test_a_chart_without_source_may_say_why():
    chart = Chart(**parts(citations=[], note="Simulated for teaching."))
    assert chart.note == "Simulated for teaching."
