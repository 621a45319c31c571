"""The look of every figure: palette, line styles, markers, sizes, and figures made outside pyplot's state.

A figure is laid out at 96 pixels an inch, the size of a CSS inch, so that ten points in a figure are ten
points on the page. It is drawn at twice that resolution where it is stored.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

CSS_PIXELS_PER_INCH = 96
SMALLEST_TEXT_PT = 10.0
STORED_PIXEL_RATIO = 2.0

PANEL = "#FFFFFF"
INK = "#1A1A1A"
GREY = "#5F5F5F"
# Okabe and Ito's colours, darkened where needed for a contrast of 3:1 on the white panel and kept apart under
# simulated protanopia, deuteranopia and tritanopia (both are tested).
PALETTE = {
    "blue": "#0072B2",
    "vermilion": "#DB6000",
    "green": "#00966C",
    "purple": "#B0478C",
    "brown": "#6B4500",
    "sky": "#3399DD",
    "grey": GREY,
    "ink": INK,
}
LINE_STYLES = ("-", "--", "-.", ":", (0, (7, 1.5)), (0, (3, 1, 1, 1, 1, 1)))
MARKERS = ("o", "s", "^", "D", "v", "P")
HATCHES = ("", "///", "...", "\\\\\\", "xx", "++")
SERIES_COLOURS = tuple(list(PALETTE.values())[:6])


def series(index: int) -> dict:
    """Colour, line style and marker of the index-th series (from 0): no meaning rests on colour alone.

    Raises ValueError beyond six series: more cannot be told apart, and the chart should be divided.
    """
    if not 0 <= index < len(SERIES_COLOURS):
        raise ValueError(
            f"series must be 0 to {len(SERIES_COLOURS) - 1}, got {index}: divide the chart instead"
        )
    return {"color": SERIES_COLOURS[index], "linestyle": LINE_STYLES[index], "marker": MARKERS[index]}


# Matplotlib's settings are the whole process's, and JupyterLab answers widgets in a thread beside the cells'.
DRAWING = threading.RLock()


@cache
def _style() -> dict:
    path = Path(__file__).with_name("course.mplstyle")
    parameters = matplotlib.rc_params_from_file(path, use_default_template=True)
    # The backend is the notebook's business; setting it here would pull in pyplot.
    return {key: value for key, value in parameters.items() if not key.startswith(("backend", "interactive"))}


@contextmanager
def course_style() -> Iterator[None]:
    """Draw in the course's style inside a ``with`` block, or as a decorator: ``@course_style()``.

    It starts from Matplotlib's own defaults, so that settings made in a notebook do not leak in, and lets one
    thread draw at a time.
    """
    with DRAWING, matplotlib.rc_context(_style()):
        yield


def new_figure(width: float = 7.5, height: float = 4.375) -> Figure:
    """An empty figure of the given size in CSS inches (96 px), unknown to pyplot and so never shown twice.

    Draw on it inside `course_style`. The default is 720 by 420 px, which fits JupyterLab's narrowest usual
    column without being scaled down.
    """
    if not (0 < width <= 10 and 0 < height <= 14):
        raise ValueError(f"a figure is at most 10 by 14 inches, got {width} by {height}")
    with course_style():
        figure = Figure(figsize=(width, height))
        FigureCanvasAgg(figure)
    return figure


def css_size(figure: Figure) -> tuple[int, int]:
    """Width and height in CSS pixels at which the figure is meant to be shown."""
    width, height = figure.get_size_inches() * CSS_PIXELS_PER_INCH
    return round(width), round(height)


def small_text(figure: Figure) -> list[str]:
    """The words in the figure that are set smaller than 10 points (empty when all is well)."""
    texts = (text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip())
    return [text.get_text() for text in texts if text.get_fontsize() < SMALLEST_TEXT_PT]


def render_png(figure: Figure, pixel_ratio: float = STORED_PIXEL_RATIO) -> bytes:
    """The figure as a PNG of 256 colours, with no date and no version in it: same figure, same bytes.

    A palette makes a stored chart about a third of the size of full colour; the difference cannot be seen.
    """
    if not 0.5 <= pixel_ratio <= 4:
        raise ValueError(f"pixel_ratio must be 0.5 to 4, got {pixel_ratio}")
    buffer = io.BytesIO()
    with course_style():
        figure.savefig(buffer, format="rgba", dpi=CSS_PIXELS_PER_INCH * pixel_ratio)
    width, height = (int(side * CSS_PIXELS_PER_INCH * pixel_ratio) for side in figure.get_size_inches())
    image = Image.frombytes("RGBA", (width, height), buffer.getvalue()).convert("RGB")
    packed = io.BytesIO()
    image.quantize(256, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()
