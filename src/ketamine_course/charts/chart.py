"""A chart with everything a reader needs beside the picture: finding, source, words for it, and its rows."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
from matplotlib.figure import Figure

from ketamine_course.charts.style import SMALLEST_TEXT_PT, small_text
from ketamine_course.evidence import cite
from ketamine_course.evidence.item_numbers import source_faults

SHORTEST_ALT = 20


@dataclass(frozen=True, eq=False)
class Chart:
    """A finished figure and the words that belong to it.

    figure     a Matplotlib figure made with `style.new_figure`
    finding    what the chart shows, in one sentence; it is the figure's title on the page
    caption    who, how many (n), dose, route, what is assumed
    alt        kind of chart, of what, with the finding: for those who do not see it
    rows       the rows drawn, one a point or group, numbers as they stand in their table
    citations  citation keys of the sources, in the order in which they are to be named
    note       said after the sources; needed when there is no source ("Simulated for teaching.")
    sources    references (`table:id.column`) behind numbers in the words that are not among the rows

    Raises ValueError when one of these is missing or too poor to help a reader.
    """

    figure: Figure
    finding: str
    caption: str
    alt: str
    rows: pd.DataFrame = field(repr=False)
    citations: tuple[str, ...] = ()
    note: str = ""
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.figure, Figure):
            raise ValueError(f"figure must be a Matplotlib Figure, got {type(self.figure).__name__}")
        if isinstance(self.citations, str):
            raise ValueError(f"citations must be a list of keys, got the single text {self.citations!r}")
        if isinstance(self.sources, str):
            raise ValueError(f"sources must be a list of references, got the single text {self.sources!r}")
        object.__setattr__(self, "citations", tuple(self.citations))
        object.__setattr__(self, "sources", tuple(self.sources))
        self._check_words()
        self._check_sources()
        if not isinstance(self.rows, pd.DataFrame) or self.rows.empty:
            raise ValueError("rows must be a DataFrame with at least one row: the rows that were drawn")
        small = small_text(self.figure)
        if small:
            raise ValueError(
                f"text must be at least {SMALLEST_TEXT_PT:g} points, but these are smaller: {small}"
            )

    def _check_words(self) -> None:
        for name in ("finding", "caption", "alt"):
            words = getattr(self, name)
            if not isinstance(words, str) or not words.strip():
                raise ValueError(f"{name} must be a sentence, got {words!r}")
        if len(self.alt.strip()) < SHORTEST_ALT:
            raise ValueError(
                "alt must say kind of chart, of what, and the finding, "
                f"in at least {SHORTEST_ALT} characters; got {self.alt!r}"
            )
        if self.alt.strip() in (self.caption.strip(), self.finding.strip()):
            raise ValueError("alt must describe the picture, not repeat the caption or the finding")

    def _check_sources(self) -> None:
        if not self.citations and not self.note.strip():
            raise ValueError("a chart names its sources in citations, or its numbers' origin in note")
        for key in self.citations:
            try:
                cite(key)
            except (KeyError, ValueError) as error:
                raise ValueError(f"citation key {key!r} is not in the references: {error}") from error
        if faults := source_faults(self.sources):
            raise ValueError(f"sources lead nowhere: {'; '.join(faults)}")
