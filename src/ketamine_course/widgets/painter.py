"""Drawing a figure again and again, fast: a cached background, and the moving artists drawn over it.

A full Matplotlib redraw costs about 30 ms, most of it axes and ticks that have not changed. Here they are
drawn once for each background and copied; only what moves is drawn anew.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable
from typing import Any

import numpy as np
from matplotlib.artist import Artist

from ketamine_course.charts.style import (
    CSS_PIXELS_PER_INCH,
    SMALLEST_TEXT_PT,
    course_style,
    new_figure,
    render_png,
    small_text,
)
from ketamine_course.widgets.encoding import encode_frame

LOWEST_RATIO, HIGHEST_RATIO = 1.0, 2.0


class Canvas(ABC):
    """What an explorer draws on. ``size`` is the figure's width and height in CSS inches (96 px)."""

    size: tuple[float, float] = (7.5, 4.375)

    @abstractmethod
    def setup(self, figure) -> Iterable[Artist]:
        """Make axes with fixed limits and all artists, once; return the artists that move."""

    @abstractmethod
    def draw(self, result: Any) -> None:
        """Set the moving artists to the result (``set_data``, ``set_text``, ``set_visible`` …)."""

    def background_key(self, values: dict[str, Any]) -> Hashable:
        """What the background depends on; when it changes, `draw_background` is called. None: never."""
        return None

    def draw_background(self, result: Any) -> None:  # noqa: B027 (most canvases need none)
        """Set what stands still but depends on the key: limits, labels, observed points."""


class Painter:
    """Frames of one canvas. Each frame equals a full redraw, but costs a fraction of it.

    Raises ValueError when the canvas returns no moving artists or sets text smaller than 10 points.
    """

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.figure = new_figure(*canvas.size)
        with course_style():
            artists = list(canvas.setup(self.figure))
        if not artists or not all(isinstance(artist, Artist) for artist in artists):
            raise ValueError("setup must return the Matplotlib artists that move, and at least one")
        for artist in artists:
            artist.set_animated(True)
            # A label that moves must not push the axes about.
            artist.set_in_layout(False)
        self._artists = sorted(artists, key=lambda artist: artist.get_zorder())
        self._background: Any = None
        self._drawn_for: Hashable = None
        self.backgrounds_drawn = 0

    def frame(self, result: Any, values: dict[str, Any], ratio: float = HIGHEST_RATIO) -> bytes:
        """The result as PNG, at ``ratio`` device pixels a CSS pixel (kept between 1 and 2, in quarters)."""
        ratio = min(max(round(ratio * 4) / 4, LOWEST_RATIO), HIGHEST_RATIO)
        self._prepare(result, values, ratio)
        canvas = self.figure.canvas
        canvas.restore_region(self._background)
        for artist in self._artists:
            self.figure.draw_artist(artist)
        return encode_frame(np.asarray(canvas.buffer_rgba()))

    def still(self, pixel_ratio: float) -> bytes:
        """The last result drawn as a whole, for storing."""
        png = render_png(self.figure, pixel_ratio)
        # Drawing at another resolution has replaced the pixels that the background was copied from.
        self._background = None
        return png

    def _prepare(self, result: Any, values: dict[str, Any], ratio: float) -> None:
        key = (self.canvas.background_key(values), ratio)
        stale = self._background is None or key != self._drawn_for
        with course_style():
            if self._drawn_for is None or key[0] != self._drawn_for[0]:
                self.canvas.draw_background(result)
            self.canvas.draw(result)
            if stale:
                self._draw_background(ratio)
        self._drawn_for = key

    def _draw_background(self, ratio: float) -> None:
        small = small_text(self.figure)
        if small:
            raise ValueError(
                f"text must be at least {SMALLEST_TEXT_PT:g} points, but these are smaller: {small}"
            )
        self.figure.set_dpi(CSS_PIXELS_PER_INCH * ratio)
        self.figure.canvas.draw()
        self._background = self.figure.canvas.copy_from_bbox(self.figure.bbox)
        self.backgrounds_drawn += 1
