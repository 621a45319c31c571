"""LiveFigure: labelled controls, a figure that follows them, and the same in words and numbers.

The page sends control values at once, with one request under way at most; Python answers each request with
one message that holds picture, alternative text, reading and numbers, so that they never disagree.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import anywidget
import pandas as pd
import traitlets
from IPython.display import display

from ketamine_course.charts.show import picture_label, source_line, table_cells
from ketamine_course.charts.style import CSS_PIXELS_PER_INCH, DRAWING
from ketamine_course.widgets.controls import Control, ControlPanel
from ketamine_course.widgets.page_files import page_script, page_style
from ketamine_course.widgets.painter import HIGHEST_RATIO, Canvas, Painter
from ketamine_course.widgets.twin import ASSUMES, HOW_TO_START, twin_html, twin_text

VIEW_MIME = "application/vnd.jupyter.widget-view+json"
log = logging.getLogger(__name__)


class Result(Protocol):
    """What ``compute`` returns: whatever the canvas draws, and these three."""

    reading: str  # the figure in one line, with the numbers that matter
    alt: str  # kind of chart, of what, with the finding, for these settings
    rows: pd.DataFrame  # the current numbers


class LiveView(anywidget.AnyWidget):
    """The part of a live figure that lives in the page. It holds no logic: see live_figure.js."""

    _esm = page_script("live_figure.js")
    _css = page_style("live_figure.css")
    spec = traitlets.Dict().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)


class LiveFigure:
    """A figure that follows its controls.

    title           the question that the figure answers; also its accessible name
    controls        `Slider`, `Choice` and `Toggle`, in the order in which they are shown
    compute         pure function of the control values (by name) to a `Result`; it draws nothing
    canvas          a `Canvas`: draws what ``compute`` returned
    caption         whose parameters, for whom, what is assumed
    citations       citation keys of the sources; ``note`` is said after them
    what_to_notice  one or two sentences that lead the eye
    assumptions     what else must be said of the models, folded away under the figure

    A bad definition raises ValueError. So does a bad value in `set`; in the page, the same becomes a message
    beside the last good picture.
    """

    def __init__(
        self,
        *,
        title: str,
        controls: Sequence[Control],
        compute: Callable[..., Result],
        canvas: Canvas,
        caption: str,
        citations: Sequence[str] = (),
        what_to_notice: str = "",
        assumptions: str = "",
        note: str = "",
    ) -> None:
        for name, words in (("title", title), ("caption", caption)):
            if not isinstance(words, str) or not words.strip():
                raise ValueError(f"{name} must be a sentence, got {words!r}")
        if not citations and not note.strip():
            raise ValueError("a live figure names its sources in citations, or its numbers' origin in note")
        self.title, self.caption, self.note = title, caption, note
        self.citations = tuple(citations)
        self.what_to_notice = what_to_notice
        self.assumptions = assumptions
        self.panel = ControlPanel(controls)
        self.compute, self.canvas = compute, canvas
        self._painter = Painter(canvas)
        self._ratio = HIGHEST_RATIO
        self._answers = 0
        self._values = self.panel.defaults
        self.result, self.frame = self._work(self._values)
        self.view = LiveView(spec=self._spec(), answer=self._answer())
        self.view.on_msg(self.receive)

    @property
    def values(self) -> dict[str, Any]:
        """The value of each control, by name."""
        return dict(self._values)

    @property
    def reading(self) -> str:
        """The figure in one line."""
        return self.result.reading

    @property
    def alt(self) -> str:
        """The alternative text of the figure as it is."""
        return self.result.alt

    @property
    def rows(self) -> pd.DataFrame:
        """The current numbers."""
        return self.result.rows

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in CSS pixels."""
        width, height = self.canvas.size
        return round(width * CSS_PIXELS_PER_INCH), round(height * CSS_PIXELS_PER_INCH)

    def set(self, **changes: Any) -> None:
        """Set one or more controls, with one redraw. If one is bad: ValueError, and nothing changes."""
        with DRAWING:
            self._move(self.panel.merge(self._values, changes))
            self.view.answer = self._answer()

    def reset(self) -> None:
        """Put every control back to its start."""
        self.set(**self.panel.defaults)

    def receive(self, _view: object, content: dict[str, Any], _buffers: object) -> None:
        """Answer one request of a page exactly once, whatever happens, so that no page waits in vain."""
        request = {"page": content.get("page"), "seq": content.get("seq")}
        with DRAWING:
            ratio_before = self._ratio
            try:
                self._ratio = float(content.get("ratio", HIGHEST_RATIO))
                self._move(self.panel.from_wire(content.get("values")))
                self.view.answer = {**self._answer(), **request}
            except Exception as error:
                self._ratio = ratio_before
                log.exception("a live figure could not be drawn: %s", self.title)
                reason = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
                self.view.answer = {**request, "error": reason, "count": self._next()}

    def still(self, pixel_ratio: float = HIGHEST_RATIO) -> bytes:
        """The figure as it is, as a PNG for storing."""
        return self._painter.still(pixel_ratio)

    def show(self) -> None:
        """Display the figure: a static twin, and the live view that takes its place while Python runs."""
        display({"text/html": twin_html(self), "text/plain": twin_text(self)}, raw=True)
        live = {"version_major": 2, "version_minor": 0, "model_id": self.view.model_id}
        words = f"{HOW_TO_START} The figure: {self.title}"
        display({VIEW_MIME: live, "text/plain": words}, raw=True)

    def _ipython_display_(self) -> None:
        self.show()

    def _work(self, values: dict[str, Any]) -> tuple[Result, bytes]:
        result = self.compute(**values)
        for name in ("reading", "alt"):
            words = getattr(result, name, None)
            if not isinstance(words, str) or not words.strip():
                raise ValueError(f"compute must return a result with {name} in words, got {words!r}")
        if not isinstance(getattr(result, "rows", None), pd.DataFrame):
            raise ValueError("compute must return a result with rows, a DataFrame")
        return result, self._painter.frame(result, values, self._ratio)

    def _move(self, values: dict[str, Any]) -> None:
        self.result, self.frame = self._work(values)
        self._values = values

    def _next(self) -> int:
        self._answers += 1
        return self._answers

    def _answer(self) -> dict[str, Any]:
        headings, lines = table_cells(self.rows)
        return {
            "page": None,
            "seq": None,
            "error": "",
            "values": self.panel.to_wire(self._values),
            "idle": self.panel.idle(self._values),
            "ratio": self._ratio,
            "png": self.frame,
            "alt": self.alt,
            "reading": self.reading,
            "headings": headings,
            "lines": lines,
            "count": self._next(),
        }

    def _spec(self) -> dict[str, Any]:
        width, height = self.size
        return {
            "title": self.title,
            "picture": picture_label(self.title),
            "caption": self.caption,
            "source": source_line(self.citations, self.note),
            "notice": self.what_to_notice,
            "assumes": [ASSUMES, self.assumptions] if self.assumptions else [],
            "width": width,
            "height": height,
            "controls": self.panel.spec(),
        }
