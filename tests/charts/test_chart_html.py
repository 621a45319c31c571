"""A chart on the page: picture, words and rows, safe and readable."""

import base64
import io
import sys
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from ketamine_course.charts import Chart, figure_html, show
from ketamine_course.charts.show import cell, heading, picture_label, table_cells
from ketamine_course.charts.style import course_style, new_figure
from ketamine_course.evidence import cite, load_table

KEY = load_table("references")["key"][0]


class Page(HTMLParser):
    """Elements with their attributes, and the text of each kind of element."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.texts, self._open = [], {}, []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self._open.append(tag)
        self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, text):
        for tag in set(self._open):
            self.texts[tag][-1] += text

    def one(self, tag):
        """Attributes of the only element of this kind."""
        (attributes,) = [attributes for name, attributes in self.elements if name == tag]
        return attributes


def chart(**changes):
    """A good chart, with changes."""
    with course_style():
        figure = new_figure()
        figure.add_subplot().plot([1, 2])
    parts = {
        "figure": figure,
        "finding": "It <rises> & rises.",
        "caption": 'Made "up", n = 2.',
        "alt": 'Line chart of two "made-up" points, <rising>.',
        "rows": pd.DataFrame({"dose_mg": [1.5, 2], "citation_key": [KEY, KEY], "empty": [None, np.nan]}),
        "citations": (KEY,),
    }
    return Chart(**{**parts, **changes})


def test_the_figure_holds_picture_finding_caption_source_and_rows():
    page = Page(figure_html(chart()))
    image = page.one("img")
    assert image["alt"] == 'Line chart of two "made-up" points, <rising>.'
    assert (image["width"], image["height"]) == ("720", "420")
    png = base64.b64decode(image["src"].removeprefix("data:image/png;base64,"))
    assert Image.open(io.BytesIO(png)).size == (1440, 840)
    assert page.texts["strong"] == ["It <rises> & rises."]
    caption = page.texts["figcaption"][0]
    assert 'Made "up", n = 2.' in caption
    assert "Source: " in caption
    assert cite(KEY, html=True) in figure_html(chart())
    assert page.texts["summary"] == ["The rows behind this chart (2)"]


def test_the_table_names_its_columns_and_leaves_out_empty_ones():
    page = Page(figure_html(chart()))
    assert page.texts["th"] == ["dose (mg)", "source", "1.5", "2"]
    assert [a["scope"] for tag, a in page.elements if tag == "th"] == ["col", "col", "row", "row"]
    assert page.texts["td"] == [cite(KEY, html=False), cite(KEY, html=False)]


def test_a_long_table_scrolls_in_a_box_that_the_keyboard_reaches():
    page = Page(figure_html(chart()))
    (box,) = [a for tag, a in page.elements if a.get("role") == "region"]
    assert box["tabindex"] == "0"
    assert box["aria-label"] == "Rows behind the chart: It <rises> & rises."


def test_the_box_of_the_picture_is_called_by_what_it_shows():
    (box,) = [a for _, a in Page(figure_html(chart())).elements if a.get("role") == "group"]
    assert box["aria-label"].startswith(
        "Picture: It <rises> & rises. In a narrow window it scrolls sideways;"
    )
    assert picture_label("Much?").startswith("Picture: Much? In")
    assert picture_label("Much").startswith("Picture: Much. In")


def test_nothing_is_fetched_and_nothing_runs():
    page = Page(figure_html(chart()))
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "link", "iframe", "object"}
    assert page.one("img")["src"].startswith("data:")
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)


def test_without_a_source_the_note_stands_alone():
    page = Page(figure_html(chart(citations=(), note="Simulated for teaching.")))
    assert "Source" not in page.texts["figcaption"][0]
    assert page.texts["figcaption"][0].endswith("Simulated for teaching.")


def test_showing_gives_html_and_a_text_that_never_changes(monkeypatch):
    shown = []
    module = sys.modules[figure_html.__module__]
    monkeypatch.setattr(module, "display", lambda data, raw: shown.append((data, raw)))
    show(chart())
    ((data, raw),) = shown
    assert raw
    assert data["text/html"] == figure_html(chart())
    assert data["text/plain"] == 'It <rises> & rises.\nLine chart of two "made-up" points, <rising>.'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.2905, "0.2905"),
        (30.0, "30"),
        (np.float64(1234567.0), "1234567"),
        (np.int64(5), "5"),
        (True, "yes"),
        (np.bool_(False), "no"),
        (None, "–"),
        (np.nan, "–"),
        (pd.NA, "–"),
        ("", "–"),
        (" IV bolus ", "IV bolus"),
        (1e-5, "1e-05"),
    ],
)
def test_values_read_as_people_write_them(value, text):
    assert cell(value) == text


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("dose_mg", "dose (mg)"),
        ("concentration_ng_per_ml", "concentration (ng/mL)"),
        ("rate_mg_per_kg_per_h", "rate (mg/kg/h)"),
        ("share_percent", "share (%)"),
        ("study_arm", "study arm"),
        ("n", "n"),
        ("Peak (ng/mL)", "Peak (ng/mL)"),
    ],
)
def test_column_names_read_as_headings_with_units(column, words):
    assert heading(column) == words


def test_a_whole_evidence_table_can_be_shown():
    headings, lines = table_cells(load_table("bioavailability"))
    assert all(headings)
    assert {len(line) for line in lines} == {len(headings)}
