"""The look: readable without colour, at the size shown, and the same on every run."""

import io
import itertools
import sys

import matplotlib
import numpy as np
import pytest
from PIL import Image

from ketamine_course.charts import style

# Machado, Oliveira and Fernandes' matrices for complete colour blindness, on linear RGB.
BLINDNESS = {
    "none": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE_POINT = np.array([0.95047, 1, 1.08883])


def linear(colour):
    """Linear RGB of a colour."""
    rgb = np.array(matplotlib.colors.to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(colour, ground):
    """WCAG contrast ratio."""
    light, dark = sorted((linear(c) @ [0.2126, 0.7152, 0.0722] for c in (colour, ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb):
    """CIELAB of linear RGB."""
    xyz = TO_XYZ @ rgb / WHITE_POINT
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("name", style.PALETTE)
def test_every_colour_stands_out_from_the_panel(name):
    assert contrast(style.PALETTE[name], style.PANEL) >= 3


@pytest.mark.parametrize("blindness", BLINDNESS)
def test_colours_stay_apart_for_colour_blind_eyes(blindness):
    seen = {
        name: lab(np.clip(BLINDNESS[blindness] @ linear(colour), 0, 1))
        for name, colour in style.PALETTE.items()
    }
    for one, other in itertools.combinations(seen, 2):
        assert np.linalg.norm(seen[one] - seen[other]) > 10, (one, other)


def test_series_differ_in_colour_line_and_marker():
    looks = [style.series(index) for index in range(6)]
    for sign in ("color", "linestyle", "marker"):
        assert len({str(look[sign]) for look in looks}) == 6
    with pytest.raises(ValueError, match="series must be 0 to 5, got 6"):
        style.series(6)


def test_plain_plotting_in_the_style_uses_the_same_series():
    with style.course_style():
        axes = style.new_figure().add_subplot()
        lines = [axes.plot([0, 1], [0, 1])[0] for _ in range(6)]
    assert [line.get_color() for line in lines] == ["#" + c.lstrip("#") for c in style.SERIES_COLOURS]


def test_a_point_in_a_figure_is_a_point_on_the_page():
    with style.course_style():
        figure = style.new_figure(7.5, 4.375)
        axes = figure.add_subplot()
        axes.plot([0, 1], [0, 1], label="a line")
        axes.set(title="title", xlabel="x", ylabel="y")
        axes.legend(title="what")
    assert style.css_size(figure) == (720, 420)
    assert style.small_text(figure) == []
    axes.text(0, 0, "tiny", fontsize=9.9)
    assert style.small_text(figure) == ["tiny"]


def test_the_style_leaves_no_trace_and_takes_none():
    before = dict(matplotlib.rcParams)
    with matplotlib.rc_context({"font.size": 30, "savefig.bbox": "tight"}):
        with style.course_style():
            assert matplotlib.rcParams["font.size"] == 10.5
            assert matplotlib.rcParams["savefig.bbox"] is None
            assert matplotlib.rcParams["svg.hashsalt"] == "ketamine-course"
        assert matplotlib.rcParams["font.size"] == 30
    assert dict(matplotlib.rcParams) == before


def test_figures_are_unknown_to_pyplot():
    style.new_figure()
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert pyplot is None or pyplot.get_fignums() == []


def test_the_same_figure_gives_the_same_small_png_without_date_or_version():
    with style.course_style():
        figure = style.new_figure()
        axes = figure.add_subplot()
        for index in range(6):
            axes.plot(np.arange(50), np.exp(-np.arange(50) / (index + 3)), **style.series(index))
    png = style.render_png(figure)
    assert png == style.render_png(figure)
    assert len(png) < 120_000
    image = Image.open(io.BytesIO(png))
    assert image.size == (1440, 840)
    assert image.info == {} or set(image.info) <= {"transparency", "gamma"}
    assert image.convert("RGB").getpixel((3, 3)) == (255, 255, 255)


@pytest.mark.parametrize(("width", "height"), [(0, 4), (7, -1), (20, 4)])
def test_impossible_figure_sizes_are_refused(width, height):
    with pytest.raises(ValueError, match="at most 10 by 14 inches"):
        style.new_figure(width, height)


def test_impossible_resolutions_are_refused():
    with pytest.raises(ValueError, match=r"0\.5 to 4"):
        style.render_png(style.new_figure(), 9)
