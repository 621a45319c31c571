"""Frames as PNG: in little time, and small enough for a slow line to a distant Python.

The course's figures use few colours and their blends with white, so one palette fits all frames, and a colour
is looked up instead of searched for. A frame with colours that are not in it gets a palette of its own.
"""

from __future__ import annotations

import io
from functools import cache
from itertools import combinations

import numpy as np
from PIL import Image

from ketamine_course.charts.style import PALETTE, PANEL

SHADES = 25  # of each colour, from white to full
GREYS = range(0x80, 0xF8, 7)
# A colour is a stray when it is this far (of 255) from its stand-in; a few are edges where lines cross.
STRAY, STRAYS_ALLOWED = 48, 0.0005
SAMPLE = 4


def _rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)], dtype=float)


@cache
def _palette() -> tuple[Image.Image, np.ndarray]:
    """The palette as Pillow wants it, and its 256 colours."""
    white, full = _rgb(PANEL), [_rgb(colour) for colour in PALETTE.values()]
    # The faintest shade is left out: too near to white, it would take white's place.
    shades = [white + (colour - white) * k / SHADES for colour in full for k in range(2, SHADES + 1)]
    mixed = [(one + other) / 2 for one, other in combinations(full[:6], 2)]
    greys = [np.full(3, level) for level in GREYS]
    colours = np.unique(np.round([white, *shades, *mixed, *greys]).astype(np.uint8), axis=0)
    colours = np.vstack([colours, np.tile(colours[-1], (256 - len(colours), 1))])
    image = Image.new("P", (1, 1))
    image.putpalette(colours.ravel().tolist())
    return image, colours.astype(np.int16)


def encode_frame(pixels: np.ndarray) -> bytes:
    """A frame (height, width, RGBA; bytes) as PNG with 256 colours."""
    palette, colours = _palette()
    height, width, _ = pixels.shape
    image = Image.frombuffer("RGBA", (width, height), pixels, "raw", "RGBA", 0, 1).convert("RGB")
    packed = image.quantize(palette=palette, dither=Image.Dither.NONE)
    meant = pixels[::SAMPLE, ::SAMPLE, :3].astype(np.int16)
    given = colours[np.asarray(packed)[::SAMPLE, ::SAMPLE]]
    if (np.abs(meant - given).max(axis=-1) > STRAY).mean() > STRAYS_ALLOWED:
        packed = image.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    packed.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
