"""The static twin of a live figure: what is seen before it is run, on GitHub, on paper, and without Python.

JupyterLab shows only the richest part of an output that it knows, and for a widget whose Python has gone that
is the words "model not found". So the twin is an output of its own, before the widget's; a style rule hides
it while the widget is there, and hides the error, not the twin, when it is not.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ketamine_course.charts.show import OWN_KEYS, STYLE, foldout, image_html, source_line
from ketamine_course.widgets.page_texts import RUN_ALL

if TYPE_CHECKING:
    from ketamine_course.widgets.live_figure import LiveFigure

ASSUMES = "What this figure assumes"
TWIN_PIXEL_RATIO = 2.0
HOW_TO_START = f"To move the controls, {RUN_ALL}"
OUTPUT = ".jp-OutputArea-child"
# A widget's output (the only kind without a media type) that holds bare words is loading, or has no model.
WORDS_ONLY = ":has(> .jp-OutputArea-output:not([data-mime-type])):not(:has(> .jp-OutputArea-output > *))"
HIDING_RULES = (
    f"{OUTPUT}:has(.course-twin):has(+ {OUTPUT} .course-live){{display:none}}"
    f"{OUTPUT}:has(.course-twin) + {OUTPUT}{WORDS_ONLY}{{display:none}}"
)


def twin_html(live: LiveFigure) -> str:
    """The live figure as it stands, as one HTML figure without controls."""
    notice = escape(live.what_to_notice)
    notice = f"<p><strong>What to notice:</strong> {notice}</p>" if notice else ""
    image = image_html(live.still(TWIN_PIXEL_RATIO), live.alt, live.size, live.title)
    caption = f"<strong>{escape(live.reading)}</strong> {escape(live.caption)}"
    assumed = f"<details><summary {OWN_KEYS}>{ASSUMES}</summary><p>{escape(live.assumptions)}</p></details>"
    assumed = assumed if live.assumptions else ""
    return (
        f"{STYLE}<style>{HIDING_RULES}</style>"
        '<figure class="course-figure course-twin" style="margin:1em 0">'
        f"<p><strong>{escape(live.title)}</strong></p>"
        f"<p>Settings: {escape(live.panel.words(live.values))}. {HOW_TO_START}</p>{image}"
        f"<figcaption>{caption} {source_line(live.citations, live.note)}</figcaption>{notice}{assumed}"
        f"{foldout(live.rows, 'The numbers in this figure', f'Numbers in the figure: {live.title}')}</figure>"
    )


def twin_text(live: LiveFigure) -> str:
    """The live figure in words; it never changes between runs."""
    return f"{live.title}\n{live.reading}\n{live.alt}"
