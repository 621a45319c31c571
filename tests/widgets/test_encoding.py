"""A frame's colours survive its small palette."""

import io

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from ketamine_course.charts.style import PALETTE
from ketamine_course.widgets.encoding import encode_frame


def frame(colour, share=1.0):
    """A white frame whose upper part has a colour (three numbers from 0 to 255)."""
    pixels = np.full((200, 300, 4), 255, dtype=np.uint8)
    pixels[: round(200 * share), :, :3] = colour
    return pixels


def decoded(pixels):
    """The frame as it comes out of the PNG."""
    return np.asarray(Image.open(io.BytesIO(encode_frame(pixels))).convert("RGB")).astype(int)


def test_white_stays_exactly_white():
    assert (decoded(frame((255, 255, 255))) == 255).all()


@pytest.mark.parametrize("name", PALETTE)
@pytest.mark.parametrize("strength", [1.0, 0.5, 0.2])
def test_the_courses_colours_and_their_tints_are_kept(name, strength):
    colour = np.round(255 + (np.array(to_rgb(PALETTE[name])) * 255 - 255) * strength)
    shown = decoded(frame(colour))[0, 0]
    assert np.abs(shown - colour).max() <= 8


@pytest.mark.parametrize("colour", [(255, 0, 0), (0, 255, 255), (255, 255, 0), (120, 0, 255)])
def test_any_other_colour_is_kept_too(colour):
    shown = decoded(frame(colour, share=0.1))
    assert np.abs(shown[0, 0] - colour).max() <= 16
    assert (shown[-1, -1] > 250).all()


def test_a_frame_is_small():
    assert len(encode_frame(frame((0, 114, 178), share=0.5))) < 2_000
