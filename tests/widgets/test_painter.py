"""A fast frame is the same picture as a full redraw, and costs less."""

import io

import numpy as np
import pytest
from PIL import Image
from toy_explorer import DeclineCanvas, decline

from ketamine_course.widgets import Canvas
from ketamine_course.widgets.painter import Painter

START = {"dose_mg": 35, "share": 1.0, "pace": "slow", "band": True}


def pixels(png):
    """A PNG as grey levels."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("L"), dtype=float)


def paint(painter, ratio=1.0, **changes):
    """One frame of the toy at these settings."""
    values = {**START, **changes}
    return painter.frame(decline(**values), values, ratio)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_fast_frame_equals_a_full_redraw(ratio):
    painter = Painter(DeclineCanvas())
    for dose_mg in (5, 60, 95):
        fast = pixels(paint(painter, ratio, dose_mg=dose_mg))
        full = pixels(painter.still(ratio))
        assert fast.shape == full.shape
        # 256 colours are chosen differently for each: a white may be 254. The line crosses the axes' edge.
        assert np.abs(fast - full).mean() < 2
        assert (np.abs(fast - full) > 40).mean() < 0.001


def test_nothing_of_an_earlier_frame_is_left():
    painter = Painter(DeclineCanvas())
    first = paint(painter, dose_mg=20)
    assert paint(painter, dose_mg=90, band=False) != first
    assert paint(painter, dose_mg=20) == first


def test_the_background_is_drawn_only_when_it_changes():
    painter = Painter(DeclineCanvas())
    for dose_mg in (20, 30, 40):
        paint(painter, dose_mg=dose_mg)
    assert painter.backgrounds_drawn == 1
    slow = paint(painter)
    paint(painter, pace="fast")
    assert painter.backgrounds_drawn == 2
    assert painter.figure.axes[0].get_xlim() == (0, 120)
    assert paint(painter) == slow
    assert painter.backgrounds_drawn == 3
    paint(painter, ratio=2.0)
    assert painter.backgrounds_drawn == 4


def test_storing_a_still_does_not_disturb_the_frames():
    painter = Painter(DeclineCanvas())
    before = paint(painter)
    painter.still(2.0)
    assert paint(painter) == before


@pytest.mark.parametrize(("asked", "width"), [(0.1, 720), (1.0, 720), (1.3, 900), (1.5, 1080), (9, 1440)])
def test_resolution_follows_the_page_within_limits(asked, width):
    assert pixels(paint(Painter(DeclineCanvas()), asked)).shape == (width * 7 // 12, width)


class BadCanvas(Canvas):
    """A canvas whose parts a test replaces."""

    def __init__(self, artists=None, font_size=12):
        self.artists, self.font_size = artists, font_size

    def setup(self, figure):
        axes = figure.add_subplot()
        axes.set_title("words", fontsize=self.font_size)
        return axes.plot([1, 2]) if self.artists is None else self.artists

    def draw(self, result):
        """Nothing moves."""


@pytest.mark.parametrize("artists", [[], ["line"]])
def test_a_canvas_must_say_what_moves(artists):
    with pytest.raises(ValueError, match="artists that move"):
        Painter(BadCanvas(artists))


def test_a_canvas_with_tiny_text_is_refused():
    with pytest.raises(ValueError, match=r"at least 10 points.*words"):
        Painter(BadCanvas(font_size=8)).frame(None, {})
