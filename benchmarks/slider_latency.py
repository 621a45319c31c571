"""Time from a key press on an explorer's slider to the new painted picture, in a real browser.

Run: ``python benchmarks/slider_latency.py`` (``--help`` for options). One run measures three things in the
same notebook, in turns, so that all see the same machine:

explorer    a live figure of the course
interact    plain ``ipywidgets.interact``: same calculation, same artists, drawn anew with pyplot each time
round trip  an anywidget that sends a number to Python and shows what comes back: the least possible

How the time is taken is said in ``press_to_paint.py``.
"""

from __future__ import annotations

import argparse
import sys

from press_to_paint import (
    ROUND_TRIP_CELL,
    SliderSubject,
    add_options,
    load_now,
    measure,
    parse,
    report,
    round_trip,
    running_notebook,
)

MOST_OF_INTERACT, MOST_OF_ROUND_TRIP = 0.4, 2.5

EXPLORER_CELL = """\
from {module} import {name}

explorer = {name}()
explorer.show()"""

INTERACT_CELL = """\
%matplotlib inline
import ipywidgets
import matplotlib.pyplot as plt
from matplotlib_inline.backend_inline import set_matplotlib_formats

from ketamine_course.charts.style import course_style
from ketamine_course.widgets import Slider

set_matplotlib_formats("{image_format}")
slider = next(c for c in explorer.panel.controls.values() if isinstance(c, Slider))
kind = ipywidgets.FloatSlider if slider.decimals else ipywidgets.IntSlider


def redraw(value):
    values = explorer.panel.defaults | {{slider.name: value}}
    with course_style():
        canvas = type(explorer.canvas)()
        result = explorer.compute(**values)
        canvas.setup(plt.figure(figsize=canvas.size))
        canvas.draw_background(result)
        canvas.draw(result)
        plt.show()


_ = ipywidgets.interact(
    redraw, value=kind(value=slider.value, min=slider.low, max=slider.high, step=slider.step)
)"""


def cells(explorer: str, scale: int) -> list[str]:
    """The notebook's cells, with all three."""
    module = "toy_explorer" if explorer == "toy" else "ketamine_course.widgets.explorers"
    return [
        EXPLORER_CELL.format(module=module, name=explorer),
        INTERACT_CELL.format(image_format="retina" if scale == 2 else "png"),
        ROUND_TRIP_CELL,
    ]


def main() -> int:
    """Measure and report; 0 if all targets are met."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--explorer", default="route_and_dose", help="name in widgets.explorers, or toy")
    add_options(parser)
    options, load = parse(parser), load_now()
    explorer = SliderSubject("explorer", ".course-live", "input[type=range]", "img")
    interact = SliderSubject("interact", ".widget-interact", "[role=slider]", "img")
    subjects = [explorer, interact, round_trip()]
    with running_notebook(cells(options.explorer, options.scale), options.scale) as lab:
        lab.live()
        measure(lab, subjects, options)
    of_round_trip = explorer.median / subjects[-1].median
    targets = [
        (
            f"explorer / interact at most {MOST_OF_INTERACT}",
            explorer.median / interact.median,
            MOST_OF_INTERACT,
        ),
        (f"explorer / round trip at most {MOST_OF_ROUND_TRIP}", of_round_trip, MOST_OF_ROUND_TRIP),
        ("presses skipped by the explorer: none", explorer.skipped, 0),
    ]
    title = (
        f"Key press to painted picture, explorer {options.explorer}, {options.scale} device pixels a pixel"
    )
    return report(title, subjects, targets, load)


if __name__ == "__main__":
    sys.exit(main())
